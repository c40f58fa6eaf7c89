"""What is asked of a flown track: where it was at times, when it passed abeam places, when it crossed edges.

Everything an observation can be compared with is one of these, so the kernel knows nothing of observations.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.environment import Environment, locate, scalar_at
from truecourse.autopilot.inertial import believed
from truecourse.autopilot.lateral import LEG_RADIUS, leg_between
from truecourse.autopilot.load import Loaded
from truecourse.autopilot.motion import air_at
from truecourse.autopilot.state import waypoint
from truecourse.autopilot.vector import Vector, cross, dot, north_of, unit

NEAR = 0.92  # cosine of about 1,400 NM: a plane abeam a place is only met on that place's side of the Earth
# columns of a recorded track, and of the state answered at a time
T, X, Y, Z, ALTITUDE, GO_NORTH, GO_EAST, NOSE_NORTH, NOSE_EAST, COMMAND, LEG, CAPTURED, TAS = range(13)
TRACK_COLUMNS = 13
STATE_COLUMNS = 12  # x y z altitude velocity(2) heading(2) wind(2) magnetic north(2)

Array = NDArray[np.float64]


class Questions(NamedTuple):
    """What to read off every flight.

    times (Q,): s since the start. abeam, tangent, normal (A, 3): a place, the leg's direction there, the
    leg's normal. unit_leg (R,): index of the entered waypoint whose passage the reporting unit declares.
    edges (E, rows²) float32: signed distance in metres to an area's edge on the environment's plane, positive
    outside.
    """

    times: Array
    abeam: Array
    tangent: Array
    normal: Array
    unit_leg: NDArray[np.int64]
    edges: NDArray[np.float32]


class Answers(NamedTuple):
    """For n flights; NaN where it did not happen.

    state (n, Q, STATE_COLUMNS): n-vector, altitude m, then (north, east) of ground velocity m/s, heading,
    wind m/s and magnetic north at each time. abeam (n, A, 2): s since the start and m right of the leg.
    report (n, R): s. crossing (n, E, 2): s of first entry and of the first exit after it.
    """

    state: Array
    abeam: Array
    report: Array
    crossing: Array


def no_questions(environment: Environment) -> Questions:
    """Nothing asked."""
    none = np.zeros((0, 3))
    edges = np.zeros((0, environment.field.shape[0]), np.float32)
    return Questions(np.zeros(0), none, none, none, np.zeros(0, np.int64), edges)


def alike(questions: Questions) -> Questions:
    """The same questions in arrays of one kind: the compiler takes a read-only one for another type."""
    return Questions(
        times=_real(questions.times),
        abeam=_real(questions.abeam),
        tangent=_real(questions.tangent),
        normal=_real(questions.normal),
        unit_leg=np.require(questions.unit_leg, np.int64, ["C", "W"]),
        edges=np.require(questions.edges, np.float32, ["C", "W"]),
    )


def _real(a: Array) -> Array:
    return np.require(a, np.float64, ["C", "W"])


def empty_answers(questions: Questions, n: int) -> Answers:
    """Room for the answers of `n` flights, all "did not happen"."""
    return Answers(
        np.full((n, questions.times.size, STATE_COLUMNS), np.nan),
        np.full((n, questions.abeam.shape[0], 2), np.nan),
        np.full((n, questions.unit_leg.size), np.nan),
        np.full((n, questions.edges.shape[0], 2), np.nan),
    )


@inner
def answer(
    track: Array,
    steps: int,
    questions: Questions,
    loaded: Loaded,
    j: int,
    environment: Environment,
    answers: Answers,
) -> None:
    """Read the first `steps` rows of a track `(m, TRACK_COLUMNS)` and write row `j` of the answers."""
    for q in range(questions.times.shape[0]):
        state_at(track, steps, questions.times[q], loaded, j, environment, answers.state[j, q])
    for a in range(questions.abeam.shape[0]):
        passage_abeam(track, steps, questions, a, answers.abeam[j, a])
    for r in range(questions.unit_leg.shape[0]):
        answers.report[j, r] = passage_reported(track, steps, questions.unit_leg[r], loaded, j)
    for e in range(questions.edges.shape[0]):
        crossing(track, steps, questions.edges[e], environment, answers.crossing[j, e])


@inner
def place(track: Array, i: int) -> Vector:
    """Position at a row."""
    return Vector(track[i, X], track[i, Y], track[i, Z])


@inner
def state_at(
    track: Array, steps: int, t: float, loaded: Loaded, j: int, environment: Environment, out: Array
) -> None:
    """State at one time, between the rows around it; nothing where the track does not reach it."""
    if not (track[0, T] <= t <= track[steps - 1, T] + 1e-3):
        return
    before, i = 0, steps - 1
    while i - before > 1:
        middle = (before + i) // 2
        if track[middle, T] < t:
            before = middle
        else:
            i = middle
    share = (t - track[i - 1, T]) / max(track[i, T] - track[i - 1, T], 1e-9)
    a, b = place(track, i - 1), place(track, i)
    p = unit(Vector(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.z + share * (b.z - a.z)))
    altitude = track[i - 1, ALTITUDE] * (1 - share) + track[i, ALTITUDE] * share
    air = air_at(p, north_of(p), altitude, t, loaded, j, environment)
    out[0], out[1], out[2], out[3] = p.x, p.y, p.z, altitude
    for k in range(4):
        out[4 + k] = track[i, GO_NORTH + k]
    out[8], out[9] = air.wind.north, air.wind.east
    out[10], out[11] = air.magnetic.north, air.magnetic.east


@inner
def passage_abeam(track: Array, steps: int, questions: Questions, a: int, out: Array) -> None:
    """Time of first passing the plane abeam a place, and the distance right of the leg there."""
    g = Vector(questions.abeam[a, 0], questions.abeam[a, 1], questions.abeam[a, 2])
    d = Vector(questions.tangent[a, 0], questions.tangent[a, 1], questions.tangent[a, 2])
    n = Vector(questions.normal[a, 0], questions.normal[a, 1], questions.normal[a, 2])
    before = dot(place(track, 0), d)
    for i in range(1, steps):
        p = place(track, i)
        after = dot(p, d)
        if before < 0.0 <= after and dot(p, g) > NEAR:
            share = before / (before - after)
            off = dot(place(track, i - 1), n) * (1 - share) + dot(p, n) * share
            out[0] = track[i - 1, T] + share * (track[i, T] - track[i - 1, T])
            out[1] = -LEG_RADIUS * np.arcsin(off)
            return
        before = after


@inner
def passage_reported(track: Array, steps: int, leg: int, loaded: Loaded, j: int) -> float:
    """Time at which the reporting unit declares passage of an entered waypoint: abeam, as it believes."""
    end = waypoint(loaded, j, leg)
    d = cross(leg_between(waypoint(loaded, j, leg - 1), end), end)
    before = dot(believed(place(track, 0), loaded.units, j, 1, 0.0), d)
    for i in range(1, steps):
        p = believed(place(track, i), loaded.units, j, 1, track[i, T])
        after = dot(p, d)
        if before < 0.0 <= after and dot(p, end) > NEAR:
            return track[i - 1, T] + before / (before - after) * (track[i, T] - track[i - 1, T])
        before = after
    return np.nan


@inner
def crossing(track: Array, steps: int, edge: Array, environment: Environment, out: Array) -> None:
    """Times of first entering an area and of first leaving it afterwards."""
    plane = environment.plane
    node, fx, fy = locate(place(track, 0), plane)
    before = scalar_at(edge, plane.rows, node, fx, fy)
    inside = before <= 0.0
    if inside:
        out[0] = track[0, T]
    for i in range(1, steps):
        node, fx, fy = locate(place(track, i), plane)
        after = scalar_at(edge, plane.rows, node, fx, fy)
        if (after <= 0.0) != inside:
            when = track[i - 1, T] + before / (before - after) * (track[i, T] - track[i - 1, T])
            if inside:
                out[1] = when
                return
            out[0] = when
            inside = True
        before = after
