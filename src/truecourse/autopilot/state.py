"""A flight between steps, what is ordered of it, and how it takes its orders."""

from typing import NamedTuple

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.inertial import Unit, displaced, turned, unit_of
from truecourse.autopilot.lateral import Leg, leg_between
from truecourse.autopilot.load import Loaded
from truecourse.autopilot.vector import Direction, Vector, north_of, renormalise
from truecourse.autopilot.vertical import level_at

EVENT_SLACK = 1e-3  # s; an event this near has come
LNAV = 4  # `flight.orders.Mode`, as a plain number for the compiler


class Flight(NamedTuple):
    """One flight of a batch, and what of it stays the same from step to step."""

    loaded: Loaded
    j: int
    speed: float
    climb: float
    gate: float
    last: int
    unit: Unit


class Order(NamedTuple):
    """What is ordered until a time (s): mode, heading selected, altitude (m)."""

    mode: int
    selected: Direction
    level: float
    until: float


class State(NamedTuple):
    """A flight between steps: time (s), n-vector, angular velocity (rad/s), nose, altitude (m).

    The n-vector is within 1e-4 of length one: who reads it puts it right, and a step does so for the place
    and for its midpoint side by side. The nose is a unit vector in space, because near a pole north turns
    under it. Then the command in force, the waypoint flown to, its leg, whether navigation has captured, and
    the orders.
    """

    t: float
    p: Vector
    v: Vector
    nose: Vector
    altitude: float
    command: int
    leg: int
    along: Leg
    captured: bool
    order: Order


@inner
def flight_of(loaded: Loaded, j: int) -> Flight:
    """Flight `j` of a batch."""
    last = loaded.waypoint_count[j] - 1
    unit = unit_of(loaded.units, j, 0)
    return Flight(loaded, j, loaded.speed[j], loaded.climb[j], loaded.capture_gate[j], last, unit)


@inner
def obey(s: State, p: Vector, flight: Flight) -> State:
    """Take the commands and the level whose time has come.

    A new LNAV command chooses its leg; a direct one begins its leg where the unit believes to be.
    """
    loaded, j = flight.loaded, flight.j
    command, leg, along, captured = s.command, s.leg, s.along, s.captured
    count, now = loaded.command_t.shape[1], s.t + EVENT_SLACK
    while command + 1 < count and loaded.command_t[j, command + 1] <= now:
        command += 1
        captured = False
        if loaded.mode[j, command] == LNAV:
            leg = loaded.leg[j, command]
            start = waypoint_as_met(flight, max(leg - 1, 0))
            if loaded.direct[j, command] == 1:
                start = renormalise(displaced(p, north_of(p), flight.unit, s.t))
                captured = True
            end = waypoint_as_met(flight, leg)
            along = Leg(leg_between(start, end), end)
    level, until = level_at(loaded.level_t, loaded.level, j, now)
    if command + 1 < count:
        until = min(until, loaded.command_t[j, command + 1])
    selected = Direction(loaded.heading[j, command, 0], loaded.heading[j, command, 1])
    order = Order(loaded.mode[j, command], selected, level, until)
    return State(s.t, s.p, s.v, s.nose, s.altitude, command, leg, along, captured, order)


@inner
def waypoint(loaded: Loaded, j: int, index: int) -> Vector:
    """Entered waypoint of flight `j`, n-vector."""
    w = loaded.waypoints
    return Vector(w[j, index, 0], w[j, index, 1], w[j, index, 2])


@inner
def waypoint_as_met(flight: Flight, index: int) -> Vector:
    """Where a flight really is when its coupled unit, drift aside, believes to be at an entered waypoint."""
    return turned(waypoint(flight.loaded, flight.j, index), flight.unit.cos, -flight.unit.sin)
