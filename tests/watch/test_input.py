"""What must not matter does not: how reports are cut up and ordered, and what is rubbish among them."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.earth.geodesy import inverse
from truecourse.flight.alert import Alert, Phase, Rule
from truecourse.flight.reports import Heard
from truecourse.watch.monitor import init, step, summary
from watch.flights import (
    DEG,
    MINUTE,
    ROUTE,
    T0,
    every,
    fix,
    join,
    of,
    pick,
    plan,
    reports,
    run,
    said,
    straight,
    told,
)  # fmt: skip

START = fix("start", 60.0)
COURSE = float(inverse(START.lat, START.lon, ROUTE[1].lat, ROUTE[1].lon)[0])
WORDS = [said(plan(), key=1), said(plan(), key=2)]
STRAYS = straight(START, COURSE + 8 * DEG, every(10.0, 12), key=1)
STAYS = straight(START, COURSE, every(10.0, 12), key=2)


def _by_time(columns: dict) -> dict:
    return pick(columns, np.argsort(columns["t"], kind="stable"))


BOTH = _by_time(join(STRAYS, STAYS))


@cache
def whole() -> tuple[Alert, ...]:
    """What is said of both, taken at once."""
    return run(told(WORDS), BOTH)[1]


def test_the_strays_are_told_from_the_others() -> None:
    assert {a.key for a in whole()} == {1}
    assert of(whole(), Rule.ROUTE) != []


@settings(max_examples=15)
@given(cuts=st.sets(st.integers(1, 71), max_size=6), seed=st.integers(0, 2**32 - 1))
def test_cuts_and_order_within_a_batch_change_nothing(cuts: set[int], seed: int) -> None:
    watch, alerts = told(WORDS), []
    edges = [0, *(2 * cut for cut in sorted(cuts)), len(BOTH["t"])]
    shuffle = np.random.default_rng(seed)
    for begin, end in pairwise(edges):
        part = shuffle.permutation(np.arange(begin, end))
        watch, new = run(watch, pick(BOTH, part))
        alerts += new
    assert tuple(alerts) == whole()


DEFIANT = straight(START, COURSE + 8 * DEG, every(4.0, 20), key=1, heard=Heard.ADS_B)
DECEIVED = straight(START, COURSE, every(4.0, 20), key=2, heard=Heard.ADS_B)
DECEIVED["lat"][150:220] += 0.02
BROADCAST = _by_time(join(DEFIANT, DECEIVED))


@cache
def engines() -> tuple[Alert, ...]:
    """What is said of what both broadcast, taken at once."""
    return run(told(WORDS), BROADCAST)[1]


def test_a_held_heading_and_a_deceit_are_told_of_the_right_flights() -> None:
    (holds,) = of(engines(), Rule.MODE)
    details = dict(holds.details)
    assert holds.key == 1
    assert details["log_bayes_factor"] >= np.log(1000.0)
    assert "to 1 that it holds about" in holds.reason
    begins, ends = of(engines(), Rule.GNSS, None)
    assert (begins.key, begins.state, ends.key, ends.state) == (2, Phase.START, 2, Phase.END)
    assert begins.since == DECEIVED["t"][150]
    assert dict(begins.details)["kind"] == "jump"
    assert dict(ends.details)["lasted_s"] == DECEIVED["t"][220] - DECEIVED["t"][150]


@settings(max_examples=10, deadline=None)
@given(cuts=st.sets(st.integers(1, 299), max_size=6), seed=st.integers(0, 2**32 - 1))
def test_cuts_and_order_change_nothing_in_mode_and_gnss(cuts: set[int], seed: int) -> None:
    watch, alerts = told(WORDS), []
    edges = [0, *(2 * cut for cut in sorted(cuts)), len(BROADCAST["t"])]
    shuffle = np.random.default_rng(seed)
    for begin, end in pairwise(edges):
        watch, new = run(watch, pick(BROADCAST, shuffle.permutation(np.arange(begin, end))))
        alerts += new
    assert tuple(alerts) == engines()


def test_stepping_leaves_the_watch_before_as_it_was() -> None:
    watch = told(WORDS)
    first = run(watch, BOTH)[1]
    assert run(watch, BOTH)[1] == first == whole()


def test_rubbish_of_one_flight_is_counted_and_silences_nobody() -> None:
    rubbish = pick(STAYS, np.arange(20, 60))
    rubbish["lat"], rubbish["lon"] = rubbish["lat"].copy(), rubbish["lon"].copy()
    rubbish["t"] = rubbish["t"] + 0.5
    rubbish["lat"][0:10] = np.nan
    rubbish["lat"][10:20] = 7.0
    rubbish["t"][20:30] += 5e5
    rubbish["t"][30:40] = np.inf
    received = np.concatenate([BOTH["t"], pick(STAYS, np.arange(20, 60))["t"] + 0.5])
    mixed = join(BOTH, rubbish, pick(BOTH, np.arange(0, 10))) | {
        "received": np.concatenate([received, BOTH["t"][-10:]])
    }
    watch, alerts = step(told(WORDS), reports(mixed), float(BOTH["t"][-1]))
    assert alerts == whole()
    counts = dict(summary(watch))
    assert counts["no position"] == counts["future-dated"] == 10
    assert counts["impossible values"] == 20
    assert counts["late"] == 10
    assert counts["taken"] == len(BOTH["t"])


def test_repeated_reports_are_counted_and_change_nothing() -> None:
    watch, alerts = run(told(WORDS), join(BOTH, BOTH))
    assert alerts == whole()
    assert dict(summary(watch))["repeated"] == len(BOTH["t"])


def test_two_aircraft_with_one_address() -> None:
    other = straight(fix("other", 60.0, 200.0), COURSE, every(10.0, 12), key=1)
    other["t"] = other["t"] + 3.0
    both = _by_time(join(STRAYS, other))
    watch, alerts = run(told(WORDS), both)
    alone = run(told(WORDS), STRAYS)[1]
    assert of(alerts, Rule.ROUTE, None) == of(alone, Rule.ROUTE, None)
    assert dict(summary(watch))["second aircraft"] == len(other["t"])


@pytest.mark.parametrize("level", [10e3, 9e3])
def test_two_aircraft_that_broadcast_one_address_are_no_deceit(level: float) -> None:
    one = straight(START, COURSE, every(1.0, 12), key=1, heard=Heard.ADS_B)
    other = straight(fix("other", 60.0, 200.0), COURSE, every(1.0, 12), key=1, heard=Heard.ADS_B)
    other["t"], other["altitude"][:] = other["t"] + 0.5, level
    assert of(run(told(WORDS), _by_time(join(one, other)))[1], Rule.GNSS, None) == []


def test_one_wild_position_is_nobodys() -> None:
    wild = {name: column.copy() for name, column in STAYS.items()}
    wild["lat"][30] += 0.1
    assert run(told(WORDS), wild)[1] == ()


def test_a_clock_that_jumps() -> None:
    watch, _ = run(told(WORDS), STAYS, T0 + 12 * MINUTE)
    ahead, alerts = step(watch, reports({"t": np.zeros(0)}), T0 + 3e6)
    assert len(of(alerts, Rule.LOST)) == 1
    back, _ = step(ahead, reports({"t": np.zeros(0)}), T0 + 13 * MINUTE)
    assert dict(summary(back))["clock set back"] == 1
    later = straight(START, COURSE + 8 * DEG, every(10.0, 30), key=2)
    _, alerts = run(back, pick(later, later["t"] > T0 + 14 * MINUTE))
    assert of(alerts, Rule.ROUTE) != []


def test_nothing_heard_and_nonsense_times() -> None:
    watch, alerts = step(init(), reports({"t": np.zeros(0)}), float("nan"))
    assert alerts == ()
    odd = reports(
        {"t": np.array([np.nan, np.inf, -1e300, 1e300]), "heard": np.full(4, Heard.PRIMARY, np.int8)}
    )
    watch, alerts = step(watch, odd, T0)
    assert alerts == ()
    assert dict(summary(watch))["impossible values"] == 4
