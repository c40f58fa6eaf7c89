"""The chart of where a flight met the surface: a probability for each of a map's equal cells."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.ending.density import Kernel, blurred, kernels, of_flights, widened
from truecourse.ending.grid import Array, Grid, middle, plane

MOST = 1000  # cells along the longer side
FEWEST = 100
REACH = 5.0  # standard deviations of its kernel beyond the outermost point


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
    `cell` (m) is given. Points without a place (NaN) or weight are left out. Raises ValueError where none is
    left, a weight is negative, or places lie all round the Earth.
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
    shapes = kernels(xy, weight, kind)
    if begun is not None:
        start = np.column_stack(plane(lat0, lon0, begun.lat[kept], begun.lon[kept]))
        more = of_flights(start, weight, begun.flight[kept])
        shapes = tuple(widened(shape, more) for shape in shapes)
    grid = _grid(lat0, lon0, xy, kind, (shapes, cell))
    return Chart(grid, blurred(grid, xy, weight, kind, shapes), shapes)


def _grid(
    lat0: float, lon0: float, xy: Array, kind: NDArray[np.int64], of: tuple[tuple[Kernel, ...], float]
) -> Grid:
    """Room for every point with its kernel, in whole cells."""
    shapes, cell = of
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for shape in shapes:
        reach = REACH * np.sqrt(np.diag(shape.covariance))
        low = np.minimum(low, xy[kind == shape.kind].min(axis=0) - reach)
        high = np.maximum(high, xy[kind == shape.kind].max(axis=0) + reach)
    if not cell:
        narrow = min(float(np.sqrt(np.linalg.eigvalsh(shape.covariance)[0])) for shape in shapes)
        longest = float(np.max(high - low))
        cell = min(max(narrow / 3.0, longest / MOST), longest / FEWEST)
    columns, rows = (int(n) for n in np.ceil((high - low) / cell).astype(int) + 2)
    mid = 0.5 * (low + high)
    return Grid(lat0, lon0, mid[0] - 0.5 * columns * cell, mid[1] - 0.5 * rows * cell, cell, columns, rows)
