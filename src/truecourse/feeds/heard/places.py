"""A place somebody named: by a fix's name, by coordinates, or by bearing and distance from a fix."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import isnan
from pathlib import Path

from truecourse.earth.geodesy import direct
from truecourse.earth.magnetic import variation
from truecourse.earth.units import RAD_PER_DEG
from truecourse.feeds.errors import CaseError
from truecourse.feeds.fixes import read_fixes
from truecourse.feeds.item15 import Item15, parse_item15
from truecourse.feeds.route import distance, places_of, resolve
from truecourse.feeds.wire import quoted
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan

_REMEDY = "; give it in --fixes, or as 4620N07805W"


def read_places(path: Path) -> tuple[Fix, ...]:
    """Fixes, navaids and aerodromes of a CSV or GeoJSON file. Raises CaseError as `read_fixes` does."""
    return tuple(
        Fix(p.name, p.lat_deg * RAD_PER_DEG, p.lon_deg * RAD_PER_DEG, edition=p.edition, source=p.source)
        for p in read_fixes(path)
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
    """A flight plan of the text of item 15 and the names of two aerodromes.

    Of several places with one name, aerodromes too, those are taken that make the route shortest (`resolve`).
    An aerodrome that is not among the places is left out, if the route has two places without it; the plan's
    `source` then says so. Raises CaseError.
    """
    if not isinstance(item15, str):
        raise CaseError(f"item15 is {quoted(item15)}; write text such as M084F310 DCT CRN DCT BET")
    route = parse_item15(item15)
    for point in route.points:
        if point.name and not any(fix.name == point.name for fix in places):
            raise CaseError(f"{point.name} is not among the fixes{_REMEDY}")
    missing = [str(a) for a in (departure, destination) if a and not _aerodromes(a, places, t)]
    starts, rest = _aerodromes(departure, places, t), route
    ends: list[Fix | None] = list(_aerodromes(destination, places, t)) if destination else []
    if not starts and len(route.points) + len(ends) > 1:
        starts, rest = places_of(route.points[0], places, partial(_variation, t)), _without_first(route)
    if not starts or not (rest.points or ends):
        raise CaseError(f"{' and '.join(missing) or quoted(departure)} is not among the fixes{_REMEDY}")
    plans = [resolve(rest, places, a, b, partial(_variation, t)) for a in starts for b in ends or [None]]
    best = min(plans, key=_length)
    said = f"{' and '.join(missing)} not among the fixes: the route is watched without" if missing else ""
    return replace(best, text=route.text, source=said)


def _without_first(route: Item15) -> Item15:
    """The route from its first point on, at the speed and level it has from there."""
    first = route.points[0]
    changed = not (isnan(first.mach) and isnan(first.tas))
    mach, tas = (first.mach, first.tas) if changed else (route.mach, route.tas)
    altitude = route.altitude if isnan(first.altitude) else first.altitude
    return replace(route, mach=mach, tas=tas, altitude=altitude, points=route.points[1:])


def _aerodromes(name: object, places: Sequence[Fix], t: float) -> list[Fix]:
    """Every place of that name; a place that tells itself (4620N07805W, DUB180040)."""
    same = [fix for fix in places if fix.name == name]
    if same:
        return same
    try:
        return [place_of(name, places, (), t)]
    except CaseError:
        return []


def _length(plan: FlightPlan) -> float:
    return sum(distance(a.fix, b.fix) for a, b in pairwise(plan.points))


def _variation(t: float, lat: float, lon: float) -> float:
    try:
        return float(variation(lat, lon, 0.0, t))
    except ValueError as error:
        raise CaseError(f"a magnetic bearing cannot be turned true: {error}; use coordinates") from None
