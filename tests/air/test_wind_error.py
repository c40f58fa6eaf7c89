"""The error of a wind field: its size against soundings, its draws against the stated kernel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.air import wind, wind_error

AUGUST_31 = 431_136_000.0  # 1983-08-31T00:00Z
MONTHS = {name: np.datetime64(f"2015-{name}-15", "s").astype(float) for name in ("02", "06")}
ONES = np.ones((12, 3, 4))
MONTHLY = wind.climatology(ONES, ONES, [-1.5, 0.0, 1.5], [-3.0, -1.5, 0.0, 1.5], 11784.0)
VIENNA = np.radians(48.25)


@pytest.mark.parametrize(
    ("month", "altitude", "measured"),
    # root mean square of both components about a linear trend in the month: IGRA v2, AUM00011035, 2015
    [
        ("02", 10363.0, 16.4), ("02", 9164.0, 15.7),
        ("06", 10363.0, 12.9), ("06", 9164.0, 11.9), ("06", 11784.0, 10.0),
    ],
)  # fmt: skip
def test_size_against_soundings(month, altitude, measured, validation):
    """Sixty soundings of one month, about twenty independent, know a standard deviation to 16 %."""
    off = abs(float(wind_error.variability(VIENNA, altitude, MONTHS[month])) / measured - 1.0)
    what = "day-to-day wind standard deviation, worst of five month-levels, relative"
    validation("air", what, off, "", 0.16, "soundings of Vienna, 2015 (IGRA v2)")
    assert off < 0.16


def test_grows_with_distance_in_level():
    sd = wind_error.error_sd(MONTHLY, 0.9, [11784.0, 10363.0], AUGUST_31)
    alone = wind_error.variability(0.9, np.array([11784.0, 10363.0]), AUGUST_31)
    assert sd[0] == alone[0] and sd[1] > alone[1]
    field = wind.gridded((np.ones((1, 1, 2, 2)),) * 2, [0.0], [10000.0], [0.0, 1.0], [0.0, 1.0], error=4.0)
    far = wind_error.error_sd(field, 0.5, [10000.0, 9500.0, 9000.0, 5000.0], 0.0)
    assert far[0] == 4.0 and (np.diff(far) > 0.0).all() and far[-1] < 9.0
    assert float(wind_error.error_sd(wind.still(3.0), 0.5, 0.0, 0.0)) == 3.0


def test_seasons_are_opposite():
    north, south = (wind_error.variability(lat, 10363.0, AUGUST_31) for lat in (0.9, -0.9))
    assert south > north


@given(st.floats(-1.5, 1.5), st.floats(-3.1, 3.1), st.floats(1.0, 3000e3), st.floats(0.0, 6.28))
def test_kernel(lat, lon, distance, bearing):
    """Correlation falls as exp(-d²/2L²) with the chord, whichever way and wherever one goes."""
    arc = distance / wind_error.RADIUS
    there = np.arcsin(np.sin(lat) * np.cos(arc) + np.cos(lat) * np.sin(arc) * np.cos(bearing))
    turn = np.arctan2(np.sin(bearing) * np.sin(arc) * np.cos(lat), np.cos(arc) - np.sin(lat) * np.sin(there))
    lats, lons = np.array([lat, there, lat]), np.array([lon, lon + turn, lon])
    got = wind_error.error_correlation(MONTHLY, lats, lons, np.array([0.0, 0.0, 64800.0]))
    chord = 2.0 * wind_error.RADIUS * np.sin(arc / 2.0)
    assert got[0, 1] == pytest.approx(np.exp(-0.5 * (chord / 700e3) ** 2), rel=1e-6)
    assert got[0, 2] == pytest.approx(np.exp(-0.5))


def test_the_kernel_goes_across_180_and_over_the_pole():
    """The correlation is that of the straight distance through the Earth, whatever the longitudes are."""
    lat = np.array([0.9, 0.9, 0.95, np.pi / 2, 1.5, 1.5])
    lon = np.array([np.pi, -3.1, 3.0, 0.0, 0.0, np.pi])
    t = AUGUST_31 + np.array([0.0, 3600.0, 40e3, 0.0, 0.0, 20e3])
    got = wind_error.error_correlation(MONTHLY, lat, lon, t)
    place = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    chord = np.linalg.norm(place[:, None] - place, axis=2) * wind_error.RADIUS
    exact = np.exp(-0.5 * (chord / 700e3) ** 2 - 0.5 * ((t[:, None] - t) / 64800.0) ** 2)
    np.testing.assert_allclose(got, exact, rtol=1e-9)


def test_covariance_draws_a_flight():
    lat, lon = np.radians(np.linspace(61.0, 46.6, 30)), np.radians(np.linspace(-150.0, -218.7, 30))
    altitude, t = np.full(30, 9450.0), AUGUST_31 + np.linspace(46800.0, 66600.0, 30)
    covariance = wind_error.error_covariance(MONTHLY, lat, lon, altitude, t)
    assert np.allclose(covariance, covariance.T)
    assert np.linalg.eigvalsh(covariance).min() > -1e-9 * np.trace(covariance)
    sd = wind_error.error_sd(MONTHLY, lat, altitude, t)
    assert np.allclose(np.diag(covariance), sd**2)
    batch = wind_error.error_covariance(MONTHLY, *(np.stack([x, x[::-1]]) for x in (lat, lon, altitude, t)))
    assert np.allclose(batch[1], covariance[::-1, ::-1])
