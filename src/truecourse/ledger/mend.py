"""What a change of unit, zone or datum makes of a number, and how often one would fit by chance."""

import re
from collections.abc import Iterator
from math import inf, isfinite, log, nan
from typing import NamedTuple

import numpy as np

from truecourse.air.airspeed import cas_from_tas, tas_from_cas
from truecourse.earth.units import (
    KG_PER_POUND,
    METRES_PER_FOOT,
    METRES_PER_KM,
    METRES_PER_NM,
    METRES_PER_STATUTE_MILE,
    MPS_PER_KMH,
    MPS_PER_KNOT,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
)
from truecourse.flight.claim import Reading
from truecourse.ledger.reading import centre, outside, turned

# Name, what it is in SI, and how it is written; pairs further apart than `REACH` nobody mistakes unseen.
UNITS = {
    "length": (
        ("nautical miles", METRES_PER_NM, r"\b(nm|nmi|nautical)\b"),
        ("statute miles", METRES_PER_STATUTE_MILE, r"\b(statute|statute_mi|sm)\b"),
        ("kilometres", METRES_PER_KM, r"\b(km|kilomet(re|er)s?)\b"),
        ("metres", 1.0, r"\b(m|met(re|er)s?)\b"),
        ("feet", METRES_PER_FOOT, r"\b(ft|feet|foot|flight level|fl ?\d+)\b"),
    ),
    "speed": (
        ("knots", MPS_PER_KNOT, r"\b(kt|kts|knots?|nautical miles (an|per) hour)\b"),
        ("km/h", MPS_PER_KMH, r"\b(km/h|kph|kmh|kilomet(re|er)s (an|per) hour)\b"),
        (
            "miles an hour",
            METRES_PER_STATUTE_MILE / SECONDS_PER_HOUR,
            r"\b(mph|(?<!nautical )miles (an|per) hour)\b",
        ),
    ),
    "mass": (("kilograms", 1.0, r"\b(kg|kilograms?)\b"), ("pounds", KG_PER_POUND, r"\b(lbs?|pounds?)\b")),
}
# Between what lengths, m, a unit is used, a judgement: nobody tells 100 km in feet, or 100 m in miles.
_LONG, _SHORT = (1e3, inf), (0.0, 3e4)
_USED = {
    "nautical miles": _LONG,
    "statute miles": _LONG,
    "kilometres": _LONG,
    "metres": _SHORT,
    "feet": _SHORT,
}
REACH = 4.0
# h by which clocks of zones differ: none is further from UTC than Kiribati's (UTC+14); those of half hours
# and of three quarters are such as Newfoundland, Tehran, Kabul, Delhi, Kathmandu, Yangon and Darwin.
_ZONES = (*map(float, range(1, 15)), 3.5, 4.5, 5.5, 5.75, 6.5, 9.5)
_DAY = SECONDS_PER_DAY / SECONDS_PER_HOUR


class Surroundings(NamedTuple):
    """What is known of the flight where a subject is: pressure altitude, m, magnetic variation, rad."""

    subject: str
    altitude: float = nan
    variation: float = nan


class Mend(NamedTuple):
    """A changed reading, how it was changed, and how probable it is that some such change fits by chance."""

    reading: Reading
    how: str
    chance: float


def mends(
    reading: Reading, truth: Reading, dimension: str, told: str = "", about: Surroundings | None = None
) -> tuple[Mend, ...]:
    """Every change of unit, zone or datum by which a bounded reading that does not meet `truth` does, the
    least likely coincidence first.

    `told` may name the unit, and then only that one is changed. By chance: of numbers spread evenly, on a
    logarithmic scale for units, over the range the changes reach, the share that would fit.
    """
    if not (isfinite(centre(reading)) and isfinite(centre(truth))) or not outside(reading, truth):
        return ()
    tried = [*_scaled(reading, truth, dimension, told), *_shifted(reading, truth, dimension)]
    if about is not None:
        tried += _of_datum(reading, truth, dimension, about)
    fits = [
        m
        for m in tried
        if not outside(turned(m.reading, truth) if dimension == "angle" else m.reading, truth)
    ]
    return tuple(sorted(fits, key=lambda m: (m.chance, m.how)))


