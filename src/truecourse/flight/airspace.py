"""A piece of the sky with a boundary on the ground."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Airspace:
    """An area on the ellipsoid.

    `rings`: each an array `(n, 2)` of latitude, longitude in radians (WGS 84), not closed, interior on the
    left (counter-clockwise); holes are not needed for coasts and are not carried. `offset` m widens the area
    outwards by a geodesic distance (a 200 km buffer is the coast with an offset of 200,000). `floor`,
    `ceiling` are pressure altitudes, m. `edges` is "geodesic" or "rhumb".
    """

    name: str
    kind: str
    rings: tuple[NDArray[np.float64], ...]
    offset: float = 0.0
    floor: float = -inf
    ceiling: float = inf
    edges: str = "geodesic"
    source: str = ""
