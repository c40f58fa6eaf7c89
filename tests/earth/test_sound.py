"""Sound of beacons under water against a fuller formula and published ranges."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth.sound import absorption, horizontal_range, slant_range


def _francois_garrison(khz: float, depth: float, celsius: float, salinity: float, ph: float = 8.0) -> float:
    """dB per km: Francois and Garrison, J. Acoust. Soc. Am. 72 (1982) 1879-1890, eq. 10-15, to 20 °C."""
    c = 1412.0 + 3.21 * celsius + 1.19 * salinity + 0.0167 * depth
    kelvin = 273.0 + celsius
    f1 = 2.8 * sqrt(salinity / 35.0) * 10.0 ** (4.0 - 1245.0 / kelvin)
    f2 = 8.17 * 10.0 ** (8.0 - 1990.0 / kelvin) / (1.0 + 0.0018 * (salinity - 35.0))
    boric = 8.86 / c * 10.0 ** (0.78 * ph - 5.0) * f1 * khz**2 / (khz**2 + f1**2)
    pressed = 1.0 - 1.37e-4 * depth + 6.2e-9 * depth**2
    sulphate = 21.44 * salinity / c * (1.0 + 0.025 * celsius) * pressed * f2 * khz**2 / (khz**2 + f2**2)
    pure = 4.937e-4 - 2.59e-5 * celsius + 9.11e-7 * celsius**2 - 1.50e-8 * celsius**3
    return boric + sulphate + pure * (1.0 - 3.83e-5 * depth + 4.9e-10 * depth**2) * khz**2


@given(st.floats(5.0, 60.0), st.floats(0.0, 5000.0), st.floats(0.0, 20.0), st.floats(30.0, 36.0))
def test_absorption_is_within_a_tenth_of_the_fuller_formula(
    khz: float, depth: float, celsius: float, salinity: float
) -> None:
    fuller = _francois_garrison(khz, depth, celsius, salinity)
    assert 1e3 * absorption(1e3 * khz, depth, celsius, salinity) == pytest.approx(fuller, rel=0.12)


def test_a_standard_beacon_is_heard_for_one_to_four_kilometres() -> None:
    """160.5 dB at 37.5 kHz; listeners who need 55 dB (a quiet towed array) to 95 dB (a noisy ship)."""
    near, far = slant_range(160.5, 95.0, 37_500.0, 1000.0), slant_range(160.5, 55.0, 37_500.0, 1000.0)
    assert 800.0 < near < 1200.0
    assert 3500.0 < far < 4500.0
    assert slant_range(160.5, 170.0, 37_500.0, 0.0) == 0.0


def test_depth_takes_from_range() -> None:
    assert horizontal_range(2000.0, 1200.0) == pytest.approx(1600.0)
    assert horizontal_range(2000.0, 2500.0) == 0.0
