"""MODE of flights on their route: each cause of false odds that was found, and what must still be named."""

import numpy as np
import pytest

from truecourse.flight.reports import Heard
from truecourse.watch import mode
from watch.flown import NM, STEP, follow, smooth

N, TIMES = 40, STEP * np.arange(450)  # an hour and a half
LEAST = np.log(100.0)  # at most one flight in 100 may ever be said so; of 40, none


def _odds(seen):
    """The best log odds against the route of each flight."""
    _, found = mode.update(mode.init(N), *seen)
    most = np.full(N, -np.inf)
    np.maximum.at(most, found.slot, found.log_bayes_factor)
    return most


def _closing(rng, cut):
    """A straight line to the route from 1 to 6 NM beside, flown onto it as the error falls: 45 s."""
    rate = 240.0 * np.tan(np.radians(cut))
    off = rng.uniform(1.0, 6.0, (N, 1)) * NM
    left, last = off - rate * TIMES, 45.0 * rate
    onto = last * np.exp(-(last - np.minimum(left, last)) / last)
    return np.where(left > last, left, onto) * rng.choice([-1.0, 1.0], (N, 1))


def test_a_flight_that_keeps_to_its_route_within_metres_is_not_said_to_hold_a_heading() -> None:
    """A model that has every flight weave by 0.06 NM finds a heading's straight line the better one."""
    rng = np.random.default_rng(21)
    assert _odds(follow(rng, np.full((N, TIMES.size), 5.0), 12.0, Heard.ADS_B)).max() < LEAST


def test_a_flight_that_weaves_is_not_either() -> None:
    rng = np.random.default_rng(22)
    assert _odds(follow(rng, smooth(rng, N, TIMES, 85.0, 111.0), 100.0)).max() < LEAST


def test_a_leg_begun_where_the_flight_was_seen_ends_at_the_fix_as_the_flight_believes() -> None:
    """Errors of navigation of 2 NM grow from none over a leg of 240 NM, in a straight line."""
    rng = np.random.default_rng(23)
    gone = np.minimum(TIMES / TIMES[-1], 1.0)
    assert _odds(follow(rng, rng.normal(0.0, 2.0 * NM, (N, 1)) * gone, 100.0)).max() < LEAST


@pytest.mark.parametrize("cut", [1.0, 3.0, 10.0, 20.0])
@pytest.mark.parametrize(("noise", "by"), [(12.0, Heard.ADS_B), (200.0, Heard.SECONDARY)])
def test_a_flight_that_comes_back_to_its_route_follows_it(cut, noise, by) -> None:
    rng = np.random.default_rng(24)
    assert _odds(follow(rng, _closing(rng, cut), noise, by)).max() < np.log(1000.0)


@pytest.mark.parametrize("who", ["by turns", "for ten minutes each"])
def test_radars_that_disagree_are_no_news_of_the_flight(who) -> None:
    """Biases of 300 m each, so that places jump by some 400 m from radar to radar."""
    rng, turns = np.random.default_rng(25), np.arange(TIMES.size)
    sensor = turns % 2 if who == "by turns" else (TIMES // 600.0).astype(int) % 4
    seen = follow(rng, np.zeros((N, TIMES.size)), 100.0, sensor=sensor, bias=rng.normal(0.0, 300.0, 4))
    assert _odds(seen).max() < LEAST


def test_a_flight_that_crosses_its_route_is_named_soon_after() -> None:
    """What closes and goes on straight across, at five degrees from 3 NM, does not follow its route."""
    rng = np.random.default_rng(26)
    beside = 3.0 * NM - 240.0 * np.tan(np.radians(5.0)) * TIMES
    _, found = mode.update(mode.init(N), *follow(rng, np.tile(beside, (N, 1)), 200.0))
    crossed = 4.3e8 + TIMES[np.argmax(beside < 0.0)]
    late = np.full(N, np.inf)
    said = found.log_bayes_factor >= np.log(1000.0)
    np.minimum.at(late, found.slot[said], found.t[said] - crossed)
    assert late.min() > -60.0
    assert np.median(late) < 300.0
    assert late.max() < 600.0
