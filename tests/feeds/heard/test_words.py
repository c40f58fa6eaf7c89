"""Flight plans, clearances, permissions, estimates and position reports as they are written."""

import json
from math import degrees, isnan, radians
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.earth.geodesy import inverse
from truecourse.feeds.heard.identity import key_of_name
from truecourse.feeds.heard.words import parse_words, read_words
from truecourse.feeds.instants import parse_time
from truecourse.flight.assigned import Ended, Ending, Estimate, Permission, Special
from truecourse.flight.clearance import Granted
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan
from truecourse.flight.reports import Heard

PLACES = tuple(
    Fix(name, radians(lat), radians(lon))
    for name, lat, lon in [
        ("PANC", 61.174, -149.996), ("RKSI", 37.463, 126.44), ("BET", 60.785, -161.824),
        ("NABIE", 59.3, -171.757), ("NEEVA", 54.67, 172.3),
        ("DVR", 51.1626, 1.3592), ("DUB", 53.4993, -6.3069), ("TWICE", 50.0, 0.0), ("TWICE", 59.0, -170.0),
    ]
)  # fmt: skip
FPL = """(FPL-KAL007-IS
-B742/H-SDHIRWY/C
-PANC1250
-M084F310 DCT BET DCT NABIE/M084F330 DCT NEEVA DCT
-RKSI0753 RKPK
-DOF/830831 REG/HL7442 CODE/71BA02)"""
T = "1983-08-31T14:32:00Z"


def say(*rows: dict, **given: object):
    return parse_words("\n".join(json.dumps(row) for row in rows), PLACES, **given)


def test_a_filed_plan() -> None:
    words = parse_words(FPL, PLACES)
    (said,) = words.assigned
    assert words.tally.wrong == {}
    assert (said.key, said.flight) == (0x71BA02, "KAL007")
    assert said.t == parse_time("1983-08-31T12:50:00Z")
    assert isinstance(said.word, FlightPlan)
    assert [p.fix.name for p in said.word.points] == ["PANC", "BET", "NABIE", "NEEVA", "RKSI"]
    assert said.word.points[2].altitude == pytest.approx(33000 * 0.3048)
    assert said.word.altitude == pytest.approx(31000 * 0.3048)


def test_a_plan_without_a_date_is_of_the_nearest_day() -> None:
    undated = FPL.replace("DOF/830831 ", "")
    for clock in ("1983-08-31T02:00:00Z", "1983-08-31T23:50:00Z"):
        (said,) = parse_words(undated, PLACES, near=parse_time(clock)).assigned
        assert said.t == parse_time("1983-08-31T12:50:00Z")
    assert "add DOF/" in parse_words(undated, PLACES).tally.examples["not understood"]


def test_without_an_address_the_name_is_the_key() -> None:
    words = parse_words(FPL.replace(" CODE/71BA02", ""), PLACES)
    assert words.assigned[0].key == key_of_name("KAL007")


def test_every_kind_of_word() -> None:
    words = say(
        {"time": T, "flight": "kal007", "kind": "heading", "heading_magnetic_deg": 246},
        {"time": T, "flight": "KAL007", "kind": "direct", "fix": "BET"},
        {"time": T, "flight": "KAL007", "kind": "level", "level_fl": 350},
        {"time": T, "flight": "KAL007", "kind": "route", "route": ["NABIE", "5440N17218E"]},
        {"time": T, "flight": "KAL007", "kind": "offset", "offset_nm": 2},
        {"time": T, "flight": "KAL007", "kind": "deviation", "deviation_nm": 20,
         "until": "1983-08-31T15:00:00Z"},
        {"time": T, "flight": "KAL007", "kind": "resume"},
        {"time": T, "flight": "KAL007", "kind": "estimate", "fix": "NEEVA", "over": "1983-08-31T16:00:00Z"},
        {"time": T, "flight": "KAL007", "kind": "plan", "item15": "M084F310 DCT BET", "departure": "PANC",
         "destination": "RKSI"},
        {"time": T, "flight": "KAL007", "kind": "plan", "level_fl": 310,
         "points": [{"name": "A", "lat_deg": 1, "lon_deg": 2}, {"name": "B", "lat_deg": 3, "lon_deg": 180}]},
    )  # fmt: skip
    assert words.tally.wrong == {}
    said = [a.word for a in words.assigned]
    assert {a.flight for a in words.assigned} == {"KAL007"}
    assert [w.granted for w in said[:4]] == [Granted.HEADING, Granted.DIRECT, Granted.LEVEL, Granted.ROUTE]
    assert said[0].heading_magnetic == pytest.approx(radians(246))
    assert said[2].altitude == pytest.approx(35000 * 0.3048)
    assert degrees(said[3].fixes[1].lat) == pytest.approx(54 + 40 / 60)
    assert said[4] == Permission(parse_time(T), Special.OFFSET, 3704.0)
    assert (said[5].value, said[5].until) == (37040.0, parse_time("1983-08-31T15:00:00Z"))
    assert said[6].special is Special.RESUME
    assert isinstance(said[7], Estimate)
    assert not said[7].passed
    assert [p.fix.name for p in said[8].points] == ["PANC", "BET", "RKSI"]
    assert said[9].points[1].fix.lon == pytest.approx(np.pi)


