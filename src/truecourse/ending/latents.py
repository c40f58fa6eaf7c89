"""Standard normal numbers turned into quantities, one column after another.

Every way of coming down lives in the space N(0, I), as every cause does, so that one sampler serves all: a
draw is a row of latents, and what is read from it is a quantile of the quantity's prior.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr

Array = NDArray[np.float64]


class Latents:
    """Rows of latents (n, D) being read: each quantity takes the next columns. `used` counts them."""

    def __init__(self, z: Array) -> None:
        self.z = z
        self.used = 0

    def __len__(self) -> int:
        return len(self.z)

    def normal(self, mean: float = 0.0, sd: float = 1.0, columns: int = 0) -> Array:
        """Normal quantities, (n,), or (n, columns)."""
        return mean + sd * self._next(columns)

    def uniform(self, low: float = 0.0, high: float = 1.0, columns: int = 0) -> Array:
        """Quantities as likely anywhere between two ends."""
        return np.asarray(low + (high - low) * ndtr(self._next(columns)))

    def lognormal(self, median: float, sd: float) -> Array:
        """A positive quantity by its median and the deviation of its logarithm."""
        return np.asarray(median * np.exp(sd * self._next(0)))

    def exponential(self, mean: float, columns: int = 0) -> Array:
        """Waiting times of this mean."""
        return np.asarray(-mean * log_ndtr(-self._next(columns)))

    def choice(self, weights: Array) -> NDArray[np.intp]:
        """The number of one of several, by weight."""
        upper = np.cumsum(weights) / np.sum(weights)
        return np.minimum(np.searchsorted(upper, ndtr(self._next(0)), side="right"), len(upper) - 1)

    def side(self) -> Array:
        """Left or right, -1 or 1."""
        return np.where(self._next(0) < 0.0, -1.0, 1.0)

    def _next(self, columns: int) -> Array:
        first, self.used = self.used, self.used + max(columns, 1)
        if self.used > self.z.shape[1]:
            raise ValueError(f"{self.used} latents are asked of rows that have {self.z.shape[1]}")
        return self.z[:, first : self.used] if columns else self.z[:, first]
