"""Where to spend effort: the split among cells, or boxes, that most probably finds what is sought.

Maximise Σ w b(z) for Σ a z = Z, z ≥ 0: `w` is what a cell would add if surely searched, `a` its area, z its
coverage, b the detection function, Z the area that can be swept (sweep width times speed times time). As b is
concave, effort goes where it gains fastest until all cells worth searching gain alike, w b'(z) / a = λ
(Koopman, Operations Research 5, 1957, 613-626; Stone, Theory of Optimal Search, 1975, th. 2.2.2). For the
exponential law this is uniformly optimal: more effort only adds to what less effort would have done.
"""

import numpy as np
from scipy.optimize import brentq

from truecourse.ending.detection import Array, detected
from truecourse.flight.search import Law

_NOTHING = 1e-200  # a weight so small that its ratios to others have no logarithm worth having


def allocate(weight: Array, area: Array, swept: float, law: Law) -> Array:
    """Coverage of each cell (n,): `weight` probabilities, `area` m² each, `swept` m² in all.

    A definite range covers everything once at most, and may leave effort unused. Cells without weight get
    none. Raises ValueError for negative weights or effort, or areas that are not positive.
    """
    weight, area = np.broadcast_arrays(np.asarray(weight, float), np.asarray(area, float))
    if swept < 0.0 or np.any(weight < 0.0) or np.any(area <= 0.0):
        raise ValueError("effort and weights must be 0 or more, and areas more than 0")
    coverage = np.zeros(weight.shape)
    worth = np.flatnonzero(weight > _NOTHING)
    if swept == 0.0 or worth.size == 0:
        return coverage
    order = worth[np.argsort(-(weight[worth] / area[worth]), kind="stable")]
    rate, room = weight[order] / area[order], area[order]
    if law is Law.DEFINITE:
        ahead = np.concatenate([[0.0], np.cumsum(room)[:-1]])
        coverage[order] = np.clip((swept - ahead) / room, 0.0, 1.0)
    elif law is Law.EXPONENTIAL:
        coverage[order] = _exponential(rate, room, swept)
    else:
        coverage[order] = _inverse_cube(rate, room, swept)
    return coverage


def success(weight: Array, coverage: Array, law: Law) -> float:
    """Probability of success of coverages."""
    return float(np.sum(weight * detected(law, coverage)))


def _exponential(rate: Array, room: Array, swept: float) -> Array:
    """The law has a closed form: with the k fastest cells in use, Σ a ln(rate / λ) = Z gives λ at once."""
    logs, used = np.log(rate), np.cumsum(room)
    level = (np.cumsum(room * logs) - swept) / used  # ln λ if the first k cells are used
    k = int(np.searchsorted(logs <= level, True))  # the first cell that is not worth it
    return np.maximum(logs - level[max(k - 1, 0)], 0.0)


def _inverse_cube(rate: Array, room: Array, swept: float) -> Array:
    """No closed form: ln λ is looked for where the coverages sqrt(4/π ln(rate / λ)) take all the effort."""
    logs = np.log(rate) - np.log(rate[0])

    def excess(level: float) -> float:
        k = int(np.searchsorted(-logs, -level))
        return float(room[:k] @ np.sqrt((4.0 / np.pi) * (logs[:k] - level))) - swept

    high, low = 0.0, -0.01
    while excess(low) < 0.0:
        high, low = low, 4.0 * low
    level = brentq(excess, low, high, xtol=1e-12, rtol=1e-12)
    return np.asarray(np.sqrt((4.0 / np.pi) * np.maximum(logs - level, 0.0)))
