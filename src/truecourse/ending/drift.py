"""Debris found adrift as evidence: from where on the chart would a drift model have brought it there?"""

from typing import NamedTuple

import numpy as np

from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.ending.chart import Chart
from truecourse.ending.density import FINEST, Kernel, blurred, kernels
from truecourse.ending.detection import Array
from truecourse.ending.grid import plane
from truecourse.flight.search import Adrift

_REACHED = 0.1  # of the densest seeding: cells seeded less than this are not reached
_ENOUGH, _WIDER, _WIDEST = 30, 1.3, 8  # judgement: tracks that must bear on a find, and how far to look


class Drifted(NamedTuple):
    """What one find says: `likelihood` (rows, columns), 1 on average over the chart; `reached`, the share of
    the chart's probability from which drift was computed; `effective` tracks that bear on it.
    """

    likelihood: Array
    reached: float
    effective: float


def drifted(chart: Chart, found: Adrift, t: float) -> Drifted:
    """The likelihood of a find over the chart; `t` POSIX s is when the flight met the surface.

    Tracks run forwards from seeds on the chart: the share of a cell's seeds that come to where and when the
    find was made (kernel regression: Nadaraya 1964, Watson 1964). Tracks run backwards from the find: the
    density at `t` of where they were, which is the same thing as far as the sea neither gathers nor spreads.
    Cells from which no drift was computed say nothing: they get the mean. With the probability `wrong` the
    find is not of this flight and says nothing anywhere. Raises ValueError where the tracks do not reach from
    the loss to the find in time, or no track lies on the chart.
    """
    drift = found.drift
    low, high = float(drift.t.min()), float(drift.t.max())
    if drift.t[-1] < drift.t[0]:
        if not low <= t <= high:
            raise ValueError(f"{found.name}: its drift runs back, but not as far as the loss; run it longer")
        density, effective = _back(chart, *_at(found, t))
        reached = np.ones(chart.grid.shape, bool)
    else:
        if not low <= found.t <= high:
            raise ValueError(f"{found.name}: its drift does not reach the time of the find; run it longer")
        density, reached, effective = _forward(chart, found)
    place = chart.probability
    held = float(place[reached].sum())
    mean = float((place * density)[reached].sum()) / held if held > 0.0 else 0.0
    if not mean > 0.0:
        raise ValueError(f"{found.name}: no track leads from the chart to the find; seed it more widely")
    likelihood = np.where(reached, density / mean, 1.0)
    return Drifted((1.0 - found.wrong) * likelihood + found.wrong, held, effective)


def updated(chart: Chart, likelihood: Array) -> Chart:
    """Bayes by cell. Raises ValueError where nothing is left."""
    after = chart.probability * likelihood
    if not after.sum() > 0.0:
        raise ValueError("the finds adrift leave no place on the chart; one of them must be wrong")
    return Chart(chart.grid, after / after.sum(), chart.kernels)


def _at(found: Adrift, t: float) -> tuple[Array, Array]:
    """Where the tracks are at a time, rad: the nearest of the places written, along the chord between two."""
    times = found.drift.t
    order = np.argsort(times)
    k = int(np.clip(np.searchsorted(times[order], t), 1, times.size - 1))
    a, b = order[k - 1], order[k]
    part = float(np.clip((t - times[a]) / (times[b] - times[a]), 0.0, 1.0))
    before, after = (to_nvector(found.drift.lat[:, j], found.drift.lon[:, j]) for j in (a, b))
    return from_nvector((1.0 - part) * before + part * after)


def _on(chart: Chart, lat: Array, lon: Array) -> tuple[Array, Array]:
    """Metres on the chart's plane, and which lie on the chart."""
    grid = chart.grid
    xy = np.column_stack(plane(grid.lat, grid.lon, lat, lon))
    place = (xy - [grid.west, grid.south]) / grid.cell
    return xy, np.all((place >= 0.0) & (place <= [grid.columns, grid.rows]), axis=1)


def _back(chart: Chart, lat: Array, lon: Array) -> tuple[Array, float]:
    xy, inside = _on(chart, lat, lon)
    if inside.sum() < 2:
        return np.zeros(chart.grid.shape), 0.0
    adrift = np.isfinite(xy).all(axis=1)
    shape = _kernel(xy[adrift], np.ones(int(adrift.sum())))
    return _blur(chart, xy[inside], np.ones(int(inside.sum())), shape), float(inside.sum())


def _forward(chart: Chart, found: Adrift) -> tuple[Array, Array, float]:
    drift = found.drift
    first = np.argmax(np.isfinite(drift.lat), axis=1)
    row = np.arange(len(first))
    xy, inside = _on(chart, drift.lat[row, first], drift.lon[row, first])
    if inside.sum() < 2:
        return np.zeros(chart.grid.shape), np.zeros(chart.grid.shape, bool), 0.0
    ends = np.column_stack(plane(found.lat, found.lon, *_at(found, found.t)))[inside]
    afloat = np.isfinite(ends).all(axis=1)
    if afloat.sum() < 2:
        return np.zeros(chart.grid.shape), np.zeros(chart.grid.shape, bool), 0.0
    near = _near(np.where(afloat[:, None], ends, np.inf), found.error)
    if not near.any():
        return np.zeros(chart.grid.shape), np.zeros(chart.grid.shape, bool), 0.0
    shape = _kernel(xy[inside][near > 0.0], near[near > 0.0])
    seeded = _blur(chart, xy[inside], np.ones(near.size), shape)
    came = _blur(chart, xy[inside], near, shape)
    reached = seeded > _REACHED * seeded.max()
    rate = np.divide(came, seeded, out=np.zeros_like(came), where=reached)
    return rate, reached, shape.effective


def _near(away: Array, error: float) -> Array:
    """How well each track's end (n, 2), m from the find, agrees with it: by the find's error, or by more
    where fewer than `_ENOUGH` tracks would bear on it, widened `_WIDEST` times at most.
    """
    square, width = np.sum(away**2, axis=1), max(error, FINEST)
    for _ in range(_WIDEST):
        near = np.exp(-0.5 * square / width**2)
        near[near < 1e-12] = 0.0
        if near.any() and near.sum() ** 2 / np.sum(near**2) >= _ENOUGH:
            break
        width *= _WIDER
    return np.asarray(near)


def _kernel(xy: Array, weight: Array) -> Kernel:
    return kernels(xy, weight / weight.sum(), np.zeros(len(xy), np.int64))[0]


def _blur(chart: Chart, xy: Array, weight: Array, shape: Kernel) -> Array:
    """Points blurred by a kernel into the chart's cells, which hold their weights."""
    group = np.full(len(xy), shape.group, np.int64)
    return blurred(chart.grid, xy, weight, group, (shape,)) * float(weight.sum())
