"""The heading that leads clear of an area: of courses five degrees apart, the one of the least turn.

Each course is a geodesic, looked at as exactly as any flight. Only where it can come near the area, though: a
ball round the area meets the central plane of the course in an arc, and outside of it nothing need be asked.
"""

from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.entries import of_pieces
from truecourse.airspace.index import Areas, only
from truecourse.airspace.pieces import LONGEST, Pieces
from truecourse.earth.ellipsoid import SEMI_MAJOR
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.nvector import to_cartesian
from truecourse.earth.units import METRES_PER_NM

Array = NDArray[np.float64]

NEAREST = 10.0 * METRES_PER_NM  # m: so far at least an area must be clear
# A geodesic strays from its central plane by less than a hundredth of its length, and a sphere through its
# beginning from the ellipsoid by at most 21.4 km.
STRAY, OFF_SPHERE = 0.01, 25e3
FARTHEST = 5e6  # m, past which the whole of every course is looked at
_TURNS = np.radians(np.concatenate([[0.0], np.ravel([(x, -x) for x in range(5, 181, 5)])]))
_FURTHER = np.array([*range(2, len(_TURNS)), len(_TURNS) - 2, len(_TURNS) - 1])  # the same turn and five more


def clearing_heading(areas: Areas, area: int, d: Any, span: float) -> float:
    """The true course (rad) that takes the least turn from the present one to keep clear of an area for
    `span` s, with one five degrees further that does too; from inside, the one soonest out. NaN: none.
    """
    gs, course = float(d["gs"]), float(d["course"])
    if not gs > 0.0:
        return nan
    alone, courses = only(areas, area), course + _TURNS
    reach = max(gs * span, NEAREST)
    near, far = _beside(alone, float(d["lat"]), float(d["lon"]), courses, reach)
    clear = near > far
    enough = np.flatnonzero(clear & clear[_FURTHER])
    last = int(enough[0]) + 2 if enough.size else len(courses)
    asked = np.flatnonzero(~clear & (np.arange(len(courses)) <= last))
    out = np.zeros(len(courses))
    if asked.size:
        path = _ways(d, courses[asked], reach, (near[asked], far[asked]))
        met = of_pieces(path, alone)
        np.maximum.at(out, asked[met.flight], np.where(met.entry_t > 1.0, inf, met.exit_t))
    if np.all(out > 0.0):
        best = int(np.argmin(out))
        return float(courses[best]) if np.isfinite(out[best]) and out[best] < reach else nan
    good = out == 0.0
    both = np.flatnonzero(good & good[_FURTHER])
    return float(courses[both[0] if both.size else np.flatnonzero(good)[0]])


def _beside(alone: Areas, lat: float, lon: float, courses: Array, reach: float) -> tuple[Array, Array]:
    """From and to how many metres along each course the area may be met; (1, 0) where it is not."""
    here = to_cartesian(lat, lon)
    boxes = alone.trees.top[1]
    middle = 0.5 * (boxes[:3] + boxes[3:6])
    radius = 0.5 * float(np.linalg.norm(boxes[3:6] - boxes[:3])) + OFF_SPHERE + STRAY * reach
    if not reach < FARTHEST:
        return np.zeros(len(courses)), np.full(len(courses), reach)
    size, east = float(np.linalg.norm(here)), np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.cross(here, east) / size  # across the line to the centre: 0.19 degrees off the horizon at most
    under = float(here @ middle)
    ahead = size * (np.cos(courses) * float(north @ middle) + np.sin(courses) * float(east @ middle))
    most, least = np.hypot(under, ahead), 0.5 * (size**2 + float(middle @ middle) - radius**2)
    centre, half = np.arctan2(ahead, under), np.arccos(np.clip(least / np.maximum(most, 1.0), -1.0, 1.0))
    near = np.maximum(0.0, (centre - half) * size - STRAY * reach)
    far = np.minimum(reach, (centre + half) * size + STRAY * reach)
    missed = (least > most) | (near > far)
    return np.where(missed, 1.0, near), np.where(missed, 0.0, far)


def _ways(d: Any, courses: Array, reach: float, where: tuple[Array, Array]) -> Pieces:
    """Courses in pieces, as `airspace.pieces` cuts two halves of a way; only those about `where`. The time is
    the distance.
    """
    lat, lon, _ = direct(float(d["lat"]), float(d["lon"]), courses[:, None], reach * np.array([0.0, 0.5, 1.0]))
    towards, _, length = inverse(lat[:, :2], lon[:, :2], lat[:, 1:], lon[:, 1:])
    count = np.maximum(1, np.ceil(length / LONGEST)).astype(np.int64)
    all_ = count.sum(axis=1)
    begin = np.minimum(_piece(where[0], reach, count), all_ - 1)
    end = np.minimum(_piece(where[1], reach, count) + 1, all_)
    sizes = end - begin + 1
    first = np.concatenate([[0], np.cumsum(sizes)])
    way = np.repeat(np.arange(len(courses)), sizes)
    k = np.arange(first[-1]) - np.repeat(first[:-1] - begin, sizes)
    half = (k >= count[way, 0]).astype(np.int64)
    share = (k - half * count[way, 0]) / count[way, half]
    at_lat, at_lon, _ = direct(lat[way, half], lon[way, half], towards[way, half], length[way, half] * share)
    t = 0.5 * reach * (half + share)
    return Pieces(to_cartesian(at_lat, at_lon), t, np.full(len(t), float(d["altitude"])), first)


def _piece(way: Array, reach: float, count: NDArray[np.int64]) -> NDArray[np.int64]:
    """The piece that a distance along a way lies in."""
    second = way >= 0.5 * reach
    share = (way - 0.5 * reach * second) / (0.5 * reach)
    here = np.where(second, count[:, 1], count[:, 0])
    return (np.where(second, count[:, 0], 0) + np.minimum(np.floor(share * here), here - 1)).astype(np.int64)
