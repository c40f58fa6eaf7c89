"""Weighted points blurred into a density: each way of coming down by a normal kernel of its own, and again
what of it lies far out.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2

from truecourse.ending.grid import Array, Grid
from truecourse.ending.weighted import quantiles

FINEST = 100.0  # m: judgement; no place of impact is drawn finer than this
SINGLE = 1.349  # a normal's interquartile range over its standard deviation
LAYERS = 4  # of a class at most, each of what lies far out of the one before
OUTER = (
    13.8  # squared distance, in spreads, beyond which a point lies far out: 0.1 % of a normal's do (χ², 2)
)
FEW = 0.01  # of a layer's weight, and
ENOUGH = 30.0  # effective points, from which what lies far out of it is a layer of its own
NARROWEST = 1.0  # of a cell: a kernel that is narrower rings on the grid, in rows of spots on either side
ROUNDS = 8  # of fitting a layer's middle, most


class Kernel(NamedTuple):
    """How one class was blurred: its `covariance` (2, 2) m², and the effective number of its points.

    `widened` is how many times larger the blurred class's covariance is along its widest axis than the
    points' own, and so about how many times too large a containment area of a lone normal class comes out.
    `own` is the points' covariance.
    """

    group: int
    covariance: Array
    effective: float
    widened: float
    own: Array

    @property
    def kind(self) -> int:
        """The class it is of."""
        return self.group // LAYERS

    @property
    def layer(self) -> int:
        """0 for the middle of its class, 1 for what lies far out of that, and so on."""
        return self.group % LAYERS


def layered(xy: Array, weight: Array, kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group of each point: `LAYERS` times its class, plus its layer.

    A class may be a narrow line with a wide scatter about it, as of aircraft that mostly broke at once; the
    kernel that fits the line would make a hill of each point of the scatter. So what lies far out of a class,
    by the middle of it, is a layer with a kernel of its own, and so on. A normal class has one layer.
    """
    group = np.asarray(kind, np.int64) * LAYERS
    for k in np.unique(kind):
        rest = np.flatnonzero((kind == k) & (weight > 0.0))
        for _ in range(1, LAYERS):
            out = _far_out(xy[rest], weight[rest])
            far = weight[rest[out]]
            if far.sum() < FEW * weight[rest].sum() or far.sum() ** 2 < ENOUGH * (far**2).sum():
                break
            rest = rest[out]
            group[rest] += 1
    return group


def _far_out(xy: Array, weight: Array) -> NDArray[np.bool_]:
    """Points beyond `OUTER` of the middle of their set, which is fitted to what is not beyond it."""
    within = np.ones(len(xy), bool)
    for _ in range(ROUNDS):
        share = weight[within] / weight[within].sum()
        middle, _, axes, spread = _principal(xy[within], share)
        square = (((xy - middle) @ axes / np.maximum(spread, FINEST)) ** 2).sum(axis=1)
        before, now = within, square <= OUTER
        if np.array_equal(before, now) or not now.any():  # none: few points in unlike heaps have no middle
            break
        within = now
    return ~within


def kernels(xy: Array, weight: Array, group: NDArray[np.int64]) -> tuple[Kernel, ...]:
    """The kernel of each group of points `xy` (n, 2), m, by Silverman's rule for a normal in the plane.

    The bandwidth is n^(-1/6) times the spread (Silverman, Density Estimation, 1986, eq. 4.14 with d = 2),
    along the group's principal axes; n is the effective number (Kish) and the spread the smaller of standard
    deviation and quartiles, so that long tails do not blur the middle. On a normal class it makes areas
    1 + n^(-1/3) times too large: 5 % for 10,000 points, 1 % for a million.
    """
    return tuple(_kernel(int(k), xy[group == k], weight[group == k]) for k in np.unique(group[weight > 0.0]))


def of_flights(xy: Array, weight: Array, flight: NDArray[np.int64]) -> Array:
    """Covariance (2, 2), m², of the kernel by which the flights themselves are known, from where each was at
    its loss, (n, 2) m, as a draw. Draws that share a flight say of it what one does: n counts the flights.
    """
    named, which = np.unique(flight, return_inverse=True)
    heft = np.bincount(which.ravel(), weight).astype(np.float64)
    begun = np.column_stack([np.bincount(which.ravel(), weight * xy[:, k]) / heft for k in range(2)])
    if len(named) < 2:
        return np.zeros((2, 2))
    return _kernel(0, begun[heft > 0.0], heft[heft > 0.0]).covariance


