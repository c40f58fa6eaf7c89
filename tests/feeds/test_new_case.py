"""A case made from a plan and a track reads, and says where its numbers are from; else nothing is left."""

import json
from pathlib import Path

import numpy as np
import pytest

from truecourse.feeds.atomic import replace_files, write_folder
from truecourse.feeds.case import check_case, read_case
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import parse_time
from truecourse.feeds.new_case import new_case
from truecourse.feeds.thin import flown, levels, thin, usable
from truecourse.feeds.track import read_track
from truecourse.flight.observation import Seen
from truecourse.flight.track import Track

TRACK = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "elal747.csv"
PLAN = "N0480F370 DCT 4004N01303E DCT 3650N01920E DCT 3515N02340E DCT 3345N03100E DCT 3200N03453E"


def straight(minutes: int, jump_at: int | None = None) -> Track:
    """Eastward along 60 N at 0.1 degrees a minute (93 m/s), at FL310."""
    n = minutes * 3
    t = parse_time("2020-01-01T00:00:00Z") + 20.0 * np.arange(n)
    lat, lon = np.full(n, 60.0), 179.0 + 0.1 / 3.0 * np.arange(n)
    if jump_at is not None:
        lat[jump_at] += 1.0
    lon = np.where(lon > 180.0, lon - 360.0, lon)
    columns = {"t": t, "lat": np.radians(lat), "lon": np.radians(lon), "altitude": np.full(n, 31000 * 0.3048)}
    return Track("TEST1", columns)


def test_a_straight_flight_keeps_a_place_every_twelve_minutes():
    rows = thin(flown(usable(straight(60))), "made up")
    places = [row for row in rows if row["kind"] == "position"]
    assert len(places) == 6
    gaps = np.diff([parse_time(row["time"]) for row in places])
    assert set(gaps[:-1]) == {720.0}
    assert {row["error"] for row in places} == {"0.5"}
    assert [(row["kind"], row["value"]) for row in rows if row["kind"] != "position"] == [("level", "310")]


def test_a_turn_is_kept_and_a_jump_is_not():
    track = straight(60)
    turned = np.arange(180) >= 100
    lat = np.degrees(track.columns["lat"]) + np.where(turned, (np.arange(180) - 100) * 0.03, 0.0)
    path = flown(usable(Track("T", track.columns | {"lat": np.radians(lat)})))
    times = [parse_time(row["time"]) for row in thin(path, "") if row["kind"] == "position"]
    turn = track.columns["t"][100]
    assert min(abs(t - turn) for t in times) <= 60.0
    jumped = usable(straight(60, jump_at=45))
    assert jumped.dropped == 1
    assert jumped.lat_deg.max() == pytest.approx(60.0)


def test_many_turns_stay_within_the_limit():
    track = straight(600)
    zigzag = track.columns | {"lat": np.radians(60.0 + 0.05 * np.sin(np.arange(1800)))}
    assert sum(row["kind"] == "position" for row in thin(usable(Track("T", zigzag)), "", most=50)) <= 50


def test_the_levels_of_the_recorded_flight():
    """Climbed to FL350 and FL370, drew its figure at FL100, went on at FL310."""
    found = levels(flown(usable(read_track(TRACK))))
    assert [round(altitude / 30.48) for _, altitude in found] == [350, 370, 100, 310]


def test_a_case_from_a_plan_and_a_track(tmp_path):
    new_case(tmp_path / "ely", PLAN, TRACK, "B744")
    assert check_case(tmp_path / "ely") == []
    case = read_case(tmp_path / "ely")
    assert (case.callsign, case.aircraft.type) == ("ELY1747", "B744")
    assert case.t_start == pytest.approx(parse_time("2019-11-03T10:10:30Z"), abs=45.0)
    assert 25 < len(case.observations) < 60
    assert {o.kind for o in case.observations} == {Seen.POSITION, Seen.LEVEL}
    assert all(o.error > 0 and "judge" in o.note for o in case.observations if o.kind is Seen.POSITION)
    assert np.degrees([case.start.lat, case.start.lon]) == pytest.approx([41.808, 12.27], abs=0.02)
    assert len(case.plan.points) == 6
    assert case.airspaces == ()


