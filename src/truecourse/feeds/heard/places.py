"""A place somebody named: by a fix's name, by coordinates, or by bearing and distance from a fix."""

from collections.abc import Sequence
from functools import partial
from math import isnan
from pathlib import Path

from truecourse.earth.geodesy import direct
from truecourse.earth.magnetic import variation
from truecourse.earth.units import RAD_PER_DEG
from truecourse.feeds.errors import CaseError
from truecourse.feeds.fixes import read_fixes
from truecourse.feeds.item15 import parse_item15
from truecourse.feeds.route import distance, resolve
from truecourse.feeds.wire import quoted
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan


def read_places(path: Path) -> tuple[Fix, ...]:
    """Fixes and aerodromes of a CSV: name, lat_deg, lon_deg. Raises CaseError as `read_fixes` does."""
    places = read_fixes(path)
    return tuple(
        Fix(p.name, p.lat_deg * RAD_PER_DEG, p.lon_deg * RAD_PER_DEG, source=p.source) for p in places
    )


def place_of(text: object, places: Sequence[Fix], route: Sequence[Fix], t: float) -> Fix:
    """The place called so: of several with one name the nearest to the flight's route.

    `text` is a name, 46N078W, 4620N07805W or DUB180040 (degrees magnetic at `t`, POSIX s, and NM). Raises
    CaseError with the remedy.
    """
    words = text.split() if isinstance(text, str) else []
    if len(words) != 1 or words[0] in ("DCT", "T", "IFR", "VFR"):
        raise CaseError(f"{quoted(text)} is no place; write the name of a fix, or one such as 4620N07805W")
    same = [fix for fix in route if fix.name == words[0]] or [fix for fix in places if fix.name == words[0]]
    if not same:
        points = parse_item15(f"M080F300 DCT {words[0]}").points
        if not points:
            raise CaseError(f"{quoted(words[0])} is not among the fixes; add it with its place")
        point = points[0]
        if not point.name:
            return Fix(point.place, point.lat, point.lon)
        if isnan(point.bearing):
            raise CaseError(f"{point.name} is not among the fixes; add it, or write it as 4620N07805W")
        near = place_of(point.name, places, route, t)
        bearing = point.bearing + _variation(t, near.lat, near.lon)
        lat, lon, _ = direct(near.lat, near.lon, bearing, point.distance)
        return Fix(point.place, float(lat), float(lon))
    if len(same) > 1 and route:
        return min(same, key=lambda fix: min(distance(fix, point) for point in route))
    if len(same) > 1:
        raise CaseError(f"{words[0]} is {len(same)} places; give the flight's plan first, or its coordinates")
    return same[0]


def plan_of(
    item15: object, departure: object, destination: object, places: Sequence[Fix], t: float
) -> FlightPlan:
    """A flight plan of the text of item 15 and the names of two aerodromes. Raises CaseError."""
    if not isinstance(item15, str):
        raise CaseError(f"item15 is {quoted(item15)}; write text such as M084F310 DCT CRN DCT BET")
    start = place_of(departure, places, (), t)
    end = place_of(destination, places, (), t) if destination else None
    return resolve(parse_item15(item15), places, start, end, partial(_variation, t))


def _variation(t: float, lat: float, lon: float) -> float:
    try:
        return float(variation(lat, lon, 0.0, t))
    except ValueError as error:
        raise CaseError(f"a magnetic bearing cannot be turned true: {error}; use coordinates") from None
