"""The doors of a recording as evidence: what they print and write, and one sentence for what is wrong."""

import csv
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from feeds.broken import copied
from recording.recorded_file import KEYED, airliner, series, write
from truecourse import cli
from truecourse.feeds.case import check_case
from truecourse.feeds.instants import format_time, parse_time

START = "1983-08-31T12:59:00Z"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("recording") / "flight.parquet", airliner())


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
def transcript(tmp_path: Path) -> Path:
    """Every keying but one, told to the second by a clock 37 s off, and a time that is wrong."""
    zero = parse_time(START) + 37.0
    lines = [f"{format_time(round(zero + t + 0.3))},{d},KE007" for t, d in KEYED if t != 1320]
    lines.append(f"{format_time(zero + 5000)},4,KE007")
    path = tmp_path / "transcript.csv"
    path.write_text("time,duration_s,who\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_align_finds_the_start(run, recording, transcript):
    code, out, _ = run("align", recording, transcript, "--json")
    wire = json.loads(out)
    best = wire["modes"][0]
    off = parse_time(best["start"]) - parse_time(START) - 37.0
    assert code == 0 and wire["known"] and wire["channel"] == "VHF1"
    assert abs(off) < 4.0 * best["start_error_s"] and abs(off) < 1.5
    assert [row["keying_t_s"] is None for row in wire["transmissions"]].count(True) == 1
    assert len(wire["keyings_untold"]) == 1 and abs(wire["keyings_untold"][0] - 1320.0) < 1.0
    code, out, _ = run("align", recording, transcript)
    assert code == 0 and "The recording began at 1983-08-31T12:59:3" in out


def test_align_lays_a_voice_recording_on_the_data(run, recording, tmp_path):
    t = np.arange(0.0, 7300.0, 0.25)
    spoken = sum(((t >= 0.98 * a + 40.0) & (t < 0.98 * (a + b) + 40.0)).astype(float) for a, b in KEYED)
    tape = write(tmp_path / "tape.parquet", [series("SPEECH", "", t, spoken)])
    code, out, err = run("align", recording, tape, "--against", "SPEECH", "--drift", "20000", "--json")
    assert code == 0, err
    wire = json.loads(out)
    best = wire["modes"][0]
    assert wire["known"]
    assert abs(best["drift_ppm"] + 20000.0) < 4.0 * best["drift_error_ppm"]
    assert abs(best["start"] - 40.0) < max(0.5, 4.0 * best["start_error_s"])


def test_check_says_what_was_found_with_custody_and_transcript(run, recording, transcript, tmp_path):
    log = tmp_path / "log.toml"
    log.write_text(
        'recorded_until = 1983-08-31T14:59:00Z\nread = 1983-09-09T00:00:00Z\n[[hashes]]\n'
        f'at = 1983-09-01T00:00:00Z\nsha256 = "{"ab" * 32}"\n',
        encoding="utf-8",
    )  # fmt: skip
    code, out, _ = run("check", recording, "--custody", log, "--transcript", transcript, "--json")
    wire = json.loads(out)
    status = {check["name"]: check["status"] for check in wire["checks"]}
    assert code == 0
    assert status["keying"] == "consistent" and status["hash"] == "not testable"  # of Parquet
    assert status["custody"] == "odd" and status["sync"] == "not testable"
    assert "nobody is named for 8.4 days" in out
    code, out, _ = run("check", recording)
    assert code == 0 and "custody" in out and out.rstrip().endswith(".")


def test_evidence_is_rows_that_a_case_accepts(run, recording, tmp_path):
    out_file = tmp_path / "observations.csv"
    code, out, _ = run(
        "evidence", recording, "--start", START, "--out", out_file, "--known-since", "1993-06-14",
        "--from", "1983-08-31T13:05:00Z", "--to", "1983-08-31T14:30:00Z",
    )  # fmt: skip
    assert code == 0 and "observations" in out
    with out_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    heading = next(row for row in rows if row["kind"] == "heading_magnetic")
    assert abs(float(heading["value"]) - 245.0) < 0.2
    assert 1.0 <= float(heading["error"]) < 1.2  # the compass, the step and the spread together
    level = next(row for row in rows if row["kind"] == "level")
    assert abs(float(level["value"]) - 310.0) < 1.0
    case = copied(tmp_path)
    known = case / "observations.csv"
    lines = out_file.read_text(encoding="utf-8").splitlines()[1:]
    known.write_text(known.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    assert check_case(case) == []


def test_evidence_is_clipped_before_it_is_held_and_says_whose_error_it_has(run, recording, tmp_path):
    out_file = tmp_path / "observations.csv"
    words = ("evidence", recording, "--start", START, "--out", out_file, "--compass-error", "5", "--held-for")
    code, _, err = run(*words, "300", "--from", "1983-08-31T13:30:00Z", "--to", "1983-08-31T13:30:10Z")
    assert code == 2 and "nothing to write" in err
    code, _, _ = run(*words, "60", "--from", "1983-08-31T13:30:00Z", "--to", "1983-08-31T13:32:00Z")
    with out_file.open(encoding="utf-8", newline="") as file:
        rows = {row["kind"]: row for row in csv.DictReader(file)}
    assert code == 0
    assert "held 2 min; one standard deviation: compass 5° (as given)" in rows["heading_magnetic"]["note"]
    assert "(ICAO Annex 6" in rows["level"]["note"]


def test_a_drift_found_by_align_moves_every_time(run, recording, tmp_path):
    drift = ("--drift", "1000")  # 7 s by the touchdown, 7080 s after the start
    plain, moved = (json.loads(run("keys", recording, "--start", START, *words, "--json")[1])
                    for words in ((), drift))  # fmt: skip
    before, after = ({row["name"]: row for row in wire["times"]} for wire in (plain, moved))
    gained = [parse_time(w["touchdown"]["time"]) for w in (before, after)]
    assert abs(gained[1] - gained[0] - 7.08) < 0.01
    assert before["touchdown"]["t_s"] == after["touchdown"]["t_s"]
    out_file, ends = tmp_path / "observations.csv", []
    for words in ((), drift):
        assert run("evidence", recording, "--start", START, "--out", out_file, *words)[0] == 0
        with out_file.open(encoding="utf-8", newline="") as file:
            ends.append(parse_time(list(csv.DictReader(file))[-1]["time"]))
    assert abs(ends[1] - ends[0] - 7.2) < 0.01
    fixes, track, lasts = tmp_path / "fixes.csv", tmp_path / "track.csv", []
    fixes.write_text(f"time,lat_deg,lon_deg,error_nm\n{START},61.17,-150.0,1\n", encoding="utf-8")
    for words in ((), (*drift, "--start-error", "60")):
        code, _, _ = run("reckon", recording, "--start", START, "--fixes", fixes, "--out", track, *words)
        with track.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lasts.append((parse_time(rows[-1]["time"]), float(rows[0]["error_major_nm"])))
        assert code == 0
    assert 6.9 < lasts[1][0] - lasts[0][0] < 7.3
    assert lasts[1][1] > 1.2 * lasts[0][1]  # at 25 m/s, where it began, 60 s are 0.8 NM beside the 1 NM
    assert run("plot", recording, "--start", START, *drift, "--out", tmp_path / "f.svg")[0] == 0


def test_check_holds_the_keying_against_one_speaker(run, recording, transcript):
    zero = parse_time(START)
    others = "".join(f"{format_time(zero + 61.7 * k)},4,TWR\n" for k in range(100))
    transcript.write_text(transcript.read_text(encoding="utf-8") + others, encoding="utf-8")
    words = ("check", recording, "--transcript", transcript, "--json")
    found = [
        {c["name"]: c["status"] for c in json.loads(run(*words, *more)[1])["checks"]}["keying"]
        for more in ((), ("--who", "KE007"), ("--who", "KE007", "--drift", "200"))
    ]
    assert found[0] != "consistent"
    assert found[1:] == ["consistent", "consistent"]


def test_a_last_sample_known_since_it_happened_is_accepted(run, recording, tmp_path):
    out_file, case = tmp_path / "observations.csv", copied(tmp_path)
    code, _, _ = run("evidence", recording, "--start", "1983-08-31T12:59:00.1234Z", "--out", out_file,
                     "--from", "1983-08-31T13:05:00Z")  # fmt: skip
    rows = out_file.read_text(encoding="utf-8").splitlines()
    assert code == 0 and rows[-1].startswith("recorder-last,event,")
    known = case / "observations.csv"
    known.write_text(known.read_text(encoding="utf-8") + rows[-1] + "\n", encoding="utf-8")
    assert check_case(case) == []
    early = rows[-1].split(",")
    early[14] = "1983-08-31T13:00:00Z"
    known.write_text(known.read_text(encoding="utf-8").replace(rows[-1], ",".join(early)), encoding="utf-8")
    assert any("before it happened" in str(problem) for problem in check_case(case))


def test_check_takes_the_keying_channel_named(run, recording, transcript, tmp_path):
    code, out, _ = run("check", recording, "--transcript", transcript, "--as", "key_1=ROLL", "--json")
    row = next(row for row in json.loads(out)["checks"] if row["name"] == "keying")
    assert code == 0 and row["status"] != "consistent"
    code, out, _ = run("check", recording, "--transcript", transcript, "--as", "key_1=VHF1", "--json")
    row = next(row for row in json.loads(out)["checks"] if row["name"] == "keying")
    assert code == 0 and row["status"] == "consistent"


def test_what_parquet_cannot_tell_is_said_and_so_is_what_was_not_found(run, recording, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    code, out, _ = run("check", recording, "--json")
    status = {row["name"]: row for row in json.loads(out)["checks"]}
    for name in ("sync", "subframe order", "gaps", "frame counter"):
        assert status[name]["status"] == "not testable" and "raw file" in status[name]["found"]
    code, out, _ = run("check", recording)
    assert code == 0 and max(len(line.rstrip()) for line in out.splitlines()[:-1]) <= 90
    code, _, err = run("keys", recording)
    assert code == 0 and err.startswith("not found: ") and "=NAME" in err


def test_keys_tell_times_in_utc_and_values_in_the_cockpit_s_units(run, recording):
    code, out, _ = run("keys", recording, "--start", START, "--json")
    wire = json.loads(out)
    times = {row["name"]: row for row in wire["times"]}
    values = {row["name"]: row for row in wire["values"]}
    assert code == 0 and times["lift-off"]["time"] == "1983-08-31T13:00:00Z"
    assert values["highest altitude"]["value"] == 31000 and values["highest altitude"]["unit"] == "ft"
    code, out, _ = run("keys", recording)
    assert code == 0 and "top of descent" in out


def test_keys_tell_modes_and_the_last_sample_of_any_parameter(run, tmp_path):
    t = np.arange(0.0, 7205.0)
    lateral = np.where(t < 700, 0.0, np.where(t < 3000, 1.0, 2.0))
    states = tuple(("", "HDG", "NAV")[int(x)] for x in lateral)
    more = [
        replace(series("FMA_LAT", "", t, lateral), text=states),
        replace(series("FMA_R_HDGHOLD1", "", t, 0.0 * t), text=("OFF",) * len(t)),
        series("SELCAL LAMP", "", t, (t > 50.0).astype(float)),
    ]
    path = write(tmp_path / "modes.parquet", [*airliner(), *more])
    code, out, err = run("keys", path, "--json", "--mode", "FMA_R_HDGHOLD1")
    found = {row["name"]: row for row in json.loads(out)["times"]}
    assert code == 0, err
    assert (found["FMA_LAT HDG"]["t_s"], found["FMA_LAT NAV"]["t_s"]) == (700.0, 3000.0)
    assert found["FMA_R_HDGHOLD1 OFF, as it begins"]["t_s"] == 0.0
    assert not any("SELCAL" in name for name in found)
    assert found["last sample"]["t_s"] == 7204.0
    found = {
        row["name"] for row in json.loads(run("keys", path, "--json", "--mode", "SELCAL LAMP")[1])["times"]
    }
    assert {"SELCAL LAMP 0, as it begins", "SELCAL LAMP 1"} <= found
    rows = tmp_path / "observations.csv"
    assert run("evidence", path, "--start", START, "--out", rows)[0] == 0
    assert format_time(parse_time(START) + 7204.0) in rows.read_text(encoding="utf-8")


def test_plot_is_an_svg_with_its_events(run, recording, tmp_path):
    figure = tmp_path / "f.svg"
    code, out, _ = run("plot", recording, "--start", START, "--out", figure)
    assert code == 0 and "The figure is" in out
    text = figure.read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "top of climb" in text and "airspeed" in text and "time (UTC), 1983-08-31" in text
    code, _, _ = run("plot", recording, "--out", figure, "--parameter", "ROLL", "--parameter", "altitude")
    assert code == 0 and "recorder time (s)" in figure.read_text(encoding="utf-8")


def test_reckon_writes_a_track_with_its_error(run, recording, tmp_path):
    fixes, track = tmp_path / "fixes.csv", tmp_path / "track.csv"
    fixes.write_text(f"time,lat_deg,lon_deg,error_nm\n{START},61.17,-150.0,1\n", encoding="utf-8")
    code, out, _ = run("reckon", recording, "--start", START, "--fixes", fixes, "--out", track)
    assert code == 0 and "95 % within" in out
    with track.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sizes = np.array([float(row["error_major_nm"]) for row in rows])
    assert len(rows) > 200 and sizes[-1] > 5.0 * sizes[0]
    assert (np.diff(sizes) > -1e-3).all()  # nothing but dead reckoning after the only fix


def test_fixes_that_do_not_fit_are_refused_and_nothing_is_written(run, recording, tmp_path):
    fixes, track = tmp_path / "fixes.csv", tmp_path / "track.csv"
    fixes.write_text(
        f"time,lat_deg,lon_deg,error_nm\n{START},61.17,-150.0,1\n{START},62.17,-150.0,1\n", encoding="utf-8"
    )
    code, out, err = run("reckon", recording, "--start", START, "--fixes", fixes, "--out", track)
    assert code == 2 and "the fixes do not fit the recording: the fix of 1983-08-31T12:59:00Z" in err
    assert not track.exists() and out == "" and len(err.strip().splitlines()) == 1


BAD = [
    (("align", "{rec}", "{none}"), "none.csv is missing"),
    (("align", "{rec}", "{rec}", "--against", "VOICE"), 'no parameter "VOICE"'),
    (("align", "{none}", "{tr}"), "none.csv"),
    (("align", "{rec}", "{tr}", "--parameter", "VHF9"), 'no parameter "VHF9"; choose another'),
    (("align", "{rec}", "{tr}", "--parameter", "ALT"), "there are ALT_STD"),
    (("align", "{rec}", "{tr}", "--who", "JL"), "the speakers are"),
    (("align", "{tr}", "{tr}"), "give --map"),
    (("check", "{rec}", "--custody", "{tr}"), "transcript.csv, line 1: it is not TOML"),
    (("check", "{rec}", "--as", "speed=IAS"), "quantities are altitude"),
    (("check", "{rec}", "--as", "cas=XYZ"), 'no parameter "XYZ"'),
    (("keys", "{rec}", "--as", "altitude=IAS_"), 'no parameter "IAS_"'),
    (("keys", "{rec}", "--start", "yesterday"), "--start is yesterday"),
    (("evidence", "{rec}", "--start", START, "--out", "{out}", "--held-for", "80000"), "nothing to write"),
    (
        ("evidence", "{rec}", "--start", START, "--out", "{out}", "--from", "1990-01-01T00:00:00Z"),
        "nothing to",
    ),
    (("plot", "{rec}", "--out", "{out}", "--parameter", "mach"), "the recording has none known"),
    (("plot", "{rec}", "--out", "{out}.txt"), "give a name that ends in .svg"),
    (("show", "{rec}", "--parameter", "IAS"), "is Parquet, read already"),
    (("show", "{tr}", "--parameter", "IAS"), "give its map with --map"),
    (("plot", "{rec}", "--out", "{rec}/x.svg"), "is a file, not a folder"),
    (("reckon", "{rec}", "--start", START, "--fixes", "{tr}", "--out", "{out}"), "transcript.csv, line 1"),
    (("reckon", "{rec}", "--start", START, "--fixes", "{tr}", "--out", "{out}", "--wind", "x"), "--wind x"),
]


@pytest.mark.parametrize(("words", "sentence"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_what_is_wrong_is_one_sentence_and_exit_2(run, recording, transcript, tmp_path, words, sentence):
    copy = Path(shutil.copy(recording, tmp_path / "flight.parquet"))
    places = {"rec": copy, "tr": transcript, "none": tmp_path / "none.csv", "out": tmp_path / "out"}
    code, out, err = run(*(word.format(**places) for word in words))
    assert code == 2 and sentence in err, err
    assert len(err.strip().splitlines()) == 1 and out == ""
    assert not (tmp_path / "out").exists()
