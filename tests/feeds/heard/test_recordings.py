"""The recordings of real flights, and the project's own Parquet."""

import gzip
import json
from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.heard.own import write_reports
from truecourse.feeds.heard.tally import add, sentences
from truecourse.flight.reports import NUMBERS, Reports

COUNTS = {  # positions and rows as json.loads counts them
    "quickstart": (284505, 284505), "noisy_spoofing": (8670, 8681), "noisy_time_issue": (8294, 8294),
    "aircraft_carrier": (None, 9024), "elal747": (2110, 2110), "belevingsvlucht": (16005, 16005),
    "inflight_refuelling": (None, 10397),
}  # fmt: skip
GOOD = {
    "timestamp": 1633608773000, "icao24": "0101de", "callsign": "MSR799", "latitude": 48.5, "longitude": 3.8,
    "altitude": 13650.0, "groundspeed": 325.0, "track": 311.0, "vertical_rate": -896.0, "onground": False,
}  # fmt: skip


def read(path: Path, **given: object):
    found = list(open_source(path, **given))
    return [batch for batch, _ in found], add(*(told for _, told in found))


def column(batches: list[Reports], name: str) -> np.ndarray:
    return np.concatenate([getattr(batch, name) for batch in batches])


def write(folder: Path, records: object) -> Path:
    path = folder / "heard.json"
    path.write_text(records if isinstance(records, str) else json.dumps(records, separators=(",", ":")))
    return path


@pytest.mark.parametrize("name", COUNTS)
def test_every_row_and_position_is_read(shared: Path, name: str, validation) -> None:
    batches, told = read(shared / "data" / "adsb" / f"{name}.json.gz")
    positions, rows = COUNTS[name]
    assert told.heard == told.reports == rows == len(column(batches, "t"))
    found = int(np.isfinite(column(batches, "lat")).sum())
    with gzip.open(shared / "data" / "adsb" / f"{name}.json.gz") as file:
        data = json.load(file)
    lats = data["latitude"].values() if isinstance(data, dict) else [row["latitude"] for row in data]
    assert found == sum(lat is not None for lat in lats)
    assert positions in (None, found)
    assert (np.diff(column(batches, "received")) >= 0.0).all()
    if name == "quickstart":
        assert len(np.unique(column(batches, "key"))) == 213
        validation("feeds", "positions over Paris read", f"{found}", "", "284505", "as counted by json.loads")


def test_values_come_in_si(tmp_path: Path) -> None:
    (batch,), told = read(write(tmp_path, [GOOD]))
    assert batch.key.tolist() == [0x0101DE]
    assert batch.names == ((0x0101DE, "MSR799"),)
    assert batch.t[0] == 1633608773.0
    expected = {
        "lat": np.radians(48.5), "lon": np.radians(3.8), "altitude": 13650 * 0.3048,
        "gs": 325 * 1852 / 3600, "course": np.radians(311.0), "vertical_rate": -896 * 0.3048 / 60,
    }  # fmt: skip
    for name, value in expected.items():
        assert getattr(batch, name)[0] == pytest.approx(value, rel=1e-15)
    assert np.isnan(batch.height[0])
    assert told.wrong == {}


WRONG = [
    ({"latitude": 91.0}, "lat_deg out of range"),
    ({"longitude": "NaN"}, "lon_deg not a number"),
    ({"altitude": 1e300}, "altitude_ft out of range"),
    ({"altitude": 10**400}, "altitude_ft out of range"),
    ({"groundspeed": -1.0}, "gs_kt out of range"),
    ({"track": 720.0}, "course_deg out of range"),
    ({"latitude": None}, "half a position"),
    ({"timestamp": None}, "without a time"),
    ({"timestamp": "yesterday"}, "without a time"),
    ({"timestamp": -5}, "without a time"),
    ({"timestamp": 4102444800000}, "dated in the future"),
    ({"icao24": "000000", "callsign": None}, "without identity"),
    ({"icao24": "zzz", "callsign": ""}, "without identity"),
]


