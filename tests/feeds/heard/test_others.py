"""SBS, readsb, OpenSky, CSV: values in SI, faults by name; and what comes with the program."""

import json
from importlib.resources import files
from math import degrees, radians
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import live
from truecourse.feeds.heard.open import open_source, sniff
from truecourse.feeds.instants import parse_time
from truecourse.flight.reports import Heard

EXCERPTS = Path(str(files("truecourse.cases").joinpath("watch")))
SPOOFED, PARIS = EXCERPTS / "spoofed.parquet", EXCERPTS / "paris.parquet"

SBS = "MSG,{},1,1,4CA2D6,1,2024/01/02,12:34:56.900,2024/01/02,12:34:57.000,{},{},{},{},{},{},{},,0,0,0,0"


def read(path: Path, **given: object):
    batches = list(open_source(path, **given))
    assert len(batches) == 1
    return batches[0]


def test_sbs(tmp_path: Path) -> None:
    path = tmp_path / "a.sbs"
    lines = [SBS.format(1, "RYR1AB", *[""] * 6), SBS.format(3, "", 37000, "", "", 51.4, -1.0, ""),
             SBS.format(4, "", "", 408.3, 146.4, "", "", 64), SBS.format(3, "", 1, "", "", 91, 0, ""),
             "MSG,3,1", "SEL,,1,2,3,4"]  # fmt: skip
    path.write_text("\r\n".join(lines))
    reports, told = read(path)
    assert reports.names == ((0x4CA2D6, "RYR1AB"),)
    assert reports.lat[1] == pytest.approx(radians(51.4))
    assert reports.gs[2] == pytest.approx(408.3 * 1852 / 3600)
    assert reports.t[0] == pytest.approx(1704198896.9, abs=1e-6)
    assert reports.received[0] == pytest.approx(1704198897.0, abs=1e-6)
    assert told.wrong == {
        "malformed": 1,
        "of a kind not read": 1,
        "lat_deg out of range": 1,
        "half a position": 1,
    }


def test_readsb(tmp_path: Path) -> None:
    path = tmp_path / "aircraft.json"
    flights = [
        {"hex": "4ca2d6", "flight": "RYR1AB  ", "lat": 51.4, "lon": -1, "alt_baro": 37000,
         "mag_heading": 90, "seen_pos": 2},
        {"hex": "~4ca2d7", "type": "mlat", "lat": 51.4, "lon": -1, "alt_baro": "ground", "gs": "fast"},
        "rubbish",
    ]  # fmt: skip
    path.write_text(json.dumps({"now": 1.7e9, "aircraft": flights}))
    reports, told = read(path)
    assert reports.t.tolist() == [1.7e9 - 2, 1.7e9]
    assert reports.heard.tolist() == [Heard.ADS_B, Heard.SECONDARY]
    assert reports.on_ground.tolist() == [False, True]
    assert degrees(reports.heading_magnetic[0]) == pytest.approx(90)
    assert reports.key[1] != 0x4CA2D7
    assert told.wrong == {"malformed": 1, "gs_kt not a number": 1}


