"""The main job: a case becomes an explanation with everything behind it, and a report that a person can
read.
"""

from dataclasses import replace
from importlib.metadata import version
from math import inf
from pathlib import Path

import numpy as np

from truecourse import __version__
from truecourse.earth.nvector import to_nvector
from truecourse.evidence.examine import FAN_FLIGHTS, candidates, contributions, fan, fit
from truecourse.evidence.explain import (
    PARTICLES,
    Effort,
    Progress,
    Weighed,
    posterior,
    prepare,
    rank,
    weigh_all,
    where_at,
)
from truecourse.evidence.progress import unheard
from truecourse.evidence.reweight import LEAST_EFFECTIVE
from truecourse.evidence.select import select, stage_named
from truecourse.evidence.vary import sensitivity
from truecourse.evidence.weigh import values_of
from truecourse.flight.case import Case
from truecourse.flight.explanation import CauseResult, Explanation, StageResult
from truecourse.flight.observation import Observation
from truecourse.flight.track import Track
from truecourse.investigation.claims import claims_of
from truecourse.investigation.ensemble import last_own
from truecourse.investigation.explain import wind_of
from truecourse.investigation.fly import track_of
from truecourse.report.write import check_place, write_report

FANS = 4
LIBRARIES = ("numpy", "numba", "scipy", "pyproj", "matplotlib")


def investigate(
    case: Case,
    *,
    stage: str | None = None,
    until: float | None = None,
    out: Path,
    seed: int = 0,
    particles: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Weigh every cause at every stage in one pass of simulated flights, examine the answer, write the
    report; where it is.

    Raises ValueError, in one sentence, for what the case does not have; writes nothing then.
    """
    check_place(Path(out))  # before the work, not after it
    tell = progress or unheard
    effort = Effort(seed, particles or PARTICLES)
    explanation, tracks, weighed = examine(case, stage, inf if until is None else until, effort, tell)
    tell(0.94, "holding what sources claim against it")
    claims = claims_of(case, weighed, explanation)
    tell(0.96, "drawing the report")
    path = write_report(Path(out), case, explanation, tracks, claims)
    tell(1.0, "done")
    return path


def examine(
    case: Case, stage: str | None, until: float, effort: Effort, tell: Progress
) -> tuple[Explanation, dict[str, Track], tuple[Weighed, ...]]:
    """The full explanation of a case, the track of the leading cause's median flight, and the causes as they
    were weighed.
    """
    last = stage_named(case, stage)
    observations = select(case, stage=last, until=until)
    stages = [s for s in case.stages if last is None or s.known_by <= last.known_by]
    path = [tuple(i for i, o in enumerate(observations) if o.known_since <= s.known_by) for s in stages]
    if not path or len(path[-1]) < len(observations):
        path.append(tuple(range(len(observations))))
    tell(0.0, "setting the scene")
    scene = prepare(case, wind_of(case), observations, last_own(case))
    weighed = weigh_all(
        scene, observations, tuple(path), effort, progress=lambda s, w: tell(0.05 + 0.65 * s, w)
    )
    results = rank(case, weighed, -1)
    named = {w.cause.name: w for w in weighed}
    leaders = [named[r.name] for r in results if r.probability > 0.0][:FANS]
    tell(0.70, "asking what would change the answer")
    varied = sensitivity(weighed, results, effort, lambda s, w: tell(0.70 + 0.2 * s, w))
    tell(0.90, "reading what each observation said")
    two = leaders[:2]
    enough = {r.name for r in results if r.effective_samples >= LEAST_EFFECTIVE}
    told_apart = [w for w in leaders[1:] if w.cause.name in enough]  # a few flights predict nothing
    explanation = Explanation(
        case=case.name,
        stage=stage or "",
        until=until,
        seed=effort.seed,
        particles=effort.particles,
        observations=tuple(o.id for o in observations),
        causes=results,
        stages=tuple(
            StageResult(
                s.name, s.title, _ids(observations, path[i]), _by_name(rank(case, weighed, i, detail=False))
            )
            for i, s in enumerate(stages)
        ),
        contributions=tuple(c for w in two for c in contributions(w, effort)),
        candidates=candidates(two[0], told_apart[0], effort.seed) if told_apart else (),
        sensitivity=varied.rows,
        rivals=varied.rivals,
        widest=varied.widest,
        fit=fit(leaders[0], effort.seed) if leaders else None,
        prediction=where_at(weighed, results, last_own(case), effort.seed) if until < inf else None,
        fans=tuple(fan(w, effort.seed) for w in leaders),
        hashes=case.hashes,
        versions=(("truecourse", __version__), *((name, version(name)) for name in LIBRARIES)),
    )
    tracks = {leaders[0].cause.name: median_track(leaders[0], effort.seed)} if leaders else {}
    return explanation, tracks, weighed


def median_track(w: Weighed, seed: int) -> Track:
    """The track of the posterior flight that stays nearest to the middle of all, while it was its own."""
    flights = fan(w, seed)
    p = to_nvector(flights.lat, flights.lon)
    middle = np.median(p, axis=0)
    nearest = int(np.argmin(((p - middle) ** 2).sum(axis=(1, 2))))
    draws = posterior(w, -1, FAN_FLIGHTS, seed)
    track = track_of(w.trial.scene, w.cause, values_of(w.trial, draws[nearest : nearest + 1]))
    own = track.columns["t"] <= flights.t[-1]
    return replace(track, columns={name: column[own] for name, column in track.columns.items()})


def _by_name(results: tuple[CauseResult, ...]) -> tuple[CauseResult, ...]:
    return tuple(sorted(results, key=lambda r: r.name))


def _ids(observations: tuple[Observation, ...], chosen: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(observations[i].id for i in chosen)
