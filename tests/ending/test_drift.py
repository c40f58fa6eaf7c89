"""Debris adrift as evidence, on drift with an exact answer and on OpenDrift's own files across 180."""

import numpy as np
import pytest

from ending.clouds import normal
from house.source import REPOSITORY
from truecourse.ending.chart import chart
from truecourse.ending.drift import drifted, updated
from truecourse.ending.grid import middle, plane, unplane
from truecourse.flight.search import Adrift, Drift

T0, STEPS = 1_000_000.0, np.arange(9) * 10_800.0
VELOCITY = np.array([0.30, 0.12])  # m/s east, north
SPREAD = 6.0  # m/√s: one standard deviation grows as √t, to 1.8 km in a day (18 m²/s)


def _sea(seeds: np.ndarray, rng: np.random.Generator, back: bool = False) -> Drift:
    """Tracks from places (n, 2) m on the plane about 50 N 180: steady drift and diffusion."""
    sign = -1.0 if back else 1.0
    xy = [seeds]
    for _ in STEPS[1:]:
        xy.append(
            xy[-1] + sign * VELOCITY * 10_800.0 + rng.normal(0.0, SPREAD * np.sqrt(10_800.0), seeds.shape)
        )
    lat, lon = unplane(np.radians(50.0), np.pi, *np.stack(xy, axis=1).transpose(2, 0, 1))
    t = T0 + STEPS[-1] - STEPS if back else T0 + STEPS
    return Drift(lat, lon, t)


def _exact(sigma: float, error: float, found: np.ndarray) -> tuple[np.ndarray, float]:
    """Kalman's answer: where it must have fallen, and its standard deviation, m."""
    prior, noise = sigma**2, error**2 + SPREAD**2 * STEPS[-1]
    gain = prior / (prior + noise)
    return gain * (found - VELOCITY * STEPS[-1]), np.sqrt((1.0 - gain) * prior)


@pytest.mark.parametrize("back", [False, True])
def test_steady_drift_has_the_answer_it_must_have(back: bool) -> None:
    rng, sigma, error = np.random.default_rng(2), 8000.0, 500.0
    lat, lon = normal(50.0, 180.0, sigma, 20_000)
    made = chart(lat, lon, np.full(20_000, 1.0), np.zeros(20_000, np.int64))
    found = np.array([30_000.0, 4000.0])
    seeds = found + rng.normal(0.0, error, (8000, 2)) if back else rng.uniform(-3e4, 3e4, (160_000, 2))
    place = unplane(np.radians(50.0), np.pi, *found)
    adrift = Adrift(
        "float", float(place[0]), float(place[1]), T0 + STEPS[-1], error, 0.0, _sea(seeds, rng, back)
    )
    said = drifted(made, adrift, T0)
    assert float((made.probability * said.likelihood).sum()) == pytest.approx(1.0)
    after = updated(made, said.likelihood)
    x, y = np.meshgrid(*made.grid.centres())
    at = unplane(made.grid.lat, made.grid.lon, x.ravel(), y.ravel())
    east, north = plane(np.radians(50.0), np.pi, *at)
    p = after.probability.ravel()
    here = np.array([p @ east, p @ north])
    true, spread = _exact(sigma, error, found)
    assert np.hypot(*(here - true)) < 300.0
    wide = float(np.sqrt(p @ (east - here[0]) ** 2))
    assert 0.95 * spread < wide < 1.15 * spread * np.sqrt(1.0 + said.effective ** (-1.0 / 3.0)), (
        "the kernel's"
    )


def test_a_find_that_may_be_anothers_says_less_and_where_no_drift_was_run_nothing() -> None:
    rng = np.random.default_rng(3)
    lat, lon = normal(50.0, 180.0, 8000.0, 4000)
    made = chart(lat, lon, np.full(4000, 1.0), np.zeros(4000, np.int64))
    place = unplane(np.radians(50.0), np.pi, 30_000.0, 4000.0)
    half = rng.uniform([0.0, -3e4], [3e4, 3e4], (10_000, 2))  # seeds in the east alone
    find = Adrift("float", float(place[0]), float(place[1]), T0 + STEPS[-1], 500.0, 0.0, _sea(half, rng))
    said = drifted(made, find, T0)
    assert 0.5 < said.reached < 0.6
    x, _ = np.meshgrid(*made.grid.centres())
    assert np.all(said.likelihood[x < -6000.0] == 1.0)
    doubted = drifted(made, Adrift("float", find.lat, find.lon, find.t, 500.0, 0.5, find.drift), T0)
    assert np.allclose(doubted.likelihood, 0.5 + 0.5 * said.likelihood)


def test_what_cannot_have_drifted_there_is_said() -> None:
    rng = np.random.default_rng(4)
    lat, lon = normal(50.0, 180.0, 8000.0, 1000)
    made = chart(lat, lon, np.full(1000, 1.0), np.zeros(1000, np.int64))
    sea = _sea(rng.uniform(-3e4, 3e4, (500, 2)), rng)
    for find, t, said in (
        (Adrift("late", 0.87, 3.1, T0 + 1e7, 500.0, 0.0, sea), T0, "does not reach the time"),
        (Adrift("far", 0.5, 1.0, T0 + STEPS[-1], 500.0, 0.0, sea), T0, "no track leads"),
        (
            Adrift("back", 0.87, 3.1, T0, 500.0, 0.0, _sea(np.zeros((9, 2)), rng, True)),
            T0 - 1e7,
            "run it longer",
        ),
    ):
        with pytest.raises(ValueError, match=said):
            drifted(made, find, t)


@pytest.mark.parametrize("name", ["opendrift_forward.nc", "opendrift_backward.nc"])
def test_files_that_opendrift_wrote_cross_180(name: str) -> None:
    """Made by tests/authorities/opendrift.py: leeway drift of 40 objects for a day under one wind."""
    pytest.importorskip("h5netcdf", reason="the extra winds is not installed")
    pytest.importorskip("xarray", reason="the extra winds is not installed")
    from truecourse.feeds.drift import read_drift

    drift = read_drift(REPOSITORY / "tests" / "authorities" / name)
    assert drift.lat.shape == drift.lon.shape == (40, 9)
    assert abs(drift.t[-1] - drift.t[0]) == 86_400.0
    assert (drift.t[-1] > drift.t[0]) == ("forward" in name)
    assert np.isfinite(drift.lat).all()
    assert {-1.0, 1.0} == set(np.sign(drift.lon).ravel().tolist()), "both sides of 180"
    first, last = (middle(drift.lat[:, k], drift.lon[:, k], np.full(40, 1 / 40)) for k in (0, -1))
    about = first if "forward" in name else last
    seeds = unplane(*about, *np.random.default_rng(1).normal(0.0, 6000.0, (2, 3000)))
    made = chart(*seeds, np.full(3000, 1.0), np.zeros(3000, np.int64))
    forward = "forward" in name
    if not forward:
        said = drifted(
            made, Adrift("float", *first, float(drift.t[0]), 1000.0, 0.0, drift), float(drift.t[-1])
        )
        assert said.reached == 1.0
        assert said.likelihood.max() > 2.0
        return
    east = int(np.argmax(np.mod(drift.lon[:, -1], 2.0 * np.pi)))
    where = float(drift.lat[east, -1]), float(drift.lon[east, -1])
    said = drifted(made, Adrift("float", *where, float(drift.t[-1]), 300.0, 0.0, drift), float(drift.t[0]))
    after = updated(made, said.likelihood)
    x, _ = made.grid.centres()
    assert (after.probability.sum(axis=0) @ x) - (made.probability.sum(axis=0) @ x) > 300.0, "from the east"
