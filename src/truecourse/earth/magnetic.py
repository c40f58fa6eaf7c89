"""The main magnetic field and the variation, from IGRF-14, 1900 to 2030, anywhere and at any height.

The field is minus the gradient of the potential (Alken et al., Earth Planets Space 73:49, 2021, eq. 1)

    V = a sum_n sum_m (a/r)^(n+1) (g cos m lon + h sin m lon) P(n, m)(cos theta),   a = 6371.2 km, n to 13,

with Schmidt semi-normalised P, in geocentric coordinates, then turned to the geodetic vertical of WGS 84.
Between epochs the coefficients go linearly with time elapsed from one 1 January, 00:00 UTC, to the next, so
leap days count; going by decimal years instead changes the field by less than 0.1 nT. Float64, on the host.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR
from truecourse.earth.igrf14 import COEFFICIENTS, EPOCHS
from truecourse.earth.units import SECONDS_PER_DAY

Floats = NDArray[np.float64]

DEGREE = 13
_RADIUS = 6371200.0  # m, reference sphere of the coefficients
_BLOCK = 128  # places at a time: the working arrays stay in the processor's cache


def _new_year(year: int) -> float:
    """POSIX seconds at the start of a year of the Gregorian calendar."""
    leap_days = (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400
    return ((year - 1970) * 365 + leap_days - 477) * SECONDS_PER_DAY  # 477 leap days before 1970


_EPOCH_TIMES = np.array([_new_year(year) for year in EPOCHS])
_TABLE = np.array([values for _, _, values in COEFFICIENTS], dtype=np.float64)  # one coefficient a row
_CHANGE = np.diff(_TABLE)  # from one epoch to the next
_ROW = {(n, m): row for row, (n, m, _) in enumerate(COEFFICIENTS)}
# The terms in the order in which they are summed: by order, those of order 0 last, and by degree.
_TERMS = [(n, m) for m in (*range(1, DEGREE + 1), 0) for n in range(max(m, 1), DEGREE + 1)]
_N, _M = (np.array(part) for part in zip(*_TERMS, strict=True))
_G, _H = (np.array([_ROW[n, sign * m] for n, m in _TERMS]) for sign in (1, -1))
_LEG = np.array([[max(n * n - m * m, 0) ** 0.5 for m in range(DEGREE + 1)] for n in range(DEGREE + 1)])


class Field(NamedTuple):
    """The field along geodetic north, east and down, nT."""

    north: Floats
    east: Floats
    down: Floats


class _Place(NamedTuple):
    """A place as the expansion wants it: geocentric, with the angle `tilt` up to the geodetic vertical."""

    ratio: Floats  # reference radius over geocentric radius
    cos_colatitude: Floats
    sin_colatitude: Floats
    cos_tilt: Floats
    sin_tilt: Floats
    lon: Floats


def variation(lat: ArrayLike, lon: ArrayLike, height: ArrayLike, t: ArrayLike) -> Floats:
    """Magnetic variation (declination), rad, east positive: heading = heading_magnetic + variation.

    Arguments and errors as `field`. Exactly at a pole it is measured from the meridian `lon`.
    """
    here = field(lat, lon, height, t)
    return np.arctan2(here.east, here.north)


def field(lat: ArrayLike, lon: ArrayLike, height: ArrayLike, t: ArrayLike) -> Field:
    """The main field at `lat`, `lon` (rad, WGS 84), `height` (m above the ellipsoid) and time `t` (POSIX s).

    Arguments broadcast together; NaN in gives NaN out. Raises ValueError for a time outside 1900-01-01 to
    2030-01-01 (UTC, both included): the model says nothing there and nothing is extrapolated.
    """
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (lat, lon, height, t)))
    shape = arrays[0].shape
    lat, lon, height, t = (array.ravel() for array in arrays)
    _check_times(t)
    parts = np.empty((3, t.size))
    for start in range(0, t.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        moments = t[block][:1] if np.all(t[block] == t[start]) else t[block]  # one date: interpolate once
        parts[:, block] = _field(_geocentric(lat[block], lon[block], height[block]), moments)
    return Field(*(part.reshape(shape) for part in parts))


def _check_times(t: Floats) -> None:
    outside = t[(t < _EPOCH_TIMES[0]) | (t > _EPOCH_TIMES[-1])]
    if outside.size:
        raise ValueError(
            f"IGRF-14 covers {EPOCHS[0]}-01-01 to {EPOCHS[-1]}-01-01 UTC and is not extrapolated: "
            f"{outside.size} of {t.size} times lie outside, the first at {outside[0]:.0f} s from 1970"
        )


def _geocentric(lat: Floats, lon: Floats, height: Floats) -> _Place:
    sin_lat, cos_lat = np.sin(lat), np.abs(np.cos(lat))
    normal = SEMI_MAJOR / np.sqrt(1.0 - ECCENTRICITY_SQUARED * sin_lat**2)
    across, up = (normal + height) * cos_lat, (normal * (1.0 - ECCENTRICITY_SQUARED) + height) * sin_lat
    radius = np.hypot(across, up)
    cos_colatitude, sin_colatitude = up / radius, across / radius
    cos_tilt = sin_lat * cos_colatitude + cos_lat * sin_colatitude
    sin_tilt = sin_lat * sin_colatitude - cos_lat * cos_colatitude
    return _Place(_RADIUS / radius, cos_colatitude, sin_colatitude, cos_tilt, sin_tilt, lon)


def _field(place: _Place, t: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum the expansion: all terms at once, for a call costs as much as a hundred places, and then one after
    the other, so that a place has the same field alone and among others.
    """
    epoch = np.clip(np.searchsorted(_EPOCH_TIMES, t, side="right") - 1, 0, len(EPOCHS) - 2)
    elapsed = (t - _EPOCH_TIMES[epoch]) / (_EPOCH_TIMES[epoch + 1] - _EPOCH_TIMES[epoch])
    coefficients = _TABLE[:, epoch] + _CHANGE[:, epoch] * elapsed
    g, h = coefficients[_G], coefficients[_H]
    power = (place.ratio ** np.arange(3, DEGREE + 3)[:, None])[_N - 1]
    turns = np.arange(DEGREE + 1)[:, None] * place.lon
    cos_m, sin_m = np.cos(turns)[_M], np.sin(turns)[_M]
    values, slopes = _legendre(place)
    wave, across = g * cos_m, g * sin_m
    wave += h * sin_m
    wave *= power
    across -= h * cos_m
    outwards, east = (_N + 1)[:, None] * wave, power * _M[:, None]
    outwards *= values
    outwards[:-DEGREE] *= place.sin_colatitude
    east *= across
    east *= values
    slopes *= wave
    outwards, southwards, east = (np.add.accumulate(part)[-1] for part in (outwards, slopes, east))
    southwards = -southwards
    north = -place.cos_tilt * southwards - place.sin_tilt * outwards
    down = place.sin_tilt * southwards - place.cos_tilt * outwards
    return north, east, down


