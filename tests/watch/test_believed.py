"""What is believed of what is heard: messages that each hold a part, radar against broadcast, wild places."""

import numpy as np
import pytest

from truecourse.earth.geodesy import direct, inverse
from truecourse.feeds.heard import live
from truecourse.flight.alert import Alert, Phase, Rule
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.reports import Heard
from truecourse.watch.monitor import init, step, summary
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
    run,
    said,
    straight,
    told,
)  # fmt: skip

START = fix("start", 60.0)
COURSE = float(inverse(START.lat, START.lon, ROUTE[1].lat, ROUTE[1].lon)[0])
VECTOR = said(Clearance(T0, Granted.HEADING, heading_magnetic=1.5))
OFF = 8.0 * DEG


def _copy(columns):
    return {name: column.copy() for name, column in columns.items()}


def _in_order(*parts):
    columns = join(*parts)
    return pick(columns, np.argsort(columns["t"], kind="stable"))


def _split(columns, after=0.25):
    """As raw feeds have it: places in some messages, velocities in others."""
    places, velocities = _copy(columns), _copy(columns)
    for name in ("gs", "course"):
        places[name][:] = np.nan
    for name in ("lat", "lon", "altitude"):
        velocities[name][:] = np.nan
    velocities["t"] = velocities["t"] + after
    return _in_order(places, velocities)


def _frozen(columns):
    for name in ("lat", "lon"):
        columns[name][300:] = columns[name][300]
    return columns


def _dragged(columns):
    away = 30.0 * np.maximum(0.0, columns["t"] - T0 - 300.0)
    columns["lat"], columns["lon"], _ = direct(columns["lat"], columns["lon"], np.zeros(away.size), away)
    return columns


def _starts(columns, words=None, rule=Rule.ROUTE) -> list[Alert]:
    return of(run(told(words or [said(plan())]), columns)[1], rule)


@pytest.mark.parametrize("deceit", [_frozen, _dragged])
def test_deceit_is_found_where_place_and_velocity_come_in_messages_of_their_own(deceit) -> None:
    columns = deceit(straight(START, COURSE, every(1.0, 12), heard=Heard.ADS_B))
    (whole,) = _starts(columns, rule=Rule.GNSS)
    (split,) = _starts(_split(columns), rule=Rule.GNSS)
    assert (split.reason, split.t) == (whole.reason, pytest.approx(whole.t, abs=5.0))
    assert whole.t < T0 + 7 * MINUTE
    honest = straight(START, COURSE, every(1.0, 12), heard=Heard.ADS_B)
    assert run(told([said(plan())]), _split(honest))[1] == ()


def test_a_flight_whose_places_are_not_heard_for_a_while_is_not_frozen() -> None:
    columns = _split(straight(START, COURSE, every(1.0, 12), heard=Heard.ADS_B))
    silent = (columns["t"] > T0 + 300.0) & (columns["t"] < T0 + 500.0)
    heard = pick(columns, ~(silent & np.isfinite(columns["lat"])))
    assert _starts(heard, rule=Rule.GNSS) == []


def test_frozen_places_and_one_and_the_same_velocity_through_the_sbs_decoder() -> None:
    decoder, watch, alerts = live.start("sbs"), init(), []
    for i in range(420):
        t, k = T0 + i, min(i, 120)
        at = np.datetime64(int(t * 1e3), "ms").item().strftime("%Y/%m/%d,%H:%M:%S.%f")[:-3]
        lon = np.degrees(START.lon + SPEED * k / 6378e3 / np.cos(START.lat))
        head = f"1,1,484506,1,{at},{at},"
        lines = f"MSG,3,{head},35000,,,{np.degrees(START.lat):.6f},{lon:.6f},,,0,0,0,0\r\n"
        lines += f"MSG,4,{head},,466,90,,,0,,,,,\r\n"
        decoder, heard, _ = live.decode(decoder, lines.encode(), t + 0.4)
        watch, more = step(watch, heard, t + 0.4)
        alerts += more
    (found,) = of(alerts, Rule.GNSS)
    assert "stands still" in found.reason
    assert T0 + 130.0 < found.t < T0 + 180.0


