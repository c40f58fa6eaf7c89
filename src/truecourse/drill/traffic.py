"""Clean traffic, streamed in order of time: nothing is wrong with it, so every alert is a nuisance.

Flights climb, turn, are vectored, sent direct, offset, kept clear of weather and moved to other levels, each
with its clearance said before; they descend and land. Some report by voice. Radars have noise, bias and gaps;
satellite and inertial positions have their errors; the wind is the field given.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.drill.aloft import Aloft, enter, exchange, renew, scan, send_down
from truecourse.drill.control import Desk, Said, Sky, clear_out, handle
from truecourse.drill.fleet import RADIUS
from truecourse.drill.hearing import net
from truecourse.drill.routes import Traffic, draw
from truecourse.drill.voice import announced
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports

Array = NDArray[np.float64]

SCAN, MINUTE = 12.0, 60.0
T0 = 489_024_000.0  # 1 July 1985, 00:00 UTC
FIRST_KEY = 1000


class Batch(NamedTuple):
    """One scan: `now` its end, words said until then, reports by reception, hours flown so far."""

    now: float
    assigned: tuple[Assigned, ...]
    reports: Reports
    hours: float


def clean_traffic(
    seed: int, flights: int, wind: Wind, spread: float = 4 * 3600.0, t: float = T0
) -> Iterator[Batch]:
    """Batches of 12 s until the last flight has landed; a flight lasts about two hours.

    Flights begin within `spread` s of `t` (POSIX s UTC). The same seed gives the same traffic. Keys run from
    1000 on and each flight is named when first heard.
    """
    rng = np.random.default_rng([seed, flights])
    traffic, radars, desk = draw(rng, flights, t, spread), net(rng), Desk(rng)
    beyond, order = _beyond(traffic), np.argsort(traffic.start)
    aloft, waiting, hours, now = enter(traffic, order[:0], t, wind, radars), 0, 0.0, t
    later: list[Said] = []
    while waiting < flights or len(aloft.who):
        said: list[Said] = []
        if round((now - t) / SCAN) % round(MINUTE / SCAN) == 0:
            first, waiting = waiting, int(np.searchsorted(traffic.start[order], now + MINUTE))
            new = order[first:waiting]
            said += [said_one for i in new.tolist() for said_one in clear_out(desk, traffic, i, now)]
            aloft = exchange(aloft, enter(traffic, new, now, wind, radars))
            aloft = renew(aloft, wind, radars)
        aloft, down = send_down(aloft, traffic, beyond, desk)
        said += down + handle(desk, traffic, _sky(aloft, traffic), now + SCAN)
        before = aloft.fleet.leg
        aloft, reports = scan(rng, aloft, traffic, radars, desk)
        later += announced(aloft, before, traffic, beyond)
        hours += SCAN * int(np.isnan(aloft.landed).sum()) / 3600.0
        now += SCAN
        said, later = [*said, *(s for s in later if s.t <= now)], [s for s in later if s.t > now]
        words = sorted((Assigned(FIRST_KEY + i, _name(i), t, word) for t, i, word in said), key=_said_at)
        yield Batch(now, tuple(words), _named(reports, [s.flight for s in said]), hours)


def _sky(aloft: Aloft, traffic: Traffic) -> Sky:
    """What the controllers see."""
    row = np.full(len(traffic.start), -1, np.int64)
    row[aloft.who] = np.arange(len(aloft.who))
    row[aloft.who[~np.isnan(aloft.landed)]] = -1
    level = np.abs(aloft.fleet.altitude - aloft.fleet.level) < 60.0
    return Sky(aloft.fleet, row, level & ~aloft.sent)


def _said_at(word: Assigned) -> float:
    return word.t


def _name(flight: int) -> str:
    return f"DRL{flight}"


def _named(reports: Reports, flights: list[int]) -> Reports:
    names = tuple((FIRST_KEY + i, _name(i)) for i in dict.fromkeys(flights))
    return replace(reports, key=reports.key + FIRST_KEY, names=names)


def _beyond(traffic: Traffic) -> Array:
    """Metres from each fix to the last, `(F, 9)`."""
    p = traffic.kit.waypoints
    chords = np.linalg.norm(np.diff(p, axis=1), axis=2)
    legs = 2.0 * RADIUS * np.arcsin(0.5 * chords)
    legs[np.arange(legs.shape[1]) >= (traffic.kit.count - 1)[:, None]] = 0.0
    return np.concatenate([np.cumsum(legs[:, ::-1], axis=1)[:, ::-1], np.zeros((len(p), 1))], axis=1)
