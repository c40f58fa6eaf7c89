"""Pairs of claims, each worked by hand."""

from math import erfc, exp, inf, isnan, nan, radians, sqrt

import pytest

from ledger.claims import DENIED, MILE, MINUTE, NIGHT, NM, ledger, number, place, time, word
from truecourse.flight.claim import Kind, Reading, Subject
from truecourse.ledger.book import open_book
from truecourse.ledger.compare import Comparison, compare
from truecourse.ledger.status import Status, of_claims, of_probability, of_reconstruction

A, C, IM = Status.AGREES, Status.CONTRADICTED, Status.IMPLAUSIBLE


def held(one, other, subject: Subject | None = None) -> Comparison | None:
    book = open_book(ledger(one, other, subjects=(subject,) if subject else ()))
    forth, back = compare(book, one, other), compare(book, other, one)
    assert repr(forth) == repr(back)  # NaN and all
    return forth


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(0, A), (59, A), (60, A), (61, IM), (80, IM), (81, C), (120, C)],
)
def test_times_told_to_the_minute(seconds: float, status: Status) -> None:
    """Both ± 30 s: they meet up to a minute. sd 60/sqrt 12 each, 24.5 s of both; 3.29 sd are 80.6 s."""
    came = held(time("p", "a", NIGHT), time("q", "b", NIGHT + seconds))
    assert came.status is status
    assert came.probability == pytest.approx(erfc(seconds / sqrt(600.0) / sqrt(2.0)), rel=1e-6)


def test_bounds_that_just_touch_have_the_probability_the_docstring_says() -> None:
    equal = held(number("p", "a", 0.0, 1.0), number("q", "b", 2.0, 1.0)).probability
    unequal = held(number("p", "a", 0.0, 1.0), number("q", "b", 1.0, 0.0)).probability
    assert (round(equal, 3), round(unequal, 3)) == (0.014, 0.083)


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [((200.0, inf), (145.0, 155.0), C), ((200.0, inf), (195.0, 205.0), A), ((-inf, 3.0), (4.0, inf), C),
     ((-inf, 3.0), (1.0, inf), A), ((200.0, inf), (196.0, 199.0), IM)],
)  # fmt: skip
def test_more_than_and_less_than(one, other, status: Status) -> None:
    p, q = (number(n, n, 0.0, 0.0, readings=(Reading(*r),)) for n, r in (("p", one), ("q", other)))
    assert held(p, q).status is status


def test_bounds_that_touch_meet_except_those_of_a_calendar() -> None:
    """Of 245 and 246 degrees to the whole 245.5 rounds to either; of 1991 and 1992 no moment is in both."""
    nose = Subject("x", "heading", "angle")
    half = radians(0.5)
    p, q = number("p", "a", radians(245), half), number("q", "b", radians(246), half)
    assert held(p, q, nose).status is A
    far = number("q", "b", 0, 0, readings=(Reading(radians(245.6), radians(246)),))
    assert held(p, far, nose).status is IM
    between = number("q", "b", 0, 0, readings=(Reading(radians(244.5), radians(246.5)),))  # "245 to 246"
    assert held(between, number("p", "a", radians(247), half), nose).status is A
    year = 365 * 86_400.0
    first, second = (Reading(at, at + year, calendar=True) for at in (NIGHT, NIGHT + year))
    when = Subject("x", "when", "time")
    told = [time(n, n, 0.0, readings=(r,)) for n, r in (("p", first), ("q", second))]
    assert held(*told, when).status is IM
    hour = time("q", "b", 0.0, readings=(Reading(NIGHT + year, NIGHT + year + 3600.0),))
    assert held(told[0], hour, when).status is A


def test_miles_agree_only_if_they_are_statute() -> None:
    readings = tuple(
        Reading(195 * u, 205 * u, 200 * u, how)
        for u, how in ((MILE, "statute miles"), (NM, "nautical miles"))
    )
    vague = number("p", "a", 0.0, 0.0, readings=readings)
    assert held(vague, number("q", "b", 322e3, 2e3)).provided == "p is read as statute miles"
    assert held(vague, number("q", "b", 370e3, 2e3)).provided == "p is read as nautical miles"
    assert held(vague, number("q", "b", 345e3, 40e3)).provided == ""
    assert held(vague, number("q", "b", 500e3, 2e3)).status is C


def test_counts_are_whole() -> None:
    on_board = Subject("x", "on board", "count")
    assert held(number("p", "a", 269, 0.5), number("q", "b", 270, 0.5), on_board).status is C
    assert held(number("p", "a", 269, 0.5), number("q", "b", 269, 0.0), on_board).status is A
    assert held(number("p", "a", 270, 5.0), number("q", "b", 266, 0.0), on_board).status is A


