"""How likely each way of coming down is before anything seen afterwards, and why: counts of `accidents`.

Each published accident counts once, under the way its report describes for the most part of the descent; a
half is added to every way (Krichevsky and Trofimov 1981, the Jeffreys prior of a multinomial), so that what
was never seen is not impossible. The numbers are small.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.ending.accidents import ACCIDENTS, Loss, falls, names, turns

Array = NDArray[np.float64]
HALF = 0.5
NAMES = ("break-up", "spiral-dive", "loss-of-control", "controlled", "ditching", "glide")


class Rate(NamedTuple):
    """Prior probability of a way of coming down, and where it is from."""

    probability: float
    source: str


def doubt(rng: np.random.Generator, ways: tuple[str, ...], hurt: bool, n: int) -> Array:
    """Priors (n, ways) that the counts leave possible: the Dirichlet distribution whose mean `rate` is."""
    return rng.dirichlet([len(names(_loss(hurt), way)) + HALF for way in ways], n)


def turned() -> Array:
    """Weights (3,) of straight on, one turn, and round and round: counts with a half added.

    Accidents in which control or thrust was lost in part; those that circled are the best known, so the last
    may be too many.
    """
    return np.array(turns()) + HALF


def fell() -> Array:
    """Weights (3,) of stalled, diving and porpoising, likewise."""
    return np.array(falls()) + HALF


def spread(values: tuple[float, ...]) -> tuple[float, float]:
    """Median and deviation of the logarithm of one more such value: a lognormal through a few of them, wider
    by the doubt of its mean, sqrt(1 + 1/n).
    """
    logs = np.log(values)
    return float(np.exp(logs.mean())), float(logs.std(ddof=1) * np.sqrt(1.0 + 1.0 / len(logs)))


def rate(way: str, hurt: bool) -> Rate:
    """The prior of a way by name, for an aircraft struck from outside or for one lost without a word."""
    loss = _loss(hurt)
    every = sum(a.loss is loss for a in ACCIDENTS)
    seen = names(loss, way)
    listed = f": {', '.join(seen)}" if seen else ""
    source = f"{len(seen)} of {every} {loss.value}{listed}; a half is added to each way"
    return Rate((len(seen) + HALF) / (every + len(NAMES) * HALF), source)


def _loss(hurt: bool) -> Loss:
    return Loss.STRUCK if hurt else Loss.SILENT
