"""Shapes in the text of a NOTAM (item E): polygons, circles, arcs between corners, corridors.

Places are written in many ways; read are `482305N 0373812E`, `4823N03738E`, `N482305 E0373812`, `48-23-05N
037-38-12E`, `48 23 05 N 037 38 12 E`, `4823.1N 03738.2E` and `48.385N 037.637E`, with degree, minute and
second signs or without. A circle is a radius in NM, KM or M with a centre; an arc is `CLOCKWISE` (or
`ANTICLOCKWISE`) with a radius or the words `ARC` and a centre, between two corners; a corridor is `5NM EITHER
SIDE OF` a line.
"""

import re
from typing import NamedTuple

import numpy as np

from truecourse.earth.units import METRES_PER_KM, METRES_PER_NM
from truecourse.feeds.area_shapes import (
    Ring,
    Shape,
    ShapeError,
    arc_between,
    corridor,
    disc,
    finished,
)

_METRES = {"NM": METRES_PER_NM, "KM": METRES_PER_KM, "M": 1.0, "MTR": 1.0}
_SEP = r"[\s°º'’′\"”″:-]?"


def _angle(name: str, degrees: int) -> str:
    """Degrees of so many digits, then minutes and seconds, with separators or none; or a decimal fraction."""
    return (
        rf"(?P<{name}d>\d{{{degrees}}})(?:(?P<{name}f>\.\d+)°?|{_SEP}\s?(?P<{name}m>[0-5]\d)"
        rf"(?:(?P<{name}g>[.,]\d+)['’′]?|{_SEP}\s?(?P<{name}s>[0-5]\d)(?P<{name}h>[.,]\d+)?[\"”″']{{0,2}}|['’′])?)?"
    )


# The hemisphere comes after both angles or before both; digits run on to neither side.
_AFTER = re.compile(
    rf"(?<![\d.]){_angle('a', 2)}\s?(?P<ns>[NS])[\s,/;-]{{0,3}}{_angle('o', 3)}\s?(?P<ew>[EW])(?![A-Z])",
    re.ASCII,
)
_BEFORE = re.compile(
    rf"(?<![A-Z\d])(?P<ns>[NS])\s?{_angle('a', 2)}[\s,/;-]{{0,3}}(?P<ew>[EW])\s?{_angle('o', 3)}(?![\d.]\d)",
    re.ASCII,
)
_ALMOST = re.compile(r"\d{4,6}(\.\d+)?\s?[NS]|\b[NS]\s?\d{4,6}", re.ASCII)
_LENGTH = r"(\d{1,4}(?:[.,]\d{1,3})?)\s*(NM|KM|MTR|M)\b"
_RADIUS = re.compile(
    rf"RADIUS\s*(?:OF|:|IS|-|=)?\s*{_LENGTH}|{_LENGTH}[\s-]*(?:RADIUS|RAD\b|CIRCLE)|\bWI(?:THIN)?\s+{_LENGTH}\s+(?:OF|FM|FROM)\b"
    rf"|\bRAD(?:\.|\b)\s*{_LENGTH}|\bCIRCLE\s*(?:OF)?\s*{_LENGTH}", re.ASCII
)  # fmt: skip
_SIDES = re.compile(
    rf"{_LENGTH}\s+(?:ON\s+)?(?:EITHER|EACH|BOTH)\s+SIDES?|WIDTH\s*(?:OF|:|-)?\s*{_LENGTH}|{_LENGTH}\s+WIDE",
    re.ASCII,
)
_CENTRE = re.compile(r"CENT(?:RE|ER|RED|ERED)\b|CENTRED|CTR\b|\bPSN\b", re.ASCII)
_ARC = re.compile(r"\bARC\b|CLOCKWISE|\bCW\b|\bCCW\b", re.ASCII)
_BACKWARDS = re.compile(r"ANTI-?\s?CLOCKWISE|COUNTER-?\s?CLOCKWISE|\bCCW\b", re.ASCII)
_NEXT_AREA = re.compile(
    r"\b(?:AREA|ZONE|SECTOR|PART|POLYGON|CIRCLE|LINE)\b|(?:^|\s)(?:\d{1,2}|[A-H])[.):]\s", re.ASCII
)
_BORDER = re.compile(r"\b(?:BORDER|BOUNDARY|COAST|COASTLINE|RIVER|STATE LINE|FIR BDRY|BDRY)\b", re.ASCII)


class Found(NamedTuple):
    """What a text says: its shapes, and what was doubtful in it."""

    shapes: tuple[Shape, ...]
    doubts: tuple[str, ...]


class _Place(NamedTuple):
    start: int
    end: int
    at: Ring


