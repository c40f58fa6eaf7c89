"""Tracks in and out: the same numbers come back, across 180 degrees too; what is wrong is said."""

import gzip
import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from truecourse.feeds.errors import CaseError
from truecourse.feeds.track import read_track, read_tracks
from truecourse.feeds.write_track import track_csv, track_geojson, track_parquet
from truecourse.flight.track import COLUMNS, Track

T0 = 1572773290.0
WRITERS = {".csv": track_csv, ".geojson": track_geojson, ".parquet": track_parquet}
WIRE = {column.name: column for column in COLUMNS}


def written(track: Track, folder, suffix: str):
    content = WRITERS[suffix](track)
    path = folder / f"track{suffix}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def make(lat, lon, **more) -> Track:
    n = len(lat)
    columns = {"t": T0 + 10.0 * np.arange(n), "lat": np.radians(lat), "lon": np.radians(lon)}
    return Track("ELY1747", columns | more, "738043", "made up")


def assert_same(a: Track, b: Track):
    assert (a.callsign, a.icao24) == (b.callsign, b.icao24)
    assert set(a.columns) == set(b.columns)
    for name, values in a.columns.items():
        if values.dtype.kind == "U":
            assert list(values) == list(b.columns[name])
        else:
            last_decimal = 1e-7 if name.endswith(("lat", "lon")) else 1e-3
            tolerance = 0.51 * last_decimal / WIRE[name].per_si
            np.testing.assert_allclose(
                np.asarray(b.columns[name], float), np.asarray(values, float), atol=tolerance, rtol=0
            )


@pytest.fixture
def crossing() -> Track:
    """Over the Bering Sea and back, with everything a track can hold."""
    lon = [179.0, 179.9, -179.5, -178.0, -179.9, 180.0, 179.0]
    lat = [57.0, 57.1, 57.2, 57.3, 57.4, 57.5, 57.6]
    n = len(lat)
    more = {column.name: np.linspace(0.1, 2.0, n) for column in COLUMNS if column.kind == "number"}
    more |= {column.name: np.array(["HEADING", "INS"] * n)[:n] for column in COLUMNS if column.kind == "word"}
    more |= {column.name: np.array([True, False] * n)[:n] for column in COLUMNS if column.kind == "flag"}
    more["gs"] = np.where(np.arange(n) == 2, np.nan, 240.0)
    del more["lat"], more["lon"]
    return make(lat, lon, **more)


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_written_is_read_back(crossing, tmp_path, suffix):
    assert_same(crossing, read_track(written(crossing, tmp_path, suffix)))


@pytest.mark.parametrize("suffix", WRITERS)
@given(
    lat=st.lists(st.floats(-89.0, 89.0), min_size=1, max_size=12),
    lon=st.lists(st.floats(-179.99, 180.0) | st.just(180.0), min_size=12, max_size=12),
)
def test_any_line_comes_back(tmp_path_factory, suffix, lat, lon):
    track = make(lat, lon[: len(lat)])
    assert_same(track, read_track(written(track, tmp_path_factory.mktemp("line"), suffix)))


@given(
    lon=st.lists(st.floats(-179.99, 180.0) | st.just(180.0), min_size=2, max_size=12),
    lat=st.floats(-80.0, 80.0),
)
def test_no_piece_crosses_the_antimeridian(lon, lat):
    (feature,) = json.loads(track_geojson(make([lat] * len(lon), lon)))["features"]
    for piece in feature["geometry"]["coordinates"]:
        assert len(piece) >= 2
        assert np.abs(np.diff([x for x, _ in piece])).max() <= 180.0
        assert max(abs(x) for x, _ in piece) <= 180.0


def test_the_cut_is_on_the_geodesic(validation):
    """A leg of 1,000 km from 57 N 172 E: where its geodesic is at 180 degrees."""
    geod = Geod(ellps="WGS84")
    lon, lat, _ = geod.fwd(172.0, 57.0, 70.0, 1e6)
    (feature,) = json.loads(track_geojson(make([57.0, lat], [172.0, lon])))["features"]
    (x, y), (x2, y2) = feature["geometry"]["coordinates"][0][-1], feature["geometry"]["coordinates"][1][0]
    assert (x, x2) == (180.0, -180.0)
    assert y == y2
    azimuth, _, length = geod.inv(172.0, 57.0, lon, lat)
    points = np.array(
        geod.fwd([172.0] * 10001, [57.0] * 10001, [azimuth] * 10001, np.linspace(0, length, 10001))
    )
    true = np.interp(180.0, points[0] % 360.0, points[1])
    validation(
        "feeds", "where a leg of 1,000 km is cut at 180 degrees", abs(y - true) * 111e3, "m", 500, "pyproj"
    )
    assert abs(y - true) * 111e3 < 500


def test_units_are_in_the_parquet_fields(crossing):
    schema = pq.read_schema(io.BytesIO(track_parquet(crossing)))
    assert schema.field("t_s").metadata[b"unit"] == b"second since 1970-01-01T00:00:00Z"
    assert schema.field("altitude_ft").metadata == {b"unit": b"foot", b"meaning": b"pressure altitude"}
    assert schema.metadata[b"callsign"] == b"ELY1747"
    assert all(schema.field(name).metadata[b"meaning"] for name in schema.names)