def test_headings_go_round() -> None:
    nose = Subject("x", "heading", "angle")
    p, q = number("p", "a", radians(359), radians(1.5)), number("q", "b", radians(1), radians(1.5))
    assert held(p, q, nose).status is A
    far = held(p, number("q", "b", radians(20), radians(0.5)), nose)
    assert far.status is C
    assert "21°" in far.because


def test_words() -> None:
    exclusive, free = Subject("x", "why"), Subject("x", "why", exclusive=False, opposites=(("on", "off"),))
    assert held(word("p", "a", "spying"), word("q", "b", "Spying "), exclusive).status is A
    assert held(word("p", "a", "spying"), word("q", "b", "heading-hold"), exclusive).status is C
    assert held(word("p", "a", "spying"), word("q", "b", "heading hold"), free) is None
    assert held(word("p", "a", "on"), word("q", "b", "off"), free).status is C
    assert held(word("p", "a", "on", modality=DENIED), word("q", "b", "on"), free).status is C
    assert (
        held(word("p", "a", "on", modality=DENIED), word("q", "b", "on", modality=DENIED), free).status is A
    )
    assert held(word("p", "a", "on", modality=DENIED), word("q", "b", "off"), exclusive) is None


def test_words_of_other_moments_may_both_be_so() -> None:
    lights = Subject("x", "lights")
    early, late = (Reading(NIGHT + m * MINUTE, NIGHT + m * MINUTE + 1) for m in (0, 20))
    on, off = word("p", "a", "on", readings=(early,)), word("q", "b", "off", readings=(late,))
    assert held(on, off, lights) is None
    assert held(on, word("q", "b", "off", readings=(early,)), lights).status is C
    assert held(on, word("q", "b", "off"), lights).status is C
    ordered = [word(n, n, "fire", kind=Kind.DECISION, readings=(r,)) for n, r in (("p", early), ("q", late))]
    assert held(*ordered, lights).status is C


def test_a_denied_number() -> None:
    no = number("p", "a", 200.0, 5.0, modality=DENIED)
    assert held(no, number("q", "b", 201.0, 5.0)).status is C
    assert held(no, number("q", "b", 250.0, 5.0)) is None
    assert held(no, number("q", "b", 209.0, 5.0)) is None  # they meet, but the one may well be so


def test_data_are_compared_only_with_their_like() -> None:
    speed = Subject("x", "speed", "speed")
    indicated = number("p", "a", 111.0, 3.0, datum="indicated")
    assert held(indicated, number("q", "b", 200.0, 3.0, datum="true airspeed"), speed) is None
    assert held(indicated, number("q", "b", 200.0, 3.0, datum="indicated airspeed"), speed).status is C
    assert "datum (indicated)" in held(indicated, number("q", "b", 200.0, 3.0), speed).because


def test_places_by_their_distance_on_the_ellipsoid() -> None:
    """A minute of latitude at 46.5 N is 1,852.7 m or so (meridian radius 6,368.6 km)."""
    p, q = place("p", "a", 46.5, 141.3, 1000.0), place("q", "b", 46.5 + 1 / 60, 141.3, 1000.0)
    assert held(p, q).probability == pytest.approx(exp(-0.5 * 1852.55**2 / 2e6), rel=2e-3)
    assert held(p, q).status is A
    assert held(p, place("q", "b", 47.0, 141.3, 1000.0)).status is C
    assert held(place("p", "a", 46.5, 179.999, 500.0), place("q", "b", 46.5, -179.999, 500.0)).status is A
    assert held(place("p", "a", 1, 1, nan), place("q", "b", 2, 2, nan)) is None


def test_what_says_nothing_is_compared_with_nothing() -> None:
    empty = number("p", "a", nan, nan)
    assert held(empty, number("q", "b", 1.0, 1.0)) is None
    assert held(number("p", "a", 0, 0, readings=(Reading(-inf, inf),)), number("q", "b", 1.0, 1.0)) is None
    assert held(time("p", "a", NIGHT), number("q", "b", NIGHT, 1.0)) is None
    assert isnan(held(word("p", "a", "on"), word("q", "b", "on")).probability)


def test_the_thresholds_are_as_published() -> None:
    assert [of_probability(p) for p in (0.00099, 0.001, 0.0499, 0.05, nan)] == [
        C,
        IM,
        IM,
        A,
        Status.UNTESTABLE,
    ]
    assert of_reconstruction(0.5, 3.0, 1.0) is Status.SUPPORTED
    assert of_reconstruction(0.5, 3.1, 1.0) is A
    assert of_reconstruction(0.01, 1.0, 1.0) is IM
    assert [of_claims(0.01, False), of_claims(0.08, True), of_claims(nan, True)] == [A, IM, C]
