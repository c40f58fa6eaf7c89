"""Weighted numbers: their quantiles, and an even choice among them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.ending.grid import Array


def quantiles(x: ArrayLike, weight: Array, shares: ArrayLike) -> NDArray[np.float64]:
    """The least of the numbers (n,) up to which each share of their weight lies, in the shape of `shares`."""
    x, shares = np.asarray(x, np.float64), np.asarray(shares, np.float64)
    return np.asarray(np.quantile(x, shares, weights=weight, method="inverted_cdf"))


def median_place(lat: Array, lon: Array, weight: Array) -> tuple[float, float]:
    """The weighted medians of latitudes and of longitudes about their mean direction, rad, NaN left out."""
    good = np.isfinite(lat) & np.isfinite(lon)
    lat, lon, weight = lat[good], lon[good], weight[good]
    around = float(np.angle(np.sum(weight * np.exp(1j * lon))))
    off = np.mod(lon - around + np.pi, 2.0 * np.pi) - np.pi
    east = around + float(quantiles(off, weight, 0.5))
    return float(quantiles(lat, weight, 0.5)), float(np.mod(east + np.pi, 2.0 * np.pi) - np.pi)


def evenly(weight: Array, count: int, start: float = 0.5) -> NDArray[np.intp]:
    """Rows (count,) in proportion to their weight, by systematic resampling (Kitagawa 1996): the same for the
    same `start`, 0 to 1.
    """
    ladder = (np.arange(count) + start) / count
    return quantiles(np.arange(len(weight)), weight, ladder).astype(np.intp)
