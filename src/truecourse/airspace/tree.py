"""Boxes in trees over areas and over each part's edges, and whether a place is inside a part.

Why not cells: S2 as its Python packages carry it answers whether two shapes meet, on a sphere, and not when a
flight crosses an edge; it would be the index only, and every edge would still be walked here. Boxes of
Cartesian coordinates need no faces, no levels and no special place on the Earth, and edges in the order of
their ring lie next to one another already, so each tree is an array without pointers: node i has the nodes 2i
and 2i + 1. Walking it needs no stack (`onward`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled, inner, larger
from truecourse.earth.nvector import to_cartesian

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAF = 4  # edges in a leaf
# m: an edge or a piece of track of 20 km lies up to 8 m below the surface, so two that cross there may miss
# one another by that much in space.
PAD = 20.0


class Trees(NamedTuple):
    """Parts of many areas, indexed; numbers are of parts (P), edges (m) and nodes (low and high corners).

    `first` (P + 1,) edges of each part, `node` (P + 1,) its nodes; `top_...` the tree over parts, `order` the
    part of each of its leaves. `area` (P,) says whose part it is.
    """

    start: Floats
    end: Floats
    reach: Floats
    first: Integers
    area: Integers
    polygon: NDArray[np.bool_]
    north: NDArray[np.bool_]
    node: Integers
    low: Floats
    high: Floats
    order: Integers
    top_low: Floats
    top_high: Floats


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
        low, high = trees.low[root + node], trees.high[root + node]
        west = min(low[1] * x, high[1] * x) - max(low[0] * y, high[0] * y)
        east = max(high[1] * x, low[1] * x) - min(low[0] * y, high[0] * y)
        ahead = max(low[0] * x, high[0] * x) + max(low[1] * y, high[1] * y)
        if high[2] < z or west > slack or east < -slack or ahead < -slack:
            node = onward(node)
        elif node < leaves:
            node *= 2
        else:
            begin = first + LEAF * (node - leaves)
            for i in range(begin, min(begin + LEAF, last)):
                inside ^= _north_of(trees.start[i], trees.end[i], x, y, z)
            node = onward(node)
    return bool(inside)


@inner
def _north_of(a: Floats, b: Floats, x: float, y: float, z: float) -> bool:
    """Whether the edge from `a` to `b` crosses the meridian of a place between it and the north pole."""
    side_a, side_b = a[1] * x - a[0] * y, b[1] * x - b[0] * y
    if (side_a >= 0.0) == (side_b >= 0.0):
        return False
    part = side_a / (side_a - side_b)
    if (a[0] + part * (b[0] - a[0])) * x + (a[1] + part * (b[1] - a[1])) * y <= 0.0:
        return False  # it crosses the meridian on the other side of the Earth
    e, f, g = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    side = (
        (x - a[0]) * (a[1] * g - a[2] * f)
        + (y - a[1]) * (a[2] * e - a[0] * g)
        + (z - a[2]) * (a[0] * f - a[1] * e)
    )
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
                if _squared(trees.start[i], trees.end[i], place) <= trees.reach[i] ** 2:
                    return True
            node = onward(node)
    return False


@inner
def _squared(a: Floats, b: Floats, p: Floats) -> float:
    """Squared straight distance of a place from an edge, m²."""
    along = length = 0.0
    for k in range(3):
        along += (p[k] - a[k]) * (b[k] - a[k])
        length += (b[k] - a[k]) ** 2
    part = min(1.0, max(0.0, along / length)) if length > 0.0 else 0.0
    squared = 0.0
    for k in range(3):
        squared += (p[k] - a[k] - part * (b[k] - a[k])) ** 2
    return squared


@compiled
def within(trees: Trees, places: Floats) -> tuple[Integers, Integers]:
    """Rows (place, area) of places (n, 3) within areas; a place in two parts of an area comes twice."""
    found, count = np.empty((64, 2), np.int64), 0
    leaves = len(trees.top_low) // 2
    for i in range(len(places)):
        node = 1 if np.isfinite(places[i, 0]) else 0
        while node:
            if apart(trees.top_low, trees.top_high, node, places[i], places[i]):
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


def places_of(lat: Floats, lon: Floats) -> Floats:
    """Places (n, 3) m of latitudes and longitudes (rad)."""
    return to_cartesian(lat, lon)
