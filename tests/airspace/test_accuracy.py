"""Boundaries within 10 m of the ellipsoidal solution: PROJ's geodesics, and rhumb lines in closed form."""

from collections.abc import Callable

import numpy as np
import pytest
from pyproj import Geod

from airspace.drawn import box, disc, ring, tracks
from truecourse.airspace.entries import entries
from truecourse.flight.airspace import Airspace

GEOD = Geod(ellps="WGS84")
BOUND = 10.0


def _crossings(area: Airspace, lat: np.ndarray, lon: np.ndarray, north: float) -> np.ndarray:
    """Latitudes (deg) at which flights `north` along the meridian from each place first meet an area."""
    flights = [[(0.0, a, b, 0.0), (1000.0, a + north, b, 0.0)] for a, b in zip(lat, lon, strict=True)]
    found = entries(tracks(*flights), [area])
    assert found.flight.tolist() == list(range(len(lat)))
    return np.degrees(found.entry_lat)


@pytest.mark.parametrize(
    ("south", "east"), [(0.0, 60.0), (62.0, 20.0), (62.0, 100.0), (-75.0, 60.0), (80.0, 120.0)]
)
def test_geodesic_edges(south: float, east: float, validation: Callable[..., None]) -> None:
    """An edge of up to 6,700 km is met where PROJ's geodesic crosses the flight's meridian."""
    area = box(0, south, east, south + 9)
    course, _, length = GEOD.inv(0, south, east, south)
    lon, lat, _ = GEOD.fwd([0.0] * 400, [south] * 400, [course] * 400, np.linspace(0.01, 0.99, 400) * length)
    met = _crossings(area, np.asarray(lat) - 3.0, np.asarray(lon), 5.0)
    off = float(np.max(np.abs(GEOD.inv(lon, lat, lon, met)[2])))
    assert off < BOUND
    validation("airspace", "boundary, geodesic edges to 6,700 km", off, "m", BOUND, "PROJ's geodesics")


@pytest.mark.parametrize("south", [-85.0, -40.0, 0.0, 62.0, 84.0, 88.5])
def test_parallels(south: float, validation: Callable[..., None]) -> None:
    lon = np.linspace(20.01, 79.99, 300)
    met = _crossings(box(20, south, 80, south + 1, edges="rhumb"), np.full(300, south - 1), lon, 1.5)
    off = float(np.max(np.abs(GEOD.inv(lon, np.full(300, south), lon, met)[2])))
    assert off < BOUND
    validation("airspace", "boundary, parallels to 88.5° of latitude", off, "m", BOUND, "the parallel itself")


def test_rhumb_edges(validation: Callable[..., None]) -> None:
    """A slanting edge: longitude goes with isometric latitude (Snyder 1987, eq. 7-7)."""
    e = np.sqrt(GEOD.es)

    def isometric(lat: np.ndarray) -> np.ndarray:
        return np.arctanh(np.sin(lat)) - e * np.arctanh(e * np.sin(lat))

    area = Airspace("SLANT", "", (ring((10, 0), (70, 60), (75, 60), (75, -20)),), edges="rhumb")
    lat = np.linspace(10.1, 69.9, 300)
    share = isometric(np.radians(lat)) - isometric(np.radians(10.0))
    lon = 60.0 * share / (isometric(np.radians(70.0)) - isometric(np.radians(10.0)))
    met = _crossings(area, lat - 2.0, lon, 2.5)
    off = float(np.max(np.abs(GEOD.inv(lon, lat, lon, met)[2])))
    assert off < BOUND
    validation("airspace", "boundary, rhumb edge from 10° to 70° north", off, "m", BOUND, "Snyder's eq. 7-7")


@pytest.mark.parametrize("radius", [500.0, 20e3, 200e3, 500e3, 3000e3, 15_000e3])
@pytest.mark.parametrize("lat", [-89.0, 0.0, 45.0, 70.0])
def test_circles(lat: float, radius: float, validation: Callable[..., None]) -> None:
    """Flights out of a circle on all bearings leave it at its radius."""
    bearing = np.arange(0.0, 360.0, 7.0)
    far = min(1.2 * radius, 19_000e3)
    lon, to, _ = GEOD.fwd([179.0] * len(bearing), [lat] * len(bearing), bearing, [far] * len(bearing))
    flights = [[(0.0, lat, 179.0, 0.0), (1000.0, b, a, 0.0)] for a, b in zip(lon, to, strict=True)]
    found = entries(tracks(*flights), [disc(lat, 179.0, radius)])
    assert len(found.flight) == len(bearing)
    out = np.degrees(found.exit_lon), np.degrees(found.exit_lat)
    off = float(
        np.max(np.abs(GEOD.inv(np.full(len(bearing), 179.0), np.full(len(bearing), lat), *out)[2] - radius))
    )
    assert off < BOUND
    assert found.exit_t == pytest.approx(1000.0 * radius / far, abs=0.1)
    validation("airspace", "boundary, circles of 0.5 to 15,000 km", off, "m", BOUND, "PROJ's geodesics")


@pytest.mark.parametrize("offset", [22_224.0, 100e3, 200e3, 500e3])
def test_buffers_and_corridors(offset: float, validation: Callable[..., None]) -> None:
    """Square to the middle of a 1,100 km edge, the boundary is the offset away; so it is round a corridor."""
    corners = ring((50, 156), (50, 170), (60, 170), (60, 156))
    coast = Airspace("COAST", "", (corners,), offset=offset)
    corridor = Airspace("CORRIDOR", "", (), offset=offset, lines=(corners[:2],))
    course, _, length = GEOD.inv(156, 50, 170, 50)
    lon, lat, back = GEOD.fwd(156, 50, course, length / 2)
    lon_out, lat_out, _ = GEOD.fwd(lon, lat, back - 90, 1.5 * offset)  # back - 180 + 90: right of the edge
    flight = tracks([(0.0, lat_out, lon_out, 0.0), (1000.0, lat, lon, 0.0)])
    for area in (coast, corridor):
        found = entries(flight, [area])
        at = np.degrees(found.entry_lon[0]), np.degrees(found.entry_lat[0])
        off = abs(GEOD.inv(lon, lat, *at)[2] - offset)
        assert off < BOUND
        validation(
            "airspace", "boundary, buffers and corridors to 500 km", off, "m", BOUND, "PROJ's geodesics"
        )