def test_opensky_csv_and_parquet_agree(tmp_path: Path) -> None:
    table = {"time": [1.6e9, 1.6e9], "icao24": ["4ca2d6", "484506"],
             "lat": [51.4, 52.0], "lon": [-1.0, 4.0],
             "velocity": [200.0, None], "heading": [90.0, 1.0], "vertrate": [0.0, 1.0],
             "callsign": ["A1 ", None],
             "onground": [False, True], "baroaltitude": [1e4, None], "geoaltitude": [1.01e4, None],
             "lastposupdate": [1.6e9 - 3, 1.6e9], "lastcontact": [1.6e9, 1.6e9]}  # fmt: skip
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    rows = [",".join(table)] + [
        ",".join("" if v is None else str(v) for v in row) for row in zip(*table.values(), strict=True)
    ]
    (tmp_path / "a.csv").write_text("\n".join([*rows, "short,line"]))
    (a, told_a), (b, told_b) = read(tmp_path / "a.parquet"), read(tmp_path / "a.csv")
    for name in ("key", "t", "lat", "lon", "altitude", "gs", "course", "vertical_rate", "on_ground"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    assert a.t.tolist() == [1.6e9 - 3, 1.6e9]
    assert (a.gs[0], a.altitude[0]) == (200.0, 1e4)
    assert told_a.wrong == {}
    assert told_b.wrong == {"malformed": 1}


def test_tracks_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "tracks.csv"
    path.write_text(
        "flight,time,lat_deg,lon_deg,altitude_ft\n"
        "A1,2024-01-02T00:00:00Z,1.5,180,FL\nA1,1704153601,2,181,100\nA1,x,1,2,3\n"
    )
    reports, told = read(path)
    assert np.degrees(reports.lon).tolist() == pytest.approx([180.0, -179.0])
    assert told.wrong == {"altitude_ft not a number": 1, "without a time": 1}
    assert reports.names[0][1] == "A1"


def test_a_clock_ahead_is_taken_as_of_its_arrival() -> None:
    line = SBS.format(3, "", 37000, "", "", 51.4, -1.0, "") + "\n"
    state, reports, told = live.decode(live.start("sbs"), line.encode(), 1704190000.0)
    assert reports.t.tolist() == [1704190000.0]
    assert told.wrong == {"dated in the future": 1}
    _, reports, told = live.decode(state, line.encode(), 1704190000.0)
    assert told.wrong == {"dated in the future": 1, "repeated": 1}


@pytest.mark.parametrize(
    ("clock", "received", "wrong"),
    [("07:00:00", "12:00:00", {"dated long ago": 1}), ("12:00:00", "12:00:00", {}),
     ("11:58:00", "12:00:00", {}), ("11:45:00", "12:00:00", {"dated long ago": 1}),
     ("17:00:00", "12:00:00", {"dated in the future": 1})],
)  # fmt: skip
def test_a_live_receiver_in_another_zone_is_heard_now_and_counted(clock, received, wrong) -> None:
    """BaseStation lines carry the receiver's own time: five hours behind in New York in winter."""
    line = f"MSG,3,1,1,4CA2D6,1,2024/01/02,{clock}.000,2024/01/02,{clock}.000,,37000,,,48.5,3.8,,,0,0,0,0\n"
    arrival = parse_time(f"2024-01-02T{received}Z")
    _, reports, told = live.decode(live.start("sbs"), line.encode(), arrival)
    assert told.wrong == wrong
    assert reports.t.tolist() == [arrival if wrong else parse_time(f"2024-01-02T{clock}Z")]


def test_bundled_recordings() -> None:
    assert sniff(SPOOFED) == "parquet"
    assert SPOOFED.stat().st_size + PARIS.stat().st_size < 1_000_000
    for file, least in ((SPOOFED, 8000), (PARIS, 3000)):
        batches = list(open_source(file))
        assert batches[0][1].wrong == {}
        assert batches[0][1].reports >= least


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_file_is_read_as_far_as_it_goes(tmp_path_factory, data: st.DataObject) -> None:
    paris = PARIS.read_bytes()[:20_000] + PARIS.read_bytes()[-9000:]
    lines = (
        b'[{"timestamp":1633608773000,"icao24":"0101de","latitude":48.5,"longitude":3.8},{"timestamp":16}]'
    )
    table = b"time,icao24,lat,lon\n1600000000,4ca2d6,1,2\n1600000001,4ca2d6,1,2\n"
    format, start = data.draw(
        st.sampled_from(
            [("parquet", paris), ("pandas", lines), ("opensky", table), ("readsb", lines), ("csv", table)]
        )
    )
    piece = bytearray(start)
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(piece)))
        piece[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    path = tmp_path_factory.mktemp("damaged") / "file"
    path.write_bytes(bytes(piece))
    batches = list(open_source(path, format))
    assert sum(len(batch.t) for batch, _ in batches) == sum(told.reports for _, told in batches)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type":"FeatureCollection","features":[]}', "areas are given in --areas"),
        ('{\n "name": "x", "type": "FeatureCollection"', "areas are given in --areas"),
        ("(FPL-BAW308-IS", "give them in --plan"),
        ('{"flight": "A", "kind": "level", "time": 1}', "give them in --plan"),
        ("<?xml version='1.0'?>", "areas of AIXM"),
        ("time;lat_deg;lon_deg;callsign\n2021-10-07T12:00:00Z;48,7;2,2;A", "write commas"),
    ],
)
def test_what_is_no_recording_is_refused_with_where_it_belongs(tmp_path, text, said):
    path = tmp_path / "given"
    path.write_text(text)
    with pytest.raises(CaseError, match=said):
        sniff(path)


@pytest.mark.parametrize(
    ("row", "name", "said"),
    [
        ("2021-10-07 12:34:00,48,2,5000,A", "without a time",
         'row 4: time is "2021-10-07 12:34:00"; it has no zone; add Z'),
        ("2021-10-07T12:34:00Z,48,2,5000,", "without identity", "row 4: write flight, callsign or icao24"),
        ("2021-10-07T12:34:00Z,48,2", "malformed", "row 4 has 3 of 5 columns"),
        ("2021-10-07T12:34:00Z,95,2,5000,A", "lat_deg out of range",
         'row 4: lat_deg is "95"; write -90 to 90'),
        ("2021-10-07T12:34:00Z,48,2,FL50,A", "altitude_ft not a number", 'row 4: altitude_ft is "FL50"'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table_names_its_row(tmp_path, row, name, said):
    path = tmp_path / "tracks.csv"
    good = "2021-10-07T12:33:50Z,48,2,5000,A"
    path.write_text(f"time,lat_deg,lon_deg,altitude_ft,callsign\n{good}\n\n{row}\n{row}\n")
    ((_, told),) = list(open_source(path))
    assert said in told.examples[name]
