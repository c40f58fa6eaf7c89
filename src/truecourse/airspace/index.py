"""Many areas, made ready to be asked about many flights."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from truecourse.airspace.compiled import compiled
from truecourse.airspace.limits import Limits, active_at, limits
from truecourse.airspace.parts import Part, parts
from truecourse.airspace.tree import LEAF, PAD, Floats, Integers, Trees, within, within_ring
from truecourse.earth.ellipsoid import SEMI_MAJOR, SEMI_MINOR
from truecourse.earth.nvector import to_cartesian
from truecourse.flight.airspace import Airspace

# Where a surface's x, y and z are greatest and least: a region's box reaches there or ends at its edge.
_EXTREMES = np.concatenate([np.eye(3), -np.eye(3)]) * np.array([SEMI_MAJOR, SEMI_MAJOR, SEMI_MINOR])


class Areas(NamedTuple):
    """Areas, their trees, and their limits in SI by area."""

    areas: tuple[Airspace, ...]
    trees: Trees
    limits: Limits


def prepare(areas: Sequence[Airspace], correction: float = 0.0, ground: float = 0.0) -> Areas:
    """Index areas. `correction` m is added to an altitude above mean sea level to make it a pressure altitude
    (0: the standard atmosphere), `ground` m is the elevation that heights above ground stand on.

    Raises ValueError as `parts` does.
    """
    pieces, owner = [], []
    for number, area in enumerate(areas):
        for part in parts(area):
            pieces.append(part)
            owner.append(number)
    given = limits(areas, correction, ground)
    return Areas(tuple(areas), _trees(pieces, np.array(owner, np.int64), given), given)


def only(areas: Areas, number: int) -> Areas:
    """One of many areas, ready to be asked alone: nothing is worked out again."""
    trees, given = areas.trees, areas.limits
    begin, end = trees.owned[number : number + 2]
    parts_, windows = slice(begin, end), slice(given.first[number], given.first[number + 1])
    edges = slice(trees.first[begin], trees.first[end])
    nodes = slice(trees.node[begin], trees.node[end])
    count, where = end - begin, trees.leaf[parts_] + len(trees.top) // 2
    alone = Trees(
        start=trees.start[edges], end=trees.end[edges], reach=trees.reach[edges],
        first=trees.first[begin : end + 1] - edges.start, area=np.zeros(count, np.int64),
        owned=np.array([0, count]),
        node=trees.node[begin : end + 1] - nodes.start, low=trees.low[nodes], high=trees.high[nodes],
        polygon=trees.polygon[parts_], north=trees.north[parts_], order=np.arange(count),
        leaf=np.arange(count), top=_over(trees.top[where]),
    )  # fmt: skip
    limit = slice(number, number + 1)
    first = np.array([0, windows.stop - windows.start], np.int64)
    return Areas(
        areas.areas[limit],
        alone,
        Limits(given.floor[limit], given.ceiling[limit], given.windows[windows], first),
    )


def contains(
    areas: Areas,
    lat: ArrayLike,
    lon: ArrayLike,
    altitude: ArrayLike | None = None,
    t: ArrayLike | None = None,
) -> tuple[Integers, Integers]:
    """Which places (n,) rad, at pressure altitudes m and times POSIX s, are in which areas.

    Rows (place, area) in order of both. Without `altitude`, or where it is NaN, floors and ceilings are not
    asked about, without `t` times of activity are not. Within 10 m of a boundary either answer may come.
    """
    lat, lon = np.atleast_1d(np.asarray(lat, np.float64)), np.atleast_1d(np.asarray(lon, np.float64))
    place, area = within(areas.trees, to_cartesian(lat, lon))
    if altitude is not None:
        level = np.broadcast_to(np.asarray(altitude, np.float64), lat.shape)[place]
        outside = (level < areas.limits.floor[area]) | (level > areas.limits.ceiling[area])
        place, area = place[~outside], area[~outside]
    if t is not None:
        now = active_at(areas.limits, area, np.broadcast_to(np.asarray(t, np.float64), lat.shape)[place])
        place, area = place[now], area[now]
    rows = np.unique(place * max(len(areas.areas), 1) + area)
    return rows // max(len(areas.areas), 1), rows % max(len(areas.areas), 1)


def _trees(pieces: list[Part], owner: Integers, given: Limits) -> Trees:
    floor, ceiling = given.floor, given.ceiling
    if not pieces:
        pieces, owner, floor, ceiling = [_NOTHING], np.zeros(1, np.int64), np.zeros(1), np.zeros(1)
    counts = np.array([len(part.start) for part in pieces])
    first = np.concatenate([[0], np.cumsum(counts)])
    leaves = 2 ** np.ceil(np.log2(np.maximum(1, -(-counts // LEAF)))).astype(np.int64)
    node = np.concatenate([[0], np.cumsum(2 * leaves - 1)])
    start, end = (np.concatenate([part[k] for part in pieces]) for k in range(2))
    reach = np.concatenate([part.reach for part in pieces])
    low, high = _boxes(start, end, reach, first, node)
    trees = Trees(
        start=start, end=end, reach=reach, first=first, area=owner, node=node, low=low, high=high,
        polygon=np.array([part.polygon for part in pieces]), north=np.array([part.north for part in pieces]),
        owned=np.searchsorted(owner, np.arange(len(floor) + 1)), order=np.zeros(1, np.int64),
        leaf=np.zeros(1, np.int64), top=np.zeros((2, 8)),
    )  # fmt: skip
    part_low, part_high = low[node[:-1]].copy(), high[node[:-1]].copy()
    _stretch(trees, part_low, part_high, _EXTREMES)
    order = _near_together(0.5 * (part_low + part_high), ceiling[owner])
    boxes = np.column_stack([part_low, part_high, floor[owner], ceiling[owner]])
    return trees._replace(order=order, leaf=np.argsort(order), top=_over(boxes[order]))


@compiled
def _stretch(trees: Trees, low: Floats, high: Floats, extremes: Floats) -> None:
    """Stretch each part's box to those extremes of the surface that its interior holds."""
    for part in range(len(low)):
        for i in range(len(extremes)):
            if trees.polygon[part] and within_ring(trees, part, extremes[i]):
                for k in range(3):
                    low[part, k] = min(low[part, k], extremes[i, k] - PAD)
                    high[part, k] = max(high[part, k], extremes[i, k] + PAD)


