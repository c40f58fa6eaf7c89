"""A case from outside, weighed: the wind it is flown in comes from the bundled climatology or from the
case's folder.
"""

from math import inf
from pathlib import Path

from truecourse.air.wind import Wind
from truecourse.evidence.examine import fit
from truecourse.evidence.explain import Effort, prepare, rank, weigh_all, where_at
from truecourse.evidence.progress import Progress
from truecourse.evidence.select import select, stage_named
from truecourse.feeds.wind import bundled_climatology, read_wind
from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation

WIND_FILES = ("wind.nc", "wind.grib", "wind.grb2")


def wind_of(case: Case) -> Wind:
    """The gridded wind in the case's folder (`wind.nc`, `wind.grib`), or else the bundled monthly
    climatology.
    """
    for name in WIND_FILES:
        path = Path(case.folder) / name
        if case.folder and path.is_file():
            return read_wind(path)
    return bundled_climatology()


def explain(
    case: Case,
    *,
    stage: str | None = None,
    until: float | None = None,
    only: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    predict: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Explanation:
    """Weigh every cause against what had happened by a time and was known at a stage of the inquiry, and
    check whether the best of them fits at all.

    `until`, `predict`: POSIX s UTC. `only`, `without`: ids of observations. Raises ValueError, in one
    sentence, for a stage, id or time that the case does not have.
    """
    last, limit = stage_named(case, stage), inf if until is None else until
    observations = select(case, stage=last, until=limit, only=only, without=without)
    if predict is not None and not case.t_start <= predict <= case.t_end:
        raise ValueError(
            f"The time to predict lies outside {case.name}; choose one between take-off and its end."
        )
    scene = prepare(case, wind_of(case), observations, -inf if predict is None else predict)
    effort = Effort(seed)
    weighed = weigh_all(scene, observations, (tuple(range(len(observations))),), effort, progress=progress)
    results = rank(case, weighed, 0)
    leaders = [w for w in weighed if results[0].probability > 0.0 and w.cause.name == results[0].name]
    return Explanation(
        case=case.name,
        stage=stage or "",
        until=limit,
        seed=seed,
        particles=effort.particles,
        observations=tuple(o.id for o in observations),
        causes=results,
        fit=fit(leaders[0], seed) if leaders else None,
        prediction=None if predict is None else where_at(weighed, results, predict, seed),
        hashes=case.hashes,
    )
