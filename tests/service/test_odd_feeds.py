"""Odd feeds through the door, `truecourse watch FILE --json`, with the rules as they are: two aircraft with
one address, clocks that jump, a feed that stalls and comes back.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from truecourse import cli
from truecourse.earth.geodesy import inverse
from truecourse.feeds.heard.own import write_reports
from truecourse.feeds.instants import format_time
from truecourse.flight.reports import Heard
from watch.flights import DEG, ROUTE, T0, every, fix, join, pick, reports, straight

START = fix("start", 60.0)  # past the terminal area of the filed route
COURSE = float(inverse(START.lat, START.lon, ROUTE[1].lat, ROUTE[1].lon)[0])
STRAYS = straight(START, COURSE + 8 * DEG, every(10.0, 15), key=1)
STAYS = straight(START, COURSE, every(10.0, 15), key=2)
NAMES = ((1, "TST1"), (2, "TST2"))


def _by_arrival(*parts: dict) -> dict:
    columns = join(*({"received": part["t"]} | part for part in parts))
    return pick(columns, np.argsort(columns["received"], kind="stable"))


@pytest.fixture
def watched(tmp_path: Path, monkeypatch, capsys):
    """What the watch says of columns of reports, with both flights' plans: its alerts, and its summary."""
    points = [{"name": f.name, "lat_deg": f.lat / DEG, "lon_deg": f.lon / DEG} for f in ROUTE]
    plans = tmp_path / "plans.jsonl"
    plans.write_text("".join(
        json.dumps({"kind": "plan", "time": format_time(T0 - 600), "flight": name, "icao24": f"{key:06x}",
                    "points": points, "level_fl": 330}) + "\n"
        for key, name in NAMES
    ))  # fmt: skip

    def run(columns: dict, *more: str) -> tuple[list[dict], str]:
        path = tmp_path / "feed.parquet"
        path.write_bytes(write_reports(reports(columns, NAMES)))
        words = ["truecourse", "watch", str(path), "--plan", str(plans), "--json", *more]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        assert (end.value.code or 0) == 0, err
        return [json.loads(line) for line in out.splitlines()], err

    return run


def _of(alerts: list[dict], rule: str, state: str = "start") -> list[dict]:
    return [alert for alert in alerts if (alert["rule"], alert["state"]) == (rule, state)]


def test_two_aircraft_with_one_address(watched) -> None:
    """The first is followed, the other counted; neither hides the first's deviation nor is it a deceit."""
    alone, _ = watched(_by_arrival(STRAYS, STAYS))
    other = straight(fix("other", 60.0, 200.0), COURSE, every(10.0, 15), key=1)
    other["t"] = other["t"] + 3.0
    both, said = watched(_by_arrival(STRAYS, STAYS, other))
    (before,), (after,) = _of(alone, "ROUTE"), _of(both, "ROUTE")
    assert after["flight"] == "TST1"
    assert after["cross_track_nm"] == pytest.approx(before["cross_track_nm"], abs=0.1)
    assert after["since"] == before["since"]
    assert _of(both, "GNSS") == []
    assert f"{len(other['t'])} second aircraft" in said


def test_two_aircraft_with_one_address_that_both_broadcast(watched) -> None:
    one = straight(START, COURSE, every(1.0, 12), key=2, heard=Heard.ADS_B)
    other = straight(fix("other", 60.0, 200.0), COURSE, every(1.0, 12), key=2, heard=Heard.ADS_B)
    other["t"] = other["t"] + 0.5
    alerts, said = watched(_by_arrival(one, other))
    assert alerts == []
    assert "second aircraft" in said


def test_a_clock_that_jumps_ahead_and_back(watched) -> None:
    """One flight's time stamps are an hour ahead for three minutes: counted, and nobody else is affected."""
    late = {"received": STAYS["t"]} | {name: column.copy() for name, column in STAYS.items()}
    late["t"][30:48] += 3600.0
    before, _ = watched(_by_arrival(STRAYS, STAYS))
    after, said = watched(_by_arrival(STRAYS, late))
    assert [a for a in after if a["flight"] == "TST1"] == [a for a in before if a["flight"] == "TST1"]
    assert "18 future-dated" in said


def test_a_clock_of_the_receiver_that_jumps_back(watched) -> None:
    """From the middle on everything is stamped an hour earlier, arrival too: it is read, and it ends."""
    both = _by_arrival(STRAYS, STAYS)
    half = len(both["t"]) // 2
    for name in ("t", "received"):
        both[name] = both[name].copy()
        both[name][half:] -= 3600.0
    alerts, said = watched(both)
    assert f"{len(both['t'])} taken" in said
    assert {a["flight"] for a in _of(alerts, "ROUTE")} <= {"TST1"}


def test_a_feed_that_stalls_and_comes_back(watched) -> None:
    """Five minutes without a report of any flight are one fault of the feed, not a lost track each; it is
    back when it has stayed back for half a minute.
    """

    def gap(part: dict) -> dict:
        return pick(part, (part["t"] < T0 + 240.0) | (part["t"] > T0 + 540.0))

    alerts, _ = watched(_by_arrival(gap(STRAYS), gap(STAYS)))
    (lost,), (back,) = _of(alerts, "LOST"), _of(alerts, "LOST", "end")
    assert lost["flight"] == back["flight"] == "feed"
    assert T0 + 240.0 < _seconds(lost) < T0 + 300.0
    assert T0 + 570.0 <= _seconds(back) < T0 + 590.0
    assert {a["flight"] for a in _of(alerts, "ROUTE")} == {"TST1"}


def _seconds(alert: dict) -> float:
    return float(np.datetime64(alert["time"].removesuffix("Z"), "ms").astype(np.int64)) / 1e3