@compiled
def _boxes(
    start: Floats, end: Floats, reach: Floats, first: Integers, node: Integers
) -> tuple[Floats, Floats]:
    """Low and high corners (N, 3) of every part's tree; an empty leaf's box touches nothing."""
    low, high = np.full((node[-1], 3), np.inf), np.full((node[-1], 3), -np.inf)
    for part in range(len(first) - 1):
        root, leaves = node[part] - 1, (node[part + 1] - node[part] + 1) // 2
        for i in range(first[part], first[part + 1]):
            leaf = root + leaves + (i - first[part]) // LEAF
            for k in range(3):
                low[leaf, k] = min(low[leaf, k], min(start[i, k], end[i, k]) - reach[i] - PAD)
                high[leaf, k] = max(high[leaf, k], max(start[i, k], end[i, k]) + reach[i] + PAD)
        for i in range(leaves - 1, 0, -1):
            for k in range(3):
                low[root + i, k] = min(low[root + 2 * i, k], low[root + 2 * i + 1, k])
                high[root + i, k] = max(high[root + 2 * i, k], high[root + 2 * i + 1, k])
    return low, high


def _over(boxes: Floats) -> Floats:
    """The tree over parts' boxes (n, 8) as `Trees.top` has it, node 1 the root, node 0 unused."""
    leaves = 2 ** int(np.ceil(np.log2(max(1, len(boxes)))))
    top = np.empty((2 * leaves, 8))
    top[:, _LEAST], top[:, _MOST] = np.inf, -np.inf
    top[leaves : leaves + len(boxes)] = boxes
    level = leaves
    while level > 1:
        half = level // 2
        pairs = top[level : 2 * level].reshape(half, 2, 8)
        top[half:level, _LEAST], top[half:level, _MOST] = pairs.min(1)[:, _LEAST], pairs.max(1)[:, _MOST]
        level = half
    return top


def _near_together(centres: Floats, ceiling: Floats) -> Integers:
    """An order of places (n, 3) in which neighbours are near: their bits interleaved (Morton 1966).

    Those that end lower come apart first: most areas end below most flights.
    """
    bits = ((centres / (2.0 * SEMI_MAJOR) + 0.5).clip(0.0, 1.0) * (2**20 - 1)).astype(np.int64)
    code = np.searchsorted(_STOREYS, ceiling).astype(np.int64) << 60
    for bit in range(20):
        for k in range(3):
            code |= ((bits[:, k] >> bit) & 1) << (3 * bit + k)
    return np.argsort(code, kind="stable")


_LEAST, _MOST = [0, 1, 2, 6], [3, 4, 5, 7]
_STOREYS = np.array([3e3, 7.5e3])  # m: the lower airspace's areas end below one or the other
_NOTHING = Part(np.zeros((1, 3)), np.zeros((1, 3)), np.zeros(1), False, False)
