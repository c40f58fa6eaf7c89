"""Moves that leave a tempered distribution as it is: proposals about a Gaussian fit, and small steps."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.gauss import Fit, inward, outward

ABOUT, LOCAL, REDRAWN = range(3)  # kinds of move


@dataclass(frozen=True)
class Stride:
    """How far two kinds of move reach, in standard deviations of the fit, and how often kinds are tried."""

    about: float = 0.8  # rho of the autoregressive move, at most 1 (an independent draw from the fit)
    local: float = 0.3  # scale of the small random walk
    share_local: float = 0.1
    share_redrawn: float = 0.15


def propose(
    rng: np.random.Generator, z: NDArray[np.float64], fit: Fit, stride: Stride
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Where each place (n, D) might go: (places (n, D), log prior-and-proposal ratio (n,), kinds of move).

    Most moves are y' = sqrt(1 - rho^2) y + rho xi in the coordinates of the fit, which leaves the fit
    N(m, S) invariant, so the acceptance ratio is that of [prior x likelihood^beta] / N(m, S) (Neal 1998;
    Cotter et al. 2013, doi 10.1214/13-STS421, for m = 0, S = I). The rest are a symmetric random walk,
    or one coordinate drawn anew from its prior, which leads from one of several discrete choices to another.
    Each move draws its own reach about the adapted one, because one scale rarely suits a whole population.
    """
    n, d = z.shape
    y = inward(fit, z)
    xi = rng.standard_normal((n, d))
    local = np.less(rng.random(n), stride.share_local)
    jitter = np.exp(0.4 * rng.standard_normal(n))
    rho = np.minimum(stride.about * jitter, 1.0)[:, None]
    redrawn = np.less(rng.random(n), stride.share_redrawn)
    walked = y + stride.local * jitter[:, None] * xi
    turned = np.sqrt(1.0 - rho**2) * y + rho * xi
    there = np.where(local[:, None], walked, turned)
    place = np.where(redrawn[:, None], _one_redrawn(rng, z), outward(fit, there))
    prior = 0.5 * (np.sum(z * z, axis=1) - np.sum(place * place, axis=1))
    fitted = 0.5 * (np.sum(there * there, axis=1) - np.sum(y * y, axis=1))
    ratio = np.where(redrawn, 0.0, prior + np.where(local, 0.0, fitted))
    return place, ratio, np.where(redrawn, REDRAWN, np.where(local, LOCAL, ABOUT))


def _one_redrawn(rng: np.random.Generator, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places (n, D) with one coordinate drawn anew from its prior: from one of several choices to another."""
    chosen = rng.integers(z.shape[1], size=len(z))
    place = z.copy()
    place[np.arange(len(z)), chosen] = rng.standard_normal(len(z))
    return place


def adapt(stride: Stride, accepted: NDArray[np.bool_], kind: NDArray[np.intp], wanted: float) -> Stride:
    """Reach a little further where more than the wanted share of moves was accepted, less far where fewer."""

    def scaled(reach: float, chosen: NDArray[np.bool_], most: float) -> float:
        if not np.any(chosen):
            return reach
        return float(np.clip(reach * np.exp(1.5 * (np.mean(accepted[chosen]) - wanted)), 1e-4, most))

    return replace(
        stride,
        about=scaled(stride.about, kind == ABOUT, 1.0),
        local=scaled(stride.local, kind == LOCAL, 3.0),
    )
