"""From item 15 to places: a fix is resolved by name and place and edition, never by name alone."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import degrees, isnan

from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.errors import CaseError
from truecourse.feeds.item15 import Item15, RoutePoint
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint

Variation = Callable[[float, float], float]

SAME_PLACE = 100.0  # m; a leg shorter than this is no leg
_LONGEST_LEG = (
    3000.0 * METRES_PER_NM
)  # to a last point with nothing after it: no ocean is crossed in one leg so long
_FAR = 500.0 * METRES_PER_NM  # a detour of less is a route, not a mistaken name
_LONGEST_RUN = 4  # how many mistaken names in a row are looked for


def resolve(
    plan: Item15,
    fixes: Sequence[Fix],
    near: Fix,
    destination: Fix | None = None,
    variation: Variation | None = None,
) -> FlightPlan:
    """The plan with every name turned into the place that name had on this route.

    `near` is the departure, which becomes the first point; `destination`, where given, the last. Of several
    places with one name (editions) the route is taken through those that make it shortest. `variation` gives
    the magnetic variation (radians, east positive) at a latitude and longitude (radians); only points written
    as bearing and distance need it. Raises CaseError for a name without a place, a name whose only places are
    far from the route, and a leg without length.
    """
    candidates = [places_of(point, fixes, variation) for point in plan.points]
    if destination is not None:
        candidates.append([destination])
    path = _shortest([[near], *candidates])
    if destination is not None and plan.points and distance(path[-2], path[-1]) < SAME_PLACE:
        path = path[:-1]  # the route already ends overhead
    _refuse_elsewhere(path, {i for i, point in enumerate(plan.points, start=1) if point.name})
    _refuse_no_leg(path)
    points = [PlannedPoint(near)]
    for fix, point in zip(path[1:], plan.points, strict=False):
        points.append(PlannedPoint(fix, point.via, point.mach, point.tas, point.altitude))
    if len(path) > len(points):
        points.append(PlannedPoint(path[-1], plan.last_via))
    return FlightPlan(plan.text, tuple(points), plan.altitude, plan.mach, plan.tas)


def by_name(fixes: Sequence[Fix], route: Sequence[Fix]) -> Mapping[str, Fix]:
    """One fix for each name: of several editions the one nearest to any point of the route (not empty)."""
    editions: dict[str, list[Fix]] = {}
    for fix in fixes:
        editions.setdefault(fix.name, []).append(fix)

    def away(fix: Fix) -> float:
        return min(distance(fix, point) for point in route)

    return {name: min(same, key=away) if len(same) > 1 else same[0] for name, same in editions.items()}


def distance(a: Fix, b: Fix) -> float:
    """Geodesic distance between two fixes, m, WGS 84."""
    return float(inverse(a.lat, a.lon, b.lat, b.lon)[2])


def where(fix: Fix) -> str:
    """A place in words: "59.300 N 171.757 W"."""
    north, east = degrees(fix.lat), degrees(fix.lon)
    return f"{abs(north):.3f} {'N' if north >= 0 else 'S'} {abs(east):.3f} {'E' if east >= 0 else 'W'}"


def places_of(point: RoutePoint, fixes: Sequence[Fix], variation: Variation | None) -> list[Fix]:
    """The places a point of the route may mean."""
    if not point.name:
        return [Fix(point.place, point.lat, point.lon)]
    named = [fix for fix in fixes if fix.name == point.name]
    if not named:
        raise CaseError(
            f"{point.name} is not among the fixes of this case; add it under [[fixes]] with the place it had "
            "then, or write it as a latitude and longitude such as 5918N17145W"
        )
    if isnan(point.bearing):
        return named
    if variation is None:
        raise CaseError(
            f"{point.place} is a magnetic bearing, and no magnetic variation is at hand; write it as a "
            "latitude and longitude such as 5918N17145W"
        )
    return [_offset(fix, point, variation(fix.lat, fix.lon)) for fix in named]


def _offset(fix: Fix, point: RoutePoint, variation: float) -> Fix:
    """The place at a magnetic bearing and distance from a fix."""
    lat, lon, _ = direct(fix.lat, fix.lon, point.bearing + variation, point.distance)
    return Fix(point.place, float(lat), float(lon), fix.position_error, fix.edition, fix.source)


def _shortest(candidates: list[list[Fix]]) -> list[Fix]:
    """One fix from each list, so that the way through them is shortest (Bellman's recursion)."""
    ways = [(0.0, [fix]) for fix in candidates[0]]
    for options in candidates[1:]:
        ways = [
            min(((length + distance(way[-1], fix), [*way, fix]) for length, way in ways), key=lambda x: x[0])
            for fix in options
        ]
    return min(ways, key=lambda x: x[0])[1]


def _refuse_no_leg(path: list[Fix]) -> None:
    for a, b in pairwise(path):
        if distance(a, b) < SAME_PLACE:
            raise CaseError(
                f"the leg {a.name} to {b.name} has no length, both are at {where(a)}; take one out of the "
                "route, or correct its place"
            )


def _refuse_elsewhere(path: list[Fix], named: set[int]) -> None:
    """Refuse a run of named points that sends the route far away and back: those names are elsewhere today.

    A point written as a latitude and longitude is never refused: it means what it says.
    """
    legs = [distance(a, b) for a, b in pairwise(path)]  # legs[i] leads from point i
    for first in sorted(named):
        for last in range(first, min(first + _LONGEST_RUN, len(path))):
            if last not in named:
                break
            if last + 1 == len(path):
                astray = min(distance(fix, path[first]) for fix in path[:first]) > _LONGEST_LEG
            else:
                shortcut = distance(path[first - 1], path[last + 1])
                detour = sum(legs[first - 1 : last + 1]) - shortcut
                astray = min(legs[first - 1], legs[last]) > _FAR and detour > max(_FAR, shortcut)
            if astray:
                raise _elsewhere(path[first], path[first - 1], legs[first - 1])


def _elsewhere(fix: Fix, before: Fix, leg: float) -> CaseError:
    edition = f" in edition {fix.edition}" if fix.edition else ""
    return CaseError(
        f"{fix.name} is at {where(fix)}{edition}, {leg / METRES_PER_NM:.0f} NM from {before.name} before it: "
        "a fix of that name is elsewhere, not on this route; give the place it had at the time of the flight "
        "under [[fixes]], or write it as a latitude and longitude such as 5918N17145W"
    )
