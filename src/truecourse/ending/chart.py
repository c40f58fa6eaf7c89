"""The chart of where a flight met the surface: a probability for each of a map's equal cells."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from truecourse.ending.density import Kernel, blurred, kernels, layered, of_flights, widened
from truecourse.ending.grid import Array, Grid, middle, plane
from truecourse.ending.weighted import quantiles

MOST = 1000  # cells along the longer side
FEWEST = 100
FURTHEST = 2.5e-4  # of the probability, on either side of either axis, that a chart does not reach to
LEFT_OUT = 1e-5  # of the probability, that the kernels of a group's outermost points may have off the chart


@dataclass(frozen=True, slots=True)
class Chart:
    """A `grid` of equal cells and the `probability` (rows, columns) of each, sum 1.

    `kernels` say how each class's points were blurred into it.
    """

    grid: Grid
    probability: Array
    kernels: tuple[Kernel, ...] = ()


class Begun(NamedTuple):
    """Where draws (n,), rad, had been lost, and the number of the flight that each is of."""

    lat: Array
    lon: Array
    flight: NDArray[np.int64]


def chart(
    lat: Array,
    lon: Array,
    weight: Array,
    kind: NDArray[np.int64],
    cell: float = 0.0,
    begun: Begun | None = None,
) -> Chart:
    """Weighted places (n,) in rad, as a chart about their middle; `kind` tells classes apart.

    Where the places come of fewer flights (`begun`), each flight is blurred by a kernel of its own, by how
    many there are, and its endings with it: that kernel's covariance is added to that of every class.

    Cells are a third of the narrowest kernel, but at most `MOST` to a side and at least `FEWEST`, unless
    `cell` (m) is given. Points without a place (NaN) or weight are left out, and the furthest, 0.1 % at most.
    Raises ValueError where none is left, a weight is negative, or places lie all round the Earth.
    """
    lat, lon, weight = (np.asarray(v, np.float64) for v in (lat, lon, weight))
    if np.any(weight < 0.0):
        raise ValueError("a weight of a place of impact is negative; weights are 0 or more")
    kept = np.isfinite(lat) & np.isfinite(lon) & (weight > 0.0)
    if not kept.any():
        raise ValueError("no place of impact has a weight, so that there is nothing to map")
    lat, lon, weight, kind = lat[kept], lon[kept], weight[kept] / weight[kept].sum(), np.asarray(kind)[kept]
    lat0, lon0 = middle(lat, lon, weight)
    xy = np.column_stack(plane(lat0, lon0, lat, lon))
    near = _near(xy, weight)
    xy, weight, kind = xy[near], weight[near], kind[near]
    group = layered(xy, weight, kind)
    shapes = kernels(xy, weight, group)
    if begun is not None:
        start = np.column_stack(plane(lat0, lon0, begun.lat[kept][near], begun.lon[kept][near]))
        more = of_flights(start, weight, begun.flight[kept][near])
        shapes = tuple(widened(shape, more) for shape in shapes)
    grid = _grid(lat0, lon0, xy, (group, weight), (shapes, cell))
    return Chart(grid, blurred(grid, xy, weight, group, shapes), shapes)


def _near(xy: Array, weight: Array) -> NDArray[np.bool_]:
    """Points but for the furthest, which would make the cells large for what no region of a chart holds."""
    ends = [quantiles(x, weight, (FURTHEST, 1.0 - FURTHEST)) for x in xy.T]
    return np.asarray(
        np.all([(x >= low) & (x <= high) for x, (low, high) in zip(xy.T, ends, strict=True)], axis=0)
    )


def _grid(
    lat0: float,
    lon0: float,
    xy: Array,
    points: tuple[NDArray[np.int64], Array],
    of: tuple[tuple[Kernel, ...], float],
) -> Grid:
    """Room for every point with its kernel, in whole cells: further out for groups of more weight."""
    (group, weight), (shapes, cell) = points, of
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for shape in shapes:
        beyond = min(LEFT_OUT / float(weight[group == shape.group].sum()), 1.0)
        reach = -ndtri(0.5 * beyond) * np.sqrt(np.diag(shape.covariance))
        low = np.minimum(low, xy[group == shape.group].min(axis=0) - reach)
        high = np.maximum(high, xy[group == shape.group].max(axis=0) + reach)
    if not cell:
        narrow = min(float(np.sqrt(np.linalg.eigvalsh(shape.covariance)[0])) for shape in shapes)
        longest = float(np.max(high - low))
        cell = min(max(narrow / 3.0, longest / MOST), longest / FEWEST)
    columns, rows = (int(n) for n in np.ceil((high - low) / cell).astype(int) + 2)
    mid = 0.5 * (low + high)
    return Grid(lat0, lon0, mid[0] - 0.5 * columns * cell, mid[1] - 0.5 * rows * cell, cell, columns, rows)
