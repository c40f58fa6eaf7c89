"""Pairs of claims, each worked by hand."""

from dataclasses import replace
from math import erfc, exp, inf, isnan, nan, radians, sqrt

import pytest

from ledger.claims import DENIED, KNOT, MILE, MINUTE, NIGHT, NM, ledger, number, place, time, word
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
    assert held(vague, number("q", "b", 322e3, 2e3)).provided == ("p is read as statute miles",)
    assert held(vague, number("q", "b", 370e3, 2e3)).provided == ("p is read as nautical miles",)
    assert held(vague, number("q", "b", 345e3, 40e3)).provided == ()
    assert held(vague, number("q", "b", 500e3, 2e3)).status is C


def test_counts_are_whole() -> None:
    on_board = Subject("x", "on board", "count")
    apart = held(number("p", "a", 269, 0.5), number("q", "b", 270, 0.5), on_board)
    assert apart.status is C and apart.because.endswith("(both exact)")  # and no normal errors
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


def test_a_speed_without_datum_is_never_contradicted_where_some_datum_makes_it_so() -> None:
    """216 kt told without datum against 450 kt over the ground: at flight level 350 the standard atmosphere
    makes 216 kt calibrated 377 kt true (ICAO Doc 7488), and 73 kt of tail wind are common.
    """
    speed = Subject("x", "speed", "speed")
    bare, ground = number("p", "a", 400 / 3.6, 3.0), number("q", "b", 450 * KNOT, 5.0, datum="ground speed")
    came = held(bare, ground, speed)
    assert came.status is IM
    assert isnan(came.probability)
    assert "were the other's indicated airspeed" in came.because
    low = held(number("p", "a", 30.0, 1.0), ground, speed)  # 58 kt: in no wind, at no height
    assert low.status is C
    assert "in no datum" in low.because
    told = Subject("x", "speed", "speed", about=(("datum", "ground speed"),))
    assert held(bare, ground, told).status is C  # here the subject says which speed is meant
    assert held(number("p", "a", 220.0, 20.0), ground, speed).status is A


def test_a_course_without_datum_is_never_contradicted_where_some_north_makes_it_so() -> None:
    """270° true out of Anchorage in 1983 was 246° magnetic: 24° of variation (IGRF-14)."""
    course = Subject("x", "course", "angle")
    half = radians(0.5)
    magnetic = number("q", "b", radians(246), half, datum="magnetic")
    came = held(number("p", "a", radians(270), half), magnetic, course)
    assert came.status is IM and isnan(came.probability)
    assert "were the other's degrees true, both could be so where the variation is" in came.because
    assert held(number("p", "a", radians(270), half, datum="true course"), magnetic, course) is None
    for datum in ("", "true"):
        assert held(number("p", "a", radians(90), half, datum=datum), magnetic, course).status is C
    north = number("q", "b", radians(5), half, datum="magnetic")
    assert held(number("p", "a", radians(350), half), north, course).status is IM  # across north
    assert (
        held(number("p", "a", radians(270), half), number("q", "b", radians(246), half), course).status is C
    )


def test_two_data_that_are_told_exclude_one_another_only_beyond_all_wind_and_weather() -> None:
    speed, level = Subject("x", "speed", "speed"), Subject("x", "level", "length")
    ground = number("q", "b", 450 * KNOT, 5.0, datum="ground speed")
    assert held(number("p", "a", 400 * KNOT, 5.0, datum="true airspeed"), ground, speed) is None
    assert held(number("p", "a", 200 * KNOT, 5.0, datum="true airspeed"), ground, speed).status is C
    pressure = number("q", "b", 10_668.0, 15.0, datum="pressure altitude")
    assert held(number("p", "a", 10_000.0, 15.0, datum="radar height"), pressure, level) is None
    radar = number("p", "a", 9_000.0, 15.0, datum="radar height")  # 3,500 ft under FL350 is weather and radar
    assert held(radar, pressure, level) is None
    came = held(replace(radar, readings=(Reading(8_685.0, 8_715.0, 8_700.0),)), pressure, level)
    assert came.status is C and "never" not in came.because and "errs by at most 970 m" in came.because
    assert held(number("p", "a", 9_000.0, 15.0, datum="above ground"), pressure, level) is None


