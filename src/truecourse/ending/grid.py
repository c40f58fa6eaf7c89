"""An equal-area map about its own centre: Lambert's azimuthal projection of the ellipsoid, in square cells.

The projection keeps every area on WGS 84, whatever its distance from the centre, and knows no seam at 180°
and no pole but the point opposite its centre. Shapes are true at the centre and drawn out across the way from
it by 1/cos(c/2) at an arc c, which is 0.3 % at 1,000 km (Snyder, Map Projections: A Working Manual, 1987,
sec. 24).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Proj

from truecourse.earth.ellipsoid import FLATTENING, SEMI_MAJOR
from truecourse.earth.nvector import from_nvector, to_nvector

Array = NDArray[np.float64]


class Grid(NamedTuple):
    """Square cells: `rows` from south to north, `columns` from west to east, each `cell` m wide and high.

    `lat`, `lon` rad is where the plane touches; `west`, `south` m is the outer corner of cell (0, 0) from
    there, positive east and north.
    """

    lat: float
    lon: float
    west: float
    south: float
    cell: float
    columns: int
    rows: int

    @property
    def area(self) -> float:
        """Of each cell, m² on the ellipsoid."""
        return self.cell**2

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def centres(self) -> tuple[Array, Array]:
        """Metres east of the columns' middles, and north of the rows'."""
        x = self.west + self.cell * np.arange(0.5, self.columns)
        y = self.south + self.cell * np.arange(0.5, self.rows)
        return x.astype(np.float64), y.astype(np.float64)


def plane(lat0: float, lon0: float, lat: ArrayLike, lon: ArrayLike) -> tuple[Array, Array]:
    """Metres east and north on the map that touches at `lat0`, `lon0`, of places, all rad.

    Not a number for the point opposite and for NaN.
    """
    x, y = _projection(lat0, lon0)(np.asarray(lon, float), np.asarray(lat, float), radians=True)
    x, y = np.asarray(x, float), np.asarray(y, float)
    good = np.isfinite(x) & np.isfinite(y)
    return np.where(good, x, np.nan), np.where(good, y, np.nan)


def unplane(lat0: float, lon0: float, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Latitude and longitude, rad, of metres east and north on the map that touches at `lat0`, `lon0`."""
    lon, lat = _projection(lat0, lon0)(np.asarray(x, float), np.asarray(y, float), inverse=True, radians=True)
    return np.asarray(lat, float), np.asarray(lon, float)


def cells(grid: Grid, lat: Array, lon: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns (n,) of the cells in which places (rad) lie; those off the map get the nearest."""
    x, y = plane(grid.lat, grid.lon, lat, lon)
    column = np.clip(np.nan_to_num((x - grid.west) // grid.cell), 0, grid.columns - 1)
    row = np.clip(np.nan_to_num((y - grid.south) // grid.cell), 0, grid.rows - 1)
    return row.astype(np.intp), column.astype(np.intp)


def middle(lat: Array, lon: Array, weight: Array) -> tuple[float, float]:
    """The weighted mean direction of places, rad.

    Raises ValueError where places on all sides of the Earth leave no middle.
    """
    mean = weight @ to_nvector(lat, lon)
    if np.linalg.norm(mean) < 1e-3 * weight.sum():
        raise ValueError("the places lie all round the Earth, so that no map has a middle; give fewer")
    found = from_nvector(mean)
    return float(found[0]), float(found[1])


@lru_cache(maxsize=8)  # making one takes PROJ some milliseconds
def _projection(lat0: float, lon0: float) -> Proj:
    return Proj(
        proj="laea", lat_0=np.degrees(lat0), lon_0=np.degrees(lon0), a=SEMI_MAJOR, rf=1.0 / FLATTENING
    )
