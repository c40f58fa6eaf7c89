"""How fast a deviation opens: the filter against the whole regression at once, and what it makes of radar."""

import numpy as np
import pytest
from numba import njit

from truecourse.earth.geodesy import inverse
from truecourse.flight.alert import Rule
from truecourse.watch import opening
from truecourse.watch.opening import BIAS, CROSSING, LEFT, OWN, RADAR, WANDER, WITHIN_95, Measured, take
from truecourse.watch.state import fresh
from watch.flights import DEG, ROUTE, every, fix, of, plan, run, said, straight, told

SCAN = 12.0


@njit(cache=True)
def _through(rows, columns):
    found = np.empty((len(columns), 5))
    s = rows[0]
    for i in range(len(columns)):
        c = columns[i]
        take(s, Measured(c[0], c[1], c[2], c[3]))
        found[i] = (s.drift_off, s.drift_rate, s.drift_var, s.drift_mix, s.drift_rate_var)
    return found


def filtered(t, off, error=RADAR, sensor=1.0):
    """Off, rate and their covariances after each position."""
    columns = np.stack([np.broadcast_to(x, t.shape) for x in (t, off, error, sensor)], axis=1)
    return _through(fresh(1), np.ascontiguousarray(columns, dtype=float))


def at_once(t, off, error, sensor):
    """Mean and covariance of (off, rate) at the last time: one Gaussian of everything, conditioned once."""
    n = len(t)
    mean, cov = np.array([off[0], 0.0]), np.diag([error[0] ** 2, CROSSING**2])
    size = 2 * n
    full = np.zeros((size, size))  # of the states at every time
    full[:2, :2] = cov
    means = np.zeros(size)
    means[:2] = mean
    for k in range(1, n):
        g = t[k] - t[k - 1]
        step = np.array([[1.0, g], [0.0, 1.0]])
        noise = WANDER * np.array([[g**3 / 3, g**2 / 2], [g**2 / 2, g]])
        noise[0, 0] += BIAS**2 * (sensor[k] != sensor[k - 1])
        here, before = slice(2 * k, 2 * k + 2), slice(2 * k - 2, 2 * k)
        full[here, : 2 * k] = step @ full[before, : 2 * k]
        full[: 2 * k, here] = full[here, : 2 * k].T
        full[here, here] = step @ full[before, before] @ step.T + noise
        means[here] = step @ means[before]
    seen = 2 * np.arange(1, n)
    gain = np.linalg.solve(full[np.ix_(seen, seen)] + np.diag(error[1:] ** 2), full[seen, -2:]).T
    return means[-2:] + gain @ (off[1:] - means[seen]), full[-2:, -2:] - gain @ full[seen, -2:]


