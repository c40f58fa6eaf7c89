"""A case from outside, weighed: the wind it is flown in comes from the bundled climatology or from the
case's folder.
"""

from math import inf
from pathlib import Path

from truecourse.air.wind import Wind
from truecourse.evidence.explain import Asked, Effort, Progress
from truecourse.evidence.explain import explain as weigh
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
    """Weigh every cause against what had happened by a time and was known at a stage of the inquiry.

    `until`, `predict`: POSIX s UTC. `only`, `without`: ids of observations. Raises ValueError, in one
    sentence, for a stage, id or time that the case does not have.
    """
    asked = Asked(stage, inf if until is None else until, only, without, predict)
    return weigh(case, wind_of(case), asked, Effort(seed), progress)
