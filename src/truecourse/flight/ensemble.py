"""Flights that a case may have been, weighted: what a reconstruction comes to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.explanation import CauseResult

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Weighted flights `n` at common times `k`.

    `t` (k,) POSIX s UTC, ascending; `lat`, `lon` rad, `altitude` pressure altitude m, `gs` m/s,
    `heading_magnetic` rad as the compass shows it, all (n, k), NaN where a flight has no state. `weights`
    (n,), not negative, sum 1. `cause` (n,) indexes `names`; `probabilities` are those of the named causes at
    the stage, NaN for one that was not weighed to the end; they add up to 1 over the others. `stage` is the
    stage's name, "" for everything known. `observations`: ids of those used, because a claim that is one of
    them cannot be tested by it. After `undisturbed_until` (POSIX s, NaN for never) something outside took the
    flight from its own doing, and what is here says nothing. `results` are the causes as weighed, with their
    parameters, where whoever made it had them.
    """

    t: Array
    lat: Array
    lon: Array
    altitude: Array
    gs: Array
    heading_magnetic: Array
    weights: Array
    cause: NDArray[np.int64]
    names: tuple[str, ...]
    probabilities: tuple[float, ...]
    stage: str = ""
    observations: tuple[str, ...] = ()
    undisturbed_until: float = np.nan
    results: tuple[CauseResult, ...] = ()
