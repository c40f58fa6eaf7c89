"""Numbers with the units sources use, as readings in SI: an ambiguous unit has a reading for each meaning."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from math import isfinite, nan
from typing import NamedTuple

from truecourse.earth.units import (
    KG_PER_POUND,
    METRES_PER_FOOT,
    METRES_PER_KM,
    METRES_PER_NM,
    METRES_PER_STATUTE_MILE,
    MPS_PER_FOOT_PER_MINUTE,
    MPS_PER_KMH,
    MPS_PER_KNOT,
    PASCALS_PER_HECTOPASCAL,
    PASCALS_PER_INCH_OF_MERCURY,
    RAD_PER_DEG,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
)
from truecourse.feeds.precision import Digits, Qualifier, spread
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, quoted
from truecourse.flight.claim import Reading

_MPH = METRES_PER_STATUTE_MILE / SECONDS_PER_HOUR

UNITS: dict[str, tuple[str, tuple[tuple[str, float], ...]]] = {
    "nm": ("length", (("nautical miles", METRES_PER_NM),)),
    "statute_mi": ("length", (("statute miles", METRES_PER_STATUTE_MILE),)),
    "miles": ("length", (("statute miles", METRES_PER_STATUTE_MILE), ("nautical miles", METRES_PER_NM))),
    "km": ("length", (("kilometres", METRES_PER_KM),)),
    "m": ("length", (("metres", 1.0),)),
    "ft": ("length", (("feet", METRES_PER_FOOT),)),
    "fl": ("length", (("flight level", METRES_PER_FLIGHT_LEVEL),)),
    "kt": ("speed", (("knots", MPS_PER_KNOT),)),
    "km/h": ("speed", (("kilometres per hour", MPS_PER_KMH),)),
    "mph": ("speed", (("statute miles per hour", _MPH),)),
    "miles/h": ("speed", (("statute miles per hour", _MPH), ("nautical miles per hour", MPS_PER_KNOT))),
    "m/s": ("speed", (("metres per second", 1.0),)),
    "ft/min": ("speed", (("feet per minute", MPS_PER_FOOT_PER_MINUTE),)),
    "deg": ("angle", (("degrees", RAD_PER_DEG),)),
    "rad": ("angle", (("radians", 1.0),)),
    "s": ("duration", (("seconds", 1.0),)),
    "min": ("duration", (("minutes", SECONDS_PER_MINUTE),)),
    "h": ("duration", (("hours", SECONDS_PER_HOUR),)),
    "days": ("duration", (("days", SECONDS_PER_DAY),)),
    "count": ("count", (("count", 1.0),)),
    "kg": ("mass", (("kilograms", 1.0),)),
    "lb": ("mass", (("pounds", KG_PER_POUND),)),
    "t": ("mass", (("tonnes", 1000.0),)),
    "Pa": ("pressure", (("pascals", 1.0),)),
    "hPa": ("pressure", (("hectopascals", PASCALS_PER_HECTOPASCAL),)),
    "inHg": ("pressure", (("inches of mercury", PASCALS_PER_INCH_OF_MERCURY),)),
    "mach": ("ratio", (("Mach number", 1.0),)),
    "percent": ("ratio", (("percent", 0.01),)),
}  # fmt: skip
SI = {"length": "m", "speed": "m/s", "angle": "rad", "duration": "s", "count": "count", "mass": "kg",
      "pressure": "Pa", "ratio": "mach"}  # fmt: skip
MOST = 1e12  # no number about a flight is larger, in any of these units


def dimension_of(unit: str) -> str:
    """What a unit measures. Raises ValueError for one that is not known, with those that are."""
    if unit not in UNITS:
        raise ValueError(f"the unit {quoted(unit)} is not known; use one of {', '.join(UNITS)}")
    return UNITS[unit][0]


def number_of(value: object) -> Decimal:
    """A finite number with the digits it was written with. Raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("write a number such as 200 or 12.5, without quotes")
    if isinstance(value, int) and abs(value) > MOST:
        raise ValueError(f"write a number of at most {MOST:g}")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("write a finite number such as 200 or 12.5") from None
    if not number.is_finite() or abs(number) > MOST:
        raise ValueError(f"write a finite number of at most {MOST:g}")
    if len(number.as_tuple().digits) > 30 or (number != 0 and abs(number.adjusted()) > 30):
        raise ValueError("write a number with at most 30 digits")
    return number