def _scaled(reading: Reading, truth: Reading, dimension: str, told: str) -> Iterator[Mend]:
    units = UNITS.get(dimension, ())
    named = [u for u in units if re.search(u[2], told.casefold())]
    ways = [
        (a, b)
        for a in (named if len(named) == 1 else units)
        for b in units
        if a is not b
        and 1.0 / REACH <= b[1] / a[1] <= REACH
        and (len(named) == 1 or _used(a, reading))  # in a unit that is told it was told
        and _used(b, truth)
    ]
    chance = min(1.0, len(ways) * (_relative(reading) + _relative(truth)) / (2.0 * log(REACH)))
    for (a, of_a, _), (b, of_b, _) in ways:
        by = of_b / of_a
        changed = Reading(reading.low * by, reading.high * by, reading.middle * by, b)
        yield Mend(changed, f"{b} where {a} are told" if named else f"{b} taken for {a}", chance)


def _shifted(reading: Reading, truth: Reading, dimension: str) -> Iterator[Mend]:
    if dimension != "time":
        return
    each = [h * sign for h in (*_ZONES, _DAY) for sign in (1.0, -1.0)]
    apart = max(_ZONES) / len(_ZONES) * SECONDS_PER_HOUR  # changes from one another, on the whole
    chance = min(1.0, (_width(reading) + _width(truth)) / apart)
    for hours in each:
        by = -hours * SECONDS_PER_HOUR
        changed = Reading(reading.low + by, reading.high + by, reading.middle + by, reading.how)
        clock = f"a clock {abs(hours):g} h {'earlier' if hours > 0 else 'later'}"
        yield Mend(changed, f"{clock} ({_whose_clock(hours, reading.how)})", chance)


def _whose_clock(hours: float, how: str) -> str:
    """What a shift of a clock may be; of a time told in UTC, which zone's."""
    if abs(hours) == _DAY:
        return "a date, or the date line"
    if how not in ("", "UTC"):
        return f"another zone's than {how}"
    minutes = round(abs(hours) * 60.0)
    zone = f"{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")
    return f"as UTC{'+' if hours > 0 else '-'}{zone} taken for UTC"


def _of_datum(reading: Reading, truth: Reading, dimension: str, about: Surroundings) -> Iterator[Mend]:
    width = _width(reading) + _width(truth)
    if dimension == "angle" and isfinite(about.variation):
        chance = min(1.0, 2.0 * width / (4.0 * abs(about.variation))) if about.variation else 1.0
        for by, how in ((about.variation, "magnetic, not true"), (-about.variation, "true, not magnetic")):
            yield Mend(Reading(reading.low + by, reading.high + by, reading.middle + by, how), how, chance)
    if dimension == "speed" and isfinite(about.altitude):
        ways = (
            (tas_from_cas, "indicated, not true airspeed"),
            (cas_from_tas, "true, not indicated airspeed"),
        )
        chance = min(1.0, len(ways) * (_relative(reading) + _relative(truth)) / (2.0 * log(REACH)))
        for convert, how in ways:
            with np.errstate(all="ignore"):
                low, high = (float(convert(x, about.altitude)) for x in (reading.low, reading.high))
            if isfinite(low) and isfinite(high):
                yield Mend(Reading(low, high, nan, how), how, chance)


def _used(unit: tuple[str, float, str], amount: Reading) -> bool:
    """Whether lengths of that size are told in a unit; other amounts are, whatever their size."""
    least, most = _USED.get(unit[0], (0.0, inf))
    return least <= abs(centre(amount)) <= most


def _width(r: Reading) -> float:
    return r.high - r.low


def _relative(r: Reading) -> float:
    return _width(r) / abs(centre(r)) if centre(r) else inf
