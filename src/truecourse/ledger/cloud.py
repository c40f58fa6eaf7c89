"""What weighted flights have of a number, and how far out a number told lies by it."""

from math import exp, hypot, isfinite, nan, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from truecourse.earth.angles import mean
from truecourse.flight.claim import Reading
from truecourse.flight.ensemble import Array
from truecourse.ledger import say
from truecourse.ledger.reading import centre, deviation, turned

FEW = 5.0  # flights beyond a number, below which their count says little of how rare it is
OUTER = 20.0  # flights by which the shape of a tail is told: their mean excess is good to a quarter
_SHARES = np.geomspace(1.0, 1e-12, 145)  # of a tail, in steps of a fifth: beyond them is nothing
_TINY = 1e-12  # of a number told exactly, so that it has a deviation to divide by


class Cloud(NamedTuple):
    """What flights have: values (n,), SI, or (n, 2) rad; weights (n,) summing to 1; the cause of each; the
    dimension, and the name of the unit it is written in. `slack`: a standard deviation, SI, that stands
    between what flights have and what was told, beside the precision told; `floor`: one that this precision
    is at least.
    """

    values: Array
    weights: Array
    cause: NDArray[np.int64]
    dimension: str = ""
    unit: str = ""
    slack: float = 0.0
    floor: float = 0.0


def predictive(reading: Reading, cloud: Cloud) -> float:
    """Probability that the reconstruction, told with a claim's precision, lies at least as far out as the
    claim, on either side; of a one-sided claim, that it holds.

    On either side the tail is counted over the flights, each blurred by the claim's precision. A few hundred
    flights do not show tails of 0.001: where fewer than `FEW` lie beyond, the tail that `_drawn_on` makes of
    the outermost counts if it is the larger.
    """
    values, weights = cloud.values, cloud.weights
    if not isfinite(centre(reading)):
        sign, edge = (1.0, reading.low) if isfinite(reading.low) else (-1.0, reading.high)
        return float(weights @ _beyond(sign * (values - edge), cloud.slack))
    if cloud.dimension == "angle":  # about the flights' own middle, so that the opposite is a tail
        about = float(mean(values, weights))
        values, reading = unrolled(values, about), turned(reading, Reading(about, about))
    own = max(
        hypot(max(deviation(reading), cloud.floor), cloud.slack), _TINY * max(1.0, abs(centre(reading)))
    )
    tails = [_tail(sign * (values - centre(reading)), cloud, own) for sign in (1.0, -1.0)]
    return min(1.0, 2.0 * min(tails))


def _tail(ahead: Array, cloud: Cloud, own: float) -> float:
    """Share of the flights beyond a number, each blurred by its deviation; `ahead`: how far beyond."""
    counted = float(cloud.weights @ ndtr(ahead / own))
    if counted * _number_of(cloud.weights) >= FEW:
        return counted
    drawn = 0.0
    for number in np.unique(cloud.cause):
        mine = (cloud.cause == number) & (cloud.weights > 0.0)
        heft = float(cloud.weights[mine].sum())
        if heft > 0.0:
            drawn += heft * _drawn_on(ahead[mine], cloud.weights[mine] / heft, own)
    return max(counted, drawn)


def _number_of(weights: Array) -> float:
    """How many even flights weighted ones are worth: (sum w)^2 / sum w^2 (Kish, Survey Sampling, 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _drawn_on(ahead: Array, weights: Array, own: float) -> float:
    """The share of one cause's flights beyond nought, the outermost `OUTER` (half of them where they are few)
    taken for the tail of a normal: one that has their share beyond the next flight, with their mean excess.

    The mean excess of a normal over its point z, beyond which a share q lies, is sigma (phi(z) / q - z), the
    inverse Mills ratio less z. So the tail is that of the nearest flights, whatever lies on the other side.
    """
    order = np.argsort(-ahead)
    x, w = ahead[order], weights[order]
    share = np.cumsum(w)
    k = int(np.searchsorted(share, min(0.5, OUTER / _number_of(w)) * (1.0 + 1e-9), side="right"))
    if not 0 < k < len(x):
        return float(w @ ndtr(x / own))
    q, edge = float(share[k - 1]), 0.5 * float(x[k - 1] + x[k])
    z = float(-ndtri(q))
    excess = float(w[:k] @ (x[:k] - edge)) / q
    spread = excess / (exp(-0.5 * z * z) / sqrt(2.0 * pi) / q - z)
    middle = np.sqrt(_SHARES[1:] * _SHARES[:-1])
    far = edge + spread * (-ndtri(q * middle) - z)
    drawn = q * float(-np.diff(_SHARES) @ ndtr(far / own))
    return drawn + float(w[k:] @ ndtr(x[k:] / own))


def _beyond(ahead: Array, slack: float) -> Array:
    return ndtr(ahead / slack) if slack > 0.0 else np.where(ahead >= 0.0, 1.0, 0.0)


def interval(points: tuple[float, float, float], unit: str) -> str:
    """The 5, 50 and 95 % points in words: the middle, and from where to where nine times in ten."""
    low, middle, high = (say.wire(x, unit) for x in points)
    if low == high:
        return middle
    if unit == "time" and len({text[:10] for text in (low, middle, high)}) == 1:
        low, high = low[11:].removesuffix(" UTC"), high[11:]
    return f"{middle}, nine times in ten {low} to {high}"


def quantiles(values: Array, weights: Array, dimension: str) -> tuple[float, float, float]:
    """Weighted 5, 50 and 95 % points; NaN where less than half of the flights have a value."""
    own = np.isfinite(values)
    if weights[own].sum() < 0.5:
        return nan, nan, nan
    values, weights = values[own], weights[own] / weights[own].sum()
    if dimension == "angle":
        values = unrolled(values, float(mean(values, weights)) % (2.0 * np.pi))
    order = np.argsort(values)
    share = np.cumsum(weights[order]) - 0.5 * weights[order]
    low, middle, high = np.interp([0.05, 0.5, 0.95], share, values[order])
    return float(low), float(middle), float(high)


def unrolled(values: Array, about: float) -> Array:
    """Angles as the numbers nearest to one."""
    if not isfinite(about):
        return values
    return about + np.mod(values - about + np.pi, 2.0 * np.pi) - np.pi
