"""How flights end, and their alerts with them: landed, handed over, cancelled, no longer heard."""

from dataclasses import replace

import numpy as np
import pytest

from truecourse.earth.geodesy import direct, inverse
from truecourse.flight.airspace import Airspace
from truecourse.flight.alert import Phase, Rule
from truecourse.flight.assigned import Ended, Ending, Estimate, Permission, Special
from truecourse.flight.clearance import Clearance, Granted
from truecourse.watch.monitor import init, step, summary
from truecourse.watch.site import Clocks, Site
from watch.flights import (
    DEG,
    MINUTE,
    NM,
    ROUTE,
    SPEED,
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

HOUR, DAY = 3600.0, 86400.0
ALONG = float(inverse(ROUTE[0].lat, ROUTE[0].lon, ROUTE[1].lat, ROUTE[1].lon)[0])
FAR_IN = fix("start", 60.0)
TO_BBB = float(inverse(FAR_IN.lat, FAR_IN.lon, ROUTE[1].lat, ROUTE[1].lon)[0])
NOBODY = reports({"t": np.zeros(0)})


def _arriving(minutes: float = 8.0) -> dict[str, np.ndarray]:
    """Down from 3,000 m to 300 m, 60 NM before CCC to a few NM from it, and then out of sight."""
    columns = straight(fix("", 540.0), ALONG, every(5.0, minutes))
    columns["altitude"] = np.linspace(3000.0, 300.0, len(columns["t"]))
    return columns


def _over(alerts, rule):
    return of(alerts, rule, Phase.END)


def _square(east: float, north: float, half: float) -> Airspace:
    corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
    ring = np.array([[f.lat, f.lon] for f in (fix("", east + x, north + y) for x, y in corners)])
    return Airspace("danger", "prohibited", (ring,))


def test_low_near_the_destination_and_silent_is_landed_and_nowhere_else() -> None:
    watch, alerts = run(told([said(plan())]), _arriving(), T0 + 3 * HOUR)
    assert alerts == ()
    assert dict(summary(watch))["presumed landed"] == 1
    # The same descent in the middle of the route, or level at the destination, is a loss.
    middle = straight(fix("", 200.0), ALONG, every(5.0, 8))
    middle["altitude"] = np.linspace(3000.0, 300.0, len(middle["t"]))
    level = straight(fix("", 540.0), ALONG, every(5.0, 8))
    for columns in (middle, level):
        _, alerts = run(told([said(plan())]), columns, T0 + 3 * HOUR)
        assert len(of(alerts, Rule.LOST)) == len(of(alerts, Rule.ALERTING)) == 1


def test_an_arrival_that_was_cleared_to_land_must_be_told() -> None:
    cleared = said(Permission(T0 + 300, Special.LAND, until=T0 + 600), T0 + 300)
    watch, alerts = run(told([said(plan()), cleared]), _arriving(), T0 + 20 * MINUTE)
    assert len(of(alerts, Rule.LOST)) == 1
    (start,) = of(alerts, Rule.ALERTING)  # five minutes after the estimated time: Annex 11, 5.2.1 b 2
    assert dict(start.details)["code"] == "ALERFA"
    assert T0 + 900 < start.t <= T0 + 908
    landed = said(Ended(T0 + 1300, Ending.LANDED), T0 + 1300)
    _, alerts = step(told([landed], watch), NOBODY, T0 + DAY)
    assert {(a.rule, a.state, a.reason) for a in alerts} == {
        (Rule.LOST, Phase.END, "over: landed"),
        (Rule.ALERTING, Phase.END, "over: landed"),
    }


@pytest.mark.parametrize("why", list(Ending))
def test_what_somebody_knows_is_no_distress(why: Ending) -> None:
    columns = straight(FAR_IN, TO_BBB, every(5.0, 10))
    known = said(Ended(T0 + 700, why), T0 + 700)
    _, alerts = run(told([said(plan()), known]), columns, T0 + DAY)
    lost = [a.state for a in alerts if a.rule is Rule.LOST]
    if why is Ending.HANDED_OVER:  # known in time: the track was not lost yet, or it ends with the word
        assert lost == [Phase.START, Phase.END]
    assert of(alerts, Rule.ALERTING) == ([] if why is Ending.HANDED_OVER else of(alerts, Rule.ALERTING))
    early = said(Ended(T0 + 620, Ending.HANDED_OVER), T0 + 620)
    assert run(told([said(plan()), early]), columns, T0 + DAY)[1] == ()


def test_a_word_does_not_land_what_surveillance_has_aloft() -> None:
    off = straight(FAR_IN, TO_BBB + 10 * DEG, every(5.0, 20))
    for why in (Ending.LANDED, Ending.CANCELLED):
        word = said(Ended(T0 + 1190, why), T0 + 1190)
        watch, alerts = run(told([said(plan()), word]), off)
        assert of(alerts, Rule.ROUTE) != []
        assert _over(alerts, Rule.ROUTE) == []
        assert dict(summary(watch))[f"{why.value} by word, but seen aloft"] == 1


def test_a_flight_never_heard_is_missed_after_its_times() -> None:
    arrival = T0 + HOUR
    filed = said(replace(plan(), arrival=arrival))
    watch, _ = step(told([filed]), NOBODY, T0)
    watch, alerts = step(watch, NOBODY, T0 + 3 * HOUR)
    phases = [(dict(a.details)["code"], a.t - arrival) for a in of(alerts, Rule.ALERTING, None)]
    assert [code for code, _ in phases] == ["INCERFA", "ALERFA", "DETRESFA"]
    assert [t // MINUTE for _, t in phases] == [30, 60, 90]
    watch, _ = step(told([filed, said(Estimate(T0, ROUTE[0], T0 + 600, False))]), NOBODY, T0)
    _, alerts = step(watch, NOBODY, T0 + HOUR)
    assert T0 + 720 < of(alerts, Rule.ESTIMATE)[0].t <= T0 + 800
    assert T0 + 600 + 30 * MINUTE <= of(alerts, Rule.ALERTING)[0].t < T0 + 600 + 31 * MINUTE
    cancelled = said(Ended(T0 + 60, Ending.CANCELLED), T0 + 60)
    watch, _ = step(told([filed, cancelled]), NOBODY, T0)
    assert step(watch, NOBODY, T0 + DAY)[1] == ()


def test_the_longitudinal_alert_ends_with_its_last_estimate() -> None:
    slow = straight(FAR_IN, TO_BBB, every(5.0, 40))
    words = [said(plan()), said(Estimate(T0, ROUTE[1], T0 + 1000, False))]
    _, alerts = run(told(words), slow)
    (end,) = _over(alerts, Rule.ROUTE)
    assert end.reason == "over: BBB passed, by surveillance"
    # What the crew says does not end it while surveillance has the flight short of the fix.
    early = said(Estimate(T0 + 1100, ROUTE[1], T0 + 1090, True), T0 + 1100)
    _, alerts = run(told([*words, early]), pick(slow, slow["t"] < T0 + 1400))
    assert _over(alerts, Rule.ROUTE) == _over(alerts, Rule.ESTIMATE) == []
    # Out of sight there is nothing else, and that is said.
    dark = pick(slow, slow["t"] < T0 + 600)
    late = said(Estimate(T0 + 1900, ROUTE[1], T0 + 1860, True), T0 + 1900)
    _, alerts = run(told([*words, late]), dark, T0 + 2000)
    for rule in (Rule.ROUTE, Rule.ESTIMATE):
        assert "by its own report" in _over(alerts, rule)[0].reason


@pytest.mark.parametrize(("ends", "why"), [("lands", "landed"), ("vanishes", "no longer heard")])
def test_alerts_of_flights_that_land_or_vanish_end(ends: str, why: str) -> None:
    off = straight(FAR_IN, TO_BBB + 10 * DEG, every(5.0, 20))
    inside = straight(fix("", 30.0, -100.0), ALONG, every(4.0, 12), key=2)
    goes_on = straight(fix("", 40.0, 100.0), ALONG, every(4.0, 45), key=3)
    columns = join(off, inside, goes_on)
    columns["on_ground"] = (columns["t"] > T0 + 11 * MINUTE) & (columns["key"] == 2)
    columns["on_ground"] |= (columns["t"] > T0 + 19 * MINUTE) & (columns["key"] == 1)
    down = columns["on_ground"]
    columns["gs"], columns["altitude"] = np.where(down, 20.0, SPEED), np.where(down, 100.0, 10e3)
    if ends == "vanishes":
        columns = pick(columns, ~down)
    columns = pick(columns, np.argsort(columns["t"], kind="stable"))
    watch, alerts = run(told([said(plan())], init(areas=(_square(100.0, -100.0, 20.0),))), columns, T0 + DAY)
    for rule in (Rule.ROUTE, Rule.AREA):
        assert len(of(alerts, rule)) == 1
        (end,) = _over(alerts, rule)
        assert end.reason.startswith(f"over: {why}")
    still = 2 if ends == "vanishes" else 0  # LOST and ALERTING of the flight with a plan have their own life
    assert dict(summary(watch))["alerts out"] == still


def test_a_wrong_word_of_being_on_the_ground_hides_no_loss() -> None:
    columns = straight(FAR_IN, TO_BBB, every(5.0, 10))
    columns["on_ground"] = columns["t"] == columns["t"][-1]
    _, alerts = run(told([said(plan())]), columns, T0 + HOUR)
    assert len(of(alerts, Rule.LOST)) == len(of(alerts, Rule.ALERTING)) == 1


def test_an_overdue_estimate_is_repeated_more_and_more_seldom_and_ends() -> None:
    words = [said(plan()), said(Estimate(T0, ROUTE[1], T0 + 600, False))]
    dark = straight(FAR_IN, TO_BBB, every(5.0, 2))
    watch, alerts = run(told(words), dark)
    lines = list(alerts)
    for t in T0 + np.arange(10.0, 8 * 60.0, 10.0) * MINUTE:
        watch, alerts = step(watch, NOBODY, float(t))
        lines += alerts
    overdue = of(lines, Rule.ESTIMATE, None)
    assert len(overdue) <= 9
    assert "no longer heard" in overdue[-1].reason


def test_a_slow_feed_does_not_flap() -> None:
    parts = [straight(fix("", 60.0 + 50.0 * k), ALONG, every(60.0, 40), key=k) for k in (1, 2)]
    columns = join(*parts)
    columns = pick(columns, np.argsort(columns["t"], kind="stable"))
    assert of(run(init(), columns)[1], Rule.LOST, None) == []
    _, alerts = run(init(), columns, float(columns["t"][-1]) + 10 * MINUTE)
    (start,) = of(alerts, Rule.LOST, None)  # and it is found down, at four of its own intervals
    assert start.key == -1
    assert start.t - columns["t"][-1] == pytest.approx(240.0, abs=30.0)


def test_a_feed_that_comes_and_goes_is_down_until_it_stays() -> None:
    course, t = TO_BBB, every(4.0, 40)
    gone = (t - T0 > 10 * MINUTE) & (t - T0 < 30 * MINUTE) & ((t - T0) % 120.0 > 8.0)
    columns = join(*(straight(FAR_IN, course, t[~gone], key=k) for k in (1, 2, 3)))
    columns = pick(columns, np.argsort(columns["t"], kind="stable"))
    _, alerts = run(told([said(plan(), key=k) for k in (1, 2, 3)]), columns)
    assert [(a.key, a.state) for a in of(alerts, Rule.LOST, None)] == [(-1, Phase.START), (-1, Phase.END)]


def test_an_outage_excuses_a_flight_by_its_own_length_only() -> None:
    t = every(4.0, 40)
    down = (t - T0 > 10 * MINUTE) & (t - T0 < 20 * MINUTE)
    lost_before = t < T0 + 9.5 * MINUTE  # silent half a minute before the feed is
    parts = [straight(FAR_IN, TO_BBB, t[~down], key=k) for k in (1, 2)]
    parts.append(straight(FAR_IN, TO_BBB, t[lost_before], key=3))
    columns = join(*parts)
    columns = pick(columns, np.argsort(columns["t"], kind="stable"))
    _, alerts = run(told([said(plan(), key=k) for k in (1, 2, 3)]), columns)
    lost = [a for a in of(alerts, Rule.LOST) if a.key >= 0]
    assert [a.key for a in lost] == [3]
    assert T0 + 20 * MINUTE < lost[0].t < T0 + 22 * MINUTE


def test_flights_without_a_plan_are_told_lost_where_a_site_asks_for_it() -> None:
    heard = straight(fix("", 60.0), ALONG, every(5.0, 60), key=1)
    gone = pick(straight(fix("", 160.0), ALONG, every(5.0, 60), key=2), np.arange(100))
    columns = join(heard, gone)
    columns = pick(columns, np.argsort(columns["t"], kind="stable"))
    assert run(init(), columns)[1] == ()
    _, alerts = run(init(Site(clocks=Clocks(unplanned=True))), columns)
    assert [(a.key, a.severity.value) for a in of(alerts, Rule.LOST)] == [(2, "advisory")]


@pytest.mark.parametrize("ago", [180.0, 480.0, 1500.0])
def test_a_passage_reported_late_is_checked_against_the_last_half_hour(ago: float) -> None:
    flown = straight(FAR_IN, TO_BBB, every(5.0, 30))
    t, far = T0 + 1700.0, fix("FARFIX", 120.0, 150.0)
    lat, lon, _ = direct(FAR_IN.lat, FAR_IN.lon, TO_BBB, SPEED * (t - ago - T0))
    here = type(far)("HERE", float(lat), float(lon))
    for place, expected in ((far, 1), (here, 0)):
        word = said(Estimate(t, place, t - ago, True), t)
        alerts = of(run(told([said(plan()), word]), flown)[1], Rule.WAYPOINT)
        assert len(alerts) == expected
    to_far = float(inverse(lat, lon, far.lat, far.lon)[2]) / NM
    (start,) = of(
        run(told([said(plan()), said(Estimate(t, far, t - ago, True), t)]), flown)[1], Rule.WAYPOINT
    )
    assert dict(start.details)["distance_nm"] == pytest.approx(to_far, abs=0.1)


def test_direct_on_a_route_that_was_amended_keeps_the_rest_of_it() -> None:
    x, z = fix("X", 0.0), fix("Z", 600.0)
    p, q = fix("P", 150.0, 60.0), fix("Q", 300.0, 60.0)
    start = fix("s", 150.0, 60.0)
    to_q = float(inverse(start.lat, start.lon, q.lat, q.lon)[0])
    words = [
        said(plan((x, fix("Y", 300.0), z))), said(Clearance(T0, Granted.ROUTE, fixes=(p, q, z))),
    ]  # fmt: skip
    for wait in (60.0, 300.0):  # while it turns to the new route, and when it is on it
        direct_to = said(Clearance(T0 + wait, Granted.DIRECT, fix=q), T0 + wait)
        watch, _ = run(told([*words, direct_to]), straight(start, to_q, every(5.0, 10)))
        assert [f.name for f in watch.memory.flights[0].fixes][1:] == ["Q", "Z"]


def test_the_end_of_a_deviation_is_not_that_of_an_offset() -> None:
    lat, lon, _ = direct(FAR_IN.lat, FAR_IN.lon, TO_BBB + np.pi / 2, 12.0 * NM)
    beside = type(FAR_IN)("b", float(lat), float(lon))
    words = [
        said(plan()), said(Permission(T0, Special.OFFSET, 12.0 * NM)),
        said(Permission(T0 + 60, Special.DEVIATION, 5.0 * NM, T0 + 300), T0 + 60),
    ]  # fmt: skip
    assert of(run(told(words), straight(beside, TO_BBB, every(5.0, 20)))[1], Rule.ROUTE) == []


def test_an_area_that_was_crossed_is_not_entered_again() -> None:
    off = straight(FAR_IN, TO_BBB + 10 * DEG, every(5.0, 20))
    lat, lon, _ = direct(off["lat"][-1], off["lon"][-1], off["course"][-1], 60.0 * NM)
    corners = ((-0.006, -0.006), (-0.006, 0.006), (0.006, 0.006), (0.006, -0.006))  # anticlockwise
    ring = np.array([[lat + dy, lon + dx] for dy, dx in corners])
    watch = told([said(plan())], init(areas=(Airspace("danger", "prohibited", (ring,)),)))
    gone = float(off["t"][-1])
    _, alerts = run(watch, off, gone + 90 * MINUTE)
    lines = [a for a in of(alerts, Rule.AREA, None) if a.state is not Phase.END]
    assert lines
    passed = gone + 95.0 * NM / SPEED  # well beyond its far side
    assert [a.reason for a in lines if a.t > passed] == []
