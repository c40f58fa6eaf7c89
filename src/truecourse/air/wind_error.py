"""How wrong a wind field is: standard deviation and correlation of its smooth random error.

A monthly mean is not that night's wind. The size is the day-to-day variability measured in soundings, by
level, with season and latitude; the correlation is squared-exponential in chord and in time, the same for
both components and independent between them. Sources, and what is only recalled, are in
docs/reference-wind.md.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.air.wind import Kind, Wind

Array = NDArray[np.float64]

RADIUS = 6371008.8  # mean radius of the earth, m (IUGG)
# Pressure altitude (m) of 850, 500, 300, 250, 200 and 100 hPa, and there: one standard deviation of a wind
# component (m/s) in mid-July at mid-latitudes. 500 to 200 hPa: IGRA v2, Vienna (48.2 N), 23 January to 30
# June 2015, means of June and of May with June, both components. 850 and 100 hPa are recalled.
LEVEL = (1457.0, 5574.0, 9164.0, 10363.0, 11784.0, 16180.0)
COMPONENT_SD = (5.0, 7.5, 12.5, 13.7, 10.7, 6.0)
WINTER = (
    0.25  # how much more in mid-January: 16.4 m/s in February against 12.9 in June, 250 hPa, same station
)
LATITUDE = (0.0, 0.44, 0.70, 1.10, np.pi / 2)  # rad: 0, 25, 40, 63 and 90 degrees
BY_LATITUDE = (0.6, 0.75, 1.0, 1.0, 0.75)  # recalled shape of transient eddy kinetic energy, square root
MISFIT = 0.25e-3  # m/s per m: what the level rule misses of the mean, 1.6 m/s at 500 hPa (ERA-Interim, July)
CARRIED = (
    8.0,
    800.0,
)  # m/s, m: one moment's wind carried to another level is off 7.7 m/s after 1.4 km, then no more
_JANUARY = 15.0 * 86400.0  # mid-January, s into a year
_YEAR = 365.2425 * 86400.0


def error_sd(wind: Wind, lat: ArrayLike, altitude: ArrayLike, t: ArrayLike) -> Array:
    """One standard deviation of the error of each wind component, m/s; shapes broadcast.

    A climatology: day-to-day variability at that level, latitude and season, and in quadrature what the level
    rule misses of the mean, growing with distance from the climatology's level. A grid: its `error`, and
    beyond its lowest and highest level the decorrelation of the wind over that distance. Still and uniform:
    `error`.
    """
    lat, altitude, t = np.broadcast_arrays(*(np.asarray(x, float) for x in (lat, altitude, t)))
    if wind.kind is Kind.CLIMATOLOGY:
        distance = np.abs(altitude - wind.levels[0])
        return np.hypot(variability(lat, altitude, t), MISFIT * distance)
    if wind.kind is Kind.GRIDDED:
        distance = np.abs(altitude - np.clip(altitude, wind.levels[0], wind.levels[-1]))
        return np.hypot(wind.error, CARRIED[0] * -np.expm1(-distance / CARRIED[1]))
    return np.where(np.isfinite(lat + altitude + t), wind.error, np.nan)


def variability(lat: ArrayLike, altitude: ArrayLike, t: ArrayLike) -> Array:
    """Day-to-day standard deviation of a wind component about its monthly mean, m/s."""
    lat = np.asarray(lat, float)
    phase = 2.0 * np.pi * (np.asarray(t, float) - _JANUARY) / _YEAR + np.where(lat < 0.0, np.pi, 0.0)
    season = 1.0 + 0.5 * WINTER * (1.0 + np.cos(phase))
    by_latitude = np.interp(np.abs(lat), LATITUDE, BY_LATITUDE)
    return np.interp(np.asarray(altitude, float), LEVEL, COMPONENT_SD) * season * by_latitude


def error_correlation(wind: Wind, lat: ArrayLike, lon: ArrayLike, t: ArrayLike) -> Array:
    """Correlation `(..., P, P)` of a component's error between P places and times, `(..., P)`."""
    place, t = _unit(lat, lon), np.asarray(t, float)
    closeness = place @ np.swapaxes(place, -1, -2)  # a chord of unit vectors squared is 2 (1 - their product)
    apart = (t[..., :, None] - t[..., None, :]) / wind.error_time
    return np.exp((closeness - 1.0) * (RADIUS / wind.error_length) ** 2 - 0.5 * apart**2)


def error_covariance(wind: Wind, lat: ArrayLike, lon: ArrayLike, altitude: ArrayLike, t: ArrayLike) -> Array:
    """Covariance `(..., P, P)`, m²/s², of a component's error at P places, altitudes, times `(..., P)`.

    East and north are independent and alike. Levels of one flight are taken as one: the soundings behind
    `error_sd` correlate at 0.88 between 250 and 200 hPa.
    """
    sd = error_sd(wind, lat, altitude, t)
    return sd[..., :, None] * sd[..., None, :] * error_correlation(wind, lat, lon, t)


def _unit(lat: ArrayLike, lon: ArrayLike) -> Array:
    """The n-vector, as on a sphere: the ellipsoid differs by nothing beside a correlation length."""
    lat, lon = np.asarray(lat, float), np.asarray(lon, float)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat) + 0.0 * lon], -1)
