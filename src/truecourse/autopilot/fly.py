"""Fold `step` over flights: one compiled kernel for every aircraft and every cause, on threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled, inner
from truecourse.autopilot.environment import Environment
from truecourse.autopilot.load import Loaded, load
from truecourse.autopilot.motion import init, step
from truecourse.autopilot.probe import (
    TRACK_COLUMNS,
    Answers,
    Questions,
    T,
    alike,
    answer,
    empty_answers,
    no_questions,
)
from truecourse.autopilot.state import flight_of
from truecourse.autopilot.vector import renormalise
from truecourse.flight.orders import COMMANDS, WAYPOINTS, Instruments, Orders

STEP = 120.0  # s; the worst of 1,000 drawn flights is 0.07 NM from one-second steps after 5.4 h
CHUNK = 256
WORKERS = 2
FEW = 0.01


class Duration(NamedTuple):
    """How long to fly and in what steps, seconds; `rows` leaves room for the events that end a step early."""

    t_end: float
    longest: float
    rows: int


def duration(t_end: float, longest: float = STEP) -> Duration:
    """Rows enough for `t_end` seconds with every command and waypoint used, and turns after each."""
    return Duration(float(t_end), float(longest), int(np.ceil(t_end / longest)) + 8 * (COMMANDS + WAYPOINTS))


@inner
def fly_one(
    loaded: Loaded, j: int, environment: Environment, t_end: float, longest: float, out: NDArray
) -> int:
    """Fly flight `j` into rows of `out` (rows, TRACK_COLUMNS), the start first.

    Returns how many rows, or -1 if they ran out. True airspeed and ground velocity of a row are those on the
    way to it; the first row's are left as they were.
    """
    flight = flight_of(loaded, j)
    state = init(flight)
    out[0, 7], out[0, 8] = loaded.first_heading[j, 0], loaded.first_heading[j, 1]
    i = 0
    while True:
        row = out[i]
        p = renormalise(state.p)
        row[0], row[1], row[2], row[3], row[4] = state.t, p.x, p.y, p.z, state.altitude
        row[9], row[10], row[11] = state.command, state.leg, state.captured
        i += 1
        if state.t >= t_end - 1e-6:
            return i
        if i >= out.shape[0]:
            return -1
        state, info = step(state, flight, environment, longest, t_end)
        out[i, 5], out[i, 6], out[i, 12] = info.velocity.north, info.velocity.east, info.tas
        out[i, 7], out[i, 8] = info.heading.north, info.heading.east


@compiled
def _fly_and_answer(
    loaded: Loaded,
    first: int,
    last: int,
    environment: Environment,
    questions: Questions,
    time: Duration,
    answers: Answers,
    buffer: NDArray,
) -> int:
    """Fly `first` to `last`, each in a buffer that stays in the cache; count those out of rows."""
    short = 0
    for j in range(first, last):
        steps = fly_one(loaded, j, environment, time.t_end, time.longest, buffer)
        if steps < 0:
            short += 1
        else:
            answer(buffer, steps, questions, loaded, j, environment, answers)
    return short


def ask(
    orders: Orders,
    instruments: Instruments,
    environment: Environment,
    questions: Questions,
    time: Duration,
    workers: int = WORKERS,
) -> Answers:
    """Fly every row of the orders and keep only the answers.

    A flight that ran out of rows answers NaN to everything. Raises ValueError if that is more than `FEW` of
    them.
    """
    loaded, questions = load(orders, instruments), alike(questions)
    n = loaded.start.shape[0]
    answers = empty_answers(questions, n)

    def run(first: int) -> int:
        buffer, last = np.zeros((time.rows, TRACK_COLUMNS)), min(first + CHUNK, n)
        return _fly_and_answer(loaded, first, last, environment, questions, time, answers, buffer)

    _enough(_spread(run, range(0, n, CHUNK), workers), FEW * n, time)
    return answers


def fly(
    orders: Orders, instruments: Instruments, environment: Environment, time: Duration
) -> list[NDArray[np.float64]]:
    """Fly every row of the orders and keep every step: a list of arrays (steps + 1, TRACK_COLUMNS), see
    `probe`.

    Raises ValueError if a flight runs out of rows.
    """
    loaded = load(orders, instruments)
    nothing = no_questions(environment)
    answers = empty_answers(nothing, loaded.start.shape[0])
    tracks = [np.zeros((time.rows, TRACK_COLUMNS)) for _ in range(loaded.start.shape[0])]

    def run(j: int) -> int:  # through the same compiled entry as `ask`, so that there is one to compile
        short = _fly_and_answer(loaded, j, j + 1, environment, nothing, time, answers, tracks[j])
        tracks[j] = tracks[j][: int(np.argmax(tracks[j][:, T])) + 1]
        return short

    _enough(_spread(run, range(len(tracks)), WORKERS), 0.0, time)
    return tracks


def _spread(run: Callable[[int], int], firsts: range, workers: int) -> int:
    if len(firsts) <= 1 or workers == 1:
        return sum(map(run, firsts))
    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(run, firsts))


def _enough(short: int, most: float, time: Duration) -> None:
    if short > most:
        raise ValueError(
            f"{short} simulated flights ran out of steps before {time.t_end:.0f} s: "
            "their orders ask for too many turns"
        )
