"""Where an inertial unit believes it is.

A unit aligned with a wrong longitude is turned about the Earth's axis and stays so; nothing in its alignment
shows it, because the Earth rate it levels on does not depend on longitude. Drift is a ramp and a Schuler
oscillation (84.4 min, the period of a pendulum of the Earth's radius), after Titterton & Weston, Strapdown
Inertial Navigation Technology, ch. 12.
"""

import math

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled
from truecourse.autopilot.vector import Vector, add, cross, north_of, renormalise

SCHULER_PERIOD = 84.4 * 60.0
SCHULER_RATE = 2.0 * math.pi / SCHULER_PERIOD
RADIUS = 6371000.0
# columns of a unit: cosine, sine of the longitude error; offset, ramp, Schuler amplitude (north, east each);
# onset
ERRORS = 9


@compiled
def believed(p: Vector, units: NDArray, j: int, k: int, t: float) -> Vector:
    """Position a unit believes `t` seconds after the start: turned by its longitude error, then displaced.

    units (n, UNITS, 9), flight `j`, unit `k`: see `ERRORS`; offset m, ramp m/s,
    Schuler velocity amplitude m/s, onset s.
    """
    cos, sin = units[j, k, 0], units[j, k, 1]
    turned = Vector(p.x * cos - p.y * sin, p.x * sin + p.y * cos, p.z)
    swing = 0.0
    if units[j, k, 6] != 0.0 or units[j, k, 7] != 0.0:
        swing = np.sin(SCHULER_RATE * t) / SCHULER_RATE
    to_north, to_east = units[j, k, 6] * swing, units[j, k, 7] * swing
    since = t - units[j, k, 8]
    if since >= 0.0:
        to_north += units[j, k, 2] + units[j, k, 4] * since
        to_east += units[j, k, 3] + units[j, k, 5] * since
    if to_north == 0.0 and to_east == 0.0:
        return turned
    north = north_of(turned)
    return renormalise(add(add(turned, north, to_north / RADIUS), cross(north, turned), to_east / RADIUS))
