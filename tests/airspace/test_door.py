"""`truecourse airspace entries`: what programs read, and what is refused."""

import json
import sys
from pathlib import Path

import pytest

from truecourse import cli

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
