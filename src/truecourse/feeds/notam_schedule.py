"""Item D of a NOTAM: on which days, between which hours of UTC, within items B and C (ICAO Doc 8126, OPADD
4.1).

Read: `H24`, hours with or without `DAILY` (also past midnight), hours by the Sun (`SR-SS`, `SR MINUS30-1500`,
`HJ`, `HN`: see `hours`), days of the week (`MON-FRI`, `SAT SUN`), days of months (`MAY 03-05 10 0530-2100`,
`FEB 28-MAR 03`), one stretch (`05 2000-07 0400`), and `EXC` days. Not read: holidays, anything else. What
cannot be read is the caller's to take as always.
"""

import re
from datetime import UTC, date, datetime, timedelta
from math import floor

from truecourse.feeds.area_times import MOST_INTERVALS, Times, merged
from truecourse.feeds.hours import DAY, Place, marked, parse_hours, spans

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_TOKEN = re.compile(r"@\S+|\d{4}-\d{4}|H24|DAILY|DLY|EXC|AND|[A-Z]{3}|\d{1,4}|[-,;:./&]|\S+", re.ASCII)
_HOURS = re.compile(r"H24|\d{4}-\d{4}|@\S+", re.ASCII)
_STRETCH = re.compile(
    r"(?:(?P<m1>[A-Z]{3}) )?(?P<d1>\d{1,2}) (?P<t1>\d{4})\s*-\s*"
    r"(?:(?P<m2>[A-Z]{3}) )?(?P<d2>\d{1,2}) (?P<t2>\d{4})",
    re.ASCII,
)
_LONGEST = 400  # days of a schedule


def schedule(text: str, start: float, end: float, place: Place | None = None, part: bool = False) -> Times:
    """Intervals of POSIX s UTC between `start` and `end` when the schedule is on; `place`, latitude and
    longitude in rad, is where the Sun rises and sets. Where it is asked for a `part` of the time only,
    it may be that it is never on.

    Raises ValueError for a schedule that is not understood whole, one that is never on, and one over more
    than 400 days.
    """
    if not (end - start) / DAY <= _LONGEST:
        raise ValueError(f"it goes on for more than {_LONGEST} days; give item C")
    text = marked(" ".join(text.upper().split()))
    groups = [group.strip() for group in re.split(r"[,;]|\bAND\b", text) if group.strip()]
    first = datetime.fromtimestamp(floor(start), UTC).date()
    times: list[tuple[float, float]] = []
    month = first.month
    for words in _joined(groups):
        found, month = _group(words, first, end, month, place)
        times += found
    inside = [(max(a, start), min(b, end)) for a, b in times if a < end and b > start]
    if not inside and not part:
        raise ValueError("it is never on between items B and C; correct one of them")
    if len(inside) > MOST_INTERVALS:
        raise ValueError("it has too many intervals; split the NOTAM")
    return merged(inside)


def _joined(groups: list[str]) -> list[str]:
    """Days that a comma parts from the hours they share belong to one group: `MON, WED 0800-1000`."""
    out, waiting = [], ""
    for group in groups:
        waiting = f"{waiting} {group}".strip()
        if re.search(r"\d{4}\s*-|H24|@", group):
            out.append(waiting)
            waiting = ""
    if waiting:
        if not out or not waiting.startswith("EXC"):
            raise ValueError("it names days without hours; add them or H24")
        out[-1] += " " + waiting
    return out


def _group(
    words: str, first: date, end: float, month: int, place: Place | None
) -> tuple[list[tuple[float, float]], int]:
    stretch = _STRETCH.fullmatch(words)
    if stretch:
        return _stretch(stretch, first, month)
    words, _, except_for = words.partition("EXC")
    tokens = _TOKEN.findall(words)
    hours = [token for token in tokens if _HOURS.fullmatch(token)]
    rest = [token for token in tokens if token not in hours and token not in ("DAILY", "DLY", ":")]
    if not hours:
        raise ValueError("a part of it has no hours; add them or H24")
    allowed, month = _days(rest, first, end, month)
    barred, _ = _days(_TOKEN.findall(except_for), first, end, month) if except_for.strip() else (set(), month)
    days = [_seconds(day) for day in allowed - barred]
    return [span for token in hours for span in spans(days, parse_hours(token), place)], month


def _days(tokens: list[str], first: date, end: float, month: int) -> tuple[set[date], int]:
    """The days that words speak of; all of them for no word. One day before the first, for hours past
    midnight.
    """
    count = min(_LONGEST, int((end - _seconds(first)) // DAY) + 1)
    every = [first + timedelta(days=n) for n in range(-1, count + 1)]
    if not tokens:
        return set(every), month
    chosen: set[date] = set()
    previous: date | int | None = None
    through = False
    for token in tokens:
        if token == "-":
            through = True
        elif token in DAYS:
            number = DAYS.index(token)
            week = {number}
            if through and isinstance(previous, int):
                week = {(previous + n) % 7 for n in range((number - previous) % 7 + 1)}
            chosen |= {day for day in every if day.weekday() in week}
            previous, through = number, False
        elif token in MONTHS:
            month = MONTHS.index(token) + 1
        elif token.isdigit() and len(token) <= 2:
            day = _dated(int(token), month, first)
            if through and isinstance(previous, date):
                chosen |= {
                    previous + timedelta(days=n) for n in range(min(_LONGEST, (day - previous).days) + 1)
                }
            chosen.add(day)
            previous, through = day, False
        else:
            raise ValueError(f'"{token[:20]}" is not understood; write days, dates and hours of UTC')
    if through:
        raise ValueError("a range of days has no end; complete it")
    return chosen, month


def _dated(day: int, month: int, first: date) -> date:
    """The first such date that is not more than a month before the NOTAM's first day."""
    for year in range(first.year - 1, first.year + 3):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= first - timedelta(days=31):
            return found
    raise ValueError(f"day {day} of month {month} does not exist; correct it")


def _stretch(found: re.Match[str], first: date, month: int) -> tuple[list[tuple[float, float]], int]:
    ends = []
    for n in ("1", "2"):
        word, time = found["m" + n], found["t" + n]
        if word and word not in MONTHS:
            raise ValueError(f"{word} is no month; correct it")
        month = MONTHS.index(word) + 1 if word else month
        hour, minute = int(time[:2]), int(time[2:])
        if hour > 24 or minute > 59:
            raise ValueError(f"{time} is no time; correct it")
        ends.append(_seconds(_dated(int(found["d" + n]), month, first)) + hour * 3600.0 + minute * 60.0)
    if not ends[0] < ends[1]:
        raise ValueError("a stretch of it ends before it begins; correct it")
    return [(ends[0], ends[1])], month


def _seconds(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
