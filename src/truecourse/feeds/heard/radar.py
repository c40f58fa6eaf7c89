"""From range and azimuth at a radar to a place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR
from truecourse.earth.geodesy import direct


@dataclass(frozen=True, slots=True)
class Radar:
    """Where a radar is: `lat`, `lon` rad WGS 84, `height` of its antenna above the ellipsoid, m."""

    lat: float
    lon: float
    height: float = 0.0


def plot_place(
    radar: Radar, slant: NDArray[np.float64], azimuth: NDArray[np.float64], altitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitude and longitude (rad, WGS 84) of plots: `slant` range m, `azimuth` rad true, `altitude` m.

    The triangle of the radar, the target and the centre of the circle that fits the ellipsoid at the radar in
    the azimuth (Euler's radius of curvature) gives the distance over the ground. Altitude, taken for height,
    is 0 where it is NaN. A target nearer than its height is put overhead. NaN where range or azimuth is NaN.
    """
    w2 = 1.0 - ECCENTRICITY_SQUARED * np.sin(radar.lat) ** 2
    meridian, normal = SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / w2**1.5, SEMI_MAJOR / np.sqrt(w2)
    radius = 1.0 / (np.cos(azimuth) ** 2 / meridian + np.sin(azimuth) ** 2 / normal)
    low, high = radius + radar.height, radius + np.nan_to_num(altitude)
    cosine = (low**2 + high**2 - slant**2) / (2.0 * low * high)
    ground = radius * np.arccos(np.clip(cosine, -1.0, 1.0))
    known = np.isfinite(ground)
    lat, lon, _ = direct(
        np.full(len(ground), radar.lat),
        np.full(len(ground), radar.lon),
        np.where(known, azimuth, 0.0),
        np.where(known, ground, 0.0),
    )
    return np.where(known, lat, np.nan), np.where(known, lon, np.nan)
