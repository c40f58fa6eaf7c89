"""An area as parts, a part as short straight edges between places on the ellipsoid: metres from its centre.

Every part is one ring with its holes, or one line; an area is the union of its parts. Edges are cut so short
that the plane through the Earth's centre and an edge's ends leaves the true edge by less than 2 m: geodesics
every 20 km, rhumb lines every 5 km and closer together near the poles, where they bend (a parallel bends away
from its chord by L² tan(lat) / 8R). Cartesian coordinates have no seam at 180° and no singular pole.

What is widened by an offset is a set of capsules, one round each edge: every place whose straight distance
to the edge is at most the chord of the offset, 2 R sin(s / 2R) on the sphere that fits the ellipsoid there.
The fit leaves s³/24R² times 1 %: 1 m at 500 km. A larger circle is drawn as a ring.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth import geodesy
from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR, SEMI_MINOR
from truecourse.earth.nvector import from_cartesian, to_cartesian
from truecourse.earth.region import SPACING, densify
from truecourse.flight.airspace import Airspace, Chain

Floats = NDArray[np.float64]

WIDEST = 500e3  # m, the largest offset round edges
STRAY = 1.0  # m that a piece of a rhumb line or of a drawn circle may leave its chord
_POLES = np.array([[0.0, 0.0, SEMI_MINOR], [0.0, 0.0, -SEMI_MINOR]])


class Part(NamedTuple):
    """Edges `start`, `end` (m, 3) m, with their capsules' radii `reach` (m,), 0 where there is no offset.

    `polygon`: it has an interior; `north`: the north pole is in it (offset apart).
    """

    start: Floats
    end: Floats
    reach: Floats
    polygon: bool
    north: bool


def parts(area: Airspace) -> Iterator[Part]:
    """The parts of an area. Raises ValueError for an area that has none, an offset that is negative, or over
    500 km round anything but a single place, a line without an offset, and edges as `earth.region.densify`.
    """
    if not 0.0 <= area.offset < np.pi * SEMI_MINOR:
        raise ValueError(
            f"{area.name}: an offset of {area.offset:g} m is not possible; make it 0 to 20,000,000"
        )
    if not area.rings and not area.lines:
        raise ValueError(f"{area.name}: it has neither a ring nor a line; give it one")
    if area.holes and len(area.holes) != len(area.rings):
        raise ValueError(
            f"{area.name}: holes of {len(area.holes)} rings for {len(area.rings)} rings; match them"
        )
    if area.lines and not area.offset > 0.0:
        raise ValueError(f"{area.name}: a line without an offset holds nothing; give a radius or half width")
    holes = area.holes or ((),) * len(area.rings)
    for ring, cut in zip(area.rings, holes, strict=True):
        yield _polygon([_dense(ring, area.edges), *(_dense(hole, area.edges) for hole in cut)], area)
    for line in area.lines:
        if len(line) == 1 and area.offset > WIDEST:
            yield _polygon([circle(float(line[0][0]), float(line[0][1]), area.offset)], area, offset=0.0)
        else:
            chain = to_cartesian(*_dense(line, area.edges, closed=False).T)
            start, end = (chain[:-1], chain[1:]) if len(chain) > 1 else (chain, chain)
            yield Part(start, end, _reach(start, area.offset, area.name), False, False)


def circle(lat: float, lon: float, radius: float) -> Chain:
    """The circle of a radius m round a place (rad) as a ring `(n, 2)`, counter-clockwise; places on it are
    exact, its chords stray by less than 1 m.
    """
    return arc(lat, lon, radius, 0.0, -2.0 * np.pi)[:-1]


def arc(lat: float, lon: float, radius: float, start: float, turn: float) -> Chain:
    """Places `(n, 2)` on the circle of a radius m round a place (rad), from true bearing `start` through
    `turn` (rad, clockwise positive), both ends there.
    """
    bend = np.abs(np.sin(radius / SEMI_MAJOR)) * SEMI_MAJOR
    piece = min(np.sqrt(8.0 * bend * STRAY), SPACING["geodesic"])
    steps = max(8, int(np.ceil(abs(turn) * bend / piece)))
    bearing = start + turn * np.arange(steps + 1) / steps
    to_lat, to_lon, _ = geodesy.direct(lat, lon, bearing, radius)
    return np.stack([to_lat, to_lon], axis=-1)


def _dense(chain: Chain, edges: str, closed: bool = True) -> Chain:
    spacing = SPACING.get(edges)
    if edges == "geodesic" and closed and _short(np.asarray(chain, np.float64)):
        return chain
    if edges == "rhumb" and len(chain) > 0:
        slope = max(float(np.max(np.abs(np.tan(np.asarray(chain)[:, 0])))), 1e-3)
        spacing = min(SPACING["rhumb"], float(np.sqrt(8.0 * SEMI_MAJOR * STRAY / slope)))
    dense = densify(chain, edges, spacing, closed)
    if not closed:
        return dense
    moved = np.any(np.diff(dense, axis=0, append=dense[:1]) != 0.0, axis=1)  # a corner given twice is one
    return dense[moved]


def _short(ring: Chain) -> bool:
    """Whether every edge of a ring is short as it is, and it is a ring: most are, and are ready at once."""
    if ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 3 or np.abs(ring[:, 0]).max() > 1.5:
        return False
    ahead = np.concatenate([ring[1:], ring[:1]])
    east = (ahead[:, 1] - ring[:, 1]) * np.cos(np.minimum(np.abs(ring[:, 0]), np.abs(ahead[:, 0])))
    span = np.hypot(ahead[:, 0] - ring[:, 0], east) * SEMI_MAJOR * 1.01  # M and N are at most 0.7 % larger
    return bool(np.all(span <= SPACING["geodesic"]) and np.all(span > 0.0))


def _polygon(rings: list[Chain], area: Airspace, offset: float | None = None) -> Part:
    offset = area.offset if offset is None else offset
    chains = [to_cartesian(*ring.T) for ring in rings]
    start = np.concatenate(chains)
    end = np.concatenate([part for chain in chains for part in (chain[1:], chain[:1])])
    north = [_holds_north(ring, chain) for ring, chain in zip(rings, chains, strict=True)]
    # A hole may be listed either way round: it is the smaller side, but for the pole only parity counts.
    cut = [_smaller_side(ring, chain) for ring, chain in zip(rings[1:], chains[1:], strict=True)]
    return Part(start, end, _reach(start, offset, area.name), True, bool(north[0] ^ (sum(cut) % 2)))


def _eastwards(ring: Chain) -> tuple[Floats, int]:
    """How far east each edge of a ring goes, rad, and how often all of them go round the north pole."""
    lon = ring[:, 1]
    step = np.concatenate([lon[1:], lon[:1]]) - lon
    step -= 2.0 * np.pi * np.ceil(step / (2.0 * np.pi) - 0.5)
    return step, round(float(step.sum()) / (2.0 * np.pi))


def _holds_north(ring: Chain, chain: Floats) -> bool:
    """Whether the pole is left of a ring: round it eastwards it is. Else the ring bounds a piece of the map
    or all but a piece, as the sign of its area on an equal-area cylinder tells.
    """
    step, turns = _eastwards(ring)
    height = chain[:, 2] + np.concatenate([chain[1:, 2], chain[:1, 2]])
    return turns > 0 if turns else bool(np.sum(step * height) > 0.0)


def _smaller_side(ring: Chain, chain: Floats) -> bool:
    """Whether the north pole is on the smaller side of a hole's ring."""
    return bool(_eastwards(ring)[1]) and bool(np.mean(chain[:, 2]) > 0.0)


def _reach(places: Floats, offset: float, name: str) -> Floats:
    """Chords m of an offset m, on the sphere with the ellipsoid's mean curvature at each place."""
    if offset == 0.0:
        return np.zeros(len(places))
    if offset > WIDEST:
        raise ValueError(
            f"{name}: an offset over {WIDEST / 1e3:g} km is possible round a single place only; make it less"
        )
    lat = from_cartesian(places)[0]
    bulge = 1.0 - ECCENTRICITY_SQUARED * np.sin(lat) ** 2
    radius = SEMI_MAJOR * np.sqrt(1.0 - ECCENTRICITY_SQUARED) / bulge
    return 2.0 * radius * np.sin(offset / (2.0 * radius))
