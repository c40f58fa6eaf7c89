"""What weighted flights have of a number, and how far out a number told lies by it."""

from math import hypot, isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from truecourse.flight.claim import Reading
from truecourse.flight.ensemble import Array
from truecourse.ledger import say
from truecourse.ledger.reading import centre, deviation, turned

_TINY = 1e-12  # of a number told exactly, so that it has a deviation to divide by


class Cloud(NamedTuple):
    """What flights have: values (n,), SI, or (n, 2) rad; weights (n,) summing to 1; the cause of each; the
    dimension, and the name of the unit it is written in. `slack`: a standard deviation, SI, that stands
    between what flights have and what was told, beside the precision told.
    """

    values: Array
    weights: Array
    cause: NDArray[np.int64]
    dimension: str = ""
    unit: str = ""
    slack: float = 0.0


def predictive(reading: Reading, cloud: Cloud) -> float:
    """Probability that the reconstruction, told with a claim's precision, lies at least as far out as the
    claim, on either side; of a one-sided claim, that it holds.

    The tail is counted over the flights, each blurred by the claim's precision, and taken of a normal for
    each cause, and the larger counts: a few hundred flights do not show tails of 0.001.
    """
    values, weights = cloud.values, cloud.weights
    if not isfinite(centre(reading)):
        sign, edge = (1.0, reading.low) if isfinite(reading.low) else (-1.0, reading.high)
        return float(weights @ _beyond(sign * (values - edge), cloud.slack))
    if cloud.dimension == "angle":  # about the flights' own middle, so that the opposite is a tail
        about = float(np.angle(weights @ np.exp(1j * values)))
        values, reading = unrolled(values, about), turned(reading, Reading(about, about))
    own = max(hypot(deviation(reading), cloud.slack), _TINY * max(1.0, abs(centre(reading))))
    counted = float(weights @ ndtr((centre(reading) - values) / own))
    normal = 0.0
    for number in np.unique(cloud.cause):
        mine = cloud.cause == number
        heft = float(weights[mine].sum())
        if heft > 0.0:
            middle = float(weights[mine] @ values[mine]) / heft
            spread = float(weights[mine] @ (values[mine] - middle) ** 2) / heft
            normal += heft * float(ndtr((centre(reading) - middle) / sqrt(spread + own**2)))
    return min(1.0, 2.0 * max(0.0, min(counted, 1.0 - counted), min(normal, 1.0 - normal)))


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
        values = unrolled(values, float(np.angle(weights @ np.exp(1j * values))) % (2.0 * np.pi))
    order = np.argsort(values)
    share = np.cumsum(weights[order]) - 0.5 * weights[order]
    low, middle, high = np.interp([0.05, 0.5, 0.95], share, values[order])
    return float(low), float(middle), float(high)


def unrolled(values: Array, about: float) -> Array:
    """Angles as the numbers nearest to one."""
    if not isfinite(about):
        return values
    return about + np.mod(values - about + np.pi, 2.0 * np.pi) - np.pi
