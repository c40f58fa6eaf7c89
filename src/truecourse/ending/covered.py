"""How a search covered the cells of a chart."""

from collections.abc import Sequence

import numpy as np

from truecourse.earth.region import contains
from truecourse.ending.detection import Array, detected
from truecourse.ending.grid import Grid, plane, unplane
from truecourse.ending.unseen import Look
from truecourse.flight.airspace import Airspace
from truecourse.flight.search import Ground, Rectangle, Searched, Sensor

COAST = "coast"
_PARTS = 3  # of a cell's side: it counts as inside by ninths


def inside(grid: Grid, ring: Array) -> Array:
    """The part of each cell (rows, columns) inside a ring (n, 2) of lat, lon rad, interior on the left."""
    x, y = plane(grid.lat, grid.lon, *ring.T)
    found = np.zeros(grid.shape)
    lengths = ((x, grid.west, grid.columns), (y, grid.south, grid.rows))
    (left, right), (low, high) = (
        (
            int(np.clip(np.floor((v.min() - start) / grid.cell) - 1, 0, most)),
            int(np.clip(np.ceil((v.max() - start) / grid.cell) + 1, 0, most)),
        )
        for v, start, most in lengths
    )
    if left >= right or low >= high:
        return found
    part = (np.arange(_PARTS) + 0.5) / _PARTS
    xs = grid.west + grid.cell * (np.arange(left, right)[:, None] + part).ravel()
    ys = grid.south + grid.cell * (np.arange(low, high)[:, None] + part).ravel()
    every = contains([ring], *unplane(grid.lat, grid.lon, *np.meshgrid(xs, ys)))
    blocks = every.reshape(high - low, _PARTS, right - left, _PARTS)
    found[low:high, left:right] = blocks.mean(axis=(1, 3))
    return found


def on_land(grid: Grid, areas: Sequence[Airspace]) -> Array:
    """1 where the middle of a cell lies inside a coast among the areas, else 0: (rows, columns)."""
    x, y = grid.centres()
    lat, lon = unplane(grid.lat, grid.lon, *np.meshgrid(x, y))
    found = np.zeros(grid.shape, bool)
    for ring in (ring for area in areas if area.kind == COAST for ring in area.rings):
        east, north = plane(grid.lat, grid.lon, *ring.T)
        apart = east.max() < x[0] or east.min() > x[-1] or north.max() < y[0] or north.min() > y[-1]
        if not apart:  # NaN, a corner opposite, is not apart
            found |= contains([ring], lat, lon)
    return found.astype(np.float64)


def within_reach(sensor: Sensor, land: Array) -> Array:
    """1 in cells (rows, columns) where a sensor can look, 0 in the others."""
    if sensor.ground is Ground.BOTH:
        return np.ones_like(land)
    return land if sensor.ground is Ground.LAND else 1.0 - land


def looked(grid: Grid, search: Searched, sensor: Sensor, land: Array) -> Look:
    """What a search that found nothing says of each cell."""
    seen = float(detected(sensor.law, search.coverage)) * inside(grid, search.ring)
    seen *= within_reach(sensor, land)
    return Look(sensor, 1.0 - seen.ravel(), search.t)


def to_look(grid: Grid, boxes: Sequence[Rectangle], sensor: Sensor, land: Array) -> Look:
    """What searching rectangles in vain would say of each cell."""
    seen = np.zeros(grid.shape)
    for box in boxes:
        ring = np.column_stack([box.lat, box.lon])
        seen += float(detected(sensor.law, box.coverage)) * inside(grid, ring)
    seen = np.minimum(seen, 1.0) * within_reach(sensor, land)
    return Look(sensor, 1.0 - seen.ravel(), sensor.t)
