"""Fixes that cannot be of the flight: made from the flight itself, one of them then changed."""

import numpy as np
import pytest

from truecourse.air.wind import still
from truecourse.earth.geodesy import direct
from truecourse.earth.magnetic import variation
from truecourse.recording.reckoning import Fixed, Motion, reckon
from truecourse.recording.unfit import MOST, culprit, unfit

T0, NM = 430_000_000.0, 1852.0


@pytest.fixture(scope="module")
def flight() -> tuple[Motion, Fixed]:
    """An hour over Europe in still air, and four fixes of it, 0.5 NM good."""
    n, step = 61, 60.0
    lat, lon = np.full(n, np.radians(49.0)), np.full(n, np.radians(2.5))
    for k in range(n - 1):
        true = 1.2 + variation(lat[k], lon[k], 10000.0, T0 + step * k)
        lat[k + 1], lon[k + 1], *_ = direct(lat[k], lon[k], true, 230.0 * step)
    t = T0 + step * np.arange(n)
    at = [0, 20, 40, 60]
    motion = Motion(t, np.full(n, 1.2), np.full(n, 230.0), np.full(n, 10000.0))
    return motion, Fixed(t[at], lat[at], lon[at], np.full(4, 0.5 * NM))


def test_fixes_of_the_flight_itself_fit(flight) -> None:
    motion, fixes = flight
    how = unfit(motion, fixes, still(10.0), reckon(motion, fixes, still(10.0)))
    assert how.worst < 1.0 and how.far.max() < 0.2 * NM


@pytest.mark.parametrize("which", [1, 2])
def test_a_sign_typo_does_not_fit_and_is_named(flight, which) -> None:
    motion, fixes = flight
    lat = fixes.lat.copy()
    lat[which] = -lat[which]
    wrong = fixes._replace(lat=lat)
    assert unfit(motion, wrong, still(10.0), reckon(motion, wrong, still(10.0))).worst > MOST
    assert culprit(motion, wrong, still(10.0)) == which


def test_two_places_at_one_time_do_not_fit_and_neither_is_blamed(flight) -> None:
    motion, fixes = flight
    two = Fixed(*(np.array([column[1], column[1]]) for column in fixes))
    two.lat[1] += np.radians(1.0)
    how = unfit(motion, two, still(10.0), reckon(motion, two, still(10.0)))
    assert how.fixes.max() > MOST and how.far.sum() == pytest.approx(60.0 * NM, rel=0.03)
    assert culprit(motion, two, still(10.0)) == -1


def test_fixes_off_by_their_own_error_pass(flight) -> None:
    motion, fixes = flight
    rng = np.random.default_rng(7)
    for _ in range(5):
        off = 0.5 * NM / 6371e3 * rng.standard_normal((2, 4))
        moved = fixes._replace(lat=fixes.lat + off[0], lon=fixes.lon + off[1] / np.cos(fixes.lat))
        assert unfit(motion, moved, still(10.0), reckon(motion, moved, still(10.0))).worst < MOST
