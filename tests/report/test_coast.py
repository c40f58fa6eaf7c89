"""The map's land: nothing smears across 180 degrees, at the poles or round the back of the Earth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from truecourse.report.coast import AUTHALIC_RADIUS, WHOLE_WORLD, land, project_land, project_rings

HEMISPHERE = np.sqrt(2.0) * AUTHALIC_RADIUS
ICE_SHELVES = (
    1.56  # 1e6 km2 round Antarctica (Rignot et al. 2013, Science 341), which this coastline leaves out
)
CENTRES = {"Bering Sea": (58.0, 180.0), "north pole": (90.0, 0.0), "Pacific": (0.0, 180.0),
           "China": (34.0, 117.0), "south pole": (-90.0, 0.0), "Botswana": (-22.0, 24.0)}  # fmt: skip


def plane_area(rings) -> float:
    """Signed area of all rings in 1e6 km2."""
    return (
        sum(0.5 * np.sum(q[:, 0] * np.roll(q[:, 1], -1) - np.roll(q[:, 0], -1) * q[:, 1]) for q in rings)
        / 1e12
    )


@pytest.fixture(scope="module")
def land_area() -> float:
    """On the ellipsoid, by geodesics, in 1e6 km2: no map is involved."""
    geod = Geod(ellps="WGS84")
    return sum(geod.polygon_area_perimeter(ring[:, 1], ring[:, 0])[0] for ring in land()) / 1e12


def test_land_is_as_large_as_the_books_say(land_area, validation):
    """148.94e6 km2 (CIA World Factbook, "World", area: land), in which Antarctica has its ice shelves."""
    off = abs(land_area + ICE_SHELVES - 148.94) / 148.94
    validation(
        "report", "area of the world's land in the bundled coastline", 100 * off, "%", 1, "CIA World Factbook"
    )
    assert off < 0.01


@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES)
def test_two_opposite_hemispheres_hold_all_the_land(centre, land_area, validation):
    opposite = (-centre[0], (centre[1] + 360.0) % 360.0 - 180.0)
    both = plane_area(project_land(*centre, HEMISPHERE)) + plane_area(project_land(*opposite, HEMISPHERE))
    off = 100.0 * abs(both - land_area) / land_area
    validation(
        "report", "land lost or smeared on maps of two opposite hemispheres", off, "%", 0.1, "geodesic areas"
    )
    assert off < 0.1


@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES)
def test_no_side_of_a_shape_is_longer_than_the_coast_has_it(centre):
    """A smear is a long straight side across the map: real sides are under 90 km, and rim steps 1 degree."""
    for radius in (2.5e6, 6e6):
        for ring in project_land(*centre, radius):
            side = np.hypot(*(np.roll(ring, -1, axis=0) - ring).T)
            assert side.max() < 350e3
            assert np.hypot(*ring.T).max() <= radius * (1 + 1e-9)


def test_the_land_hemisphere_holds_what_the_books_say(land_area, validation):
    """Centred at Nantes (Boggs 1945, "This Hemisphere"): 80.1 % of all land, 47 % of it is land."""
    seen = plane_area(project_land(47.2167, -1.5333, HEMISPHERE))
    share = 100.0 * seen / (land_area + ICE_SHELVES)  # Antarctica is all on the other side
    filled = 100.0 * seen / (2.0 * np.pi * AUTHALIC_RADIUS**2 / 1e12)
    validation(
        "report",
        "share of all land in the land hemisphere, error",
        abs(share - 80.1),
        "points",
        0.5,
        "Wikipedia",
    )
    assert share == pytest.approx(80.1, abs=0.5)
    assert filled == pytest.approx(47.0, abs=0.5)


def test_a_window_inside_a_continent_is_all_land_and_in_an_ocean_all_sea():
    disc = np.pi * (500e3) ** 2 / 1e12
    assert plane_area(project_land(48.0, 88.0, 500e3)) == pytest.approx(disc, rel=1e-3)
    assert plane_area(project_land(20.0, -150.0 + 20.0, 500e3)) == 0.0


@given(
    lat=st.floats(-90, 90), lon=st.floats(-180, 180), from_lat=st.floats(-89, 89), size=st.floats(50e3, 3e6)
)
def test_a_disc_keeps_its_area_wherever_the_map_is_centred(lat, lon, from_lat, size):
    """A disc drawn on the ellipsoid at longitude 180, seen from anywhere; the map lacks 1 % behind it."""
    geod = Geod(ellps="WGS84")
    n = 360
    azimuth = -np.arange(n) * 360.0 / n
    lons, lats, _ = geod.fwd(np.full(n, 180.0), np.full(n, from_lat), azimuth, np.full(n, size))
    true = geod.polygon_area_perimeter(lons, lats)[0] / 1e12
    shown = plane_area(project_rings((np.column_stack([lats, lons]),), lat, lon))
    unseen = 4 * np.pi * AUTHALIC_RADIUS**2 * (1 - (0.995) ** 2) / 1e12
    assert -0.02 * true - 1.02 * unseen <= shown - true <= 0.02 * true


def test_a_radius_the_map_does_not_have_is_refused():
    with pytest.raises(ValueError, match="radius"):
        project_land(0.0, 0.0, WHOLE_WORLD * 1.1)
