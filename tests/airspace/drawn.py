"""Areas and flights for tests, drawn in degrees, and the slow answers they are checked against."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truecourse.earth import region
from truecourse.earth.geodesy import along, inverse
from truecourse.flight.airspace import Airspace
from truecourse.flight.tracks import Tracks

FLIGHT_LEVEL = 30.48


def ring(*corners: tuple[float, float]) -> NDArray[np.float64]:
    """Corners given as latitude, longitude in degrees."""
    return np.radians(np.array(corners, dtype=np.float64))


def box(west: float, south: float, east: float, north: float, name: str = "BOX", **more: object) -> Airspace:
    return Airspace(name, "", (ring((south, west), (south, east), (north, east), (north, west)),), **more)


def disc(lat: float, lon: float, radius: float, name: str = "DISC", **more: object) -> Airspace:
    return Airspace(name, "", (), offset=radius, lines=(ring((lat, lon)),), **more)


def tracks(*flights: Sequence[tuple[float, float, float, float]]) -> Tracks:
    """Flights of samples: time, latitude and longitude in degrees, altitude in metres."""
    rows = np.array([row for flight in flights for row in flight], dtype=np.float64)
    first = np.concatenate([[0], np.cumsum([len(flight) for flight in flights])])
    names = tuple(f"F{i}" for i in range(len(flights)))
    return Tracks(names, first, rows[:, 0], np.radians(rows[:, 1]), np.radians(rows[:, 2]), rows[:, 3])


def holds(area: Airspace, lat: NDArray, lon: NDArray) -> NDArray[np.bool_]:
    """Whether an area's ground holds places, by `earth.region` and geodesic distances: no index."""
    inside = np.zeros(np.shape(lat), dtype=bool)
    for i, outer in enumerate(area.rings):
        mine = region.contains([outer], lat, lon, area.edges)
        for hole in area.holes[i] if area.holes else ():
            mine &= ~region.contains([hole], lat, lon, area.edges)
        inside |= mine
    if area.offset:
        inside |= to_boundary(area, lat, lon) <= area.offset
    return inside


def to_boundary(area: Airspace, lat: NDArray, lon: NDArray) -> NDArray[np.float64]:
    """Geodesic distance to the nearest place of any ring or line, m, exact to centimetres."""
    least = np.full(np.shape(lat), np.inf)
    holes = [hole for cut in area.holes for hole in cut]
    for chain in (*area.rings, *holes):
        least = np.minimum(least, np.abs(region.signed_distance([chain], lat, lon, area.edges)))
    for chain in area.lines:
        if len(chain) == 1:
            least = np.minimum(least, inverse(lat, lon, chain[0, 0], chain[0, 1])[2])
        else:  # there and back again is a ring without an inside
            doubled = np.concatenate([chain, chain[-2:0:-1]]) if len(chain) > 2 else chain[[0, 1, 0]]
            dense = region.densify(doubled, area.edges, 20.0 + area.offset / 200.0)
            there = inverse(lat[..., None], lon[..., None], dense[:, 0], dense[:, 1])[2]
            least = np.minimum(least, there.min(axis=-1))
    return least


def sampled(flight: Tracks, each: int) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """A lone flight at `each` places between every two samples: t, lat, lon, altitude."""
    share = np.arange(each) / each
    lat, lon = along(flight.lat[:-1], flight.lon[:-1], flight.lat[1:], flight.lon[1:], share)
    t = flight.t[:-1, None] + np.diff(flight.t)[:, None] * share
    altitude = flight.altitude[:-1, None] + np.diff(flight.altitude)[:, None] * share
    return t.ravel(), lat.ravel(), lon.ravel(), altitude.ravel()
