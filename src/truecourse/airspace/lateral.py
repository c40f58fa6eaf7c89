"""Along which stretches of its track a flight is over an area: exact crossings, found by walking the trees.

A flight is n pieces between n + 1 points; a stretch is from s to s', where s = k + u is the share u of piece
k. Whether a flight is in a ring between two crossings is asked anew in the middle, so no crossing that is
found twice, or missed where a track runs along an edge, can leave it on the wrong side for the rest of its
way. Capsules are convex: each holds one stretch of a piece, and their union needs no asking.
"""

import numpy as np

from truecourse.airspace.compiled import compiled, inner, larger, put_in_order
from truecourse.airspace.limits import Limits, open_to
from truecourse.airspace.pieces import Pieces
from truecourse.airspace.tree import LEAF, Floats, Integers, Trees, apart, beyond, onward, within_ring
from truecourse.earth.ellipsoid import SEMI_MAJOR

CHUNK = 32  # pieces that are looked up together
TOUCH = 1e-4  # m: an edge ended or begun so near to a track may be crossed
SHORT = 1e-9  # of a piece: 0.02 mm; shorter stretches are rounding


@compiled
def stretches(
    trees: Trees, given: Limits, path: Pieces, alone: Integers
) -> tuple[Integers, Integers, Floats]:
    """Flights over areas: rows flight, area, and (s, s'), of a path's flights.

    A flight of f points is f - 1 pieces. Rows are by flight, then part; two parts of an area may overlap.
    Chunks of a flight that are wholly above or below an area, or outside its times, are left out. `alone` is
    empty, or the one area (F,) that each flight is asked about.
    """
    who, s, count = np.empty((64, 2), np.int64), np.empty((64, 2)), 0
    for flight in range(len(path.first) - 1):
        at, last = path.first[flight], path.first[flight + 1]
        points = path.points[at:last]
        which = alone[flight] if len(alone) else -1
        met = _met(trees, given, points, (path.altitude[at:last], path.t[at:last]), which)
        i = 0
        while i < len(met):
            part, j = met[i, 0], i + 1
            while j < len(met) and met[j, 0] == part and met[j, 1] == met[j - 1, 1] + 1:
                j += 1
            begin, end = met[i, 1] * CHUNK, min((met[j - 1, 1] + 1) * CHUNK, len(points) - 1)
            found = _inside(trees, part, points, begin, end)
            while count + len(found) > len(s):
                who, s = larger(who), larger(s)
            for k in range(len(found)):
                who[count, 0], who[count, 1] = flight, trees.area[part]
                s[count, 0], s[count, 1] = found[k, 0], found[k, 1]
                count += 1
            i = j
    return who[:count, 0].copy(), who[:count, 1].copy(), s[:count].copy()


@inner
def _met(trees: Trees, given: Limits, path: Floats, when: tuple[Floats, Floats], which: int) -> Integers:
    """Rows (part, chunk) whose boxes touch, and whose levels and times do, in that order; of all areas (-1)
    or of one. `when` is altitudes and times.
    """
    altitude, t = when
    found, count = np.empty((64, 2), np.int64), 0
    chunks = (len(path) - 2) // CHUNK + 1
    low, high = np.empty(3), np.empty(3)
    leaves = len(trees.top) // 2
    for chunk in range(chunks):
        begin, end = chunk * CHUNK, min((chunk + 1) * CHUNK, len(path) - 1)
        _box(path, begin, end, low, high)
        levels, times = _range(altitude, begin, end), (t[begin], t[end])
        node = 1 if which < 0 else 0
        for part in range(trees.owned[max(which, 0)], trees.owned[which + 1]):  # nothing where all are asked
            leaf = trees.leaf[part] + leaves
            if not beyond(trees.top, leaf, low, high, levels) and open_to(given, which, levels, times):
                if count == len(found):
                    found = larger(found)
                found[count, 0], found[count, 1] = part, chunk
                count += 1
        while node:
            if beyond(trees.top, node, low, high, levels):
                node = onward(node)
            elif node < leaves:
                node *= 2
            else:
                part = trees.order[node - leaves]
                node = onward(node)
                if not open_to(given, trees.area[part], levels, times):
                    continue
                if count == len(found):
                    found = larger(found)
                found[count, 0], found[count, 1] = part, chunk
                count += 1
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
def _range(values: Floats, begin: int, end: int) -> tuple[float, float]:
    """The least and the greatest of values `begin` to `end`, both included; NaN where they are."""
    least = most = values[begin]
    for i in range(begin + 1, end + 1):
        least, most = min(least, values[i]), max(most, values[i])
    return least, most


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
        if trees.reach[i] > 0.0:
            for k in range(pieces[0], pieces[1]):
                if whole >> (k - pieces[0]) & 1:
                    continue
                u, v = _in_capsule(trees.start, trees.end, i, trees.reach[i], path, k)
                if u == 0.0 and v == 1.0:
                    whole |= 1 << (k - pieces[0])
                if u <= v:
                    marks[count, 0], marks[count, 1] = k + u, k + v
                    count += 1
        else:
            count = _cross(trees.start, trees.end, i, path, pieces, (marks, count))
    return count, whole


