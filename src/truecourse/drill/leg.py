"""Legs of made-up flights: great circles of n-vectors, as a navigation unit of plain design would fly them.

Over 1,000 km such a leg is at most 110 m from the geodesic of the ellipsoid.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WIDEST = np.tan(np.radians(60.0))  # turns beyond 120 degrees are begun no earlier


class Leg(NamedTuple):
    """Legs of F flights: `normal` `(3, F)` to the left of the way, `end` `(3, F)`, and the turn at the end.

    `half_turn` `(F,)` is the tangent of half the turn onto the leg after, 0 where there is none.
    """

    normal: Array
    end: Array
    half_turn: Array

    def put(self, which: NDArray[np.int64], other: "Leg") -> "Leg":
        """These legs with those of the flights `which` taken from another, of as many columns."""
        normal, end, half_turn = self.normal.copy(), self.end.copy(), self.half_turn.copy()
        normal[:, which], end[:, which], half_turn[which] = other.normal, other.end, other.half_turn
        return Leg(normal, end, half_turn)


def join(
    waypoints: Array, count: NDArray[np.int64], which: NDArray[np.int64], leg: NDArray[np.int64], start: Array
) -> Leg:
    """Legs of flights `which` `(n,)` from `start` `(3, n)` to their waypoints number `leg` `(n,)`."""
    end = waypoints[which, leg]
    after = waypoints[which, np.minimum(leg + 1, count[which] - 1)]
    normal = _unit(np.cross(start.T, end))
    onward = np.cross(end, after)
    there = np.linalg.norm(onward, axis=1) > 1e-9
    turn = np.arccos(np.clip((normal * _unit(onward)).sum(axis=1), -1.0, 1.0))
    half = np.where(there, np.minimum(np.tan(0.5 * np.minimum(turn, 3.1)), WIDEST), 0.0)
    return Leg(normal.T, end.T, half)


def right_of(p: Array, leg: Leg) -> Array:
    """How far right of its leg's great circle each place `(3, F)` is, rad."""
    return -np.arcsin(np.clip((p * leg.normal).sum(axis=0), -1.0, 1.0))


def along(p: Array, leg: Leg) -> Array:
    """How far along its leg each place has still to go to be abeam of the end, rad; negative past it."""
    onward = np.cross(leg.normal, p, axis=0)
    return np.arctan2((onward * leg.end).sum(axis=0), (p * leg.end).sum(axis=0))


def leg_course(p: Array, leg: Leg) -> Array:
    """True course, rad, of the leg where it is abeam of each place."""
    (nx, ny, nz), (x, y, z) = leg.normal, p
    return np.arctan2(x * (nz * x - nx * z) - y * (ny * z - nz * y), (nx * y - ny * x))


def _unit(v: Array) -> Array:
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)