class Told(NamedTuple):
    """A number, or a range from `value` to `value_to`, with its unit, as written."""

    value: Decimal
    value_to: Decimal | None
    unit: str


def readings(told: Told, qualifier: Qualifier = Qualifier.NONE) -> tuple[Reading, ...]:
    """Every way to read a number, or a range, with its unit, SI.

    Raises ValueError for an unknown unit and for a range that ends before it begins.
    """
    dimension_of(told.unit)
    if told.value_to is not None and told.value_to < told.value:
        raise ValueError(f"the range ends at {told.value_to}, before it begins; write the lower number first")
    low, high = spread(told.value, qualifier, _digits(told.unit))
    middle = float(told.value)
    if told.value_to is not None:
        high = spread(told.value_to, qualifier, _digits(told.unit))[1]
    return tuple(
        Reading(low * factor, high * factor, nan if told.value_to is not None else middle * factor, how)
        for how, factor in UNITS[told.unit][1]
    )


def narrowed(told: Told, also: Told, qualifier: Qualifier = Qualifier.NONE) -> tuple[Reading, ...]:
    """The readings of a number that the source's own conversion of it allows, cut to what both allow.

    A conversion is arithmetic, however loosely the number is meant: "some 200 miles (320 km)" are statute
    miles. Raises ValueError where it measures something else or fits no reading.
    """
    wrong = f"{_words(also)} is no way to read {_words(told)}; write them as two claims"
    if dimension_of(also.unit) != dimension_of(told.unit) or (also.value_to is None) != (
        told.value_to is None
    ):
        raise ValueError(wrong)
    kept = []
    for index, reading in enumerate(readings(told, qualifier)):
        for other, converted in enumerate(readings(also, qualifier)):
            if _converts(told, index, also, other):
                low, high = max(reading.low, converted.low), min(reading.high, converted.high)
                middle = min(max(reading.middle, low), high) if isfinite(reading.middle) else nan
                kept.append(replace(reading, low=low, high=high, middle=middle))
                break
    if not kept:
        raise ValueError(wrong)
    return tuple(kept)


def _converts(told: Told, index: int, also: Told, other: int) -> bool:
    """Whether a number in one meaning of its unit, rounded, is the other in its own, or the reverse."""
    here, there = UNITS[told.unit][1][index][1], UNITS[also.unit][1][other][1]
    pairs = [(told.value, also.value)]
    if told.value_to is not None and also.value_to is not None:
        pairs.append((told.value_to, also.value_to))
    return all(
        _within(float(a) * here / there, b, also.unit) or _within(float(b) * there / here, a, told.unit)
        for a, b in pairs
    )


def _within(number: float, told: Decimal, unit: str) -> bool:
    low, high = spread(told, Qualifier.NONE, _digits(unit))
    return low <= number <= high


def _digits(unit: str) -> Digits:
    return {"fl": Digits.ALL, "count": Digits.COUNT}.get(unit, Digits.ROUNDED)


def _words(told: Told) -> str:
    return f"{told.value}{'' if told.value_to is None else f' to {told.value_to}'} {told.unit}"


def bound(text: str | None, unit: str, otherwise: float) -> float:
    """A number with an unambiguous unit, SI; `otherwise` for none. Raises ValueError as above."""
    if text is None:
        return otherwise
    try:
        number = number_of(Decimal(text))
    except InvalidOperation:
        raise ValueError(f"{quoted(text)} is no number; write one such as 200 or 12.5") from None
    dimension_of(unit)
    if len(UNITS[unit][1]) > 1:
        raise ValueError(f"the unit {quoted(unit)} may mean several; write which is meant")
    return float(number) * UNITS[unit][1][0][1]
