"""Fold `step` over descents down to the surface: one compiled kernel for every way of coming down."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import compiled, inner
from truecourse.autopilot.vector import Vector, unit
from truecourse.ending.descent import LONGEST, Array, Lost, Phases, Standard, standard
from truecourse.ending.motion import State, init, step

CHUNK = 256
WORKERS = 2
X, Y, Z, ALTITUDE, PATH, CLIMB = range(6)
COLUMNS = 6


class Fallen(NamedTuple):
    """n descents flown down.

    t (n,): s from the loss to the surface, at most `LONGEST`. place (n, 3): n-vector there. path (n,): metres
    gone over the ground until then. sink (n,): m/s at which it met the surface. state (n, Q, COLUMNS):
    n-vector, altitude m, metres gone and climb m/s at the times asked, NaN before the loss and after the
    surface.
    """

    t: Array
    place: Array
    path: Array
    sink: Array
    state: Array


def fall(
    lost: Lost,
    phases: Phases,
    asked: Array,
    surface: float = 0.0,
    scale: float = 1.0,
    workers: int = WORKERS,
) -> Fallen:
    """Fly every draw down to `surface` (m), asked for its state at times (n, Q), s since its loss, rising.

    `scale` stretches the steps: what a test of convergence halves.
    """
    n = len(lost.t)
    lost = Lost(*(np.require(a, np.float64, ["C", "W"]) for a in lost))
    held = np.require(phases.held, np.int64, ["C", "W"])
    phases = Phases(*(np.require(a, np.float64, ["C", "W"]) for a in phases))._replace(held=held)
    asked = np.require(np.broadcast_to(asked, (n, asked.shape[-1])), np.float64, ["C", "W"])
    found = Fallen(
        np.zeros(n), np.zeros((n, 3)), np.zeros(n), np.zeros(n), np.full((n, asked.shape[1], COLUMNS), np.nan)
    )
    air = standard()

    def run(first: int) -> None:
        span = (first, min(first + CHUNK, n))
        _fall(span, lost, phases, air, asked, (surface, scale), found)

    chunks = range(0, n, CHUNK)
    if workers <= 1:
        for first in chunks:
            run(first)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(run, chunks))
    return found


@inner
def _between(a: Vector, b: Vector, share: float) -> Vector:
    return Vector(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.z + share * (b.z - a.z))


@inner
def _share_down(before: State, after: State, surface: float) -> float:
    """Share of a step at which the surface is met: the climb changes evenly within it."""
    dt, above = after.t - before.t, before.altitude - surface
    if dt <= 0.0 or above <= 0.0:
        return 0.0
    bend = 0.5 * (after.climb - before.climb) / dt
    root = np.sqrt(max(before.climb * before.climb - 4.0 * bend * above, 0.0))
    below = root - before.climb
    return min(2.0 * above / (below * dt), 1.0) if below > 0.0 else 1.0


@compiled
def _fall(
    span: tuple[int, int],
    lost: Lost,
    phases: Phases,
    air: Standard,
    asked: Array,
    how: tuple[float, float],
    found: Fallen,
) -> None:
    """Draws from `span[0]` to `span[1]`; `how` is the surface and the stretch of the steps."""
    surface, scale = how
    for j in range(span[0], span[1]):
        s = init(lost, j)
        q = 0
        while q < asked.shape[1] and not asked[j, q] >= 0.0:
            q += 1
        while True:
            before = s
            s = step(s, j, lost, phases, air, scale)
            down = s.altitude <= surface
            share = 1.0
            if down:
                share = _share_down(before, s, surface)
            reached = before.t + share * (s.t - before.t)
            while q < asked.shape[1] and asked[j, q] <= reached:
                part = (asked[j, q] - before.t) / max(s.t - before.t, 1e-9)
                p = unit(_between(before.p, s.p, part))
                row = found.state[j, q]
                row[0], row[1], row[2] = p.x, p.y, p.z
                row[3] = before.altitude + part * (s.altitude - before.altitude)
                row[4] = before.path + part * (s.path - before.path)
                row[5] = before.climb + part * (s.climb - before.climb)
                q += 1
            if down or s.t >= LONGEST:
                p = unit(_between(before.p, s.p, share))
                found.place[j, 0], found.place[j, 1], found.place[j, 2] = p.x, p.y, p.z
                found.t[j] = reached
                found.sink[j] = -before.climb - share * (s.climb - before.climb)
                found.path[j] = before.path + share * (s.path - before.path)
                break
