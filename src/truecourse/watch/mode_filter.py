"""Kalman filters behind `mode`, for one flight and one step, compiled; they write into their arguments.

Ground velocity is air velocity plus wind. Over the ground north and east, anchored at the last position used:

    holds a heading    state n, e, V, psi, wn, wn', we, we';   d(n, e)/dt = V (cos, sin)(psi + variation) + w
    along the route    state s, V, w, w';                      ds/dt = V + w
    across the route   `mode_cross`

Each wind component is a Matérn process of order 3/2 in time as flown, exact in discrete time (Hartikainen &
Särkkä, Kalman filtering and smoothing solutions to temporal Gaussian process regression models, MLSP 2010,
sec. 3.1: F = exp(-l dt) [[1 + l dt, dt], [-l² dt, 1 - l dt]], Q = P - F P F', P = sd² diag(1, l²)); V and psi
walk at random. The innovation's log density is the step's contribution to the marginal likelihood (Särkkä,
Bayesian Filtering and Smoothing, 2013, eq. 12.5), so a filter's sum is the probability of everything seen. V
and psi enter by their derivatives at the mean.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import config, njit
from numpy.typing import NDArray

from truecourse.autopilot.compiled import OPTIONS

Array = NDArray[np.float64]
F = TypeVar("F", bound=Callable)
_OPTIONS: dict[str, Any] = OPTIONS | {"forceinline": False, "fastmath": {"contract", "arcp", "nsz"}}
_ENTRY: dict[str, Any] = _OPTIONS | {"cache": bool(getattr(config, "CACHE_DIR", ""))}


def part(function: F) -> F:
    """A compiled function that only compiled ones call, and that stays one: inlined, all take twice as long.

    Sums are not regrouped: with `reassoc`, `np.isfinite` (x - x == 0) takes a missing number for a number.
    """
    unwrapped = _OPTIONS | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return njit(**unwrapped)(function)


def entry(function: F) -> F:
    """A compiled function that Python calls."""
    return njit(**_ENTRY)(function)


# Columns of the parameters that a kernel is given.
WIND, RATE, SPEED_WALK, HEADING_WALK, SLOW, DRIFT, DRIFT_TIME, FAST_RATE, WIND_WALK = range(9)
PARAMETERS = 9
LOG_2PI = float(np.log(2.0 * np.pi))


@part
def spread(cov: Array, step: Array, work: Array) -> None:
    """P becomes F P F', both (m, m)."""
    m = cov.shape[0]
    for i in range(m):
        for j in range(m):
            total = 0.0
            for k in range(m):
                total += step[i, k] * cov[k, j]
            work[i, j] = total
    for i in range(m):
        for j in range(i + 1):
            total = 0.0
            for k in range(m):
                total += work[i, k] * step[j, k]
            cov[i, j] = total
            cov[j, i] = total


@part
def matern(dt: float, rate: float) -> tuple[float, float, float, float]:
    """The transition of a Matérn process of order 3/2 and its rate, row by row."""
    decay = np.exp(-rate * dt)
    return decay * (1.0 + rate * dt), decay * dt, -decay * rate * rate * dt, decay * (1.0 - rate * dt)


@part
def _wind(step: Array, row: int, dt: float, rate: float) -> tuple[float, float]:
    """Put a wind component's transition at `row`; what half the step's end value brings to the position."""
    step[row, row], step[row, row + 1], step[row + 1, row], step[row + 1, row + 1] = matern(dt, rate)
    return 0.5 * dt * (1.0 + step[row, row]), 0.5 * dt * step[row, row + 1]


