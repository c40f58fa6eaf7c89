"""Weighted numbers: their quantiles, and an even choice among them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.ending.grid import Array


def quantiles(x: ArrayLike, weight: Array, shares: ArrayLike) -> NDArray[np.float64]:
    """The least of the numbers (n,) up to which each share of their weight lies, in the shape of `shares`."""
    x, shares = np.asarray(x, np.float64), np.asarray(shares, np.float64)
    return np.asarray(np.quantile(x, shares, weights=weight, method="inverted_cdf"))


def evenly(weight: Array, count: int, start: float = 0.5) -> NDArray[np.intp]:
    """Rows (count,) in proportion to their weight, by systematic resampling (Kitagawa 1996): the same for the
    same `start`, 0 to 1.
    """
    ladder = (np.arange(count) + start) / count
    return quantiles(np.arange(len(weight)), weight, ladder).astype(np.intp)
