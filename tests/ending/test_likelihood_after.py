"""What was seen after the loss: a recorder, an echo, a height, a position, each against what it must say."""

from dataclasses import replace

import numpy as np
import pytest

from ending.losses import FEET, HIT, NM
from truecourse.earth.nvector import to_nvector
from truecourse.ending.descent import UNSTEERED
from truecourse.ending.likelihood import Down, moments, terms, times, total
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use


def row(kind, after=0.0, value=np.nan, error=np.nan, t_error=5.0, group="", doubt=0.02, place=None):
    name = f"{kind.value}-{after:g}-{value:g}"
    return Observation(
        name, kind, HIT + after, t_error, value, error, group, Use.ENDING, 0.0, doubt, place=place
    )


def down(rows, surface, broken=np.inf, altitude=lambda s: 9000.0 + 0.0 * s, climb=0.0, sink=10.0):
    """One draw a row of `surface` (s after the loss): level flight on one spot until then."""
    surface = np.atleast_1d(np.asarray(surface, float))
    n, asked = len(surface), times(rows) - HIT
    high = np.where(asked[None] <= surface[:, None], altitude(asked)[None], np.nan)
    here = np.broadcast_to(to_nvector(0.8, 2.4), (n, 3))
    places = np.where(np.isfinite(high)[..., None], here[:, None, :], np.nan)
    return Down(
        lost_t=np.full(n, HIT),
        broken_t=HIT + np.broadcast_to(np.asarray(broken, float), (n,)),
        surface_t=HIT + surface,
        gone=240.0 * surface,
        place=places,
        altitude=high,
        climb=np.where(np.isfinite(high), climb, np.nan),
        path=np.where(np.isfinite(high), 240.0 * np.maximum(asked, 0.0)[None], np.nan),
        lost=here,
        end=here,
        flight=np.arange(n),
        sink=np.full(n, sink),
        turned=np.full(n, UNSTEERED),
        sound=np.ones(n, bool),
    )


def say(rows, *given, **named):
    return total(terms(rows, down(rows, *given, **named)))


def test_a_recorder_that_ran_on_says_it_was_whole_and_aloft():
    rows = (row(Seen.EVENT, 104.0, group="recorder"),)
    aloft, sea, early = say(rows, [600.0, 104.0, 60.0])
    assert sea > aloft > early
    assert aloft - early > 2.0  # it was not in the sea yet, unless the source is wrong
    apart = say(rows, [600.0, 600.0], broken=[1.0, 104.0])
    assert apart[1] > aloft  # it stopped just when the structure gave way
    assert aloft - apart[0] == pytest.approx(
        np.log(0.44 * 8.0), abs=0.3
    )  # ran on though broken: one in eight


def test_densities_of_times_add_up_to_one():
    """Over all times at which a recorder, a word or an echo may have stopped."""
    stops = np.arange(-200.0, 1500.0, 2.0)
    for group in ("recorder", "radio", "radar"):
        sums = np.zeros(3)
        for stop in stops:
            rows = (row(Seen.EVENT, stop, group=group, doubt=0.0),)
            sums += np.exp(say(rows, [400.0, 400.0, 400.0], broken=[np.inf, 50.0, 390.0])) * 2.0
        expected = (1.0, 1.0, 1.0)
        assert sums == pytest.approx(expected, abs=0.03), group


def test_an_echo_is_lost_near_the_surface():
    rows = (row(Seen.EVENT, 720.0, t_error=30.0, group="radar"),)
    early, right, late = say(rows, [90.0, 760.0, 3000.0])
    assert right > early + 3.0
    assert right > late + 3.0


def test_an_echo_is_lost_the_later_the_faster_it_sinks():
    """At 150 km the horizon of an antenna 100 m up is some 700 m high: 70 s at 10 m/s, 7 s at 100 m/s."""
    station = Fix("radar", 0.8, 2.4 + 150e3 / 6371000.0 / np.cos(0.8))
    row_of = row(Seen.EVENT, 700.0, t_error=1.0, group="radar", doubt=0.0, place=station)
    for sink, lag in ((10.0, 70.0), (100.0, 7.0)):
        surfaces = 700.0 + np.arange(0.0, 150.0, 0.5)
        found = np.exp(say((row_of,), surfaces, sink=sink))
        assert surfaces[np.argmax(found)] - 700.0 == pytest.approx(lag, abs=0.1 * lag + 1.0)
        assert found.sum() * 0.5 == pytest.approx(1.0, abs=0.05)