def _legendre(place: _Place) -> tuple[Floats, Floats]:
    """Schmidt functions, a row a term, and their derivatives with respect to colatitude.

    For m > 0 the functions come divided by sin theta, which is finite at the poles, as the east component
    needs it; for m = 0 as they are. Upwards in n, sqrt(n² - m²) P(n, m) = (2n - 1) cos theta P(n-1, m) -
    sqrt((n-1)² - m²) P(n-2, m); sin theta dP(n, m) = n cos theta P(n, m) - sqrt(n² - m²) P(n-1, m); dP(n, 0)
    = -sqrt(n(n+1)/2) P(n, 1) (NIST DLMF 14.10.3 and 14.10.5, with Schmidt's factors).
    """
    every = np.zeros((DEGREE + 1, DEGREE + 1, place.lon.size))  # by degree and order
    every[0, 0] = every[1, 1] = 1.0  # P(m, m) / sin theta from m = 1 on
    for n in range(1, DEGREE + 1):
        upper = (2 * n - 1) * place.cos_colatitude * every[n - 1, :n]
        upper -= _LEG[n - 1, :n, None] * every[max(n - 2, 0), :n]
        np.divide(upper, _LEG[n, :n, None], out=every[n, :n])
        if n > 1:
            every[n, n] = every[n - 1, n - 1] * place.sin_colatitude * np.sqrt((2 * n - 1) / (2 * n))
    values, before = every[_N, _M], every[_N - 1, _M]
    slopes = _N[:, None] * place.cos_colatitude * values - _LEG[_N, _M, None] * before
    zonal = np.arange(1, DEGREE + 1)[:, None]
    slopes[-DEGREE:] = -np.sqrt(zonal * (zonal + 1) / 2) * place.sin_colatitude * every[1:, 1]
    return values, slopes
