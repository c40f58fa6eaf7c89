"""A value with its spread, by hand."""

from math import inf, isnan, radians

import pytest

from ledger.claims import DENIED, ledger, number, place, source, word
from truecourse.flight.claim import Grade, Reading, Subject
from truecourse.ledger.consensus import consensus


def whole(*claims, sources=(), copied=()):
    return consensus(ledger(*claims, sources=sources), copied)[0].whole


def test_one_claim_is_uniform_between_its_bounds() -> None:
    assert whole(number("p", "a", 100.0, 10.0))[:4] == pytest.approx((100.0, 91.0, 109.0, 1))


def test_the_median_does_not_follow_one_that_is_far_off() -> None:
    good = [number(f"c{i}", f"s{i}", 100.0, 10.0) for i in range(4)]
    assert whole(*good, number("odd", "t", 1e6, 0.0)).value == pytest.approx(100.0 + 20.0 * (0.625 - 0.5))


def test_grades_weigh() -> None:
    """1 against 1/8: the film has a ninth of the weight, so the median is at 4.5/8 of the report's width."""
    claims = number("p", "report", 100.0, 8.0), number("q", "film", 300.0, 1.0)
    found = consensus(ledger(*claims, sources=(source("film", Grade.DRAMA),)))[0]
    assert found.whole.value == pytest.approx(92.0 + 16.0 * 4.5 / 8.0)
    assert found.whole.high == pytest.approx(299.0 + 2.0 * (0.95 * 9.0 - 8.0))
    assert [(g, v.value) for g, v in found.by_grade] == [("drama", 300.0), ("primary", 100.0)]
    assert [(s, v.value) for s, v in found.by_source] == [("film", 300.0), ("report", 100.0)]


def test_dependents_count_once() -> None:
    claims = [number("p", "a", 0.0, 1.0), number("q", "b", 10.0, 1.0), number("r", "c", 10.0, 1.0)]
    assert whole(*claims).value == pytest.approx(9.5)  # a third below, a quarter of 10 ± 1 more
    known = (source("c", depends_on=("b",)),)
    together = whole(*claims, sources=known)
    assert isnan(together.value) and together.voices == 2  # the hole between two equals is nobody's word
    assert together.low < 1.0 and together.high > 9.0
    assert whole(*claims, copied={frozenset("bc")}).voices == 2


def test_no_value_of_denials_words_places_and_one_sided_numbers() -> None:
    claims = [number("p", "a", 1.0, 1.0, modality=DENIED), word("q", "a", "w", "y"), place("r", "a", 1, 1, 1),
              number("s", "a", 0, 0, "z", readings=(Reading(5.0, inf),))]  # fmt: skip
    assert consensus(ledger(*claims)) == ()


def test_data_are_not_mixed() -> None:
    claims = [
        number(n, n, x, 1.0, datum=d)
        for n, x, d in (("a", 100, "true"), ("b", 100, "true"), ("c", 60, "indicated"))
    ]
    assert whole(*claims).claims == ("a", "b")


def test_one_datum_by_several_names_is_one_and_a_flight_level_tells_its_own() -> None:
    speed, level = Subject("x", "speed", "speed"), Subject("h", "level", "length")
    speeds = [number(n, n, 130.0, 1.0, datum=d) for n, d in (("a", "indicated"), ("b", "IAS"), ("c", ""))]
    assert consensus(ledger(*speeds, subjects=(speed,)))[0].whole.claims == ("a", "b", "c")
    fl = number("f", "f", 0, 0, "h", readings=(Reading(9_434.0, 9_464.0, 9_449.0, "flight level"),))
    sea = number("g", "g", 9_100.0, 5.0, "h", datum="above sea level", said_by="a pilot")
    weak = (source("g", Grade.RECOLLECTION),)
    assert consensus(ledger(fl, sea, subjects=(level,), sources=weak))[0].whole.claims == ("f",)


def test_headings_about_north_stay_within_the_circle() -> None:
    heading = Subject("x", "heading", "angle")
    told = [number(n, n, radians(at), radians(0.5)) for n, at in (("a", 359.0), ("b", 3.0), ("c", 4.0))]
    value = consensus(ledger(*told, subjects=(heading,)))[0].whole
    assert value.value == pytest.approx(radians(3.0)) and value.low < 0.0 < value.high
