"""Levels of tempering: how far a population may be pulled at once, and what that says of the evidence."""

import numpy as np
from numpy.typing import NDArray

IMPOSSIBLE = -1e30  # stands for log 0: keeps 0 * log 0 at 0 and every sum finite


def log_sum_exp(logs: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    """Logarithm of the sum of exp(logs) along an axis."""
    top = np.max(logs, axis=axis, keepdims=True)
    return np.asarray(np.log(np.sum(np.exp(logs - top), axis=axis)) + np.squeeze(top, axis=axis))


def log_mean_exp(logs: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    """Logarithm of the mean of exp(logs) along an axis."""
    return np.asarray(log_sum_exp(logs, axis) - np.log(logs.shape[axis]))


def effective_share(log_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kish's effective sample size of each row (..., n) of log weights, as a share of n."""
    w = np.exp(log_weights - np.max(log_weights, axis=-1, keepdims=True))
    return np.asarray(np.mean(w, axis=-1) ** 2 / np.mean(w * w, axis=-1))


def next_beta(extra: NDArray[np.float64], beta: float, share: float) -> float:
    """The furthest exponent in (beta, 1] at which the worst replicate keeps the effective share.

    extra: (replicates, n) log likelihood of the observations being brought in, at equally weighted
    samples of exponent beta. As the samples are equally weighted, this is the conditional effective
    sample size of Zhou, Johansen and Aston (2016), doi 10.1080/10618600.2015.1060885, equation 3.1.
    All replicates take the exponent that suits the worst of them: one schedule, hence one batch.
    """
    alive = float(np.min(np.mean(extra > IMPOSSIBLE / 2, axis=-1)))
    wanted = share * alive  # where part of the prior is impossible no step, however small, keeps more

    def enough(candidate: float) -> bool:
        return bool(np.min(effective_share((candidate - beta) * extra)) >= wanted)

    if enough(1.0):
        return 1.0
    low, high = 0.0, 1.0 - beta  # in the step itself: a first step may be as small as 1e-12
    for _ in range(200):
        middle = np.sqrt(low * high) if low > 0.0 else high * 1e-2
        low, high = (middle, high) if enough(beta + middle) else (low, middle)
        if high < 1e-15 or (low > 0.0 and high / low < 1.001):
            break
    return float(beta + max(low, 1e-15))


def systematic(rng: np.random.Generator, log_weights: NDArray[np.float64], n: int) -> NDArray[np.intp]:
    """Systematic resampling of rows of log weights (replicates, m): indices (replicates, n) into each row."""
    w = np.exp(log_weights - np.max(log_weights, axis=-1, keepdims=True))
    edges = np.cumsum(w, axis=-1)
    edges /= edges[:, -1:]
    marks = (np.arange(n) + rng.random((len(w), 1))) / n
    picks = [np.searchsorted(edge, mark, side="right") for edge, mark in zip(edges, marks, strict=True)]
    return np.minimum(np.stack(picks), w.shape[-1] - 1)
