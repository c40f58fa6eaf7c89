"""Local times of the day in UTC, held to published facts and to the standard library's own clock."""

from datetime import datetime, timedelta, timezone
from math import inf, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.claim_times import moment_of, time_readings
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.precision import Qualifier


@pytest.mark.parametrize(
    ("clock", "day", "zone", "utc"),
    [
        # Flight 007 left New York at 23:50 EDT on 30 August and Anchorage at 04:00 AHDT (UTC-9) on 31 August,
        # was hit at 18:26 UTC: 03:26 in Tokyo, 22:26 in Moscow (summer time), 06:26 on Sakhalin and 07:26 on
        # Kamchatka, all on 1 September but Moscow; it was due in Seoul at 06:00 that morning (ICAO).
        ("23:50", "1983-08-30", "America/New_York", "1983-08-31T03:50:00Z"),
        ("04:00", "1983-08-31", "America/Anchorage", "1983-08-31T13:00:00Z"),
        ("03:26", "1983-09-01", "Asia/Tokyo", "1983-08-31T18:26:00Z"),
        ("22:26", "1983-08-31", "Europe/Moscow", "1983-08-31T18:26:00Z"),
        ("06:26", "1983-09-01", "Asia/Sakhalin", "1983-08-31T18:26:00Z"),
        ("07:26", "1983-09-01", "Asia/Kamchatka", "1983-08-31T18:26:00Z"),
        ("06:00", "1983-09-01", "Asia/Seoul", "1983-08-31T21:00:00Z"),
        # Two months later Anchorage kept another time: UTC-9 all winter, from 30 October 1983.
        ("04:00", "1983-12-31", "America/Anchorage", "1983-12-31T13:00:00Z"),
        # Eastwards over the date line one lands before one left.
        ("09:00", "1983-09-01", "Pacific/Honolulu", "1983-09-01T19:00:00Z"),
        ("21:00", "1983-09-01", "Asia/Tokyo", "1983-09-01T12:00:00Z"),
        ("18:26", "1983-08-31", "UTC", "1983-08-31T18:26:00Z"),
        ("03:26:02", "1983-09-01", "+09:00", "1983-08-31T18:26:02Z"),
        ("1983-09-01T03:26+09:00", "", "", "1983-08-31T18:26:00Z"),
        ("1983-09-01T03:26", "", "Asia/Tokyo", "1983-08-31T18:26:00Z"),
    ],
)
def test_local_times_of_1983(clock, day, zone, utc) -> None:
    (reading,) = time_readings(clock, "", day, zone)
    assert format_time(reading.middle) == utc
    assert reading.low < reading.middle < reading.high


def test_what_is_left_open_stays_open() -> None:
    both = time_readings("06:26", "", "1983-09-01", "Asia/Sakhalin|Asia/Tokyo")
    assert [format_time(reading.middle) for reading in both] == [
        "1983-08-31T18:26:00Z",
        "1983-08-31T21:26:00Z",
    ]
    assert [reading.how for reading in both] == ["Asia/Sakhalin", "Asia/Tokyo"]
    sides = time_readings("06:26", "", "1983-08-31|1983-09-01", "Asia/Tokyo")
    assert sides[1].middle - sides[0].middle == 86400.0
    across = time_readings("06:00", "", "1983-08-31", "Asia/Kamchatka|America/Adak")
    assert across[1].middle - across[0].middle == 23 * 3600.0  # UTC+13 and UTC-10
    with pytest.raises(ValueError, match="more than 12 readings"):
        time_readings("06:00", "", "1983-08-30|1983-08-31|1983-09-01|1983-09-02", "UTC|+01:00|+02:00|+03:00")


def test_an_hour_that_came_twice_and_one_that_never_came() -> None:
    twice = time_readings("01:30", "", "1983-10-30", "America/New_York")  # clocks back at 02:00 EDT
    assert [format_time(reading.middle) for reading in twice] == [
        "1983-10-30T05:30:00Z",
        "1983-10-30T06:30:00Z",
    ]
    assert [reading.how for reading in twice] == [
        "America/New_York (UTC-0400)",
        "America/New_York (UTC-0500)",
    ]
    with pytest.raises(ValueError, match=r"did not exist in America/New_York.*; correct it"):
        time_readings("02:30", "", "1983-04-24", "America/New_York")
    (one,) = time_readings("02:30", "", "1983-04-24", "America/New_York|UTC")
    assert one.how == "UTC"


def test_ranges_days_months_and_years() -> None:
    (night,) = time_readings("23:50", "00:20", "1983-08-31", "UTC")
    assert night.high - night.low == 30 * 60 + 90
    assert isnan(night.middle)
    day, month, year = (time_readings("", "", text, "UTC")[0] for text in ("1983-09-01", "1983-09", "1983"))
    assert [(span.high - span.low) / 86400 for span in (day, month, year)] == [1, 30, 365]
    assert time_readings("", "", "1983-09-01", "Asia/Tokyo")[0].low == parse_time("1983-08-31T15:00:00Z")
    (years,) = time_readings("", "", "1989/1991", "UTC")
    assert (years.low, years.high) == (moment_of("1989"), moment_of("1992"))
    (after,) = time_readings("", "", "1983", "UTC", Qualifier.AFTER)
    assert (after.low, after.high) == (year.low, inf)
    assert moment_of("1992") == moment_of("1992-01") == moment_of("1992-01-01T00:00:00Z")
    with pytest.raises(ValueError, match="is no day, and a time of day needs one"):
        time_readings("18:00", "", "1983-09", "UTC")
    with pytest.raises(ValueError, match="ends before it begins; write"):
        time_readings("", "", "1991/1989", "UTC")
    with pytest.raises(ValueError, match="twice; write each once"):
        time_readings("1983-09-01T03:26+09:00", "", "1983-09-01", "")


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2029, 12, 30)).map(
        lambda t: t.replace(second=0, microsecond=0)
    ),
    st.integers(-14 * 60, 14 * 60),
)
def test_offsets_are_arithmetic(local, minutes) -> None:
    zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    (reading,) = time_readings(f"{local:%H:%M}", "", f"{local:%Y-%m-%d}", zone)
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert reading.middle == moment.timestamp()


@given(
    st.text(max_size=30), st.text(max_size=12), st.text(max_size=12), st.sampled_from(["UTC", "Asia/Tokyo"])
)
def test_any_text_is_read_or_refused_in_words(clock, until, day, zone) -> None:
    try:
        assert time_readings(clock, until, day, zone)
    except ValueError as error:
        assert ";" in str(error)