def test_the_top_of_a_climb_is_not_passed_climbing():
    top = (row(Seen.LEVEL, 43.0, 9000.0, 150.0, group="top"),)
    level, climbing, sinking = (say(top, [600.0], climb=c)[0] for c in (0.0, 15.0, -15.0))
    assert level > climbing + 5.0
    assert climbing == sinking
    plain = (row(Seen.LEVEL, 43.0, 9000.0, 150.0),)
    assert say(plain, [600.0], climb=15.0)[0] == say(plain, [600.0], climb=0.0)[0]


def test_recorders_that_stop_together_are_one_event():
    first = row(Seen.EVENT, 104.0, group="recorder")
    twin, later = replace(first, id="voice", t=first.t + 1.0), replace(first, id="other", t=first.t + 200.0)
    alone, both, apart = (say(rows, [600.0]) for rows in ((first,), (first, twin), (first, later)))
    assert both == alone
    assert apart != alone
    found = terms((first, twin), down((first, twin), [600.0]))
    assert total(found, np.array([False, True])) == say((twin,), [600.0])


def test_recorders_stop_soon_rather_than_late():
    soon, late = (say((row(Seen.EVENT, t, group="recorder"),), [900.0])[0] for t in (60.0, 600.0))
    assert soon - late == pytest.approx(
        np.log(10.0), abs=0.3
    )  # as likely in each ratio: wrong sources take some


def test_a_height_needs_something_in_the_air():
    rows = (row(Seen.HEIGHT, 200.0, 9000.0, 900.0, t_error=30.0, doubt=0.2),)
    aloft, fallen = say(rows, [600.0, 90.0])
    assert aloft - fallen == pytest.approx(
        np.log((0.8 / (900.0 * np.sqrt(2 * np.pi)) + 0.2 / 14000.0) / (0.2 / 14000.0)), abs=1e-6
    )


def test_held_says_more_than_read_at_some_moment():
    rows = (row(Seen.HEIGHT, 0.0, 9000.0, 900.0, t_error=180.0, doubt=0.2),)
    given = down(rows, [600.0, 90.0])
    read, held = (total(terms(rows, given, held=h)) for h in (False, True))
    assert held[0] == pytest.approx(read[0])
    assert read[0] - read[1] < 0.5  # half the moments were before the fall
    assert held[0] - held[1] > 2.0


def test_heights_of_one_radar_share_their_error():
    first = row(Seen.HEIGHT, -60.0, 8000.0, 900.0, t_error=1.0, group="radar", doubt=0.0)
    second = row(Seen.HEIGHT, 60.0, 8000.0, 900.0, t_error=1.0, group="radar", doubt=0.0)
    both = (first, second)
    together = say(both, [600.0])[0]
    apart = say((first, replace(second, group="other")), [600.0])[0]
    off = (8000.0 - 9000.0) / 900.0
    # bivariate normal with correlation a half
    exact = -np.log(2 * np.pi * 900.0**2 * np.sqrt(0.75)) - (off**2 - 0.5 * off**2) / 0.75
    assert together == pytest.approx(exact, abs=5e-3)
    assert together > apart


def test_a_position_where_it_was_and_where_it_was_not():
    near = Fix("here", 0.8, 2.4)
    far = Fix("there", 0.8 + 100.0 * NM / 6371000.0, 2.4)
    # right: 0.98 of the normal's middle and 0.02 of the wide density's, which is a hundred times lower
    right = np.log((0.98 + 0.02 / 100.0) / (0.02 / 100.0))
    for fix, expected in ((near, right), (far, 0.0)):
        rows = (row(Seen.POSITION, 100.0, error=5.0 * NM, t_error=20.0, place=fix),)
        aloft, fallen = say(rows, [600.0, 20.0])
        assert aloft - fallen == pytest.approx(expected, abs=1e-3)


def test_what_is_down_is_not_heard():
    station = Fix("radar", 0.8, 2.4)
    rows = (row(Seen.NOT_SEEN, 300.0, 200.0 * NM, 10.0 * NM, doubt=0.05, place=station),)
    aloft, fallen = say(rows, [900.0, 90.0])
    assert fallen > aloft + 2.0
    heard = (row(Seen.HEARD, 300.0, 200.0 * NM, 10.0 * NM, doubt=0.05, place=station),)
    aloft, fallen = say(heard, [900.0, 90.0])
    assert aloft > fallen + 2.0


