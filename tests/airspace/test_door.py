"""`truecourse airspace entries`: what programs read, and what is refused."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from truecourse import cli
from truecourse.feeds.instants import parse_time

T = parse_time("2024-01-01T00:00:00Z")
AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "BARENTS", "kind": "restricted", "edges": "rhumb"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[20, 62], [40, 62], [40, 66], [20, 66], [20, 62]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"name": "LAYER", "floor_ft": 20000, "ceiling_ft": 21000},
            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]]},
        },
    ],
}
TRACKS = """flight,time,lat_deg,lon_deg,altitude_ft
NORTH,2024-01-01T00:00:00Z,60,0,35000
NORTH,2024-01-01T01:00:00Z,60,60,35000
DOWN,2024-01-01T00:00:00Z,1,1,25000
DOWN,2024-01-01T00:00:10Z,1,2,15000
"""


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["truecourse", "airspace", "entries", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "tracks.csv").write_text(TRACKS, encoding="utf-8")
    (tmp_path / "areas.geojson").write_text(json.dumps(AREAS), encoding="utf-8")
    return str(tmp_path / "tracks.csv"), str(tmp_path / "areas.geojson")


def test_rows_for_programs(monkeypatch, capsys, files) -> None:
    assert _run(monkeypatch, files[0], "--areas", files[1], "--json") == 0
    north, down = json.loads(capsys.readouterr().out)
    assert set(north) == {"flight", "area", "entry_time", "exit_time", "entry_lat_deg", "entry_lon_deg"}
    assert (north["flight"], north["area"]) == ("NORTH", "BARENTS")
    assert north["entry_lon_deg"] == pytest.approx(20.0)
    assert north["entry_time"].startswith("2024-01-01T00:20:39")
    assert down == {
        "flight": "DOWN", "area": "LAYER", "entry_time": "2024-01-01T00:00:04Z",
        "exit_time": "2024-01-01T00:00:05Z", "entry_lat_deg": pytest.approx(1.0, abs=1e-4),
        "entry_lon_deg": pytest.approx(1.4, abs=1e-4),
    }  # fmt: skip


def test_a_table_for_people(monkeypatch, capsys, files) -> None:
    assert _run(monkeypatch, files[0], "--areas", files[1]) == 0
    assert "BARENTS" in capsys.readouterr().out


def test_a_wrong_row_is_refused_in_a_sentence(monkeypatch, capsys, files) -> None:
    Path(files[0]).write_text(TRACKS + "DOWN,now,1,2,3\n", encoding="utf-8")
    assert _run(monkeypatch, files[0], "--areas", files[1]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith('tracks.csv, row 6, time is "now"; write')


def test_missing_files_are_refused(monkeypatch, capsys, files) -> None:
    assert _run(monkeypatch, "none.csv", "--areas", files[1]) == 2
    assert "none.csv" in capsys.readouterr().err
    assert _run(monkeypatch, files[0], "--areas", "none.geojson") == 2
    assert "none.geojson" in capsys.readouterr().err


def _areas(*areas: tuple[str, dict], corners=((0, 0), (4, 0), (4, 2), (0, 2), (0, 0))) -> str:
    shape = {"type": "Polygon", "coordinates": [list(map(list, corners))]}
    features = [{"type": "Feature", "properties": {"name": n, **p}, "geometry": shape} for n, p in areas]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_one_bad_area_stops_no_other(monkeypatch, capsys, files) -> None:
    """A floor above its ceiling as written, and one above it only once both are pressure altitudes."""
    written = _areas(
        ("UPSIDE", {"floor_ft": 3000, "ceiling_ft": 1000}),
        ("GOOD", {"floor_ft": 20000, "ceiling_ft": 21000}),
        ("CROSSED", {"floor_ft": 5000, "floor_ref": "AMSL", "ceiling_ft": 1000, "ceiling_ref": "SFC"}),
        ("HIGH", {"floor_ft": 5000, "floor_ref": "AMSL", "ceiling_ft": 1000, "ceiling_ref": "SFC"}),
    )  # fmt: skip
    Path(files[1]).write_text(written, encoding="utf-8")
    assert _run(monkeypatch, files[0], "--areas", files[1], "--json") == 0
    said = capsys.readouterr()
    assert [row["area"] for row in json.loads(said.out)] == ["GOOD"]
    assert [line.partition(":")[0] for line in said.err.splitlines()] == [
        f"areas.geojson, {name}" for name in ("UPSIDE", "CROSSED", "HIGH")
    ]
    assert _run(monkeypatch, files[0], "--areas", files[1], "--json", "--elevation-ft", "6000") == 0
    assert "CROSSED" not in capsys.readouterr().err  # over high ground it is an area
    Path(files[1]).write_text(_areas(("UPSIDE", {"floor_ft": 3000, "ceiling_ft": 1000})), encoding="utf-8")
    assert _run(monkeypatch, files[0], "--areas", files[1]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "areas.geojson, UPSIDE: its floor is above its ceiling" in line


def test_altitudes_and_heights_stand_on_the_pressure_and_the_ground_given(monkeypatch, capsys, files) -> None:
    """A flight through 2,500 to 3,500 ft of pressure altitude: on QNH 983.25 a ceiling of 2,000 ft is met at
    2,000 ft and what 30 hPa are worth in the standard atmosphere, 254.13 m (ICAO Doc 7488), 833.8 ft.
    """
    Path(files[0]).write_text(
        "flight,time,lat_deg,lon_deg,altitude_ft\n"
        "UP,2024-01-01T00:00:00Z,1,1,2500\nUP,2024-01-01T00:16:40Z,1,2,3500\n",
        encoding="utf-8",
    )
    written = _areas(("LOW", {"ceiling_ft": 2000, "ceiling_ref": "AMSL"}),
                     ("GROUND", {"ceiling_ft": 1000, "ceiling_ref": "SFC"}))  # fmt: skip
    Path(files[1]).write_text(written, encoding="utf-8")
    assert _run(monkeypatch, files[0], "--areas", files[1], "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    given = ("--qnh-hpa", "983.25", "--elevation-ft", "1200")
    assert _run(monkeypatch, files[0], "--areas", files[1], "--json", *given) == 0
    low, ground = json.loads(capsys.readouterr().out)
    feet = 2500 + 1000 * np.array([parse_time(row["exit_time"]) - T for row in (low, ground)]) / 1000
    # pressure altitude of 983.25 hPa by the formula of Doc 7488: (T0 / L) (1 - (p / p0) ** (R L / g))
    shift = 288.15 / 0.0065 * (1 - (983.25 / 1013.25) ** (287.05287 * 0.0065 / 9.80665)) / 0.3048
    assert [row["area"] for row in (low, ground)] == ["LOW", "GROUND"]
    assert feet == pytest.approx([2000 + shift, 2200 + shift], abs=1.0)
    assert _run(monkeypatch, files[0], "--areas", files[1], "--qnh-hpa", "29.92") == 2
