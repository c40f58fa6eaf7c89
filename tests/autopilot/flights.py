"""Small flights for the tests of the autopilot: an air, a batch of orders, and where the flights went."""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import compiled
from truecourse.autopilot.environment import PROFILE_STEP, build, plane_about
from truecourse.autopilot.fly import duration, fly
from truecourse.autopilot.inertial import believed as _believed
from truecourse.autopilot.probe import Questions
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.orders import COMMANDS, LEVELS, WAYPOINTS, WIND_KNOTS, Mode, Orders, perfect

DEG = np.pi / 180.0
NM = 1852.0
TAS = 240.0
BANK = 25.0 * DEG
GATE = 7.5 * NM
ALTITUDE = np.arange(0.0, 16001.0, PROFILE_STEP)


class Command(NamedTuple):
    """One command: seconds, mode, heading (rad), waypoint, whether direct."""

    t: float
    mode: Mode = Mode.LNAV
    heading: float = 0.0
    leg: int = 1
    direct: int = 0


@compiled
def believed(p, units, j, k, t):
    """What unit k of flight j believes: the kernel's own, which only compiled code can call."""
    return _believed(p, units, j, k, t)


def places(*degrees):
    """n-vectors `(m, 3)` of (latitude, longitude) pairs in degrees."""
    return to_nvector(*np.radians(np.array(degrees, float)).T)


def air(route, wind=(0.0, 0.0), variation=None, tas=TAS, climb=10.0, spacing=5e4, bends=()):
    """An environment about a route; wind (east, north) m/s or a function of places, as variation."""
    profile = np.broadcast_to(tas, ALTITUDE.shape)
    return build(
        plane_about(route, spacing=spacing),
        wind if callable(wind) else lambda lat, lon: (wind[0] + 0 * lat, wind[1] + 0 * lat),
        variation or (lambda lat, lon: 0 * lat),
        (np.ones(ALTITUDE.shape), profile, np.broadcast_to(climb, ALTITUDE.shape)),
        np.array(bends, float),
        8.0,
        BANK,
    )


def flight(route, *commands, altitude=10000.0, levels=None, nose=None, start=None):
    """One flight along a route of n-vectors; the nose begins in the direction of the first command."""
    one, n = np.ones(1), len(route)
    t, heading = np.full((1, COMMANDS), np.inf), np.zeros((1, COMMANDS))
    mode, leg, direct = (np.zeros((1, COMMANDS), np.int64) for _ in range(3))
    for k, command in enumerate(commands):
        t[0, k], mode[0, k], heading[0, k], leg[0, k], direct[0, k] = command
    level_t, level = np.full((1, LEVELS), np.inf), np.full((1, LEVELS), altitude)
    for k, (when, to) in enumerate(levels or [(0.0, altitude)]):
        level_t[0, k], level[0, k] = when, to
    entered = np.concatenate([route, np.repeat(route[-1:], WAYPOINTS - n, 0)])[None]
    first = commands[0].heading if nose is None else nose
    return Orders(
        start=route[:1] if start is None else start[None],
        start_altitude=altitude * one,
        first_heading=first * one,
        command_t=t,
        command_heading=heading,
        command_mode=mode,
        command_leg=leg,
        command_direct=direct,
        waypoints=entered,
        waypoint_count=np.array([n]),
        capture_gate=GATE * one,
        level_t=level_t,
        level=level,
        speed=one,
        climb=one,
        wind_error=np.zeros((1, WIND_KNOTS, 2)),
        wind_interval=1800.0,
    )


def batch(orders):
    """Several single flights as one batch; the interval is the first's."""
    joined = [np.concatenate(parts) for parts in zip(*(o[:-1] for o in orders), strict=True)]
    return Orders(*joined, orders[0].wind_interval)


def flown(orders, environment, seconds, longest=120.0, instruments=None):
    """The track of the first flight, every step."""
    given = perfect(len(orders.start)) if instruments is None else instruments
    return fly(orders, given, environment, duration(seconds, longest))[0]


def metres(p, q):
    """Geodesic distance between n-vectors."""
    return inverse(*from_nvector(p), *from_nvector(q))[2]


def questions(environment, times=(), route=None, unit_leg=(), edges=None):
    """Questions about states at times, passages abeam the inner waypoints of a route, reports and edges."""
    size = environment.field.shape[0]
    at, tangent, normal = np.zeros((3, 0, 3))
    if route is not None:
        at = route[1:]
        normal = np.cross(route[:-1], at)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        tangent = np.cross(normal, at)
    edges = np.zeros((0, size)) if edges is None else edges
    return Questions(
        np.array(times, float), at, tangent, normal, np.array(unit_leg, np.int64), edges.astype(np.float32)
    )
