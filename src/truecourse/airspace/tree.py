"""Boxes in trees over areas and over each part's edges, and whether a place is inside a part.

Why not S2: spherely (0.1.1), which carries it to Python, asks pairs of shapes on a sphere and hands on
neither S2's index over many shapes nor its cells, and no crossing has a time there; every edge would still be
walked here. Boxes of Cartesian coordinates need no faces, no levels and no special place on the Earth, and
edges in the order of their ring lie next to one another already, so each tree is an array without pointers:
node i has the nodes 2i and 2i + 1. Walking it needs no stack (`onward`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled, inner, larger

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAF = 4  # edges in a leaf
# m: an edge or a piece of track of 20 km lies up to 8 m below the surface, so two that cross there may miss
# one another by that much in space.
PAD = 20.0


class Trees(NamedTuple):
    """Parts of many areas, indexed; numbers are of parts (P), edges (m) and nodes (low and high corners).

    `first` (P + 1,) edges of each part, `node` (P + 1,) its nodes; `top` (N, 8) the tree over parts, of each
    node the low and high corner, floor and ceiling, which is a line of the cache; `order` the part of each of
    its leaves, `leaf` (P,) the leaf of each part. `area` (P,) says whose part it is, `owned` (A + 1,) from
    which part on they are an area's.
    """

    start: Floats
    end: Floats
    reach: Floats
    first: Integers
    area: Integers
    owned: Integers
    polygon: NDArray[np.bool_]
    north: NDArray[np.bool_]
    node: Integers
    low: Floats
    high: Floats
    order: Integers
    leaf: Integers
    top: Floats


@inner
def onward(node: int) -> int:
    """The node after all those under `node`; 0 when the walk is over."""
    while node & 1:
        node >>= 1
    return node + 1 if node else 0


@inner
def apart(low: Floats, high: Floats, node: int, from_: Floats, to: Floats) -> bool:
    """Whether a node's box does not touch the box `from_`, `to` (3,)."""
    return bool(
        low[node, 0] > to[0]
        or high[node, 0] < from_[0]
        or low[node, 1] > to[1]
        or high[node, 1] < from_[1]
        or low[node, 2] > to[2]
        or high[node, 2] < from_[2]
    )


@inner
def beyond(top: Floats, node: int, from_: Floats, to: Floats, levels: tuple[float, float]) -> bool:
    """Whether a node of the tree over parts does not touch the box `from_`, `to` (3,), or is wholly above or
    below two `levels` m (NaN: at any). Asked at once: which of eight is true cannot be foreseen.
    """
    return bool(
        (top[node, 0] > to[0])
        | (top[node, 3] < from_[0])
        | (top[node, 1] > to[1])
        | (top[node, 4] < from_[1])
        | (top[node, 2] > to[2])
        | (top[node, 5] < from_[2])
        | (top[node, 6] > levels[1])
        | (top[node, 7] < levels[0])
    )


@inner
def within_part(trees: Trees, part: int, place: Floats) -> bool:
    """Whether a place (3,) is in a part, its offset included."""
    if trees.polygon[part] and within_ring(trees, part, place):
        return True
    return bool(trees.reach[trees.first[part]] > 0.0 and within_capsule(trees, part, place))


