"""Areas on the wire: cut at the antimeridian without losing or gaining any."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from truecourse.report.geojson import area

GEOD = Geod(ellps="WGS84")


def circle(lat: float, lon: float, radius: float, clockwise: bool = False) -> np.ndarray:
    azimuth = np.arange(0.0, 360.0, 2.0)[:: 1 if clockwise else -1]
    far = np.full(azimuth.size, radius)
    lons, lats, _ = GEOD.fwd(np.full(azimuth.size, lon), np.full(azimuth.size, lat), azimuth, far)
    return np.radians(np.column_stack([lats, lons]))


def flat(shape: dict) -> float:
    """Area in square degrees, which cutting along meridians keeps exactly."""
    total = 0.0
    for polygon in shape["coordinates"]:
        for ring in polygon:
            x, y = np.array(ring).T
            total += 0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])
    return total


def unwrapped_area(ring: np.ndarray) -> float:
    y, x = np.degrees(ring).T
    x = x[0] + np.concatenate([[0.0], np.cumsum((np.diff(x) + 180) % 360 - 180)])
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def legal(shape: dict) -> None:
    for polygon in shape["coordinates"]:
        for k, ring in enumerate(polygon):
            points = np.array(ring)
            assert (points[0] == points[-1]).all()
            assert np.abs(points[:, 0]).max() <= 180.0
            turn = np.sum(points[:-1, 0] * points[1:, 1] - points[1:, 0] * points[:-1, 1])
            assert (turn > 0) == (k == 0), "exterior rings run counter-clockwise, holes clockwise"


@given(st.floats(-70, 70), st.floats(-180, 180), st.floats(1e4, 1.5e6))
def test_a_circle_anywhere_keeps_its_area(lat, lon, radius):
    ring = circle(lat, lon, radius)
    shape = area((ring,))
    legal(shape)
    want = unwrapped_area(ring)
    assert np.isclose(flat(shape), want, rtol=1e-3, atol=1e-4)  # six decimals of a degree
    reach = np.degrees(ring[:, 1])
    assert len(shape["coordinates"]) == (2 if np.ptp(reach) > 180 else 1)


@given(st.floats(100, 260), st.integers(3, 9), st.integers(0, 99))
def test_a_star_cut_many_times_keeps_its_area(lon, points, seed):
    draw = np.random.default_rng(seed)
    angle = np.sort(draw.uniform(0, 2 * np.pi, 4 * points))
    reach = np.where(np.arange(4 * points) % 2, 0.15, 1.0) * 30
    ring = np.radians(np.column_stack([reach * np.sin(angle), lon + 0.8 * reach * np.cos(angle)]))
    shape = area((ring,))
    legal(shape)
    assert np.isclose(flat(shape), unwrapped_area(ring), rtol=1e-3)


def test_a_hole_that_crosses_the_cut_is_left_out_on_both_sides():
    outer, hole = circle(10, 179, 1e6), circle(10, 179.5, 3e5, clockwise=True)
    shape = area((outer, hole))
    legal(shape)
    assert np.isclose(flat(shape), unwrapped_area(outer) + unwrapped_area(hole), rtol=1e-4)


def test_a_hole_inside_one_part_stays_a_hole():
    shape = area((circle(10, 175, 1e6), circle(10, 172, 1e5, clockwise=True)))
    assert sorted(len(polygon) for polygon in shape["coordinates"]) == [1, 2]


def test_a_ring_round_a_pole_closes_over_it():
    for lat, sign in ((89.0, 1), (-89.0, -1)):
        shape = area((circle(lat, 20, 6e5),))
        legal(shape)
        lats = [point[1] for polygon in shape["coordinates"] for ring in polygon for point in ring]
        assert max(sign * value for value in lats) == 90.0
        areas = [
            abs(GEOD.polygon_area_perimeter(*np.array(ring).T)[0])
            for polygon in shape["coordinates"]
            for ring in polygon
        ]
        assert np.isclose(sum(areas), np.pi * 6e5**2, rtol=5e-3)
