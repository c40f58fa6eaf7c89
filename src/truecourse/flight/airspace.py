"""A piece of the sky with a boundary on the ground, and how its limits are said."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

Chain = NDArray[np.float64]

REFERENCES = ("STD", "AMSL", "SFC")
EDGES = ("geodesic", "rhumb")


@dataclass(frozen=True, slots=True)
class Airspace:
    """An area on the ellipsoid.

    `rings`: each an array `(n, 2)` of latitude, longitude in radians (WGS 84), not closed, interior on the
    left (counter-clockwise; clockwise is everything outside). Several rings are their union. `holes`: for
    each ring those cut out of it, listed counter-clockwise or clockwise alike; () where no ring has any.
    `lines`: chains of places, not closed, that have no interior: with an `offset` one place is a circle of
    that radius and several are a corridor of that half width, its ends round. `offset` m widens everything
    outwards by a geodesic distance (a 200 km buffer is the coast with an offset of 200,000). `edges` is
    "geodesic" or "rhumb" (a parallel is a rhumb edge between equal latitudes).

    `floor`, `ceiling` are m above what `floor_ref`, `ceiling_ref` say: "STD" pressure altitude, "AMSL"
    mean sea level, "SFC" the ground; infinite is unlimited. `active`: (from, to) POSIX s UTC, in order and
    apart, when it applies; () is always.
    """

    name: str
    kind: str
    rings: tuple[Chain, ...]
    offset: float = 0.0
    floor: float = -inf
    ceiling: float = inf
    edges: str = "geodesic"
    source: str = ""
    floor_ref: str = "STD"
    ceiling_ref: str = "STD"
    holes: tuple[tuple[Chain, ...], ...] = ()
    lines: tuple[Chain, ...] = ()
    active: tuple[tuple[float, float], ...] = ()
