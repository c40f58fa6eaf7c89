"""The equal-area grid against geodesic areas on the ellipsoid (Karney's polygons)."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from truecourse.ending.grid import middle, plane, unplane

GEOD = Geod(ellps="WGS84")
CENTRES = ((46.5, 141.3), (10.0, 180.0), (89.9, 20.0), (-90.0, 0.0), (0.0, -179.99))


@pytest.mark.parametrize("centre", CENTRES)
def test_a_cell_has_its_area_on_the_ellipsoid_wherever_it_lies(
    centre: tuple[float, float], validation: Callable[..., None]
) -> None:
    lat0, lon0 = np.radians(centre)
    side, worst = 2000.0, 0.0
    step = np.linspace(0.0, side, 21)[:-1]
    low, high = np.zeros(20), np.full(20, side)
    x = np.concatenate([step, high, side - step, low])
    y = np.concatenate([low, step, high, side - step])
    for east, north in ((0.0, 0.0), (5e4, -3e4), (-4e5, 2e5), (9e5, 9e5), (-1.5e6, 0.0)):
        lat, lon = unplane(lat0, lon0, x + east, y + north)
        area = GEOD.polygon_area_perimeter(lon, lat, radians=True)[0]
        worst = max(worst, abs(area / side**2 - 1.0))
    assert worst < 2e-7
    validation(
        "ending", "area of a 2 km cell up to 1,500 km from the map's centre, relative error", worst, "", 2e-7,
        "geodesic polygon areas (Karney 2013)",
    )  # fmt: skip


@given(
    st.floats(-np.pi / 2, np.pi / 2), st.floats(-np.pi, np.pi),
    st.floats(-2e6, 2e6), st.floats(-2e6, 2e6),
)  # fmt: skip
def test_there_and_back_is_the_same_place_anywhere(lat0: float, lon0: float, x: float, y: float) -> None:
    lat, lon = unplane(lat0, lon0, x, y)
    back = plane(lat0, lon0, lat, lon)
    assert np.hypot(back[0] - x, back[1] - y) < 0.01  # PROJ's series for authalic latitude: 1 mm


def test_the_middle_of_places_either_side_of_180_is_between_them() -> None:
    lat, lon = middle(np.radians([10.0, 10.0]), np.radians([179.0, -179.0]), np.array([0.5, 0.5]))
    assert abs(abs(np.degrees(lon)) - 180.0) < 1e-9
    assert np.degrees(lat) == pytest.approx(10.0, abs=0.01)
    with pytest.raises(ValueError, match="all round the Earth"):
        middle(np.zeros(4), np.radians([0.0, 90.0, 180.0, -90.0]), np.full(4, 0.25))
