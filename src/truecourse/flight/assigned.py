"""What a watched flight is known to have filed, been cleared to do, and estimated."""

from dataclasses import dataclass
from enum import Enum
from math import nan

from truecourse.flight.clearance import Clearance
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan


class Special(Enum):
    """Clearances that make a deviation no deviation, beside those of `Granted`."""

    OFFSET = "offset"  # strategic lateral offset or a cleared parallel offset: `value` m right of the route
    DEVIATION = "deviation"  # cleared to deviate up to `value` m either side (weather)
    RESUME = "resume"  # own navigation again: earlier vectors, offsets and deviations are over
    LAND = "land"  # cleared to land, at `until`, or now where that is not told


@dataclass(frozen=True, slots=True)
class Permission:
    """An offset or a deviation cleared from `t` on, POSIX s UTC, until a `RESUME` or `until`."""

    t: float
    special: Special
    value: float = nan
    until: float = nan


@dataclass(frozen=True, slots=True)
class Estimate:
    """A time (POSIX s UTC) at which the flight said it would be, or was, at a fix."""

    t: float  # when it was said
    fix: Fix
    over: float  # when it will be, or was, there
    passed: bool  # reported passed rather than estimated


@dataclass(frozen=True, slots=True)
class Became:
    """A flight so far known by its name alone is heard under `key`: there it is watched from now on, and what
    was said to it is said again there.
    """

    key: int


class Ending(Enum):
    """Why a unit need not look after a flight any more."""

    LANDED = "landed"  # an arrival message, or word of the tower
    HANDED_OVER = "handed over"  # transferred to another unit, whose it is from now on
    CANCELLED = "cancelled"  # the flight plan is


@dataclass(frozen=True, slots=True)
class Ended:
    """Said at `t` (POSIX s UTC): the flight is over for this unit. Another plan or clearance begins anew."""

    t: float
    why: Ending


Word = FlightPlan | Clearance | Permission | Estimate | Became | Ended


@dataclass(frozen=True, slots=True)
class Assigned:
    """One thing said to, by or for a flight; `key` as in `Reports`, `t` when it was said, POSIX s UTC."""

    key: int
    flight: str
    t: float
    word: Word
