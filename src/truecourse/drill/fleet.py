"""Many made-up flights at once, by plain kinematics: courses, turns, climbs, wind, and what each believes.

Deliberately not the autopilot of the investigation: no line is shared with it, so that what watches and what
explains are tried on flights they did not fly themselves. A flight is a point that turns at its bank's rate
towards a commanded course or heading, changes speed and level at limited rates, and is carried by the wind.
All arrays are over F flights; positions are n-vectors `(3, F)` of WGS 84 (`earth.nvector`).
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air import wind as winds
from truecourse.air.airspeed import tas_from_cas, tas_from_mach
from truecourse.air.wind import Wind
from truecourse.drill.leg import Leg, along, join, leg_course, right_of
from truecourse.earth.angles import wrap
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import advance_xyz, from_nvector

Array = NDArray[np.float64]

RADIUS = 6371008.8  # mean radius, m (IUGG); used for turning metres into small angles only
GRAVITY = 9.80665
STEER, REJOIN = 8.0, 45.0  # s: time constants of the turn onto a course, and of closing on a line
STEEPEST = np.pi / 6  # angle at which a line is rejoined from afar
FASTEST_TURN = np.radians(3.0)  # rad/s, a standard-rate turn
LOW, LOW_CAS = 3048.0, 128.6  # below 10,000 ft no faster than 250 kt
CRUISE = 2000.0  # m: above it the wind nobody forecast has its full strength
ACCELERATION = 0.4  # m/s²
THIN = 0.6 / 11000.0  # what climbing loses with height: a share of the rate at the ground, per m


class Act(IntEnum):
    """What a flight can be made to do."""

    ROUTE = 0  # rejoin the leg it is on
    DIRECT = 1  # straight to waypoint number `value`
    MAGNETIC = 2  # hold a magnetic heading, rad
    TRUE = 3  # hold a true heading, rad
    OFFSET = 4  # fly `value` m right of the route
    LEVEL = 5  # go to a pressure altitude, m
    MACH = 6


class Do(NamedTuple):
    """One command: when (POSIX s UTC), to which flight, what, and its value."""

    t: float
    flight: int
    act: Act
    value: float = 0.0


class Beliefs(NamedTuple):
    """How wrong each flight's own navigation is, all `(F,)`.

    `turn` rad about the Earth's axis, always (a longitude typed wrong); from `onset` (POSIX s) on, `north`,
    `east` m, growing by `north_ramp`, `east_ramp` m/s.
    """

    turn: Array
    onset: Array
    north: Array
    east: Array
    north_ramp: Array
    east_ramp: Array


class Kit(NamedTuple):
    """What does not change: waypoints `(F, W, 3)` as entered, how many, climbing speed (CAS, m/s) and rate at
    the ground (m/s), bank (rad), beliefs, and the wind nobody forecast: `(2, F)` m/s east and north.
    """

    waypoints: Array
    count: NDArray[np.int64]  # type: ignore[assignment]  # a tuple's own method is not used
    cas: Array
    climb: Array
    bank: Array
    beliefs: Beliefs
    blown: Array


class Fleet(NamedTuple):
    """The state of F flights at `t`: where they are, what they do, and the air about them."""

    t: float
    p: Array
    heading: Array
    tas: Array
    altitude: Array
    climbing: Array
    north: Array  # over the ground, m/s
    east: Array
    mode: NDArray[np.int64]
    held: Array
    offset: Array
    level: Array
    mach: Array
    leg: NDArray[np.int64]  # number of the waypoint flown to
    line: Leg
    to_go: Array  # m along the leg to the waypoint, as believed
    aim_tas: Array
    wind_north: Array
    wind_east: Array
    variation: Array


def begin(t: float, p: Array, heading: Array, altitude: Array, kit: Kit) -> Fleet:
    """Flights at their starting places `(3, F)`, each on its way to its second waypoint."""
    n = p.shape[1]
    leg = np.ones(n, np.int64)
    zero = np.zeros(n)
    fleet = Fleet(
        t, p, heading, zero + 80.0, altitude, zero, zero, zero, np.full(n, Act.ROUTE, np.int64), zero, zero,
        altitude, zero + 0.8, leg, join(kit.waypoints, kit.count, np.arange(n), leg, kit.waypoints[:, 0].T),
        zero + np.inf, zero + 80.0, zero, zero, zero,
    )  # fmt: skip
    return fleet


def believed(fleet: Fleet, beliefs: Beliefs) -> Array:
    """Where each flight takes itself to be, `(3, F)`."""
    x, y, z = fleet.p
    cosine, sine = np.cos(beliefs.turn), np.sin(beliefs.turn)
    x, y = x * cosine - y * sine, x * sine + y * cosine
    lasted = np.maximum(fleet.t - beliefs.onset, 0.0)
    begun = fleet.t >= beliefs.onset
    north = np.where(begun, beliefs.north + beliefs.north_ramp * lasted, 0.0) / RADIUS
    east = np.where(begun, beliefs.east + beliefs.east_ramp * lasted, 0.0) / RADIUS
    across = np.hypot(x, y)
    moved = np.stack([x - (z * x * north + y * east) / across, y - (z * y * north - x * east) / across,
                      z + across * north])  # fmt: skip
    return moved / np.sqrt((moved * moved).sum(axis=0))


def surround(fleet: Fleet, kit: Kit, wind: Wind) -> Fleet:
    """The wind, the variation and the speed to fly where each flight is now: ask about once a minute."""
    lat, lon = from_nvector(fleet.p.T)
    east, north = winds.at(wind, lat, lon, fleet.altitude, fleet.t)
    high = np.clip(fleet.altitude / CRUISE, 0.0, 1.0)
    east, north = east + high * kit.blown[0], north + high * kit.blown[1]
    limit = np.where(fleet.altitude < LOW, np.minimum(kit.cas, LOW_CAS), kit.cas)
    aim = np.fmin(tas_from_cas(limit, fleet.altitude), tas_from_mach(fleet.mach, fleet.altitude))
    return fleet._replace(
        wind_north=north, wind_east=east, aim_tas=aim, variation=variation(lat, lon, fleet.altitude, fleet.t)
    )


def obey(fleet: Fleet, kit: Kit, commands: list[Do]) -> Fleet:
    """Take commands, in their order."""
    if not commands:
        return fleet
    mode, held, offset = fleet.mode.copy(), fleet.held.copy(), fleet.offset.copy()
    level, mach, leg = fleet.level.copy(), fleet.mach.copy(), fleet.leg.copy()
    line = fleet.line
    here = believed(fleet, kit.beliefs)
    for _, i, act, value in commands:
        if act in (Act.ROUTE, Act.DIRECT, Act.MAGNETIC, Act.TRUE):
            mode[i] = Act.ROUTE if act == Act.DIRECT else act
        if act == Act.DIRECT:
            leg[i] = int(value)
            line = line.put(
                np.array([i]), join(kit.waypoints, kit.count, np.array([i]), leg[[i]], here[:, [i]])
            )
        elif act in (Act.MAGNETIC, Act.TRUE):
            held[i] = value
        elif act == Act.OFFSET:
            offset[i] = value
        elif act == Act.LEVEL:
            level[i] = value
        elif act == Act.MACH:
            mach[i] = value
    return fleet._replace(mode=mode, held=held, offset=offset, level=level, mach=mach, leg=leg, line=line)


def fly(fleet: Fleet, kit: Kit, dt: float) -> Fleet:
    """The flights `dt` seconds on (1 to 4): the waypoints they believe they pass are counted in `leg`."""
    here = believed(fleet, kit.beliefs)
    north, east = _over_ground(fleet, fleet.heading)
    speed = np.hypot(north, east)
    aside = right_of(here, fleet.line) * RADIUS - fleet.offset
    wanted = leg_course(here, fleet.line) - np.clip(np.arctan(aside / (speed * REJOIN)), -STEEPEST, STEEPEST)
    nose = fleet.held + np.where(fleet.mode == Act.MAGNETIC, fleet.variation, 0.0)
    on_route = fleet.mode == Act.ROUTE
    turn = wrap(np.where(on_route, wanted - np.arctan2(east, north), nose - fleet.heading))
    most = np.minimum(GRAVITY * np.tan(kit.bank) / fleet.tas, FASTEST_TURN)
    rate = np.clip(turn / STEER, -most, most)
    halfway = fleet.heading + 0.5 * dt * rate
    gain = np.clip(fleet.aim_tas - fleet.tas, -ACCELERATION * dt, ACCELERATION * dt)
    north, east = _over_ground(fleet._replace(tas=fleet.tas + 0.5 * gain), halfway)
    speed = np.hypot(north, east)
    length = speed * dt / (1.0 + fleet.altitude / RADIUS)  # the same miles are longer up there
    cosine, sine = north / speed, east / speed
    # A nose keeps its angle to the meridian under it; the step's geodesic meets that angle half way.
    half = 0.5 * length * sine * fleet.p[2] / (RADIUS * np.hypot(fleet.p[0], fleet.p[1]))
    p = np.stack(advance_xyz(tuple(fleet.p), cosine + half * sine, sine - half * cosine, length))
    climb = kit.climb * np.maximum(1.0 - THIN * fleet.altitude, 0.25)
    climbing = np.clip((fleet.level - fleet.altitude) / 15.0, -1.2 * kit.climb, climb)
    fleet = fleet._replace(
        t=fleet.t + dt, p=p, heading=fleet.heading + dt * rate, tas=fleet.tas + gain, north=north, east=east,
        altitude=fleet.altitude + dt * climbing, climbing=climbing,
    )  # fmt: skip
    return _sequence(fleet, kit, speed, on_route)


def _over_ground(fleet: Fleet, heading: Array) -> tuple[Array, Array]:
    return (
        fleet.tas * np.cos(heading) + fleet.wind_north,
        fleet.tas * np.sin(heading) + fleet.wind_east,
    )


def _sequence(fleet: Fleet, kit: Kit, speed: Array, on_route: NDArray[np.bool_]) -> Fleet:
    """The next leg, begun as early as the turn onto it needs; abeam where a heading is held."""
    here = believed(fleet, kit.beliefs)
    to_go = along(here, fleet.line) * RADIUS
    early = speed * speed / (GRAVITY * np.tan(kit.bank)) * fleet.line.half_turn + 0.5 * STEER * speed
    passed = (to_go < np.where(on_route, early, 0.0)) & (fleet.leg < kit.count - 1)
    fleet = fleet._replace(to_go=to_go)
    if not passed.any():
        return fleet
    which = np.flatnonzero(passed)
    start = kit.waypoints[which, fleet.leg[which]].T
    leg = fleet.leg.copy()
    leg[which] += 1
    line = fleet.line.put(which, join(kit.waypoints, kit.count, which, leg[which], start))
    return fleet._replace(leg=leg, line=line)
