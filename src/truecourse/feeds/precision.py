"""How precisely a number or a time is told: the one place where these rules are written.

A number of words is not a measurement, and nobody says what its error is. These rules take the widest that a
careful reader would grant, so that two sources are not called contradictory over rounding. docs/claims.md
says them in prose.

"About" reaches one grain to either side: to the next number that the speaker might have said. The grain
follows from the number. People who approximate choose one to nine times 1, 2, 2.5 or 5 times a power of ten,
for doubling and halving are how quantities are handled (C. J. M. Jansen and M. M. W. Pollmann, On round
numbers, Journal of Quantitative Linguistics 8, 2001); scales of time go by one, five and fifteen minutes
(M. Krifka, Approximate interpretation of number words, 2007). The coarsest grain counts on which it lies.
"""

from datetime import time, timedelta
from decimal import Decimal
from enum import Enum
from math import inf

LEAST_ROUND = Decimal("0.025")  # a round number: 200 is 195 to 205, as 365 or 198 would have been said
LEAST_ABOUT, MOST_ABOUT = Decimal("0.05"), Decimal("0.25")  # "about": 365 is 347 to 383, 1 is 0.75 to 1.25
FAVOURITE = tuple(map(Decimal, ("5", "2.5", "2", "1")))  # times a power of ten
QUARTER_HOUR, FIVE_MINUTES = 900, 300


class Qualifier(Enum):
    """The word that stands before a number or a time."""

    NONE = ""
    ABOUT = "about"
    SOME = "some"
    AROUND = "around"
    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    AFTER = "after"
    LESS_THAN = "less-than"
    AT_MOST = "at-most"
    UP_TO = "up-to"
    BEFORE = "before"


class Digits(Enum):
    """What the last digits of a number mean: of most numbers final zeros may be rounding; of a flight level
    every digit counts; a count is exact unless it is 100 or more and ends in a zero.
    """

    ROUNDED = "rounded"
    ALL = "all"
    COUNT = "count"


LOOSE = {Qualifier.ABOUT, Qualifier.SOME, Qualifier.AROUND}
FROM = {Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.AFTER}
UNTIL = {Qualifier.LESS_THAN, Qualifier.AT_MOST, Qualifier.UP_TO, Qualifier.BEFORE}


def spread(value: Decimal, qualifier: Qualifier, digits: Digits = Digits.ROUNDED) -> tuple[float, float]:
    """From where to where a finite number as written reaches, in its own unit; infinite for a bound.

    A bound is itself a rounded number: "more than 200" begins at 195. Of an exact count it is exact too:
    "more than 3" people are at least 4, "less than 3" at most 2.
    """
    half = _loosely(value) if qualifier in LOOSE else _as_written(value, digits)
    strict = digits is Digits.COUNT and half == 0 and qualifier in (Qualifier.MORE_THAN, Qualifier.LESS_THAN)
    half = Decimal(-1) if strict else half
    low = -inf if qualifier in UNTIL else float(value - half)
    high = inf if qualifier in FROM else float(value + half)
    return low, high


def _unit_of_last(value: Decimal) -> Decimal:
    """One unit of the last digit as written: 1 for 200 and 0.1 for 31.0."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # a finite number's is
    return Decimal(1).scaleb(exponent)


def _unit_significant(value: Decimal) -> Decimal:
    """One unit of the last significant digit: as written, but of a whole number the last that is not 0."""
    unit = _unit_of_last(value)
    if value == 0 or unit < 1:
        return unit
    return Decimal(1).scaleb(value.normalize().as_tuple().exponent)  # type: ignore[arg-type]


def _as_written(value: Decimal, digits: Digits) -> Decimal:
    """Half a unit of the last digit; of a round number more, to a half of its last significant digit."""
    written = _unit_of_last(value) / 2
    if digits is Digits.ALL:
        return written
    if digits is Digits.COUNT and _unit_of_last(value) == 1 and (abs(value) < 100 or value % 10 != 0):
        return Decimal(0)
    return min(_unit_significant(value) / 2, max(written, LEAST_ROUND * abs(value)))


def _loosely(value: Decimal) -> Decimal:
    """One grain, within 5 % to 25 % of the number; of 0 one unit."""
    if value == 0:
        return _unit_significant(value)
    return max(LEAST_ABOUT * abs(value), min(_grain(value), MOST_ABOUT * abs(value)))


def _grain(value: Decimal) -> Decimal:
    """The coarsest favourite quantity that the number is one to nine times; else, and of a number whose
    decimals end in a 0, one unit of the last significant digit.
    """
    fine = _unit_significant(value)
    if value % (10 * _unit_of_last(value)) == 0 and _unit_of_last(value) < 1:
        return fine
    for power in (value.adjusted(), value.adjusted() - 1):
        for favourite in FAVOURITE:
            grain = favourite.scaleb(power)
            if abs(value) % grain == 0 and abs(value) // grain <= 9:
                return grain
    return fine


def clock_spread(clock: time, seconds: bool, qualifier: Qualifier) -> tuple[float, float]:
    """How far before and after a clock time as told it may have been, s; infinite for a bound.

    Told to the minute it may be rounded or cut off: half a minute before to a minute after; to the second
    likewise. "About" is a quarter of an hour at a multiple of that, five minutes at a multiple of five, else
    two minutes, and one minute where seconds are told.
    """
    before, after = (0.5, 1.0) if seconds else (30.0, 60.0)
    if qualifier in LOOSE:
        of_day = timedelta(hours=clock.hour, minutes=clock.minute).seconds
        if seconds:
            before = after = 60.0
        elif of_day % QUARTER_HOUR == 0:
            before = after = float(QUARTER_HOUR)
        else:
            before = after = float(FIVE_MINUTES) if of_day % FIVE_MINUTES == 0 else 120.0
    return (inf if qualifier in UNTIL else before), (inf if qualifier in FROM else after)
