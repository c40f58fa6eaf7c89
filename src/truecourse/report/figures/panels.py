"""How events are shared out over figures of a timeline: the flight, its crowded part, before and after."""

from math import inf, isfinite
from typing import NamedTuple

from truecourse.flight.case import Case
from truecourse.report.timeline import SHARP, Event, arranged, moment

AROUND = 3600.0  # s before and after the flight that belong to its figure
CROWD = 0.35  # share of the flight's events in its crowded part, if that is
SHORT = 0.25  # at most this share of its span
MOST_ROWS = 36  # of a figure: what a printed page holds
FEW = 6  # events that need no crowded part
DAY = 86400.0


class Panel(NamedTuple):
    """A figure's worth of events: from `low` to `high`, POSIX s."""

    name: str
    title: str
    low: float
    high: float
    events: list[Event]


def panels(events: list[Event], case: Case | None) -> list[Panel]:
    """Every event in one panel, those with no finite time in none; panels of at most `MOST_ROWS` rows."""
    known = [e for e in events if isfinite(moment(e))]
    start, end = _span(known, case)
    near = [e for e in known if _sharp(e) and start - AROUND <= moment(e) <= end + AROUND]
    inner = {e.claim.id for e in near}
    far = [e for e in known if e.claim.id not in inner]
    close = _close(near)
    inner = {e.claim.id for e in close}
    rest = [e for e in near if e.claim.id not in inner]
    found: list[Panel] = []
    for name, title, of in (
        ("timeline", "Who says what happened when", rest),
        ("timeline-close", "Who says what happened when: the crowded part", close),
        ("timeline-far", "Who says what happened when: before and after", far),
    ):
        for n, part in enumerate(_pages(arranged(of))):
            low, high = _edges(part)
            found.append(Panel(name + (f"-{n + 1}" if n else ""), title, low, high, part))
    return found


def _span(events: list[Event], case: Case | None) -> tuple[float, float]:
    if case is not None:
        return case.t_start, case.t_end
    sharp = sorted(moment(e) for e in events if _sharp(e))
    middle = sharp[len(sharp) // 2] if sharp else 0.0
    near = [t for t in sharp if abs(t - middle) < 0.75 * DAY]
    return (near[0], near[-1]) if near else (middle, middle)


def _sharp(event: Event) -> bool:
    return all(r.high - r.low <= SHARP or not isfinite(r.high - r.low) for r in event.readings)


def _close(events: list[Event]) -> list[Event]:
    """Those in the crowded part; with them the others on their subjects not much farther off, so that two
    versions of one event stay together.
    """
    low, high = _crowd(events)
    subjects = {e.subject.id for e in events if low <= moment(e) <= high}
    wide = high - low
    return [
        e
        for e in events
        if low <= moment(e) <= high or (e.subject.id in subjects and low - wide <= moment(e) <= high + wide)
    ]


def _crowd(events: list[Event]) -> tuple[float, float]:
    """The shortest stretch with `CROWD` of the events, if it is short; else none (inf, -inf)."""
    t = sorted(moment(e) for e in events)
    count = int(CROWD * len(t))
    if count < FEW:
        return inf, -inf
    length, first = min((t[i + count - 1] - t[i], i) for i in range(len(t) - count + 1))
    if length > SHORT * (t[-1] - t[0]):
        return inf, -inf
    low, high = t[first] - 0.15 * length - 60.0, t[first + count - 1] + 0.15 * length + 60.0
    return low, high


def _pages(events: list[Event]) -> list[list[Event]]:
    return [events[i : i + MOST_ROWS] for i in range(0, len(events), MOST_ROWS)]


def _edges(events: list[Event]) -> tuple[float, float]:
    ends = [x for e in events for r in e.readings for x in (r.low, r.high) if isfinite(x)]
    ends += [moment(e) for e in events]
    low, high = min(ends), max(ends)
    gap = 0.03 * (high - low) or 300.0
    return low - gap, high + gap
