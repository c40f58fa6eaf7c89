"""Tracks of many flights from one CSV: read as they are, or refused in a sentence with row and remedy."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.errors import CaseError
from truecourse.feeds.tracks_csv import read_tracks_csv

HEADER = "flight,time,lat_deg,lon_deg,altitude_ft\n"


def _written(folder: Path, text: str) -> Path:
    path = folder / "tracks.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_flights_are_parted_and_put_in_order(tmp_path: Path) -> None:
    path = _written(
        tmp_path,
        HEADER + "B,2024-01-01T00:00:10Z,1,190,\nA,1704067200,2,2,100\nB,2024-01-01T00:00:00Z,3,-180,200\n",
    )
    tracks = read_tracks_csv(path)
    assert tracks.names == ("B", "A")
    assert tracks.first.tolist() == [0, 2, 3]
    assert tracks.t.tolist() == [1704067200.0, 1704067210.0, 1704067200.0]
    assert np.degrees(tracks.lon).tolist() == pytest.approx([180.0, -170.0, 2.0])
    assert tracks.altitude == pytest.approx([60.96, np.nan, 30.48], nan_ok=True)
    packed = tmp_path / "tracks.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read_tracks_csv(packed).names == tracks.names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flight,time,lat_deg\nA,1,2\n", "row 1: there is no column lon_deg"),
        (HEADER, "holds no sample"),
        (HEADER.replace("altitude_ft", "height") + "A,1,2,3,4\n", 'row 1: "height" is no column'),
        (HEADER + "A,1,2,3\n", "row 2: it has 4 of 5 columns"),
        (HEADER + ",1,2,3,4\n", "row 2: flight is empty"),
        (HEADER + "A,1,2,3,4\nA,noon,2,3,4\n", 'row 3, time is "noon"'),
        (HEADER + "A,1,2,nan,4\n", 'row 2, lon_deg is "nan"'),
        (HEADER + "A,1,2,3,inf\n", "row 2, altitude_ft"),
        (HEADER + "A,1,91,3,4\n", "row 2: lat_deg, lon_deg are 91, 3"),
        (HEADER + "A,2,0,0,4\nA,3,0,179.9,4\n", "row 3: it is on the other side"),
        (HEADER + 'A,2,0,0,"4\n', "row 2: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CaseError, match=r"tracks\.csv") as refused:
        read_tracks_csv(_written(tmp_path, text))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=60), st.integers(0, 80))
def test_rubbish_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rubbish: str, at: int) -> None:
    text = HEADER + "A,1,2,3,4\nB,2024-01-01T00:00:10Z,1,190,\n"
    path = tmp_path_factory.mktemp("rubbish") / "tracks.csv"
    path.write_bytes((text[:at] + rubbish + text[at:]).encode("utf-8", "surrogatepass"))
    try:
        tracks = read_tracks_csv(path)
    except CaseError as refused:
        assert "tracks.csv" in str(refused)
    else:
        assert np.isfinite(tracks.t).all()
