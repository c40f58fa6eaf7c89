"""Where an inertial unit believes it is.

A unit aligned with a wrong longitude is turned about the Earth's axis and stays so; nothing in its alignment
shows it, because the Earth rate it levels on does not depend on longitude. Drift is a ramp and a Schuler
oscillation (84.4 min, the period of a pendulum of the Earth's radius), after Titterton & Weston, Strapdown
Inertial Navigation Technology, ch. 12.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.vector import Vector, add, cross, north_of, renormalise

SCHULER_PERIOD = 84.4 * 60.0
SCHULER_RATE = 2.0 * math.pi / SCHULER_PERIOD
RADIUS = 6371000.0
# columns of a unit: cosine, sine of the longitude error; offset, ramp, Schuler amplitude (north, east each);
# onset
ERRORS = 9


class Unit(NamedTuple):
    """One unit's errors: see `ERRORS`."""

    cos: float
    sin: float
    offset_north: float
    offset_east: float
    ramp_north: float
    ramp_east: float
    swing_north: float
    swing_east: float
    onset: float


@inner
def unit_of(units: NDArray, j: int, k: int) -> Unit:
    """Unit `k` of flight `j`, from `units` (n, UNITS, 9)."""
    u = units[j, k]
    return Unit(u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8])


@inner
def believed(p: Vector, units: NDArray, j: int, k: int, t: float) -> Vector:
    """Position a unit believes `t` seconds after the start: displaced, then turned by its longitude error.

    units (n, UNITS, 9), flight `j`, unit `k`: see `ERRORS`; offset m, ramp m/s,
    Schuler velocity amplitude m/s, onset s.
    """
    unit = unit_of(units, j, k)
    return turned(renormalise(displaced(p, north_of(p), unit, t)), unit.cos, unit.sin)


@inner
def turned(p: Vector, cos: float, sin: float) -> Vector:
    """A place turned to the east about the Earth's axis by an angle given as its cosine and sine."""
    return Vector(p.x * cos - p.y * sin, p.x * sin + p.y * cos, p.z)


@inner
def displaced(p: Vector, north: Vector, unit: Unit, t: float) -> Vector:
    """Where a unit believes to be but for its longitude error, length one within 1e-4; `north` is at `p`."""
    swing = 0.0
    if unit.swing_north != 0.0 or unit.swing_east != 0.0:
        swing = np.sin(SCHULER_RATE * t) / SCHULER_RATE
    begun = 1.0 if t >= unit.onset else 0.0
    since = t - unit.onset
    to_north = unit.swing_north * swing + begun * (unit.offset_north + unit.ramp_north * since)
    to_east = unit.swing_east * swing + begun * (unit.offset_east + unit.ramp_east * since)
    return add(add(p, north, to_north * (1.0 / RADIUS)), cross(north, p), to_east * (1.0 / RADIUS))