@pytest.mark.parametrize("nth", [1, 2, 4])
def test_a_heading_that_comes_only_now_and_then_is_kept_until_the_next(nth: int) -> None:
    columns = straight(START, 1.5, every(5.0, 10), heading_magnetic=1.5 + 15 * DEG)
    columns["heading_magnetic"][np.arange(columns["t"].size) % nth != 0] = np.nan
    (start,) = _starts(columns, [VECTOR], Rule.HEADING)
    assert start.reason == "heading 101 magnetic, cleared heading 086"
    assert start.t <= T0 + 200.0


def test_a_heading_heard_without_a_place_is_judged_and_after_a_while_the_course_is() -> None:
    columns = straight(START, 1.5, every(5.0, 10))
    headings = _copy(columns)
    headings["t"] = headings["t"] + 1.0
    headings["lat"][:] = np.nan
    columns["heading_magnetic"] = np.full(columns["t"].size, np.nan)
    headings["heading_magnetic"] = np.full(columns["t"].size, 1.5 + 15 * DEG)
    assert len(_starts(_in_order(columns, headings), [VECTOR], Rule.HEADING)) == 1
    assert _starts(columns, [VECTOR], Rule.HEADING) == []
    early = pick(headings, headings["t"] < T0 + 250.0)
    columns["course"][:] = 1.5 + 45 * DEG
    (start,) = _starts(_in_order(columns, early), [VECTOR], Rule.HEADING)
    assert start.reason.startswith("heading")


def _both(broadcast, radar):
    radar = _copy(radar)
    radar["t"] = radar["t"] + 0.5
    return _in_order(broadcast, radar)


def test_radar_is_believed_against_a_broadcast_that_claims_to_be_on_the_route() -> None:
    claims = straight(START, COURSE, every(1.0, 12), heard=Heard.ADS_B)
    radar = straight(START, COURSE + OFF, every(4.0, 12))
    (alone,) = _starts(radar)
    both = _both(claims, radar)
    (beside,) = _starts(both)
    assert beside.t <= alone.t + 12.0
    assert dict(beside.details)["cross_track_nm"] == pytest.approx(
        dict(alone.details)["cross_track_nm"], abs=0.2
    )
    assert len(_starts(both, rule=Rule.GNSS)) == 1


def test_radar_that_comes_later_takes_the_flight_back_and_one_false_plot_does_not() -> None:
    claims = straight(START, COURSE, every(1.0, 20), heard=Heard.ADS_B)
    radar = straight(START, COURSE + OFF, every(4.0, 20))
    late = pick(radar, radar["t"] > T0 + 400.0)
    (start,) = _starts(_both(claims, late))
    assert T0 + 400.0 < start.t < T0 + 520.0
    assert _starts(_both(claims, pick(radar, np.array([200])))) == []


def test_radar_and_broadcast_that_agree_are_one_aircraft_through_a_turn() -> None:
    first = straight(START, COURSE, every(1.0, 5), heard=Heard.ADS_B)
    corner = type(START)("", float(first["lat"][-1]), float(first["lon"][-1]))
    turned = straight(corner, COURSE + np.pi / 2, every(1.0, 5), heard=Heard.ADS_B)
    turned["t"] = turned["t"] + 301.0
    broadcast = join(first, turned)
    radar = pick(_copy(broadcast), np.arange(0, broadcast["t"].size, 12))
    radar["heard"][:] = Heard.SECONDARY
    radar["lat"] = radar["lat"] + np.random.default_rng(1).normal(0.0, 0.3 * NM, radar["t"].size) / 6.371e6
    watch, _ = run(init(), _both(broadcast, radar))
    assert dict(summary(watch))["second aircraft"] == 0


def test_when_radar_is_heard_no_more_broadcasts_are_taken_again() -> None:
    claims = straight(START, COURSE, every(1.0, 30), heard=Heard.ADS_B)
    radar = straight(START, COURSE + OFF, every(4.0, 10))
    watch, _ = run(told([said(plan())]), _both(claims, radar))
    row = watch.memory.rows[0]
    assert row["t"] == T0 + 30 * MINUTE
    assert row["lat"] == claims["lat"][-1]


