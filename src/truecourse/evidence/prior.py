"""Priors as quantiles of a standard normal latent, so that every cause lives in the same space N(0, I)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]
Quantile = Callable[[Array], Array]


def normal(mean: ArrayLike, sd: float) -> Quantile:
    """Normal with this mean and standard deviation."""
    return lambda z: np.asarray(mean, float) + sd * z


def uniform(low: float, high: float) -> Quantile:
    """Uniform between two ends."""
    return lambda z: low + (high - low) * ndtr(z)


def log_uniform(low: float, high: float) -> Quantile:
    """Log-uniform between two positive ends."""
    return lambda z: low * (high / low) ** ndtr(z)


def choice(values: ArrayLike, weights: ArrayLike | None = None) -> Quantile:
    """One of the values, weighted (equally without); like values side by side: short moves join them."""
    options = np.asarray(values, float)
    share = np.ones(options.size) if weights is None else np.asarray(weights, float)
    upper = np.cumsum(share / share.sum())
    return lambda z: options[np.minimum(np.searchsorted(upper, ndtr(z)), options.size - 1)]


def mixture(first: Quantile, second: Quantile, share: float) -> Quantile:
    """`first` with probability `share`, else `second`; each then sees a fresh normal latent."""

    def quantile(z: Array) -> Array:
        u = ndtr(z)
        inner = np.where(u < share, u / share, (u - share) / (1.0 - share))
        fresh = ndtri(np.clip(inner, 1e-12, 1.0 - 1e-12))
        return np.where(u < share, first(fresh), second(fresh))

    return quantile
