"""Dead reckoning against flights flown otherwise: geodesics step by step, and the autopilot's own."""

from collections.abc import Callable

import numpy as np
import pytest

from truecourse.air.wind import still, uniform
from truecourse.air.wind_error import error_sd
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.magnetic import variation
from truecourse.recording.reckoning import Errors, Fixed, Motion, radius, reckon

NM = 1852.0
T0 = 430_000_000.0  # 1983


def _fixes(*rows: tuple[float, float, float, float]) -> Fixed:
    return Fixed(*(np.array(column, float) for column in zip(*rows, strict=True)))


def _flown(seed: int, flights: int, start: tuple, heading: float | np.ndarray, hours: float, wind_sd: float,
           wrong: bool = True) -> tuple[Motion, np.ndarray, np.ndarray]:  # fmt: skip
    """Flights with a compass, airspeed and wind wrong by draws from what is assumed; places (n, flights)."""
    rng = np.random.default_rng(seed)
    dt, tas = 120.0, 240.0
    n = int(hours * 30) + 1
    compass, scale = (wrong * sd * rng.standard_normal(flights) for sd in (np.radians(1.0), 0.015))
    kept = np.exp(-dt * np.hypot(tas / 700e3, 1.0 / (18 * 3600.0)) / np.sqrt(np.pi / 2.0))
    wind = wind_sd * rng.standard_normal((2, flights))
    lat, lon = np.empty((n, flights)), np.empty((n, flights))
    lat[0], lon[0] = start
    for k in range(n - 1):
        true = heading + compass + variation(lat[k], lon[k], 10000.0, T0 + dt * k)
        v = tas * (1.0 + scale) * np.stack([np.cos(true), np.sin(true)]) + wind
        lat[k + 1], lon[k + 1], *_ = direct(lat[k], lon[k], np.arctan2(v[1], v[0]), np.hypot(*v) * dt)
        wind = kept * wind + wind_sd * np.sqrt(1.0 - kept**2) * rng.standard_normal((2, flights))
    t = T0 + dt * np.arange(n)
    return Motion(t, np.full(n, heading), np.full(n, tas), np.full(n, 10000.0)), lat, lon


def _misfit(found, lat: np.ndarray, lon: np.ndarray, k: int) -> float:
    """Squared error over what was stated: chi-squared with two degrees of freedom if honest."""
    course, _, far = inverse(found.lat[k], found.lon[k], lat[k], lon[k])
    off = float(far) * np.array([np.cos(course), np.sin(course)])
    return float(off @ np.linalg.solve(found.covariance[k], off))


@pytest.mark.parametrize(
    ("start", "heading"), [((1.05, 3.10), 4.3), ((0.2, -3.12), 4.6), ((1.50, 1.0), 0.2)],
    ids=["date line", "date line, low", "by the pole"],
)  # fmt: skip
def test_with_everything_right_the_track_is_the_geodesic_one(start, heading) -> None:
    motion, lat, lon = (x if isinstance(x, Motion) else x[:, 0] for x in
                        _flown(0, 1, start, heading, 2.0, 0.0, wrong=False))  # fmt: skip
    fixes = _fixes((motion.t[0], *start, 10.0))
    found = reckon(motion, fixes, still(1e-3), Errors(1e-6, 1e-6))
    off = inverse(found.lat, found.lon, lat, lon)[2]
    assert off.max() < 250.0  # of 1,700 km, in steps of 29 km
    assert found.covariance[:, 0, 0].max() < 200.0**2


def _honesty(flights: int) -> tuple[float, float]:
    """Mean squared error over that stated, midway between two fixes and 90 min after the second."""
    motion, lats, lons = _flown(5, flights, (1.05, 3.05), 4.2, 3.0, 8.0)
    between, after = [], []
    for lat, lon in zip(lats.T, lons.T, strict=True):
        fixes = _fixes((motion.t[0], lat[0], lon[0], 1000.0), (motion.t[45], lat[45], lon[45], 1000.0))
        found = reckon(motion, fixes, still(8.0))
        between.append(_misfit(found, lat, lon, 22))
        after.append(_misfit(found, lat, lon, 90))
        size = radius(found.covariance)
        assert size[22] < size[90]
        assert size[22] > 1.5 * size[45]
    return float(np.mean(between)), float(np.mean(after))


