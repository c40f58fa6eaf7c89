"""Hours by the Sun in NOTAMs and OpenAir, against the Sun's own times (tests/earth holds those to tables)."""

from datetime import UTC, datetime
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth.sun import above
from truecourse.feeds.area_times import around, planned
from truecourse.feeds.hours import marked
from truecourse.feeds.notam import gather_notams
from truecourse.feeds.notam_schedule import schedule
from truecourse.feeds.openair import gather_openair

GREENWICH = tuple(np.radians([51.4769, 0.0]))
SVALBARD = tuple(np.radians([78.2, 15.6]))
TOKYO = tuple(np.radians([35.7, 139.7]))
NOTAM = """A1/24 NOTAMN
Q) XXXX/QRRCA/IV/BO/W/000/100/5129N00000E010
A) XXXX B) 2407010000 C) {end}
D) {hours}
E) AREA RESTRICTED WI 5NM RADIUS OF 512837N 0000000E.
"""


def utc(text: str) -> float:
    return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=UTC).timestamp()


JULY = utc("2407010000"), utc("2407050000")  # a Monday


@pytest.mark.parametrize(
    ("text", "early", "late"),
    [("SR-SS", 0, 0), ("SR - SS", 0, 0), ("HJ", 0, 0), ("DAILY SR-SS", 0, 0), ("SR-30-SS+30", 30, 30),
     ("SR MINUS30-SS PLUS 15", 30, 15), ("SR MINUS30MIN-SS", 30, 0), ("HJ +/-30", 30, 30),
     ("SR+10-SS-10", -10, -10)],
)  # fmt: skip
def test_daylight_and_some_minutes_more_or_less(text: str, early: int, late: int) -> None:
    light = above(*GREENWICH, *JULY) + 60.0 * np.array([-early, late])
    assert np.array(schedule(text, *JULY, GREENWICH)) == pytest.approx(light, abs=0.1)


@pytest.mark.parametrize("text", ["SS-SR", "HN"])
def test_the_night_before_the_first_day_reaches_into_it(text: str) -> None:
    light = above(*GREENWICH, *JULY)
    dark = [(JULY[0], light[0, 0]), *zip(light[:-1, 1], light[1:, 0], strict=True), (light[-1, 1], JULY[1])]
    assert np.array(schedule(text, *JULY, GREENWICH)) == pytest.approx(np.array(dark), abs=0.1)


def test_one_end_by_the_clock() -> None:
    light = above(*GREENWICH, *JULY)
    until = np.array(schedule("SR-1500", *JULY, GREENWICH))
    assert until[:, 0] == pytest.approx(light[:, 0], abs=0.1)
    assert (until[:, 1] % 86_400.0 == 15 * 3600.0).all()
    since = np.array(schedule("MON WED 0600-SS", *JULY, GREENWICH))
    assert since[:, 1] == pytest.approx(light[[0, 2], 1], abs=0.1)
    past = np.array(schedule("SS PLUS30-0300", *JULY, GREENWICH))
    assert (past[:-1, 1] % 86_400.0 == 3 * 3600.0).all()


def test_a_day_of_utc_is_that_of_the_event_that_begins_it() -> None:
    """The Sun rises over Tokyo's Tuesday on Monday evening of UTC, and that daylight is Monday's."""
    (light,) = schedule("MON SR-SS", *JULY, TOKYO)
    assert datetime.fromtimestamp(light[0], UTC).strftime("%a %H") == "Mon 19"
    assert datetime.fromtimestamp(light[1], UTC).strftime("%a %H") == "Tue 10"


def test_days_may_be_left_out_and_named() -> None:
    week = utc("2407010000"), utc("2407080000")
    assert len(schedule("SR-SS EXC SAT SUN", *week, GREENWICH)) == 5
    mixed = schedule("MON-FRI SR-SS, SAT 0900-1000", *week, GREENWICH)
    assert [b - a for a, b in mixed][-1] == 3600.0
    assert len(mixed) == 6


@pytest.mark.parametrize(
    ("text", "hours_a_day"), [("SR-SS", 24.0), ("HN", 0.0), ("0600-SS", 24.0), ("SR-1500", 24.0)]
)
def test_in_polar_day(text: str, hours_a_day: float) -> None:
    """Sunrise to sunset is all of the day; between the clock and what does not come, all of it, too."""
    spans = schedule(text, *JULY, SVALBARD, part=True)
    assert sum(b - a for a, b in spans) == 4 * hours_a_day * 3600.0
    winter = utc("2412200000"), utc("2412240000")
    dark = {"SR-SS": 0.0, "HN": 24.0}.get(text, 24.0)
    assert sum(b - a for a, b in schedule(text, *winter, SVALBARD, part=True)) == 4 * dark * 3600.0