def test_position_reports_are_reports_and_estimates() -> None:
    words = say(
        {"time": T, "flight": "KAL007", "kind": "position", "fix": "NABIE", "over": "1983-08-31T14:30:00Z",
         "level_fl": 310, "next": "NEEVA", "next_time": "1983-08-31T15:49:00Z"},
        {"time": T, "flight": "KAL007", "kind": "position", "by": "ads-c",
         "lat_deg": 59.5, "lon_deg": -171.0},
    )  # fmt: skip
    reports = words.reports
    assert reports.heard.tolist() == [Heard.CREW, Heard.ADS_C]
    assert reports.t[0] == parse_time("1983-08-31T14:30:00Z")
    assert reports.received[0] == parse_time(T)
    assert degrees(reports.lat[0]) == pytest.approx(59.3)
    assert reports.altitude[0] == pytest.approx(31000 * 0.3048)
    assert isnan(reports.altitude[1])
    assert dict(reports.names) == {int(reports.key[0]): "KAL007"}
    assert [(a.word.fix.name, a.word.passed) for a in words.assigned] == [("NABIE", True), ("NEEVA", False)]


def test_a_magnetic_bearing_is_turned_true() -> None:
    """DUB180040 (the example of Doc 4444, appendix 2) is south of Dublin; variation there is west."""
    (said,) = say({"time": T, "flight": "X", "kind": "direct", "fix": "DUB180040"}).assigned
    dub = next(place for place in PLACES if place.name == "DUB")
    course, _, distance = inverse(dub.lat, dub.lon, said.word.fix.lat, said.word.fix.lon)
    assert float(distance) == pytest.approx(40 * 1852, rel=1e-9)
    assert 170.0 < degrees(float(course)) % 360.0 < 176.0  # 7 to 9 degrees west there in 1983


def test_of_two_fixes_of_one_name_the_one_on_the_route_is_meant() -> None:
    lonely = say({"time": T, "flight": "KAL007", "kind": "direct", "fix": "TWICE"})
    assert "give the flight's plan first" in lonely.tally.examples["not understood"]
    both = parse_words(
        FPL + "\n" + json.dumps({"time": T, "icao24": "71ba02", "kind": "direct", "fix": "TWICE"}), PLACES
    )
    assert degrees(both.assigned[1].word.fix.lat) == pytest.approx(59.0)


@pytest.mark.parametrize(
    ("row", "name", "remedy"),
    [
        ({"kind": "heading", "heading_magnetic_deg": 400}, "not understood", "0 to 360"),
        ({"kind": "heading", "heading_magnetic_deg": True}, "not understood", "write a number"),
        ({"kind": "direct", "fix": "NOWHR"}, "not understood", "is not among the fixes"),
        ({"kind": "direct", "fix": ["BET"]}, "not understood", "is no place"),
        ({"kind": "dance"}, "not understood", "write plan, take-off"),
        ({"kind": "level"}, "not understood", "needs level_fl"),
        ({"kind": "position", "lat_deg": 91, "lon_deg": 0}, "not understood", "-90 to 90"),
        ({"kind": "estimate", "fix": "BET"}, "not understood", "over is"),
        ({"kind": "resume", "time": "tomorrow"}, "without a time", ""),
        ({"kind": "resume", "time": "2028-01-01T00:00:00Z"}, "dated in the future", ""),
        ({"kind": "resume", "flight": ""}, "without identity", ""),
        ({"kind": "plan", "item15": "M084", "departure": "PANC"}, "not understood", "item 15"),
    ],
)
def test_a_wrong_word_is_counted_and_silences_no_other(row: dict, name: str, remedy: str) -> None:
    good = {"time": T, "flight": "KAL007", "kind": "direct", "fix": "BET"}
    words = say(good, {"time": T, "flight": "KAL007"} | row, good | {"fix": "NABIE"}, now=1.7e9)
    assert len(words.assigned) == 2
    assert words.tally.wrong == {name: 1}
    assert remedy in words.tally.examples[name] or not remedy


