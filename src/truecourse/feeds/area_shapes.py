"""Shapes that area formats speak of: circles, arcs, corridors, and the check of a finished ring.

Radians, metres, WGS 84. An arc becomes points on it, joined by geodesics that leave it by at most 2 m, so
that a reader of any format hands on what every room can draw and test. Sentences raised here name no file:
the reader adds where it was.
"""

from math import ceil, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.earth import geodesy
from truecourse.earth.angles import difference, wrap
from truecourse.earth.ellipsoid import AREA
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.earth.region import area

Ring = NDArray[np.float64]

SAGITTA = 2.0  # m, the farthest a chord of an arc leaves it
LARGEST_RADIUS = 5.0e6  # m, an eighth of the way round; a Q-line says 999 NM at most
_NEAREST_POLE = np.radians(89.9999)  # where earth.region stops following rhumb lines
_MOST_POINTS = 100_000  # of one ring: the finest state boundaries have some thousands


class Shape(NamedTuple):
    """The `rings`, `holes`, `lines` and `offset` of an `Airspace`."""

    rings: tuple[Ring, ...]
    holes: tuple[tuple[Ring, ...], ...] = ()
    lines: tuple[Ring, ...] = ()
    offset: float = 0.0


class ShapeError(ValueError):
    """What is wrong with a shape, and the remedy, as the second half of a sentence."""


def arc(centre: ArrayLike, radius: float, start: float, end: float, clockwise: bool = True) -> Ring:
    """Points `(n, 2)` of an arc from course `start` to course `end` (true, seen from the centre), ends
    included.

    Equal courses make an arc of no length; a full turn is `circle`. Raises ShapeError for a radius that is
    not positive or over 5,000 km.
    """
    turn = float(np.mod(end - start if clockwise else start - end, 2.0 * pi))
    return swept(centre, radius, start, turn if clockwise else -turn)


def swept(
    centre: ArrayLike, radius: float, start: float, turn: float, radius_end: float | None = None
) -> Ring:
    """Points of an arc that starts on course `start` and turns by `turn` rad, positive clockwise, both ends
    included; the radius goes evenly to `radius_end` if that is given. Raises as `arc`.
    """
    last = radius if radius_end is None else radius_end
    _check_radius(radius)
    _check_radius(last)
    step = sqrt(8.0 * SAGITTA / max(radius, last))  # sagitta of a chord: r (1 - cos(step / 2))
    part = np.linspace(0.0, 1.0, 1 + max(3, ceil(abs(turn) / min(step, 0.2))))
    lat, lon = np.asarray(centre, dtype=np.float64)
    return np.column_stack(geodesy.direct(lat, lon, start + part * turn, radius + part * (last - radius))[:2])


def arc_between(centre: ArrayLike, start: ArrayLike, end: ArrayLike, clockwise: bool = True) -> Ring:
    """Points of an arc from one place to another about a centre, both places exactly included.

    Published centres and ends are rounded, so that the two radii differ; the radius goes evenly from one to
    the other. Raises ShapeError where they differ by more than a fifth and more than a kilometre: then one
    of the three places is wrong.
    """
    (lat, lon), (lat1, lon1), (lat2, lon2) = (np.asarray(p, dtype=np.float64) for p in (centre, start, end))
    courses, _, radii = geodesy.inverse([lat, lat], [lon, lon], [lat1, lat2], [lon1, lon2])
    off = float(abs(radii[1] - radii[0]))
    if off > max(1000.0, 0.2 * float(radii.max())):
        raise ShapeError(
            f"an arc's ends are {radii[0] / 1852:.2f} and {radii[1] / 1852:.2f} NM from its centre; "
            "correct one of the three places"
        )
    sense = 1.0 if clockwise else -1.0
    turn = sense * float(np.mod(sense * (courses[1] - courses[0]), 2.0 * pi))
    points = swept(centre, float(radii[0]), float(courses[0]), turn, float(radii[1]))
    points[0], points[-1] = (lat1, lon1), (lat2, lon2)
    return points


def circle(centre: ArrayLike, radius: float) -> Ring:
    """A ring round a centre, counter-clockwise, open. Raises as `arc`."""
    return swept(centre, radius, 0.0, -2.0 * pi)[:-1]


def disc(centre: ArrayLike, radius: float) -> Shape:
    """A circle as an `Airspace` holds one: a place and its radius as the offset, exact. Raises as `arc`."""
    _check_radius(radius)
    return Shape((), lines=(np.asarray(centre, dtype=np.float64).reshape(1, 2),), offset=float(radius))


def centre(shape: Shape) -> tuple[float, float] | None:
    """Latitude and longitude in the middle of a shape's points, rad; None where they balance."""
    points = np.vstack([*shape.rings, *shape.lines])
    middle = to_nvector(points[:, 0], points[:, 1]).mean(axis=0)
    if not float(np.linalg.norm(middle)) > 1e-6:
        return None
    lat, lon = from_nvector(middle)
    return float(lat), float(lon)


