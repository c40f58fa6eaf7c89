"""Cleared routes as the kernel walks them: legs cut into pieces, all in one table that only grows.

A leg is the ellipsoid's geodesic, cut into pieces of at most 100 km, each the great circle between its ends'
n-vectors; across a piece a distance is the angle times the ellipsoid's radius of curvature in that direction
(Euler's formula), along it the piece's own length over its own angle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.nvector import to_nvector
from truecourse.flight.fix import Fix

Array = NDArray[np.float64]

LONGEST = 100e3  # m
NEAR = 100.0  # m: two fixes nearer than this are one place
WIDTH = 16
# Columns: start 0-2, right-hand normal 3-5, onwards 6-8, angle 9, radius across 10, metres a radian along 11,
# metres from the start of the route 12, leg number 13, course at the start 14, where its leg ends 15.


@dataclass(slots=True)
class Table:
    """Pieces of every route: `data[:used]` never changes once written, so Watches share it."""

    data: Array
    used: int


def empty() -> Table:
    """A table with no route."""
    return Table(np.zeros((64, WIDTH)), 0)


def append(table: Table, used: int, more: Array) -> tuple[Table, int]:
    """The table with pieces after its first `used`, and where they begin.

    A Watch that is not the newest one gets its own copy: what others have appended since is not its own.
    """
    if table.used != used or used + len(more) > len(table.data):
        data = np.zeros((max(64, 2 * (used + len(more))), WIDTH))
        data[:used] = table.data[:used]
        table = Table(data, used)
    table.data[used : used + len(more)] = more
    table.used = used + len(more)
    return table, used


def of_route(fixes: tuple[Fix, ...]) -> Array:
    """Pieces `(k, WIDTH)` of the route through fixes; none for fewer than two places."""
    if len(fixes) < 2:
        return np.zeros((0, WIDTH))
    at = np.array([(fix.lat, fix.lon) for fix in fixes])
    course, _, length = inverse(*at[:-1].T, *at[1:].T)
    legs = np.flatnonzero((length > NEAR) & (length < 19.9e6))
    length = length[legs]
    count = np.ceil(length / LONGEST).astype(np.int64)
    done = np.concatenate([[0.0], np.cumsum(length)])
    leg = np.repeat(np.arange(len(legs)), count)
    step = np.arange(len(leg)) - np.repeat(np.cumsum(count) - count, count)
    way = (length / count)[leg] * step
    start, end = at[legs][leg], at[legs + 1][leg]
    lat, lon, _ = direct(start[:, 0], start[:, 1], course[legs][leg], way)
    last = step == count[leg] - 1
    to_lat, to_lon = (
        np.where(last, ends, np.append(places[1:], np.nan))
        for ends, places in zip(end.T, (lat, lon), strict=True)
    )
    part = _cut((lat, lon), (to_lat, to_lon))
    part[:, 12], part[:, 13], part[:, 15] = done[leg] + way, legs[leg], done[leg + 1]
    return part


def _cut(from_: tuple[Array, Array], to: tuple[Array, Array]) -> Array:
    """Pieces between places (latitudes, longitudes) and places."""
    lat = from_[0]
    start, end = to_nvector(*from_), to_nvector(*to)
    right = np.cross(end, start)
    sine = np.linalg.norm(right, axis=1, keepdims=True)
    right = right / sine
    course, _, length = inverse(*from_, *to)
    part = np.zeros((len(start), WIDTH))
    part[:, 0:3], part[:, 3:6], part[:, 6:9] = start, right, np.cross(start, right)
    part[:, 9] = np.arctan2(sine[:, 0], np.sum(start * end, axis=1))
    square = 1.0 - ECCENTRICITY_SQUARED * np.sin(lat) ** 2
    meridian = SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / square**1.5
    normal = SEMI_MAJOR / np.sqrt(square)
    part[:, 10] = 1.0 / (np.sin(course) ** 2 / meridian + np.cos(course) ** 2 / normal)
    part[:, 11] = length / part[:, 9]
    part[:, 14] = course
    return part