def test_repeated_and_malformed_lines(tmp_path: Path) -> None:
    good = json.dumps({"time": T, "flight": "KAL007", "kind": "direct", "fix": "BET"})
    path = tmp_path / "words.jsonl"
    path.write_text("\n".join([good, "{", good, "[1]", "[" * 100_000]))
    words = read_words(path, PLACES)
    assert words.tally.wrong == {"malformed": 3, "repeated": 1}
    assert len(words.assigned) == 1


@settings(max_examples=300)
@given(st.data())
def test_nothing_said_is_fatal(data: st.DataObject) -> None:
    text = (
        FPL + "\n" + json.dumps({"time": T, "flight": "A", "kind": "position", "fix": "BET", "next": "DVR"})
    )
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.text(max_size=5)) + text[at + data.draw(st.integers(0, 5)) :]
    words = parse_words(text, PLACES)
    assert words.tally.heard >= len(words.reports.t)


def test_arrivals_and_cancellations_as_messages_and_as_objects() -> None:
    # The forms of ICAO Doc 4444, Appendix 3: (ARR-CSA406-LHBP0800-LKPR0913), (CNL-DLH522-EDBB0900-LFPO).
    near = parse_time("2024-07-01T10:00:00Z")
    words = parse_words("(ARR-CSA406-LHBP0800-LKPR0913)\n(CNL-DLH522-EDBB0900-LFPO)", PLACES, near=near)
    assert words.tally.wrong == {}
    cancelled, landed = sorted(words.assigned, key=lambda a: a.flight, reverse=True)
    assert (landed.flight, landed.word.why) == ("CSA406", Ending.LANDED)
    assert landed.t == parse_time("2024-07-01T09:13:00Z")
    assert (cancelled.flight, cancelled.word.why) == ("DLH522", Ending.CANCELLED)
    assert cancelled.t == parse_time("2024-07-01T09:00:00Z")
    diverted = "(ARR-HHE13-EHAM2330-EDDL-EHRD0110)"  # item 16 where it is another; past midnight
    (said,) = parse_words(diverted, PLACES, near=near).assigned
    assert said.t == parse_time("2024-07-01T01:10:00Z")
    arrived = parse_words(FPL + "\n(ARR-KAL007-PANC1250-RKSI2053 -DOF/830831)", PLACES).assigned[1]
    assert arrived.key == 0x71BA02  # the address its plan told
    for text in ("(ARR-CSA406-LHBP0800)", "(CNL-DLH522)", "(ARR-CSA406-LHBP0800-LKPR09"):
        assert parse_words(text, PLACES, near=near).tally.wrong == {"not understood": 1}
    for kind in Ending:
        (said,) = say({"kind": kind.value, "flight": "KAL007", "time": T}).assigned
        assert said.word == Ended(parse_time(T), kind)


def test_a_plan_tells_when_it_would_arrive() -> None:
    (said,) = parse_words(FPL, PLACES).assigned
    assert said.word.arrival == parse_time("1983-08-31T20:43:00Z")  # PANC1250 and RKSI0753
    points = [{"name": n, "lat_deg": 1.0 + n_, "lon_deg": 2.0} for n_, n in enumerate("AB")]
    row = {"kind": "plan", "flight": "KAL007", "time": T, "points": points}
    assert isnan(say(row).assigned[0].word.arrival)
    timed = row | {"off_block": "1983-08-31T15:00:00Z", "elapsed_min": 90}
    assert say(timed).assigned[0].word.arrival == parse_time("1983-08-31T16:30:00Z")
