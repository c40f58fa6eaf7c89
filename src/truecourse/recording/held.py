"""Stretches in which a recorded quantity was held: what a recording says as evidence."""

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.recording import Series

Array = NDArray[np.float64]

SHORTEST = 300.0  # s for which it must be held: judgement
ROBUST = 3.0 * 1.4826  # of a median absolute deviation: three standard deviations of normal numbers
LOST = 5.0  # sampling times without a valid sample that end a stretch


class Stretch(NamedTuple):
    """From `begin` to `end`, recorder time, s: the mean, its spread, and the step it was written in."""

    begin: float
    end: float
    value: float
    spread: float
    quantum: float


def held(series: Series, within: float, angle: bool = False, shortest: float = SHORTEST) -> list[Stretch]:
    """The stretches, each as long as it can be, in which every sample is `within` of the middle of the range.

    `within` is in the series' unit; an `angle` is in radians, and the mean is not wrapped. Samples lost over
    `LOST` sampling times end a stretch.
    """
    kept = series.valid & np.isfinite(series.value)
    t, x = series.t[kept], series.value[kept]
    if len(t) < 2:
        return []
    x = np.unwrap(x) if angle else x
    step, after = quantum(series), _reach(t, x, within)
    found, k = [], 0
    while k < len(t):
        end = int(after[k])
        if t[end - 1] - t[k] < shortest:
            k += 1
            continue
        part = x[k:end]
        found.append(Stretch(float(t[k]), float(t[end - 1]), float(part.mean()), float(part.std()), step))
        k = end
    return found


def steady(series: Series, one: Stretch, angle: bool = False) -> Stretch:
    """A stretch without the way in and out: a turn or climb begins and ends within what counts as held, and
    is not what was held. Its first and last samples are those within three robust deviations (1.4826 times
    the median absolute one; at least a step) of the median.
    """
    inside = series.valid & np.isfinite(series.value) & (series.t >= one.begin) & (series.t <= one.end)
    t, x = series.t[inside], series.value[inside]
    x = np.unwrap(x) if angle else x
    off = np.abs(x - np.median(x))
    near = np.flatnonzero(off <= max(ROBUST * float(np.median(off)), one.quantum))
    part = slice(near[0], near[-1] + 1)
    middle, spread = float(x[part].mean()), float(x[part].std())
    return Stretch(float(t[part][0]), float(t[part][-1]), middle, spread, one.quantum)


def _reach(t: Array, x: Array, within: float) -> NDArray[np.int64]:
    """For each sample the first after it that is too far from those since, or beyond a loss.

    The ends only ever move on, so two queues of the window's records keep its least and largest.
    """
    lost = np.append(np.diff(t) > LOST * np.median(np.diff(t)), True)
    after = np.empty(len(t), np.int64)
    least: deque[int] = deque()
    most: deque[int] = deque()
    end = 0
    for k in range(len(t)):
        while end < len(t) and not (end > k and lost[end - 1]):
            low = min(x[end], x[least[0]]) if least else x[end]
            high = max(x[end], x[most[0]]) if most else x[end]
            if high - low > 2.0 * within:
                break
            while least and x[least[-1]] >= x[end]:
                least.pop()
            while most and x[most[-1]] <= x[end]:
                most.pop()
            least.append(end)
            most.append(end)
            end += 1
        after[k] = end
        for queue in (least, most):
            if queue and queue[0] == k:
                queue.popleft()
    return after


def quantum(series: Series) -> float:
    """The smallest step between two values of a series: what it was written in. 0 where it never moves."""
    values = np.unique(series.value[series.valid])
    steps = np.diff(values)
    return float(steps[steps > 1e-9 * max(1.0, float(np.abs(values).max()))].min()) if len(steps) else 0.0
