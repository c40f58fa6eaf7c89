"""Offsets from the route, moments abeam, and the quantiles of many flights."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from report import synthetic, synthetic_case
from truecourse.evidence.region import contains
from truecourse.flight.explanation import Fan
from truecourse.report.route import abeam, at_time, distance, median_flight, quantiles, route_offset

GEODESIC = Geodesic.WGS84
ROUTE = tuple(synthetic_case.fix(name) for name in synthetic_case.PLACES)


@given(st.integers(2, 9), st.floats(0.2, 0.8), st.floats(-2e5, 2e5))
def test_a_place_set_off_a_leg_is_that_far_right_of_the_route(leg, share, offset):
    """Legs after Bethel bend little, so a place within 200 km abeam of a middle is nearest to that leg."""
    a, b = ROUTE[leg], ROUTE[leg + 1]
    line = GEODESIC.InverseLine(*np.degrees([a.lat, a.lon, b.lat, b.lon]))
    foot = line.Position(share * line.s13)
    place = GEODESIC.Direct(foot["lat2"], foot["lon2"], foot["azi2"] + 90.0, offset)
    lat, lon = np.radians([[place["lat2"]], [place["lon2"]]])
    assert route_offset(ROUTE, lat, lon)[0] == pytest.approx(offset, abs=40.0)  # bends: the next leg is near


def test_the_offset_has_no_jump_where_the_route_crosses_180():
    fan = synthetic.fan("heading-hold", 245.3, 0.0, 1, flights=1)
    right = route_offset(ROUTE, fan.lat, fan.lon)[0]
    crossing = np.flatnonzero(np.abs(np.diff(fan.lon[0])) > np.pi)
    assert crossing.size == 1
    assert np.abs(np.diff(right)).max() < 25_000.0


def test_flights_on_the_leg_pass_abeam_in_the_middle():
    a, b = synthetic_case.fix("BET"), synthetic_case.fix("NABIE")
    line = GEODESIC.InverseLine(*np.degrees([a.lat, a.lon, b.lat, b.lon]))
    points = [line.Position(s) for s in np.linspace(-0.2, 1.2, 15) * line.s13]
    lat, lon = np.radians([[p["lat2"] for p in points]]), np.radians([[p["lon2"] for p in points]])
    fan = Fan("x", np.arange(15.0), lat, lon, np.ones(1))
    t, right = abeam(fan, a, b, b)
    assert t[0] == pytest.approx(12.0, abs=1e-6)  # (1 + 0.2) / 1.4 of 14
    assert right[0] == pytest.approx(0.0, abs=1e-3)
    never, _ = abeam(Fan("x", fan.t[:5], lat[:, :5], lon[:, :5], np.ones(1)), a, b, b)
    assert np.isnan(never[0])


@given(st.lists(st.integers(1, 6), min_size=1, max_size=30), st.integers(0, 99))
def test_weights_count_as_repetitions(weights, seed):
    values = np.random.default_rng(seed).normal(size=len(weights))
    repeated = np.repeat(values, weights)
    want = np.quantile(repeated, [0.05, 0.5, 0.95], method="inverted_cdf")
    assert quantiles(values, np.array(weights, dtype=float)) == pytest.approx(want)


def test_what_is_nan_is_left_out_of_a_quantile():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    got = quantiles(values, np.array([1.0, 5.0, 1.0]), (0.4, 0.9))
    assert got[:, 0].tolist() == [1.0, 3.0]
    assert np.isnan(got[:, 1]).all()


def test_a_place_between_two_moments_is_between_them_across_180():
    fan = Fan("x", np.array([0.0, 10.0]), np.zeros((1, 2)), np.radians([[179.9, -179.9]]), np.ones(1))
    lat, lon = at_time(fan, 5.0)
    assert abs(np.degrees(lon[0])) == pytest.approx(180.0)
    assert lat[0] == pytest.approx(0.0)
    assert np.degrees(at_time(fan, 99.0)[1][0]) == pytest.approx(-179.9), "the last known place"


def test_the_median_flight_is_the_one_in_the_middle():
    fan = Fan(
        "x", np.arange(2.0), np.radians([[0.0, 0.0], [1.0, 1.0], [9.0, 9.0]]), np.zeros((3, 2)), np.ones(3)
    )
    assert median_flight(fan) == 1


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 360), st.floats(0.05, 1.95))
def test_inside_a_circle_is_nearer_than_its_radius(lat, lon, azimuth, share):
    radius = 5e5
    turn = np.arange(360.0, 0.0, -3.0)
    ring = [GEODESIC.Direct(lat, lon, a, radius) for a in turn]
    rings = (np.radians([[p["lat2"], p["lon2"]] for p in ring]),)
    if abs(share - 1.0) < 0.01:
        return
    place = GEODESIC.Direct(lat, lon, azimuth, share * radius)
    where = np.radians([place["lat2"], place["lon2"]])
    assert contains(rings, *where) == (distance(*np.radians([lat, lon]), *where) < radius)
