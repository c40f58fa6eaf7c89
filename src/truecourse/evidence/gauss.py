"""A Gaussian that looks like a population of whitened places whose prior is N(0, I)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BODY = 0.8  # share of wide draws made close about the fit; the others go further out


@dataclass(frozen=True)
class Fit:
    """The Gaussian N(mean, axes diag(scale^2) axes^T)."""

    mean: Array  # (D,)
    axes: Array  # (D, D), orthonormal columns
    scale: Array  # (D,)


def inward(fit: Fit, z: Array) -> Array:
    """Places (n, D) as standard normal coordinates of the fit."""
    return (z - fit.mean) @ fit.axes / fit.scale


def outward(fit: Fit, y: Array) -> Array:
    """Standard normal coordinates of the fit (n, D) as places."""
    return fit.mean + (y * fit.scale) @ fit.axes.T


def fit_population(z: Array, weights: Array, effective: float) -> Fit:
    """Gaussian fit to weighted places z (n, D), weights (n,) summing to 1, worth `effective` draws.

    The prior is N(0, I) and most directions are hardly informed, so the population covariance is the
    identity plus a few spikes. Its eigenvalues are cleaned as such a matrix asks: inside the
    Marchenko-Pastur bulk (1 -+ sqrt(D/n))^2 they are sampling noise about 1 and become 1; outside, the
    bias of the sample eigenvalue is undone (Donoho, Gavish and Johnstone 2018, doi 10.1214/17-AOS1601,
    equation 1.10). Linear shrinkage towards I (Ledoit and Wolf) would blow up the very directions
    the observations have pinned: 2 % of I on a variance of 1e-4 is two hundred times too wide.
    """
    mean = weights @ z
    centred = (z - mean) * np.sqrt(weights)[:, None]
    values, axes = np.linalg.eigh(centred.T @ centred)
    gamma = min(z.shape[1] / effective, 0.5)
    values = np.maximum(values, 1e-12)
    root = np.sqrt(np.maximum((values + 1.0 - gamma) ** 2 - 4.0 * values, 0.0))
    cleaned = 0.5 * (values + 1.0 - gamma + np.where(values > 1.0, root, -root))
    bulk = np.abs(np.sqrt(values) - 1.0) <= np.sqrt(gamma)
    return Fit(mean, axes, np.sqrt(np.where(bulk, 1.0, np.maximum(cleaned, 1e-12))))


def draw_wide(rng: np.random.Generator, fit: Fit, n: int) -> Array:
    """Places (n, D) about the fit, a little wider than it, one in five a good deal wider."""
    d = len(fit.mean)
    width = np.where(rng.random(n) < BODY, *_widths(d))
    return outward(fit, width[:, None] * rng.standard_normal((n, d)))


def log_density_wide(fit: Fit, z: Array) -> Array:
    """Log density (n,) of `draw_wide` at places (n, D), over that of the prior."""
    y = inward(fit, z)
    square, d = np.sum(y * y, axis=1), z.shape[1]
    parts = [
        np.log(share) - d * np.log(width) - 0.5 * square / width**2
        for share, width in zip((BODY, 1.0 - BODY), _widths(d), strict=True)
    ]
    return np.asarray(np.logaddexp(*parts) - np.sum(np.log(fit.scale)) + 0.5 * np.sum(z * z, axis=1))


def _widths(d: int) -> tuple[float, float]:
    """A fraction, and twice, the spread of the radius of a Gaussian in d dimensions, added to its radius."""
    return 1.0 + 0.3 / np.sqrt(d), 1.0 + 2.0 / np.sqrt(d)


def cross_fit(z: Array, weights: Array, worth: float) -> tuple[Fit, ...]:
    """For each replicate (R, n, D) the fit to all the others, to itself where it is alone.

    A kernel tuned on the very places it moves is biased, and so is a density fitted to what it weighs.
    weights (R, n) sum to 1 in each replicate; `worth` is how many independent places one is worth.
    """
    n = len(z)
    others = [[k for k in range(n) if k != r] or [r] for r in range(n)]
    return tuple(
        fit_population(z[o].reshape(-1, z.shape[-1]), weights[o].ravel() / len(o), worth * len(o))
        for o in others
    )
