"""What was asked for: the flight plan."""

from dataclasses import dataclass
from math import nan

from truecourse.flight.fix import Fix


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """One point of a route and how it is reached.

    `via` is "DCT" or the airway flown to get here; `mach`, `tas` (m/s) and `altitude` (pressure altitude, m)
    are what the plan changes to *at* this point, NaN where it changes nothing.
    """

    fix: Fix
    via: str = "DCT"
    mach: float = nan
    tas: float = nan
    altitude: float = nan


@dataclass(frozen=True, slots=True)
class FlightPlan:
    """An ICAO flight plan's item 15, resolved to places.

    `mach`, `tas` (m/s) and `altitude` (m) are the initial ones; one of `mach` and `tas` is NaN.
    `arrival` POSIX s UTC is the estimated off-block time and the total estimated elapsed time (items 13 and
    16), NaN where one is not told. `points` includes the departure first and the destination last where the
    case gives their places.
    """

    text: str
    points: tuple[PlannedPoint, ...]
    altitude: float
    mach: float = nan
    tas: float = nan
    source: str = ""
    arrival: float = nan
