"""The heading that leads clear of an area: of courses five degrees apart, the one of the least turn.

Each course is a geodesic, looked at as exactly as any flight. Only where it can come near the area, though: a
ball round the area meets the central plane of the course in an arc, and outside of it nothing need be asked.
"""

from math import inf, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.entries import of_pieces
from truecourse.airspace.halves import halves
from truecourse.airspace.index import Areas
from truecourse.airspace.pieces import LONGEST, Pieces
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.nvector import to_cartesian
from truecourse.earth.units import METRES_PER_NM

Array = NDArray[np.float64]

NEAREST = 10.0 * METRES_PER_NM  # m: so far at least an area must be clear
# Of the length of a way, by how much it can lie elsewhere than the same way on the sphere through its
# beginning: 0.34 % across and as much up or down, 0.67 % along (radii of curvature from 6,335 to 6,400 km).
STRAY = 0.015
LEAST = 1e3  # m more, for the bulge of short pieces
FARTHEST = 5e6  # m, past which the whole of every course is looked at
SOON = 1e-3  # s: what is entered later than this was not entered already
TOGETHER = 500  # flights
MANY = 8  # flights, of which each half is worth a thread
_TURNS = np.radians(np.concatenate([[0.0], np.ravel([(x, -x) for x in range(5, 181, 5)])]))
_FURTHER = np.array([*range(2, len(_TURNS)), len(_TURNS) - 2, len(_TURNS) - 1])  # the same turn and five more


class Asked(NamedTuple):
    """Flights (n,): where they are (rad), at m, over the ground m/s and true course rad; the number of the
    area that each is to clear, for how many seconds, and from when (POSIX s): areas have times.
    """

    lat: Array
    lon: Array
    altitude: Array
    gs: Array
    course: Array
    area: NDArray[np.int64]
    span: Array
    t: Array


def clearing_headings(areas: Areas, asked: Asked) -> Array:
    """The true courses (n,) rad that take the least turn from the present ones to keep clear of an area, with
    one five degrees further that does too; from inside, the ones soonest out. NaN: none.
    """
    found = np.full(len(asked.gs), nan)
    moving = np.flatnonzero(asked.gs > 0.0)

    def some(part: NDArray[np.int64]) -> None:
        for begin in range(0, len(part), TOGETHER):
            which = moving[part[begin : begin + TOGETHER]]
            columns: list[Any] = [column[which] for column in asked]
            found[which] = _headings(areas, Asked(*columns))

    halves(some, len(moving), MANY)
    return found


def _headings(areas: Areas, asked: Asked) -> Array:
    courses = asked.course[:, None] + _TURNS
    reach = np.maximum(asked.gs * asked.span, NEAREST)
    near, far = _beside(_boxes(areas, asked.area), asked, courses, reach)
    clear = near > far
    enough = clear & clear[:, _FURTHER]
    last = np.where(enough.any(axis=1), np.argmax(enough, axis=1) + 2, len(_TURNS))
    who, turn = np.nonzero(~clear & (np.arange(len(_TURNS)) <= last[:, None]))
    out = np.zeros(courses.shape)
    if who.size:
        one: list[Any] = [column[who] for column in asked]
        path = _ways(Asked(*one), courses[who, turn], reach[who], (near[who, turn], far[who, turn]))
        met = of_pieces(path, areas, asked.area[who])
        way, begun = (who[met.flight], turn[met.flight]), asked.t[who[met.flight]]
        np.maximum.at(out, way, np.where(met.entry_t > begun + SOON, inf, met.exit_t - begun))
    return np.array([_least(*given) for given in zip(courses, out, reach / asked.gs, strict=True)])


def _least(courses: Array, out: Array, span: float) -> float:
    """Of the courses of one flight, `out` of the area after so many seconds: 0 those that never meet it,
    infinity those that come into it.
    """
    good = out == 0.0
    if not good.any():
        best = int(np.argmin(out))
        return float(courses[best]) if np.isfinite(out[best]) and out[best] < span else nan
    both = good & good[_FURTHER]
    return float(courses[int(np.argmax(both if both.any() else good))])


