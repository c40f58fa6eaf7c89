"""Hours of days, by the clock or by the Sun: `0800-1630`, `SR-SS`, `SR MINUS30-1500`, `HJ`, `HN`, `H24`.

Sunrise and sunset are those of the area's centre on a level horizon (`earth.sun`). What begins with an event
belongs to the day on which the event is. Where the Sun stays up, sunrise to sunset is the whole day, and
where it stays down no part of it; hours between the clock and an event that does not come are the whole day,
for an area too wide in time warns too early, and one left out does not warn.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from truecourse.earth import sun

DAY = 86_400.0
Spans = list[tuple[float, float]]
Place = tuple[float, float]  # latitude, longitude, rad

_EDGE = r"(?:\d{4}|S[RS](?:\s*(?:MINUS|PLUS|[-+])\s*\d{1,3}(?!\d)(?:\s*MINS?\b)?)?)"
_SUN = re.compile(
    rf"(?<![A-Z\d])(?:({_EDGE})\s*-\s*({_EDGE})|H([JN])(?:\s*(?:\+/-|\+-|±)\s*(\d{{1,3}})(?:\s*MINS?\b)?)?)"
    rf"(?![A-Z\d])"
)
_CLOCK = re.compile(r"(\d\d)(\d\d)", re.ASCII)


class Edge(NamedTuple):
    """When hours begin or end: `seconds` of the day, or after the `event` ("SR", "SS")."""

    event: str
    seconds: float


class Hours(NamedTuple):
    """From an edge to the next that comes after it; `days` later, where that is said."""

    start: Edge
    end: Edge
    days: int | None = None


WHOLE = Hours(Edge("", 0.0), Edge("", DAY))


def marked(text: str) -> str:
    """The text with hours by the Sun each as one word that `parse_hours` knows, `@SR-1800~SS+0`."""
    return _SUN.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    if found[3]:
        wider = 60 * int(found[4] or 0)
        first, last = ("SR", "SS") if found[3] == "J" else ("SS", "SR")
        return f"@{first}{-wider:+d}~{last}{wider:+d}"
    if found[1].isdigit() and found[2].isdigit():
        return found[0]
    return f"@{_edge_word(found[1])}~{_edge_word(found[2])}"


def _edge_word(text: str) -> str:
    if text.isdigit():
        return text
    number = re.search(r"\d+", text)
    early = "MINUS" in text or "-" in text
    return f"{text[:2]}{(-60 if early else 60) * int(number[0] if number else 0):+d}"


def parse_hours(token: str) -> Hours:
    """`H24`, `0800-1630`, or a word of `marked`. Raises ValueError."""
    if token == "H24":
        return WHOLE
    first, _, last = token.removeprefix("@").partition("~" if token.startswith("@") else "-")
    start, end = _edge(first, token), _edge(last, token)
    if start.event and start.event == end.event:
        raise ValueError(f"{start.event} to {end.event} are no hours; write SR-SS or SS-SR")
    if start == Edge("", DAY):
        raise ValueError(f"{token} are no hours; write them like 0800-1630")
    return Hours(start, end)


def _edge(text: str, token: str) -> Edge:
    if text[:2] in ("SR", "SS"):
        return Edge(text[:2], float(text[2:]))
    found = _CLOCK.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(f"{token} are no hours; write them like 0800-1630")
    return Edge("", 3600.0 * hour + 60.0 * minute)


def spans(days: Iterable[float], hours: Hours, place: Place | None, ahead: float = 0.0) -> Spans:
    """Intervals of POSIX s UTC when the hours of days are: `days` are the seconds of their midnights in a
    clock that is `ahead` s of UTC. Raises ValueError for hours by the Sun without a place.
    """
    days = sorted(days)
    if not days:
        return []
    if not (hours.start.event or hours.end.event):
        return [(d + a - ahead, d + b - ahead) for d in days for a, b in [_of_day(hours)]]
    if place is None:
        raise ValueError("sunrise and sunset are of no known place; write hours of UTC")
    begin, end = days[0] - 2.0 * DAY - ahead, days[-1] + 10.0 * DAY - ahead
    up = sun.above(*place, begin, end) + ahead
    found = (
        _by_sun(set(days), hours, _light_or_dark(hours, up, begin + ahead, end + ahead))
        if _whole_sun(hours)
        else _mixed(days, hours, up)
    )
    return [(a - ahead, b - ahead) for a, b in found if a < b]


def _of_day(hours: Hours) -> tuple[float, float]:
    a, b = hours.start.seconds, hours.end.seconds
    later = hours.days if hours.days is not None else int(b <= a)
    return a, b + later * DAY


def _whole_sun(hours: Hours) -> bool:
    return bool(hours.start.event and hours.end.event) and not hours.days


def _light_or_dark(hours: Hours, up: np.ndarray, begin: float, end: float) -> np.ndarray:
    """Daylights, or the nights between them, from `begin` to `end`."""
    if hours.start.event == "SR":
        return up
    dark = np.concatenate([[begin], up.ravel(), [end]]).reshape(-1, 2)
    return dark[dark[:, 1] > dark[:, 0]]


def _by_sun(days: set[float], hours: Hours, bare: np.ndarray) -> Spans:
    """Daylight or night, each with the day it begins on; what lasts longer than a day is cut at midnights."""
    found: Spans = []
    for begin, end in bare.tolist():
        cuts = [begin, end]
        if end - begin > DAY:
            midnights = np.arange(np.ceil(begin / DAY), np.floor(end / DAY) + 1.0) * DAY
            cuts = [begin, *(float(m) for m in midnights if begin < m < end), end]
        for a, b in pairwise(cuts):
            if np.floor(a / DAY) * DAY in days:
                first = a + hours.start.seconds if a == begin else a
                last = b + hours.end.seconds if b == end else b
                found.append((first, last))
    return found


def _mixed(days: list[float], hours: Hours, up: np.ndarray) -> Spans:
    """Hours with one edge by the clock, or that end some days later."""
    found: Spans = []
    for day in days:
        start = _moment(hours.start, up, day, day + DAY)
        last = day + (hours.days or 0) * DAY
        if start is None:
            found.append((day, last + DAY))
            continue
        if hours.days is not None:
            end = _moment(hours.end, up, last, last + DAY)
            found.append((start, last + DAY if end is None else end))
        elif hours.end.event:
            end = _moment(hours.end, up, start, start + DAY)
            found.append((start, end) if end is not None else (day, day + DAY))
        else:
            clock = np.floor(start / DAY) * DAY + hours.end.seconds
            found.append((start, clock if clock > start else clock + DAY))
    return found


def _moment(edge: Edge, up: np.ndarray, first: float, last: float) -> float | None:
    """The first moment of an edge from `first` on and before `last`; None where its event does not come."""
    if not edge.event:
        return first + edge.seconds
    column = up[:, 0 if edge.event == "SR" else 1] + edge.seconds
    inside = column[(column >= first) & (column < last)]
    return float(inside[0]) if len(inside) else None
