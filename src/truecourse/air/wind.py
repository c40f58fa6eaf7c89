"""The wind as a field: still, uniform, a monthly climatology at one level, or a forecast on a grid.

Components are the motion of the air, east and north, m/s; places are radians, altitudes pressure altitude in
m, times POSIX s UTC. Everything is right across 180 degrees and at the poles. How far a field can be trusted
is in `wind_error`; where the numbers come from, in docs/reference-wind.md.
"""

from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.air.grid import Corner, cap_poles, close_circle, corners

Array = NDArray[np.float64]

# Mean wind over that at 200 hPa, against pressure altitude (m): read from ERA-Interim July means at 850, 500
# and 200 hPa, 40-62 N, and from a year's soundings at 300 and 250 hPa; the ground, 100 hPa and 20 km are
# recalled shapes.
PROFILE_ALTITUDE = (0.0, 1457.0, 5574.0, 9164.0, 10363.0, 11784.0, 16180.0, 20000.0)
PROFILE = (0.10, 0.20, 0.53, 0.93, 1.0, 1.0, 0.40, 0.20)


class Kind(Enum):
    """What sort of field it is."""

    STILL = "still"
    UNIFORM = "uniform"
    CLIMATOLOGY = "climatology"
    GRIDDED = "gridded"


def _none() -> Array:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Wind:
    """A wind field and how its error behaves.

    `east`, `north`: arrays `(times, levels, lats, lons)`, m/s; a climatology has 12 mid-months for times (and
    `times` is empty), still air and a uniform wind have one of each. Axes ascend. `error` is one standard
    deviation per component, m/s, where the field is at home; for a climatology it is NaN, because it follows
    level, latitude and season. `error_length` (m) and `error_time` (s) are the scales of its
    squared-exponential correlation.
    """

    kind: Kind
    east: Array
    north: Array
    times: Array = field(default_factory=_none)
    levels: Array = field(default_factory=_none)
    lats: Array = field(default_factory=_none)
    lons: Array = field(default_factory=_none)
    error: float = 0.0
    error_length: float = 700e3
    error_time: float = 18 * 3600.0
    source: str = ""


def still(error: float = 0.0) -> Wind:
    """Calm air everywhere; `error` m/s per component if calm is only assumed."""
    return Wind(Kind.STILL, np.zeros((1, 1, 1, 1)), np.zeros((1, 1, 1, 1)), error=error, source="no wind")


def uniform(from_direction: float, speed: float, error: float = 0.0) -> Wind:
    """One wind everywhere, blowing from a true direction (rad) at a speed (m/s)."""
    east = np.full((1, 1, 1, 1), -speed * np.sin(from_direction))
    north = np.full((1, 1, 1, 1), -speed * np.cos(from_direction))
    return Wind(Kind.UNIFORM, east, north, error=error, source="uniform wind")


def climatology(
    east: ArrayLike, north: ArrayLike, lats: ArrayLike, lons: ArrayLike, level: float, source: str = ""
) -> Wind:
    """Twelve monthly means, `(12, lats, lons)` m/s, January first, at one pressure altitude (m).

    Raises ValueError where shapes or axes do not fit.
    """
    la, lo, e, n = _ready(np.asarray(east, float)[:, None], np.asarray(north, float)[:, None], lats, lons)
    if len(e) != 12:
        raise ValueError(f"A climatology has 12 months, this one has {len(e)}: give January to December.")
    return Wind(
        Kind.CLIMATOLOGY, e, n, levels=np.array([level]), lats=la, lons=lo, error=np.nan, source=source
    )


def gridded(
    components: tuple[ArrayLike, ArrayLike], times: ArrayLike, levels: ArrayLike, lats: ArrayLike, lons:
    ArrayLike, error: float = 4.0, source: str = "",
) -> Wind:  # fmt: skip
    """An analysis or forecast: east and north, each `(times, levels, lats, lons)`, m/s.

    `times` ascend (POSIX s); a single time holds always. `levels` are pressure altitudes (m), in any order.
    `error` m/s per component is one standard deviation against soundings: about 4 for an analysis of today,
    more for a forecast; its correlation is shorter than a climatology's, 300 km and 6 h. Raises ValueError as
    `climatology`.
    """
    order = np.argsort(np.asarray(levels, float))
    east, north = (np.asarray(c, float)[:, order] for c in components)
    t, z = np.asarray(times, float), np.asarray(levels, float)[order]
    if east.shape[:2] != (len(t), len(z)) or (np.diff(t) <= 0).any() or (np.diff(z) <= 0).any():
        raise ValueError("A gridded wind is (times, levels, lats, lons), times ascending, no level twice.")
    la, lo, e, n = _ready(east, north, lats, lons)
    return Wind(Kind.GRIDDED, e, n, t, z, la, lo, error, 300e3, 6 * 3600.0, source)


