"""Where a flight lies against a planned route: metres right of the leg that it is on."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.geodesy import cross_track
from truecourse.earth.nvector import to_nvector
from truecourse.flight.fix import Fix

Array = NDArray[np.float64]


def offset_from(route: tuple[Fix, ...], lat: Array, lon: Array) -> Array:
    """Metres right of a route, (k,), of places (k,) in rad, in the order flown; the end legs go on.

    Each place belongs to the nearest leg, but never to one before its predecessor's: the legs are the rising
    sequence with the least sum of distances, so a route that crosses itself is followed in order. The offset
    is from the leg's geodesic. NaN for a route without a leg.
    """
    fixes = [
        fix
        for i, fix in enumerate(route)
        if i == 0 or (fix.lat, fix.lon) != (route[i - 1].lat, route[i - 1].lon)
    ]
    if len(fixes) < 2:
        return np.full(np.shape(lat), np.nan)
    ends = to_nvector([f.lat for f in fixes], [f.lon for f in fixes])
    leg = _in_order(_distances(to_nvector(lat, lon), ends))
    at = lambda name, step: np.array([getattr(f, name) for f in fixes])[leg + step]  # noqa: E731
    return cross_track(lat, lon, at("lat", 0), at("lon", 0), at("lat", 1), at("lon", 1))


def _distances(p: Array, ends: Array) -> Array:
    """Angles (k, legs) from n-vectors (k, 3) to great-circle legs between `ends` (legs + 1, 3)."""
    found = []
    last = len(ends) - 2
    for i, (start, end) in enumerate(pairwise(ends)):
        normal = np.cross(start, end - start)
        normal /= np.linalg.norm(normal)
        across = np.arcsin(np.clip(np.abs(p @ normal), 0.0, 1.0))
        behind = (p @ np.cross(normal, start) < 0.0) & (i > 0)
        beyond = (p @ np.cross(normal, end) > 0.0) & (i < last)
        nearest = np.where(behind, p @ start, p @ end)
        found.append(np.where(behind | beyond, np.arccos(np.clip(nearest, -1.0, 1.0)), across))
    return np.stack(found, axis=1)


def _in_order(cost: Array) -> NDArray[np.int64]:
    """The rising sequence of columns (k,) through `cost` (k, legs) with the least sum."""
    best, came = cost[0], []
    for row in cost[1:]:
        lowest = np.minimum.accumulate(best)
        came.append(np.maximum.accumulate(np.where(best <= lowest, np.arange(best.size), 0)))
        best = row + lowest
    leg = [int(np.argmin(best))]
    for sources in reversed(came):
        leg.append(int(sources[leg[-1]]))
    return np.array(leg[::-1], dtype=np.int64)
