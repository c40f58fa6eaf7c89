"""One step of one flight, pure: `init(loaded, j) -> State`, `step(state, loaded, j, ...) -> State, Info`.

A step ends at its full length or at the next thing that happens to that flight (a command, a turn completed,
a waypoint's turn point), so turns and mode changes are exact whatever the step; between events the midpoint
rule is second order.
"""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import compiled
from truecourse.autopilot.environment import Environment, locate, profile, vector_at
from truecourse.autopilot.inertial import believed
from truecourse.autopilot.lateral import (
    ECCENTRICITY2,
    FARTHEST_TURN,
    LEG_RADIUS,
    into_wind,
    leg_between,
    leg_course,
    look_along,
    turn_anticipation,
)
from truecourse.autopilot.load import Loaded
from truecourse.autopilot.vector import (
    Direction,
    Vector,
    add,
    cross,
    dot,
    horizontal,
    in_space,
    north_of,
    renormalise,
    renormalised,
    rotate,
)
from truecourse.autopilot.vertical import climb_to, level_at, next_level, time_to_change

GRAVITY = 9.80665
SEMI_MAJOR = 6378137.0
INSTANT_TURN = 0.05  # rad; smaller heading changes are made at once: under 20 m aside at any airliner's speed
EVENT_SLACK = 1e-3  # s; an event this near has come
SLOWEST = 50.0  # m/s; a flight that hardly moves yet is not asked how long its leg will take
TURN_WITHIN = 100e3  # m; fly-by turns are looked for this near to a waypoint
COURSE, LNAV = 3, 4  # `flight.orders.Mode`, as plain numbers for the compiler


class State(NamedTuple):
    """A flight between steps: time (s), n-vector, angular velocity (rad/s), nose, altitude (m).

    The nose is a unit vector in space, because near a pole north turns under it. Then the command in force,
    the waypoint flown to, the normal of its leg, and whether navigation has captured.
    """

    t: float
    p: Vector
    v: Vector
    nose: Vector
    altitude: float
    command: int
    leg: int
    leg_normal: Vector
    captured: bool


class Info(NamedTuple):
    """What a step did: ground velocity over it, heading at its end, true airspeed, wind, magnetic north."""

    velocity: Direction
    heading: Direction
    tas: float
    wind: Direction
    magnetic: Direction


class Air(NamedTuple):
    """The air about a place: wind m/s and the direction of magnetic north."""

    wind: Direction
    magnetic: Direction


@compiled
def init(loaded: Loaded, j: int) -> State:
    """Flight `j` at its start, stationary, nose as ordered, navigation looking at its second waypoint."""
    start = Vector(loaded.start[j, 0], loaded.start[j, 1], loaded.start[j, 2])
    north = north_of(start)
    heading = Direction(loaded.first_heading[j, 0], loaded.first_heading[j, 1])
    nose = in_space(heading, north, cross(north, start))
    return State(0.0, start, Vector(0.0, 0.0, 0.0), nose, loaded.start_altitude[j], -1, 1, start, False)


@compiled
def step(
    state: State, loaded: Loaded, j: int, environment: Environment, longest: float, t_end: float
) -> tuple[State, Info]:
    """Fly to the end of the step or to the next event, whichever is first."""
    s = obey(state, loaded, j)
    mode = loaded.mode[j, s.command]
    factor = loaded.climb[j]
    level = level_at(loaded.level_t, loaded.level, j, s.t)
    event = min(next_command(loaded, j, s.command), next_level(loaded.level_t, j, s.t))
    dt = min(longest, event - s.t, t_end - s.t, time_to_change(s.altitude, level, factor, environment))
    cross_track = 0.0
    if mode == LNAV:
        s, cross_track, dt = navigate(s, loaded, j, GRAVITY * environment.bank_tangent, dt)

    altitude = 0.5 * (s.altitude + climb_to(s.altitude, level, factor, dt, environment))
    tas = profile(environment.tas, altitude) * loaded.speed[j]
    p_mid = renormalise(add(s.p, s.v, 0.5 * dt))
    north = north_of(p_mid)
    east = cross(north, p_mid)
    air = air_at(p_mid, north, altitude, s.t + 0.5 * dt, loaded, j, environment)

    target = wanted_heading(s, loaded, j, cross_track, p_mid, tas, air, dt)
    inward = GRAVITY * environment.bank_tangent
    heading, ahead, chord, dt = turn(horizontal(s.nose, north, east), target, tas, inward, dt)
    velocity = Direction(tas * chord * ahead.north + air.wind.north, tas * chord * ahead.east + air.wind.east)
    p, v = advance(s.p, p_mid, north, velocity, altitude, dt)
    altitude = climb_to(s.altitude, level, factor, dt, environment)
    nose = in_space(heading, north, east)
    after = State(s.t + dt, p, v, nose, altitude, s.command, s.leg, s.leg_normal, s.captured)
    return after, Info(velocity, heading, tas, air.wind, air.magnetic)


