"""Turns within a step and holes in a recording, against flights flown second by second."""

import numpy as np
import pytest

from recording.recorded_file import series
from truecourse.air.wind import still, uniform
from truecourse.earth.geodesy import direct, inverse
from truecourse.flight.recording import Recording, Series
from truecourse.investigation.recorded import Recorded
from truecourse.investigation.recorder_track import motion_of, reckoned_track
from truecourse.recording.flown import flown
from truecourse.recording.reckoning import Errors, Fixed, reckon

DEG, V = np.pi / 180.0, 240.0
START = 0.9, 0.2


def _turning(turns: list[tuple[float, float]], span: float) -> tuple[np.ndarray, ...]:
    """True heading each second, with turns (when, degrees) at 1.5°/s, and the places flown to."""
    t = np.arange(0.0, span + 1.0)
    heading = sum(np.sign(by) * np.clip(1.5 * (t - at), 0.0, abs(by)) for at, by in turns) * DEG + 0.0 * t
    lat, lon = np.full(len(t), START[0]), np.full(len(t), START[1])
    for k in range(len(t) - 1):
        middle = (heading[k] + heading[k + 1]) / 2.0
        lat[k + 1], lon[k + 1], *_ = direct(lat[k], lon[k], middle, V)
    return t, heading, lat, lon


def _recorded(t: np.ndarray, heading: np.ndarray, lost: tuple[float, float] = (0.0, 0.0)) -> Recorded:
    ok = (t <= lost[0]) | (t >= lost[1])
    of = {"heading": heading, "altitude": np.full(len(t), 10000.0), "tas": np.full(len(t), V)}
    return Recorded(
        {q: Series(q, "SI", t, np.where(ok, x, np.nan), ok) for q, x in of.items()}, Recording(())
    )


def _first(lat: np.ndarray, lon: np.ndarray) -> Fixed:
    return Fixed(*(np.array([x]) for x in (0.0, lat[0], lon[0], 200.0)))


def test_turns_shorter_than_a_step_are_flown_round() -> None:
    t, heading, lat, lon = _turning([(905.0, 90.0), (1507.0, 90.0), (2101.0, 90.0), (3011.0, -170.0)], 4000.0)
    motion = motion_of(_recorded(t, heading), 0.0)
    assert np.median(np.diff(motion.t)) == 30.0
    found = reckon(motion, _first(lat, lon), uniform(0.0, 0.0, 0.1), Errors(1e-5, 1e-6))
    k = np.searchsorted(t, motion.t)
    off = inverse(lat[k], lon[k], found.lat, found.lon)[2]
    # 5 m a step is the turn of north; the heading held from each step's beginning was some 10 km off
    assert off.max() < 800.0  # of 960 km


def test_moments_alone_turn_evenly_from_one_to_the_next() -> None:
    t, heading, *_ = _turning([(900.0, 90.0)], 2000.0)
    at = np.arange(0, len(t), 60)
    got = flown(t[at], heading[at], np.full(len(at), V), np.arange(len(at)))
    whole = flown(t, heading, np.full(len(t), V), at)
    assert np.abs(got.north - whole.north).max() < 1e-9 * V  # from one moment to the next it does turn evenly
    assert np.abs(got.east - whole.east).max() < 1e-9 * V
    assert (whole.doubt == 0.0).all()


@pytest.mark.parametrize("turned", [0.0, 90.0, 170.0])
@pytest.mark.parametrize("when", [1810.0, 2400.0, 2880.0])
def test_the_stated_error_covers_a_hole_that_hides_a_turn(turned: float, when: float) -> None:
    t, heading, lat, lon = _turning([(when, turned)], 4000.0)
    read = _recorded(t, heading, (1800.0, 3000.0))
    track, found = reckoned_track(read, 0.0, _first(lat, lon), still(3.0))
    assert np.diff(track.columns["t"]).max() > 1100.0  # nothing is said of the hole itself
    k = np.searchsorted(t, track.columns["t"])
    course, _, far = inverse(found.lat[-1], found.lon[-1], lat[k[-1]], lon[k[-1]])
    off = float(far) * np.array([np.cos(course), np.sin(course)])
    assert off @ np.linalg.solve(found.covariance[-1], off) < 5.99  # 95 % of two degrees
    before = np.flatnonzero(track.columns["t"] <= 1800.0)[-1]
    assert np.sqrt(found.covariance[before, 0, 0]) < 15e3
    assert np.sqrt(found.covariance[before + 1, 0, 0]) > 60e3


def test_turns_drawn_at_any_moment_of_a_hole_are_as_far_off_as_is_stated() -> None:
    rng = np.random.default_rng(4)
    squares = []
    for _ in range(400):
        when, by = rng.uniform(0.0, 600.0), rng.uniform(-np.pi, np.pi)
        there = V * (when * np.array([1.0, 0.0]) + (600.0 - when) * np.array([np.cos(by), np.sin(by)]))
        t = np.r_[np.arange(5.0), 604.0 + np.arange(5.0)]
        heading = np.where(t > 300.0, by, 0.0)
        got = flown(t, heading, np.full(10, V), np.array([4, 5]))
        off = there - 600.0 * np.array([got.north[0], got.east[0]])
        squares.append(off @ off / got.doubt[0] ** 2)
    # an error along one line, of the variance stated for each of two directions, and room for other turns
    assert 0.3 < np.mean(squares) < 1.0


def test_a_fix_in_a_hole_is_not_believed_beyond_what_is_known_there() -> None:
    t, heading, lat, lon = _turning([(2400.0, 90.0)], 4000.0)
    motion = motion_of(_recorded(t, heading, (1800.0, 3000.0)), 0.0)
    one = _first(lat, lon)
    both = Fixed(*(np.append(column, x) for column, x in zip(one, (2390.0, lat[2390], lon[2390], 100.0),
                                                             strict=True)))  # fmt: skip
    found = reckon(motion, both, still(3.0))
    after = np.flatnonzero(motion.t >= 3000.0)[0]
    sd = np.sqrt(np.linalg.eigvalsh(found.covariance[after])[-1])
    off = float(inverse(found.lat[after], found.lon[after], lat[3000], lon[3000])[2])
    assert off < 2.5 * sd
    assert sd > 20e3


def test_a_short_loss_costs_little() -> None:
    t = np.arange(0.0, 200.0)
    kept = (t <= 80.0) | (t >= 100.0)
    got = flown(t[kept], np.zeros(kept.sum()), np.full(kept.sum(), V), np.array([0, int(kept.sum()) - 1]))
    assert got.north[0] == pytest.approx(V)
    assert 0.0 < got.doubt[0] < 0.1 * 20.0 * V


def test_a_heading_sampled_each_four_seconds_has_no_holes() -> None:
    t = np.arange(0.0, 4000.0, 4.0)
    of = {"heading": series("H", "SI", t, 0.0 * t), "altitude": series("A", "SI", t, 0.0 * t + 9e3),
          "tas": series("T", "SI", t, 0.0 * t + V)}  # fmt: skip
    motion = motion_of(Recorded(of, Recording(())), 0.0)
    assert motion.between is not None
    assert (motion.between.doubt == 0.0).all()