def test_the_last_and_the_first_daylight_of_a_polar_spring_are_whole() -> None:
    spring = utc("2404100000"), utc("2405010000")  # the Sun stays up from 19 April on
    light = above(*SVALBARD, *spring)
    ours = np.array(schedule("SR-SS", *spring, SVALBARD))
    assert ours == pytest.approx(light, abs=0.1)


def test_weekdays_of_a_polar_summer_are_days_of_utc() -> None:
    week = utc("2407010000"), utc("2407080000")
    assert schedule("MON WED SR-SS", *week, SVALBARD) == (
        (utc("2407010000"), utc("2407020000")), (utc("2407030000"), utc("2407040000")),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["SR", "SR-SR", "05 SR-07 SS", "SR-SS HOL", "SR-30", "HX", "SR-2561"])
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=";"):
        schedule(text, *JULY, GREENWICH)


def test_without_a_place_the_sun_does_not_rise() -> None:
    with pytest.raises(ValueError, match="no known place"):
        schedule("SR-SS", *JULY)


def test_hours_by_the_clock_are_left_as_they_are() -> None:
    assert marked("MON 0800-1600 EXC 05 2000-07 0400") == "MON 0800-1600 EXC 05 2000-07 0400"
    assert marked("SR MINUS30-1500") == "@SR-1800~1500"


def test_a_notam_takes_the_middle_of_its_shape() -> None:
    found = gather_notams("x.txt", NOTAM.format(end="2407050000", hours="SR-SS"))
    assert found.doubts == ()
    assert np.array(found.areas[0].active) == pytest.approx(above(*GREENWICH, *JULY), abs=0.5)


def test_a_permanent_notam_is_worked_out_about_the_time_it_is_watched() -> None:
    text = NOTAM.format(end="PERM", hours="HJ")
    (always,) = gather_notams("x.txt", text).areas
    assert always.active == ((JULY[0], inf),)
    near = utc("2601150000")
    (found,) = gather_notams("x.txt", text, near).areas
    first, *middle, last = found.active
    assert first[0] == JULY[0]
    assert first[1] <= near - 86_400.0
    assert last[1] == inf
    assert last[0] > near + 390 * 86_400.0
    watched = above(*GREENWICH, near, near + 86_400.0)[0]
    assert any(span == pytest.approx(watched, abs=0.5) for span in middle)


def test_openair_words_are_read_where_it_is_known_when() -> None:
    text = "AC R\nAN X\nAA {}\nAL SFC\nAH FL100\nV X=51:28:37N 000:00:00E\nDC 5\n"
    (area,) = gather_openair("x.txt", text.format("MON-FRI SR-SS"), JULY[0]).areas
    assert area.active[0][0] == -inf
    assert area.active[-1][1] == inf
    light = above(*GREENWICH, *JULY)
    inside = [span for span in area.active if JULY[0] <= span[0] < JULY[1]]
    assert np.array(inside) == pytest.approx(light, abs=0.5)
    for given_time, said in ((JULY[0], "by arrangement"), (float("nan"), "SR-SS")):
        found = gather_openair("x.txt", text.format(said), given_time)
        assert found.areas[0].active == ()
        assert "AA is taken as always" in found.doubts[0]


def test_what_is_not_worked_out_is_active() -> None:
    day = 86_400.0
    assert around(-inf, inf, 0.0) == (-2 * day, 396 * day)
    assert around(10 * day, 20 * day, 0.0) == (10 * day, 20 * day)
    assert around(-9999 * day, -9000 * day, 0.0) == (-9398 * day, -9000 * day)
    assert planned(-inf, inf, 0.0, lambda a, b: [(5.0, 6.0)]) == (
        (-inf, -2 * day), (5.0, 6.0), (396 * day, inf),
    )  # fmt: skip


WORDS = st.lists(
    st.sampled_from(
        ["SR", "SS", "HJ", "HN", "-", " ", "0600", "1800", "MON", "EXC", "+30", "MINUS", ",", "H24"]
    ),
    max_size=9,
)


@given(WORDS, st.floats(-1.57, 1.57), st.floats(-3.14, 3.14))
def test_any_words_give_intervals_in_order_or_a_sentence(words: list[str], lat: float, lon: float) -> None:
    try:
        spans = schedule("".join(words), *JULY, (lat, lon))
    except ValueError as error:
        assert str(error).isprintable()
    else:
        assert all(JULY[0] <= a < b <= JULY[1] for a, b in spans)
        assert all(one[1] < two[0] for one, two in pairwise(spans))
