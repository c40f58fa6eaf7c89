"""Filed plans meet their flights with a file of places, and without a case."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from truecourse.earth.geodesy import inverse
from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.heard.own import write_reports
from truecourse.feeds.heard.places import read_places
from truecourse.feeds.heard.words import WITHOUT, parse_words
from truecourse.flight.plan import FlightPlan
from truecourse.service.clock import Clock
from truecourse.service.session import Wanted, begin
from truecourse.service.watching import watch_events
from truecourse.watch import monitor

CSV = """name,lat_deg,lon_deg,edition,kind
LFPO,48.7233,2.3794,2113,aerodrome
LFBO,43.6350,1.3678,2113,aerodrome
TWICE,48.0,2.0,2113,fix
TWICE,-12.0,77.0,1983,fix
"""
POINTS = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "LFPO", "edition": "2113"},
         "geometry": {"type": "Point", "coordinates": [2.3794, 48.7233]}},
        {"type": "Feature", "properties": {"name": "LFBO"},
         "geometry": {"type": "Point", "coordinates": [1.3678, 43.635, 150.0]}},
    ],
}  # fmt: skip


def _fpl(route: str, callsign: str = "AFR69CR", start: str = "LFPO", end: str = "LFBO") -> str:
    first = f"(FPL-{callsign}-IS\n-A320/M-SDFGRWY/S\n-{start}1200\n-N0450F310 {route}"
    return f"{first}\n-{end}0110 LFBD\n-DOF/211007)"


def test_places_of_both_kinds(tmp_path: Path) -> None:
    (tmp_path / "fixes.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "fixes.geojson").write_text(json.dumps(POINTS), encoding="utf-8")
    table, points = (read_places(tmp_path / name) for name in ("fixes.csv", "fixes.geojson"))
    assert [fix.name for fix in table] == ["LFPO", "LFBO", "TWICE", "TWICE"]
    assert [(fix.lat, fix.lon, fix.edition) for fix in points[:1]] == [
        (table[0].lat, table[0].lon, table[0].edition)
    ]
    assert points[1].source == "fixes.geojson, feature 2"


ONE = '{"features": [{"properties": {"name": "A"}, "geometry": {"type": "Point", "coordinates": %s}}]}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"features": 1}', "is no GeoJSON FeatureCollection"),
        (ONE % [1],
         "fixes, feature 1: write a Point"),
        (ONE % [1, 91],
         "fixes, feature 1: lat_deg, lon_deg are 91.0"),
        ('{"features": [7]}', "fixes, feature 1: write a Point"),
        ("name,lat_deg,lon_deg\n,1,2", "fixes, line 2: it has no name"),
        ("lat_deg,lon_deg,name\n1,2,A", "fixes, line 1: the columns must be name,lat_deg,lon_deg"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_them_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "fixes").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as error:
        read_places(tmp_path / "fixes")
    assert said in str(error.value)


def test_of_one_name_the_nearest_along_the_route_aerodromes_too(tmp_path: Path) -> None:
    (tmp_path / "fixes.csv").write_text(CSV + "LFPO,10,10,wrong,aerodrome\n", encoding="utf-8")
    (said,) = parse_words(_fpl("DCT TWICE DCT"), read_places(tmp_path / "fixes.csv")).assigned
    assert [(p.fix.name, p.fix.edition) for p in said.word.points] == [
        ("LFPO", "2113"), ("TWICE", "2113"), ("LFBO", "2113"),
    ]  # fmt: skip


def test_coordinates_need_no_file() -> None:
    words = parse_words(_fpl("DCT 4800N00200E/N0460F330 4700N00150E DCT 45N002E"))
    (said,) = words.assigned
    assert isinstance(said.word, FlightPlan)
    assert np.degrees([(p.fix.lat, p.fix.lon) for p in said.word.points]) == pytest.approx(
        np.array([(48.0, 2.0), (47.0, 1 + 50 / 60), (45.0, 2.0)])
    )
    assert (said.word.altitude, said.word.tas) == pytest.approx((33000 * 0.3048, 460 * 1852 / 3600))
    assert words.tally.wrong == {WITHOUT: 1}
    assert "LFPO and LFBO not among the fixes" in words.tally.examples[WITHOUT]
    for route in ("DCT", "DCT 48N002E DCT", "DCT TWICE DCT 45N002E"):
        words = parse_words(_fpl(route))
        assert words.assigned == ()
        assert "--fixes" in words.tally.examples["not understood"]


def test_of_very_many_places_those_that_are_named_are_found() -> None:
    (said,) = parse_words(
        _fpl("DCT FAR180040 DCT TWICE DCT"),
        tuple(
            place
            for n in range(5000)
            for place in _places((f"X{n}", 1.0, 1.0), *((("FAR", 48.5, 2.0), ("TWICE", 47.0, 2.0),
                ("LFPO", 48.72, 2.38), ("LFBO", 43.6, 1.4)) if n == 2500 else ()))
        ),
    ).assigned  # fmt: skip
    assert [p.fix.name for p in said.word.points] == ["LFPO", "FAR180040", "TWICE", "LFBO"]


def _places(*rows):
    from truecourse.flight.fix import Fix

    return [Fix(name, float(np.radians(lat)), float(np.radians(lon))) for name, lat, lon in rows]


def test_a_flight_over_paris_is_watched_along_its_filed_route(shared: Path, tmp_path: Path) -> None:
    """The flown way, filed through a place on it, is followed; one filed through a place 40 NM off is not."""
    reports = next(r for r, _ in open_source(shared / "data" / "adsb" / "quickstart.json.gz", size=10**6))
    key = next(key for key, name in reports.names if name == "AFR69CR")
    one = _only(reports, key)
    (tmp_path / "one.parquet").write_bytes(write_reports(one))
    (tmp_path / "fixes.csv").write_text(CSV, encoding="utf-8")
    seen = np.flatnonzero(np.isfinite(one.lat))
    day = datetime.fromtimestamp(float(one.t[0]), UTC)
    assert f"{day:%y%m%d}" == "211007"
    ends = np.degrees([(one.lat[i], one.lon[i]) for i in seen[[len(seen) // 2, -1]]])
    begun = {}
    for name, east in (("flown", 0.0), ("other", 1.0)):
        points = " DCT ".join(_place(lat, lon + east) for lat, lon in ends)
        (tmp_path / "plan.txt").write_text(_fpl(f"DCT {points} DCT"), encoding="utf-8")
        wanted = Wanted(
            str(tmp_path / "one.parquet"), plan=tmp_path / "plan.txt", fixes=(tmp_path / "fixes.csv",)
        )
        session = begin(wanted, Clock())
        ended = watch_events(monitor, session.watch, session.events, {}, print, lambda done: None)
        assert "not understood" not in ended.told.wrong
        (row,) = np.flatnonzero(ended.watch.memory.rows["planned"] == 1.0)
        assert ended.watch.memory.key_of[row] == key
        begun[name] = ended.watch.memory.rows["cross_track"][row] / 1852.0
    last = inverse(*np.radians([*ends[-1], ends[-1][0], ends[-1][1] + 1.0]))[2] / 1852.0
    assert abs(begun["flown"]) < 1.0
    assert abs(begun["other"]) == pytest.approx(last, rel=0.2)


def _only(reports, key):
    from dataclasses import fields, replace

    rows = reports.key == key
    columns = {f.name: getattr(reports, f.name)[rows] for f in fields(reports) if f.name != "names"}
    return replace(reports, **columns, names=tuple(n for n in reports.names if n[0] == key))


def _place(lat: float, lon: float) -> str:
    north, east = round(lat * 60), round(lon * 60)
    return f"{north // 60:02d}{north % 60:02d}N{east // 60:03d}{east % 60:02d}E"
