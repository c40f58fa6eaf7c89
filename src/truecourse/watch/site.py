"""What a site tolerates. Every number is a setting; the defaults are labelled with where they come from.

A navigation specification is not an alarm limit: RNAV 10 says that a flight is within 10 NM of its track for
95 % of the time (ICAO Doc 9613, vol. II, part B, ch. 1), so that one flight in twenty would alarm by right.
What is watched is the gross error, which has its own, regional definition (`GROSS_ERROR`).
"""

from dataclasses import dataclass, field
from enum import Enum
from math import nan, radians

import numpy as np
from numpy.typing import NDArray

from truecourse.air.atmosphere import SEA_LEVEL_PRESSURE, altitude
from truecourse.air.wind import Wind, still
from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_NM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

Array = NDArray[np.float64]

# Gross navigation error: 25 NM or more in the North Atlantic until its monitoring agency went to 10 NM (ICAO
# NAT Doc 007, 8.1.6 and the agency's practice since, as quoted by the operators' guides).
GROSS_ERROR = {"today": 10.0 * METRES_PER_NM, "before": 25.0 * METRES_PER_NM}
# Kinds of areas that flights are in by right, so that being there is nothing to worry about: structures of
# air traffic control (the types of AIXM 5.1's CodeAirspaceType, `_p` a part of one), classes of airspace in
# which they fly under control (ICAO Annex 11, 2.6), and zones that ask for a transponder or a radio.
QUIET = (
    "coast", "fir", "fir_p", "uir", "uir_p", "oca", "oca_p", "cta", "cta_p", "uta", "uta_p", "tma", "tma_p",
    "ctr", "ctr_p", "atz", "atz_p", "sector", "sector_c", "class", "class a", "class b", "class c", "class d",
    "class e", "tmz", "rmz",
)  # fmt: skip


class Edition(Enum):
    """By which edition of the rules a revised estimate is told: ICAO Annex 2, 3.6.2.2 c.

    The change that must be notified was 3 minutes, and is 2 minutes now.
    """

    NOW = 2.0 * SECONDS_PER_MINUTE
    BEFORE = 3.0 * SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Region:
    """Where other limits hold: `rings` as in `Airspace`; `limit` m is the gross error's, `offset` m the
    strategic offset right of track that is authorised there (0: none).
    """

    name: str
    rings: tuple[Array, ...]
    limit: float = GROSS_ERROR["today"]
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Lateral:
    """ROUTE. `limit`, `offset` m outside every region; `floor`, `end`, `ahead` by the rule of choice told in
    docs/watch-validation.md, from clean traffic and flights that strayed elsewhere; the rest is judgement.

    An opening deviation past `floor` of the limit that would reach the limit within `ahead` s is said early;
    an alert ends below `end` of the limit. `terminal` m about the ends of a filed route it is not watched.
    `settle` s after a clearance for the turn onto it. `late` s is the longitudinal limit.
    """

    limit: float = GROSS_ERROR["today"]
    offset: float = 0.0
    floor: float = 0.35
    end: float = 0.2625
    ahead: float = 15.0 * SECONDS_PER_MINUTE
    opening: float = 1.5  # m/s, 0.05 NM a minute: slower is what inertial units drift
    sure: float = 3.0  # standard errors of the opening above which it is one: by chance once in 740
    terminal: float = 40.0 * METRES_PER_NM
    settle: float = 180.0
    late: float = 5.0 * SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Vertical:
    """LEVEL. A level is maintained within 300 ft of the cleared one (ICAO Doc 4444, 8.5.5.2.2; 200 ft in
    reduced separation): `tolerance` m. `begin` s is how long a change may wait to begin (judgement).
    """

    tolerance: float = 300.0 * METRES_PER_FOOT
    begin: float = 5.0 * SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Directional:
    """HEADING. Judgement: `tolerance` rad where the heading is reported, `by_course` where only the course is
    and the drift unknown; `settle` s for the turn, after which it is watched.
    """

    tolerance: float = radians(10.0)
    by_course: float = radians(30.0)
    settle: float = 150.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """AREA. `tactical` s the look-ahead of a proximity warning (EUROCONTROL's guidance for area proximity
    warning has it of the order of two minutes), `strategic` s that of the early one. `coast` s: how long an
    off-route flight is carried on after it was last seen. Areas of the `quiet` kinds are not watched.
    """

    tactical: float = 2.0 * SECONDS_PER_MINUTE
    strategic: float = 2.0 * SECONDS_PER_HOUR
    coast: float = 2.0 * SECONDS_PER_HOUR
    quiet: tuple[str, ...] = QUIET


