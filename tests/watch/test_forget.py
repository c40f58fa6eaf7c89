"""Memory is that of the traffic: flights long gone give their rows back, and no answer changes."""

from itertools import pairwise

import numpy as np
import pytest

from truecourse.flight.alert import Rule
from truecourse.flight.reports import Heard
from truecourse.watch import forget
from truecourse.watch.monitor import in_place, init, step, summary
from truecourse.watch.site import Clocks, Site
from watch.flights import DEG, MINUTE, T0, fix, join, of, pick, plan, reports, said, straight, told

ARRAYS = ("rows", "hist", "lives", "mode", "gnss", "keys", "slots", "key_of")


def _turnover(minutes: float, alive: int, life: float, planned: bool):
    """A new flight now and then, so that about `alive` are heard at a time, each for `life` minutes: its
    first report at once, then every half minute; batch by batch of a minute.
    """
    every = life * MINUTE / alive
    n = int(minutes * MINUTE / every)
    begun = T0 + every * np.arange(n)
    for minute in range(int(minutes)):
        t0 = T0 + minute * MINUTE
        now = [k for k in range(n) if begun[k] < t0 + MINUTE and begun[k] + life * MINUTE > t0]
        parts = []
        for k in now:
            t = begun[k] + 30.0 * np.ceil(max(0.0, t0 - begun[k]) / 30.0) + np.array([0.0, 30.0])
            t = t[t < t0 + MINUTE]
            parts.append(straight(fix("", 60.0, 5.0 * (k % 7)), 1.5 + 0.01 * (k % 9), t, key=k + 1))
        columns = join(*parts)
        columns["heard"][:] = Heard.ADS_B
        words = [said(plan(), begun[k], k + 1) for k in now if begun[k] >= t0] if planned else []
        columns["on_ground"] = columns["t"] > begun[columns["key"] - 1] + (life - 1.0) * MINUTE
        columns["gs"][columns["on_ground"]], columns["altitude"][columns["on_ground"]] = 10.0, 0.0
        yield pick(columns, np.argsort(columns["t"], kind="stable")), words, t0 + MINUTE


def _bytes(watch) -> int:
    return sum(getattr(watch.memory, name).nbytes for name in ARRAYS) + watch.memory.table.data.nbytes


def test_an_hour_and_more_of_new_flights_keeps_memory_flat() -> None:
    site = Site(clocks=Clocks(forget=10.0 * MINUTE))
    watch, sizes = in_place(init(site)), []
    for columns, words, now in _turnover(90, alive=20, life=5.0, planned=False):
        watch, _ = step(told(words, watch), reports(columns), now)
        sizes.append(_bytes(watch))
    assert dict(summary(watch))["flights"] > 340
    assert len(watch.memory.keys) < 85  # those of the last quarter of an hour
    assert sizes[-1] == sizes[29]  # an hour of new flights, not a byte more
    assert len(watch.memory.flights) == len(watch.memory.book) == 0


def test_planned_flights_that_land_give_back_their_routes_and_their_tests_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forget, "WASTE", 512)  # as much less as there are fewer flights than over a sector
    site = Site(clocks=Clocks(forget=10.0 * MINUTE))
    watch, pieces, tests = in_place(init(site)), [], []
    for columns, words, now in _turnover(60, alive=30, life=5.0, planned=True):
        watch, _ = step(told(words, watch), reports(columns), now)
        pieces.append(watch.memory.used)
        tests.append(len(watch.memory.mode))
    assert dict(summary(watch))["flights"] > 350
    assert len(watch.memory.keys) < 125
    assert any(
        after < before for before, after in pairwise(pieces)
    )  # the table was written anew at least once
    assert max(pieces) < 0.8 * 12 * dict(summary(watch))["flights"]  # twelve a route
    assert tests[-1] == tests[29] > 0


def test_forgetting_changes_no_answer_however_the_reports_are_cut() -> None:
    """Flights come, fall silent for an hour and come back; some stray, one address is used twice."""
    parts = []
    for k in range(12):
        begun = T0 + 120.0 * k + np.arange(0.0, 600.0, 10.0)
        first = straight(fix("", 60.0, 8.0 * k), 1.6 + 0.02 * k, begun)
        second = straight(fix("", -300.0, 8.0 * k), 1.6, begun + 5400.0)
        for part in (first, second):
            part["key"][:] = k + 1
            parts.append(part)
    columns = join(*parts)
    columns = pick(columns, np.argsort(columns["t"], kind="stable"))
    words = [said(plan(), key=k + 1) for k in range(0, 12, 3)]
    until = float(columns["t"][-1]) + 600.0

    def fold(cuts: np.ndarray, forget: float):
        watch, lines = told(words, init(Site(clocks=Clocks(forget=forget)))), []
        for a, b in pairwise(cuts):
            part = pick(columns, (columns["t"] > a) & (columns["t"] <= b))
            watch, alerts = step(watch, reports(part, ((1, "ONE"), (2, "TWO"))), float(b))
            lines += alerts
        return watch, lines

    never = fold(np.array([0.0, until]), 1e9)[1]
    whole, kept = fold(np.array([0.0, until]), 1200.0)
    fine = fold(np.append(0.0, np.arange(T0, until + 37.0, 37.0).clip(max=until)), 1200.0)[1]
    assert dict(summary(whole))["forgotten"] > 0
    assert len(kept) > 4
    assert list(map(repr, kept)) == list(map(repr, fine)) == list(map(repr, never))


def test_who_comes_back_after_being_forgotten_begins_anew_without_an_alert() -> None:
    site = Site(clocks=Clocks(forget=10.0 * MINUTE))
    first = straight(fix("", 60.0), 90.0 * DEG, T0 + np.arange(0.0, 600.0, 5.0))
    watch, _ = step(init(site), reports(first, ((1, "ONE"),)), T0 + 600.0)
    watch, alerts = step(watch, reports({"t": np.zeros(0)}), T0 + 3600.0)
    assert alerts == ()
    assert len(watch.memory.keys) == 0
    assert watch.memory.flights == {}
    far = straight(fix("", -1500.0, 400.0), 90.0 * DEG, T0 + 3700.0 + np.arange(0.0, 600.0, 5.0))
    watch, alerts = step(watch, reports(far, ((1, "TWO"),)), T0 + 4300.0)
    assert alerts == ()
    assert dict(summary(watch))["second aircraft"] == 0
    assert watch.memory.flights[0].name == "TWO"


@pytest.mark.parametrize("how", ["plan", "word", "alert"])
def test_who_is_waited_for_is_not_forgotten(how: str) -> None:
    site = Site(clocks=Clocks(forget=10.0 * MINUTE))
    columns = straight(fix("", 60.0), 100.0 * DEG, T0 + np.arange(0.0, 900.0, 5.0))
    words = [said(plan())] if how in ("plan", "alert") else [said(plan(), T0 + 9000.0)]
    watch, alerts = step(told(words, init(site)), reports(columns), T0 + 900.0)
    assert bool(of(alerts, Rule.ROUTE)) == (how != "word")
    watch, _ = step(watch, reports({"t": np.zeros(0)}), T0 + 7200.0)
    assert watch.memory.keys.tolist() == [1]
