"""What the autopilot was told, over time, and what its instruments got wrong: fixed sizes, one flight a row.

Named tuples of arrays: immutable, every field named, and the compiled kernel takes them as they are.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

COMMANDS = 16
WAYPOINTS = 24
LEVELS = 8
WIND_KNOTS = 14
UNITS = 2


class Mode(IntEnum):
    """Lateral modes. The first three say how many times the local variation is added to the heading selected.

    HEADING_TRUE 0, HEADING_MAGNETIC 1; HEADING_TWICE 2 is variation applied with the wrong sign. COURSE holds
    a true course over the ground; no cause in the list selects it, but orders may. LNAV follows the entered
    waypoints once captured, and until then (armed) the heading.
    """

    HEADING_TRUE = 0
    HEADING_MAGNETIC = 1
    HEADING_TWICE = 2
    COURSE = 3
    LNAV = 4


class Orders(NamedTuple):
    """Commands in time order, seconds since the start of the flight; unused ones are at infinity.

    start (n, 3): n-vector. start_altitude (n,): m. first_heading (n,): true, rad. command_t, command_heading
    (n, COMMANDS): s, rad; for LNAV the magnetic heading held until captured. command_mode, command_leg
    (n, COMMANDS): `Mode`, index of the waypoint flown to. command_direct: 1 where LNAV goes from the present
    position. waypoints (n, WAYPOINTS, 3): as entered, n-vectors, the last repeated. waypoint_count,
    capture_gate (n,): number, m. level_t, level (n, LEVELS): s, m, in time order, the first from the start.
    speed, climb (n,): factors on true airspeed and climb rate. wind_error (n, WIND_KNOTS, 2): north, east
    m/s, linear between knots `wind_interval` s apart.
    """

    start: Array
    start_altitude: Array
    first_heading: Array
    command_t: Array
    command_heading: Array
    command_mode: NDArray[np.int64]
    command_leg: NDArray[np.int64]
    command_direct: NDArray[np.int64]
    waypoints: Array
    waypoint_count: NDArray[np.int64]
    capture_gate: Array
    level_t: Array
    level: Array
    speed: Array
    climb: Array
    wind_error: Array
    wind_interval: float


class Instruments(NamedTuple):
    """Errors of the compass and of two inertial units: 0 is coupled to the autopilot, 1 is read for reports.

    compass_error (n,): heading shown less true magnetic heading, rad. longitude_error (n, UNITS): longitude
    believed less true, rad, constant. offset (n, UNITS, 2): north, east displacement at the start, m. ramp:
    its rate, m/s. schuler: velocity amplitude of the 84.4 minute oscillation, m/s. onset (n, UNITS): s after
    the start at which offset and ramp begin.
    """

    compass_error: Array
    longitude_error: Array
    offset: Array
    ramp: Array
    schuler: Array
    onset: Array


def perfect(n: int) -> Instruments:
    """Instruments without error for `n` flights."""
    pair = np.zeros((n, UNITS, 2))
    return Instruments(np.zeros(n), np.zeros((n, UNITS)), pair, pair, pair, np.zeros((n, UNITS)))
