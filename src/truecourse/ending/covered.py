"""How a search covered the cells of a chart."""

import numpy as np

from truecourse.earth.region import contains
from truecourse.ending.detection import Array, detected
from truecourse.ending.grid import Grid, plane, unplane
from truecourse.ending.unseen import Look
from truecourse.flight.search import Rectangle, Searched, Sensor

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


def looked(grid: Grid, search: Searched, sensor: Sensor) -> Look:
    """What a search that found nothing says of each cell."""
    seen = float(detected(sensor.law, search.coverage)) * inside(grid, search.ring)
    return Look(sensor, 1.0 - seen.ravel(), search.t)


def to_look(grid: Grid, boxes: list[Rectangle], sensor: Sensor) -> Look:
    """What searching rectangles in vain would say of each cell."""
    seen = np.zeros(grid.shape)
    for box in boxes:
        ring = np.column_stack([box.lat, box.lon])
        seen += float(detected(sensor.law, box.coverage)) * inside(grid, ring)
    return Look(sensor, 1.0 - np.minimum(seen, 1.0).ravel(), sensor.t)
