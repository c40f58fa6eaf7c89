"""Airspeeds, and the triangle of course, heading and wind. SI and radians, batched float64.

Calibrated airspeed follows from impact pressure by the compressible (Saint-Venant) relation at sea level of
the standard atmosphere: W. Gracey, Measurement of Aircraft Speed and Altitude, NASA RP-1046 (1980), chapter
III. Subsonic only: NaN where the Mach number, or CAS over the speed of sound at sea level, exceeds 1.
Altitudes are pressure altitudes, m; `warmer` is how many K the air is warmer than standard.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.air.atmosphere import (
    HEAT_RATIO,
    SEA_LEVEL_PRESSURE,
    SEA_LEVEL_SOUND,
    altitude,
    pressure,
    speed_of_sound,
)

Array = NDArray[np.float64]
_POWER = HEAT_RATIO / (HEAT_RATIO - 1.0)  # 3.5
_HALF = (HEAT_RATIO - 1.0) / 2.0  # 0.2


def mach_from_tas(tas: ArrayLike, altitude: ArrayLike, warmer: ArrayLike = 0.0) -> Array:
    """Mach number of a true airspeed, m/s."""
    return np.asarray(tas, float) / speed_of_sound(altitude, warmer)


def tas_from_mach(mach: ArrayLike, altitude: ArrayLike, warmer: ArrayLike = 0.0) -> Array:
    """True airspeed, m/s, of a Mach number."""
    return np.asarray(mach, float) * speed_of_sound(altitude, warmer)


def cas_from_mach(mach: ArrayLike, altitude: ArrayLike) -> Array:
    """Calibrated airspeed, m/s, of a Mach number."""
    return _mach_at(_excess(mach) * pressure(altitude) / SEA_LEVEL_PRESSURE) * SEA_LEVEL_SOUND


def mach_from_cas(cas: ArrayLike, altitude: ArrayLike) -> Array:
    """Mach number of a calibrated airspeed, m/s."""
    impact = SEA_LEVEL_PRESSURE * _excess(np.asarray(cas, float) / SEA_LEVEL_SOUND)
    return _mach_at(impact / pressure(altitude))


def tas_from_cas(cas: ArrayLike, altitude: ArrayLike, warmer: ArrayLike = 0.0) -> Array:
    """True airspeed, m/s, of a calibrated airspeed, m/s."""
    return tas_from_mach(mach_from_cas(cas, altitude), altitude, warmer)


def cas_from_tas(tas: ArrayLike, altitude: ArrayLike, warmer: ArrayLike = 0.0) -> Array:
    """Calibrated airspeed, m/s, of a true airspeed, m/s."""
    return cas_from_mach(mach_from_tas(tas, altitude, warmer), altitude)


def crossover(cas: ArrayLike, mach: ArrayLike) -> Array:
    """Pressure altitude, m, where a calibrated airspeed (m/s) and a Mach number are one speed."""
    impact = SEA_LEVEL_PRESSURE * _excess(np.asarray(cas, float) / SEA_LEVEL_SOUND)
    return altitude(impact / _excess(mach))


def heading_for_course(
    course: ArrayLike, tas: ArrayLike, east: ArrayLike, north: ArrayLike
) -> tuple[Array, Array]:
    """True heading (rad, [0, 2π)) and ground speed (m/s) that make good a true course in a wind.

    `east`, `north` are the components of the motion of the air, m/s. The answer is NaN where the wind across
    the course exceeds the true airspeed, and where the aircraft would be blown backwards along it.
    """
    course, tas, along, right = _along_course(course, tas, east, north)
    with np.errstate(invalid="ignore", divide="ignore"):
        drift = np.arcsin(-right / tas)  # the nose turns into the wind
        speed = tas * np.cos(drift) + along
        possible = speed > 0.0
    heading = np.mod(course + drift, 2.0 * np.pi)
    return np.where(possible, heading, np.nan), np.where(possible, speed, np.nan)


def over_ground(heading: ArrayLike, tas: ArrayLike, east: ArrayLike, north: ArrayLike) -> tuple[Array, Array]:
    """True course (rad, [0, 2π)) and ground speed (m/s) of a heading in a wind; no speed, no course (NaN)."""
    heading, tas = np.asarray(heading, float), np.asarray(tas, float)
    x = tas * np.sin(heading) + np.asarray(east, float)
    y = tas * np.cos(heading) + np.asarray(north, float)
    speed = np.hypot(x, y)
    return np.where(speed > 0.0, np.mod(np.arctan2(x, y), 2.0 * np.pi), np.nan), speed


def drift(course: ArrayLike, heading: ArrayLike) -> Array:
    """Drift, rad in [-π, π): course less heading, positive when the wind sets the aircraft to the right."""
    return np.mod(np.asarray(course, float) - np.asarray(heading, float) + np.pi, 2.0 * np.pi) - np.pi


def _along_course(
    course: ArrayLike, tas: ArrayLike, east: ArrayLike, north: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """The wind along the course and to the right of it."""
    course, east, north = (np.asarray(x, float) for x in (course, east, north))
    sine, cosine = np.sin(course), np.cos(course)
    return course, np.asarray(tas, float), east * sine + north * cosine, east * cosine - north * sine


def _excess(mach: ArrayLike) -> Array:
    """Impact over static pressure of a subsonic Mach number; by expm1, so that slow speeds keep digits."""
    m = np.asarray(mach, float)
    m = np.where((m >= 0.0) & (m <= 1.0), m, np.nan)
    return np.expm1(_POWER * np.log1p(_HALF * m * m))


def _mach_at(excess: Array) -> Array:
    """Inverse of `_excess`; NaN above Mach 1, allowing the last digits of a Mach number of exactly 1."""
    m = np.sqrt(np.expm1(np.log1p(excess) / _POWER) / _HALF)
    return np.where(m <= 1.0 + 1e-12, m, np.nan)
