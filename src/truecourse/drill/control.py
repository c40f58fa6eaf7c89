"""Air traffic control of made-up traffic: what is said to flights, and what they then do of it.

Tasks wait in a heap by time; each becomes words (what the watch is told) and commands (what is flown), and
may put a task of its own behind it. The order is always the word first, the hand some seconds later.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.drill.fleet import Act, Do, Fleet
from truecourse.drill.routes import FOOT, NM, Traffic, fixes_of, plan_of
from truecourse.earth.angles import wrap_course
from truecourse.flight.assigned import Permission, Special, Word
from truecourse.flight.clearance import Clearance, Granted

NEAR = 120e3  # m to the next fix: nearer than that a flight is left to its turn
HAND = 8.0, 22.0  # s from the word to the hand: least and most
GAP = 1000.0  # s between the end of one piece of control and the next


class Kind(IntEnum):
    """What a controller does with a flight."""

    OFFER = 0  # choose one of those below
    VECTOR = 1
    DIRECT = 2
    OFFSET = 3
    WEATHER = 4
    STEP = 5
    BACK = 6  # after a vector: direct to the next fix
    RETURN = 7  # after weather: back onto the route
    RESUME = 8  # own navigation again


class Task(NamedTuple):
    """When, which flight, what, and a number of its own."""

    t: float
    flight: int
    kind: Kind
    value: float = 0.0


class Said(NamedTuple):
    """When, of which flight (its number), what."""

    t: float
    flight: int
    word: Word


@dataclass(slots=True)
class Desk:
    """The controller's desk, written on as the traffic goes: tasks and commands waiting, in heaps by time."""

    rng: np.random.Generator
    tasks: list[Task] = field(default_factory=list)
    commands: list[Do] = field(default_factory=list)


def clear_out(desk: Desk, traffic: Traffic, flight: int, now: float) -> list[Said]:
    """The plan is filed and the flight cleared to its level; its controller will have something for it."""
    cruise = float(traffic.cruise[flight])
    heappush(desk.commands, Do(now, flight, Act.LEVEL, cruise))
    heappush(desk.commands, Do(now, flight, Act.MACH, float(traffic.mach[flight])))
    heappush(desk.tasks, Task(now + desk.rng.uniform(1500.0, 3000.0), flight, Kind.OFFER))
    level = Clearance(now, Granted.LEVEL, altitude=cruise)
    return [Said(now, flight, plan_of(traffic, flight)), Said(now, flight, level)]


class Sky(NamedTuple):
    """The flights in the air: their state, which row each of all flights has in it (-1: none), and who is
    settled in level cruise, not yet descending, by row.
    """

    fleet: Fleet
    row: NDArray[np.int64]
    settled: NDArray[np.bool_]


def handle(desk: Desk, traffic: Traffic, sky: Sky, until: float) -> list[Said]:
    """Do what is due before `until`: what is said."""
    said: list[Said] = []
    while desk.tasks and desk.tasks[0].t < until:
        task = heappop(desk.tasks)
        if sky.row[task.flight] < 0:
            continue  # it has landed
        if task.kind is Kind.OFFER:
            _offer(desk, traffic, sky, task)
        else:
            said += (Said(task.t, task.flight, word) for word in _do(desk, traffic, sky, task))
    return said


def due(desk: Desk, until: float) -> list[Do]:
    """Commands whose time has come."""
    ready = []
    while desk.commands and desk.commands[0].t < until:
        ready.append(heappop(desk.commands))
    return ready


def _offer(desk: Desk, traffic: Traffic, sky: Sky, task: Task) -> None:
    """Something for this flight, if it is where that makes sense; crews who report far out get no vectors."""
    t, i, rng, fleet = task.t, task.flight, desk.rng, sky.fleet
    row = sky.row[i]
    if not sky.settled[row] or fleet.to_go[row] < NEAR:
        heappush(desk.tasks, Task(t + 240.0, i, Kind.OFFER))
        return
    kinds = [Kind.OFFSET, Kind.WEATHER, Kind.STEP]
    if not traffic.reports[i]:
        kinds += [Kind.VECTOR, Kind.VECTOR]
        if fleet.leg[row] < traffic.kit.count[i] - 2:
            kinds += [Kind.DIRECT, Kind.DIRECT]
    heappush(desk.tasks, Task(t, i, kinds[int(rng.integers(len(kinds)))]))


def _do(desk: Desk, traffic: Traffic, sky: Sky, task: Task) -> list[Word]:
    """One piece of control: its words, its commands, what comes after."""
    t, i, kind, value = task
    rng, fleet, row = desk.rng, sky.fleet, sky.row[i]
    acts = t + rng.uniform(*HAND)
    then, again = Task(0.0, i, Kind.OFFER), GAP + rng.exponential(1500.0)
    words: list[Word] = []
    if kind is Kind.VECTOR:
        turn = np.radians(rng.uniform(10.0, 40.0)) * rng.choice([-1.0, 1.0])
        heading = float(wrap_course(fleet.heading[row] - fleet.variation[row] + turn))
        heading = np.radians(5.0 * np.round(np.degrees(heading) / 5.0))
        words = [Clearance(t, Granted.HEADING, heading_magnetic=heading)]
        heappush(desk.commands, Do(acts, i, Act.MAGNETIC, heading))
        then, again = then._replace(kind=Kind.BACK), rng.uniform(120.0, 360.0)
    elif kind in (Kind.DIRECT, Kind.BACK):
        to = int(fleet.leg[row]) + (kind is Kind.DIRECT)
        to = min(to, int(traffic.kit.count[i]) - 1)
        words = [Clearance(t, Granted.DIRECT, fix=fixes_of(traffic, i)[to])]
        heappush(desk.commands, Do(acts, i, Act.DIRECT, float(to)))
    elif kind is Kind.OFFSET:
        right = float(rng.choice([1.0, 2.0])) * NM
        words = [Permission(t, Special.OFFSET, right)]
        heappush(desk.commands, Do(acts, i, Act.OFFSET, right))
        then, again = then._replace(kind=Kind.RESUME), rng.uniform(1200.0, 2400.0)
    elif kind is Kind.WEATHER:
        cleared = (10.0 if traffic.reports[i] else float(rng.choice([10.0, 15.0, 20.0]))) * NM
        words = [Permission(t, Special.DEVIATION, cleared)]
        flown = cleared * rng.uniform(0.4, 0.85) * rng.choice([-1.0, 1.0])
        heappush(desk.commands, Do(acts, i, Act.OFFSET, flown))
        then, again = then._replace(kind=Kind.RETURN), rng.uniform(600.0, 1200.0)
    elif kind is Kind.RETURN:  # the crew turns back first and says so when it is there
        heappush(desk.commands, Do(acts, i, Act.OFFSET, 0.0))
        then, again = then._replace(kind=Kind.RESUME, value=1.0), 600.0
    elif kind is Kind.RESUME:
        words = [Permission(t, Special.RESUME)]
        heappush(desk.commands, Do(t if value else acts, i, Act.OFFSET, 0.0))
    elif kind is Kind.STEP:
        level = float(fleet.level[row]) + 2000.0 * FOOT * float(rng.choice([-1.0, 1.0]))
        words = [Clearance(t, Granted.LEVEL, altitude=level)]
        heappush(desk.commands, Do(acts, i, Act.LEVEL, level))
    heappush(desk.tasks, then._replace(t=t + again))
    return words
