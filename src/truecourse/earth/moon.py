"""Where the Moon stands and how much of it is lit.

Source: J. Meeus, Astronomical Algorithms, 2nd ed., chapters 47 (place: the terms of tables 47.A and 47.B down
to 0.003 degrees of longitude and latitude), 40 (parallax) and 48 (the part lit). What is left out adds up to
less than 0.05 degrees of place, 100 km and 0.001 of the lit part. Times as `sun` has them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.earth import sun
from truecourse.earth.ellipsoid import SEMI_MAJOR
from truecourse.earth.units import METRES_PER_KM, SECONDS_PER_DAY

# The Moon rises and sets, as almanacs have it, with its upper limb on the sea's horizon: its centre, as seen
# from the place, is 34' below by refraction and 15.5' by its own radius (US Naval Observatory).
HORIZON = -np.radians(49.5 / 60.0)
_J2000 = 946_728_000.0  # POSIX s of 2000-01-01 12:00
_DYNAMICAL = (
    69.0  # s, dynamical time less UTC, within 16 s from 1983 to 2030: 0.002 degrees of the Moon's way
)
_CENTURY = 36_525.0 * SECONDS_PER_DAY
_ASTRONOMICAL_UNIT = 149_597_870.7  # km

# Table 47.A: multiples of D, M, M', F; longitude in 1e-6 degrees (sine), distance in 1e-3 km (cosine).
_LONGITUDE = np.array([
    [0, 0, 1, 0, 6288774, -20905355], [2, 0, -1, 0, 1274027, -3699111], [2, 0, 0, 0, 658314, -2955968],
    [0, 0, 2, 0, 213618, -569925], [0, 1, 0, 0, -185116, 48888], [0, 0, 0, 2, -114332, -3149],
    [2, 0, -2, 0, 58793, 246158], [2, -1, -1, 0, 57066, -152138], [2, 0, 1, 0, 53322, -170733],
    [2, -1, 0, 0, 45758, -204586], [0, 1, -1, 0, -40923, -129620], [1, 0, 0, 0, -34720, 108743],
    [0, 1, 1, 0, -30383, 104755], [2, 0, 0, -2, 15327, 10321], [0, 0, 1, 2, -12528, 0],
    [0, 0, 1, -2, 10980, 79661], [4, 0, -1, 0, 10675, -34782], [0, 0, 3, 0, 10034, -23210],
    [4, 0, -2, 0, 8548, -21636], [2, 1, -1, 0, -7888, 24208], [2, 1, 0, 0, -6766, 30824],
    [1, 0, -1, 0, -5163, -8379], [1, 1, 0, 0, 4987, -16675], [2, -1, 1, 0, 4036, -12831],
    [2, 0, 2, 0, 3994, -10445], [4, 0, 0, 0, 3861, -11650], [2, 0, -3, 0, 3665, 14403],
])  # fmt: skip
# Table 47.B: multiples of D, M, M', F; latitude in 1e-6 degrees (sine).
_LATITUDE = np.array([
    [0, 0, 0, 1, 5128122], [0, 0, 1, 1, 280602], [0, 0, 1, -1, 277693], [2, 0, 0, -1, 173237],
    [2, 0, -1, 1, 55413], [2, 0, -1, -1, 46271], [2, 0, 0, 1, 32573], [0, 0, 2, 1, 17198],
    [2, 0, 1, -1, 9266], [0, 0, 2, -1, 8822], [2, -1, 0, -1, 8216], [2, 0, -2, -1, 4324],
    [2, 0, 1, 1, 4200], [2, 1, 0, -1, -3359],
])  # fmt: skip

Array = NDArray[np.float64]


def place(t: ArrayLike) -> tuple[Array, Array, Array]:
    """Apparent right ascension [-pi, pi], declination, rad, and distance, m, from the Earth's centre, at
    POSIX s UTC (any shape).
    """
    c = (np.asarray(t, dtype=np.float64) - _J2000 + _DYNAMICAL) / _CENTURY
    mean = 218.3164477 + 481267.88123421 * c - 0.0015786 * c**2  # eq. 47.1, degrees as all of these
    d = 297.8501921 + 445267.1114034 * c - 0.0018819 * c**2  # 47.2
    m = 357.5291092 + 35999.0502909 * c - 0.0001536 * c**2  # 47.3
    anomaly = 134.9633964 + 477198.8675055 * c + 0.0087414 * c**2  # 47.4
    f = 93.2720950 + 483202.0175233 * c - 0.0036539 * c**2  # 47.5
    eccentric = 1.0 - 0.002516 * c - 0.0000074 * c**2  # 47.6
    arguments = np.radians(np.stack([d, m, anomaly, f], axis=-1))
    venus, turned = np.radians(119.75 + 131.849 * c), np.radians(mean - f)
    lon, away = _sums(_LONGITUDE, arguments, eccentric)
    lon = mean + lon + (3958.0 * np.sin(venus) + 1962.0 * np.sin(turned)) * 1e-6
    lat = _sums(_LATITUDE, arguments, eccentric)[0] - 2235.0e-6 * np.sin(np.radians(mean))
    node = np.radians(125.04452 - 1934.136261 * c)
    lon, lat = np.radians(lon - 0.00478 * np.sin(node)), np.radians(lat)  # nutation, chapter 22
    tilt = np.radians(23.439291 - 0.0130042 * c + 0.00256 * np.cos(node))
    ascension = np.arctan2(np.sin(lon) * np.cos(tilt) - np.tan(lat) * np.sin(tilt), np.cos(lon))  # eq. 13.3
    up = np.sin(lat) * np.cos(tilt) + np.cos(lat) * np.sin(tilt) * np.sin(lon)  # eq. 13.4
    return ascension, np.arcsin(up), (385_000.56 + away) * METRES_PER_KM


def altitude(lat: ArrayLike, lon: ArrayLike, t: ArrayLike) -> Array:
    """Angle of the Moon's centre above the horizon as seen from the place, rad, without refraction, at
    geodetic latitude and longitude, rad, and POSIX s UTC; arguments broadcast.
    """
    ascension, declination, away = place(t)
    days = (np.asarray(t, dtype=np.float64) - _J2000) / SECONDS_PER_DAY
    hour = np.radians(280.46061837 + 360.98564736629 * days) + np.asarray(lon, dtype=np.float64) - ascension
    lat = np.asarray(lat, dtype=np.float64)
    up = np.arcsin(np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour))
    return up - np.arcsin(SEMI_MAJOR / away * np.cos(up))  # of a sphere: 0.003 degrees off at most


def lit(t: ArrayLike) -> Array:
    """Part of the Moon's disc that the Sun lights, 0 to 1, at POSIX s UTC (any shape)."""
    of_sun, of_moon = sun.place(t), place(t)
    apart = np.arccos(
        np.sin(of_sun[1]) * np.sin(of_moon[1])
        + np.cos(of_sun[1]) * np.cos(of_moon[1]) * np.cos(of_sun[0] - of_moon[0])
    )  # eq. 48.2
    sun_away = _ASTRONOMICAL_UNIT * METRES_PER_KM  # the true one is within 1.7 %: 0.0001 of the lit part
    phase = np.arctan2(sun_away * np.sin(apart), of_moon[2] - sun_away * np.cos(apart))  # eq. 48.3
    return 0.5 * (1.0 + np.cos(phase))  # eq. 48.1


def _sums(table: Array, arguments: Array, eccentric: Array) -> tuple[Array, Array]:
    """Sums of sines in degrees and of cosines in km, the terms with the Sun's anomaly less as its orbit
    rounds.
    """
    angle = arguments @ table[:, :4].T.astype(np.float64)
    weight = eccentric[..., None] ** np.abs(table[:, 1])
    cosines = np.sum(weight * table[:, -1] * np.cos(angle), axis=-1) * 1e-3
    return np.sum(weight * table[:, 4] * np.sin(angle), axis=-1) * 1e-6, cosines
