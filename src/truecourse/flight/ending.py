"""Where a flight ended: weighted places of its loss and of its meeting the surface, and ways of coming down.

Three places are kept apart. Where a flight was hit or lost, and where it met the surface, are here; where
wreckage was found is an observation (`Seen.WRECK`), never a part of the answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Impacts:
    """Weighted endings `n` of one flight, all arrays (n,).

    `lat`, `lon` rad (WGS 84) and `t` POSIX s UTC are where and when it, or the piece drawn of it, met the
    surface; `lost_lat`, `lost_lon`, `lost_t` where and when it was hit or lost. `weight` is not negative, sum
    1. `kind` indexes `kinds`, the names of the ways of coming down.
    """

    lat: Array
    lon: Array
    t: Array
    lost_lat: Array
    lost_lon: Array
    lost_t: Array
    weight: Array
    kind: NDArray[np.int64]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassResult:
    """One way of coming down weighed against what was seen after the loss.

    `prior` and where it is from (`source`); `probability` after the observations; `log_evidence` of them
    under this class in nats, `error` its standard deviation over replicates. NaN where the draws did not
    converge. `effective_samples` is that of the weights within the class.
    """

    name: str
    title: str
    prior: float
    source: str
    probability: float
    log_evidence: float
    error: float
    effective_samples: float
