"""What the cockpit showed, minute by minute, on one flown track: mode, position believed, alert, passages.

The coupled inertial unit sequences its legs by itself, whatever flies the aircraft: passage is declared abeam
a waypoint, at any distance, and the alert light comes on before each waypoint as normal (ICAO 1993). That it
comes on two minutes before, and that the distance shown is the straight one to the waypoint, is recalled of
the units of the time (Delco Carousel), not sourced.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled
from truecourse.autopilot.environment import PROFILE_STEP, Environment
from truecourse.autopilot.inertial import believed
from truecourse.autopilot.lateral import LEG_RADIUS
from truecourse.autopilot.load import Loaded, load
from truecourse.autopilot.motion import air_at
from truecourse.autopilot.probe import (
    ALTITUDE,
    CAPTURED,
    COMMAND,
    NEAR,
    NOSE_EAST,
    NOSE_NORTH,
    T,
    X,
    Z,
)
from truecourse.autopilot.vector import Vector, north_of
from truecourse.earth.angles import difference, wrap, wrap_course
from truecourse.earth.nvector import from_nvector
from truecourse.flight.orders import Instruments, Mode, Orders

MINUTE = 60.0
ALERT = 120.0  # s before passage at which the light comes on
CALM = 1e-6  # m/s; less wind than this blows from nowhere
MODES = {
    Mode.HEADING_TRUE: "HEADING TRUE",
    Mode.HEADING_MAGNETIC: "HEADING",
    Mode.HEADING_TWICE: "HEADING",  # the selector does not know that the variation was applied wrongly
    Mode.COURSE: "COURSE",
}
_READ = (
    10  # wind (north, east), magnetic north (north, east), n-vectors believed by coupled and reporting unit
)

Array = NDArray[np.float64]
Columns = dict[str, NDArray]


class Moments(NamedTuple):
    """A flight at times `t` (k,), s: n-vectors p (k, 3), altitude m, heading rad; command; captured."""

    t: Array
    p: Array
    altitude: Array
    heading: Array
    command: NDArray[np.int64]
    captured: NDArray[np.bool_]


class Unit(NamedTuple):
    """What the coupled unit showed at times (k,): next waypoint, cross-track, distance, alert light.

    Metres, right of the leg positive; `passed`: waypoints whose passage was declared since the time before.
    """

    leg: NDArray[np.int64]
    cross_track: Array
    to_go: Array
    alert: NDArray[np.bool_]
    passed: list[tuple[int, ...]]


def cockpit(
    track: Array,
    orders: Orders,
    instruments: Instruments,
    environment: Environment,
    names: tuple[str, ...],
    row: int = 0,
) -> Columns:
    """Columns (k,) of `flight.track` on every full minute of the track (m, TRACK_COLUMNS) of a flight.

    `t` is s since the start; angles rad, directions in [0, 2π), longitudes and variation in (-π, π]; calm air
    blows from NaN. names: of the entered waypoints in order. Speeds and directions are the wind triangle at
    the moment itself.
    """
    loaded = load(orders, instruments)
    ends = track[-1, T]
    commands = loaded.command_t[row][loaded.command_t[row] <= ends]
    times = np.union1d(np.arange(0.0, ends + 1e-6, MINUTE), commands)
    seen = moments(track, times)
    read = np.zeros((times.size, _READ))
    _look(seen.p, seen.altitude, times, loaded, row, environment, read)
    shown = _aviate(seen, read, environment.tas * loaded.speed[row])
    unit = sequence(seen, read[:, 4:7], shown["gs"], loaded, row)
    shown |= _autopilot(seen, loaded, row, float(instruments.compass_error[row]), shown)
    for who, column in (("unit", 4), ("reporting_unit", 7)):
        shown[f"{who}_lat"], shown[f"{who}_lon"] = from_nvector(read[:, column : column + 3])
    shown |= {
        "leg_to": np.array([names[leg] for leg in unit.leg], dtype=np.str_),
        "unit_cross_track": unit.cross_track,
        "unit_distance_to_go": unit.to_go,
        "alert_light": unit.alert,
    }
    on_the_minute = np.mod(times, MINUTE) < 1e-6
    kept = {name: values[on_the_minute] for name, values in shown.items()}
    return kept | {"abeam": _by_the_minute(unit.passed, on_the_minute, names)}


def moments(track: Array, t: Array) -> Moments:
    """A recorded track (m, TRACK_COLUMNS) at times (k,) within it; on a row's time, what begins then."""
    after = np.clip(np.searchsorted(track[:, T], t + 1e-6, side="right"), 1, len(track) - 1)
    before = after - 1
    share = (t - track[before, T]) / np.maximum(track[after, T] - track[before, T], 1e-9)
    mix = lambda a: a[before] + share.reshape(-1, *[1] * (a.ndim - 1)) * (a[after] - a[before])  # noqa: E731
    p = mix(track[:, X : Z + 1])
    nose = np.arctan2(track[:, NOSE_EAST], track[:, NOSE_NORTH])
    return Moments(
        t,
        p / np.linalg.norm(p, axis=1, keepdims=True),
        mix(track[:, ALTITUDE]),
        wrap_course(nose[before] + share * difference(nose[after], nose[before])),
        track[after, COMMAND].astype(np.int64),
        track[after, CAPTURED] > 0.5,
    )