def _boxes(areas: Areas, which: NDArray[np.int64]) -> Array:
    """Low and high corners (n, 6) of the boxes round areas."""
    trees = areas.trees
    begin, end = trees.owned[which], trees.owned[which + 1]
    sizes = end - begin
    first = np.cumsum(sizes) - sizes
    part = np.arange(sizes.sum()) - np.repeat(first - begin, sizes)
    boxes = trees.top[trees.leaf[part] + len(trees.top) // 2]
    low, high = np.minimum.reduceat(boxes[:, :3], first), np.maximum.reduceat(boxes[:, 3:6], first)
    return np.concatenate([low, high], axis=1)


def _beside(boxes: Array, asked: Asked, courses: Array, reach: Array) -> tuple[Array, Array]:
    """From and to how many metres along each course (n, turns) an area may be met; (1, 0) where it is not."""
    here, middle = to_cartesian(asked.lat, asked.lon), 0.5 * (boxes[:, :3] + boxes[:, 3:])
    stray = STRAY * reach[:, None]
    size, lon = np.linalg.norm(here, axis=1), asked.lon
    radius = 0.5 * np.linalg.norm(boxes[:, 3:] - boxes[:, :3], axis=1) + LEAST + stray[:, 0]
    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros(len(lon))], axis=1)
    north = np.cross(here, east)  # across the line to the centre: 0.19 degrees off the horizon at most
    under = np.sum(here * middle, axis=1)[:, None]
    to_north, to_east = np.sum(north * middle, axis=1), size * np.sum(east * middle, axis=1)
    ahead = np.cos(courses) * to_north[:, None] + np.sin(courses) * to_east[:, None]
    most, least = np.hypot(under, ahead), 0.5 * (size**2 + np.sum(middle**2, axis=1) - radius**2)[:, None]
    centre, half = np.arctan2(ahead, under), np.arccos(np.clip(least / np.maximum(most, 1.0), -1.0, 1.0))
    near = np.maximum(0.0, (centre - half) * size[:, None] - stray)
    far = np.minimum(reach[:, None], (centre + half) * size[:, None] + stray)
    missed, bound = (least > most) | (near > far), (reach < FARTHEST)[:, None]
    near, far = np.where(missed, 1.0, near), np.where(missed, 0.0, far)
    return np.where(bound, near, 0.0), np.where(bound, far, reach[:, None])


def _ways(asked: Asked, courses: Array, reach: Array, where: tuple[Array, Array]) -> Pieces:
    """Courses in pieces, as `airspace.pieces` cuts two halves of a way; only those about `where`."""
    reach, halves = reach[:, None], np.array([0.0, 0.5, 1.0])
    lat, lon, _ = direct(asked.lat[:, None], asked.lon[:, None], courses[:, None], reach * halves)
    towards, _, length = inverse(lat[:, :2], lon[:, :2], lat[:, 1:], lon[:, 1:])
    count = np.maximum(1, np.ceil(length / LONGEST)).astype(np.int64)
    all_ = count.sum(axis=1)
    begin = np.minimum(_piece(where[0], reach[:, 0], count), all_ - 1)
    end = np.minimum(_piece(where[1], reach[:, 0], count) + 1, all_)
    sizes = end - begin + 1
    first = np.concatenate([[0], np.cumsum(sizes)])
    way = np.repeat(np.arange(len(courses)), sizes)
    k = np.arange(first[-1]) - np.repeat(first[:-1] - begin, sizes)
    half = (k >= count[way, 0]).astype(np.int64)
    share = (k - half * count[way, 0]) / count[way, half]
    at_lat, at_lon, _ = direct(lat[way, half], lon[way, half], towards[way, half], length[way, half] * share)
    t = asked.t[way] + 0.5 * reach[way, 0] * (half + share) / asked.gs[way]
    return Pieces(to_cartesian(at_lat, at_lon), t, asked.altitude[way], first)


def _piece(way: Array, reach: Array, count: NDArray[np.int64]) -> NDArray[np.int64]:
    """The piece that a distance along a way lies in."""
    second = way >= 0.5 * reach
    share = (way - 0.5 * reach * second) / (0.5 * reach)
    here = np.where(second, count[:, 1], count[:, 0])
    return (np.where(second, count[:, 0], 0) + np.minimum(np.floor(share * here), here - 1)).astype(np.int64)
