"""The made-up flights in the air at one time, row by row: who they are, how they fly on, what is heard."""

from heapq import heappush
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.drill.control import Desk, Said, due
from truecourse.drill.fleet import Act, Beliefs, Do, Fleet, Kit, begin, fly, obey, surround
from truecourse.drill.hearing import Net, Sight, hear, sight
from truecourse.drill.leg import Leg
from truecourse.drill.radar import merged
from truecourse.drill.routes import Traffic
from truecourse.earth.nvector import to_nvector
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.reports import Reports

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
T = TypeVar("T", Fleet, Kit, Leg, Beliefs)  # records of arrays by row

STEP, STEPS = 4.0, 3  # s, and how many make a scan
GROUND_TIME = 72.0  # s on the ground after landing, before nothing more is heard
DESCENDS, MARGIN = 0.7, 15e3  # of the cruising ground speed, and m: when a flight is sent down
TOUCH = 2000.0  # m from the last fix: there it lands


class Aloft(NamedTuple):
    """By row: `who` of all flights, their state, who has been sent down, when it landed (NaN: not yet)."""

    who: Rows
    fleet: Fleet
    kit: Kit
    seen: Sight
    sent: NDArray[np.bool_]
    landed: Array


def enter(traffic: Traffic, new: Rows, now: float, wind: Wind, radars: Net) -> Aloft:
    """Flights at their first fix, low and slow."""
    kit = _kit_of(traffic.kit, new)
    p = to_nvector(traffic.lat[new, 0], traffic.lon[new, 0]).T
    fleet = surround(begin(now, p, traffic.course[new], np.full(len(new), 450.0), kit), kit, wind)
    return Aloft(new, fleet, kit, sight(radars, fleet), np.zeros(len(new), bool), np.full(len(new), np.nan))


def exchange(aloft: Aloft, new: Aloft) -> Aloft:
    """Those long landed leave, new ones come; who sees them must be asked again (`renew`)."""
    kept = np.flatnonzero(~(aloft.fleet.t - aloft.landed > GROUND_TIME))
    fleet, kit = _fleet_of(aloft.fleet, kept), _kit_of(aloft.kit, kept)
    return Aloft(
        np.concatenate([aloft.who[kept], new.who]), _both(fleet, new.fleet), _both(kit, new.kit), aloft.seen,
        np.concatenate([aloft.sent[kept], new.sent]), np.concatenate([aloft.landed[kept], new.landed]),
    )  # fmt: skip


def renew(aloft: Aloft, wind: Wind, radars: Net) -> Aloft:
    """The air about each flight now, and the radar that hears it: once a minute."""
    return aloft._replace(fleet=surround(aloft.fleet, aloft.kit, wind), seen=sight(radars, aloft.fleet))


def send_down(aloft: Aloft, traffic: Traffic, beyond: Array, desk: Desk) -> tuple[Aloft, list[Said]]:
    """Clear to descend whoever is near enough to its last fix; `beyond` `(F, 9)` m from each fix to that."""
    fleet = aloft.fleet
    speed = np.hypot(fleet.north, fleet.east)
    left = fleet.to_go + beyond[aloft.who, fleet.leg]
    needs = fleet.altitude / aloft.kit.climb * speed * DESCENDS + MARGIN
    near = (left < needs) & ~aloft.sent & (fleet.altitude > 3000.0)
    if not near.any():
        return aloft, []
    said = []
    for i in aloft.who[near].tolist():
        said.append(Said(fleet.t, i, Clearance(fleet.t, Granted.LEVEL, altitude=0.0)))
        heappush(desk.commands, Do(fleet.t + desk.rng.uniform(8.0, 25.0), i, Act.LEVEL, 0.0))
    return aloft._replace(sent=aloft.sent | near), said


def scan(
    rng: np.random.Generator, aloft: Aloft, traffic: Traffic, radars: Net, desk: Desk
) -> tuple[Aloft, Reports]:
    """Twelve seconds on: commands obeyed, flights flown, each heard once in its turn, by reception."""
    row = np.full(len(traffic.start), -1, np.int64)
    row[aloft.who] = np.arange(len(aloft.who))
    fleet, heard, turn = aloft.fleet, [], aloft.seen.phase * STEPS
    landed = aloft.landed
    for k in range(STEPS):
        commands = [
            do._replace(flight=int(row[do.flight])) for do in due(desk, fleet.t) if row[do.flight] >= 0
        ]
        last = fleet.leg == aloft.kit.count - 1  # before: on passing a fix, what is to go was to that fix
        fleet = fly(obey(fleet, aloft.kit, commands), aloft.kit, STEP)
        down = last & (fleet.leg == aloft.kit.count - 1) & (fleet.to_go < TOUCH) & np.isnan(landed)
        landed = np.where(down, fleet.t, landed)
        now = np.flatnonzero((turn >= k) & (turn < k + 1))
        t = fleet.t + STEP * (turn[now] - k - 0.5)
        heard.append(_hear(rng, aloft._replace(fleet=fleet, landed=landed), traffic, radars, now, t))
    return aloft._replace(fleet=fleet, landed=landed), merged(heard)


def _hear(
    rng: np.random.Generator, aloft: Aloft, traffic: Traffic, radars: Net, rows: Rows, t: Array
) -> Reports:
    """What is heard of some rows; those that landed say so."""
    seen = Sight(aloft.seen.radar[rows], aloft.seen.phase[rows])
    heard = hear(
        rng, traffic, aloft.who[rows], _fleet_of(aloft.fleet, rows), _kit_of(aloft.kit, rows), seen, radars, t
    )
    ground = aloft.who[~np.isnan(aloft.landed)]
    heard.on_ground[:] = np.isin(heard.key, ground)
    return heard


def _fleet_of(fleet: Fleet, rows: Rows) -> Fleet:
    line = Leg(fleet.line.normal[:, rows], fleet.line.end[:, rows], fleet.line.half_turn[rows])
    parts = [getattr(fleet, name) for name in Fleet._fields]
    taken = [part[..., rows] if isinstance(part, np.ndarray) else part for part in parts]
    return Fleet._make(taken)._replace(line=line)


def _kit_of(kit: Kit, rows: Rows) -> Kit:
    return Kit(kit.waypoints[rows], kit.count[rows], kit.cas[rows], kit.climb[rows], kit.bank[rows],
               Beliefs(*(part[rows] for part in kit.beliefs)), kit.blown[:, rows])  # fmt: skip


def _both(one: T, other: T) -> T:
    """The rows of the first and then of the second, all the way down; what is no array is the first's."""
    parts: list[Any] = []
    for name in one._fields:
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, Leg | Beliefs):
            parts.append(_both(a, b))
        else:
            axis = 0 if name == "waypoints" else -1
            parts.append(np.concatenate([a, b], axis=axis) if isinstance(a, np.ndarray) else a)
    return type(one)._make(parts)