@dataclass(frozen=True, slots=True)
class Clocks:
    """LOST and ALERTING. A track is lost after `silence` s without a report, or `turns` of its own reporting
    intervals if that is longer (judgement). `uncertainty` s after a report was due and did not come: 30
    minutes (ICAO Annex 11, 5.2.1 a). For the next two phases the Annex names no minutes, only that further
    attempts have failed; `alert`, `distress` s after the same time are the site's.
    `report` s: how often a flight out of sight reports. `unheard` s: alerts of a flight silent for so long
    end, but LOST and ALERTING (judgement: past `coast` and past distress). A flight last seen within
    `arrival` m of its destination, below `low` m, going down or slow, has landed (judgement: radar far from a
    field is blind below some 10,000 ft, and a filed route is terminal for 40 NM). `unplanned`: whether
    flights without a plan are told lost. `forget` s: silent so long, and nothing out, a flight is forgotten.
    """

    silence: float = 60.0
    turns: float = 4.0
    stall: float = 30.0
    uncertainty: float = 30.0 * SECONDS_PER_MINUTE
    alert: float = 60.0 * SECONDS_PER_MINUTE
    distress: float = 90.0 * SECONDS_PER_MINUTE
    report: float = 60.0 * SECONDS_PER_MINUTE
    unheard: float = 180.0 * SECONDS_PER_MINUTE
    arrival: float = 40.0 * METRES_PER_NM
    low: float = 10_000.0 * METRES_PER_FOOT
    unplanned: bool = False
    forget: float = 30.0 * SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Heights:
    """What heights stand on: `qnh` Pa, the `elevation` m of the ground above mean sea level, and `transition`
    m, the transition altitude, at and below which an altitude that was cleared is flown on `qnh` (by default
    the highest in use, 18,000 ft; above it an altitude is taken as a flight level).
    """

    qnh: float = SEA_LEVEL_PRESSURE
    elevation: float = 0.0
    transition: float = 18_000.0 * METRES_PER_FOOT

    @property
    def correction(self) -> float:
        """Metres to add to an altitude on `qnh` to make it a pressure altitude: what an altimeter's setting
        shifts it by, the pressure altitude of `qnh` in the standard atmosphere (ICAO Doc 7488).
        """
        return float(altitude(self.qnh))


@dataclass(frozen=True, slots=True)
class Trust:
    """What is believed of a report. `future` s past its arrival is a clock's fault; a flight is not faster
    than `fastest` m/s, give or take `slack` m; `stale` s without surveillance and words are all there is.
    """

    future: float = 10.0
    fastest: float = 600.0
    slack: float = 3000.0
    stale: float = 120.0


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a site decides, the wind it believes (for look-aheads), and its name."""

    name: str = "labelled defaults"
    lateral: Lateral = field(default_factory=Lateral)
    vertical: Vertical = field(default_factory=Vertical)
    directional: Directional = field(default_factory=Directional)
    ahead: Ahead = field(default_factory=Ahead)
    clocks: Clocks = field(default_factory=Clocks)
    trust: Trust = field(default_factory=Trust)
    heights: Heights = field(default_factory=Heights)
    regions: tuple[Region, ...] = ()
    edition: Edition = Edition.NOW
    waypoint: float = nan  # m from a fix reported passed; NaN: the region's gross error
    wind: Wind = field(default_factory=still)
