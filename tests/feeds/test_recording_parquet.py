"""A recording in Parquet: the same back, whole or not at all, and readable by other programs."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from truecourse.feeds import recording_parquet
from truecourse.feeds.errors import CaseError
from truecourse.feeds.recording_parquet import Column, about_parquet, read_recording, recording_writer

ABOUT = {
    "source": "raw.dat", "sha256": "ab" * 32, "problems": ["2 seconds are missing"],
    "parameters": [{"name": "A", "unit": "ft"}, {"name": "B", "unit": ""}, {"name": "C", "unit": ""}],
}  # fmt: skip
RNG = np.random.default_rng(1)


def columns() -> list[Column]:
    t, valid = np.arange(1000) / 4 + 5 / 64, RNG.random(1000) < 0.9
    value = np.where(valid, RNG.normal(0, 1e4, 1000), np.nan)
    states = np.where(valid[::2], RNG.integers(0, 2, 500), -1).astype(np.int32)
    return [
        Column("A", t, value, valid, np.full(1000, -1, np.int32), ()),
        Column("B", t[::2], states * 1.0, valid[::2], states, ("OFF", "ON")),
    ]


def test_every_sample_comes_back_at_its_own_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_parquet, "ROWS", 300)  # so that a parameter has several row groups
    with recording_writer(tmp_path / "r.parquet", ABOUT) as writer:
        first, second = columns()
        writer.write(first)
        writer.write(second)
    read = read_recording(tmp_path / "r.parquet")
    assert [s.name for s in read.series] == ["A", "B", "C"] and read.source == "raw.dat"
    assert (read.sha256, read.problems) == ("ab" * 32, ("2 seconds are missing",))
    a, b, c = read.series
    assert np.array_equal(a.t, first.t) and np.array_equal(a.value, first.value, equal_nan=True)
    assert np.array_equal(a.valid, first.valid) and a.text == () and a.unit == "ft"
    assert b.text == tuple("" if k < 0 else ("OFF", "ON")[k] for k in second.code.tolist())
    assert len(c.t) == 0
    (one,) = read_recording(tmp_path / "r.parquet", ["B"]).series
    assert one.text == b.text


def test_other_programs_find_a_parameter_and_its_unit(tmp_path: Path) -> None:
    with recording_writer(tmp_path / "r.parquet", ABOUT) as writer:
        for column in columns():
            writer.write(column)
    table = pq.read_table(tmp_path / "r.parquet", filters=[("parameter", "==", "B")])
    assert len(table) == 500 and set(table["parameter"].to_pylist()) == {"B"}
    told = json.loads(pq.read_schema(tmp_path / "r.parquet").metadata[b"truecourse"])
    assert told["parameters"][0] == {"name": "A", "unit": "ft"}
    assert about_parquet(tmp_path / "r.parquet")["sha256"] == "ab" * 32


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "r.parquet").write_text("old")
    with pytest.raises(KeyboardInterrupt), recording_writer(tmp_path / "r.parquet", ABOUT) as writer:
        writer.write(columns()[0])
        raise KeyboardInterrupt
    assert [p.name for p in tmp_path.iterdir()] == ["r.parquet"]
    assert (tmp_path / "r.parquet").read_text() == "old"
    (tmp_path / "file").write_text("")
    for there in (tmp_path / "file" / "r.parquet", tmp_path):
        with pytest.raises(CaseError), recording_writer(there, ABOUT):
            pass


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa

    with pytest.raises(CaseError, match="is missing"):
        read_recording(tmp_path / "none.parquet")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(CaseError, match="is no Parquet file"):
        read_recording(tmp_path / "a.parquet")
    pq.write_table(pa.table({"x": [1]}), tmp_path / "b.parquet")
    with pytest.raises(CaseError, match="is no recording of ours"):
        read_recording(tmp_path / "b.parquet")
    with recording_writer(tmp_path / "c.parquet", ABOUT) as writer:
        writer.write(columns()[0])
    with pytest.raises(CaseError, match='has no parameter "Z"'):
        read_recording(tmp_path / "c.parquet", ["A", "Z"])
    data = bytearray((tmp_path / "c.parquet").read_bytes())
    data[100:400] = bytes(300)
    (tmp_path / "d.parquet").write_bytes(data)
    with pytest.raises(CaseError, match="is damaged; read the raw file again"):
        read_recording(tmp_path / "d.parquet")
