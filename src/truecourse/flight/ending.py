"""Where a flight ended: weighted places of its loss and of its meeting the surface, and ways of coming down.

Three places are kept apart. Where a flight was hit or lost, and where it met the surface, are here; where
wreckage was found is an observation (`Seen.WRECK`), never a part of the answer.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

QUICK = 90.0  # s: what is told of KAL 007, and what the pieces of MH17 took
LEAST_EFFECTIVE = 20.0


@dataclass(frozen=True, slots=True)
class Impacts:
    """Weighted endings `n` of one flight, all arrays (n,).

    `lat`, `lon` rad (WGS 84) and `t` POSIX s UTC are where and when it, or the piece drawn of it, met the
    surface; `lost_lat`, `lost_lon`, `lost_t` where and when it was hit or lost. `weight` is not negative, sum
    1. `kind` indexes `kinds`, the names of the ways of coming down. `flight` numbers the flights that they
    are endings of, alike where it is one flight, and `run` the runs of the sampler that found them; both are
    empty where every ending has a flight of its own.
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
    flight: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    run: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


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


@dataclass(frozen=True, slots=True)
class Reading:
    """How the answer stands where only some of what was seen after the loss is used.

    `name` says which; `rows` are the observations used; `held` says whether heights were read as held all
    through their time. `probabilities` are those of the ways, in the order of `Impacts.kinds`, with `errors`;
    `quick` the probability of having met the surface within `QUICK` s, with `quick_error`; `apart` that of
    having broken up within them; `fell` the 5, 50 and 95 % points of the s from loss to surface. `effective`
    is the number of effective draws behind it: under `LEAST_EFFECTIVE` numbers are NaN, not known.
    """

    name: str
    rows: tuple[str, ...]
    held: bool
    probabilities: tuple[float, ...]
    errors: tuple[float, ...]
    quick: float
    quick_error: float
    apart: float
    fell: tuple[float, float, float]
    effective: float


@dataclass(frozen=True, slots=True)
class Waters:
    """Probability that the surface was met in these waters or on this land, and its standard error."""

    name: str
    probability: float
    error: float


@dataclass(frozen=True, slots=True)
class Located:
    """Where a flight ended, as far as a case tells.

    `hurt`: something from outside struck it at the loss. `lost_from`, `lost_until`: between when it was lost,
    POSIX s. `rows` were used after the loss, `explained` before it, each once; `unused` are (id, why not).
    The first of `readings` is the answer's own. `waters` is empty where the case has no coasts or territorial
    areas: not known.
    """

    case: str
    stage: str
    seed: int
    hurt: bool
    lost_from: float
    lost_until: float
    impacts: Impacts
    classes: tuple[ClassResult, ...]
    readings: tuple[Reading, ...]
    waters: tuple[Waters, ...]
    rows: tuple[str, ...]
    explained: tuple[str, ...]
    unused: tuple[tuple[str, str], ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
