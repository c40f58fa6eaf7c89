"""Values in prose: as the source told them, and differences in units that people use."""

from collections.abc import Sequence
from math import degrees, isfinite

import numpy as np

from truecourse.earth.units import (
    METRES_PER_FOOT,
    METRES_PER_KM,
    METRES_PER_NM,
    MPS_PER_KNOT,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
)
from truecourse.flight.claim import Claim, Kind, Modality
from truecourse.ledger.spoken import spoken
from truecourse.ledger.status import LEAST

# Nobody tells a distance of a flight in these: lengths told only in them are heights.
UPWARD = frozenset({"feet", "flight level", "metres"})
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_YEAR = 365.25 * SECONDS_PER_DAY
_LAST = 2.0e11  # s; beyond the year 8000 a time is no date that anybody meant


def amount(x: float, dimension: str) -> str:
    """An amount, such as a difference: SI in, the units of the trade in words; "level" is a length that is a
    height, told in feet.
    """
    if not isfinite(x):
        return "an unbounded amount"
    if dimension in ("time", "duration"):
        return _duration(x)
    if dimension == "length" and abs(x) < METRES_PER_KM:
        return f"{x:.3g} m"
    in_trade = {
        "level": f"{x / METRES_PER_FOOT:.0f} ft ({_four(x)} m)",
        "length": f"{_four(x / METRES_PER_KM)} km ({_four(x / METRES_PER_NM)} NM)",
        "speed": f"{_four(x / MPS_PER_KNOT)} kt ({_four(x)} m/s)",
        "angle": f"{degrees(x):.3g}°",
        "mass": f"{x:.6g} kg",
        "pressure": f"{x:.6g} Pa",
    }
    return in_trade.get(dimension, f"{x:.6g}")


def wire(x: float, dimension: str) -> str:
    """An amount in the unit of flying alone: NM, kt, UTC; "level" is a length told in feet."""
    if not isfinite(x):
        return "an unbounded amount"
    if dimension == "time":
        return moment(x)
    if dimension == "level":
        return f"{x / METRES_PER_FOOT:.0f} ft"
    if dimension == "length":
        return f"{_four(x / METRES_PER_NM)} NM"
    if dimension == "speed":
        return f"{x / MPS_PER_KNOT:.4g} kt"
    return amount(x, dimension)


def _four(x: float) -> str:
    """Four digits, or all of a larger whole number: nobody reads 2.155e+04."""
    return f"{x:.4g}" if abs(x) < 9_999.5 else f"{x:.0f}"


def place(lat: float, lon: float) -> str:
    """A place, rad, in degrees with its hemispheres."""
    north, east = "N" if lat >= 0.0 else "S", "E" if lon >= 0.0 else "W"
    return f"{abs(degrees(lat)):.2f}° {north}, {abs(degrees(lon)):.2f}° {east}"


def moment(t: float) -> str:
    """A time, POSIX s, as its date and clock UTC."""
    if not isfinite(t) or abs(t) > _LAST:
        return "an unknown time"
    written = str(np.datetime64(round(t), "s"))
    return written.replace("T", " ").removesuffix(":00") + " UTC"


def day(t: float) -> str:
    """The date UTC of a time, POSIX s; the year alone of its first moment, by which a whole year is kept."""
    written = moment(t)[:16] if isfinite(t) and abs(t) <= _LAST else "an unknown day"
    return written[:4] if written.endswith("-01-01 00:00") else written[:10]


def period(low: float, high: float) -> str:
    """A day, a month in words or a year, from its first moment to the first after it, POSIX s UTC; with NaN
    for the end a moment, by its day.
    """
    if not isfinite(low) or not isfinite(high):
        return day(low)
    written, days = moment(low)[:10], (high - low) / SECONDS_PER_DAY
    if days <= 1.0:
        return written
    return f"{MONTHS[int(written[5:7]) - 1]} {written[:4]}" if days <= 31.0 else written[:4]


def value(low: float, high: float, dimension: str) -> str:
    """A bounded value, its middle and half its width; one-sided ones as such. A time of a day or more is told
    by the days it begins and ends on: the middle of a year is a moment that nobody meant.
    """

    def write(x: float) -> str:
        return moment(x) if dimension == "time" else amount(x, dimension)

    if isfinite(low) and isfinite(high):
        if dimension == "time" and high - low >= SECONDS_PER_DAY:
            first, last = moment(low)[:10], moment(high - 1.0)[:10]
            if first.endswith("-01-01") and last.endswith("-12-31"):
                first, last = first[:4], last[:4]
            return first if first == last else f"{first} to {last}"
        half = 0.5 * high - 0.5 * low
        return write(0.5 * low + 0.5 * high) + (f" ± {amount(half, dimension)}" if half else "")
    return f"at least {write(low)}" if isfinite(low) else f"at most {write(high)}"


def told(claim: Claim, dimension: str) -> str:
    """What a claim says, shortest: as told, else from its value. A denial begins with "not". A value that is
    the compiler's reading of the words, and not the source's own, is told with that reading.
    """
    text = spoken(claim.told, claim.kind) or claim.term
    if not text and claim.kind is Kind.ORDER:
        text = f"{claim.first} before {claim.second}"
    if not text and claim.readings:
        text = value(claim.readings[0].low, claim.readings[0].high, dimension)
    if not text and isfinite(claim.lat) and isfinite(claim.lon):
        text = f"{degrees(claim.lat):.3f}, {degrees(claim.lon):.3f}"
    text = text or claim.says
    text = f"not {text}" if claim.modality is Modality.DENIED else text
    return f"{text} (compiler's reading: {claim.reading})" if claim.reading else text


def chance(p: float) -> str:
    """A probability in words of few digits."""
    return f"p = {p:.2g}" if p > LEAST else "p under 1e-6"


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return (
        words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "nothing"
    )


def _duration(x: float) -> str:
    if abs(x) >= 2.0 * _YEAR:
        return f"{x / _YEAR:.2g} years"
    for size, unit in ((SECONDS_PER_DAY, "d"), (SECONDS_PER_HOUR, "h"), (SECONDS_PER_MINUTE, "min")):
        if abs(x) >= 2.0 * size or (x % size == 0.0 and x != 0.0):
            return f"{x / size:.4g} {unit}"
    return f"{x:.3g} s"
