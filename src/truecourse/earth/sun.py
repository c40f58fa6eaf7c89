"""Where the Sun stands, and when it rises and sets.

Source: J. Meeus, Astronomical Algorithms, 2nd ed., chapters 12 (sidereal time), 13 (altitude), 22 (obliquity
and nutation, low accuracy) and 25 (the Sun, low accuracy): within 0.01 degrees of the true place, a few
seconds of sunrise at middle latitudes. UTC is taken for UT1 (0.9 s at most) and 69 s behind dynamical time
(within 15 s from 1983 to 2030, 1e-5 degrees of the Sun's way).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.earth.units import RAD_PER_DEG, SECONDS_PER_DAY

# The Sun rises and sets where its upper limb is on the sea's horizon: its centre is 34' below by the
# refraction there and 16' by its own radius (Explanatory Supplement to the Astronomical Almanac, 3rd ed.,
# 12.1.1; so do the tables of the US Naval Observatory and ICAO's HJ and HN).
HORIZON = -50.0 / 60.0 * RAD_PER_DEG
CIVIL_TWILIGHT = -6.0 * RAD_PER_DEG  # altitude of the Sun's centre at which civil twilight ends
_J2000 = 946_728_000.0  # POSIX s of 2000-01-01 12:00
_DYNAMICAL = 69.0  # s, dynamical time less UTC
_CENTURY = 36_525.0 * SECONDS_PER_DAY
_LOOK = 600.0  # s between looks for a rise or a set
_HALVINGS = 24  # of a look: to less than a millisecond

Array = NDArray[np.float64]


def place(t: ArrayLike) -> tuple[Array, Array]:
    """Apparent right ascension [-pi, pi] and declination of the Sun, rad, at POSIX s UTC (any shape)."""
    c = (np.asarray(t, dtype=np.float64) - _J2000 + _DYNAMICAL) / _CENTURY
    mean = 280.46646 + 36000.76983 * c + 0.0003032 * c**2  # eq. 25.2, degrees as all of these
    m = np.radians(357.52911 + 35999.05029 * c - 0.0001537 * c**2)  # eq. 25.3
    centre = (
        (1.914602 - 0.004817 * c - 0.000014 * c**2) * np.sin(m)
        + (0.019993 - 0.000101 * c) * np.sin(2.0 * m)
        + 0.000289 * np.sin(3.0 * m)
    )
    node = np.radians(125.04 - 1934.136 * c)
    lon = np.radians(mean + centre - 0.00569 - 0.00478 * np.sin(node))  # aberration and nutation
    tilt = np.radians(23.439291 - 0.0130042 * c + 0.00256 * np.cos(node))  # eq. 22.2, 25.8
    return (
        np.arctan2(np.cos(tilt) * np.sin(lon), np.cos(lon)),
        np.arcsin(np.sin(tilt) * np.sin(lon)),
    )  # eq. 25.6, 25.7


def altitude(lat: ArrayLike, lon: ArrayLike, t: ArrayLike) -> Array:
    """Angle of the Sun's centre above the horizon, rad, without refraction or parallax (8.8"), at geodetic
    latitude and longitude, rad, and POSIX s UTC; arguments broadcast.
    """
    ascension, declination = place(t)
    days = (np.asarray(t, dtype=np.float64) - _J2000) / SECONDS_PER_DAY
    turned = np.radians(280.46061837 + 360.98564736629 * days)  # eq. 12.4 without its terms of a century
    hour = turned + np.asarray(lon, dtype=np.float64) - ascension
    lat = np.asarray(lat, dtype=np.float64)
    return np.arcsin(
        np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour)
    )  # eq. 13.6


def above(lat: float, lon: float, begin: float, end: float, horizon: float = HORIZON) -> Array:
    """Intervals `(n, 2)` of POSIX s UTC between `begin` and `end` in which the Sun's centre is above
    `horizon`, rad: from sunrise to sunset as it is left out.

    Where the Sun is up at either end the interval ends there. Times are those of a level sea horizon; within
    a degree or two of where the Sun only grazes it they may be minutes off, and a stay above or below of less
    than ten minutes may be missed. Raises ValueError unless begin < end and both are finite.
    """
    if not -np.inf < begin < end < np.inf:
        raise ValueError("begin must be before end and both finite")
    looks = np.append(np.arange(begin, end, _LOOK), end)
    up = altitude(lat, lon, looks) > horizon
    turns = np.flatnonzero(up[1:] != up[:-1])
    low, high, rises = looks[turns], looks[turns + 1], up[turns + 1]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        early = (altitude(lat, lon, middle) > horizon) != rises  # still as it was before
        low, high = np.where(early, middle, low), np.where(early, high, middle)
    times = np.concatenate([[begin] if up[0] else [], high, [end] if up[-1] else []])
    return times.reshape(-1, 2)
