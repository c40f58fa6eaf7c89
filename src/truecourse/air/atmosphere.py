"""The standard atmosphere up to 20 km: pressure altitude to pressure, temperature, density, speed of sound.

ICAO Doc 7488/3 (1993), the same as ISO 2533:1975: hydrostatic balance with a temperature linear in
geopotential altitude, two layers: gradient -6.5 K/km to 11 km, isothermal to 20 km. Altitudes here are
geopotential metres in that atmosphere, which is what an altimeter set to 1013.25 hPa shows. Outside -5 to 20
km the answer is NaN.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

GRAVITY = 9.80665  # standard acceleration, m/s² (exact)
GAS_CONSTANT = 287.05287  # specific gas constant of air, J/(kg K): Doc 7488 table A
HEAT_RATIO = 1.4  # ratio of specific heats of air
SEA_LEVEL_PRESSURE = 101325.0  # Pa
SEA_LEVEL_TEMPERATURE = 288.15  # K
LAPSE = -0.0065  # K/m below the tropopause
LOWEST = -5000.0  # m, the foot of Doc 7488's tables
TROPOPAUSE = 11000.0  # m
HIGHEST = 20000.0  # m, the top of the isothermal layer and of what is given here

TROPOPAUSE_TEMPERATURE = SEA_LEVEL_TEMPERATURE + LAPSE * TROPOPAUSE  # 216.65 K
_EXPONENT = -GRAVITY / (GAS_CONSTANT * LAPSE)  # 5.25588
_SCALE = GAS_CONSTANT * TROPOPAUSE_TEMPERATURE / GRAVITY  # scale height of the isothermal layer, 6341.6 m
TROPOPAUSE_PRESSURE = SEA_LEVEL_PRESSURE * (TROPOPAUSE_TEMPERATURE / SEA_LEVEL_TEMPERATURE) ** _EXPONENT
_LOWEST_PRESSURE = SEA_LEVEL_PRESSURE * (1 + LAPSE * LOWEST / SEA_LEVEL_TEMPERATURE) ** _EXPONENT
_HIGHEST_PRESSURE = TROPOPAUSE_PRESSURE * float(np.exp(-(HIGHEST - TROPOPAUSE) / _SCALE))
SEA_LEVEL_SOUND = (HEAT_RATIO * GAS_CONSTANT * SEA_LEVEL_TEMPERATURE) ** 0.5  # 340.294 m/s
SEA_LEVEL_DENSITY = SEA_LEVEL_PRESSURE / (GAS_CONSTANT * SEA_LEVEL_TEMPERATURE)  # 1.225 kg/m³


def temperature(altitude: ArrayLike) -> Array:
    """Standard air temperature, K, at a pressure altitude in m, any shape."""
    h = _inside(altitude)
    return np.maximum(SEA_LEVEL_TEMPERATURE + LAPSE * h, TROPOPAUSE_TEMPERATURE)


def pressure(altitude: ArrayLike) -> Array:
    """Static pressure, Pa, at a pressure altitude in m, any shape."""
    h = _inside(altitude)
    theta = 1.0 + LAPSE * np.minimum(h, TROPOPAUSE) / SEA_LEVEL_TEMPERATURE
    return SEA_LEVEL_PRESSURE * theta**_EXPONENT * np.exp(-np.maximum(h - TROPOPAUSE, 0.0) / _SCALE)


def altitude(pressure: ArrayLike) -> Array:
    """Pressure altitude, m, of a static pressure in Pa, any shape: the inverse of `pressure`."""
    p = np.asarray(pressure, float)
    p = np.where((p >= _HIGHEST_PRESSURE * (1 - 1e-12)) & (p <= _LOWEST_PRESSURE * (1 + 1e-12)), p, np.nan)
    ratio = np.maximum(p, TROPOPAUSE_PRESSURE) / SEA_LEVEL_PRESSURE
    below = SEA_LEVEL_TEMPERATURE / LAPSE * (ratio ** (1.0 / _EXPONENT) - 1.0)
    return below + _SCALE * np.log(TROPOPAUSE_PRESSURE / np.minimum(p, TROPOPAUSE_PRESSURE))


def density(altitude: ArrayLike, warmer: ArrayLike = 0.0) -> Array:
    """Density, kg/m³, at a pressure altitude in m, the air `warmer` than standard by so many K."""
    return pressure(altitude) / (GAS_CONSTANT * (temperature(altitude) + np.asarray(warmer, float)))


def speed_of_sound(altitude: ArrayLike, warmer: ArrayLike = 0.0) -> Array:
    """Speed of sound, m/s, at a pressure altitude in m, the air `warmer` than standard by so many K."""
    return np.sqrt(HEAT_RATIO * GAS_CONSTANT * (temperature(altitude) + np.asarray(warmer, float)))


def _inside(altitude: ArrayLike) -> Array:
    h = np.asarray(altitude, float)
    return np.where((h >= LOWEST) & (h <= HIGHEST), h, np.nan)