@pytest.mark.parametrize("heard", [Heard.SECONDARY, Heard.ADS_B])
@pytest.mark.parametrize("wild", [-40.0, 53.0])
def test_one_wild_first_place_does_not_silence_the_route(wild: float, heard: Heard) -> None:
    good = straight(START, COURSE + OFF, every(5.0, 20), heard=heard)
    first = pick(_copy(good), np.array([0]))
    first["lat"][:], first["t"][:] = wild * DEG, T0 - 5.0
    (alone,) = _starts(good)
    (beside,) = _starts(join(first, good))
    assert beside.t <= alone.t + 30.0
    (late,) = _starts(join(first, pick(good, good["t"] > T0 + 420.0)))
    assert late.t < T0 + 420.0 + 3 * MINUTE


def test_a_flight_whose_broadcasts_jump_is_not_judged_where_they_say_it_is() -> None:
    columns = straight(START, COURSE, every(4.0, 20), heard=Heard.ADS_B)
    columns["lat"][150:] += 0.02
    near = pick(columns, columns["t"] < T0 + 780.0)  # before it could have flown there
    _, alerts = run(told([said(plan())]), near)
    assert len(of(alerts, Rule.GNSS)) == 1
    assert of(alerts, Rule.ROUTE) == []
    radar = straight(START, COURSE + OFF, every(4.0, 20))  # but where radar sees it, it is
    late = pick(radar, (radar["t"] > T0 + 500.0) & (radar["t"] < T0 + 780.0))
    assert len(_starts(_both(near, late))) == 1


def test_one_wild_place_later_on_changes_nothing() -> None:
    good = straight(START, COURSE + OFF, every(5.0, 20))
    wild = pick(_copy(good), np.array([30, 60]))
    wild["lat"], wild["t"] = wild["lat"] + 10.0 * DEG, wild["t"] + 1.0
    strip = [(a.rule, a.t, a.state) for a in run(told([said(plan())]), good)[1]]
    assert [(a.rule, a.t, a.state) for a in run(told([said(plan())]), _in_order(good, wild))[1]] == strip


def test_a_stray_flag_for_the_ground_at_a_cruising_level_silences_nothing() -> None:
    one, other = straight(START, COURSE, every(5.0, 5)), straight(START, COURSE, every(5.0, 45), key=2)
    for columns in (one, other):
        columns["on_ground"] = np.zeros(columns["t"].size, np.bool_)
    one["on_ground"][-1] = True
    _, alerts = run(told([said(plan())]), _in_order(one, other))
    assert {a.rule for a in alerts if a.key == 1} == {Rule.LOST, Rule.ALERTING}


@pytest.mark.parametrize(("altitude", "gs"), [(30.0, 75.0), (1640.0, 12.0), (np.nan, 70.0), (4411.0, 30.0)])
def test_a_flight_that_lands_is_on_the_ground(altitude: float, gs: float) -> None:
    one = straight(START, COURSE, every(5.0, 5), altitude=altitude, gs=gs)
    other = straight(START, COURSE, every(5.0, 45), key=2)
    one["on_ground"], other["on_ground"] = (
        np.ones(one["t"].size, np.bool_),
        np.zeros(other["t"].size, np.bool_),
    )
    _, alerts = run(told([said(plan())]), _in_order(one, other))
    assert [a for a in alerts if a.key == 1] == []


def test_a_broadcast_that_radar_has_shown_false_ends_no_alert_when_radar_is_gone() -> None:
    """Radar has the flight off its route until it ends; what it says then is what it said all along."""
    claims = straight(START, COURSE, every(1.0, 25), heard=Heard.ADS_B)
    radar = straight(START, COURSE + OFF, every(4.0, 12))
    alerts = run(told([said(plan())]), _both(claims, radar))[1]
    assert len(of(alerts, Rule.GNSS)) == 1
    assert len(of(alerts, Rule.ROUTE)) == 1
    assert of(alerts, Rule.ROUTE, Phase.END) == []
