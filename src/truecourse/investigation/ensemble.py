"""The flights of a case's reconstruction: draws of every cause that was weighed to the end, in proportion."""

from dataclasses import replace

import numpy as np

from truecourse.earth.nvector import from_nvector
from truecourse.evidence.explain import PARTICLES, Effort, Weighed, posterior, prepare, rank, weigh_all
from truecourse.evidence.progress import Progress
from truecourse.evidence.residual import ALTITUDE, HEADING, MAGNETIC, VELOCITY, P
from truecourse.evidence.select import select, stage_named
from truecourse.evidence.weigh import answers_of, trial, values_of
from truecourse.flight.case import Case
from truecourse.flight.ensemble import Array, Ensemble
from truecourse.flight.explanation import CauseResult
from truecourse.investigation.explain import wind_of

FLIGHTS = 400  # in all: a tail of 0.05 is then known to a fifth of itself, and the rest is a normal's
LEAST = 40  # of a cause that has any weight at all
FROM = 1e-4  # probability from which a cause's flights are among them
STEP = 60.0  # s between the times of an ensemble


def ensemble(
    case: Case,
    *,
    stage: str | None = None,
    seed: int = 0,
    particles: int | None = None,
    flights: int = FLIGHTS,
    progress: Progress | None = None,
) -> Ensemble:
    """Weigh every cause at a stage of the inquiry (None: by everything known) and draw flights.

    Raises ValueError, in one sentence, for a stage the case does not have, and where nothing is left to
    explain or no cause could be weighed to the end.
    """
    last = stage_named(case, stage)
    observations = select(case, stage=last)
    scene = prepare(case, wind_of(case), observations, last_own(case))
    effort = Effort(seed, particles or PARTICLES)
    weighed = weigh_all(scene, observations, (tuple(range(len(observations))),), effort, progress=progress)
    used = tuple(o.id for o in observations)
    drawn = ensemble_of(weighed, rank(case, weighed, 0), used, flights=flights, seed=seed)
    return replace(drawn, stage=stage or "")


def ensemble_of(
    weighed: tuple[Weighed, ...],
    results: tuple[CauseResult, ...],
    observations: tuple[str, ...],
    *,
    at: int = -1,
    flights: int = FLIGHTS,
    seed: int = 0,
) -> Ensemble:
    """Draw flights of causes already weighed; nothing is sampled anew.

    `results` are those of `rank` at the stage `at` of the path they were weighed by, `observations` the ids
    of what was used there. Causes under `FROM` have no flights. Raises ValueError where none is left.
    """
    share, drawn = _with_flights(weighed, results)
    scene = drawn[0].trial.scene
    t = np.arange(scene.case.t_start, scene.case.t_start + scene.time.t_end + 1e-6, STEP)
    columns, weights, cause = [], [], []
    for i, w in enumerate(drawn):
        n = max(LEAST, round(flights * share[w.cause.name]))
        columns.append(_flown(w, t, at, n, seed))
        weights.append(np.full(n, share[w.cause.name] / n))
        cause.append(np.full(n, i))
    lat, lon, altitude, gs, heading = (np.concatenate(each) for each in zip(*columns, strict=True))
    heft = np.concatenate(weights)
    others = [r for r in results if r.name not in share]
    return Ensemble(
        t, lat, lon, altitude, gs, heading,
        heft / heft.sum(),
        np.concatenate(cause).astype(np.int64),
        (*(w.cause.name for w in drawn), *(r.name for r in others)),
        (*(share[w.cause.name] for w in drawn), *(r.probability for r in others)),
        observations=observations,
        undisturbed_until=scene.case.undisturbed_until,
        results=results,
    )  # fmt: skip


def states_of(
    weighed: tuple[Weighed, ...], results: tuple[CauseResult, ...], t: Array, flights: int, seed: int
) -> tuple[Array, Array]:
    """Flights of causes already weighed at times (k,), POSIX s: states (n, k, 12) as `autopilot.probe` has
    them, and weights (n,) that sum to 1. Raises ValueError as `ensemble_of`.
    """
    share, drawn = _with_flights(weighed, results)
    found, weights = [], []
    for w in drawn:
        n = max(LEAST, round(flights * share[w.cause.name]))
        found.append(_answered(w, t, -1, n, seed)[0])
        weights.append(np.full(n, share[w.cause.name] / n))
    heft = np.concatenate(weights)
    return np.concatenate(found), heft / heft.sum()


def _with_flights(
    weighed: tuple[Weighed, ...], results: tuple[CauseResult, ...]
) -> tuple[dict[str, float], list[Weighed]]:
    """Probabilities of the causes that have flights, by name, and those causes."""
    share = {r.name: r.probability for r in results if r.converged and r.probability > FROM}
    drawn = [w for w in weighed if w.samples is not None and w.samples.converged and w.cause.name in share]
    if not drawn:
        raise ValueError(
            "No cause could be weighed to the end, so there is no reconstruction to check against."
        )
    return share, drawn


def last_own(case: Case) -> float:
    """The last time that any row of a case, evidence or not, speaks of, while the flight was its own."""
    times = [o.t if np.isnan(o.t_end) else o.t_end for o in case.observations]
    return float(np.nanmin([max([case.t_start, *times]), case.t_end, case.undisturbed_until]))


def _flown(w: Weighed, t: Array, at: int, n: int, seed: int) -> tuple[Array, ...]:
    """Posterior flights of one cause at times (k,): lat, lon, altitude, gs, compass heading, each (n, k)."""
    state, compass_error = _answered(w, t, at, n, seed)
    lat, lon = from_nvector(state[..., P])
    missing = ~np.isfinite(state[..., P]).all(axis=-1)
    nose, north = (np.arctan2(state[..., s.start + 1], state[..., s.start]) for s in (HEADING, MAGNETIC))
    heading = np.mod(nose - north + compass_error[:, None], 2.0 * np.pi)
    gs = np.hypot(*np.moveaxis(state[..., VELOCITY], -1, 0))
    columns = (lat, lon, state[..., ALTITUDE], gs, heading)
    return tuple(np.where(missing, np.nan, c) for c in columns)


def _answered(w: Weighed, t: Array, at: int, n: int, seed: int) -> tuple[Array, Array]:
    """States (n, k, 12) of posterior flights of one cause at times (k,), and compass errors (n,), rad."""
    asked = trial(w.trial.scene, w.cause, w.trial.evidence.observations, tuple(t))
    values = values_of(asked, posterior(w, at, n, seed))
    return answers_of(asked, values).state[:, : len(t)], values["compass_error_deg"]
