"""Areas as GeoJSON: RFC 7946, exterior rings counter-clockwise (3.1.6), cut at the antimeridian (3.1.9)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]


class _Chain(NamedTuple):
    """A stretch of a ring between two crossings of the cut: latitude there at its start and end, and its
    points.
    """

    start: float
    end: float
    points: list[tuple[float, float]]


def area(rings: tuple[Ring, ...]) -> dict[str, Any]:
    """A GeoJSON MultiPolygon of rings `(n, 2)` of latitude, longitude in radians, not closed, interior on the
    left.

    A ring running clockwise is a hole. One that goes round a pole closes over it. Every longitude lies in
    [-180, 180] and no edge crosses 180. Edges are straight in latitude and longitude, as the standard has it.
    """
    pieces = [_unwrapped(np.degrees(ring)) for ring in rings if len(ring) >= 3]
    west = min((float(ring[:, 0].min()) for ring in pieces), default=0.0)
    east = max((float(ring[:, 0].max()) for ring in pieces), default=0.0)
    first, last = np.floor((west + 180.0) / 360.0), np.ceil((east - 180.0) / 360.0)
    strips: list[Ring] = []
    for turn in np.arange(first, last + 1):
        within = _cut(_cut(pieces, 360.0 * turn - 180.0, 1.0), 360.0 * turn + 180.0, -1.0)
        strips += [ring - [360.0 * turn, 0.0] for ring in within]
    return {"type": "MultiPolygon", "coordinates": _polygons(strips)}


def _unwrapped(ring: Ring) -> Ring:
    """Longitude, latitude in degrees without jumps; a ring round a pole is closed by way of that pole."""
    lat, lon = ring[:, 0], ring[:, 1]
    step = (np.diff(lon, append=lon[0]) + 180.0) % 360.0 - 180.0
    path = lon[0] + np.concatenate([[0.0], np.cumsum(step)])
    turn = round((path[-1] - path[0]) / 360.0)
    if turn == 0:
        return np.column_stack([path[:-1], lat])
    pole = (
        90.0 if turn > 0 else -90.0
    )  # interior on the left: eastward round the north pole, westward round the south
    over = [(path[-1], lat[0]), (path[-1], pole), (path[0], pole)]
    return np.concatenate([np.column_stack([path[:-1], lat]), over])


def _cut(rings: list[Ring], lon: float, side: float) -> list[Ring]:
    """The parts of an area east (`side` 1) or west (-1) of a meridian, joined along it where it is inside."""
    kept: list[Ring] = []
    chains: list[_Chain] = []
    for ring in rings:
        inside = side * (ring[:, 0] - lon) >= 0.0
        if inside.all():
            kept.append(ring)
        elif inside.any():
            chains += _chains(ring, inside, lon)
    while chains:
        kept.append(_joined(chains))
    return [ring for ring in kept if len(ring) >= 3 and np.ptp(ring[:, 0]) > 0.0]


def _chains(ring: Ring, inside: NDArray[np.bool_], lon: float) -> list[_Chain]:
    """The stretches of a ring that lie inside, each ending on the cut."""
    n = len(ring)
    enters = [i for i in range(n) if not inside[i] and inside[(i + 1) % n]]
    out = []
    for i in enters:
        start, points, k = _crossing(ring[i], ring[(i + 1) % n], lon), [], (i + 1) % n
        while inside[k]:
            points.append((float(ring[k, 0]), float(ring[k, 1])))
            k = (k + 1) % n
        end = _crossing(ring[(k - 1) % n], ring[k], lon)
        out.append(_Chain(start, end, [(lon, start), *points, (lon, end)]))
    return out


def _crossing(a: Ring, b: Ring, lon: float) -> float:
    return float(a[1] + (b[1] - a[1]) * (lon - a[0]) / (b[0] - a[0]))


def _joined(chains: list[_Chain]) -> Ring:
    """Take one ring out of `chains`: from each end, along the cut, to the start it is paired with.

    Sorted by latitude, the ends and starts on the cut bound the stretches of it that are inside, two by two.
    """
    marks = sorted(
        [(chain.start, 0, i) for i, chain in enumerate(chains)]
        + [(chain.end, 1, i) for i, chain in enumerate(chains)]
    )
    rank = {(kind, i): k for k, (_, kind, i) in enumerate(marks)}
    used, now, points = [0], 0, list(chains[0].points)
    while True:
        partner = marks[rank[1, now] ^ 1]
        if partner[1] != 0 or partner[2] in used:
            break
        now = partner[2]
        used.append(now)
        points += chains[now].points
    chains[:] = [chain for i, chain in enumerate(chains) if i not in used]
    ring = np.array(points)
    return ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)]


def _signed(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _polygons(rings: list[Ring]) -> list[list[list[list[float]]]]:
    """Each hole given to the smallest exterior around it; rings closed, six decimals (0.1 m)."""
    outer = sorted((ring for ring in rings if _signed(ring) > 0.0), key=_signed)
    groups = [[ring] for ring in outer]
    for hole in (ring for ring in rings if _signed(ring) < 0.0):
        for group in groups:
            if _holds(group[0], hole.mean(axis=0)) or _holds(group[0], hole[0]):
                group.append(hole)
                break
    return [[np.round(np.vstack([ring, ring[:1]]), 6).tolist() for ring in group] for group in groups]


def _holds(ring: Ring, point: Ring) -> bool:
    x, y = ring[:, 0], ring[:, 1]
    x2, y2 = np.roll(x, -1), np.roll(y, -1)
    spans = (y > point[1]) != (y2 > point[1])
    at = x + (point[1] - y) / np.where(spans, y2 - y, 1.0) * (x2 - x)
    return bool(np.sum(spans & (point[0] < at)) % 2)
