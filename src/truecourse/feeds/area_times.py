"""When an area is active: intervals of POSIX seconds UTC, as ISO 8601 intervals and NOTAM schedules give
them.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from math import inf, isfinite

Times = tuple[tuple[float, float], ...]
ALWAYS: Times = ()
MOST_INTERVALS = 4000  # ten years of a daily schedule
BEFORE, COVERED = 2.0 * 86_400.0, 398.0 * 86_400.0  # s

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


def around(begin: float, end: float, near: float) -> tuple[float, float]:
    """The part of a time of validity for which a schedule is worked out: from two days before `near` on, 398
    days or less; all of it where `near` is NaN. POSIX s.
    """
    if not isfinite(near):
        return begin, end
    first = max(begin, near - BEFORE if near - BEFORE < end else end - COVERED)
    return first, min(end, first + COVERED)


def planned(
    begin: float, end: float, near: float, work: Callable[[float, float], Iterable[tuple[float, float]]]
) -> Times:
    """The intervals that `work` finds in the part of a validity that is `around` a time, and all of the rest:
    what is not worked out is active.
    """
    first, last = around(begin, end, near)
    rest = [(a, b) for a, b in ((begin, first), (last, end)) if a < b]
    return merged([*work(first, last), *rest])


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
