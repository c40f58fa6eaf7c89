"""What has just been heard of flights: columns, one row a report."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Heard(IntEnum):
    """Where a report comes from; only the first two are independent of the flight's own navigation."""

    PRIMARY = 0  # primary radar
    SECONDARY = 1  # secondary radar, or positions found by multilateration
    ADS_B = 2  # broadcast by the flight from its own navigation
    CREW = 3  # position report by voice: what the crew believes
    ADS_C = 4  # position report by data link: what the flight's navigation believes


@dataclass(frozen=True, slots=True)
class Reports:
    """A batch of n reports, in the order received; missing is NaN.

    `key` (n,) int64 identity of a flight within a feed (the 24-bit address where there is one); `t` time of
    validity and `received` time of arrival, POSIX s UTC; `lat`, `lon` rad WGS 84; `altitude` pressure
    altitude and `height` above the ellipsoid, m; `gs`, `tas` m/s; `course` true over the ground, `heading`
    true, `heading_magnetic` rad; `vertical_rate` m/s, up positive; `accuracy` 95 % radius of the position, m;
    `on_ground` bool; `heard` of `Heard`, int8; `sensor` int16, the station or radar (0 where unknown).
    `names` gives callsign, or whatever the flight is called, for keys named in this batch.
    """

    key: NDArray[np.int64]
    t: Array
    received: Array
    lat: Array
    lon: Array
    altitude: Array
    height: Array
    gs: Array
    tas: Array
    course: Array
    heading: Array
    heading_magnetic: Array
    vertical_rate: Array
    accuracy: Array
    on_ground: NDArray[np.bool_]
    heard: NDArray[np.int8]
    sensor: NDArray[np.int16]
    names: tuple[tuple[int, str], ...] = ()


NUMBERS = tuple(
    name
    for name in Reports.__dataclass_fields__
    if name not in ("key", "on_ground", "heard", "sensor", "names")
)


def blank(n: int) -> dict[str, NDArray]:
    """Columns of n reports of which nothing is known, to be filled: `Reports(**columns)`."""
    columns: dict[str, NDArray] = {name: np.full(n, np.nan) for name in NUMBERS}
    return columns | {
        "key": np.zeros(n, np.int64),
        "on_ground": np.zeros(n, np.bool_),
        "heard": np.full(n, Heard.ADS_B, np.int8),
        "sensor": np.zeros(n, np.int16),
    }
