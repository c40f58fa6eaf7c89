"""Where the nose should point: heading modes, course hold, and following entered legs."""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.vector import Direction, Vector, add, along, cross, dot, rotate, unit

CONVERGENCE_TIME = 120.0  # s; cross-track on a captured leg decays by e in this time
INTERCEPT_SINE = 0.42261826174  # sin 25°: the steepest intercept of the 1983 fleet's inertial system
ECCENTRICITY2 = 6.69437999014e-3
LEG_RADIUS = 6371000.0  # m; turns small angles off a leg into metres for the gate and the convergence
FARTHEST_TURN = 37000.0  # m; no turn begins further than 20 NM from its waypoint


class Leg(NamedTuple):
    """A leg as the coupled unit will bring it about: its normal, to its left, and the waypoint at its end."""

    normal: Vector
    end: Vector


class Seen(NamedTuple):
    """How a leg lies from a believed position: cross-track (m, right positive), distance to go (m)."""

    cross_track: float
    to_go: float


@inner
def leg_between(start: Vector, end: Vector) -> Vector:
    """Normal of the great circle of two n-vectors, to the left of the leg; null where they are the same.

    The difference is taken first, which keeps short legs exact.
    """
    return unit(cross(start, add(end, start, -1.0)))


@inner
def look_along(position: Vector, leg: Leg) -> Seen:
    """Cross-track and distance to go on a leg from a believed position."""
    ahead = dot(cross(leg.end, leg.normal), position)
    across = -LEG_RADIUS * arc(dot(position, leg.normal))
    if dot(leg.end, position) < 0.7:  # more than 45° to go: how far does not matter yet
        return Seen(across, LEG_RADIUS)
    return Seen(across, LEG_RADIUS * arc(ahead))


@inner
def arc(sine: float) -> float:
    """Arcsine by its series: within 1e-5 of itself up to 600 NM, where it decides when and how to turn."""
    s2 = sine * sine
    return sine * (1.0 + s2 * (1.0 / 6.0 + s2 * (3.0 / 40.0 + s2 * (15.0 / 336.0 + s2 * (105.0 / 3456.0)))))


@inner
def turn_anticipation(normal: Vector, end: Vector, after: Vector, turn_radius: float) -> float:
    """Distance before `end` at which a fly-by turn onto the leg to `after` begins: r tan(Δ/2)."""
    following = leg_between(end, after)
    if dot(following, following) < 0.5:
        return 0.0
    c = min(max(dot(normal, following), -0.99), 1.0)
    return min(turn_radius * np.sqrt((1.0 - c) / (1.0 + c)), FARTHEST_TURN)


@inner
def leg_course(position: Vector, normal: Vector, cross_track: float, distance: float, dt: float) -> Direction:
    """Course that brings the cross-track down by exp(-dt/`CONVERGENCE_TIME`) in a step of `distance` metres.

    Solved for the step, not fed back, so that it is stable at any step (the exponential by its series, in the
    denominator, where it can only shrink what is left); limited to a 25° intercept.
    """
    ahead = cross(normal, position)
    # north and east on the sphere of normals, times cos(latitude); metres differ: M/N = (1 - e²) / (1 -
    # e² sin²)
    north, east = ahead.z, normal.z - dot(normal, position) * position.z
    ratio = 1.0 - ECCENTRICITY2 * position.z * position.z
    course = along(Direction(north * (1.0 - ECCENTRICITY2), east * ratio))
    x = dt * (1.0 / CONVERGENCE_TIME)
    grown = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0))))
    wanted = cross_track * (grown - 1.0) / (grown * max(distance, 1.0))
    sine = -min(max(wanted, -INTERCEPT_SINE), INTERCEPT_SINE)
    return rotate(course, np.sqrt(1.0 - sine * sine), sine)


@inner
def into_wind(course: Direction, slowness: float, wind: Direction) -> Direction:
    """Heading that makes good a course: sin(correction) = -crosswind × `slowness`, 1 / true airspeed."""
    across = course.north * wind.east - course.east * wind.north
    sine = min(max(-across * slowness, -0.9), 0.9)
    return rotate(course, np.sqrt(1.0 - sine * sine), sine)
