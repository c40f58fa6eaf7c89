"""GNSS: deceit is found while it happens, from when to when; odd flights and broken clocks are not it."""

import gzip
import json
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.earth import geodesy
from truecourse.flight.alert import Phase, Rule, Severity
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.watch import gnss
from truecourse.watch.monitor import init, step, summary

KT, FT = 1852.0 / 3600.0, 0.3048
T0 = 1.7e9


def _straight(n=1200, gs=240.0, course=1.0, altitude=11000.0, turn=0.0):
    """A second apart: columns of a flight that flies as it says."""
    t = np.arange(n, dtype=float)
    courses = course + turn * t
    columns = blank(n)
    lat, lon = np.empty(n), np.empty(n)
    lat[0], lon[0] = 0.9, 3.1
    north, east = gs * np.cos(courses), gs * np.sin(courses)
    steps_n, steps_e = 0.5 * (north[1:] + north[:-1]), 0.5 * (east[1:] + east[:-1])
    for k in range(n - 1):
        lat[k + 1], lon[k + 1], _ = geodesy.direct(
            lat[k], lon[k], np.arctan2(steps_e[k], steps_n[k]), np.hypot(steps_n[k], steps_e[k])
        )
    quantum = 0.5 * KT * np.sin(t)  # what makes a velocity new each second
    columns |= {"t": T0 + t, "received": T0 + t, "lat": lat, "lon": lon, "gs": gs + quantum}
    columns["course"] = np.angle(np.exp(1j * courses))
    columns["altitude"][:] = altitude
    columns["vertical_rate"][:] = 0.0
    return columns


def _found(columns):
    n = columns["t"].size
    state, findings = gnss.update(gnss.init(1), np.zeros(n, np.int64), Reports(**columns))
    return state, [
        (int(k), s - T0, u - T0)
        for k, s, u in zip(findings.kind, findings.since, findings.until, strict=True)
    ]


def _move(columns, part, north, east):
    columns["lat"][part] += north / 6.37e6
    columns["lon"][part] += east / 6.37e6 / np.cos(columns["lat"][part])
    columns["lon"] = np.angle(np.exp(1j * columns["lon"]))


@given(st.floats(60.0, 300.0), st.floats(-3.1, 3.1), st.floats(-0.03, 0.03), st.floats(0.0, 12000.0))
@settings(max_examples=25)
def test_a_flight_that_flies_as_it_says_is_believed(gs, course, turn, altitude) -> None:
    turn = float(np.clip(turn, -9.0 / gs, 9.0 / gs))  # at most 43 degrees of bank
    state, found = _found(_straight(300, gs, course, altitude, turn))
    assert found == []
    assert state["faults"][0] == 0


def test_a_jump_has_a_beginning_and_an_end() -> None:
    columns = _straight()
    _move(columns, slice(400, 800), 40e3, -60e3)
    (kind, since, until), end = _found(columns)[1]
    assert (kind, since) == (gnss.JUMP, 400.0)
    assert np.isnan(until)
    assert end == (gnss.JUMP, 400.0, 800.0)


def test_a_frozen_position_is_found_and_a_repeated_report_is_not_frozen() -> None:
    columns = _straight()
    for name in ("lat", "lon"):
        columns[name][400:700] = columns[name][400]
    assert _found(columns)[1][0][:2] == (gnss.FREEZE, 400.0)
    for name in ("gs", "course"):
        columns[name][400:700] = columns[name][400]
    assert _found(columns)[1] == []


def test_a_circle_that_nobody_could_bank_for() -> None:
    columns = _straight(300)
    circle = _straight(300, gs=150.0, turn=0.12, altitude=3000.0)  # 61 degrees of bank
    kinds = {kind for kind, _, _ in _found(circle)[1]}
    assert kinds == {gnss.CIRCLE}
    assert _found(columns)[1] == []


def test_a_drag_is_found_by_its_own_velocity_and_by_radar(validation) -> None:
    columns = _straight()
    drag = np.clip(np.arange(1200.0) - 300.0, 0.0, 600.0) * 30.0
    _move(columns, slice(None), drag, 0.0)
    (kind, since, _), *_ = _found(columns)[1]
    assert kind == gnss.DRAGGED
    validation("watch", "GNSS: begin of a drag of 30 m/s against its own velocity, late by", since - 300.0,
               "s", 60.0, "simulated")  # fmt: skip
    assert 0.0 <= since - 300.0 < 60.0
    honest, both = _straight(), {}
    broadcast = _straight()
    slow = np.clip(np.arange(1200.0) - 300.0, 0.0, 900.0) * 7.0  # too slow for its own velocity to tell
    _move(broadcast, slice(None), slow, 0.0)
    honest["heard"][:] = Heard.SECONDARY
    seen = np.arange(0, 1200, 8)
    for name in broadcast:
        together = np.concatenate([broadcast[name], honest[name][seen]])
        both[name] = together[np.argsort(np.concatenate([broadcast["t"], honest["t"][seen]]), kind="stable")]
    assert _found(broadcast)[1] == []
    (kind, since, _), *_ = _found(both)[1]
    assert kind == gnss.DRAGGED
    assert since - 300.0 == pytest.approx(gnss_beside() / 7.0, abs=60.0)


def gnss_beside() -> float:
    """Metres at which radar disagrees."""
    return 2 * 1852.0


