"""Grids on the globe: a cell's corners and their weights, the circle closed, rows at the poles."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Corner = tuple[NDArray[np.int64], Array]


def corners(axis: Array, x: Array) -> list[Corner]:
    """The grid lines that enclose each `x`, and linear weights, NaN outside an ascending axis.

    An axis of one line holds everywhere.
    """
    if len(axis) == 1:
        return [(np.zeros(x.shape, np.int64), np.ones(x.shape))]
    low = np.clip(np.searchsorted(axis, x, side="right") - 1, 0, len(axis) - 2)
    weight = (x - axis[low]) / (axis[low + 1] - axis[low])
    near = (weight > -1e-9) & (weight < 1.0 + 1e-9)  # the last digits of a place on the edge
    weight = np.where(near, np.clip(weight, 0.0, 1.0), np.nan)
    return [(low, 1.0 - weight), (low + 1, weight)]


def close_circle(lons: Array, east: Array, north: Array) -> tuple[Array, Array, Array]:
    """Repeat the first meridian at the end where the grid goes round; a part of the globe stays as it is."""
    gap = lons[0] + 2.0 * np.pi - lons[-1]
    if gap > 1.5 * np.diff(lons).max():
        return lons, east, north
    if gap <= 1e-6:  # already closed by its maker
        return lons, east, north
    lons = np.append(lons, lons[0] + 2.0 * np.pi)
    return lons, np.concatenate([east, east[..., :1]], -1), np.concatenate([north, north[..., :1]], -1)


def cap_poles(lats: Array, lons: Array, east: Array, north: Array) -> tuple[Array, Array, Array, Array]:
    """Add the rows at the poles where the grid goes round and stops short of them by a step or less.

    At a pole the wind is one vector, seen from each meridian in its own east and north: the mean of the last
    row.
    """
    step = np.diff(lats).max()
    if lons[-1] - lons[0] < 2.0 * np.pi - 1e-6:
        return lats, lons, east, north
    for pole, row in ((-np.pi / 2, 0), (np.pi / 2, -1)):
        if not 1e-6 < abs(pole - lats[row]) < 1.01 * step:
            continue
        side = np.sign(pole)  # towards the pole is north at one and south at the other
        u, v = east[..., row, :-1], north[..., row, :-1]
        sine, cosine = np.sin(lons), np.cos(lons)
        x = np.mean(-sine[:-1] * u - side * cosine[:-1] * v, -1)[..., None]
        y = np.mean(cosine[:-1] * u - side * sine[:-1] * v, -1)[..., None]
        cap = (-sine * x + cosine * y)[..., None, :], (-side * (cosine * x + sine * y))[..., None, :]
        order = (cap, (east, north)) if row == 0 else ((east, north), cap)
        east, north = (np.concatenate([a, b], -2) for a, b in zip(*order, strict=True))
        lats = np.append(pole, lats) if row == 0 else np.append(lats, pole)
    return lats, lons, east, north