def test_the_runway_is_the_one_in_the_charts(tmp_path):
    """Rome Fiumicino 25: a runway's number is its magnetic bearing to ten degrees (ICAO Annex 14)."""
    new_case(tmp_path / "ely", PLAN, TRACK)
    (clearance,) = read_case(tmp_path / "ely").clearances
    assert np.degrees(clearance.heading_magnetic) == pytest.approx(250.0, abs=7.0)


def test_a_template_without_a_track_reads_and_says_what_to_replace(tmp_path):
    new_case(tmp_path / "new", "M084F330 5918N17145W/M084F310 DCT 5715N17944E DCT 5440N17211E")
    case = read_case(tmp_path / "new")
    assert [point.fix.name for point in case.plan.points] == ["5918N17145W", "5715N17944E", "5440N17211E"]
    assert case.plan.altitude == pytest.approx(31000 * 0.3048)
    assert case.observations == ()
    assert any("placeholder" in note for note in case.notes)
    assert any("A320 is assumed" in note for note in case.notes)
    assert json.loads((tmp_path / "new" / "areas.geojson").read_text())["features"] == []


def test_fixes_come_from_the_file_named(tmp_path):
    fixes = tmp_path / "fixes.csv"
    fixes.write_text("name,lat_deg,lon_deg\nNABIE,59.3,-171.7567\nNUKKS,57.25,179.7383\nOTHER,0,0\n")
    new_case(tmp_path / "new", "M084F310 NABIE R20 NUKKS DCT 5440N17211E", fixes_path=fixes)
    case = read_case(tmp_path / "new")
    assert [fix.name for fix in case.fixes] == ["NABIE", "NUKKS"]
    assert case.fixes[0].source == "fixes.csv, line 2"


@pytest.mark.parametrize(
    ("plan", "fixes", "words"),
    [
        ("M084F310 NABIE DCT 5440N17211E", None, ["NABIE", "5918N17145W"]),
        ("M084F310 NABIE DCT 5440N17211E", "name,lat_deg,lon_deg\nNUKKS,57,179\n", ["NABIE", "fixes.csv"]),
        ("M084F310 NABIE DCT 5440N17211E", "name,lat,lon\n", ["fixes.csv, line 1", "name,lat_deg,lon_deg"]),
        ("M084F310 NABIE DCT 5440N17211E", "name,lat_deg,lon_deg\nNABIE,91,0\n", ["line 2", "91"]),
        ("M084F310 NABIE DCT 5440N17211E", "name,lat_deg,lon_deg\nNABIE,59\n", ["line 2", "2 of 3"]),
        ("M084F310 NABIE DCT 5440N17211E", "name,lat_deg,lon_deg\nNABIE,x,0\n", ["line 2", "number"]),
        ("M084F310 5440N17211E", None, ["fewer than two"]),
        ("M084F310 5440N17211E DCT 5440N17211E", None, ["no length"]),
        ("FLY THERE", None, ["item 15, word 1"]),
    ],
)
def test_what_is_wrong_leaves_nothing(tmp_path, plan, fixes, words):
    path = None
    if fixes is not None:
        path = tmp_path / "fixes.csv"
        path.write_text(fixes)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CaseError) as refused:
        new_case(tmp_path / "new", plan, fixes_path=path)
    assert all(word in str(refused.value) for word in words), str(refused.value)
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(CaseError, match="exists already"):
        new_case(tmp_path / "new", PLAN)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, ValueError])
def test_an_interruption_leaves_no_folder(tmp_path, kind):
    def interrupted(folder: Path) -> None:
        assert (folder / "a.txt").read_text() == "a"
        raise kind

    with pytest.raises(kind):
        write_folder(tmp_path / "new", {"a.txt": "a", "b.bin": b"\x00"}, check=interrupted)
    assert list(tmp_path.iterdir()) == []


def test_files_are_replaced_and_others_kept(tmp_path):
    replace_files(tmp_path / "out", {"a.txt": "old", "b.txt": "b"})
    replace_files(tmp_path / "out", {"a.txt": "new"})
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {
        "a.txt": "new",
        "b.txt": "b",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    with pytest.raises(CaseError, match="not a folder"):
        replace_files(tmp_path / "out" / "a.txt", {"c.txt": "c"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
