"""From a raw recording of a flight whose cause is known to that cause, by the commands of the page."""

import json
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from recording.encoder import aligned, flat, put, subframe
from recording.second_by_second import flown
from truecourse import cli
from truecourse.earth.units import METRES_PER_FOOT, RAD_PER_DEG
from truecourse.evidence.stage import stage
from truecourse.feeds.case import read_case
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.wind import bundled_climatology

BEGAN, SPAN = parse_time("1985-03-07T23:06:40Z"), 9000  # recorder time 0; s
HELD = {"heading_magnetic_deg": "288", "heading_begin_s": "1800"}  # the vector's heading, when it ended
RADAR = (30, 60, 90, 120, 150)  # min after the case begins: places by radar
RADAR_ERROR = 2  # NM
PLAN = "N0480F330 4800N01500W 4900N02200W 4900N03000W 4800N04000W 4600N05000W"
CLEARANCES = """
[[fixes]]
name = "4900N02200W"
lat_deg = 49.0
lon_deg = -22.0

[[clearances]]
kind = "heading"
time = 1985-03-07T23:20:00Z
heading_magnetic_deg = 288

[[clearances]]
kind = "direct"
time = 1985-03-07T23:30:00Z
fix = "4900N02200W"
"""
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


def _raw(case: Path) -> bytes:
    """What a recorder writes of the flight, as a compass and an autopilot wander about it."""
    filler, t = random.Random(7), np.arange(SPAN)
    opened = read_case(case)
    scene = stage(opened, bundled_climatology(), opened.t_end)
    heading, level = flown(scene, "heading-hold", HELD, BEGAN + t)
    heading = heading / RAD_PER_DEG + 0.4 * np.sin(t / 47.0) + 0.2 * np.sin(t / 311.0)
    level = level / METRES_PER_FOOT
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
    file.write_text(text + CLEARANCES, encoding="utf-8")


def _with_radar(rows: str, track: dict) -> str:
    """The recorder's rows and those of places."""
    for n in RADAR:
        row = dict.fromkeys(rows.splitlines()[0].split(","), "") | {
            "id": f"radar-{n}", "kind": "position", "time": track["time"][n], "time_error_s": "10",
            "lat_deg": track["lat_deg"][n], "lon_deg": track["lon_deg"][n], "error": RADAR_ERROR,
            "group": "radar", "use": "explain", "known_since": track["time"][n],
            "outlier_probability": "0.02", "source": "made up",
        }  # fmt: skip
        rows += ",".join(map(str, row.values())) + "\n"
    return rows


def _files(folder: Path, case: Path) -> None:
    (folder / "raw.dat").write_bytes(_raw(case))
    (folder / "map.toml").write_text(MAP, encoding="utf-8")
    (folder / "calls.csv").write_text(_transcript(), encoding="utf-8")


@pytest.mark.slow
def test_with_radar_a_recording_explains_the_heading_that_was_held_and_alone_it_does_not(
    run, tmp_path, validation
):
    """A vector of 288°, after which navigation should have been armed, and was not. Argued before it was run:

    - Heading left on begins 8.6 nats behind as cleared (1.1e-3 x 0.15 / 0.9 a flight), and pays 0.2 for
      beginning where the vector ended and some 2 to 3 for a heading known to 1° of the 5° that it might be
      off. That is 11 to 12. (Without a vector any minute might be the first, which costs 5 more.)
    - A source is wrong in 2 % of cases, and then by a Cauchy of ten errors. So a heading that contradicts a
      cause takes 6 to 8 nats from it, however long it was held and however exactly written, and a place 9 to
      12. The headings of this flight are beside what as cleared would have shown by up to 11°, and yet 8 are
      less than 11: the recording alone must leave as cleared in front.
    - Places by radar each half hour within 2 NM: from an hour on the flight is 9, 6, 35 and 71 NM beside its
      route, so two places are far over five errors off. With the headings that takes 26 or more from as
      cleared.
    - A wrong waypoint is as rare, and leaves at a waypoint: one cannot be 9 NM left at 60 min and 71 NM right
      at 150. A start position wrong by 10° happens to fly much like this, as an earlier setup showed: there,
      with no vector, it was 1.7 nats behind; a beginning that the vector tells is worth the 5 of above.

    Seen in the first run, and not argued: a heading entered wrong (298 as 288) flies the same flight. What
    was flown cannot tell the two apart, only their rates do; so it is the two together that must be nearly
    certain. And not re-programmed flew the vector's heading for ever, which was wrong, and was mended.
    """
    raw, chart, calls, flight, rows, case = (
        tmp_path / name for name in ("raw.dat", "map.toml", "calls.csv", "flight.parquet", "rows.csv", "case")
    )
    run("case", "new", case, "--aircraft", "B742", "--plan", PLAN)
    _dated(case)
    words = [word for name, value in HELD.items() for word in ("--set", f"{name}={value}")]
    track = json.loads(run("fly", case, "--cause", "heading-hold", *words, "--json"))["track"]
    _files(tmp_path, case)
    run("recorder", "read", raw, "--map", chart, "--out", flight)
    wire = json.loads(run("recorder", "align", flight, calls, "--json"))
    best = wire["modes"][0]
    assert wire["known"] and wire["cut"] is None and abs(parse_time(best["start"]) - BEGAN) < 2.0
    run(
        "recorder", "evidence", flight, "--start", best["start"], "--start-error", best["start_error_s"],
        "--drift", best["drift_ppm"], "--out", rows,
    )  # fmt: skip
    text = rows.read_text(encoding="utf-8")
    (case / "observations.csv").write_text(_with_radar(text, track), encoding="utf-8")
    assert "Nothing is wrong" in run("case", "check", case)
    causes = []
    for words in ((), ("--without", ",".join(f"radar-{n}" for n in RADAR))):
        told = json.loads(run("explain", case, *words, "--json"))["causes"]
        causes.append({cause["name"]: cause["probability"] or 0.0 for cause in told})
    held, alone = (found["heading-hold"] for found in causes)
    either = held + causes[0]["heading-entry"]
    validation(
        "recording", "a made-up recording: probability of the cause it was flown by, alone; with radar; with "
        "radar that a heading was held for either cause", f"{alone:.4f}; {held:.2f}; {either:.4f}", "",
        "with radar it leads", "a heading held, by construction",
    )  # fmt: skip
    assert max(causes[0], key=lambda name: causes[0][name]) == "heading-hold" and either > 0.95
    assert max(causes[1], key=lambda name: causes[1][name]) == "as-cleared"
