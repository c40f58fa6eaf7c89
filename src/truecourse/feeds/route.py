"""From item 15 to places: a fix is resolved by name and place and edition, never by name alone."""

from collections.abc import Callable, Sequence
from math import degrees, isnan, nan, pi

from pyproj import Geod

from truecourse.feeds.errors import CaseError
from truecourse.feeds.item15 import Item15, RoutePoint
from truecourse.feeds.wire import NAUTICAL_MILE
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint

Variation = Callable[[float, float], float]

_GEOD = Geod(ellps="WGS84")
_SAME_PLACE = 100.0  # m; a leg shorter than this is no leg
_LONGEST_LEG = 3000.0 * NAUTICAL_MILE  # longer than any leg between neighbouring named points of a real route
_DETOUR = 500.0 * NAUTICAL_MILE  # a name that adds more than this, and half of what is left, is elsewhere


def resolve(
    plan: Item15,
    fixes: Sequence[Fix],
    near: Fix,
    destination: Fix | None = None,
    variation: Variation | None = None,
) -> FlightPlan:
    """The plan with every name turned into the place that name had on this route.

    `near` is the departure, which becomes the first point; `destination` the last. Of several places with one name
    the route is taken through those that make it shortest. `variation` gives the magnetic variation (radians, east
    positive) at a latitude and longitude (radians), needed only for points given by bearing and distance.
    Raises CaseError for a name with no place, a name whose only places are far from the route, a leg of no length.
    """
    candidates = [_candidates(point, fixes, variation) for point in plan.points]
    ends = [[near], *candidates, *([[destination]] if destination is not None else [])]
    chosen = _shortest(ends)
    if destination is not None and plan.points and distance(chosen[-2], destination) < _SAME_PLACE:
        chosen, ends = chosen[:-1], ends[:-1]
    _refuse_no_leg(chosen)
    _refuse_elsewhere(chosen, [i for i, p in enumerate(plan.points, start=1) if p.name])
    points = [PlannedPoint(near, altitude=nan)]
    for fix, point in zip(chosen[1:], plan.points, strict=False):
        points.append(PlannedPoint(fix, point.via, point.mach, point.tas, point.altitude))
    if len(chosen) > len(points):
        points.append(PlannedPoint(chosen[-1], plan.last_via))
    return FlightPlan(plan.text, tuple(points), plan.altitude, plan.mach, plan.tas)


def distance(a: Fix, b: Fix) -> float:
    """Geodesic distance between two fixes, m, WGS 84."""
    return float(_GEOD.inv(a.lon, a.lat, b.lon, b.lat, radians=True)[2])


def _candidates(point: RoutePoint, fixes: Sequence[Fix], variation: Variation | None) -> list[Fix]:
    if not point.name:
        return [Fix(point.text.split("/")[1 if point.text.startswith("C/") else 0], point.lat, point.lon)]
    named = [fix for fix in fixes if fix.name == point.name]
    if not named:
        raise CaseError(
            f"item 15 names {point.name}, which is not among the case's fixes; add it under [[fixes]] with the place "
            "it had then, or write it as a latitude and longitude such as 5918N17145W"
        )
    if isnan(point.bearing):
        return named
    if variation is None:
        raise CaseError(
            f"item 15 places {point.text} by a magnetic bearing and no variation is known here; "
            "write it as a latitude and longitude such as 5918N17145W"
        )
    return [_offset(fix, point, variation(fix.lat, fix.lon)) for fix in named]


def _offset(fix: Fix, point: RoutePoint, variation: float) -> Fix:
    """The place at a magnetic bearing and distance from a fix."""
    azimuth = (point.bearing + variation) % (2.0 * pi)
    lon, lat, _ = _GEOD.fwd(fix.lon, fix.lat, azimuth, point.distance, radians=True)
    return Fix(point.text.split("/")[0], float(lat), float(lon), fix.position_error, fix.edition, fix.source)


def _shortest(ends: list[list[Fix]]) -> list[Fix]:
    """One fix of each list, so that the path through them is shortest (dynamic programming)."""
    best: list[tuple[float, list[Fix]]] = [(0.0, [fix]) for fix in ends[0]]
    for options in ends[1:]:
        best = [
            min(((length + distance(path[-1], fix), [*path, fix]) for length, path in best), key=lambda x: x[0])
            for fix in options
        ]
    return min(best, key=lambda x: x[0])[1]


def _refuse_no_leg(path: list[Fix]) -> None:
    for a, b in zip(path, path[1:], strict=False):
        if distance(a, b) < _SAME_PLACE:
            raise CaseError(
                f"the leg {a.name} to {b.name} has no length (both are at {where(a)}); "
                f"remove one of the two from the route or correct its place"
            )


def _refuse_elsewhere(path: list[Fix], named: list[int]) -> None:
    """Refuse a run of named points whose removal makes the route much shorter: those names are elsewhere today."""
    for i in named:
        for j in range(i, min(i + 4, len(path))):
            if j not in named or i == 0:
                break
            before, after = path[i - 1], path[j + 1] if j + 1 < len(path) else None
            run = sum(distance(a, b) for a, b in zip(path[i - 1 :], path[i : j + 2], strict=False))
            direct = distance(before, after) if after is not None else _LONGEST_LEG
            if run - direct > max(_DETOUR, direct):
                raise _elsewhere(path[i], before, after)


def _elsewhere(fix: Fix, before: Fix, after: Fix | None) -> CaseError:
    miles = distance(before, fix) / NAUTICAL_MILE
    edition = f" in edition {fix.edition}" if fix.edition else ""
    between = f"{before.name} and {after.name}" if after is not None else before.name
    return CaseError(
        f"fix {fix.name} is at {where(fix)}{edition}, {miles:.0f} NM from {before.name}: that name is elsewhere, not "
        f"on the route near {between}; give the place it had at the time of the flight under [[fixes]], or write it in "
        "item 15 as a latitude and longitude"
    )


def where(fix: Fix) -> str:
    """A place in words: "59.300 N 171.757 W"."""
    north, east = degrees(fix.lat), degrees(fix.lon)
    return f"{abs(north):.3f} {'N' if north >= 0 else 'S'} {abs(east):.3f} {'E' if east >= 0 else 'W'}"
