"""Where many flights were: columns, flight after flight."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tracks:
    """Samples of F flights, n rows in all, each flight's together and in order of time.

    `names` are the flights'; the rows of flight i are `first[i]` to `first[i + 1]`, `first` being (F + 1,)
    int64. `t` POSIX s UTC; `lat`, `lon` rad WGS 84, finite; `altitude` pressure altitude, m, NaN where it was
    not heard.
    """

    names: tuple[str, ...]
    first: NDArray[np.int64]
    t: Array
    lat: Array
    lon: Array
    altitude: Array
