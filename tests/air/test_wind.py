"""Wind fields: exact on what they must be exact on, right across 180 degrees and at the poles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.air import wind

AUGUST_31 = 431_136_000.0  # 1983-08-31T00:00Z
LEVEL = 11784.0
lats_ = st.floats(-np.pi / 2, np.pi / 2)
lons_ = st.floats(-np.pi, np.pi)


def everywhere(step=2.5, poles=True):
    edge = 90.0 if poles else 90.0 - step / 2
    return np.radians(np.arange(edge, -edge - 0.1, -step)), np.radians(np.arange(0.0, 360.0, step))


def one_vector(lats, lons):
    """A constant vector in space, seen as east and north: the hardest field for a pole."""
    la, lo = np.meshgrid(lats, lons, indexing="ij")
    x, y, z = 10.0, -4.0, 7.0
    return -np.sin(lo) * x + np.cos(lo) * y, -np.sin(la) * (np.cos(lo) * x + np.sin(lo) * y) + np.cos(la) * z


def yearly(lats, lons, months):
    east, north = one_vector(lats, lons)
    return wind.climatology(months[:, None, None] * east, months[:, None, None] * north, lats, lons, LEVEL)


def test_uniform_blows_from():
    east, north = wind.at(wind.uniform(np.radians(270.0), 20.0), [0.1, 1.0], 3.0, 0.0, 0.0)
    assert np.allclose(east, 20.0) and np.allclose(north, 0.0, atol=1e-12)
    assert np.isnan(wind.at(wind.still(), np.nan, 0.0, 0.0, 0.0)).all()


@pytest.mark.parametrize("poles", [True, False])
def test_a_vector_over_the_globe(poles, validation):
    lats, lons = everywhere(poles=poles)
    field = yearly(lats, lons, np.ones(12))
    rng = np.random.default_rng(1)
    la = np.concatenate([np.arcsin(rng.uniform(-1, 1, 4000)), np.radians([90, -90, 89.99, -89.99, 0, 50])])
    lo = np.concatenate([rng.uniform(-np.pi, np.pi, 4000), [0.3, -2.0, 3.14159, np.pi, np.pi, -np.pi]])
    east, north = wind.at(field, la, lo, LEVEL, AUGUST_31)
    exact = np.array([one_vector([a], [b]) for a, b in zip(la, lo, strict=True)]).reshape(-1, 2).T
    off = np.hypot(east - exact[0], north - exact[1]).max() / np.sqrt(165.0)
    validation(
        "air",
        "bilinear wind, worst of 4006 places with the poles",
        off,
        "of the speed",
        2e-3,
        "exact vector field",
    )
    assert off < 2e-3  # a chord of 2.5 degrees: 1 - cos(1.25 degrees) twice, and the mean of the row at 88.75


@given(lats_, st.floats(0.0, 1e-9), st.floats(0.0, 2e9))
def test_continuous_across_180(lat, eps, t):
    lats, lons = everywhere(10.0)
    field = yearly(lats, lons, np.arange(12.0))
    assert np.allclose(
        wind.at(field, lat, np.pi - eps, LEVEL, t), wind.at(field, lat, -np.pi + eps, LEVEL, t), atol=1e-6
    )


def test_months_are_linear_between_their_middles():
    lats, lons = everywhere(10.0)
    field = yearly(lats, lons, np.arange(12.0))
    once = float(wind.at(yearly(lats, lons, np.ones(12)), 0.5, 1.0, LEVEL, 0.0)[0])

    def scale(text):
        t = np.datetime64(text, "s").astype(float)
        return float(wind.at(field, 0.5, 1.0, LEVEL, t)[0]) / once

    assert scale("1983-08-16T12:00") == pytest.approx(7.0)  # the middle of August
    assert scale("2024-02-15T12:00") == pytest.approx(1.0)  # of a leap year's February
    assert scale("1983-08-31T18:00") == pytest.approx(7.0 + 15.25 / 30.5)  # half way to mid-September
    assert scale("1984-01-01T00:00") == pytest.approx(5.5)  # December 11, January 0, across the year
    assert scale("1969-12-16T12:00") == pytest.approx(11.0)  # before the epoch


def test_level_rule():
    factor = wind.level_factor([LEVEL, 10363.0, 9164.0, 5574.0, 1457.0], LEVEL)
    assert factor[0] == 1.0
    assert (np.diff(factor) <= 0.0).all()
    # ERA-Interim July zonal means, zonal wind 200 / 500 / 850 hPa at 40, 45, 50, 55, 62 N
    july = np.array(
        [[19.2, 8.5, 2.3], [21.7, 10.4, 3.5], [17.5, 9.1, 3.4], [12.1, 6.4, 2.5], [6.6, 3.6, 0.9]]
    )
    assert np.abs(july[:, 1] - factor[3] * july[:, 0]).max() < 2.0
    assert np.abs(july[:, 2] - factor[4] * july[:, 0]).max() < 2.0


@given(st.floats(0.2, 0.9), st.floats(2.6, 3.6), st.floats(9000.0, 12000.0), st.floats(0.0, 3600.0))
def test_gridded_is_exact_on_what_is_linear(lat, lon, altitude, t):
    lats, lons = np.linspace(0.1, 1.0, 7), np.linspace(2.5, 3.7, 9)  # across 180 degrees
    levels, times = np.array([12000.0, 10500.0, 9000.0]), np.array([0.0, 1800.0, 3600.0])
    tt, zz, la, lo = np.meshgrid(times, levels, lats, lons, indexing="ij")
    east = 3.0 + tt / 600.0 + zz / 1000.0 + 5.0 * la - 2.0 * lo
    field = wind.gridded((east, -east), times, levels, lats, lons)
    got = wind.at(field, lat, lon if lon <= np.pi else lon - 2 * np.pi, altitude, t)
    assert float(got[0]) == pytest.approx(3.0 + t / 600.0 + altitude / 1000.0 + 5.0 * lat - 2.0 * lon)
    assert float(got[1]) == pytest.approx(-float(got[0]))


def test_gridded_outside():
    lats, lons = np.array([0.1, 0.5]), np.array([2.5, 3.7])
    field = wind.gridded((np.ones((2, 1, 2, 2)),) * 2, [0.0, 60.0], [9000.0], lats, lons)
    assert np.isnan(wind.at(field, 0.6, 3.0, 9000.0, 0.0)).all()
    assert np.isnan(wind.at(field, 0.3, 0.0, 9000.0, 0.0)).all()
    assert np.isnan(wind.at(field, 0.3, 3.0, 9000.0, 61.0)).all()
    assert float(wind.at(field, 0.3, 3.0, 2000.0, 30.0)[0]) == pytest.approx(1.0)


def test_batch_equals_loop():
    lats, lons = everywhere(10.0)
    field = yearly(lats, lons, np.arange(12.0))
    rng = np.random.default_rng(2)
    la, lo, z, t = (
        rng.uniform(-1.5, 1.5, 9),
        rng.uniform(-3, 3, 9),
        rng.uniform(0, 2e4, 9),
        rng.uniform(0, 1e9, 9),
    )
    batch = np.array(
        wind.at(field, la.reshape(3, 3), lo.reshape(3, 3), z.reshape(3, 3), t.reshape(3, 3))
    ).reshape(2, 9)
    loop = np.array([wind.at(field, *x) for x in zip(la, lo, z, t, strict=True)]).T
    assert np.allclose(batch, loop, rtol=1e-14)


def test_refused():
    lats, lons = everywhere(10.0)
    with pytest.raises(ValueError, match="12 months"):
        wind.climatology(np.zeros((11, 19, 36)), np.zeros((11, 19, 36)), lats, lons, LEVEL)
    with pytest.raises(ValueError, match="must end in"):
        wind.climatology(np.zeros((12, 9, 36)), np.zeros((12, 9, 36)), lats, lons, LEVEL)
    with pytest.raises(ValueError, match="radians"):
        wind.climatology(np.zeros((12, 2, 2)), np.zeros((12, 2, 2)), [10.0, 50.0], [0.0, 1.0], LEVEL)
