"""Angles and units: wrapping is the identity on the circle, and lands in the right half-open interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth import angles, units

ANGLES = st.floats(-1e4, 1e4)


@given(ANGLES)
def test_wrapping_keeps_the_direction_and_the_interval(angle):
    wrapped, course = angles.wrap(angle), angles.wrap_course(angle)
    assert -np.pi < wrapped <= np.pi
    assert 0.0 <= course < 2.0 * np.pi
    for same in (wrapped, course):
        assert np.cos(same) == pytest.approx(np.cos(angle), abs=1e-11)
        assert np.sin(same) == pytest.approx(np.sin(angle), abs=1e-11)


@given(ANGLES, ANGLES)
def test_a_difference_turns_one_into_the_other(a, b):
    turned = b + angles.difference(a, b)
    assert np.cos(turned - a) == pytest.approx(1.0, abs=1e-11)


def test_the_ends_of_the_intervals():
    assert angles.wrap(-np.pi) == np.pi
    assert angles.wrap(np.pi) == np.pi
    assert angles.wrap(np.nextafter(np.pi, 4.0)) in (np.pi, np.nextafter(-np.pi, 0.0))
    assert angles.wrap_course(-1e-300) == 0.0
    assert np.isnan(angles.wrap(np.nan))
    assert np.isnan(angles.wrap_course(np.nan))


def test_an_angle_in_range_is_returned_bit_for_bit():
    inside = np.random.default_rng(0).uniform(-np.pi, np.pi, 1000)
    np.testing.assert_array_equal(angles.wrap(inside), inside)


def test_mean_across_north_and_of_nothing():
    assert np.degrees(angles.mean(np.radians([350.0, 20.0]))) == pytest.approx(5.0)
    assert np.degrees(angles.mean(np.radians([170.0, -170.0]))) == pytest.approx(180.0)
    assert np.degrees(angles.mean(np.radians([0.0, 90.0]), weights=[0.0, 2.0])) == pytest.approx(90.0)
    assert np.isnan(angles.mean(np.radians([0.0, 180.0])))
    assert angles.mean(np.zeros((3, 4)), axis=1).shape == (3,)


def test_units_against_published_conversions():
    # ICAO Annex 5, table 3-3 and 3-4: 1 kt = 0.514 444 m/s, 1 ft = 0.3048 m, 1 NM = 1852 m.
    assert abs(units.MPS_PER_KNOT - 0.514444) < 5e-7
    assert abs(1.0 / units.METRES_PER_FOOT - 3.2808399) < 5e-8
    assert abs(units.METRES_PER_STATUTE_MILE - 1609.344) < 1e-9
    assert abs(units.METRES_PER_NM / units.METRES_PER_FOOT - 6076.115) < 5e-4
    assert abs(units.MPS_PER_FOOT_PER_MINUTE - 5.08e-3) < 1e-12
