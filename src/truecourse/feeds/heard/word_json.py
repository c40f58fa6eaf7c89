"""One thing said to or by a flight, as a JSON object: the names are those of a case's clearances.

The kinds and their keys are declared in `word_kinds`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any

from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_NM, RAD_PER_DEG, SECONDS_PER_MINUTE
from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.columns import moment, number
from truecourse.feeds.heard.places import place_of, plan_of
from truecourse.feeds.heard.word_kinds import NAMES
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, quoted
from truecourse.flight.assigned import Ended, Ending, Estimate, Permission, Special, Word
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint
from truecourse.flight.reports import Heard

_LONGEST_ROUTE = 500
_BY = {"voice": Heard.CREW, "ads-c": Heard.ADS_C}


@dataclass(frozen=True, slots=True)
class Position:
    """A position the crew or its navigation reported, degrees, feet; `t` POSIX s when it was there."""

    t: float
    lat_deg: float
    lon_deg: float
    altitude_ft: float
    heard: Heard


def words_of(
    row: Mapping[str, Any], t: float, places: Sequence[Fix], route: Sequence[Fix]
) -> tuple[list[Word], Position | None]:
    """What one object says: words, and a position where it reports one. `t` POSIX s is when it was said.

    `route` are the fixes of the flight's plan so far, which tell fixes of one name apart. Raises CaseError.
    """
    kind = row.get("kind")
    if kind == "position":
        return _position(row, t, places, route)
    if kind == "plan":
        return [replace(_plan(row, t, places), arrival=_arrival(row))], None
    if kind == "estimate":
        fix = place_of(row.get("fix"), places, route, t)
        return [Estimate(t, fix, _time(row, "over", nan), row.get("passed") is True)], None
    if kind in [special.value for special in Special]:
        least = (
            -100.0 if kind == "offset" else 0.0
        )  # an offset is to the right, or where negative to the left
        value = (
            nan if kind in ("resume", "land") else _needed(row, f"{kind}_nm", least, 100.0) * METRES_PER_NM
        )
        return [Permission(t, Special(kind), value, _time(row, "until", None))], None
    if kind in [granted.value for granted in Granted]:
        return [_clearance(row, Granted(kind), t, places, route)], None
    if kind in [ending.value for ending in Ending]:
        return [Ended(t, Ending(kind))], None
    raise CaseError(f"kind is {quoted(kind)}; write {', '.join(NAMES[:-1])} or {NAMES[-1]}")


def _clearance(
    row: Mapping[str, Any], granted: Granted, t: float, places: Sequence[Fix], route: Sequence[Fix]
) -> Clearance:
    source = str(row.get("source", ""))
    if granted in (Granted.TAKE_OFF, Granted.HEADING):
        heading = _needed(row, "heading_magnetic_deg", 0.0, 360.0) * RAD_PER_DEG
        return Clearance(t, granted, heading_magnetic=heading, source=source)
    if granted is Granted.DIRECT:
        return Clearance(t, granted, fix=place_of(row.get("fix"), places, route, t), source=source)
    if granted is Granted.LEVEL:
        altitude = _altitude_ft(row)
        if not isfinite(altitude):
            raise CaseError("a level clearance needs level_fl or altitude_ft; write one")
        reference = "AMSL" if row.get("level_fl") is None else "STD"
        return Clearance(t, granted, altitude=altitude * METRES_PER_FOOT, source=source, reference=reference)
    names = row.get("route")
    if not isinstance(names, list) or not 0 < len(names) <= _LONGEST_ROUTE:
        raise CaseError(f"route is {quoted(names)}; write a list of names of fixes")
    fixes = tuple(place_of(name, places, route, t) for name in names)
    return Clearance(t, granted, fixes=fixes, source=source)


def _plan(row: Mapping[str, Any], t: float, places: Sequence[Fix]) -> FlightPlan:
    """A plan as item 15 with its aerodromes, or as a list of points each with a name and a place."""
    if "points" not in row:
        return plan_of(row.get("item15"), row.get("departure"), row.get("destination"), places, t)
    points = row["points"]
    if not isinstance(points, list) or not 1 < len(points) <= _LONGEST_ROUTE:
        raise CaseError("points must be a list of two or more objects with name, lat_deg and lon_deg")
    planned = []
    for point in points:
        if not isinstance(point, dict):
            raise CaseError(f"a point is {quoted(point)}; write an object with name, lat_deg and lon_deg")
        lat, lon = _needed(point, "lat_deg", -90.0, 90.0), _needed(point, "lon_deg", -180.0, 180.0)
        fix = Fix(str(point.get("name", "")), lat * RAD_PER_DEG, lon * RAD_PER_DEG)
        planned.append(PlannedPoint(fix, altitude=_altitude_ft(point) * METRES_PER_FOOT))
    return FlightPlan("", tuple(planned), _altitude_ft(row) * METRES_PER_FOOT)


def _arrival(row: Mapping[str, Any]) -> float:
    """Off-block time and elapsed minutes, POSIX s; NaN where one is missing. Raises CaseError."""
    if row.get("elapsed_min") is None:
        return nan
    return _time(row, "off_block", None) + _needed(row, "elapsed_min", 0.0, 6000.0) * SECONDS_PER_MINUTE


def _position(
    row: Mapping[str, Any], t: float, places: Sequence[Fix], route: Sequence[Fix]
) -> tuple[list[Word], Position]:
    by = row.get("by", "voice")
    if by not in list(_BY):
        raise CaseError(f"by is {quoted(by)}; write voice or ads-c")
    over = _time(row, "over", t)
    words: list[Word] = []
    if row.get("fix") is not None:
        fix = place_of(row["fix"], places, route, t)
        lat, lon = fix.lat / RAD_PER_DEG, fix.lon / RAD_PER_DEG
        words.append(Estimate(t, fix, over, True))
    else:
        lat, lon = _needed(row, "lat_deg", -90.0, 90.0), _needed(row, "lon_deg", -180.0, 180.0)
    if row.get("next") is not None:
        words.append(
            Estimate(t, place_of(row["next"], places, route, t), _time(row, "next_time", nan), False)
        )
    return words, Position(over, lat, lon, _altitude_ft(row), _BY[by])


def _needed(row: Mapping[str, Any], name: str, least: float, most: float) -> float:
    """A number that must be there. Raises CaseError."""
    try:
        value = number(row.get(name))
    except ValueError:
        value = nan
    if not least <= value <= most:
        raise CaseError(f"{name} is {quoted(row.get(name))}; write a number, {least:g} to {most:g}")
    return value


def _altitude_ft(row: Mapping[str, Any]) -> float:
    """Feet of level_fl or altitude_ft, NaN where there is neither. Raises CaseError."""
    if row.get("level_fl") is not None:
        return _needed(row, "level_fl", 0.0, 1000.0) * (METRES_PER_FLIGHT_LEVEL / METRES_PER_FOOT)
    if row.get("altitude_ft") is not None:
        return _needed(row, "altitude_ft", -2000.0, 100_000.0)
    return nan


def _time(row: Mapping[str, Any], name: str, default: float | None) -> float:
    """POSIX s of a time; where it is missing the default, NaN of None, and an error where that is NaN."""
    if row.get(name) is None and default is None:
        return nan
    if row.get(name) is None and default is not None and isfinite(default):
        return default
    try:
        value = moment(row.get(name))
    except (ValueError, OverflowError):
        value = nan
    if not isfinite(value):
        raise CaseError(f"{name} is {quoted(row.get(name))}; write a time such as 1983-08-31T13:00:00Z")
    return value
