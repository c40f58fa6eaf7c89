"""Moves that leave a tempered distribution as it is: proposals about a Gaussian fit, and small steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.gauss import Fit, inward, outward


@dataclass(frozen=True)
class Stride:
    """How far the two kinds of move reach, in standard deviations of the fit, and how often each is tried."""

    about: float = 0.8  # rho of the autoregressive move, at most 1 (an independent draw from the fit)
    local: float = 0.3  # scale of the small random walk
    share_local: float = 0.1


def propose(
    rng: np.random.Generator, z: NDArray[np.float64], fit: Fit, stride: Stride
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Where each place (n, D) might go: (places (n, D), log prior-and-proposal ratio (n,), which were local).

    Most moves are y' = sqrt(1 - rho^2) y + rho xi in the coordinates of the fit, which leaves the fit
    N(m, S) invariant, so the acceptance ratio is that of [prior x likelihood^beta] / N(m, S) (Neal 1998;
    Cotter et al. 2013, doi 10.1214/13-STS421, for m = 0, S = I). The rest are a symmetric random walk.
    Each move draws its own reach about the adapted one, because one scale rarely suits a whole population.
    """
    n, d = z.shape
    y = inward(fit, z)
    xi = rng.standard_normal((n, d))
    local = np.less(rng.random(n), stride.share_local)
    jitter = np.exp(0.4 * rng.standard_normal(n))
    rho = np.minimum(stride.about * jitter, 1.0)[:, None]
    walked = y + stride.local * jitter[:, None] * xi
    turned = np.sqrt(1.0 - rho**2) * y + rho * xi
    there = np.where(local[:, None], walked, turned)
    place = outward(fit, there)
    prior = 0.5 * (np.sum(z * z, axis=1) - np.sum(place * place, axis=1))
    fitted = 0.5 * (np.sum(there * there, axis=1) - np.sum(y * y, axis=1))
    return place, prior + np.where(local, 0.0, fitted), local


def adapt(stride: Stride, accepted: NDArray[np.bool_], local: NDArray[np.bool_], wanted: float) -> Stride:
    """Reach a little further where more than the wanted share of moves was accepted, less far where fewer."""

    def scaled(reach: float, chosen: NDArray[np.bool_], most: float) -> float:
        if not np.any(chosen):
            return reach
        return float(np.clip(reach * np.exp(1.5 * (np.mean(accepted[chosen]) - wanted)), 1e-4, most))

    return Stride(scaled(stride.about, ~local, 1.0), scaled(stride.local, local, 3.0), stride.share_local)
