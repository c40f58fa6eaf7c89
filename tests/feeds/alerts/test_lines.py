"""Alerts written are read back the same; what is not an alert is refused in one sentence."""

import json
from dataclasses import replace
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.alerts.invented import alert
from truecourse.feeds.alerts.geojson import append, begin_collection
from truecourse.feeds.alerts.lines import COMMON, read_alerts, read_line, write_line
from truecourse.feeds.alerts.people import sentence
from truecourse.feeds.errors import CaseError
from truecourse.flight.alert import Alert, Phase, Rule, Severity

NAMES = st.text(min_size=1, max_size=20).filter(lambda name: name not in COMMON)
VALUES = st.one_of(st.floats(-1e12, 1e12), st.text(max_size=20))
ALERTS = st.builds(
    Alert,
    t=st.integers(-(10**9), 1_800_000_000).map(float),
    since=st.one_of(st.just(0.0), st.integers(0, 1_800_000_000).map(float)),
    key=st.integers(-(2**63), 2**63 - 1),
    flight=st.text(max_size=10),
    rule=st.sampled_from(Rule),
    severity=st.sampled_from(Severity),
    state=st.sampled_from(Phase),
    reason=st.text(max_size=80),
    details=st.dictionaries(NAMES, VALUES, max_size=4).map(lambda found: tuple(found.items())),
)


@given(ALERTS)
def test_a_line_read_back_is_the_alert(written):
    line = write_line(written)
    assert "\n" not in line
    assert read_line(line, "here") == written


def test_the_fields_every_line_has_come_first_and_by_their_names():
    wire = json.loads(write_line(alert(cross_track_nm=12.5)))
    assert list(wire)[:6] == ["time", "flight", "rule", "severity", "state", "reason"]
    assert (wire["time"], wire["rule"], wire["state"]) == ("1983-08-31T12:00:00Z", "ROUTE", "start")
    assert wire["cross_track_nm"] == 12.5


def test_a_number_that_is_not_known_is_null_and_not_a_word_json_lacks():
    line = write_line(alert(cross_track_nm=nan))
    assert json.loads(line)["cross_track_nm"] is None
    assert isnan(dict(read_line(line, "here").details)["cross_track_nm"])


def test_a_detail_may_not_pretend_to_be_another_field():
    pretender = alert(Rule.AREA)
    with pytest.raises(ValueError, match="flight"):
        write_line(replace(pretender, details=(("flight", "B"),)))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"rule": "ROUT"}, "rule"), ({"time": "noon"}, "time"), ({"severity": 3}, "severity"),
        ({"state": "over"}, "state"), ({"key": 2**70}, "key"), ({"deep": [1]}, "deep"),
        ({"flight": None}, "flight"),
    ],
)  # fmt: skip
def test_what_is_not_an_alert_is_refused_by_line_and_field(tmp_path, change, named):
    path = tmp_path / "alerts.jsonl"
    wrong = json.dumps(json.loads(write_line(alert())) | change)
    path.write_text(f"{write_line(alert())}\n\n{wrong}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=rf"alerts\.jsonl, line 3: its .*{named}"):
        list(read_alerts(path))


@given(st.text(max_size=200))
def test_any_text_is_an_alert_or_one_sentence(text):
    try:
        found = read_line(text, "here")
    except CaseError as error:
        assert str(error).startswith("here: ")
    else:
        assert isinstance(found, Alert)


def test_the_map_is_whole_after_every_alert(tmp_path):
    path = tmp_path / "alerts.geojson"
    with begin_collection(path) as file:
        assert json.loads(path.read_text())["features"] == []
        for n in range(3):
            append(file, alert(lat_deg=60.0 + n, lon_deg=-179.5, key=n))
            found = json.loads(path.read_text())["features"]
            assert [f["properties"]["key"] for f in found] == list(range(n + 1))
        append(file, alert())
    found = json.loads(path.read_text())["features"]
    assert found[2]["geometry"] == {"type": "Point", "coordinates": [-179.5, 62.0]}
    assert found[3]["geometry"] is None


def test_a_line_for_people_is_one_line_that_no_callsign_can_break():
    line = sentence(alert(flight="A\x1b[31m\nB", rule=Rule.AREA)).plain
    assert line.startswith("1983-08-31 12:00:00  A?[31m?B")
    assert "\n" not in line
    assert "\x1b" not in line
    assert "AREA" in line