@pytest.mark.parametrize(("bad", "name"), WRONG, ids=[name for _, name in WRONG])
@pytest.mark.parametrize("layout", ["list", "columns", "lines", "pretty"])
def test_bad_values_are_counted_by_name(tmp_path: Path, bad: dict, name: str, layout: str) -> None:
    rows = [GOOD, GOOD | {"timestamp": 1633608774000} | bad, GOOD | {"timestamp": 1633608775000}]
    texts = {
        "list": json.dumps(rows, separators=(",", ":")),
        "columns": json.dumps(
            {k: {str(i): row[k] for i, row in enumerate(rows)} for k in ["timestamp", *GOOD]}
        ),
        "lines": "\n".join(json.dumps(row) for row in rows),
        "pretty": json.dumps(rows, indent=2),
    }
    batches, told = read(write(tmp_path, texts[layout]), now=1.7e9)
    assert told.wrong.get(name) == 1, told
    assert any(name in sentence for sentence in sentences(told))
    assert {1633608773.0, 1633608775.0} <= set(column(batches, "t").tolist())


def test_out_of_order_and_repeated(tmp_path: Path) -> None:
    late = GOOD | {"timestamp": 1633608770000}
    batches, told = read(write(tmp_path, [GOOD, late, GOOD]))
    assert column(batches, "t").tolist() == [1633608770.0, 1633608773.0]
    assert told.wrong == {"out of order": 1, "repeated": 1}
    assert (told.heard, told.reports) == (3, 2)


def test_a_record_that_breaks_off_costs_itself_only(tmp_path: Path) -> None:
    text = json.dumps([GOOD, GOOD | {"timestamp": 1633608774000}], separators=(",", ":"))
    batches, told = read(write(tmp_path, text[:-20]))
    assert len(column(batches, "t")) == 1
    assert told.wrong == {"malformed": 1}


def test_a_packed_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    rows = [
        GOOD | {"timestamp": 1633608773000 + 1000 * i, "latitude": 48 + i * 1.2345e-6} for i in range(5000)
    ]
    packed = gzip.compress(json.dumps(rows, separators=(",", ":")).encode())
    path = tmp_path / "heard.json.gz"
    path.write_bytes(packed[: len(packed) // 2])
    _, told = read(path)
    assert told.wrong["truncated"] == 1


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="is not there"):
        list(open_source(tmp_path / "nothing.json"))
    path = tmp_path / "noise.bin"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(CaseError, match="name its format"):
        list(open_source(path))


def random_reports(seed: int, n: int) -> Reports:
    rng = np.random.default_rng(seed)
    columns = {name: np.where(rng.random(n) < 0.2, np.nan, rng.uniform(0.0, 1.0, n)) for name in NUMBERS}
    lost = rng.random(n) < 0.2
    columns["lat"], columns["lon"] = (np.where(lost, np.nan, rng.uniform(-1.5, 1.5, n)) for _ in range(2))
    columns["t"] = np.sort(rng.uniform(1e9, 1.7e9, n))
    columns["received"] = columns["t"] + rng.uniform(0.0, 2.0, n)
    columns["accuracy"] = np.abs(columns["accuracy"]) * 100.0
    key = rng.integers(1, 1 << 40, n)
    return Reports(
        key=key, **columns, on_ground=rng.random(n) < 0.5, heard=rng.integers(0, 5, n).astype(np.int8),
        sensor=rng.integers(-9, 9, n).astype(np.int16),
        names=tuple((int(k), f"F{k % 97}") for k in sorted(set(key))),
    )  # fmt: skip


@given(st.integers(0, 2**32), st.integers(1, 50))
def test_parquet_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, seed: int, n: int) -> None:
    reports = random_reports(seed, n)
    path = tmp_path_factory.mktemp("own") / "reports.parquet"
    path.write_bytes(write_reports(reports, "a test"))
    (back,), told = read(path, now=inf)
    assert told.wrong == {}
    assert back.names == reports.names
    exact = replace(
        reports, **{name: getattr(back, name) for name in NUMBERS if name not in ("t", "received")}
    )
    for name in Reports.__dataclass_fields__:
        if name != "names":
            np.testing.assert_array_equal(getattr(back, name), getattr(exact, name))
    for name, step in {"lat": 1e-9, "lon": 1e-9, "altitude": 0.016, "gs": 0.003, "course": 1e-5}.items():
        np.testing.assert_allclose(getattr(back, name), getattr(reports, name), rtol=0.0, atol=step)
