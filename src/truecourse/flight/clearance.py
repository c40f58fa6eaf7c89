"""What was granted, and when."""

from dataclasses import dataclass
from enum import Enum
from math import nan

from truecourse.flight.fix import Fix


class Granted(Enum):
    """The kinds of clearance a case can carry."""

    TAKE_OFF = "take-off"
    HEADING = "heading"
    DIRECT = "direct"
    LEVEL = "level"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Clearance:
    """One clearance: its time, its standard error, and the value of its kind.

    `heading_magnetic` rad for HEADING (for TAKE_OFF, the runway's); `fix` for DIRECT; `altitude` m for LEVEL,
    above what `reference` says: "STD" a flight level (pressure altitude), "AMSL" an altitude, which is flown
    on the local QNH; `fixes` for ROUTE (the new route from here on).
    """

    t: float
    granted: Granted
    t_error: float = 0.0
    heading_magnetic: float = nan
    fix: Fix | None = None
    altitude: float = nan
    fixes: tuple[Fix, ...] = ()
    source: str = ""
    reference: str = "STD"
