"""Times on the wire: ISO 8601 UTC there, POSIX seconds inside."""

import re
from calendar import month_name, monthrange
from datetime import UTC, date, datetime, timedelta

from truecourse.earth.units import SECONDS_PER_DAY

FIRST_YEAR, LAST_YEAR = 1900, 2029  # the years the magnetic model answers for
CLOCK = "hours go from 00 to 23, minutes and seconds from 00 to 59"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


def parse_time(value: object) -> float:
    """An instant with its zone ("1983-08-31T13:00:00Z" or a TOML date-time) as POSIX seconds UTC.

    Raises ValueError, with what to write instead, for a time without zone, a date without time, a day that
    does not exist and a year outside 1900 to 2029 (the magnetic model knows no others).
    """
    if isinstance(value, datetime):
        moment = value
    else:
        text = str(value).strip()
        if not _TIME.fullmatch(text):
            raise ValueError("write it as ISO 8601 with its zone, for example 1983-08-31T13:00:00Z")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            wrong = wrong_day(int(text[:4]), int(text[5:7]), int(text[8:10])) or CLOCK
            raise ValueError(f"that date or time does not exist ({wrong}); correct it") from None
    if moment.tzinfo is None:
        raise ValueError("it has no zone; add Z for UTC, or the offset such as +09:00")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"only the years {FIRST_YEAR} to {LAST_YEAR} can be handled; correct the year")
    return moment.timestamp()


def parse_day(value: object) -> float:
    """A date ("1983-12-31", 00:00 UTC of that day is meant) or an instant with zone, as POSIX seconds UTC.

    Raises ValueError as `parse_time` does.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    text = str(value).strip()
    if not isinstance(value, datetime) and _DATE.fullmatch(text):
        return parse_time(f"{text}T00:00:00Z")
    return parse_time(value)


def parse_day_end(value: object) -> float:
    """Like `parse_day`, a bare date meaning the last second of that day."""
    bare = isinstance(value, date) and not isinstance(value, datetime)
    bare = bare or bool(_DATE.fullmatch(str(value).strip()))
    return parse_day(value) + (SECONDS_PER_DAY - 1.0 if bare else 0.0)


def format_time(t: float) -> str:
    """POSIX seconds UTC as ISO 8601 with Z: whole seconds where they are, else the nearest millisecond."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=round(1000.0 * float(t)))
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def wrong_day(year: int, month: int, day: int) -> str:
    """Why there is no such day, in words; "" where there is."""
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if not 1 <= year <= 9999:
        return f"there is no year {year}"
    most = monthrange(year, month)[1]
    return "" if 1 <= day <= most else f"{month_name[month]} {year} has {most} days"
