"""One step of one flight, pure: `init(flight) -> State`, `step(state, flight, ...) -> State, Info`.

A step ends at its full length or at the next thing that happens to that flight (a command, a turn completed,
a waypoint's turn point), so turns and mode changes are exact whatever the step; between events the midpoint
rule is second order.
"""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.environment import Environment, locate, profile, vector_at
from truecourse.autopilot.inertial import displaced
from truecourse.autopilot.lateral import (
    ECCENTRICITY2,
    FARTHEST_TURN,
    LEG_RADIUS,
    Leg,
    into_wind,
    leg_between,
    leg_course,
    look_along,
    turn_anticipation,
)
from truecourse.autopilot.load import Loaded
from truecourse.autopilot.state import EVENT_SLACK, LNAV, Flight, Order, State, obey, waypoint_as_met
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
from truecourse.autopilot.vertical import climb_to, time_to_change

GRAVITY = 9.80665
SEMI_MAJOR = 6378137.0
INSTANT_TURN = 0.05  # rad; smaller heading changes are made at once: under 20 m aside at any airliner's speed
SLOWEST = 50.0  # m/s; a flight that hardly moves yet is not asked how long its leg will take
TURN_WITHIN = 100e3  # m; fly-by turns are looked for this near to a waypoint
COURSE = 3  # `flight.orders.Mode`, as a plain number for the compiler


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


@inner
def init(flight: Flight) -> State:
    """A flight at its start, stationary, nose as ordered, navigation looking at its second waypoint."""
    loaded, j = flight.loaded, flight.j
    start = Vector(loaded.start[j, 0], loaded.start[j, 1], loaded.start[j, 2])
    north = north_of(start)
    heading = Direction(loaded.first_heading[j, 0], loaded.first_heading[j, 1])
    nose = in_space(heading, north, cross(north, start))
    order = Order(0, heading, loaded.start_altitude[j], 0.0)
    still = Vector(0.0, 0.0, 0.0)
    return State(0.0, start, still, nose, order.level, -1, 1, Leg(start, start), False, order)


@inner
def step(
    state: State, flight: Flight, environment: Environment, longest: float, t_end: float
) -> tuple[State, Info]:
    """Fly to the end of the step or to the next event, whichever is first."""
    s = state
    p = renormalise(s.p)
    if s.t + EVENT_SLACK >= s.order.until:
        s = obey(s, p, flight)
    inward = GRAVITY * environment.bank_tangent
    level = s.order.level
    change = time_to_change(s.altitude, level, flight.climb, environment)
    dt = min(longest, change, s.order.until - s.t, t_end - s.t)
    mid = midpoint(s, dt)
    cross_track = 0.0
    if s.order.mode == LNAV:
        s, cross_track, sooner = navigate(s, p, flight, inward, dt)
        if sooner < dt:
            dt = sooner
            mid = midpoint(s, dt)
    p_mid, north, east = mid

    altitude = 0.5 * (s.altitude + climb_to(s.altitude, level, flight.climb, dt, environment))
    tas = profile(environment.tas, altitude) * flight.speed
    t_mid = s.t + 0.5 * dt
    if s.captured:
        here = displaced(p_mid, north, flight.unit, t_mid)
        course = leg_course(here, s.along.normal, cross_track, tas * dt, dt)
        air = air_at(p_mid, north, altitude, t_mid, flight.loaded, flight.j, environment)
        target = into_wind(course, 1.0 / tas, air.wind)
    else:
        air = air_at(p_mid, north, altitude, t_mid, flight.loaded, flight.j, environment)
        target = selected_heading(s.order, tas, air)
    nose = horizontal(s.nose, north, east)
    heading, ahead, chord, taken = turn(nose, target, tas, inward, dt)
    if taken < dt:  # a turn ends the step before it has climbed so far: its speed is that of the turn
        altitude = 0.5 * (s.altitude + climb_to(s.altitude, level, flight.climb, taken, environment))
        tas = profile(environment.tas, altitude) * flight.speed
        heading, ahead, chord, taken = turn(nose, target, tas, inward, taken)
    dt = taken
    velocity = Direction(tas * chord * ahead.north + air.wind.north, tas * chord * ahead.east + air.wind.east)
    p, v = advance(p, p_mid, north, velocity, altitude, dt)
    altitude = climb_to(s.altitude, level, flight.climb, dt, environment)
    after = State(
        s.t + dt,
        p,
        v,
        in_space(heading, north, east),
        altitude,
        s.command,
        s.leg,
        s.along,
        s.captured,
        s.order,
    )
    return after, Info(velocity, heading, tas, air.wind, air.magnetic)


@inner
def midpoint(s: State, dt: float) -> tuple[Vector, Vector, Vector]:
    """Where half a step at the velocity so far leads, north and east there."""
    p = renormalise(add(s.p, s.v, 0.5 * dt))
    north = north_of(p)
    return p, north, cross(north, p)


@inner
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


@inner
def navigate(s: State, p: Vector, flight: Flight, inward: float, dt: float) -> tuple[State, float, float]:
    """Sequence the leg where its end is abeam (or its turn begins), see whether an armed mode captures.

    `p` is the place, `inward` the acceleration in a turn, m/s². Returns the state, the cross-track in metres,
    and the step in seconds, shortened to end at the turn point.
    """
    here = displaced(p, north_of(p), flight.unit, s.t)
    leg, along = s.leg, s.along
    seen = look_along(here, along)
    gs2 = max(dot(s.v, s.v) * LEG_RADIUS**2, SLOWEST**2)
    beyond = seen.to_go - FARTHEST_TURN
    if leg < flight.last and (
        beyond <= 0.0 or beyond * beyond <= gs2 * dt * dt
    ):  # this step may reach the turn
        to_turn = seen.to_go
        if s.captured and to_turn < TURN_WITHIN:
            following = waypoint_as_met(flight, leg + 1)
            to_turn -= turn_anticipation(along.normal, along.end, following, gs2 / inward)
        if to_turn <= 1.0:
            leg += 1
            end = waypoint_as_met(flight, leg)
            along = Leg(leg_between(along.end, end), end)
            seen = look_along(here, along)
            to_turn = seen.to_go
        if leg < flight.last and (s.captured or abs(seen.cross_track) <= flight.gate):
            dt = min(dt, max(to_turn / np.sqrt(gs2), EVENT_SLACK))
    captured = s.captured or abs(seen.cross_track) <= flight.gate
    after = State(s.t, s.p, s.v, s.nose, s.altitude, s.command, leg, along, captured, s.order)
    return after, seen.cross_track, dt


@inner
def selected_heading(order: Order, tas: float, air: Air) -> Direction:
    """The true heading of the modes that hold one, armed navigation among them, or make good a course."""
    if order.mode == COURSE:
        return into_wind(order.selected, 1.0 / tas, air.wind)
    heading = order.selected
    for _ in range(1 if order.mode == LNAV else order.mode):
        heading = rotate(heading, air.magnetic.north, air.magnetic.east)
    return heading


@inner
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


@inner
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
    return add(p, v, dt * (1.0 - square * dt * dt * (1.0 / 24.0))), v


@inner
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
