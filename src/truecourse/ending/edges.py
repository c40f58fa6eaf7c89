"""The boxes' edges moved to where evenly spread effort finds most: the compiled inner part of `boxes`.

Boxes (k, 4) are u from and to, v from and to, in cells of a summed table; work is (k, 3): weight, area and
the logarithm of their ratio, sorted so that the box that gains fastest is first.
"""

from math import erf, exp, log, pi, sqrt
from typing import Any

import numpy as np

from truecourse.airspace.compiled import compiled, inner
from truecourse.ending.detection import Array

DEFINITE, EXPONENTIAL, CUBE = 0, 1, 2
GAIN = 1e-7  # of success: a move that adds less is none
WORTH_GOING_ON = 1e-5  # of success: steps halve once a round of moves adds less
_NOTHING = -1e300  # the logarithm of no weight
_HALVINGS = 40


@inner
def _below(table: Array, u: float, v: float) -> Any:
    """The summed weight below u and v, even inside a cell."""
    m, n = table.shape
    u, v = min(max(u, 0.0), m - 1.0), min(max(v, 0.0), n - 1.0)
    i, j = min(int(u), m - 2), min(int(v), n - 2)
    a, b = u - i, v - j
    low = (1.0 - b) * table[i, j] + b * table[i, j + 1]
    return (1.0 - a) * low + a * ((1.0 - b) * table[i + 1, j] + b * table[i + 1, j + 1])


@inner
def _weigh(table: Array, boxes: Array, work: Array) -> None:
    for k in range(boxes.shape[0]):
        u0, u1, v0, v1 = boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3]
        weight = _below(table, u1, v1) - _below(table, u0, v1) - _below(table, u1, v0) + _below(table, u0, v0)
        weight, area = max(weight, 0.0), (u1 - u0) * (v1 - v0)
        rate = log(weight / area) if weight > 0.0 else _NOTHING
        j = k
        while j > 0 and work[j - 1, 2] < rate:
            work[j, 0], work[j, 1], work[j, 2] = work[j - 1, 0], work[j - 1, 1], work[j - 1, 2]
            j -= 1
        work[j, 0], work[j, 1], work[j, 2] = weight, area, rate


@inner
def _level(work: Array, swept: float, law: int) -> Any:
    """Ln λ, at which the coverages of the boxes that gain faster add up to what can be swept."""
    if law == EXPONENTIAL:
        used, logs, level = 0.0, 0.0, _NOTHING
        for k in range(work.shape[0]):
            if work[k, 2] <= level:
                break
            used += work[k, 1]
            logs += work[k, 1] * work[k, 2]
            level = (logs - swept) / used
        return level
    high = work[0, 2]
    low = high - pi / 4.0 * (swept / work[0, 1]) ** 2  # all of it in the best box
    for _ in range(_HALVINGS):
        level, spent = 0.5 * (low + high), 0.0
        for k in range(work.shape[0]):
            if work[k, 2] > level:
                spent += work[k, 1] * sqrt(4.0 / pi * (work[k, 2] - level))
        if spent > swept:
            low = level
        else:
            high = level
    return 0.5 * (low + high)


@inner
def _success(table: Array, boxes: Array, work: Array, swept: float, law: int) -> Any:
    """Probability of success of `swept` spread over the boxes as `allocate.allocate` does."""
    _weigh(table, boxes, work)
    total = 0.0
    if work[0, 2] <= _NOTHING:
        return total
    if law == DEFINITE:
        for k in range(work.shape[0]):
            used = min(swept, work[k, 1])
            total += work[k, 0] * used / work[k, 1]
            swept -= used
        return total
    level = _level(work, swept, law)
    for k in range(work.shape[0]):
        rise = work[k, 2] - level
        if rise > 0.0:
            total += work[k, 0] * (1.0 - exp(-rise) if law == EXPONENTIAL else erf(sqrt(rise)))
    return total


@inner
def _sound(boxes: Array, k: int) -> bool:
    """Whether box k is a cell wide at least and overlaps no other."""
    u0, u1, v0, v1 = boxes[k, 0], boxes[k, 1], boxes[k, 2], boxes[k, 3]
    if u1 - u0 < 1.0 or v1 - v0 < 1.0:
        return False
    for i in range(boxes.shape[0]):
        if i != k and u0 < boxes[i, 1] and boxes[i, 0] < u1 and v0 < boxes[i, 3] and boxes[i, 2] < v1:
            return False
    return True


@inner
def _shift(boxes: Array, trial: Array, move: int, step: float) -> bool:
    """Make `trial` of the boxes with one edge moved, or all in line with it; whether it may stand."""
    side, together, change = move // 4, move % 4 < 2, step if move % 2 else -step
    k, s = side // 4, side % 4
    edge = boxes[k, s]
    for i in range(boxes.shape[0]):
        for t in range(4):
            trial[i, t] = boxes[i, t]
            if together and t // 2 == s // 2 and boxes[i, t] == edge:
                trial[i, t] = edge + change
    trial[k, s] = edge + change
    if not together:
        return bool(_sound(trial, k))
    fine = True
    for i in range(boxes.shape[0]):
        fine = fine and bool(_sound(trial, i))
    return fine


@compiled
def descend(table: Array, boxes: Array, swept: float, law: int, first: float, last: float) -> Any:
    """Move edges while that adds, one by one and those in line together; `boxes` and `swept` in cells.

    An edge is moved by `first` cells, in the end by `last`; between, steps halve. `boxes` is changed; the
    probability of success is returned.
    """
    trial, work = np.empty_like(boxes), np.empty((boxes.shape[0], 3))
    best = _success(table, boxes, work, swept, law)
    step = first
    while step >= last:
        before = best
        for move in range(16 * boxes.shape[0]):
            while _shift(boxes, trial, move, step):
                found = _success(table, trial, work, swept, law)
                if found <= best * (1.0 + GAIN):
                    break
                best = found
                for i in range(boxes.shape[0]):
                    for t in range(4):
                        boxes[i, t] = trial[i, t]
        if best <= before * (1.0 + WORTH_GOING_ON):
            step *= 0.5
    return best