@inner
def _cross(
    start: Floats, end: Floats, i: int, path: Floats, pieces: tuple[int, int], found: tuple[Floats, int]
) -> int:
    """Add the shares at which pieces cross edge `i`.

    Both lie in planes through the Earth's centre; each must have the other's ends on its two sides, or within
    `TOUCH` of it. Nearly every piece is wholly on one side of the edge's plane, so that is asked first.
    """
    marks, count = found
    x, y, z = start[i, 0], start[i, 1], start[i, 2]
    e, f, g = end[i, 0] - x, end[i, 1] - y, end[i, 2] - z
    n0, n1, n2 = y * g - z * f, z * e - x * g, x * f - y * e
    slack = TOUCH * SEMI_MAJOR * (abs(e) + abs(f) + abs(g))
    k = pieces[0]
    from_q = (path[k, 0] - x) * n0 + (path[k, 1] - y) * n1 + (path[k, 2] - z) * n2
    for k in range(pieces[0], pieces[1]):
        from_p = from_q
        from_q = (path[k + 1, 0] - x) * n0 + (path[k + 1, 1] - y) * n1 + (path[k + 1, 2] - z) * n2
        if (from_p > slack and from_q > slack) or (from_p < -slack and from_q < -slack) or from_p == from_q:
            continue
        from_a, from_b = _side(path, k, start, i), _side(path, k, end, i)
        near = 0.0
        for c in range(3):
            near += abs(path[k + 1, c] - path[k, c]) * TOUCH * SEMI_MAJOR
        if not ((from_a > near and from_b > near) or (from_a < -near and from_b < -near)):
            marks[count, 0] = marks[count, 1] = k + min(1.0, max(0.0, from_p / (from_p - from_q)))
            count += 1
    return count


@inner
def _side(path: Floats, k: int, places: Floats, i: int) -> float:
    """Volume spanned by piece `k` of a path and `places[i]`, m³: positive left of the piece."""
    x, y, z = path[k, 0], path[k, 1], path[k, 2]
    e, f, g = path[k + 1, 0] - x, path[k + 1, 1] - y, path[k + 1, 2] - z
    return float(
        (places[i, 0] - x) * (y * g - z * f)
        + (places[i, 1] - y) * (z * e - x * g)
        + (places[i, 2] - z) * (x * f - y * e)
    )


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
def _in_capsule(
    start: Floats, end: Floats, i: int, reach: float, path: Floats, k: int
) -> tuple[float, float]:
    """The shares of piece `k` of a path between which it is within `reach` of edge `i`; (1, 0) for none.

    The union of what is in the ball round each end and in the cylinder between; it is one stretch.
    """
    length = along = goes = w2 = d2 = wd = vd = vw = 0.0
    for c in range(3):
        e, w, d = end[i, c] - start[i, c], path[k, c] - start[i, c], path[k + 1, c] - path[k, c]
        v = path[k, c] - end[i, c]
        length, along, goes = length + e * e, along + e * w, goes + e * d
        w2, d2, wd = w2 + w * w, d2 + d * d, wd + w * d
        vd, vw = vd + v * d, vw + v * v
    least, most = _ball(d2, wd, w2 - reach * reach)
    first, last = _ball(d2, vd, vw - reach * reach)
    least, most = min(least, first), max(most, last)
    if length > 0.0:
        beside = w2 - along * along / length - reach * reach
        first, last = _ball(d2 - goes * goes / length, wd - goes * along / length, beside)
        if goes != 0.0:
            one, other = -along / goes, (length - along) / goes
            first, last = max(first, min(one, other)), min(last, max(one, other))
        elif not 0.0 <= along <= length:
            first, last = np.inf, -np.inf
        if first <= last:
            least, most = min(least, first), max(most, last)
    least, most = max(least, 0.0), min(most, 1.0)
    return (least, most) if least <= most else (1.0, 0.0)


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