def test_a_clock_is_named_a_clock_and_one_wild_position_is_nothing() -> None:
    columns = _straight()
    columns["t"][600:] -= 90.0  # stamps behind: as if it had leapt ahead on its own course
    late = {name: np.delete(column, np.arange(510, 600)) for name, column in columns.items()}
    found = _found(late)[1]
    assert found[0][0] == gnss.CLOCK
    columns = _straight()
    for at in (100, 300, 301, 700):
        _move(columns, slice(at, at + 1), 30e3, 1e4 * at)
    state, found = _found(columns)
    assert found == []
    assert state["faults"][0] == 4


@cache
def _recording(shared, name):
    """Columns of a recording in the order of time, and the address of each row."""
    with gzip.open(shared / "data" / "adsb" / f"{name}.json.gz", "rt") as file:
        data = json.load(file)
    if isinstance(data, dict):
        data = [
            dict(zip(data, row, strict=True))
            for row in zip(*(c.values() for c in data.values()), strict=True)
        ]
    data.sort(key=lambda row: row["timestamp"])
    number = lambda key, per=1.0: np.array([  # noqa: E731
        np.nan if row.get(key) is None else float(row[key]) * per for row in data])  # fmt: skip
    columns = blank(len(data))
    columns |= {
        "t": number("timestamp", 1e-3), "lat": np.radians(number("latitude")),
        "lon": np.radians(number("longitude")), "altitude": number("altitude", FT),
        "gs": number("groundspeed", KT), "course": np.radians(number("track")),
        "vertical_rate": number("vertical_rate", FT / 60.0),
    }  # fmt: skip
    columns["on_ground"] = np.array([bool(row.get("onground")) for row in data])
    _, slots = np.unique([str(row["icao24"]) for row in data], return_inverse=True)
    return columns, slots.astype(np.int64)


def _watched(shared, name):
    columns, slots = _recording(shared, name)
    return columns, slots, gnss.update(gnss.init(slots.max() + 1), slots, Reports(**columns))[1]


def test_the_spoofed_flight_is_found_while_it_is_spoofed(shared, validation) -> None:
    _, _, findings = _watched(shared, "noisy_spoofing")
    deceit = findings.kind != gnss.CLOCK
    begun, ended = findings.t[deceit]
    # 09:24:25, the first position west of Lviv after silence, and 09:58:11, the first over the Baltic again
    begin, end = 1726565065.0, 1726567091.0
    assert findings.since[deceit][0] == begin
    assert findings.until[deceit][1] == end
    validation("watch", "GNSS: the spoofed recording, found after", begun - begin, "s", 60.0, "recording")
    assert begun - begin < 60.0
    assert ended - end < 60.0
    assert "until 09:58:11" in gnss.words(findings, int(np.flatnonzero(deceit)[1]))


def test_broken_time_stamps_are_a_clock_and_not_spoofing(shared) -> None:
    findings = _watched(shared, "noisy_time_issue")[2]
    assert findings.row.size > 0
    assert set(findings.kind) == {gnss.CLOCK}


@pytest.mark.parametrize("name", ["inflight_refuelling", "aircraft_carrier", "elal747", "belevingsvlucht"])
def test_odd_but_honest_flights_are_left_alone(shared, name) -> None:
    columns, _, findings = _watched(shared, name)
    assert columns["t"].size > 2000
    assert findings.row.size == 0


def test_nuisance_over_paris(shared, validation) -> None:
    columns, slots, findings = _watched(shared, "quickstart")
    hours = np.sum(~columns["on_ground"]) / 3600.0
    began = np.isnan(findings.until)
    deceit = int(np.sum(began & (findings.kind != gnss.CLOCK)))
    clocks = np.unique(findings.slot[began & (findings.kind == gnss.CLOCK)]).size
    validation("watch", "GNSS: false alerts of spoofing over Paris, per 1,000 flight hours",
               1000.0 * deceit / hours, "", 1.0, f"{hours:.0f} h of {slots.max() + 1} aircraft")  # fmt: skip
    validation("watch", "GNSS: flights over Paris said to have altitudes of another time", clocks, "", "none",
               "213 aircraft")  # fmt: skip
    assert deceit == 0


def _told(shared, name):
    """GNSS alerts of a recording through the whole watch."""
    columns, slots = _recording(shared, name)
    columns = columns | {"key": slots, "received": columns["t"]}
    watch, alerts = step(init(), Reports(**columns), float(columns["t"].max()))
    return dict(summary(watch)), [alert for alert in alerts if alert.rule is Rule.GNSS]


def test_the_watch_says_spoofing_while_it_happens_and_when_it_ended(shared, validation) -> None:
    _, (begins, ends) = _told(shared, "noisy_spoofing")
    assert (begins.state, ends.state) == (Phase.START, Phase.END)
    assert begins.severity is not Severity.ADVISORY
    assert begins.since == 1726565065.0
    late = begins.t - begins.since
    validation("watch", "the watch says that the spoofed flight is spoofed, after", late, "s",
               60.0, "recording")  # fmt: skip
    assert late < 60.0
    assert dict(ends.details)["lasted_s"] == 1726567091.0 - 1726565065.0
    assert "since 09:24:25, until 09:58:11" in ends.reason


def test_the_watch_says_a_clock_of_a_clock(shared) -> None:
    _, alerts = _told(shared, "noisy_time_issue")
    assert {dict(alert.details)["kind"] for alert in alerts} == {"clock"}
    assert {alert.severity for alert in alerts} == {Severity.ADVISORY}


@pytest.mark.parametrize("name", ["inflight_refuelling", "aircraft_carrier", "elal747", "belevingsvlucht"])
def test_the_watch_is_quiet_about_odd_but_honest_flights(shared, name) -> None:
    counts, alerts = _told(shared, name)
    assert counts["taken"] > 2000
    assert alerts == []
