"""When an area is active: intervals of POSIX seconds UTC, as ISO 8601 intervals and NOTAM schedules give
them.
"""

import re
from datetime import UTC, datetime
from math import inf

Times = tuple[tuple[float, float], ...]
ALWAYS: Times = ()
MOST_INTERVALS = 4000  # ten years of a daily schedule

_INSTANT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]00:?00)", re.ASCII | re.IGNORECASE
)


def parse_instant(text: str) -> float:
    """An ISO 8601 instant in UTC, `2026-01-01T24:00Z` included, as POSIX seconds. Raises ValueError."""
    found = _INSTANT.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{_shown(text)}" is not a time; write it in UTC like 2026-01-01T06:00Z')
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    whole = hour == 24 and minute == 0 and second == 0
    try:
        moment = datetime(year, month, day, 0 if whole else hour, minute, second, tzinfo=UTC)
        return moment.timestamp() + (86400.0 if whole else 0.0)
    except (ValueError, OverflowError):
        raise ValueError(f'"{_shown(text)}" does not exist; correct the date or time') from None


def parse_interval(text: str) -> tuple[float, float]:
    """An ISO 8601 interval `start/end` in UTC; `NONE` or `..` for a side that is not known.

    Raises ValueError, with what to write instead, for anything else and for an end that is not after the
    start.
    """
    start, slash, end = text.strip().partition("/")
    if not slash:
        raise ValueError(f'"{_shown(text)}" is not an interval; write 2026-01-01T06:00Z/2026-01-01T18:00Z')
    first = -inf if start.strip().upper() in ("NONE", "..") else parse_instant(start)
    last = inf if end.strip().upper() in ("NONE", "..") else parse_instant(end)
    if not first < last:
        raise ValueError(f'"{_shown(text)}" ends before it starts; correct it')
    return first, last


def merged(times: list[tuple[float, float]]) -> Times:
    """The intervals in order, those that touch or overlap as one."""
    out: list[tuple[float, float]] = []
    for first, last in sorted(times):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return tuple(out)


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:60]
