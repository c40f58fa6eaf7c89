"""The few boxes, side by side or apart, in which evenly spread effort finds nearly what the best plan would.

A search, not a proof: boxes begin where the best plan puts effort, edges are moved while that helps, and
boxes are halved or added while that helps. What came of it is measured against the best plan, and said.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects, label, sum_labels

from truecourse.ending.allocate import allocate, success
from truecourse.ending.detection import Array, detected
from truecourse.ending.edges import CUBE, DEFINITE, EXPONENTIAL, descend
from truecourse.ending.turned import Turned, weighed
from truecourse.flight.search import Law

ENOUGH = 0.975  # of the best plan: judgement; no more boxes are tried for than this needs
PLAIN = 0.955  # of the best plan: below this, any box that adds is added
IDLE = 0.002  # of what all boxes find: a box that finds less is left out
WORTH = 0.004  # of the best plan: judgement; a box that adds less is not worth a leg to it
_CODES = {Law.DEFINITE: DEFINITE, Law.EXPONENTIAL: EXPONENTIAL, Law.INVERSE_CUBE: CUBE}
_SHARES = (0.3, 0.5, 0.7)  # where a box is cut in two
_FIRST_STEP, _LAST_STEP, _ROUGHLY = 16.0, 0.25, 4.0  # cells an edge is moved by, first, last and on trial


def boxes(turned: Turned, swept: float, law: Law, most: int) -> list[Array]:
    """Sets of at most `most` boxes (k, 4) m that do not overlap, for `swept` m² of coverage: one more box in
    each, from the one box or the few to begin with. The last is not always the best once tracks are whole.
    """
    cells = turned.cells
    best = allocate(cells.ravel(), np.full(cells.size, turned.step**2), swept, law).reshape(cells.shape)
    starts = [_bounds(turned, best > 0.0), _apart(_parts(turned, best))[:most]]
    sets = [found for s in starts if len(s) for found in _enough(turned, s, best, (swept, law, most))]
    out = []
    for found in sets:
        weight, coverage, gain = spread(turned, found, swept, law)
        out.append(found[weight * detected(law, coverage) >= IDLE * gain])
    return out


def _enough(turned: Turned, start: Array, best: Array, of: tuple[float, Law, int]) -> list[Array]:
    """Boxes moved, and then one more cut or added at a time, until they do or no more of them helps."""
    swept, law, most = of
    goal = success(turned.cells, best, law)
    found = [_moved(turned, start, swept, law)]
    while found[-1][1] < ENOUGH * goal and len(found[-1][0]) < most:
        grown = [_moved(turned, more, swept, law, _ROUGHLY) for more in _grown(turned, best, found[-1][0])]
        richer = _moved(turned, max(grown, key=lambda f: f[1])[0], swept, law)
        if richer[1] < found[-1][1] + (WORTH * goal if found[-1][1] > PLAIN * goal else 0.0):
            break
        found.append(richer)
    return [each for each, _ in found]


def spread(turned: Turned, found: Array, swept: float, law: Law) -> tuple[Array, Array, float]:
    """The weight in each box, the best even coverage of each, and the probability of success of all."""
    weight, area = weighed(turned, found), _areas(found)
    coverage = allocate(weight, area, swept, law)
    return weight, coverage, success(weight, coverage, law)


def _areas(found: Array) -> Array:
    return np.asarray((found[:, 1] - found[:, 0]) * (found[:, 3] - found[:, 2]))


def _parts(turned: Turned, best: Array) -> Array:
    """Boxes round the parts of the best plan that hang together, those with most effort first."""
    parts, count = label(best > 0.0, structure=np.ones((3, 3)))
    if not count:
        return np.empty((0, 4))
    effort = sum_labels(best, parts, np.arange(1, count + 1))
    order = np.argsort(-effort)[:16]
    slices = find_objects(parts)
    return np.concatenate([_span(turned, slices[k]) for k in order])


def _bounds(turned: Turned, inside: NDArray[np.bool_]) -> Array:
    return _span(turned, find_objects(inside.astype(int))[0])


def _span(turned: Turned, at: tuple[slice, ...]) -> Array:
    """A part's box drawn in by a tenth on each side, to begin with."""
    sides = []
    for part, first in zip(at, (turned.u, turned.v), strict=True):
        low, high = first + turned.step * part.start, first + turned.step * part.stop
        draw = 0.1 * (high - low)
        sides += [low + draw, high - draw]
    return np.array([sides])


def _apart(found: Array) -> Array:
    """Boxes that do not overlap one kept before them."""
    kept: list[Array] = []
    for box in found:
        if not any(overlap(box, other) for other in kept):
            kept.append(box)
    return np.array(kept).reshape(-1, 4)


def overlap(a: Array, b: Array) -> bool:
    """Whether two boxes have any of their insides in common."""
    return bool(a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3])


def _grown(turned: Turned, best: Array, found: Array) -> list[Array]:
    """Sets of one box more: each box cut in two either way, and one where effort is left outside all."""
    sets = []
    for k, box in enumerate(found):
        for axis in (0, 2):
            for share in _SHARES:
                cut = box[axis] + share * (box[axis + 1] - box[axis])
                low, high = box.copy(), box.copy()
                low[axis + 1] = high[axis] = cut
                sets.append(np.vstack([np.delete(found, k, axis=0), low, high]))
    outside = best.copy()
    for box in found:
        (a, b), (c, d) = (
            np.clip(np.round((box[i : i + 2] - first) / turned.step).astype(int), 0, None)
            for i, first in ((0, turned.u), (2, turned.v))
        )
        outside[a:b, c:d] = 0.0
    for extra in _parts(turned, outside)[:4]:
        if not any(overlap(extra, box) for box in found):
            sets.append(np.vstack([found, extra]))
    return sets


def _moved(
    turned: Turned, found: Array, swept: float, law: Law, last: float = _LAST_STEP
) -> tuple[Array, float]:
    """Boxes whose edges are moved while success grows, and that success."""
    origin, step = np.array([turned.u, turned.u, turned.v, turned.v]), turned.step
    cells = np.ascontiguousarray((found - origin) / step)
    gain = descend(turned.table, cells, swept / step**2, _CODES[law], _FIRST_STEP, last)
    return cells * step + origin, float(gain)
