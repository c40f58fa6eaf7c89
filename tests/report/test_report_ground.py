"""What the map is drawn on."""

import numpy as np
import pytest
from pyproj import Geod

from report import synthetic_case
from truecourse.flight.airspace import Airspace
from truecourse.report.figures.ground import boundary, centre_of, plane, unplane, window

GEOD = Geod(ellps="WGS84")


@pytest.fixture
def ground():
    lat, lon = np.radians(np.array(list(synthetic_case.PLACES.values()))).T
    return window(centre_of(lat, lon), lat, lon, 0.05, (0.5, 0.8))


def test_the_centre_of_a_flight_across_180_lies_on_it():
    lat, lon = centre_of(np.radians([50.0, 50.0]), np.radians([170.0, -170.0]))
    assert abs(lon) == 180.0
    assert 50.0 < lat < 51.0, "a great circle bends towards the pole"


def test_places_on_the_map_go_there_and_back(ground):
    lat, lon = np.radians([[40.0, 60.0, 55.0], [141.0, -150.0, 180.0]])
    back = unplane(ground, *plane(ground, lat, lon))
    assert np.allclose(back[0], lat, atol=1e-9)
    assert np.allclose(np.exp(1j * back[1]), np.exp(1j * lon), atol=1e-9)


def test_neighbours_across_180_are_neighbours_on_the_map(ground):
    x, y = plane(ground, np.radians([57.0, 57.0]), np.radians([179.99, -179.99]))
    assert np.hypot(np.diff(x), np.diff(y))[0] == pytest.approx(1.2, abs=0.1)  # km


def test_a_line_off_the_coast_is_that_far_from_it(ground, validation):
    ring = np.radians(np.array(synthetic_case.KAMCHATKA))
    lines = boundary(ground, Airspace("buffer", "buffer", (ring,), offset=200_000.0))
    assert len(lines) == 1
    lat, lon = unplane(ground, *lines[0].T)
    edge = []
    for a, b in zip(np.degrees(ring), np.degrees(np.roll(ring, -1, axis=0)), strict=True):
        edge += [a + (b - a) * share for share in np.linspace(0, 1, 80)]
    edge = np.array(edge)
    far = [
        GEOD.inv(
            np.full(len(edge), np.degrees(o)), np.full(len(edge), np.degrees(a)), edge[:, 1], edge[:, 0]
        )[2].min()
        for a, o in zip(lat[::5], lon[::5], strict=True)
    ]
    error = float(np.abs(np.array(far) - 200_000.0).max())
    validation(
        "report",
        "buffer line on the map",
        error / 1000,
        "km",
        4.0,
        "geodesic distance to the coast (a pixel is 6 km)",
    )
    assert error < 4_000.0
