"""The door of the recorder: a recording made up bit by bit goes in, and its values come out."""

import csv
import io
import json
import random
import sys
from pathlib import Path

import pytest

from feeds.maps import OURS, write_vec, zipped
from recording.encoder import bits_of, flat, packed, put, recording
from truecourse import cli
from truecourse.feeds.recording_parquet import read_recording


@pytest.fixture
def run(monkeypatch, capsys):
    """The program given these words: exit status, what it printed, and what it said on standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["truecourse", "recorder", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A recording of 40 s in which altitude climbs, and its map."""
    subframes = recording(64, 40)
    for k, one in enumerate(subframes):
        raw = (10_000 + 25 * k) % 2**17
        one[19], one[20] = raw & 0xFFF, put(one[20], 8, 5, raw >> 12)
        one[59] = put(one[59], 1, 1, k // 10 % 2)
        if k % 4 == 0:
            one[8] = k // 4
        if k % 4 == 2:
            one[10] = put(one[10], 1, 7, ord("K"))
    (tmp_path / "raw.dat").write_bytes(packed(bits_of(flat(subframes))))
    (tmp_path / "map.toml").write_text(OURS, encoding="utf-8")
    return tmp_path / "raw.dat", tmp_path / "map.toml"


def test_show(run, made) -> None:
    raw, chart = made
    code, out, err = run("show", raw, "--map", chart, "--parameter", "ALT", "--csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert (code, err, rows[0]) == (0, "", ["t_s", "value"])
    assert rows[1:] == [[repr(float(k)), repr(10_000.0 + 25 * k)] for k in range(40)]
    code, out, _ = run("show", raw, "--map", chart, "--parameter", "ALT M", "--json")
    wire = json.loads(out)
    assert code == 0 and wire["unit"] == "m" and wire["value"][1] == 10_025.0 * 0.3048 and all(wire["valid"])
    code, out, _ = run("show", raw, "--map", chart, "--parameter", "VHF")
    assert code == 0 and "KEYED" in out and "40 samples, 40 valid" in out
    code, out, _ = run("show", raw, "--map", chart, "--parameter", "TAIL", "--csv")
    assert out == "t_s,value\n0.0,K\n"
    code, out, _ = run("show", raw, "--map", chart, "--parameter", "VHF", "--csv")
    assert out.splitlines()[10:12] == ["9.0,0", "10.0,1"]


def test_read(run, made, tmp_path: Path) -> None:
    raw, chart = made
    out_file = tmp_path / "deep" / "r.parquet"
    code, out, _ = run("read", raw, "--map", chart, "--out", out_file, "--json")
    wire = json.loads(out)
    assert code == 0 and wire["duration_s"] == 40.0 and wire["sound_subframes"] == wire["subframes"] == 40
    assert wire["form"] == "bitstream of 12-bit words" and wire["problems"] == []
    assert wire["left_out"] == [{"name": "GS", "reason": "its label is not known"}]
    assert {p["name"]: p["samples"] for p in wire["parameters"]} == {
        "ALT": 40, "ROLL": 80, "VHF": 40, "TAIL": 1, "ALT M": 40,
    }  # fmt: skip
    read = read_recording(out_file)
    assert read.sha256 == wire["sha256"] and read.series[0].value.tolist() == [
        10_000.0 + 25 * k for k in range(40)
    ]
    code, out, _ = run("read", raw, "--map", chart, "--out", out_file)
    assert "5 parameters, 201 samples, 100.00 % of them valid, over 40 s" in out
    assert "1 parameters of the map cannot be decoded" in out


def test_parameters_and_convert_map(run, made, tmp_path: Path) -> None:
    _, chart = made
    code, out, _ = run("parameters", "--map", chart)
    assert code == 0 and "5 parameters decode, 1 do not" in out and "its label is not known" in out
    wire = json.loads(run("parameters", "--map", chart, "--json")[1])
    assert {p["name"]: p["rate_hz"] for p in wire["parameters"]} == {
        "ALT": 1.0, "ROLL": 2.0, "VHF": 1.0, "TAIL": 1 / 64, "ALT M": None,
    }  # fmt: skip
    vec = write_vec(tmp_path / "000001.vec")
    code, out, _ = run("convert-map", vec, "--out", tmp_path / "new.toml")
    assert code == 0 and "ARINC 717, 5 parameters; 4 are left out" in out
    assert run("parameters", "--map", tmp_path / "new.toml")[0] == 0


def test_what_is_sound_of_a_damaged_file_is_still_read(run, made, tmp_path: Path) -> None:
    raw, chart = made
    data = raw.read_bytes()
    slipped = data[:1000] + data[1003:-7]  # two words out of the eleventh subframe, and cut within a word
    (tmp_path / "bad.dat").write_bytes(slipped)
    code, out, err = run("show", tmp_path / "bad.dat", "--map", chart, "--parameter", "ALT", "--csv")
    rows = list(csv.reader(io.StringIO(out)))[1:]
    assert code == 0 and "1 of 39 subframes are not sound" in err
    assert rows == [[repr(float(k)), "" if k == 10 else repr(10_000.0 + 25 * k)] for k in range(39)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", '"x.dat" is empty; give the raw file'),
        (random.Random(1).randbytes(50_000), '"x.dat": no ARINC 717 frame is in it; is it raw flight data?'),
        (packed(bits_of(flat(recording(128, 9)))), "it has 128 words a subframe, but the map test is of 64"),
        (zipped({"../raw.dat": b"x"}), "has a file named outside it"),
        (b"\x1f\x8b\x08\x00", "cannot be unpacked"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_two(
    run, made, tmp_path: Path, data: bytes, sentence: str
) -> None:
    (tmp_path / "x.dat").write_bytes(data)
    out_file = tmp_path / "r.parquet"
    code, out, err = run("read", tmp_path / "x.dat", "--map", made[1], "--out", out_file)
    assert (code, out) == (2, "") and sentence in err and err.count("\n") == 1
    assert not out_file.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--parameter", "ALTI"), "the map test has no parameter ALTI"),
        (("--parameter", "AL"), "has no parameter AL; there are ALT, ALT M"),
        (("--parameter", "GS"), "GS cannot be decoded: its label is not known"),
        (("--parameter", "ALT", "--csv", "--json"), "--json and --csv exclude one another"),
    ],
)
def test_a_parameter_that_is_not_there(run, made, words: tuple[str, ...], sentence: str) -> None:
    raw, chart = made
    code, out, err = run("show", raw, "--map", chart, *words)
    assert (code, out) == (2, "") and sentence in err


def test_expressions_of_what_is_not_there_or_of_themselves(run, made) -> None:
    raw, chart = made
    for expression, sentence in (
        ("GS * 2", 'its expression has "GS", which is no parameter above it'),
        ("'ALT M' + 1", "which is no parameter above it"),
        ("__import__('os')", "the expression calls what is no function"),
    ):
        chart.write_text(OURS.replace("ALT * 0.3048", expression), encoding="utf-8")
        code, _, err = run("show", raw, "--map", chart, "--parameter", "ALT")
        assert code == 2 and sentence in err
