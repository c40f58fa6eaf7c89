"""Cleared routes as the kernel walks them: legs cut into pieces, all in one table that only grows.

A leg is the ellipsoid's geodesic, cut into pieces of at most 100 km, each the great circle between its ends'
n-vectors; across a piece a distance is the angle times the ellipsoid's radius of curvature in that direction
(Euler's formula), along it the piece's own length over its own angle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR
from truecourse.earth.geodesy import along, inverse
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
    parts: list[Array] = []
    done = 0.0
    for leg in range(len(fixes) - 1):
        a, b = fixes[leg], fixes[leg + 1]
        length = float(inverse(a.lat, a.lon, b.lat, b.lon)[2])
        if not NEAR < length < 19.9e6:
            continue
        count = int(np.ceil(length / LONGEST))
        lat, lon = along(a.lat, a.lon, b.lat, b.lon, np.linspace(0.0, 1.0, count + 1))
        part = _cut(lat, lon)
        part[:, 12] = done + length / count * np.arange(count)
        part[:, 13], part[:, 15] = leg, done + length
        parts.append(part)
        done += length
    return np.concatenate(parts) if parts else np.zeros((0, WIDTH))


def _cut(lat: Array, lon: Array) -> Array:
    """Pieces between successive places."""
    ends = to_nvector(lat, lon)
    start, end = ends[:-1], ends[1:]
    right = np.cross(end, start)
    sine = np.linalg.norm(right, axis=1, keepdims=True)
    right = right / sine
    course, _, length = inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    part = np.zeros((len(start), WIDTH))
    part[:, 0:3], part[:, 3:6], part[:, 6:9] = start, right, np.cross(start, right)
    part[:, 9] = np.arctan2(sine[:, 0], np.sum(start * end, axis=1))
    square = 1.0 - ECCENTRICITY_SQUARED * np.sin(lat[:-1]) ** 2
    meridian = SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / square**1.5
    normal = SEMI_MAJOR / np.sqrt(square)
    part[:, 10] = 1.0 / (np.sin(course) ** 2 / meridian + np.cos(course) ** 2 / normal)
    part[:, 11] = length / part[:, 9]
    part[:, 14] = course
    return part
