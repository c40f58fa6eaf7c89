"""From a raw recording of a flight whose cause is known to that cause, by the commands of the page."""

import json
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from recording.encoder import aligned, flat, put, subframe
from truecourse import cli
from truecourse.feeds.instants import format_time, parse_time

BEGAN, SPAN, HELD = parse_time("1985-03-07T23:06:40Z"), 9000, 288  # recorder time 0; s; degrees magnetic
RADAR = (80, 110, 140)  # min after the case begins: places by radar
PLAN = "N0480F330 4800N01500W 4900N02200W 4900N03000W 4800N04000W 4600N05000W"
KEYED = (
    (95, 4),
    (330, 7),
    (352, 3),
    (1510, 5),
    (2047, 4),
    (3661, 6),
    (5218, 3),
    (5240, 8),
    (6900, 5),
    (8333, 4),
)
MAP = """
format = "truecourse recorder map 1"
name = "made up"
standard = "717"
words = 64

[[parameters]]
name = "HEAD"
unit = "deg"
kind = "linear"
bits = 12
scale = 0.087890625
samples = [[{words = [10]}]]

[[parameters]]
name = "ALT_STD"
unit = "ft"
kind = "linear"
bits = 12
scale = 16.0
samples = [[{words = [20]}]]

[[parameters]]
name = "IAS"
unit = "kt"
kind = "linear"
bits = 12
scale = 0.25
samples = [[{words = [30]}]]

[[parameters]]
name = "VHF1"
kind = "discrete"
bits = 1
states = [{raw = 0, name = "OFF"}, {raw = 1, name = "KEYED"}]
samples = [[{words = [60], bits = 1}]]
"""


def _raw(track: dict) -> bytes:
    """What a recorder writes of a track, as a compass and an autopilot wander about it."""
    filler, t = random.Random(7), np.arange(SPAN)
    flown = np.array([parse_time(time) for time in track["time"]])
    heading, level = (np.interp(BEGAN + t, flown, track[k]) for k in ("heading_magnetic_deg", "altitude_ft"))
    heading += 0.4 * np.sin(t / 47.0) + 0.2 * np.sin(t / 311.0)
    key = sum(((t >= a) & (t < a + long)).astype(int) for a, long in KEYED)
    rows = []
    for k in range(SPAN):
        words = subframe(k % 4 + 1, 64, filler)
        words[9] = round(heading[k] / 0.087890625)
        words[19] = round(level[k] / 16.0 + np.sin(k / 90.0))
        words[29] = 4 * 286
        words[59] = put(words[59], 1, 1, int(key[k]))
        rows.append(words)
    return aligned(flat(rows))


def _transcript() -> str:
    """Times to the second; one call that nobody wrote down, and one that the recorder does not have."""
    told = [f"{format_time(round(BEGAN + a + 0.3))},{long}" for a, long in KEYED if a != 2047]
    return "\n".join(["time,duration_s", *told, f"{format_time(BEGAN + 4400.0)},3"]) + "\n"


@pytest.fixture
def run(monkeypatch, capsys):
    """What the program prints, given these words."""

    def run(*words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["truecourse", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        assert end.value.code in {0, None}, printed.err
        return printed.out

    return run


def _dated(folder: Path) -> None:
    """The placeholders of a case made from a plan alone, replaced: it began in the cruise."""
    file = folder / "case.toml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"take_off = \S+", "take_off = 1985-03-07T23:00:00Z", text)
    text = re.sub(r"\nend = \S+", "\nend = 1985-03-08T02:00:00Z", text)
    text = text.replace("altitude_ft = 0", "altitude_ft = 33000").replace("2000-01-01", "1985-12-31")
    file.write_text(text, encoding="utf-8")


def _with_radar(rows: str, track: dict) -> str:
    """The recorder's rows and those of places."""
    for n in RADAR:
        row = dict.fromkeys(rows.splitlines()[0].split(","), "") | {
            "id": f"radar-{n}", "kind": "position", "time": track["time"][n], "time_error_s": "10",
            "lat_deg": track["lat_deg"][n], "lon_deg": track["lon_deg"][n], "error": "5", "group": "radar",
            "use": "explain", "known_since": track["time"][n], "outlier_probability": "0.02",
            "source": "made up",
        }  # fmt: skip
        rows += ",".join(map(str, row.values())) + "\n"
    return rows


def _files(folder: Path, track: dict) -> None:
    (folder / "raw.dat").write_bytes(_raw(track))
    (folder / "map.toml").write_text(MAP, encoding="utf-8")
    (folder / "calls.csv").write_text(_transcript(), encoding="utf-8")


@pytest.mark.slow
def test_a_recording_explains_the_heading_that_was_held(run, tmp_path, validation):
    """With places by radar: a row alone may be wrong, and a flight that strays is rarer than such a row."""
    raw, chart, calls, flight, rows, case = (
        tmp_path / name for name in ("raw.dat", "map.toml", "calls.csv", "flight.parquet", "rows.csv", "case")
    )
    run("case", "new", case, "--aircraft", "B742", "--plan", PLAN)
    _dated(case)
    flown = ("--set", f"heading_magnetic_deg={HELD}", "--set", "heading_begin_s=1200", "--json")
    track = json.loads(run("fly", case, "--cause", "heading-hold", *flown))["track"]
    _files(tmp_path, track)
    run("recorder", "read", raw, "--map", chart, "--out", flight)
    wire = json.loads(run("recorder", "align", flight, calls, "--json"))
    best = wire["modes"][0]
    assert wire["known"] and wire["cut"] is None and abs(parse_time(best["start"]) - BEGAN) < 2.0
    run(
        "recorder", "evidence", flight, "--start", best["start"], "--start-error", best["start_error_s"],
        "--drift", best["drift_ppm"], "--compass-error", 0.3, "--out", rows,  # the made-up compass has none
    )  # fmt: skip
    text = rows.read_text(encoding="utf-8")
    (case / "observations.csv").write_text(_with_radar(text, track), encoding="utf-8")
    assert "Nothing is wrong" in run("case", "check", case)
    names = [line.split(",")[0] for line in text.splitlines()[1:] if ",explain," in line]
    causes = []
    for words in ((), ("--without", ",".join(names))):
        told = json.loads(run("explain", case, *words, "--json"))["causes"]
        causes.append({cause["name"]: cause["probability"] or 0.0 for cause in told})
    held, without = (found["heading-hold"] for found in causes)
    validation(
        "recording", "probability of the cause that a made-up recording was flown by, without and with it",
        f"{without:.2f}, {held:.2f}", "", "it leads", "a heading held, by construction",
    )  # fmt: skip
    assert max(causes[0], key=lambda name: causes[0][name]) == "heading-hold"
    assert held > without
