"""The particle step against geodesics, in both precisions and on both array libraries."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth import geodesy, nvector

# Name, start (deg), course (deg). The last passes 2° from the pole.
ROUTES = (
    ("from Anchorage", 61.0, -150.0, 246.0),
    ("across 180°", 52.0, -175.0, 265.0),
    ("across 180°, eastwards", 51.0, 175.0, 70.0),
    ("mid-latitudes, north-east", 35.0, 140.0, 50.0),
    ("southern hemisphere", -60.0, 10.0, 140.0),
    ("across the equator", 20.0, 0.0, 150.0),
    ("along a meridian", 10.0, 30.0, 0.0),
    ("2° from the pole", 65.0, -150.0, 4.7),
)


def chain(lat, lon, course, dtype, steps=360, distance=15000.0):
    """Greatest distance from the geodesic at equal times; the course comes afresh from it at every step."""
    true_lat, true_lon, true_course = geodesy.direct(lat, lon, course, np.arange(steps + 1) * distance)
    p = nvector.to_nvector(lat, lon).astype(dtype)
    worst = 0.0
    for i in range(steps):
        p = nvector.advance(p, dtype(np.cos(true_course[i])), dtype(np.sin(true_course[i])), dtype(distance))
        here = nvector.from_nvector(p)
        worst = max(worst, float(geodesy.inverse(*here, true_lat[i + 1], true_lon[i + 1])[2]))
    assert p.dtype == dtype
    return worst


@pytest.mark.parametrize(("name", "lat", "lon", "course"), ROUTES, ids=[route[0] for route in ROUTES])
def test_six_hours_of_one_minute_steps(name, lat, lon, course, validation):
    single, double = (chain(*np.radians([lat, lon, course]), dtype) for dtype in (np.float32, np.float64))
    validation("earth", f"float32 step after 6 h, {name}", single, "m", 100.0, "PROJ geodesics")
    validation("earth", f"float64 step after 6 h, {name}", double, "m", 2.0, "PROJ geodesics")
    assert single < (100.0 if "pole" in name else 10.0)
    assert double < 2.0


def test_the_pole_of_the_route_named_so():
    lat, _, _ = geodesy.direct(*np.radians([65.0, -150.0, 4.7]), np.linspace(0.0, 5.4e6, 2000))
    assert 1.5 < 90.0 - np.degrees(lat.max()) < 2.5


def test_halving_the_step_quarters_the_error(validation):
    """A local error of the third order leaves a global one of the second, until rounding."""
    route = np.radians([61.0, -150.0, 246.0])
    coarse, fine = (chain(*route, np.float64, steps, 2.4e6 / steps) for steps in (60, 120))
    validation(
        "earth", "order of convergence of the step", np.log2(coarse / fine), "", "1.8 to 2.2", "its order, 2"
    )
    assert 1.8 < np.log2(coarse / fine) < 2.2


@given(st.floats(-1.55, 1.55), st.floats(-np.pi, np.pi), st.floats(-np.pi, np.pi), st.floats(0.0, 50e3))
def test_one_step_of_up_to_50_km(lat, lon, course, distance):
    p = nvector.advance(nvector.to_nvector(lat, lon), np.cos(course), np.sin(course), distance)
    true_lat, true_lon, _ = geodesy.direct(lat, lon, course, distance)
    assert geodesy.inverse(*nvector.from_nvector(p), true_lat, true_lon)[2] < 0.15
    assert np.linalg.norm(p) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_on_a_pole_and_over_it(sign):
    p = nvector.advance(
        np.array([0.0, 0.0, sign]), -sign, 0.0, 15000.0
    )  # away from the pole, towards longitude 0
    lat, lon = nvector.from_nvector(p)
    assert abs(lat) == pytest.approx(np.pi / 2 - 15000.0 / 6399593.6, abs=1e-9)
    assert abs(np.sin(lon)) < 1e-9
    before = nvector.to_nvector(sign * (np.pi / 2 - 1e-3), 0.5)
    lat, lon = nvector.from_nvector(nvector.advance(before, sign, 0.0, 15000.0))
    assert np.cos(lon - 0.5) == pytest.approx(-1.0)
    assert apart_from_pole(lat) == pytest.approx(15000.0 - apart_from_pole(np.pi / 2 - 1e-3), abs=0.05)


def apart_from_pole(lat):
    return float(geodesy.inverse(lat, 0.0, np.copysign(np.pi / 2, lat), 0.0)[2])


@given(st.floats(-np.pi / 2, np.pi / 2), st.floats(-np.pi, np.pi))
def test_there_and_back(lat, lon):
    lat2, lon2 = nvector.from_nvector(nvector.to_nvector(lat, lon))
    assert geodesy.inverse(lat, lon, lat2, lon2)[2] < 1e-6
    assert -np.pi < lon2 <= np.pi


def test_jax_traced_and_numpy_say_the_same_and_batches_equal_loops():
    rng = np.random.default_rng(0)
    p = nvector.to_nvector(rng.uniform(-1.5, 1.5, 50), rng.uniform(-np.pi, np.pi, 50)).astype(np.float32)
    course = rng.uniform(-np.pi, np.pi, 50).astype(np.float32)
    batch = nvector.advance(p, np.cos(course), np.sin(course), np.float32(15000.0))
    traced = jax.jit(nvector.advance)(jnp.asarray(p), jnp.cos(course), jnp.sin(course), jnp.float32(15000.0))
    assert traced.dtype == jnp.float32
    np.testing.assert_allclose(np.asarray(traced), batch, atol=3e-7)
    for i in range(50):
        one = nvector.advance(p[i], np.cos(course[i]), np.sin(course[i]), np.float32(15000.0))
        np.testing.assert_allclose(one, batch[i], atol=2e-7)
    # Constants are Python floats: nothing promotes a half-traced kernel to another precision.
    assert batch.dtype == np.float32