def widened(shape: Kernel, more: Array) -> Kernel:
    """A kernel with a covariance added."""
    both = shape.covariance + more
    axis = np.linalg.eigh(shape.own)[1][:, 1]
    by = 1.0 + float(axis @ both @ axis / (axis @ shape.own @ axis))
    return Kernel(shape.group, both, shape.effective, by, shape.own)


def blurred(
    grid: Grid, xy: Array, weight: Array, group: NDArray[np.int64], shapes: tuple[Kernel, ...]
) -> Array:
    """Probability of each cell (rows, columns), sum 1: points shared among the four cells round them, then
    blurred.

    The kernel is applied as its Fourier transform exp(−½ kᵀ H k), on a grid with room for it, so that nothing
    comes in again from the other side. Sharing a point among four cells adds cell²/6 to the variance along
    either axis, which is taken off H; what is left is no narrower than `NARROWEST` cells.
    """
    pad = _pad(grid, shapes)
    room = tuple(next_fast_len(n + 2 * pad, real=True) for n in grid.shape)
    ky, kx = (
        2.0 * np.pi * np.fft.fftfreq(room[0], grid.cell),
        2.0 * np.pi * np.fft.rfftfreq(room[1], grid.cell),
    )
    total = np.zeros((room[0], kx.size), complex)
    for shape in shapes:
        mine = group == shape.group
        counts = np.zeros(room)
        counts[: grid.rows, : grid.columns] = _shared(grid, xy[mine], weight[mine])
        values, axes = np.linalg.eigh(shape.covariance - np.eye(2) * grid.cell**2 / 6.0)
        h = (axes * np.maximum(values, (NARROWEST * grid.cell) ** 2)) @ axes.T
        square = h[0, 0] * kx[None, :] ** 2 + h[1, 1] * ky[:, None] ** 2
        square = square + 2.0 * h[0, 1] * kx[None, :] * ky[:, None]
        total += rfft2(counts) * np.exp(-0.5 * square)
    found = np.maximum(irfft2(total, room)[: grid.rows, : grid.columns], 0.0)
    found[found < 1e-15 * found.max()] = 0.0  # what is left of the transform's rounding
    return np.asarray(found / found.sum())


def _pad(grid: Grid, shapes: tuple[Kernel, ...]) -> int:
    widest = max(np.sqrt(np.linalg.eigvalsh(shape.covariance)[-1]) for shape in shapes)
    return int(np.ceil(6.0 * widest / grid.cell)) + 1


def _principal(xy: Array, share: Array) -> tuple[Array, Array, Array, Array]:
    """Of points (n, 2) whose shares sum to 1: the mean, the variances along the principal axes, the axes as
    columns, and the spread along each.
    """
    mean = share @ xy
    centred = xy - mean
    values, axes = np.linalg.eigh((centred * share[:, None]).T @ centred)
    along = centred @ axes
    spread = np.array([_spread(along[:, k], share, np.sqrt(max(values[k], 0.0))) for k in range(2)])
    return mean, values, axes, spread


def _kernel(group: int, xy: Array, weight: Array) -> Kernel:
    share = weight / weight.sum()
    effective = float(1.0 / np.sum(share**2))
    _, values, axes, spread = _principal(xy, share)
    band = np.maximum(spread * effective ** (-1.0 / 6.0), FINEST)
    widened = 1.0 + float(band[1] ** 2 / max(values[1], FINEST**2))
    own = np.asarray((axes * np.maximum(values, FINEST**2)) @ axes.T)
    return Kernel(group, np.asarray((axes * band**2) @ axes.T), effective, widened, own)


def _spread(x: Array, share: Array, deviation: float) -> float:
    """The smaller of standard deviation and quartiles' spread, or the deviation where quartiles are one."""
    between = float(np.ptp(quantiles(x, share, (0.25, 0.75)))) / SINGLE
    return min(deviation, between) if between > 0.0 else deviation


def _shared(grid: Grid, xy: Array, weight: Array) -> Array:
    """Weights shared among the four cells whose middles surround each point."""
    place = (xy - [grid.west, grid.south]) / grid.cell - 0.5
    low = np.floor(place).astype(int)
    part = place - low
    counts = np.zeros(grid.shape)
    for east in (0, 1):
        for north in (0, 1):
            column = np.clip(low[:, 0] + east, 0, grid.columns - 1)
            row = np.clip(low[:, 1] + north, 0, grid.rows - 1)
            share = np.abs(1 - east - part[:, 0]) * np.abs(1 - north - part[:, 1])
            np.add.at(counts, (row, column), weight * share)
    return counts
