"""LEVEL: whether the cleared level is kept once reached, and made for until then."""

from math import isfinite, nan
from typing import Any

from truecourse.airspace.compiled import inner
from truecourse.earth.units import METRES_PER_FOOT
from truecourse.watch.hysteresis import Hold

HOLD = Hold(start=20.0, end=20.0, renew=60.0)
_TOWARDS = 1.5  # m/s, 300 ft/min: slower is not a climb
_FEET_PER_LEVEL = 100.0
_HAIR = 1.0  # m: levels come in steps of 25 or 100 feet, and one exactly at the tolerance is within it


@inner
def reached(off: float, tolerance: float, side: float, before: float) -> float:
    """Whether a flight `off` m above its cleared level has been there: within tolerance now, reached
    `before`, or gone through it from the `side` it came from.
    """
    there = before == 1.0 or abs(off) <= tolerance + _HAIR
    return 1.0 if there or (side != 0.0 and off * side < 0.0) else 0.0


@inner
def grade(off: float, climb: float, been: float, waited: float, rule: Any) -> float:
    """How bad it is to be `off` m above the cleared level, climbing `climb` m/s, `waited` s after clearance.

    After the level was reached, leaving it is 3 unless the flight is on its way back and near; before, not
    making for it is 1 when it has waited long enough, and going the other way 2.
    """
    if abs(off) <= rule.tolerance + _HAIR:
        return 0.0
    towards = -climb if off > 0.0 else climb
    if been == 1.0:
        return 2.0 if towards > _TOWARDS and abs(off) < 2.0 * rule.tolerance else 3.0
    if waited < rule.begin:
        return 0.0
    return 2.0 if towards < -_TOWARDS else 1.0 if towards < _TOWARDS else 0.0


def sentence(altitude: float, level: float, climb: float, been: bool, correction: float = nan) -> str:
    """What a controller is told; pressure altitudes m, m/s. `correction` m is what an altitude on the QNH has
    been raised by to make it one; NaN where a flight level was cleared.
    """
    feet = (altitude - level) / METRES_PER_FOOT
    side = "above" if feet > 0.0 else "below"
    cleared = flight_level(level)
    if isfinite(correction):
        cleared = f"{(level - correction) / METRES_PER_FOOT:,.0f} ft on the QNH"
    said = f"{abs(feet):,.0f} ft {side} cleared {cleared}"
    pace = climb * 60.0 / METRES_PER_FOOT
    if abs(pace) >= 100.0:
        said += f", {'climbing' if pace > 0.0 else 'descending'} {abs(pace):,.0f} ft a minute"
    return said if been else said + ", which it is not making for"


def flight_level(altitude: float) -> str:
    """A pressure altitude (m) as it is spoken: FL310."""
    return f"FL{altitude / METRES_PER_FOOT / _FEET_PER_LEVEL:03.0f}"
