"""Areas from NOTAMs in ICAO format (Annex 15, Doc 10066 appendix 3): what conflict-zone desks start from.

The shape is what item E draws; where it draws none, the circle of item Q. Limits are F and G, else those of
Q. Active from B to C, on the schedule of D. A NOTAM that replaces or cancels another of the same text takes
it out. `EST` in C means that it stays until it is cancelled, so it is taken as active on after that time.

NOTAMs that are not about a piece of sky (runways, lights, frequencies ...) are passed over and counted. A
schedule that is not understood is taken as always active, and said. Sunrise and sunset are those of the
middle of the shape.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf, nan
from typing import NamedTuple

import numpy as np

from truecourse.earth import geodesy
from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.area_limits import GROUND, UNLIMITED, Limit, parse_limit
from truecourse.feeds.area_shapes import Ring, Shape, centre, disc
from truecourse.feeds.area_times import Times, around, merged, planned
from truecourse.feeds.areas_read import AreasRead, read
from truecourse.feeds.errors import CaseError
from truecourse.feeds.notam_schedule import schedule
from truecourse.feeds.notam_text import parse_place, text_shapes
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, quoted
from truecourse.flight.airspace import Airspace

# Second letters of the Q code whose subject is a piece of sky (Doc 8126, appendix C): airspace organisation,
# airspace restrictions, warnings, navigation satellites, other.
_SKY = {"A": "airspace", "R": "restricted", "W": "warning", "G": "gnss", "X": "notam"}
_KINDS = {"RP": "prohibited", "RR": "restricted", "RT": "restricted", "RD": "danger",
          "RO": "overflight", "RM": "military",
          "RA": "reserved", "AF": "fir notam"}  # fmt: skip
_HEADER = re.compile(r"\(?\b([A-Z]\d{1,4}/\d{2})\s+NOTAM([NRC])(?:\s+([A-Z]\d{1,4}/\d{2}))?", re.ASCII)
_Q = re.compile(r"\bQ\)", re.ASCII)
_Q_LINE = re.compile(
    r"([A-Z]{4})\s*/\s*Q([A-Z]{4})\s*/[^/]{0,6}/[^/]{0,6}/[^/]{0,4}/\s*(\d{3})\s*/\s*(\d{3})\s*"
    r"(?:/\s*(\d{4}[NS]\s?\d{5}[EW])\s*(\d{3})?)?", re.ASCII
)  # fmt: skip
_ITEM_B = re.compile(r"\bB\)\s*(\d{10})", re.ASCII)
_ITEM_C = re.compile(r"\bC\)\s*(?:(\d{10})\s*(EST)?|(PERM|UFN))", re.ASCII)
_LONGEST = 20_000  # characters of one NOTAM; real ones end near 4,000
_ITEM_FG = re.compile(r"\bF\)\s*([^()\n]{1,40}?)\s*\bG\)\s*([^()\n]{1,40})", re.ASCII)
_TYPED_LINE = re.compile(r"^[ \t]*(?:CREATED|SOURCE)[ \t]*:.*$", re.MULTILINE | re.ASCII)
_FAR = 20 * METRES_PER_NM  # a Q radius is rounded up to a mile and its centre to a minute


@dataclass(frozen=True, slots=True)
class _Notam:
    """One message as cut out of a text."""

    line: int
    name: str
    change: str
    other: str
    text: str


class _ItemQ(NamedTuple):
    fir: str
    code: str
    limits: tuple[Limit, Limit]
    circle: tuple[Ring, float] | None


def gather_notams(file: str, text: str, near: float = nan) -> AreasRead:
    """The areas of the NOTAMs in a text. Those that cannot be used are refused one by one, by line. `near`
    POSIX s: long schedules are worked out about that time (`area_times.around`).

    Raises CaseError if there is no NOTAM in ICAO format, or none gives an area.
    """
    notams = _cut(text.upper())
    if not notams:
        raise CaseError(
            f"{file} has no NOTAM in ICAO format; each needs a Q) line (domestic formats are not read)"
        )
    gone = {notam.other for notam in notams if notam.other}
    areas: list[Airspace] = []
    refused: list[str] = []
    doubts: list[str] = []
    passed = 0
    for notam in notams:
        if notam.change == "C" or (notam.name and notam.name in gone):
            continue
        here = f"{file}, line {notam.line} ({notam.name or 'no number'})"
        try:
            found = _areas(notam, here, near, doubts)
        except ValueError as error:
            refused.append(f"{here}: {error}")
            continue
        passed += not found
        areas += found
    if passed:
        doubts.append(f"{file}: {passed} NOTAMs are not about a piece of sky and were passed over")
    if not areas and not refused:
        raise CaseError(f"{file} has {len(notams)} NOTAMs and none of them is an area in force; give others")
    return read(file, areas, refused, doubts)


def _cut(text: str) -> list[_Notam]:
    """Messages by their header, or by their Q) where there is no header."""
    marks: list[tuple[int, re.Match[str] | None]] = [
        (found.start(), found) for found in _HEADER.finditer(text)
    ]
    headers = [start for start, _ in marks]
    taken: set[int] = set()
    for found in _Q.finditer(text):
        before = int(np.searchsorted(headers, found.start())) - 1
        if before >= 0 and before not in taken:
            taken.add(before)
        else:
            marks.append((found.start(), None))
    marks.sort(key=lambda mark: mark[0])
    out, line, at = [], 1, 0
    ends = [start for start, _ in marks[1:]] + [len(text)]
    for (start, header), end in zip(marks, ends, strict=False):
        line, at = line + text.count("\n", at, start), start
        name, change, other = (header[1], header[2], header[3] or "") if header else ("", "N", "")
        out.append(_Notam(line, name, change, other, _TYPED_LINE.sub("", text[start:end])))
    return out


def _areas(notam: _Notam, here: str, near: float, doubts: list[str]) -> list[Airspace]:
    """The areas of one NOTAM, none if it is about something else. Raises ValueError with what is wrong."""
    if len(notam.text) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST:,} characters; begin each NOTAM with its number")
    q = _q_item(notam.text)
    if q.code[0] not in _SKY:
        return []
    body = notam.text.partition("E)")[2]
    if not body.strip():
        raise ValueError("it has no item E; add it")
    limits = _ITEM_FG.search(body)
    said = text_shapes(body[: limits.start()] if limits else body)
    doubts += [f"{here}: {doubt}" for doubt in said.doubts]
    shapes = said.shapes
    if not shapes:
        if q.circle is None:
            raise ValueError("neither item E nor Q) gives a place; add them")
        shapes = (disc(*q.circle),)
        doubts.append(
            f"{here}: its text draws no area and the circle of Q) is taken; draw the area if it is less"
        )
    else:
        _check_circle(q, shapes, here, doubts)
    floor, ceiling = q.limits
    if limits:
        floor = _limit(limits[1], GROUND, here, doubts)
        ceiling = _limit(limits[2], UNLIMITED, here, doubts)
    kind = _KINDS.get(q.code[:2], _SKY[q.code[0]])
    source = f"NOTAM {notam.name} {q.fir} Q{q.code}".replace("  ", " ")
    return [
        Airspace(
            name=f"{notam.name or q.fir + ' ' + q.code}", kind=kind, rings=shape.rings, offset=shape.offset,
            floor=floor[0], ceiling=ceiling[0], source=source, floor_ref=floor[1], ceiling_ref=ceiling[1],
            lines=shape.lines, active=active,
        )
        for shape in shapes
        for active in [_active(notam.text, shape, here, near, doubts)]
    ]  # fmt: skip


def _q_item(text: str) -> _ItemQ:
    found = _Q_LINE.search(text, text.find("Q)") + 2) if "Q)" in text else None
    if found is None:
        raise ValueError(
            "its Q) line cannot be read; write FIR/QCODE/TRAFFIC/PURPOSE/SCOPE/LOWER/UPPER/PLACE"
        )
    lower, upper = int(found[3]), int(found[4])
    floor = GROUND if lower == 0 else (lower * METRES_PER_FLIGHT_LEVEL, "STD")
    ceiling = UNLIMITED if upper == 999 else (upper * METRES_PER_FLIGHT_LEVEL, "STD")
    circle = None
    if found[5] and found[6]:
        place = parse_place(found[5])
        if place is None:
            raise ValueError(f"the place of its Q) line, {quoted(found[5])}, does not exist; correct it")
        circle = (place, max(1, int(found[6])) * METRES_PER_NM)
    return _ItemQ(found[1], found[2], (floor, ceiling), circle)


def _limit(text: str, widest: Limit, here: str, doubts: list[str]) -> Limit:
    try:
        return parse_limit(text.strip().rstrip(".,"))
    except ValueError as error:
        doubts.append(f"{here}: {'F' if widest is GROUND else 'G'}) is taken as without limit: {error}")
        return widest


def _check_circle(q: _ItemQ, shapes: tuple[Shape, ...], here: str, doubts: list[str]) -> None:
    """A corner far outside the circle of Q) is most often a slip in one digit."""
    if q.circle is None:
        return
    (lat, lon), radius = q.circle
    points = np.vstack([chain for shape in shapes for chain in (*shape.rings, *shape.lines)])
    beyond = float(geodesy.inverse(lat, lon, *points.T)[2].max()) - radius
    if beyond > _FAR:
        doubts.append(
            f"{here}: its text reaches {beyond / METRES_PER_NM:.0f} NM beyond the circle of Q); check it"
        )


def _active(text: str, shape: Shape, here: str, near: float, doubts: list[str]) -> Times:
    """Items B, C and D as intervals. Raises ValueError for a B or C that is no time."""
    begin, end = _ITEM_B.search(text), _ITEM_C.search(text)
    if begin is None or end is None:
        raise ValueError(f"it has no item {'C' if begin else 'B'} that can be read; write YYMMDDHHMM or PERM")
    start = _moment(begin[1])
    stop = inf if end[3] else _moment(end[1])
    if not start < stop:
        raise ValueError("item C is not after item B; correct one of them")
    words = text[end.end() :].partition("E)")[0].partition("D)")[2].strip()
    times = [(start, stop)]
    if words:
        place, part = centre(shape), around(start, stop, near) != (start, stop)
        try:
            times = list(planned(start, stop, near, lambda a, b: schedule(words, a, b, place, part)))
        except ValueError as error:
            _say(doubts, f"{here}: item D ({quoted(words)}) is taken as always: {error}")
    if end[2]:
        times.append((stop, inf))
        _say(doubts, f"{here}: item C is an estimate, and it is taken as active until it is cancelled")
    return merged(times)


def _say(doubts: list[str], doubt: str) -> None:
    """Once for all shapes of a NOTAM."""
    if doubt not in doubts[-8:]:
        doubts.append(doubt)


def _moment(text: str) -> float:
    """YYMMDDHHMM of this century, 24:00 as the end of the day."""
    year, month, day, hour, minute = (int(text[n : n + 2]) for n in range(0, 10, 2))
    late = hour == 24 and minute == 0
    try:
        when = datetime(2000 + year, month, day, 0 if late else hour, minute, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{text} is no time; write YYMMDDHHMM") from None
    return when.timestamp() + (86400.0 if late else 0.0)