@compiled
def _look(
    p: Array, altitude: Array, t: Array, loaded: Loaded, j: int, environment: Environment, out: Array
) -> None:
    """The air at places and times, and where both units believe to be: rows of `out` (k, _READ)."""
    for i in range(t.shape[0]):
        here = Vector(p[i, 0], p[i, 1], p[i, 2])
        air = air_at(here, north_of(here), altitude[i], t[i], loaded, j, environment)
        out[i, 0], out[i, 1] = air.wind.north, air.wind.east
        out[i, 2], out[i, 3] = air.magnetic.north, air.magnetic.east
        for unit in range(2):
            there = believed(here, loaded.units, j, unit, t[i])
            out[i, 4 + 3 * unit], out[i, 5 + 3 * unit], out[i, 6 + 3 * unit] = there.x, there.y, there.z


def _aviate(seen: Moments, read: Array, speeds: Array) -> Columns:
    """Position, wind triangle and variation; `speeds`: true airspeed by altitude."""
    lat, lon = from_nvector(seen.p)
    tas = np.interp(seen.altitude, np.arange(speeds.size) * PROFILE_STEP, speeds)
    north, east = read[:, 0], read[:, 1]
    go_north, go_east = tas * np.cos(seen.heading) + north, tas * np.sin(seen.heading) + east
    wind = np.hypot(north, east)
    return {
        "t": seen.t,
        "lat": lat,
        "lon": lon,
        "altitude": seen.altitude,
        "gs": np.hypot(go_north, go_east),
        "tas": tas,
        "course": wrap_course(np.arctan2(go_east, go_north)),
        "heading": seen.heading,
        "variation": wrap(np.arctan2(read[:, 3], read[:, 2])),
        "wind_from": np.where(wind > CALM, wrap_course(np.arctan2(-east, -north)), np.nan),
        "wind_speed": wind,
    }


def _autopilot(seen: Moments, loaded: Loaded, j: int, compass_error: float, shown: Columns) -> Columns:
    """What the compass and the mode selector show."""
    modes = loaded.mode[j, np.maximum(seen.command, 0)]
    armed = (modes == Mode.LNAV) & ~seen.captured
    words = ["LNAV" if mode == Mode.LNAV else MODES[Mode(mode)] for mode in modes]
    return {
        "heading_magnetic": wrap_course(seen.heading - shown["variation"] + compass_error),
        "mode": np.where(armed, "HEADING (LNAV ARMED)", np.array(words, dtype=np.str_)),
        "armed": armed,
    }


def sequence(seen: Moments, believed_p: Array, gs: Array, loaded: Loaded, j: int) -> Unit:
    """Legs of the coupled unit, each up to abeam its end; n-vectors believed (k, 3), ground speed (k,).

    A direct command takes it to the leg from where it believes to be; arming takes it on to the leg
    commanded, never back to one already passed.
    """
    last = int(loaded.waypoint_count[j]) - 1
    waypoints = loaded.waypoints[j]
    k = seen.t.size
    legs, across, to_go = np.zeros(k, np.int64), np.zeros(k), np.zeros(k)
    alert = np.zeros(k, bool)
    passed: list[tuple[int, ...]] = []
    leg, start, arrived, obeyed = min(1, last), waypoints[0], False, -1
    for i, p in enumerate(believed_p):
        for command in range(obeyed + 1, int(seen.command[i]) + 1):
            if loaded.mode[j, command] != Mode.LNAV:
                continue
            chosen = int(loaded.leg[j, command])
            if loaded.direct[j, command] == 1:
                leg, start, arrived = chosen, p, False
            elif chosen > leg:
                leg, start = chosen, waypoints[chosen - 1]
        obeyed = max(obeyed, int(seen.command[i]))
        done: list[int] = []
        across[i], ahead = _on_leg(p, start, waypoints[leg])
        while ahead <= 0.0 and not arrived:
            done.append(leg)
            arrived = leg == last
            if not arrived:
                leg, start = leg + 1, waypoints[leg]
                across[i], ahead = _on_leg(p, start, waypoints[leg])
        legs[i] = leg
        passed.append(tuple(done))
        to_go[i] = _apart(p, waypoints[leg])
        alert[i] = not arrived and 0.0 < ahead <= ALERT * gs[i]
    return Unit(legs, across, to_go, alert, passed)


def _on_leg(p: Array, start: Array, end: Array) -> tuple[float, float]:
    """Metres right of the great circle from `start` to `end`, and to abeam its end (infinite when far)."""
    normal = np.cross(start, end - start)
    length = np.linalg.norm(normal)
    if length < 1e-12:  # a leg of no length: its end is passed as soon as it is looked for
        return 0.0, 0.0
    normal = normal / length
    across = -LEG_RADIUS * np.arcsin(np.clip(p @ normal, -1.0, 1.0))
    ahead = LEG_RADIUS * np.arcsin(np.clip(p @ np.cross(end, normal), -1.0, 1.0))
    return float(across), float(ahead) if p @ end > NEAR else np.inf


def _apart(p: Array, q: Array) -> float:
    """Great-circle distance of two n-vectors, m."""
    return float(LEG_RADIUS * np.arctan2(np.linalg.norm(np.cross(p, q)), p @ q))


def _by_the_minute(
    passed: list[tuple[int, ...]], kept: NDArray[np.bool_], names: tuple[str, ...]
) -> NDArray[np.str_]:
    """Names of the waypoints passed up to each time kept, since the one kept before; empty where none was."""
    words, waiting = [], []  # type: tuple[list[str], list[str]]
    for legs, show in zip(passed, kept, strict=True):
        waiting += [names[leg] for leg in legs]
        if show:
            words.append(", ".join(waiting))
            waiting = []
    return np.array(words, dtype=np.str_)