@part
def _gust(cov: Array, row: int, dt: float, p: Array) -> None:
    """Add what a wind component did by chance in the step, to itself and by half of it to the position.

    The winds are the second half of a state, by pairs; the k-th moves the k-th coordinate.
    """
    position = (row - cov.shape[0] // 2) // 2
    rate, decay = p[RATE], np.exp(-2.0 * p[RATE] * dt)
    x, v = p[WIND] ** 2, (p[WIND] * rate) ** 2
    a, b, c, d = 1.0 + rate * dt, dt, -rate * rate * dt, 1.0 - rate * dt
    q00 = x - decay * (a * a * x + b * b * v) + p[WIND_WALK] * dt
    q01 = -decay * (a * c * x + b * d * v)
    q11 = v - decay * (c * c * x + d * d * v)
    h = 0.5 * dt
    cov[row, row] += q00
    cov[row, row + 1] += q01
    cov[row + 1, row] += q01
    cov[row + 1, row + 1] += q11
    cov[position, position] += h * h * q00
    cov[position, row] += h * q00
    cov[row, position] += h * q00
    cov[position, row + 1] += h * q01
    cov[row + 1, position] += h * q01


@part
def _walk(cov: Array, at: int, walk: float, dt: float, north: float, east: float) -> None:
    """A random walk of what moves the position (rows 0 and 1) by (north, east) a second and unit."""
    cov[at, at] += walk * dt
    for i in range(2):
        g = north if i == 0 else east
        cov[i, at] += 0.5 * walk * dt * dt * g
        cov[at, i] += 0.5 * walk * dt * dt * g
        for j in range(2):
            cov[i, j] += walk * dt**3 / 3.0 * g * (north if j == 0 else east)


@part
def heading_forward(mean: Array, cov: Array, go: Array, p: Array, work: Array) -> None:
    """A heading holder (8,), (8, 8) one step on; `go` is dt, variation, and the mean wind north and east.

    `work` (2, 8, 8) is scratch.
    """
    dt, north, east = go[0], np.cos(mean[3] + go[1]), np.sin(mean[3] + go[1])
    step = work[0]
    step[:, :] = 0.0
    for i in range(4):
        step[i, i] = 1.0
    speed = mean[2]
    step[0, 2], step[1, 2] = north * dt, east * dt
    step[0, 3], step[1, 3] = -speed * east * dt, speed * north * dt
    for k in range(2):  # numbers of one type: a literal would have each function compiled for each of them
        step[k, 4 + 2 * k], step[k, 5 + 2 * k] = _wind(step, 4 + 2 * k, dt, p[RATE])
    mean[0] += (speed * north + go[2]) * dt + step[0, 4] * mean[4] + step[0, 5] * mean[5]
    mean[1] += (speed * east + go[3]) * dt + step[1, 6] * mean[6] + step[1, 7] * mean[7]
    for row in (4, 6):
        w, r = mean[row], mean[row + 1]
        mean[row] = step[row, row] * w + step[row, row + 1] * r
        mean[row + 1] = step[row + 1, row] * w + step[row + 1, row + 1] * r
    spread(cov, step, work[1])
    for k in range(2):
        _gust(cov, 4 + 2 * k, dt, p)
        if k == 1:
            north, east = -speed * east, speed * north
        _walk(cov, 2 + k, p[SPEED_WALK + k], dt, north, east)


@part
def along_forward(mean: Array, cov: Array, go: Array, p: Array, work: Array) -> None:
    """Progress along a route (4,), (4, 4) one step on; `go` is dt and the mean wind along."""
    dt = go[0]
    step, row = work[0], mean.shape[0] - 2
    step[:, :] = 0.0
    step[0, 0], step[1, 1], step[0, 1] = 1.0, 1.0, dt
    step[0, 2], step[0, 3] = _wind(step, row, dt, p[RATE])
    mean[0] += (mean[1] + go[1]) * dt + step[0, 2] * mean[2] + step[0, 3] * mean[3]
    w, r = mean[2], mean[3]
    mean[2], mean[3] = step[2, 2] * w + step[2, 3] * r, step[3, 2] * w + step[3, 3] * r
    spread(cov, step, work[1])
    _gust(cov, row, dt, p)
    walk = p[SPEED_WALK]
    cov[0, 0] += walk * dt**3 / 3.0
    cov[0, 1] += 0.5 * walk * dt * dt
    cov[1, 0] += 0.5 * walk * dt * dt
    cov[1, 1] += walk * dt


@part
def seen_plane(mean: Array, cov: Array, north: float, east: float, noise: float) -> tuple[float, float]:
    """Take a position seen at (north, east) m with variance `noise`; log density, and its squared deviation.

    The state's first two are the position.
    """
    a, b, c = cov[0, 0] + noise, cov[0, 1], cov[1, 1] + noise
    det = a * c - b * b
    x, y = north - mean[0], east - mean[1]
    gx, gy = (c * x - b * y) / det, (a * y - b * x) / det
    square = x * gx + y * gy
    m = mean.shape[0]
    for i in range(m):
        mean[i] += cov[i, 0] * gx + cov[i, 1] * gy
    for i in range(m - 1, 1, -1):  # rows 0 and 1 last: they are what the others are corrected by
        pi, qi = cov[i, 0], cov[i, 1]
        for j in range(i, -1, -1):
            pj, qj = (pi, qi) if j == i else (cov[j, 0], cov[j, 1])
            cov[i, j] -= (pi * (c * pj - b * qj) + qi * (a * qj - b * pj)) / det
            cov[j, i] = cov[i, j]
    p, q, r = cov[0, 0], cov[0, 1], cov[1, 1]
    cov[0, 0] -= (p * (c * p - b * q) + q * (a * q - b * p)) / det
    cov[1, 1] -= (q * (c * q - b * r) + r * (a * r - b * q)) / det
    cov[0, 1] -= (p * (c * q - b * r) + q * (a * r - b * q)) / det
    cov[1, 0] = cov[0, 1]
    return -LOG_2PI - 0.5 * np.log(det) - 0.5 * square, square


@part
def seen_line(mean: Array, cov: Array, seen: tuple[float, float, float], gain: Array) -> tuple[float, float]:
    """Take a number seen, its variance, and of how many of the state's first parts it is the sum; as
    `seen_plane`. `gain` (m,) is scratch.
    """
    m = mean.shape[0]
    off, var, parts = seen[0], seen[1], int(seen[2])
    for i in range(parts):
        off -= mean[i]
    for i in range(m):
        gain[i] = 0.0
        for j in range(parts):
            gain[i] += cov[i, j]
    for i in range(parts):
        var += gain[i]
    for i in range(m):
        mean[i] += gain[i] / var * off
        for j in range(m):
            cov[i, j] -= gain[i] * gain[j] / var
    square = off * off / var
    return -0.5 * LOG_2PI - 0.5 * np.log(var) - 0.5 * square, square


@part
def deviation(mean: Array, cov: Array, north: float, east: float, noise: float) -> float:
    """Squared deviation of a position (north, east) m with variance `noise` from what a state expects."""
    a, b, c = cov[0, 0] + noise, cov[0, 1], cov[1, 1] + noise
    x, y = north - mean[0], east - mean[1]
    return (c * x * x - 2.0 * b * x * y + a * y * y) / (a * c - b * b)


@part
def nothing(mean: Array, cov: Array) -> None:
    """A state of zeros. (Numba's own assignment to a slice takes half a second to compile.)"""
    for i in range(mean.shape[0]):
        mean[i] = 0.0
        for j in range(mean.shape[0]):
            cov[i, j] = 0.0
