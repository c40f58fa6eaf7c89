"""A chart's weights turned to a direction and summed, so that any box along it is weighed at once."""

from typing import NamedTuple

import numpy as np

from truecourse.ending.grid import Array, Grid

_LEFT_OUT = 1e-10  # of the weight: cells so light together are not turned


class Turned(NamedTuple):
    """Weights in a frame turned by `azimuth` rad clockwise from the map's north: u along it, v to its right.

    `table` (m + 1, n + 1) holds the weight of all that is below u, v; its steps are `step` m from `u`, `v`.
    """

    azimuth: float
    u: float
    v: float
    step: float
    table: Array

    @property
    def cells(self) -> Array:
        """The weight of each turned cell (m, n)."""
        return np.maximum(np.diff(np.diff(self.table, axis=0), axis=1), 0.0)


def turn(grid: Grid, weight: Array, azimuth: float) -> Turned:
    """The weights (rows, columns) of a grid, each shared among the four turned cells round its middle."""
    flat = weight.ravel()
    order = np.argsort(-flat)
    total = float(flat.sum())
    kept = order[: int(np.searchsorted(np.cumsum(flat[order]), (1.0 - _LEFT_OUT) * total)) + 1]
    x, y = grid.centres()
    row, column = np.divmod(kept, grid.columns)
    along, right = to_turned(azimuth, x[column], y[row])
    low = np.array([along.min(), right.min()]) - grid.cell
    size = np.ceil((np.array([along.max(), right.max()]) - low) / grid.cell).astype(int) + 2
    table = np.zeros(size + 1)
    place = np.column_stack([along, right]) - low
    place = place / grid.cell - 0.5
    corner = np.floor(place).astype(int)
    part = place - corner
    for i in (0, 1):
        for j in (0, 1):
            share = np.abs(1 - i - part[:, 0]) * np.abs(1 - j - part[:, 1])
            np.add.at(table, (corner[:, 0] + i + 1, corner[:, 1] + j + 1), flat[kept] * share)
    return Turned(azimuth, low[0], low[1], grid.cell, table.cumsum(axis=0).cumsum(axis=1))


def to_turned(azimuth: float, x: Array, y: Array) -> tuple[Array, Array]:
    """Metres along a direction and to its right, of metres east and north."""
    return x * np.sin(azimuth) + y * np.cos(azimuth), x * np.cos(azimuth) - y * np.sin(azimuth)


def from_turned(azimuth: float, u: Array, v: Array) -> tuple[Array, Array]:
    """Metres east and north, of metres along a direction and to its right."""
    return u * np.sin(azimuth) + v * np.cos(azimuth), u * np.cos(azimuth) - v * np.sin(azimuth)


def weighed(turned: Turned, boxes: Array) -> Array:
    """The weight in each box (k, 4), evenly spread within a cell."""
    u = (boxes[:, :2] - turned.u) / turned.step
    v = (boxes[:, 2:] - turned.v) / turned.step
    corners = [[_below(turned.table, u[:, i], v[:, j]) for j in (0, 1)] for i in (0, 1)]
    return np.maximum(corners[1][1] - corners[0][1] - corners[1][0] + corners[0][0], 0.0)


def _below(table: Array, u: Array, v: Array) -> Array:
    m, n = table.shape
    u, v = np.clip(u, 0.0, m - 1.0), np.clip(v, 0.0, n - 1.0)
    i, j = np.minimum(u.astype(int), m - 2), np.minimum(v.astype(int), n - 2)
    a, b = u - i, v - j
    low = (1.0 - b) * table[i, j] + b * table[i, j + 1]
    high = (1.0 - b) * table[i + 1, j] + b * table[i + 1, j + 1]
    return np.asarray((1.0 - a) * low + a * high)