@pytest.mark.parametrize(("degrees", "inside"), [(75.0, True), (78.0, False)])
def test_a_satellite_hears_as_far_as_over_the_ground(degrees, inside):
    """4,580 NM of 1 minute of arc are 76.3 degrees; along the chord 78 degrees would be inside."""
    beneath = Fix("satellite", 0.8 - np.radians(degrees), 2.4)
    heard, silent = (
        say((row(kind, 300.0, 4580.0 * NM, 10.0 * NM, doubt=0.05, place=beneath),), [900.0])[0]
        for kind in (Seen.HEARD, Seen.NOT_HEARD)
    )
    assert (heard > silent + 2.0) == inside
    assert (silent > heard + 2.0) == (not inside)


def test_a_mean_speed_across_the_loss():
    rows = (replace(row(Seen.MEAN_SPEED, 0.0, 240.0, 8.0, t_error=0.0), t_end=HIT + 300.0),)
    aloft, fallen = say(rows, [600.0, 90.0])
    assert aloft > fallen + 5.0


def test_moments_of_an_interval_and_of_an_instant():
    height = moments(row(Seen.HEIGHT, 0.0, 9000.0, 900.0, t_error=180.0)) - HIT
    assert height.min() > -180.0
    assert height.max() < 180.0
    assert np.diff(height).std() < 1e-3
    assert np.std(moments(row(Seen.POSITION, t_error=60.0, place=Fix("x", 0.0, 0.0))) - HIT) > 50.0


def test_left_out_rows_count_for_nothing():
    rows = (
        row(Seen.EVENT, 104.0, group="recorder"),
        row(Seen.LEVEL, 43.0, 11_659.0, 150.0, t_error=5.0),
        row(Seen.HEIGHT, 500.0, 16_424 * FEET, 1500 * FEET, t_error=60.0, doubt=0.4),
    )
    found = terms(rows, down(rows, [600.0, 100.0]))
    each = [total(found, np.arange(3) == j) for j in range(3)]
    assert np.allclose(sum(each), total(found))
    assert np.array_equal(total(found, np.zeros(3, bool)), np.zeros(2))


def test_one_source_is_wrong_as_a_whole_as_often_as_half_of_its_doubt():
    """Two readings of one radar that fit nothing: doubted together they cost one doubt, not two."""
    both = tuple(
        row(Seen.HEIGHT, s, 2000.0, 300.0, t_error=1.0, group="radar", doubt=0.1) for s in (10.0, 20.0)
    )
    apart = (both[0], replace(both[1], group="other"))
    wrong = 1.0 / 14_000.0
    assert say(both, [600.0])[0] == pytest.approx(
        np.log((0.05 + 0.95 * (0.05 / 0.95) ** 2) * wrong**2), abs=1e-3
    )
    assert say(apart, [600.0])[0] == pytest.approx(np.log((0.1 * wrong) ** 2), abs=1e-3)
    alone = say(both[:1], [600.0])[0]
    assert alone == pytest.approx(np.log(0.1 * wrong), abs=1e-3)  # one row has the doubt it says


def test_a_speed_and_a_position_of_one_radar_say_less_than_of_two():
    """Both 2 errors too far on: likelier of one source, whose plots are off, than of two."""
    place = Fix("plot", 0.8, 2.4)
    speed = replace(
        row(Seen.MEAN_SPEED, 0.0, 256.0, 8.0, t_error=0.0, group="radar", doubt=0.0), t_end=HIT + 300.0
    )
    fix = row(Seen.POSITION, 300.0, error=9260.0, t_error=1e-3, group="radar", doubt=0.0, place=place)
    rows, rest = (speed, fix), (speed, replace(fix, group="other"))
    given = down(rows, [600.0])
    back = 18_520.0 / 6371000.0
    lost = np.broadcast_to(to_nvector(0.8 - 3.0 * back, 2.4), (1, 3))
    there = np.broadcast_to(to_nvector(0.8 - back, 2.4)[None], given.place.shape[1:])[None]
    given = given._replace(lost=lost, place=there)
    one, two = (float(total(terms(r, given))[0]) for r in (rows, rest))
    # a bivariate normal with correlation a half against one without, both variables 2 deviations off; and
    # nothing across
    expected = -0.5 * np.log(0.75) - 0.5 * (8.0 - 4.0) / 0.75 + 0.5 * 8.0
    assert one - two == pytest.approx(expected, abs=0.1)