def at(wind: Wind, lat: ArrayLike, lon: ArrayLike, altitude: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    """East and north components, m/s, at places, pressure altitudes and times; shapes broadcast.

    Bilinear in latitude and longitude. A climatology is linear in time between mid-months and keeps its
    direction at other levels, its speed following `level_factor`. A grid is linear in time and in altitude,
    and beyond its lowest and highest level holds theirs; outside its times or its area the answer is NaN.
    """
    lat, lon, altitude, t = np.broadcast_arrays(*(np.asarray(x, float) for x in (lat, lon, altitude, t)))
    known = np.isfinite(lat + lon + altitude + t)
    if wind.kind in (Kind.STILL, Kind.UNIFORM):
        both = (np.where(known, c[0, 0, 0, 0], np.nan) for c in (wind.east, wind.north))
        return next(both), next(both)
    if wind.kind is Kind.CLIMATOLOGY:
        times, levels = months(t), corners(wind.levels, altitude)
        factor = level_factor(altitude, float(wind.levels[0]))
    else:
        times = corners(wind.times, t)
        levels = corners(wind.levels, np.clip(altitude, wind.levels[0], wind.levels[-1]))
        factor = np.ones(altitude.shape)
    middle = (wind.lons[0] + wind.lons[-1]) / 2.0
    around = middle + np.mod(lon - middle + np.pi, 2.0 * np.pi) - np.pi
    east, north = _sum(wind, times, levels, corners(wind.lats, lat), corners(wind.lons, around))
    return np.where(known, factor * east, np.nan), np.where(known, factor * north, np.nan)


def level_factor(altitude: ArrayLike, level: float) -> Array:
    """Mean wind at a pressure altitude over that at `level`, both m; held constant beyond 0 and 20 km."""
    here = np.interp(np.asarray(altitude, float), PROFILE_ALTITUDE, PROFILE)
    return here / float(np.interp(level, PROFILE_ALTITUDE, PROFILE))


def months(t: Array) -> list[Corner]:
    """The two months whose middles enclose each time, and their weights, linear between."""
    days = np.where(np.isfinite(t), t, 0.0) / 86400.0
    month = np.floor(days).astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    month = month - (days < _middle(month))
    first, last = _middle(month), _middle(month + 1)
    weight = (days - first) / (last - first)
    index = month.astype(np.int64) % 12  # month 0 is January 1970
    return [(index, 1.0 - weight), ((index + 1) % 12, weight)]


def _middle(month: NDArray) -> Array:
    """Days since 1970 of the middle of a month."""
    begin, end = (m.astype("datetime64[D]").astype(float) for m in (month, month + 1))
    return (begin + end) / 2.0


def _sum(wind: Wind, *axes: list[Corner]) -> tuple[Array, Array]:
    """Weighted sum over the corners of the cell in every axis."""
    east: Array = np.zeros(())
    north: Array = np.zeros(())
    for corner in product(*axes):
        where = tuple(index for index, _ in corner)
        weight = reduce(np.multiply, (w for _, w in corner))
        east = east + weight * wind.east[where]
        north = north + weight * wind.north[where]
    return east, north


def _ready(east: Array, north: Array, lats: ArrayLike, lons: ArrayLike) -> tuple[Array, Array, Array, Array]:
    """Axes ascending, the circle closed, the poles there; or a ValueError."""
    la, lo = np.asarray(lats, float), np.asarray(lons, float)
    if east.shape != north.shape or east.shape[-2:] != (len(la), len(lo)):
        raise ValueError(
            f"East {east.shape}, north {north.shape} must end in ({len(la)}, {len(lo)}): lats, lons."
        )
    if la[0] > la[-1]:
        la, east, north = la[::-1], east[..., ::-1, :], north[..., ::-1, :]
    ordered = len(la) > 1 and len(lo) > 1 and (np.diff(la) > 0).all() and (np.diff(lo) > 0).all()
    if not ordered or np.abs(la).max() > 1.571:
        raise ValueError(
            "Latitudes and longitudes must be radians, at least two of each, in order, none twice."
        )
    lo, east, north = close_circle(lo, east, north)
    return cap_poles(la, lo, east, north)
