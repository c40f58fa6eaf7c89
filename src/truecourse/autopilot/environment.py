"""The air and the magnetic field along a flight, on one grid that the kernel reads without trigonometry.

The grid is square in the stereographic plane about the flight's middle: X = 2 (p·e1)/(1 + p·c), the same for
Y. Wind and magnetic north are stored as Earth-fixed three-vectors, not as angles, so nothing breaks at the
date line or at a pole.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.vector import Vector, dot
from truecourse.earth.nvector import from_nvector

EARTH_RADIUS = 6371000.0  # only scales the grid; every distance flown uses the ellipsoid's own radii
PROFILE_STEP = 250.0  # m between entries of a profile by altitude
MARGIN = 1.5e6  # m of map beyond the planned route
SPACING = 5e4  # m between nodes at the centre
LARGEST = 0x7FFFFFFF  # mask that tells the compiler an index is not negative

Array = NDArray[np.float64]


class Plane(NamedTuple):
    """A square grid in the stereographic plane: centre, axes, first coordinate, spacing, nodes a side."""

    centre: Vector
    first: Vector
    second: Vector
    origin: float
    spacing: float
    rows: int


class Environment(NamedTuple):
    """The plane and what is tabulated on it.

    field (rows², 6) float32: wind vector m/s at the reference altitude, unit vector to magnetic north.
    wind_profile, tas, climb: by altitude every `PROFILE_STEP` m, factor on the wind, true airspeed m/s, climb
    rate m/s. bends: altitudes where the speed schedule changes, m, rising. descent: rate, m/s.
    """

    plane: Plane
    field: NDArray[np.float32]
    wind_profile: Array
    tas: Array
    climb: Array
    bends: Array
    descent: float
    bank_tangent: float


def plane_about(route: Array, margin: float = MARGIN, spacing: float = SPACING) -> Plane:
    """The plane that holds a route of n-vectors `(m, 3)` with a margin, at most 149° from its centre."""
    middle = route.mean(axis=0)
    if np.linalg.norm(middle) < 1e-6:
        middle = route[0]
    c = middle / np.linalg.norm(middle)
    e1 = np.cross(c, np.eye(3)[int(np.argmin(np.abs(c)))])
    e1 /= np.linalg.norm(e1)
    reach = np.arccos(np.clip(route @ c, -1, 1)).max() + margin / EARTH_RADIUS
    width = 2 * np.tan(min(reach, 2.6) / 2)
    step = spacing / EARTH_RADIUS
    count = int(np.ceil(width / step))
    frame = [Vector(*map(float, axis)) for axis in (c, e1, np.cross(c, e1))]
    return Plane(frame[0], frame[1], frame[2], -count * step, step, 2 * count + 1)


def nodes(plane: Plane) -> tuple[Array, Array]:
    """Latitude and longitude of the nodes, radians, `(rows²,)`."""
    axis = plane.origin + plane.spacing * np.arange(plane.rows)
    x, y = (g.reshape(-1, 1) for g in np.meshgrid(axis, axis, indexing="ij"))
    r2 = x**2 + y**2
    c, e1, e2 = (np.array(v) for v in (plane.centre, plane.first, plane.second))
    return from_nvector(((4 - r2) * c + 4 * x * e1 + 4 * y * e2) / (4 + r2))


def build(
    plane: Plane,
    wind: Callable[[Array, Array], tuple[Array, Array]],
    variation: Callable[[Array, Array], Array],
    profiles: tuple[Array, Array, Array],
    bends: Array,
    descent: float,
    bank: float,
) -> Environment:
    """Tabulate an environment on a plane.

    wind(lat, lon) -> (east, north) m/s at the reference altitude; variation(lat, lon) -> rad, east positive;
    profiles: wind factor, true airspeed m/s, climb rate m/s by altitude; bends: altitudes where they change
    abruptly, rising; descent m/s; bank rad.
    """
    lat, lon = nodes(plane)
    east, north = wind(lat, lon)
    declination = variation(lat, lon)
    field = np.concatenate(
        [
            _earth_fixed(lat, lon, north, east),
            _earth_fixed(lat, lon, np.cos(declination), np.sin(declination)),
        ],
        axis=1,
    )
    factor, tas, climb = map(_table, profiles)
    field = np.require(field, np.float32, ["C", "W"])
    return Environment(plane, field, factor, tas, climb, _table(bends), float(descent), float(np.tan(bank)))


def _table(values: Array) -> Array:
    return np.require(values, np.float64, ["C", "W"])  # a read-only array is another type to the compiler


def _earth_fixed(lat: Array, lon: Array, north: Array, east: Array) -> Array:
    """Three-vectors `(m, 3)` of horizontal components at places."""
    x = -np.sin(lat) * np.cos(lon) * north - np.sin(lon) * east
    y = -np.sin(lat) * np.sin(lon) * north + np.cos(lon) * east
    return np.stack([x, y, np.cos(lat) * north], axis=1)


@inner
def locate(p: Vector, plane: Plane) -> tuple[int, float, float]:
    """Lower node and the two shares of the cell that hold a place; outside the grid its edge goes on."""
    zero = -plane.origin / plane.spacing
    scale = (2.0 / plane.spacing) / max(1.0 + dot(p, plane.centre), 1e-3)
    last = plane.rows - 1.001
    ix, fx = split(min(max(dot(p, plane.first) * scale + zero, 0.0), last))
    iy, fy = split(min(max(dot(p, plane.second) * scale + zero, 0.0), last))
    return ix * plane.rows + iy, fx, fy


@inner
def split(f: float) -> tuple[int, float]:
    """Whole part and share of a number that is not negative; masked, so that no index counts from the end."""
    i = int(f) & LARGEST
    return i, f - i


@inner
def vector_at(field: NDArray, column: int, rows: int, node: int, fx: float, fy: float) -> Vector:
    """Bilinear value of three columns of the field, in single precision as it is kept: within 1e-6."""
    x, y = np.float32(fx), np.float32(fy)
    low, high = node & LARGEST, (node + rows) & LARGEST
    return Vector(
        bilinear(field, low, high, column, x, y),
        bilinear(field, low, high, column + 1, x, y),
        bilinear(field, low, high, column + 2, x, y),
    )


@inner
def bilinear(field: NDArray, low: int, high: int, k: int, x: np.float32, y: np.float32) -> float:
    """One column between the nodes `low`, `high` and the ones after them, in the precision of the shares."""
    a = field[low, k] + y * (field[low + 1, k] - field[low, k])
    b = field[high, k] + y * (field[high + 1, k] - field[high, k])
    return float(a + x * (b - a))


@inner
def scalar_at(grid: NDArray, rows: int, node: int, fx: float, fy: float) -> float:
    """Bilinear value of one grid `(rows²,)`."""
    m = node + rows
    low = (1 - fy) * grid[node] + fy * grid[node + 1]
    return (1 - fx) * low + fx * ((1 - fy) * grid[m] + fy * grid[m + 1])


@inner
def profile(table: NDArray, altitude: float) -> float:
    """Linear value of a profile at an altitude; beyond its ends the end value."""
    i, share = split(min(max(altitude * (1.0 / PROFILE_STEP), 0.0), table.shape[0] - 1.001))
    return table[i] + share * (table[i + 1] - table[i])