@inner
def within_ring(trees: Trees, part: int, place: Floats) -> bool:
    """Whether a place is in a part's ring: its meridian to the north crosses the ring an odd number of times.

    Which side of the meridian a corner is on is one product, the same for both edges that share the corner.
    """
    x, y, z = place[0], place[1], place[2]
    if np.hypot(x, y) < 1e-3:  # on a pole: a millimetre beside it has a meridian
        x, y = 1e-3, 0.0
    slack = 1e-3 * np.hypot(x, y)
    inside = trees.north[part]
    root, first, last = trees.node[part] - 1, trees.first[part], trees.first[part + 1]
    leaves = (trees.node[part + 1] - trees.node[part] + 1) // 2
    node = 1
    while node:
        x0, x1 = trees.low[root + node, 0], trees.high[root + node, 0]
        y0, y1 = trees.low[root + node, 1], trees.high[root + node, 1]
        west = min(y0 * x, y1 * x) - max(x0 * y, x1 * y)
        east = max(y0 * x, y1 * x) - min(x0 * y, x1 * y)
        ahead = max(x0 * x, x1 * x) + max(y0 * y, y1 * y)
        if trees.high[root + node, 2] < z or west > slack or east < -slack or ahead < -slack:
            node = onward(node)
        elif node < leaves:
            node *= 2
        else:
            begin = first + LEAF * (node - leaves)
            for i in range(begin, min(begin + LEAF, last)):
                inside ^= _north_of(trees.start, trees.end, i, x, y, z)
            node = onward(node)
    return bool(inside)


@inner
def _north_of(start: Floats, end: Floats, i: int, x: float, y: float, z: float) -> bool:
    """Whether edge `i` crosses the meridian of a place between it and the north pole."""
    ax, ay, az = start[i, 0], start[i, 1], start[i, 2]
    e, f, g = end[i, 0] - ax, end[i, 1] - ay, end[i, 2] - az
    side_a, side_b = ay * x - ax * y, end[i, 1] * x - end[i, 0] * y
    if (side_a >= 0.0) == (side_b >= 0.0):
        return False
    part = side_a / (side_a - side_b)
    if (ax + part * e) * x + (ay + part * f) * y <= 0.0:
        return False  # it crosses the meridian on the other side of the Earth
    side = (x - ax) * (ay * g - az * f) + (y - ay) * (az * e - ax * g) + (z - az) * (ax * f - ay * e)
    return bool(side < 0.0) == bool(side_b > side_a)


@inner
def within_capsule(trees: Trees, part: int, place: Floats) -> bool:
    """Whether a place is within the offset of any edge of a part."""
    root, first, last = trees.node[part] - 1, trees.first[part], trees.first[part + 1]
    leaves = (trees.node[part + 1] - trees.node[part] + 1) // 2
    node = 1
    while node:
        if apart(trees.low, trees.high, root + node, place, place):
            node = onward(node)
        elif node < leaves:
            node *= 2
        else:
            begin = first + LEAF * (node - leaves)
            for i in range(begin, min(begin + LEAF, last)):
                if _squared(trees.start, trees.end, i, place) <= trees.reach[i] ** 2:
                    return True
            node = onward(node)
    return False


@inner
def _squared(start: Floats, end: Floats, i: int, place: Floats) -> float:
    """Squared straight distance of a place from edge `i`, m²."""
    along = length = squared = 0.0
    for c in range(3):
        along += (place[c] - start[i, c]) * (end[i, c] - start[i, c])
        length += (end[i, c] - start[i, c]) ** 2
    part = min(1.0, max(0.0, along / length)) if length > 0.0 else 0.0
    for c in range(3):
        squared += (place[c] - start[i, c] - part * (end[i, c] - start[i, c])) ** 2
    return squared


@compiled
def within(trees: Trees, places: Floats) -> tuple[Integers, Integers]:
    """Rows (place, area) of places (n, 3) within areas; a place in two parts of an area comes twice."""
    found, count = np.empty((64, 2), np.int64), 0
    leaves, any_ = len(trees.top) // 2, (np.nan, np.nan)
    for i in range(len(places)):
        node = 1 if np.isfinite(places[i, 0]) else 0
        while node:
            if beyond(trees.top, node, places[i], places[i], any_):
                node = onward(node)
            elif node < leaves:
                node *= 2
            else:
                part = trees.order[node - leaves]
                if within_part(trees, part, places[i]):
                    if count == len(found):
                        found = larger(found)
                    found[count, 0], found[count, 1] = i, trees.area[part]
                    count += 1
                node = onward(node)
    return found[:count, 0].copy(), found[:count, 1].copy()
