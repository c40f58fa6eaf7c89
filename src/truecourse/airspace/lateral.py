"""Along which stretches of its track a flight is over an area: exact crossings, found by walking the trees.

A flight is n pieces between n + 1 points; a stretch is from s to s', where s = k + u is the share u of piece
k. Whether a flight is in a ring between two crossings is asked anew in the middle, so no crossing that is
found twice, or missed where a track runs along an edge, can leave it on the wrong side for the rest of its
way. Capsules are convex: each holds one stretch of a piece, and their union needs no asking.
"""

import numpy as np

from truecourse.airspace.compiled import compiled, inner, larger, put_in_order
from truecourse.airspace.tree import LEAF, Floats, Integers, Trees, apart, onward, within_ring

CHUNK = 16  # pieces that are looked up together
TOUCH = 1e-4  # m: an edge ended or begun so near to a track may be crossed
SHORT = 1e-9  # of a piece: 0.02 mm; shorter stretches are rounding


@compiled
def stretches(trees: Trees, points: Floats, first: Integers) -> tuple[Integers, Integers, Floats]:
    """Flights over areas: rows flight, area, and (s, s'), of points (n, 3) of flights beginning at `first`.

    A flight of f points is f - 1 pieces. Rows are by flight, then part; two parts of an area may overlap.
    """
    who, s, count = np.empty((64, 2), np.int64), np.empty((64, 2)), 0
    for flight in range(len(first) - 1):
        path = points[first[flight] : first[flight + 1]]
        met = _met(trees, path)
        i = 0
        while i < len(met):
            part, j = met[i, 0], i + 1
            while j < len(met) and met[j, 0] == part and met[j, 1] == met[j - 1, 1] + 1:
                j += 1
            begin, end = met[i, 1] * CHUNK, min((met[j - 1, 1] + 1) * CHUNK, len(path) - 1)
            found = _inside(trees, part, path, begin, end)
            while count + len(found) > len(s):
                who, s = larger(who), larger(s)
            for k in range(len(found)):
                who[count, 0], who[count, 1] = flight, trees.area[part]
                s[count, 0], s[count, 1] = found[k, 0], found[k, 1]
                count += 1
            i = j
    return who[:count, 0].copy(), who[:count, 1].copy(), s[:count].copy()


@inner
def _met(trees: Trees, path: Floats) -> Integers:
    """Rows (part, chunk) whose boxes touch, in that order."""
    found, count = np.empty((64, 2), np.int64), 0
    chunks = (len(path) - 2) // CHUNK + 1
    low, high = np.empty(3), np.empty(3)
    leaves = len(trees.top_low) // 2
    for chunk in range(chunks):
        _box(path, chunk * CHUNK, min((chunk + 1) * CHUNK, len(path) - 1), low, high)
        node = 1
        while node:
            if apart(trees.top_low, trees.top_high, node, low, high):
                node = onward(node)
            elif node < leaves:
                node *= 2
            else:
                if count == len(found):
                    found = larger(found)
                found[count, 0], found[count, 1] = trees.order[node - leaves], chunk
                count += 1
                node = onward(node)
    put_in_order(found[:count])
    return found[:count]


@inner
def _box(path: Floats, begin: int, end: int, low: Floats, high: Floats) -> None:
    """The box round points `begin` to `end`, both included, into `low` and `high`."""
    for k in range(3):
        least = most = path[begin, k]
        for i in range(begin + 1, end + 1):
            least, most = min(least, path[i, k]), max(most, path[i, k])
        low[k], high[k] = least, most


@inner
def _inside(trees: Trees, part: int, path: Floats, begin: int, end: int) -> Floats:
    """The stretches (n, 2) of pieces `begin` to `end` within a part, in order and apart."""
    marks, count = np.empty((16, 2)), 0
    low, high = np.empty(3), np.empty(3)
    root, last = trees.node[part] - 1, trees.first[part + 1]
    leaves = (trees.node[part + 1] - trees.node[part] + 1) // 2
    for from_ in range(begin, end, CHUNK):
        to = min(from_ + CHUNK, end)
        _box(path, from_, to, low, high)
        whole, node = 0, 1  # bits of `whole`: pieces that lie in a capsule from end to end
        while node and whole + 1 != 1 << (to - from_):
            if apart(trees.low, trees.high, root + node, low, high):
                node = onward(node)
            elif node < leaves:
                node *= 2
            else:
                edge = trees.first[part] + LEAF * (node - leaves)
                while count + LEAF * CHUNK > len(marks):
                    marks = larger(marks)
                count, whole = _mark(
                    trees, (edge, min(edge + LEAF, last)), path, (from_, to), marks, (count, whole)
                )
                node = onward(node)
    return _joined(trees, part, path, marks[:count], np.array([begin, end]))


@inner
def _mark(
    trees: Trees,
    edges: tuple[int, int],
    path: Floats,
    pieces: tuple[int, int],
    marks: Floats,
    so_far: tuple[int, int],
) -> tuple[int, int]:
    """Add to `marks` where pieces meet edges: stretches in their capsules, or crossings."""
    count, whole = so_far
    for i in range(edges[0], edges[1]):
        for k in range(pieces[0], pieces[1]):
            if whole >> (k - pieces[0]) & 1:
                continue
            if trees.reach[i] > 0.0:
                u, v = _in_capsule(trees.start[i], trees.end[i], trees.reach[i], path[k], path[k + 1])
                if u == 0.0 and v == 1.0:
                    whole |= 1 << (k - pieces[0])
            else:
                u = v = _crossing(trees.start[i], trees.end[i], path[k], path[k + 1])
            if u <= v:
                marks[count, 0], marks[count, 1] = k + u, k + v
                count += 1
    return count, whole