@compiled
def air_at(
    p: Vector, north: Vector, altitude: float, t: float, loaded: Loaded, j: int, environment: Environment
) -> Air:
    """Wind with the flight's own error, and magnetic north, at a place, altitude and time."""
    plane = environment.plane
    node, fx, fy = locate(p, plane)
    east = cross(north, p)
    wind = horizontal(vector_at(environment.field, 0, plane.rows, node, fx, fy), north, east)
    magnetic = horizontal(vector_at(environment.field, 3, plane.rows, node, fx, fy), north, east)
    factor = profile(environment.wind_profile, altitude)
    knots = loaded.wind_error
    f = min(t * (1.0 / loaded.wind_interval), knots.shape[1] - 1.001)
    i = int(f)
    f -= i
    return Air(
        Direction(
            factor * wind.north + knots[j, i, 0] * (1 - f) + knots[j, i + 1, 0] * f,
            factor * wind.east + knots[j, i, 1] * (1 - f) + knots[j, i + 1, 1] * f,
        ),
        renormalised(magnetic),
    )


@compiled
def obey(s: State, loaded: Loaded, j: int) -> State:
    """Take the commands whose time has come.

    A new LNAV command chooses its leg; a direct one begins its leg where the unit believes to be.
    """
    command, leg, normal, captured = s.command, s.leg, s.leg_normal, s.captured
    while command + 1 < loaded.command_t.shape[1] and loaded.command_t[j, command + 1] <= s.t + EVENT_SLACK:
        command += 1
        captured = False
        if loaded.mode[j, command] == LNAV:
            leg = loaded.leg[j, command]
            start = waypoint(loaded, j, max(leg - 1, 0))
            if loaded.direct[j, command] == 1:
                start = believed(s.p, loaded.units, j, 0, s.t)
                captured = True
            normal = leg_between(start, waypoint(loaded, j, leg))
    return State(s.t, s.p, s.v, s.nose, s.altitude, command, leg, normal, captured)


@compiled
def navigate(s: State, loaded: Loaded, j: int, inward: float, dt: float) -> tuple[State, float, float]:
    """Sequence the leg where its end is abeam (or its turn begins), see whether an armed mode captures.

    `inward` is the acceleration in a turn, m/s². Returns the state, the cross-track in metres, and the step
    in seconds, shortened to end at the turn point.
    """
    here = believed(s.p, loaded.units, j, 0, s.t)
    last = loaded.waypoint_count[j] - 1
    leg, normal = s.leg, s.leg_normal
    end = waypoint(loaded, j, leg)
    seen = look_along(here, normal, end)
    gs2 = max(dot(s.v, s.v) * LEG_RADIUS**2, SLOWEST**2)
    beyond = seen.to_go - FARTHEST_TURN
    if leg < last and (beyond <= 0.0 or beyond * beyond <= gs2 * dt * dt):  # the step may reach the turn
        to_turn = seen.to_go
        if s.captured and to_turn < TURN_WITHIN:
            to_turn -= turn_anticipation(normal, end, waypoint(loaded, j, leg + 1), gs2 / inward)
        if to_turn <= 1.0:
            leg += 1
            normal = leg_between(end, waypoint(loaded, j, leg))
            seen = look_along(here, normal, waypoint(loaded, j, leg))
            to_turn = seen.to_go
        if leg < last and (s.captured or abs(seen.cross_track) <= loaded.capture_gate[j]):
            dt = min(dt, max(to_turn / np.sqrt(gs2), EVENT_SLACK))
    captured = s.captured or abs(seen.cross_track) <= loaded.capture_gate[j]
    after = State(s.t, s.p, s.v, s.nose, s.altitude, s.command, leg, normal, captured)
    return after, seen.cross_track, dt


