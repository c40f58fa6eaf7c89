"""Airspeeds against published values; the wind triangle against vectors."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from truecourse.air import airspeed, atmosphere

KT = 1852.0 / 3600.0


def test_sea_level_is_identity():
    speeds = np.linspace(0.0, 340.0, 35)
    assert np.allclose(airspeed.tas_from_cas(speeds, 0.0), speeds, rtol=1e-12)


def test_impact_pressure_of_the_definition():
    """A calibrated 661.479 kt is Mach 1 at sea level; impact pressure there is 0.892929 of the static."""
    assert float(airspeed.cas_from_mach(1.0, 0.0)) / KT == pytest.approx(661.479, abs=0.001)


def test_naca_1135():
    """NACA Report 1135 tables static over total pressure 0.8430 at Mach 0.5 and 0.6560 at Mach 0.8.

    So where pressure is to sea level's as one impact ratio to the other, 0.8 shows a calibrated Mach 0.5.
    """
    level = atmosphere.altitude(101325.0 * (1 / 0.8430 - 1) / (1 / 0.6560 - 1))
    assert float(airspeed.cas_from_mach(0.8, level)) == pytest.approx(0.5 * 340.294, rel=3e-4)


@pytest.mark.parametrize(("cas", "mach"), [(300, 0.78), (280, 0.78), (340, 0.84), (320, 0.84)])
def test_crossover_by_an_independent_formula(cas, mach, validation):
    """The closed formula for the troposphere in Eurocontrol's BADA user manual."""
    v = cas * KT
    delta = ((1 + 0.2 * (v / 340.294) ** 2) ** 3.5 - 1) / ((1 + 0.2 * mach**2) ** 3.5 - 1)
    theta = delta ** (0.0065 * 287.05287 / 9.80665)
    expected = 288.15 * (1 - theta) / 0.0065
    off = abs(float(airspeed.crossover(v, mach)) - expected)
    validation("air", "crossover altitude", off, "m", 0.1, "BADA user manual, closed formula")
    assert off < 0.1


@given(st.floats(60.0, 180.0), st.floats(0.0, 12000.0))
def test_cas_round_trip(cas, h):
    mach = airspeed.mach_from_cas(cas, h)
    assume(mach < 0.999)
    assert float(airspeed.cas_from_mach(mach, h)) == pytest.approx(cas, rel=1e-12)
    tas = airspeed.tas_from_cas(cas, h, 7.0)
    assert float(airspeed.cas_from_tas(tas, h, 7.0)) == pytest.approx(cas, rel=1e-12)
    assert float(tas) > cas * (1 - 1e-9)


@given(st.floats(100.0, 175.0), st.floats(0.55, 0.95))
def test_crossover_is_where_both_agree(cas, mach):
    h = airspeed.crossover(cas, mach)
    assume(np.isfinite(h))
    assert float(airspeed.cas_from_mach(mach, h)) == pytest.approx(cas, rel=1e-10)


def test_slow_air_is_incompressible():
    """At 10 m/s calibrated and true airspeed differ by the root of density alone."""
    ratio = airspeed.tas_from_cas(10.0, 5000.0) / 10.0
    assert float(ratio) == pytest.approx((1.225 / 0.736116) ** 0.5, rel=2e-4)


def test_supersonic_is_nan():
    assert np.isnan(airspeed.cas_from_mach(1.01, 0.0))
    assert np.isnan(airspeed.mach_from_cas(330.0, 12000.0))


@given(st.floats(0.0, 6.28), st.floats(50.0, 300.0), st.floats(-80.0, 80.0), st.floats(-80.0, 80.0))
def test_triangle_round_trip(course, tas, east, north):
    heading, speed = airspeed.heading_for_course(course, tas, east, north)
    assume(np.isfinite(speed) and speed > 1.0)
    back, gs = airspeed.over_ground(heading, tas, east, north)
    assert abs(float(airspeed.drift(back, course))) < 1e-9
    assert float(gs) == pytest.approx(float(speed), rel=1e-9)


def test_triangle_cases():
    heading, speed = airspeed.heading_for_course(1.2, 200.0, 0.0, 0.0)
    assert (float(heading), float(speed)) == (1.2, 200.0)  # calm
    heading, speed = airspeed.heading_for_course(0.0, 50.0, 30.0, 0.0)  # north, wind from the west: 3-4-5
    assert float(speed) == pytest.approx(40.0)
    assert float(airspeed.drift(0.0, heading)) == pytest.approx(np.arcsin(0.6))  # set to the right
    assert np.isnan(airspeed.heading_for_course(0.0, 50.0, 60.0, 0.0)).all()  # a wind too strong across
    assert np.isnan(airspeed.heading_for_course(0.0, 50.0, 0.0, -60.0)).all()  # blown backwards
    assert float(airspeed.heading_for_course(0.0, 50.0, 0.0, 60.0)[1]) == 110.0  # no trouble
