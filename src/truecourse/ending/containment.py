"""Containment regions: the smallest that hold so much of a chart's probability."""

from dataclasses import dataclass

import contourpy
import numpy as np
from scipy.ndimage import binary_erosion, label, sum_labels

from truecourse.ending.chart import Chart
from truecourse.ending.grid import Array, cells, plane, unplane

_HALVINGS = 24  # of the level's logarithm: far finer than cells can tell
_AROUND = np.ones((3, 3))  # cells that hang together, by a corner too


@dataclass(frozen=True, slots=True)
class Region:
    """The smallest region that holds a `share` of the probability.

    `rings` (n, 2) lat, lon rad, not closed, interior on the left: a part is counter-clockwise, a hole
    clockwise. `area` m² on the ellipsoid, holes taken off. `level` is the probability per m² on its edge.
    """

    share: float
    area: float
    rings: tuple[Array, ...]
    level: float


def region(chart: Chart, share: float) -> Region:
    """The highest-density region (Hyndman, Am. Statistician 50, 1996, 120-126) of a chart.

    Density runs straight between the middles of cells. Raises ValueError for a share not within 0 and 1.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"the share of a containment region is {share}; give one between 0 and 1")
    grid = chart.grid
    density = np.pad(chart.probability, 1) / grid.area
    level = _level(density, share)
    x, y = grid.centres()
    x, y = (np.concatenate([[v[0] - grid.cell], v, [v[-1] + grid.cell]]) for v in (x, y))
    lines, area = [], 0.0
    for line in contourpy.contour_generator(x, y, density).lines(level):
        ring = np.asarray(line, np.float64)[:-1]
        if len(ring) >= 3:
            lines.append(ring)
            area += _signed(ring)
    # contourpy keeps the higher side on the left of its lines, which is what interior on the left asks.
    rings = tuple(np.column_stack(unplane(grid.lat, grid.lon, *ring.T)) for ring in lines)
    return Region(share, float(area), rings, level)


def outline(chart: Chart, found: Region, most: float = 0.9, least: float = 0.01) -> tuple[Array, Array]:
    """Latitudes and longitudes, rad, of the cells at the edges of the parts of a region that matter.

    Those are the parts with most probability that together hold `most` of the chart's, and any other that
    holds `least`. A few endings far off make a part each, on a map of which all others are a dot.
    """
    grid = chart.grid
    parts, count = label(chart.probability >= found.level * grid.area, structure=_AROUND)
    held = sum_labels(chart.probability, parts, np.arange(1, count + 1))
    order = np.argsort(-held)
    before = np.cumsum(held[order]) - held[order]
    kept = np.isin(parts, 1 + order[(before < most) | (held[order] >= least)])
    row, column = np.nonzero(kept & ~binary_erosion(kept))
    x, y = grid.centres()
    return unplane(grid.lat, grid.lon, x[column], y[row])


def share_within(chart: Chart, lat: float, lon: float) -> float:
    """The share of the smallest containment region that still holds a place (rad): 1 off the chart.

    Of places drawn from the chart itself it is even over 0 to 1, which is what calibration asks.
    """
    grid = chart.grid
    x, y = (float(v) for v in plane(grid.lat, grid.lon, lat, lon))
    column, row = int(np.floor((x - grid.west) / grid.cell)), int(np.floor((y - grid.south) / grid.cell))
    if not (0 <= column < grid.columns and 0 <= row < grid.rows):
        return 1.0
    here = chart.probability[row, column]
    higher = float(chart.probability[chart.probability > here].sum())
    same = float(chart.probability[chart.probability == here].sum())
    return higher + 0.5 * same if here > 0.0 else 1.0


def drawn_within(chart: Chart, found: Region, lat: Array, lon: Array, weight: Array) -> float:
    """The share of weighted draws (n,), rad, in a region of the chart that was blurred of them: by how much
    more than its own share says how much too large the blur made it.
    """
    inside = chart.probability[cells(chart.grid, lat, lon)] >= found.level * chart.grid.area
    return float(weight[inside].sum() / weight.sum())


def _level(density: Array, share: float) -> float:
    """The density whose excess holds the share of the straight-line surface between cells."""
    fine = _finer(density)
    total = float(fine.sum())
    low, high = float(density[density > 0.0].min()), float(density.max())
    for _ in range(_HALVINGS):
        level = float(np.sqrt(low * high))
        low, high = (level, high) if fine[fine >= level].sum() >= share * total else (low, level)
    return float(np.sqrt(low * high))


def _finer(density: Array) -> Array:
    """Straight-line density at the middles of the nine parts of each square between four cells' middles."""
    a, b = density[:-1, :-1], density[:-1, 1:]
    c, d = density[1:, :-1], density[1:, 1:]
    parts = (1.0 / 6.0, 0.5, 5.0 / 6.0)
    return np.stack(
        [(1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d) for u in parts for v in parts]
    )


def _signed(ring: Array) -> float:
    x, y = ring.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
