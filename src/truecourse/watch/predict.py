"""Where flights will be: along the cleared route while they follow it, else on the heading they hold.

A flight off its route is taken to hold its magnetic heading and its airspeed through the site's wind: that is
what an autopilot does that nobody has told to turn. One that follows its route is carried along it at its
present speed.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air import wind
from truecourse.airspace.compiled import compiled, inner
from truecourse.airspace.near import Boxes
from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR
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
SAFE, FARTHEST = 50.0, 1e6  # m
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


def reach(due: Any, rows: Any, table: Array, look_ahead: float) -> Boxes:
    """Boxes that hold the whole of `ahead`'s ways, and little more."""
    n = len(due)
    boxes = Boxes(np.empty((n, 3)), np.empty((n, 3)), np.empty((n, 2)), np.empty((n, 2)))
    _reach(due, rows, follows(due, rows), table, look_ahead, boxes)
    return boxes


@compiled
def _reach(due: Any, rows: Any, on_route: Any, table: Any, look_ahead: float, boxes: Boxes) -> None:
    """A geodesic leaves its tangent by L² / 2R, its chord by L² / 8R; a hundredth is put on for the
    ellipsoid. What goes far is not bounded.
    """
    go = np.zeros(3)
    for i in range(len(due)):
        d = due[i]
        speed = 0.0 if np.isnan(d.gs) else d.gs
        course = 0.0 if np.isnan(d.course) else d.course
        climb = 0.0 if np.isnan(d.climb) else d.climb
        way = speed * look_ahead
        sine, cosine = np.sin(d.lat), np.cos(d.lat)
        east, north = np.sin(d.lon), np.cos(d.lon)
        radius = SEMI_MAJOR / np.sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine)
        at = (radius * cosine * north, radius * cosine * east, radius * (1.0 - ECCENTRICITY_SQUARED) * sine)
        toward, beside = way * np.cos(course), way * np.sin(course)
        go[0] = -sine * north * toward - east * beside
        go[1] = -sine * east * toward + north * beside
        go[2] = cosine * toward
        pad = SAFE + 0.01 * way + way * way / SEMI_MAJOR if 0.0 <= way < FARTHEST else np.inf
        for k in range(3):
            boxes.low[i, k] = at[k] + min(0.0, go[k]) - pad
            boxes.high[i, k] = at[k] + max(0.0, go[k]) + pad
        boxes.t[i, 0], boxes.t[i, 1] = d.t, d.t + look_ahead
        level = d.altitude + climb * look_ahead
        boxes.altitude[i, 0], boxes.altitude[i, 1] = min(d.altitude, level), max(d.altitude, level)
        if on_route[i]:
            _reach_on_route(d, rows[i], table, look_ahead, at, (boxes.low[i], boxes.high[i]))


@inner
def _reach_on_route(d: Any, row: Any, table: Any, look_ahead: float, at: tuple, box: tuple) -> None:
    """The box of a flight that goes from its place to its route and along it."""
    low, high = box
    for k in range(3):
        low[k], high[k] = at[k], at[k]
    speed, piece = 0.0 if np.isnan(d.gs) else d.gs, 0
    for half in range(1, 3):
        s = max(0.0, d.along) + speed * 0.5 * half * look_ahead
        piece, x, y, z = place_on(table, int(row.route_at), int(row.route_n), piece, s)
        bulge = SEMI_MAJOR / np.sqrt(1.0 - ECCENTRICITY_SQUARED * z * z)
        p = (x * bulge, y * bulge, z * bulge * (1.0 - ECCENTRICITY_SQUARED))
        for k in range(3):
            low[k], high[k] = min(low[k], p[k]), max(high[k], p[k])
    across = 0.0
    for k in range(3):
        across += (high[k] - low[k]) ** 2
    pad = SAFE + across / SEMI_MAJOR if across < FARTHEST**2 else np.inf
    for k in range(3):
        low[k], high[k] = low[k] - pad, high[k] + pad


@inner
def place_on(table: Any, at: int, n: int, piece: int, s: float) -> tuple[int, float, float, float]:
    """The place (an n-vector) `s` m along a route, and its piece, sought from `piece` on."""
    while piece + 1 < n and s >= table[at + piece + 1, 12]:
        piece += 1
    j = at + piece
    turn = min((s - table[j, 12]) / table[j, 11], table[j, 9])
    c, d = np.cos(turn), np.sin(turn)
    x = table[j, 0] * c + table[j, 6] * d
    y = table[j, 1] * c + table[j, 7] * d
    z = table[j, 2] * c + table[j, 8] * d
    return piece, x, y, z


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
            piece, x, y, z = place_on(table, at, n, piece, s)
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


def from_now(path: Path, t: float, look_ahead: float) -> Path:
    """The part of paths from POSIX s `t` on, which they all reach, straight between their points."""
    at = t + STEP * np.arange(int(np.ceil(look_ahead / STEP)) + 1)
    at = np.minimum(at, path.t[:, -1:])
    p = to_nvector(path.lat, path.lon)
    now = np.stack(
        [np.stack([np.interp(at[i], path.t[i], p[i, :, k]) for k in range(3)], -1) for i in range(len(p))]
    )
    lat, lon = from_nvector(now / np.linalg.norm(now, axis=-1, keepdims=True))
    return Path(at, lat, lon, np.broadcast_to(path.altitude[:, :1], lat.shape))


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
