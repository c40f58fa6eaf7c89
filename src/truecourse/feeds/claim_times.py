"""Times as sources tell them, in local time of the day, as readings in POSIX seconds UTC.

The rules of each zone come with the program (the tz database, package tzdata), not from the machine: the
same file reads the same everywhere. What a source leaves open (the zone, the day, an hour that the clocks
went through twice) stays open: each is a reading.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from math import inf, nan
from zoneinfo import ZoneInfo

import tzdata

from truecourse.feeds.instants import CLOCK, FIRST_YEAR, LAST_YEAR, parse_time, wrong_day
from truecourse.feeds.precision import FROM, LOOSE, UNTIL, Qualifier, clock_spread
from truecourse.feeds.wire import quoted
from truecourse.flight.claim import Reading

MOST_READINGS = 12
_CLOCK = re.compile(r"(\d{2}):(\d{2})(:\d{2}(\.\d{1,6})?)?", re.ASCII)
_WHOLE = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?", re.ASCII
)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})", re.ASCII)


def time_readings(
    clock: str, until: str, day: str, zone: str, qualifier: Qualifier = Qualifier.NONE
) -> tuple[Reading, ...]:
    """Every way to read a time: `clock` "18:25", "18:25:10" or a whole ISO 8601 time, `until` its end or "".

    `day` is a day, a month, a year or an interval of them ("1989/1991"), `zone` "UTC", "+09:00" or a name of
    the tz database; several of either are separated by "|". Without `clock` the whole of `day` is meant.
    Raises ValueError, with what to write, for a time without day or zone, one that does not exist, and an
    unknown zone.
    """
    whole = _WHOLE.fullmatch(clock)
    if whole:
        if day or (whole[3] and zone):
            raise ValueError("it has its day or its zone twice; write each once")
        clock, day, zone = whole[2], whole[1], whole[3] or zone
    if not day:
        raise ValueError("it has no day; add date, for example 1983-08-31")
    if not zone:
        raise ValueError(
            "it has no zone; add zone: UTC, an offset such as +09:00, a name such as America/Anchorage, or "
            'several with "|" between them where the source leaves it open'
        )
    days, zones = _split(day), _split(zone)
    if len(days) * len(zones) > MOST_READINGS:
        raise ValueError(f"it has more than {MOST_READINGS} readings; leave out the unlikely ones")
    found: list[Reading] = []
    for where in zones:
        rules = zone_rules(where)
        for which in days:
            found += (
                _span(which, where, rules, qualifier)
                if not clock
                else _clocks(clock, until, which, where, rules, qualifier)
            )
    if not found:
        raise ValueError(
            f"that time did not exist in {zone}: the clocks were put forward over it; correct it"
        )
    return tuple(found)


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split("|")))


@cache
def zone_names() -> frozenset[str]:
    """Every name of the tz database."""
    return frozenset(files(tzdata).joinpath("zones").read_text(encoding="utf-8").split())


@cache
def zone_rules(name: str) -> tzinfo:
    """The rules of a zone: "UTC", an offset such as "+09:00", a tz database name. Raises ValueError."""
    if name in {"UTC", "Z"}:
        return UTC
    offset = _OFFSET.fullmatch(name)
    if offset and int(offset[2]) <= 15 and int(offset[3]) < 60:
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3])))
    if name not in zone_names():
        raise ValueError(
            f"the zone {quoted(name)} is not known; write UTC, an offset such as +09:00 or a name of the tz "
            "database such as Asia/Tokyo"
        )
    with files(tzdata).joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


def day_of(text: str) -> tuple[date, date]:
    """The first day of a day, month or year or of an interval of them ("1989/1991"), and the first day after.

    Raises ValueError.
    """
    begin, stroke, end = text.partition("/")
    if stroke:
        first, after = day_of(begin)[0], day_of(end)[1]
        if after <= first:
            raise ValueError(f"{quoted(text)} ends before it begins; write the earlier date first")
        return first, after
    parts = _DATE.fullmatch(text)
    if not parts:
        raise ValueError(
            f"{quoted(text)} is no date; write a day as 1983-08-31, a month as 1983-08 or a year"
        )
    year, month, number = int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"only the years {FIRST_YEAR} to {LAST_YEAR} can be handled; correct the year")
    if wrong := wrong_day(year, month, number):
        raise ValueError(f"the date {text} does not exist: {wrong}; correct it")
    first = date(year, month, number)
    if parts[3]:
        return first, first + timedelta(days=1)
    if parts[2]:
        return first, date(year + month // 12, month % 12 + 1, 1)
    return first, date(year + 1, 1, 1)


def _span(day: str, where: str, rules: tzinfo, qualifier: Qualifier) -> Iterable[Reading]:
    """A day, month or year as a reading; "about" widens it by its own length to either side."""
    first, after = day_of(day)
    low, high = (datetime.combine(at, time(), rules).timestamp() for at in (first, after))
    wider = high - low if qualifier in LOOSE else 0.0
    low, high = low - wider, high + wider
    yield Reading(
        -inf if qualifier in UNTIL else low, inf if qualifier in FROM else high, nan, _how(where), True
    )


def _clocks(
    clock: str, until: str, day: str, where: str, rules: tzinfo, qualifier: Qualifier
) -> Iterable[Reading]:
    """A clock time of one day in one zone: a reading, two where the clocks went through it twice, or none."""
    start, before, after = _told(clock, day, qualifier)
    begins = _instants(start, rules)
    if until:
        end, _, after = _told(until, day, qualifier)
        ends = _instants(end if end >= start else end + timedelta(days=1), rules)
    else:
        ends = begins
    for t, to in zip(begins, ends if len(ends) == len(begins) else ends[-1:] * len(begins), strict=False):
        how = _how(where)
        if len(begins) > 1:
            how += f" (UTC{datetime.fromtimestamp(t, rules).strftime('%z')})"
        yield Reading(t - before, to + after, nan if until else t, how)


def _told(clock: str, day: str, qualifier: Qualifier) -> tuple[datetime, float, float]:
    """A clock time on a day without its zone, and how far it reaches to either side, s."""
    parts = _CLOCK.fullmatch(clock)
    if not parts:
        raise ValueError(f"{quoted(clock)} is no time of day; write it as 18:25 or 18:25:10")
    first, after = day_of(day)
    if after - first > timedelta(days=1):
        raise ValueError(f"{quoted(day)} is no day, and a time of day needs one; write it as 1983-08-31")
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        raise ValueError(f"the time {clock} does not exist: {CLOCK}; correct it") from None
    return datetime.combine(first, at), *clock_spread(at, parts[3] is not None, qualifier)


def _instants(local: datetime, rules: tzinfo) -> list[float]:
    """The moments at which clocks with these rules showed a local time: one, two, or none (PEP 495)."""
    moments = []
    for fold in (0, 1):
        moment = local.replace(tzinfo=rules, fold=fold)
        back = moment.astimezone(UTC).astimezone(rules)
        if back.replace(tzinfo=None) == local and moment.timestamp() not in moments:
            moments.append(moment.timestamp())
    return moments


def _how(where: str) -> str:
    if where in {"UTC", "Z", "+00:00", "-00:00"}:
        return "UTC"
    return f"UTC{where}" if _OFFSET.fullmatch(where) else where


def period_of(value: object) -> tuple[float, float]:
    """A day, month or year as its first moment (UTC) and the first after it, POSIX s; an instant with its
    zone as itself and NaN. Raises ValueError.
    """
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    if not _DATE.fullmatch(text):
        return parse_time(text), nan
    first, after = day_of(text)
    return tuple(datetime.combine(at, time(), UTC).timestamp() for at in (first, after))  # type: ignore[return-value]


def moment_of(value: object) -> float:
    """An instant with its zone, or the first moment (UTC) of a day, month or year, as POSIX s. ValueError."""
    return period_of(value)[0]
