"""Orders and instruments made ready for the kernel: contiguous, one flight a row, angles as cosine, sine."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.orders import Instruments, Mode, Orders

Array = NDArray[np.float64]


class Loaded(NamedTuple):
    """`Orders` and `Instruments` as the kernel reads them; the first axis is the flight.

    first_heading (n, 2): cosine and sine. heading (n, COMMANDS, 2). units (n, UNITS, 9): see
    `inertial.ERRORS`.
    """

    start: Array
    first_heading: Array
    start_altitude: Array
    command_t: Array
    mode: NDArray[np.int64]
    heading: Array
    leg: NDArray[np.int64]
    direct: NDArray[np.int64]
    waypoints: Array
    waypoint_count: NDArray[np.int64]
    capture_gate: Array
    level_t: Array
    level: Array
    speed: Array
    climb: Array
    wind_error: Array
    wind_interval: float
    units: Array


def load(orders: Orders, instruments: Instruments) -> Loaded:
    """Make ready.

    A magnetic heading selected is flown wrong by the compass error: the compass shows what was selected.
    """
    magnetic = np.isin(orders.command_mode, (Mode.HEADING_MAGNETIC, Mode.HEADING_TWICE, Mode.LNAV))
    flown = orders.command_heading - magnetic * instruments.compass_error[:, None]
    longitude = instruments.longitude_error[..., None]
    units = np.concatenate(
        [
            np.cos(longitude),
            np.sin(longitude),
            instruments.offset,
            instruments.ramp,
            instruments.schuler,
            instruments.onset[..., None],
        ],
        axis=-1,
    )
    return Loaded(
        start=_real(orders.start),
        first_heading=_real(np.stack([np.cos(orders.first_heading), np.sin(orders.first_heading)], -1)),
        start_altitude=_real(orders.start_altitude),
        command_t=_real(orders.command_t),
        mode=_whole(orders.command_mode),
        heading=_real(np.stack([np.cos(flown), np.sin(flown)], -1)),
        leg=_whole(orders.command_leg),
        direct=_whole(orders.command_direct),
        waypoints=_real(orders.waypoints),
        waypoint_count=_whole(orders.waypoint_count),
        capture_gate=_real(orders.capture_gate),
        level_t=_real(orders.level_t),
        level=_real(orders.level),
        speed=_real(orders.speed),
        climb=_real(orders.climb),
        wind_error=_real(orders.wind_error),
        wind_interval=float(orders.wind_interval),
        units=_real(units),
    )


def _real(a: NDArray) -> Array:
    return np.require(a, np.float64, ["C", "W"])  # a read-only array is another type, and would compile anew


def _whole(a: NDArray) -> NDArray[np.int64]:
    return np.require(a, np.int64, ["C", "W"])