@inner
def _joined(trees: Trees, part: int, path: Floats, marks: Floats, ends: Integers) -> Floats:
    """Stretches inside: those of the capsules `marks`, and of the rest what lies in the ring."""
    put_in_order(marks)
    found, count = np.empty((2 * len(marks) + 2, 2)), 0
    middle, at = np.empty(3), float(ends[0])
    for i in range(len(marks) + 1):
        to = marks[i, 0] if i < len(marks) else float(ends[1])
        if to > at:
            if trees.polygon[part] and to - at > SHORT:
                k = min(int(0.5 * (at + to)), len(path) - 2)
                for c in range(3):
                    middle[c] = path[k, c] + (0.5 * (at + to) - k) * (path[k + 1, c] - path[k, c])
                if within_ring(trees, part, middle):
                    found[count, 0], found[count, 1] = at, to
                    count += 1
            at = to
        if i < len(marks) and marks[i, 1] > at:
            found[count, 0], found[count, 1] = at, marks[i, 1]
            count += 1
            at = marks[i, 1]
    kept = 0
    for i in range(count):
        if kept and found[i, 0] - found[kept - 1, 1] <= SHORT:
            found[kept - 1, 1] = found[i, 1]
        else:
            found[kept, 0], found[kept, 1] = found[i, 0], found[i, 1]
            kept += 1
    return found[:kept]


@inner
def _crossing(a: Floats, b: Floats, p: Floats, q: Floats) -> float:
    """The share of the piece from `p` to `q` at which it crosses the edge from `a` to `b`; NaN for nowhere.

    Both lie in planes through the Earth's centre; each must have the other's ends on its two sides.
    """
    from_p, from_q = _side(a, b, p), _side(a, b, q)
    slack = TOUCH * (abs(b[0] - a[0]) + abs(b[1] - a[1]) + abs(b[2] - a[2])) * 6.4e6
    if (from_p > slack and from_q > slack) or (from_p < -slack and from_q < -slack) or from_p == from_q:
        return np.nan
    from_a, from_b = _side(p, q, a), _side(p, q, b)
    slack = TOUCH * (abs(q[0] - p[0]) + abs(q[1] - p[1]) + abs(q[2] - p[2])) * 6.4e6
    if (from_a > slack and from_b > slack) or (from_a < -slack and from_b < -slack):
        return np.nan
    return min(1.0, max(0.0, from_p / (from_p - from_q)))


@inner
def _side(a: Floats, b: Floats, p: Floats) -> float:
    """Volume spanned by the edge from `a` to `b` and a place, m³: positive left of the edge."""
    e, f, g = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    return float(
        (p[0] - a[0]) * (a[1] * g - a[2] * f)
        + (p[1] - a[1]) * (a[2] * e - a[0] * g)
        + (p[2] - a[2]) * (a[0] * f - a[1] * e)
    )


@inner
def _in_capsule(a: Floats, b: Floats, reach: float, p: Floats, q: Floats) -> tuple[float, float]:
    """The shares of the piece from `p` to `q` between which it is within `reach` of an edge; (1, 0) for none.

    The union of what is in the ball round each end and in the cylinder between; it is one stretch.
    """
    length = along = goes = w2 = d2 = wd = vd = vw = 0.0
    for k in range(3):
        e, w, d = b[k] - a[k], p[k] - a[k], q[k] - p[k]
        v = p[k] - b[k]
        length, along, goes = length + e * e, along + e * w, goes + e * d
        w2, d2, wd = w2 + w * w, d2 + d * d, wd + w * d
        vd, vw = vd + v * d, vw + v * v
    u, v = _ball(d2, wd, w2 - reach * reach)
    u2, v2 = _ball(d2, vd, vw - reach * reach)
    u, v = min(u, u2), max(v, v2)
    if length > 0.0:
        u2, v2 = _ball(
            d2 - goes * goes / length, wd - goes * along / length, w2 - along * along / length - reach * reach
        )
        if goes != 0.0:
            first, second = -along / goes, (length - along) / goes
            u2, v2 = max(u2, min(first, second)), min(v2, max(first, second))
        elif not 0.0 <= along <= length:
            u2, v2 = np.inf, -np.inf
        if u2 <= v2:
            u, v = min(u, u2), max(v, v2)
    u, v = max(u, 0.0), min(v, 1.0)
    return (u, v) if u <= v else (1.0, 0.0)


@inner
def _ball(square: float, half: float, constant: float) -> tuple[float, float]:
    """Where `square` u² + 2 `half` u + `constant` <= 0: from, to; (inf, -inf) for nowhere."""
    if square <= 1e-12:
        return (-np.inf, np.inf) if constant <= 0.0 else (np.inf, -np.inf)
    under = half * half - square * constant
    if under < 0.0:
        return np.inf, -np.inf
    root = np.sqrt(under)
    return (-half - root) / square, (-half + root) / square