def test_it_is_the_regression_of_all_positions_at_once(validation) -> None:
    rng = np.random.default_rng(4)
    worst = 0.0
    for n in (2, 3, 10, 60):
        t = np.cumsum(rng.uniform(4.0, 30.0, n))
        t[n // 2 + 1 :] += LEFT  # the second radar takes over once the first has been silent
        error = rng.uniform(50.0, 400.0, n)
        sensor = np.where(t > t[n // 2], 2.0, 1.0)
        off = 8.0 * t + 300.0 * (sensor == 2.0) + error * rng.standard_normal(n)
        mean, cov = at_once(t, off, error, sensor)
        found = filtered(t, off, error, sensor)[-1]
        expected = np.array([*mean, cov[0, 0], cov[0, 1], cov[1, 1]])
        worst = max(worst, float(np.max(np.abs(found / expected - 1.0))))
    validation("watch", "ROUTE: the rate of opening and its error", worst, "", 1e-6, "all positions at once")
    assert worst < 1e-6


@pytest.mark.parametrize(("first", "second", "listened"), [(1.0, 2.0, 1.0), (1.0, OWN, 1.0), (OWN, 1.0, 1.0)])
def test_of_two_sensors_by_turns_one_is_listened_to_a_radar_rather_than_the_flight(
    first: float, second: float, listened: float
) -> None:
    rng = np.random.default_rng(5)
    t = np.cumsum(rng.uniform(4.0, 8.0, 60))
    error = rng.uniform(50.0, 400.0, 60)
    sensor = np.where(np.arange(60) % 2 == 0, first, second)
    off = 8.0 * t + 900.0 * (sensor == second) + error * rng.standard_normal(60)
    heard = np.flatnonzero(sensor == listened)
    heard = heard if listened == first else np.concatenate([[0], heard])
    mean, cov = at_once(t[heard], off[heard], error[heard], sensor[heard])
    expected = np.array([*mean, cov[0, 0], cov[0, 1], cov[1, 1]])
    assert filtered(t, off, error, sensor)[-1] == pytest.approx(expected, rel=1e-6)


def test_two_radars_by_turns_tell_a_true_opening_as_soon_as_one() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(0.0, 3600.0, SCAN / 2.0)
    truth = 240.0 * np.sin(5.0 * DEG)
    sensor = np.arange(t.size) % 2 + 1.0
    off = truth * np.maximum(t - 1800.0, 0.0) + 500.0 * sensor + RADAR * rng.standard_normal(t.size)
    one = sensor == 1.0
    both, alone = filtered(t, off, RADAR, sensor), filtered(t[one], off[one])
    assert np.array_equal(both[one], alone)


def test_radar_noise_and_a_change_of_radar_are_no_opening(validation) -> None:
    rng = np.random.default_rng(9)
    t = np.arange(0.0, 5400.0, SCAN)
    wrong = looks = 0
    for _ in range(100):
        sensor = np.floor(t / rng.uniform(300.0, 900.0))
        bias = 250.0 * rng.standard_normal(int(sensor[-1]) + 1)[sensor.astype(int)]
        off = 3000.0 + bias + RADAR * rng.standard_normal(t.size)
        found = filtered(t, off, RADAR, sensor)
        sure = (found[:, 1] > 3.0 * np.sqrt(found[:, 4])) & (found[:, 1] > 1.5)
        wrong, looks = wrong + int(sure.sum()), looks + t.size
    validation("watch", "ROUTE: looks at a steady flight, by one radar after another, sure of an "
               "opening", wrong / looks, "", 1.35e-3, "three standard errors, one side")  # fmt: skip
    assert wrong / looks < 1.35e-3


@pytest.mark.parametrize("angle", [2.0, 5.0, 15.0])
def test_a_true_opening_is_known_in_time(angle: float, validation) -> None:
    rng = np.random.default_rng(2)
    t = np.arange(0.0, 3600.0, SCAN)
    truth = 240.0 * np.sin(angle * DEG)
    waits = []
    for _ in range(50):
        off = truth * np.maximum(t - 1800.0, 0.0) + RADAR * rng.standard_normal(t.size)
        found = filtered(t, off)
        sure = (t > 1800.0) & (found[:, 1] > 3.0 * np.sqrt(found[:, 4]))
        waits.append(t[sure][0] - 1800.0)
        assert found[-1, 1] == pytest.approx(truth, abs=6.0)  # four standard errors
    late = float(np.median(waits))
    validation(
        "watch", f"ROUTE: {angle:g} degrees off by radar, sure of it after", late, "s", 240.0, "median of 50"
    )
    assert late <= 240.0


def test_nothing_is_known_after_one_position_or_a_long_silence() -> None:
    found = filtered(np.array([0.0, 12.0, 5000.0]), np.array([0.0, 240.0, 9e3]))
    assert found[0, 4] == found[2, 4] == CROSSING**2
    assert found[1, 1] < 3.0 * np.sqrt(found[1, 4])
    assert found[2, 1] == 0.0


def test_how_good_a_position_is() -> None:
    errors = [float(_error(a, r)) for a, r in ((WITHIN_95 * 100.0, True), (np.nan, True), (np.nan, False))]
    assert errors == pytest.approx([100.0, RADAR, opening.BROADCAST])


@njit(cache=True)
def _error(accuracy, by_radar):
    return opening.error_of(accuracy, by_radar)


def test_a_noisy_flight_on_its_route_is_left_alone_and_one_that_leaves_it_is_not() -> None:
    rng = np.random.default_rng(6)
    start = fix("start", 60.0)
    course = float(inverse(start.lat, start.lon, ROUTE[1].lat, ROUTE[1].lon)[0])
    t = every(SCAN, 30)
    for off, expected in ((0.0, 0), (4.0, 1)):
        columns = straight(start, course + off * DEG, t)
        columns["sensor"] = (np.arange(t.size) // 40 % 2 + 1).astype(np.int16)
        columns["lat"] = columns["lat"] + (RADAR * rng.standard_normal(t.size)
                                           + 500.0 * (columns["sensor"] == 2)) / 6.37e6  # fmt: skip
        for name in ("gs", "course"):
            columns[name][:] = np.nan
        alerts = of(run(told([said(plan(ROUTE))]), columns)[1], Rule.ROUTE)
        assert len(alerts) == expected
