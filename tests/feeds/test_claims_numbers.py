"""How precisely a number is told, and what its unit makes of it."""

import re
from datetime import time
from decimal import Decimal
from math import inf, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ledgers import DOCS, read_one
from truecourse.feeds.claim_units import UNITS, Told, narrowed, readings
from truecourse.feeds.precision import LOOSE, Digits, Qualifier, clock_spread, spread

NUMBERS = st.decimals(-100_000, 100_000, places=2) | st.integers(-(10**6), 10**6).map(Decimal)


@pytest.mark.parametrize(
    ("told", "qualifier", "low", "high"),
    [
        ("31.5", "", 31.45, 31.55), ("31.50", "", 31.495, 31.505), ("365", "", 364.5, 365.5),
        ("200", "", 195, 205), ("35000", "", 34500, 35500), ("30", "", 29.25, 30.75), ("5", "", 4.5, 5.5),
        ("0", "", -0.5, 0.5), ("-200", "", -205, -195), ("200", "about", 150, 250),
        ("365", "some", 346.75, 383.25), ("1", "around", 0.75, 1.25), ("5", "about", 3.75, 6.25),
        ("0", "about", -1, 1), ("200", "more-than", 195, inf), ("200", "at-least", 195, inf),
        ("200", "up-to", -inf, 205), ("200", "at-most", -inf, 205), ("200", "less-than", -inf, 205),
    ],
)  # fmt: skip
def test_precision_is_what_the_page_says(told, qualifier, low, high) -> None:
    assert spread(Decimal(told), Qualifier(qualifier)) == (low, high)


def test_levels_and_counts() -> None:
    assert spread(Decimal(310), Qualifier.NONE, Digits.ALL) == (309.5, 310.5)
    counts = [spread(Decimal(n), Qualifier.NONE, Digits.COUNT) for n in (269, 30, 240)]
    assert counts == [(269, 269), (30, 30), (235, 245)]
    bounds = [
        spread(Decimal(n), Qualifier(word), Digits.COUNT)
        for n, word in (
            (329, "more-than"),
            (3, "less-than"),
            (3, "up-to"),
            (329, "at-least"),
            (240, "more-than"),
        )
    ]
    assert bounds == [(330, inf), (-inf, 2), (-inf, 3), (329, inf), (235, inf)]


@pytest.mark.parametrize(
    ("told", "half"),
    [  # one to nine times 1, 2, 2.5, 5 times a power of ten (Jansen and Pollmann 2001), 5 % to 25 % of it
        ("250", 62.5), ("150", 37.5), ("350", 50), ("450", 50), ("35000", 5000), ("2.5", 0.625), ("12", 2),
        ("75", 18.75), ("35", 5), ("230", 11.5), ("430", 21.5), ("33000", 1650), ("17", 1), ("365", 18.25),
        ("31.0", 1.55), ("20.0", 1.0),
    ],
)  # fmt: skip
def test_about_reaches_to_the_next_number_that_might_have_been_said(told, half) -> None:
    low, high = spread(Decimal(told), Qualifier.ABOUT)
    assert (low, high) == (float(told) - half, float(told) + half)


@given(NUMBERS, st.sampled_from(Qualifier))
def test_precision_holds_the_number_and_about_is_wider(number, qualifier) -> None:
    low, high = spread(number, qualifier)
    plain = spread(number, Qualifier.NONE)
    assert low <= number <= high
    assert low <= plain[0]
    assert plain[1] <= high
    if qualifier in LOOSE and number:
        assert high - low >= 0.0999 * abs(float(number))
        assert high - low <= 0.5001 * abs(float(number))


@pytest.mark.parametrize(
    ("unit", "value", "si"),
    [  # NIST SP 811, table B.8, and ICAO Annex 5
        ("nm", 10, 18520), ("statute_mi", 10, 16093.44), ("km", 10, 10000), ("ft", 100, 30.48),
        ("fl", 310, 9448.8), ("kt", 100, 51.44444), ("km/h", 400, 111.1111), ("mph", 100, 44.704),
        ("ft/min", 1000, 5.08), ("deg", 180, radians(180)), ("min", 5, 300), ("h", 2, 7200),
        ("lb", 1000, 453.59237), ("t", 3, 3000), ("hPa", 1013.25, 101325), ("percent", 50, 0.5),
    ],
)  # fmt: skip
def test_units_are_those_of_the_tables(unit, value, si) -> None:
    (reading,) = readings(Told(Decimal(str(value)), None, unit))
    assert reading.middle == pytest.approx(si, rel=1e-6)
    assert reading.low < reading.middle < reading.high


def test_miles_are_two_and_the_source_itself_may_decide() -> None:
    two = read_one("quantity", "length", 'value = 200\nunit = "miles"').readings
    assert [(r.how, r.middle) for r in two] == [("statute miles", 321868.8), ("nautical miles", 370400.0)]
    for also, how in (("320", "statute miles"), ("370", "nautical miles")):
        keys = f'value = 200\nunit = "miles"\nqualifier = "some"\nalso = {{value = {also}, unit = "km"}}'
        (one,) = read_one("quantity", "length", keys).readings
        assert one.how == how
        assert one.low <= one.middle <= one.high
    kept = narrowed(
        Told(Decimal(310), None, "miles"), Told(Decimal(500), None, "km")
    )  # miles from kilometres
    assert [r.how for r in kept] == ["statute miles"]
    ranged = narrowed(Told(Decimal(100), Decimal(200), "miles"), Told(Decimal(160), Decimal(320), "km"))
    assert [r.how for r in ranged] == ["statute miles"]
    with pytest.raises(ValueError, match="no way to read"):
        narrowed(Told(Decimal(200), None, "miles"), Told(Decimal(250), None, "km"))


def test_trailing_zeros_of_a_decimal_are_kept_from_the_file() -> None:
    (fine,) = read_one("quantity", "length", 'value = 31.50\nunit = "km"').readings
    assert (fine.low, fine.high) == (31495.0, 31505.0)


def test_every_unit_and_qualifier_is_on_the_page() -> None:
    words = set(re.findall(r"[\w/-]+", DOCS.read_text(encoding="utf-8")))
    assert {unit for unit in UNITS if unit not in words} == set()
    assert {q.value for q in Qualifier if q.value and q.value not in words} == set()


def test_clock_times() -> None:
    assert clock_spread(time(18, 25), False, Qualifier.NONE) == (30, 60)
    assert clock_spread(time(18, 25, 10), True, Qualifier.NONE) == (0.5, 1)
    about = [clock_spread(time(18, m), False, Qualifier.ABOUT)[0] for m in (0, 30, 45, 25, 23)]
    assert about == [900, 900, 900, 300, 120]
    assert clock_spread(time(18, 25), False, Qualifier.BEFORE) == (inf, 60)
    assert clock_spread(time(18, 25), False, Qualifier.AFTER) == (30, inf)
