"""Where flights will be: along the cleared route while they follow it, else on the heading they hold.

A flight off its route is taken to hold its magnetic heading and its airspeed through the site's wind: that is
what an autopilot does that nobody has told to turn. One that follows its route is carried along it at its
present speed.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air import wind
from truecourse.airspace.compiled import compiled
from truecourse.earth.geodesy import direct
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import advance, from_nvector, to_nvector
from truecourse.earth.units import METRES_PER_NM

Array = NDArray[np.float64]

FOLLOWS = 3.0 * METRES_PER_NM  # m off what was cleared within which a flight follows its route
TACTICAL = np.array([0.0, 0.5, 1.0])  # of the look-ahead
STEP = 120.0  # s between points of a long look-ahead on a heading
NODES, PASSES = 9, 2
FINE = 60.0  # s, along a route, where corners matter
_LEVEL = 10e3  # m, where the wind is asked for when no level is known
_MAGNETIC = (-2208988800.0, 1893456000.0)  # 1900 and 2030, within which there is a field


class Path(NamedTuple):
    """Points (m, k) that m flights will be at: POSIX s, rad, m."""

    t: Array
    lat: Array
    lon: Array
    altitude: Array


def follows(due: Any, rows: Any) -> NDArray[np.bool_]:
    """Which looks that are due are at flights that follow their cleared route."""
    return (rows["route_n"] > 0.0) & np.isnan(rows["vector"]) & (np.abs(due["off"]) < FOLLOWS)


def ahead(due: Any, rows: Any, table: Array, look_ahead: float) -> Path:
    """Points over a short look-ahead: straight on, or along the route."""
    after = TACTICAL * look_ahead
    gs = np.nan_to_num(due["gs"], nan=0.0)
    course = np.nan_to_num(due["course"], nan=0.0)
    lat, lon, _ = direct(due["lat"][:, None], due["lon"][:, None], course[:, None], gs[:, None] * after)
    which = np.flatnonzero(follows(due, rows))
    _on_routes(which, due, rows, table, after, lat, lon)
    climb = np.nan_to_num(due["climb"], nan=0.0)
    return Path(due["t"][:, None] + after, lat, lon, due["altitude"][:, None] + climb[:, None] * after)


def along_routes(due: Any, rows: Any, table: Array, look_ahead: float) -> Path:
    """Points over a long look-ahead along the route, level; at its end they stay there."""
    after = np.arange(0.0, look_ahead + FINE, FINE)
    lat, lon = np.empty((len(due), len(after))), np.empty((len(due), len(after)))
    lat[:, 0], lon[:, 0] = due["lat"], due["lon"]
    _on_routes(np.arange(len(due)), due, rows, table, after, lat, lon)
    return Path(due["t"][:, None] + after, lat, lon, np.broadcast_to(due["altitude"][:, None], lat.shape))


@compiled
def _on_routes(which: Any, due: Any, rows: Any, table: Any, after: Array, lat: Array, lon: Array) -> None:
    """Points of looks `which` at times `after` on their routes; the first stays where the flight is."""
    for i in which:
        at, n = int(rows[i].route_at), int(rows[i].route_n)
        piece = 0
        speed = 0.0 if np.isnan(due[i].gs) else due[i].gs
        for k in range(1, len(after)):
            s = max(0.0, due[i].along) + speed * after[k]
            while piece + 1 < n and s >= table[at + piece + 1, 12]:
                piece += 1
            j = at + piece
            turn = min((s - table[j, 12]) / table[j, 11], table[j, 9])
            c, d = np.cos(turn), np.sin(turn)
            x = table[j, 0] * c + table[j, 6] * d
            y = table[j, 1] * c + table[j, 7] * d
            z = table[j, 2] * c + table[j, 8] * d
            lat[i, k], lon[i, k] = np.arctan2(z, np.sqrt(x * x + y * y)), np.arctan2(y, x)


def held(due: Any, air: wind.Wind, look_ahead: float) -> Path:
    """Points over a long look-ahead on the magnetic heading and airspeed held now, level, in the wind `air`.

    The heading is the one reported, else the one that with this wind makes good the course.
    """
    altitude = np.where(np.isfinite(due["altitude"]), due["altitude"], _LEVEL)[:, None]
    t = due["t"][:, None]
    gs, course = np.nan_to_num(due["gs"], nan=0.0), np.nan_to_num(due["course"], nan=0.0)
    after = STEP * np.arange(int(np.ceil(look_ahead / STEP)) + 1)
    nodes = np.unique(np.linspace(0, len(after) - 1, NODES).round().astype(int))
    way = gs[:, None] * after[nodes]
    lat, lon, _ = direct(due["lat"][:, None], due["lon"][:, None], course[:, None], way)
    for _ in range(PASSES):  # variation and wind change slowly: asked for at a few nodes of the last path
        turn = variation(lat, lon, altitude, np.clip(t + after[nodes], *_MAGNETIC))
        east, north = _air(air, lat, lon, altitude, t + after[nodes])
        at_steps = [np.stack([np.interp(after, after[nodes], y) for y in x]) for x in (turn, east, north)]
        lats, lons = _hold(due, (gs, course), at_steps)
        lat, lon = lats[:, nodes], lons[:, nodes]
    level = np.broadcast_to(due["altitude"][:, None], lats.shape)
    return Path(t + after, lats, lons, level)


def _hold(due: Any, ground: tuple[Array, Array], at_steps: list[Array]) -> tuple[Array, Array]:
    """Points on the heading held, given the variation and the wind (m, k) met on the way."""
    (gs, course), (turn, east, north) = ground, at_steps
    into_east, into_north = gs * np.sin(course) - east[:, 0], gs * np.cos(course) - north[:, 0]
    tas = np.hypot(into_east, into_north)[:, None]
    worked_out = np.arctan2(into_east, into_north) - turn[:, 0]
    magnetic = np.where(np.isfinite(due["heading_magnetic"]), due["heading_magnetic"], worked_out)
    heading = magnetic[:, None] + turn
    go_east, go_north = tas * np.sin(heading) + east, tas * np.cos(heading) + north
    speed = np.hypot(go_east, go_north)
    safe = np.where(speed > 0.0, speed, 1.0)
    p = [to_nvector(due["lat"], due["lon"])]
    for k in range(turn.shape[1] - 1):
        way = np.minimum(speed[:, k] * STEP, 50e3)
        p.append(advance(p[-1], go_north[:, k] / safe[:, k], go_east[:, k] / safe[:, k], way))
    return from_nvector(np.stack(p, axis=1))


def _air(air: wind.Wind, lat: Array, lon: Array, altitude: Array, t: Array) -> tuple[Array, Array]:
    """The wind; none where the field has none."""
    east, north = wind.at(air, lat, lon, altitude, t)
    return np.nan_to_num(east, nan=0.0), np.nan_to_num(north, nan=0.0)
