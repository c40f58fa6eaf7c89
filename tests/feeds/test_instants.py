"""ISO 8601 UTC on the wire, POSIX seconds inside."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.instants import format_time, parse_day, parse_day_end, parse_time

FIRST, LAST = datetime(1900, 1, 1), datetime(2029, 12, 31)


def test_take_off_of_1983() -> None:
    # 4,990 days after 1970-01-01, counted by hand: 13 years and 242 days with three leap days, and 13 hours.
    assert parse_time("1983-08-31T13:00:00Z") == (13 * 365 + 3 + 242) * 86400 + 13 * 3600
    assert format_time(431182800.0) == "1983-08-31T13:00:00Z"


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_what_is_written_is_read_back(moment) -> None:
    t = moment.timestamp()
    assert parse_time(format_time(t)) == pytest.approx(t, abs=6e-4)
    assert parse_time(moment) == t


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)), st.integers(-14 * 60, 14 * 60))
def test_an_offset_is_taken_off(moment, minutes) -> None:
    moment = moment.replace(microsecond=0)
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{size // 60:02d}:{size % 60:02d}"
    assert parse_time(text) == moment.timestamp() - 60 * minutes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1983-08-31T13:00:00", "no zone; add Z"),
        (datetime(1983, 8, 31, 13), "no zone; add Z"),
        ("1983-02-29T13:00:00Z", "does not exist"),
        ("1983-08-31T25:00:00Z", "does not exist"),
        ("1983-08-31", "write it as ISO 8601"),
        ("31 August 1983", "write it as ISO 8601"),
        ("١٩٨٣-08-31T13:00:00Z", "write it as ISO 8601"),
        ("2031-01-01T00:00:00Z", "only the years"),
        (None, "write it as ISO 8601"),
    ],
)
def test_what_is_no_time_is_refused(text, why) -> None:
    with pytest.raises(ValueError, match=why):
        parse_time(text)


def test_days() -> None:
    assert parse_day("1983-12-31") == parse_day(date(1983, 12, 31)) == parse_time("1983-12-31T00:00Z")
    assert parse_day_end("1983-12-31") == parse_time("1983-12-31T23:59:59Z")
    assert parse_day_end("1983-12-31T12:00Z") == parse_time("1983-12-31T12:00Z")