def corridor(line: ArrayLike, width: float) -> Shape:
    """The strip of `width` m in all about a line `(n, 2)`, its ends round.

    Raises ShapeError for a line of fewer than two different places, a leg between near-antipodes, or a width
    that is not positive or over 1,000 km.
    """
    line = _without_repeats(np.asarray(line, dtype=np.float64).reshape(-1, 2))
    if not 0.0 < width <= 1e6:
        raise ShapeError(f"a corridor is {width / 1852:.1f} NM wide; give a width over 0 and up to 540 NM")
    if len(line) < 2:
        raise ShapeError("a corridor has fewer than two different places; give at least two")
    _check_edges(line[:-1], line[1:])
    return Shape((), lines=(line,), offset=width / 2.0)


def straight_on_the_map(points: ArrayLike, closed: bool) -> Ring:
    """Points put into lines that are straight in latitude and longitude (parallels among them), at most 5 km
    apart: a geodesic between neighbours leaves such a line by 1 m at 60 degrees of latitude.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    ends = np.roll(points, -1, axis=0) if closed else points[1:]
    out = []
    for (lat, lon), (to_lat, to_lon) in zip(points, ends, strict=False):
        north, east = to_lat - lat, float(difference(to_lon, lon))
        count = max(1, ceil(6.4e6 * np.hypot(north, east * np.cos(min(abs(lat), abs(to_lat)))) / 5e3))
        part = np.arange(count) / count
        out.append(np.column_stack([lat + part * north, wrap(lon + part * east)]))
    if not closed and len(points):
        out.append(points[-1:])
    return np.vstack(out) if out else points


def finished(points: ArrayLike, as_written: bool = False, edges: str = "geodesic") -> Ring:
    """A ring `(n, 2)` ready for an `Airspace`: open, no place twice running, interior on the left.

    Formats other than GeoJSON give no sense of rotation, and GeoJSON's is widely ignored, so a ring is turned
    counter-clockwise on the map. A ring that goes round a pole has no such sense: it keeps the one it has if
    `as_written` (RFC 7946, 3.1.6), and otherwise holds the smaller part of the Earth.

    Raises ShapeError for fewer than three different places, no area, a place off the Earth, an edge between
    near-antipodes, or a corner of a ring with rhumb lines for edges at a pole.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(points).all() or (len(points) and np.abs(points[:, 0]).max() > pi / 2.0):
        raise ShapeError("a ring has a place off the earth; latitudes are -90 to 90, longitude comes first")
    ring = _without_repeats(np.column_stack([points[:, 0], wrap(points[:, 1])]))
    if len(ring) > 1 and np.array_equal(ring[0], ring[-1]):
        ring = ring[:-1]
    if not 3 <= len(ring) <= _MOST_POINTS:
        few = len(ring) < 3
        raise ShapeError(
            "a ring has fewer than three corners; give at least three"
            if few
            else f"a ring has more than {_MOST_POINTS:,} corners; thin it out"
        )
    if edges == "rhumb":
        if np.abs(ring[:, 0]).max() > _NEAREST_POLE:
            raise ShapeError(
                "a rhumb line does not reach a pole; end it short of there, or use geodesic edges"
            )
        return _turned(ring, as_written)
    _check_edges(ring, np.roll(ring, -1, axis=0))
    return _turned(ring, as_written)


def _turned(ring: Ring, as_written: bool) -> Ring:
    lat, lon = ring.T
    steps = difference(np.roll(lon, -1), lon)
    if abs(float(steps.sum())) > pi:
        large = area([ring]) > AREA / 2.0
        return ring[::-1] if large and not as_written else ring
    east = np.concatenate([[0.0], np.cumsum(steps[:-1])])
    doubled = float(np.sum(east * np.roll(lat, -1) - np.roll(east, -1) * lat))
    if doubled == 0.0:
        raise ShapeError("a ring encloses no area; correct its corners")
    return ring[::-1] if doubled < 0.0 else ring


def _check_radius(radius: float) -> None:
    if not 0.0 < radius <= LARGEST_RADIUS:
        raise ShapeError(
            f"a radius is {radius / 1852:.1f} NM; give one over 0 and up to {LARGEST_RADIUS / 1852:.0f} NM"
        )


def _check_edges(starts: Ring, ends: Ring) -> None:
    if geodesy.inverse(*starts.T, *ends.T)[2].max() > geodesy.LONGEST_LEG:
        raise ShapeError("an edge joins near-antipodes, between which no line is shortest; put a place in it")


def _without_repeats(points: Ring) -> Ring:
    if len(points) < 2:
        return points
    return points[np.concatenate([[True], np.any(points[1:] != points[:-1], axis=1)])]
