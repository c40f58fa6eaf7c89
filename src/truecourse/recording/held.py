"""Stretches in which a recorded quantity was held: what a recording says as evidence."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.recording import Series
from truecourse.recording.samples import sampled

Array = NDArray[np.float64]

SHORTEST = 300.0  # s for which it must be held: judgement
STEP = 10.0  # s between the moments looked at


class Held(NamedTuple):
    """From `begin` to `end`, recorder time, s: the mean, its spread, and the step it was written in."""

    begin: float
    end: float
    value: float
    spread: float
    quantum: float


def held(series: Series, within: float, angle: bool = False, shortest: float = SHORTEST) -> list[Held]:
    """The stretches, each as long as it can be, in which every sample is `within` of the middle of the range.

    `within` is in the series' unit; an `angle` is in radians, and the mean is not wrapped. Samples lost end a
    stretch.
    """
    if not series.valid.any():
        return []
    last = float(series.t[series.valid][-1])
    t = np.arange(float(series.t[series.valid][0]), last + 1e-9, STEP)
    x = sampled(series, t, angle)
    found, k = [], 0
    while k < len(t):
        if not np.isfinite(x[k]):
            k += 1
            continue
        end, low, high = k, x[k], x[k]
        while end + 1 < len(t) and np.isfinite(x[end + 1]):
            low, high = min(low, x[end + 1]), max(high, x[end + 1])
            if high - low > 2.0 * within:
                break
            end += 1
        if t[end] - t[k] >= shortest:
            part = x[k : end + 1]
            found.append(Held(float(t[k]), float(t[end]), float(part.mean()), float(part.std()),
                              quantum(series)))  # fmt: skip
            k = end + 1
        else:
            k += 1
    return found


def quantum(series: Series) -> float:
    """The smallest step between two values of a series: what it was written in. 0 where it never moves."""
    values = np.unique(series.value[series.valid])
    steps = np.diff(values)
    return float(steps[steps > 1e-9 * max(1.0, float(np.abs(values).max()))].min()) if len(steps) else 0.0
