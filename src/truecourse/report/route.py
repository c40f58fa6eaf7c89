"""Where flights lie against the planned route: offsets positive to the right, and the quantiles of many
flights.
"""

import itertools

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.earth.geodesy import inverse, project
from truecourse.flight.explanation import Fan
from truecourse.flight.fix import Fix

Array = NDArray[np.float64]
_RADIUS = 6_371_007.181  # m: only chooses the leg a place belongs to; the offset from it is then geodesic


def distance(lat: ArrayLike, lon: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Array:
    """Geodesic distance on WGS 84, m, of places in radians; arguments broadcast."""
    return inverse(lat, lon, lat2, lon2)[2]


def offset_along(start: Fix, end: Fix, lat: Array, lon: Array) -> tuple[Array, Array]:
    """Distance right of a leg's geodesic and along it from `start`, m, of places `(...)` in radians."""
    foot = project(lat, lon, start.lat, start.lon, end.lat, end.lon)
    return foot.cross_track, foot.along_track


def route_offset(fixes: tuple[Fix, ...], lat: Array, lon: Array) -> Array:
    """Distance right of the route, m, of places `(...)` in radians: of its nearest leg, the end legs going
    on.
    """
    best = np.full(np.shape(lat), np.inf)
    chosen = np.zeros(np.shape(lat), dtype=int)
    for k, (start, end) in enumerate(itertools.pairwise(fixes)):
        azimuth, _, length = inverse(start.lat, start.lon, end.lat, end.lon)
        across, along = _spherical(start, float(azimuth), lat, lon)
        first, last = k == 0, k == len(fixes) - 2
        beyond = np.maximum(0.0 if last else along - length, 0.0) + np.maximum(0.0 if first else -along, 0.0)
        reach = np.hypot(across, beyond)
        chosen, best = np.where(reach < best, k, chosen), np.minimum(reach, best)
    out = np.full(np.shape(lat), np.nan)
    for k in np.unique(chosen):
        here = (chosen == k) & np.isfinite(lat)
        out[here] = offset_along(fixes[k], fixes[k + 1], lat[here], lon[here])[0]
    return out


def abeam(fan: Fan, start: Fix, end: Fix, place: Fix) -> tuple[Array, Array]:
    """Time and offset right of a leg, `(flights,)` s and m, where each flight first passes abeam a place;
    NaN if never.
    """
    offset, along = offset_along(start, end, fan.lat, fan.lon)
    goal = offset_along(start, end, np.array([place.lat]), np.array([place.lon]))[1][0]
    ahead = along >= goal
    crossed = ~ahead[:, :-1] & ahead[:, 1:]
    i = np.argmax(crossed, axis=1)
    row = np.arange(len(along))
    share = (goal - along[row, i]) / (along[row, i + 1] - along[row, i])
    t = fan.t[i] + share * (fan.t[i + 1] - fan.t[i])
    across = offset[row, i] + share * (offset[row, i + 1] - offset[row, i])
    never = ~crossed.any(axis=1)
    return np.where(never, np.nan, t), np.where(never, np.nan, across)


def at_time(fan: Fan, t: float) -> tuple[Array, Array]:
    """Latitude and longitude `(flights,)` in radians at a time, the last known where the flights end
    before it.
    """
    k = int(np.clip(np.searchsorted(fan.t, t) - 1, 0, fan.t.size - 2))
    share = float(np.clip((t - fan.t[k]) / (fan.t[k + 1] - fan.t[k]), 0.0, 1.0))
    here, there = (_vector(fan.lat[:, j], fan.lon[:, j]) for j in (k, k + 1))
    x, y, z = np.moveaxis((1 - share) * here + share * there, -1, 0)
    return np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)


def quantiles(values: Array, weights: Array, shares: tuple[float, ...] = (0.05, 0.5, 0.95)) -> Array:
    """Weighted quantiles along the first axis, `(shares, ...)`; NaN values are left out, NaN where none is
    left.
    """
    values, weights = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    order = np.argsort(values, axis=0)  # NaN sorts last
    ranked = np.take_along_axis(values, order, axis=0)
    weight = np.where(np.isnan(ranked), 0.0, weights[order])
    total = weight.sum(axis=0)
    below = np.cumsum(weight, axis=0)
    out = []
    for share in shares:
        i = np.sum(below < share * total * (1 - 1e-12), axis=0)
        found = np.take_along_axis(ranked, np.minimum(i, len(ranked) - 1)[None], axis=0)[0]
        out.append(np.where(total > 0, found, np.nan))
    return np.array(out)


def median_flight(fan: Fan) -> int:
    """Index of the flight nearest to all others: the least weighted mean distance, so a flight that is
    possible.
    """
    where = _vector(fan.lat, fan.lon)
    middle = np.einsum("f,ftk->tk", fan.weights / fan.weights.sum(), where)
    return int(np.argmin(np.sum((where - middle) ** 2, axis=(1, 2))))


def _vector(lat: Array, lon: Array) -> Array:
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def _spherical(start: Fix, azimuth: float, lat: Array, lon: Array) -> tuple[Array, Array]:
    """Right of and along a great circle, m, on the sphere (n-vectors of geodetic latitude)."""
    up = _vector(np.asarray(start.lat), np.asarray(start.lon))
    east = np.array([-np.sin(start.lon), np.cos(start.lon), 0.0])
    ahead = np.cos(azimuth) * np.cross(up, east) + np.sin(azimuth) * east
    place = _vector(np.asarray(lat), np.asarray(lon))
    across = np.arcsin(np.clip(place @ np.cross(ahead, up), -1.0, 1.0))
    return _RADIUS * across, _RADIUS * np.arctan2(place @ ahead, place @ up)