def test_heights_without_datum_and_flight_levels_which_tell_theirs() -> None:
    level = Subject("x", "level", "length")
    fl = number("q", "b", 0, 0, readings=(Reading(10_653.0, 10_683.0, 10_668.0, "flight level"),))
    bare = [number("p", "a", 0, 0, readings=(Reading(m - 15, m + 15, m, "feet"),)) for m in (9_900, 12_900)]
    came = held(fl, bare[0], level)
    assert came.status is IM
    assert "2520 ft (768 m) apart" in came.because
    assert "height above the sea" in came.because
    assert held(fl, bare[1], level).status is C  # above the ground it would be higher yet
    assert held(fl, number("p", "a", 9_900.0, 15.0, datum="radar height"), level) is None


def test_a_source_s_own_number_settles_what_its_mile_is() -> None:
    """17.5 statute miles are 28.16 km, 17.5 NM 32.41 km: the page that prints both says which it means."""
    miles = tuple(
        Reading(17.45 * u, 17.55 * u, 17.5 * u, how)
        for u, how in ((MILE, "statute miles"), (NM, "nautical miles"))
    )
    mile, own = number("p", "a", 0, 0, readings=miles, told="17.5 miles"), number("o", "a", 28e3, 500.0)
    other = number("q", "b", 17.5 * NM, 0.5 * NM)
    subject = Subject("x", "away", "length")

    def came(*claims) -> Comparison | None:
        book = open_book(ledger(*claims, subjects=(subject,)))
        p, q = (next(c for c in book.claims if c.id == name) for name in "pq")
        return compare(book, p, q)

    assert came(mile, other).status is A
    assert came(mile, own, other).status is C
    assert came(mile, number("o", "c", 28e3, 500.0), other).status is A  # another source's is not its own
    assert came(mile, number("o", "a", 28e3, 500.0, said_by="somebody"), other).status is A
    assert came(mile, number("o", "a", 50e3, 500.0), other).status is A  # meets neither: settles nothing
    assert came(mile, number("o", "a", 30e3, 5e3), other).status is A  # meets both


def test_places_by_their_distance_on_the_ellipsoid() -> None:
    """A minute of latitude at 46.5 N is 1,852.7 m or so (meridian radius 6,368.6 km)."""
    p, q = place("p", "a", 46.5, 141.3, 1000.0), place("q", "b", 46.5 + 1 / 60, 141.3, 1000.0)
    assert held(p, q).probability == pytest.approx(exp(-0.5 * 1852.55**2 / 2e6), rel=2e-3)
    assert held(p, q).status is A
    assert held(p, place("q", "b", 47.0, 141.3, 1000.0)).status is C
    assert held(place("p", "a", 46.5, 179.999, 500.0), place("q", "b", 46.5, -179.999, 500.0)).status is A
    assert held(place("p", "a", 1, 1, nan), place("q", "b", 2, 2, nan)) is None


def test_a_place_told_of_another_minute_is_another_place_of_what_flies() -> None:
    """At 51° N 0.21° of longitude are 14.7 km: a minute at 245 m/s, and no contradiction within one."""
    minute = [(Reading(NIGHT + m * MINUTE - 30.0, NIGHT + m * MINUTE + 60.0),) for m in (0, 1)]
    one = place("p", "a", 51.05, -12.82, NM, readings=minute[0])
    for lon, same, later in ((-13.03, C, None), (-13.6, C, C)):
        assert held(one, place("q", "b", 51.05, lon, NM, readings=minute[0])).status is same
        came = held(one, place("q", "b", 51.05, lon, NM, readings=minute[1]))
        assert came is None if later is None else came.status is later and "1 min between" in came.because
    assert held(one, place("q", "b", 51.05, -12.83, NM, readings=minute[1])).status is A
    assert held(one, place("q", "b", 51.05, -13.03, NM)).status is C  # no time told: of one moment


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


def test_of_two_ways_to_differ_the_gravest_counts() -> None:
    near = number("p", "a", 0.0, 1.0), number("q", "b", 2.2, 1.0)
    assert held(*near).status is IM
    far = (replace(c, lat=lat, lon=0.0, error=9e3) for c, lat in zip(near, (0.1, 0.9), strict=True))
    came = held(*far)
    assert came.status is C and came.because.startswith("the places are")