def test_feet_and_knots_become_metres(tmp_path):
    """1 ft is 0.3048 m and 1 NM 1852 m (ICAO Annex 5, table 3-3)."""
    path = tmp_path / "a.csv"
    path.write_text(
        "time,lat_deg,lon_deg,altitude_ft,gs_kt\n1572773290,41.5,190,1000,3600\n2019-11-03T09:29:00Z,,,,\n"
    )
    columns = read_track(path).columns
    assert columns["altitude"][0] == pytest.approx(304.8)
    assert columns["gs"][0] == pytest.approx(1852.0)
    assert np.degrees(columns["lon"][0]) == pytest.approx(-170.0)
    assert list(columns["t"]) == [T0, T0 + 50.0]
    assert np.isnan(columns["lat"][1])


def test_records_and_traces_are_read(tmp_path):
    record = {
        "timestamp": 1572773290000,
        "icao24": "738043",
        "latitude": 41.5,
        "longitude": 12.25,
        "altitude": 1000.0,
    }
    rows = [
        record | {"callsign": None},
        record | {"timestamp": 1572773300000, "callsign": "ELY1747", "altitude": None},
    ]
    by_column = {name: {str(i): row[name] for i, row in enumerate(rows)} for name in rows[0]}
    for data in (rows, by_column):
        path = tmp_path / "a.json.gz"
        path.write_bytes(gzip.compress(json.dumps(data).encode()))
        track = read_track(path)
        assert track.callsign == "ELY1747"
        assert list(track.columns["t"]) == [T0, T0 + 10.0]
        assert track.columns["altitude"][0] == pytest.approx(304.8)
        assert np.isnan(track.columns["altitude"][1])
    trace = [
        [0, 41.5, 12.25, "ground", 3.0, 90.0, 0, None, {"flight": "ELY1747 "}],
        [5.5, 41.6, 12.3, 2000, 150, 95, 8, 0, None],
    ]
    path = tmp_path / "trace.json"
    path.write_text(
        json.dumps(
            {"icao": "738043", "timestamp": T0, "trace": [*trace, [9, 41.6, 12.4, 2000, 150, 95, 0, 0, None]]}
        )
    )
    track = read_track(path)
    assert list(track.columns["t"] - T0) == [0.0, 5.5, 9.0]
    assert np.isnan(track.columns["altitude"][:2]).all()
    assert track.columns["altitude"][2] == pytest.approx(609.6)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "time,lat_deg\n", ["a.csv", "lon_deg"]),
        ("a.csv", "time,lat_deg,lon_deg,alt\n", ["a.csv", '"alt"', "rename"]),
        ("a.csv", "time,lat_deg,lon_deg\n2019-11-03T09:28:10,41,12\n", ["line 2", "time", "zone"]),
        ("a.csv", "time,lat_deg,lon_deg\n2019-11-03T09:28:10Z,41\n", ["line 2", "2 of 3"]),
        ("a.csv", "time,lat_deg,lon_deg\n2019-11-03T09:28:10Z,91,12\n", ["row 2", "91", "-90 to 90"]),
        ("a.csv", "time,lat_deg,lon_deg\n2019-11-03T09:28:10Z,41,\n", ["row 2", "both"]),
        ("a.csv", "time,lat_deg,lon_deg\n2019-11-03T09:28:10Z,4x,1\n", ["line 2, lat_deg", "number"]),
        ("a.csv", "time,lat_deg,lon_deg\n1e300,41,1\n", ["line 2, time", "1e300"]),
        ("a.csv", "time,lat_deg,lon_deg\n", ["no position"]),
        ("a.json", '[{"timestamp": 1, "latitude": 1', ["a.json", "not JSON"]),
        ("a.json", '[{"timestamp": "today", "latitude": 1, "longitude": 1}]', ["row 1", "timestamp", "ISO"]),
        ("a.json", '[{"timestamp": 1, "latitude": "x", "longitude": 1}]', ["row 1", "latitude", "number"]),
        ("a.json", "[1, 2]", ["a.json", "timestamp"]),
        ("a.geojson", '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
                      '"geometry": {"type": "LineString", "coordinates": [[1, 2]]}}]}', ["time"]),
        ("a.parquet", "PAR", ["a.parquet", "not Parquet"]),
        ("a.kml", "<kml/>", ["a.kml", ".csv"]),
        ("a.csv.gz", "not gzip", ["a.csv.gz", "cannot be read"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(CaseError) as refused:
        read_tracks(path)
    assert "\n" not in str(refused.value)
    for word in words:
        assert word in str(refused.value)


def test_a_missing_file_and_several_tracks_are_refused(tmp_path):
    with pytest.raises(CaseError, match=r"none\.csv"):
        read_track(tmp_path / "none.csv")
    path = tmp_path / "two.csv"
    path.write_text("time,lat_deg,lon_deg,callsign\n1572773290,41,12,AAA1\n1572773290,42,12,BBB2\n")
    with pytest.raises(CaseError, match="AAA1, BBB2"):
        read_track(path)
    assert read_track(path, "BBB2").columns["lat"] == pytest.approx(np.radians(42.0))


def test_the_recorded_flights_are_read(shared):
    """As many rows as the origin states, and the flight from Rome to Tel Aviv starts and ends there."""
    (track,) = read_tracks(shared / "data" / "adsb" / "elal747.json.gz")
    assert (track.callsign, track.icao24, len(track.columns["t"])) == ("ELY1747", "738043", 2110)
    ends = np.degrees([track.columns["lat"][[0, -1]], track.columns["lon"][[0, -1]]])
    np.testing.assert_allclose(ends, [[41.80, 32.01], [12.25, 34.88]], atol=0.05)
    assert (
        sum(len(t.columns["t"]) for t in read_tracks(shared / "data" / "adsb" / "noisy_spoofing.json.gz"))
        == 8681
    )