def test_the_stated_error_is_about_the_error() -> None:
    for mean in _honesty(4):  # of chi-squared with two degrees: 2 ± 1
        assert 0.4 < mean < 4.5


@pytest.mark.slow
def test_the_stated_error_is_the_error_between_and_after_fixes(validation: Callable[..., None]) -> None:
    for where, mean in zip(("between fixes", "90 min after a fix"), _honesty(100), strict=True):
        assert 1.4 < mean < 2.6  # 2 ± 0.2
        validation(
            "recording", f"dead reckoning, squared error over that stated, {where}", f"{mean:.2f}", "",
            "1.4 to 2.6 (2 if honest)", "100 simulated flights with drawn errors of compass, airspeed, wind",
        )  # fmt: skip


def test_a_fix_teaches_the_wind() -> None:
    n = 121
    t = T0 + 60.0 * np.arange(n)
    motion = Motion(t, np.full(n, np.pi / 2), np.full(n, 200.0), np.full(n, 9000.0), magnetic=False)
    lat, lon, *_ = direct(0.0, 0.0, np.arctan2(200.0, 20.0), np.hypot(200.0, 20.0) * 7200.0)
    fixes = _fixes((t[0], 0.0, 0.0, 100.0), (t[-1], float(lat), float(lon), 100.0))
    found = reckon(motion, fixes, still(12.0), Errors(1e-5, 1e-5))
    assert np.median(found.wind[1]) == pytest.approx(20.0, abs=2.0)  # a wind from the south
    right = reckon(motion, Fixed(*(column[:1] for column in fixes)), uniform(np.pi, 20.0, 1.0))
    assert float(inverse(right.lat[-1], right.lon[-1], lat, lon)[2]) < 3e3


@pytest.mark.slow
def test_the_autopilot_s_flight_is_reckoned_from_its_instruments() -> None:
    from truecourse.feeds.case import open_case
    from truecourse.investigation.explain import wind_of
    from truecourse.investigation.fly import fly_case

    case = open_case("kal007")
    track = fly_case(case, "heading-hold", {}).columns
    kept = slice(10, None, 2)
    motion = Motion(*(track[name][kept] for name in ("t", "heading_magnetic", "tas", "altitude")))
    fixes = _fixes((motion.t[0], track["lat"][kept][0], track["lon"][kept][0], 500.0))
    lat, lon = track["lat"][kept], track["lon"][kept]
    air = wind_of(case)
    found = reckon(motion, fixes, air)
    off = inverse(found.lat, found.lon, lat, lon)[2]
    assert off[-1] < 15.0 * NM  # of 2,300 NM, by another integrator and another variation's grid
    calm = reckon(motion, fixes, still(float(error_sd(air, lat, motion.altitude, motion.t).mean()) + 8.0))
    far = inverse(calm.lat, calm.lon, lat, lon)[2]
    assert far[-1] > off[-1]
    assert far[-1] < 1.5 * radius(calm.covariance)[-1]


def test_without_a_fix_or_with_a_hole_it_is_refused() -> None:
    motion = Motion(*(np.array([0.0, 60.0]), np.zeros(2), np.full(2, 200.0), np.full(2, 9000.0)))
    none = Fixed(*(np.zeros(0),) * 4)
    with pytest.raises(ValueError, match="at least one fix"):
        reckon(motion, none, still(5.0))
    hole = motion._replace(tas=np.array([200.0, np.nan]))
    with pytest.raises(ValueError, match="at every moment"):
        reckon(hole, _fixes((0.0, 0.1, 0.1, 100.0)), still(5.0))
