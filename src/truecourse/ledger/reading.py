"""Numbers with bounds: whether two meet, and how probable a difference as large is.

A number told from `low` to `high` is taken as having the standard deviation of a uniform one,
(high - low) / sqrt 12; differences are compared with a normal of the joint standard deviation. Uniform errors
would make every difference outside the bounds impossible; but bounds come from how a number was rounded, and
people cut off as often as they round, so the tail is soft.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, erfc, floor, hypot, inf, isfinite, isnan, nan, pi, sqrt, ulp

from truecourse.flight.claim import Claim, Reading
from truecourse.ledger.status import Status, of_claims

_TURN = 2.0 * pi
_NEAR = 1e-9  # of the widths: bounds that were converted from one unit to another still touch


def usable(claim: Claim, dimension: str) -> tuple[Reading, ...]:
    """The readings of a claim that say something: bounds in order, not NaN, not everything.

    A bare middle stands for itself. Counts are whole: 268.5 to 269.5 is 269.
    """
    read = [r if not (isnan(r.low) and isnan(r.high)) else Reading(r.middle, r.middle, r.middle, r.how)
            for r in claim.readings]  # fmt: skip
    good = [r for r in read if r.low <= r.high and r.low < inf and r.high > -inf]
    good = [r for r in good if not (r.low == -inf and r.high == inf)]
    return tuple(_whole(r) if dimension == "count" else r for r in good)


def centre(r: Reading) -> float:
    """The middle of the bounds; NaN where one is missing."""
    return 0.5 * r.low + 0.5 * r.high if isfinite(r.low) and isfinite(r.high) else nan


def deviation(r: Reading) -> float:
    """Standard deviation of a number uniform between its bounds; NaN where one is missing."""
    return (r.high - r.low) / sqrt(12.0) if isfinite(r.low) and isfinite(r.high) else nan


def gap(a: Reading, b: Reading) -> float:
    """How far apart two bounded numbers are; negative where they overlap, by how much."""
    return max(a.low, b.low) - min(a.high, b.high)


def outside(a: Reading, b: Reading) -> bool:
    """Whether no value does for both. Two that only touch have one, of 245 and 246 degrees 245.5; but of two
    days, months or years that follow one another the second begins where the first has ended.
    """
    between = gap(a, b)
    ends = [abs(x) for x in (a.low, a.high, b.low, b.high) if isfinite(x)]
    widths = [r.high - r.low for r in (a, b) if isfinite(r.high - r.low)]
    near = _NEAR * sum(widths) + 4.0 * ulp(max(ends, default=0.0))
    next_day = a.calendar and b.calendar and len(widths) == 2 and abs(between) <= near
    return between > near or next_day


def turned(b: Reading, a: Reading) -> Reading:
    """An angle moved by whole turns to lie nearest another."""
    turns = (centre(a) - centre(b)) / _TURN
    if not isfinite(turns):
        return b
    by = round(turns) * _TURN
    return replace(b, low=b.low + by, high=b.high + by, middle=b.middle + by)


def probability(a: Reading, b: Reading) -> float:
    """Of a difference as large as theirs or larger, by chance, were both of one truth.

    Of a number told one-sided ("more than"): that the other lies on that side. NaN for two of those.
    """
    if isfinite(centre(a)) and isfinite(centre(b)):
        apart, spread, tails = abs(centre(a) - centre(b)), hypot(deviation(a), deviation(b)), 1.0
    else:
        bare, told = (a, b) if isfinite(centre(b)) else (b, a)
        if not isfinite(centre(told)):
            return nan
        beyond = bare.low - centre(told) if isfinite(bare.low) else centre(told) - bare.high
        apart, spread, tails = beyond, deviation(told), 0.5
    if spread == 0.0:
        return 0.0 if outside(a, b) else 1.0
    return tails * erfc(apart / spread / sqrt(2.0))


def meet(
    ones: Iterable[Reading], others: Iterable[Reading], dimension: str = ""
) -> tuple[Status, float, tuple]:
    """Compare two claims by all their readings: status, probability of the best pair, and the pairs of
    readings (of the first, of the second) that meet.
    """
    others = tuple(others)
    pairs = [(a, turned(b, a) if dimension == "angle" else b) for a in ones for b in others]
    if not pairs:
        return Status.UNTESTABLE, nan, ()
    met = tuple((a, b) for a, b in pairs if not outside(a, b))
    values = [p for p in (probability(a, b) for a, b in (met or pairs)) if not isnan(p)]
    p = max(values, default=nan)
    return of_claims(p, not met), p, met


def common(a: Reading, b: Reading) -> Reading:
    """What two readings that meet leave to both."""
    return Reading(max(a.low, b.low), min(a.high, b.high), calendar=a.calendar and b.calendar)


def _whole(r: Reading) -> Reading:
    low = ceil(r.low) if isfinite(r.low) else r.low
    high = floor(r.high) if isfinite(r.high) else r.high
    return Reading(low, high, r.middle, r.how) if low <= high else r