def text_shapes(text: str) -> Found:
    """The shapes in a text, in its order; none if it names no area. Raises ShapeError where it names one that
    cannot be built.
    """
    text = " ".join(text.upper().split())
    places = _places(text)
    doubts = []
    rest = text
    for place in reversed(places):
        rest = rest[: place.start] + " " + rest[place.end :]
    if places and (broken := _ALMOST.search(rest)):
        raise ShapeError(f'"{broken[0]}" looks like half a place; write both latitude and longitude')
    if places and _BORDER.search(rest):
        doubts.append(
            "it follows a border or coast that it does not give, and a straight line is taken instead"
        )
    shapes = [shape for group in _groups(text, places) for shape in _shape(text, group)]
    return Found(tuple(shapes), tuple(doubts))


def parse_place(text: str) -> Ring | None:
    """The one place a text is, radians, or None."""
    text = text.strip().upper()
    found = _places(text)
    return found[0].at if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else None


def _places(text: str) -> list[_Place]:
    found = sorted([*_AFTER.finditer(text), *_BEFORE.finditer(text)], key=lambda match: match.start())
    places: list[_Place] = []
    for match in found:
        if places and match.start() < places[-1].end:
            continue
        lat = _degrees(match, "a") * (-1.0 if match["ns"] == "S" else 1.0)
        lon = _degrees(match, "o") * (-1.0 if match["ew"] == "W" else 1.0)
        if abs(lat) > 90.0 or abs(lon) > 180.0:
            raise ShapeError(f'"{match[0]}" is off the earth; correct it')
        places.append(_Place(match.start(), match.end(), np.radians([lat, lon])))
    return places


def _degrees(match: re.Match[str], name: str) -> float:
    def part(which: str) -> float:
        return float((match[name + which] or "0").replace(",", "."))

    return part("d") + part("f") + (part("m") + part("g")) / 60.0 + (part("s") + part("h")) / 3600.0


def _groups(text: str, places: list[_Place]) -> list[list[_Place]]:
    """Places that belong to one area: a new one begins after a ring closes, or at a word that says so."""
    groups: list[list[_Place]] = []
    for place in places:
        before = text[groups[-1][-1].end : place.start] if groups else ""
        centre = bool(_CENTRE.search(before)) and bool(_ARC.search(before))
        closed = bool(groups) and len(groups[-1]) > 3 and np.array_equal(groups[-1][0].at, groups[-1][-1].at)
        anew = bool(_NEXT_AREA.search(before)) or bool(_RADIUS.search(before))
        if not groups or closed or (anew and not centre and not _ARC.search(before)):
            groups.append([])
        groups[-1].append(place)
    return groups


def _shape(text: str, group: list[_Place]) -> list[Shape]:
    """The shape of one group of places, with the words about it."""
    lead = text[max(0, group[0].start - 120) : group[0].start]
    lead = lead[max((match.end() for match in re.finditer(r"\d[NSEW]\b", lead)), default=0) :]
    tail = text[group[-1].end : group[-1].end + 60]
    tail = tail[: next((match.start() for match in _AFTER.finditer(tail)), len(tail))]
    if sides := (_SIDES.search(lead) or _SIDES.search(tail)) if len(group) > 1 else None:
        width = _metres(sides) * (2.0 if "SIDE" in sides[0] else 1.0)
        return [corridor(np.array([place.at for place in group]), width)]
    if len(group) == 1:
        radii = [*_RADIUS.finditer(lead)][-1:] or [*_RADIUS.finditer(tail)][:1]
        return [disc(group[0].at, _metres(radii[0]))] if radii else []
    if len(group) == 2:
        return []
    return [Shape((_ring(text, group),))]


def _ring(text: str, group: list[_Place]) -> Ring:
    """Corners joined by geodesics, or by arcs where the words between two of them say so."""
    pieces: list[Ring] = []
    centre: _Place | None = None
    backwards = False
    corner: _Place | None = None
    for place in [*group, group[0]]:
        between = text[corner.end : place.start] if corner is not None else ""
        if corner is not None and centre is None and _ARC.search(between) and _CENTRE.search(between):
            centre, backwards = place, bool(_BACKWARDS.search(between))
            continue
        if corner is not None and centre is not None:
            pieces.append(arc_between(centre.at, corner.at, place.at, not backwards))
        else:
            pieces.append(place.at[None])
        corner, centre = (place if centre is None else _Place(place.start, place.end, place.at)), None
    return finished(np.vstack(pieces))


def _metres(match: re.Match[str]) -> float:
    number, unit = [part for part in match.groups() if part is not None][:2]
    return float(number.replace(",", ".")) * _METRES[unit]