@compiled
def wanted_heading(
    s: State,
    loaded: Loaded,
    j: int,
    cross_track: float,
    p_mid: Vector,
    tas: float,
    air: Air,
    dt: float,
) -> Direction:
    """The true heading that the mode in force asks for."""
    mode = loaded.mode[j, s.command]
    selected = Direction(loaded.heading[j, s.command, 0], loaded.heading[j, s.command, 1])
    if s.captured:
        here = believed(p_mid, loaded.units, j, 0, s.t + 0.5 * dt)
        return into_wind(leg_course(here, s.leg_normal, cross_track, tas * dt, dt), tas, air.wind)
    if mode == COURSE:
        return into_wind(selected, tas, air.wind)
    multiple = 1 if mode == LNAV else mode
    for _ in range(multiple):
        selected = rotate(selected, air.magnetic.north, air.magnetic.east)
    return selected


@compiled
def turn(
    heading: Direction, target: Direction, tas: float, inward: float, dt: float
) -> tuple[Direction, Direction, float, float]:
    """Turn the short way, accelerated inward: new heading, mean direction, chord over arc, time taken.

    A turn of more than `INSTANT_TURN` is an exact arc of its own: the step ends when it is complete.
    """
    cos = heading.north * target.north + heading.east * target.east
    sin = heading.north * target.east - heading.east * target.north
    if cos > 0.0 and abs(sin) < INSTANT_TURN:
        return target, target, 1.0, dt
    change, rate = np.arctan2(sin, cos), inward / tas
    dt = min(dt, abs(change) / rate)
    half = 0.5 * np.sign(change) * rate * dt
    if half == 0.0:
        return heading, heading, 1.0, dt
    middle = rotate(heading, np.cos(half), np.sin(half))
    return rotate(middle, np.cos(half), np.sin(half)), middle, np.sin(half) / half, dt


@compiled
def advance(
    p: Vector, p_mid: Vector, north: Vector, velocity: Direction, altitude: float, dt: float
) -> tuple[Vector, Vector]:
    """Place after `dt` at a ground velocity, and the angular velocity, with the ellipsoid's radii at the
    midpoint.

    For a great circle p' - p = 2 sin(θ/2) d exactly when d is the direction at its midpoint; θ is split into
    the meridional and prime-vertical radii plus altitude (Torge, Geodesy, 4.1), so n-vectors stay normals of
    the ellipsoid.
    """
    per_north, per_east = curvature(p_mid.z, altitude)
    rate_n, rate_e = velocity.north * per_north, velocity.east * per_east
    v = in_space(Direction(rate_n, rate_e), north, cross(north, p_mid))
    square = rate_n * rate_n + rate_e * rate_e
    return renormalise(add(p, v, dt * (1.0 - square * dt * dt * (1.0 / 24.0)))), v


@compiled
def curvature(z: float, altitude: float) -> tuple[float, float]:
    """Angle per metre to north and to east above the ellipsoid: 1/(M + h), 1/(N + h), by series, within 1e-9.

    1/N = sqrt(1 - e² sin² latitude) / a and 1/M = (1 - e² sin² latitude) / (N (1 - e²)).
    """
    w = ECCENTRICITY2 * z * z
    east = (1.0 - w * (0.5 + w * (0.125 + w * 0.0625))) * (1.0 / SEMI_MAJOR)
    north = east * (1.0 - w) * (1.0 / (1.0 - ECCENTRICITY2))
    up_n, up_e = altitude * north, altitude * east
    return north * (1.0 - up_n * (1.0 - up_n * (1.0 - up_n))), east * (
        1.0 - up_e * (1.0 - up_e * (1.0 - up_e))
    )


@compiled
def next_command(loaded: Loaded, j: int, command: int) -> float:
    """Time of the command after the one in force."""
    return loaded.command_t[j, command + 1] if command + 1 < loaded.command_t.shape[1] else np.inf


@compiled
def waypoint(loaded: Loaded, j: int, index: int) -> Vector:
    """Entered waypoint of flight `j`, n-vector."""
    w = loaded.waypoints
    return Vector(w[j, index, 0], w[j, index, 1], w[j, index, 2])
