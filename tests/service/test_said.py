"""What is said of plans and words: those left out at the start by name, those that met nobody at the end."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from service.fakes import batch
from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.own import write_reports
from truecourse.service.clock import Clock
from truecourse.service.scene import MOST_REFUSED, said_in
from truecourse.service.session import Wanted, begin

T = 1_700_000_000.0  # 2023-11-14T22:13:20Z
PLAN = "(FPL-{}-IS\n-A320/M-S/L\n-LFPO2200\n-N0450F310 DCT {} DCT 47N002E DCT\n-LFBO0110\n-DOF/231114)\n"
LEVEL = {"kind": "level", "flight": "AFR1", "time": "2023-11-14T22:14:00Z", "level_fl": 310}


def _session(folder: Path, text: str):
    (folder / "plan.txt").write_text(text, encoding="utf-8")
    (folder / "one.parquet").write_bytes(write_reports(batch((1, T), (1, T + 10.0))))
    return begin(Wanted(str(folder / "one.parquet"), plan=folder / "plan.txt"), Clock())


def test_a_plan_that_is_refused_is_told_at_the_start_by_file_line_and_flight(tmp_path: Path) -> None:
    text = PLAN.format("BAW308", "ENTRI") + "\n" + PLAN.format("AFR1", "48N002E")
    text += json.dumps(LEVEL | {"level_fl": None}) + "\n{\n" + json.dumps(LEVEL) + "\n"
    plan, level, torn = _session(tmp_path, text).notices
    assert plan.startswith("plan.txt, line 1 (BAW308): ENTRI is not among the fixes; give it in --fixes")
    assert plan.endswith("the flight is watched without this plan")
    assert level.startswith("plan.txt, line 14 (AFR1): a level clearance needs level_fl or altitude_ft")
    assert level.endswith("without this word")
    assert torn.startswith("plan.txt, line 15: neither an FPL")


def test_very_many_refused_plans_are_told_up_to_a_number(tmp_path: Path) -> None:
    text = "".join(PLAN.format(f"BAW{n}", "ENTRI") for n in range(MOST_REFUSED + 7)) + json.dumps(LEVEL)
    *told, more = _session(tmp_path, text).notices
    assert len(told) == MOST_REFUSED
    assert f"(BAW{MOST_REFUSED - 1})" in told[-1]
    assert more == "plan.txt: 7 more plans or words are left out"


def test_a_file_of_which_nothing_is_understood_says_which_line_and_why(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("\n" + PLAN.format("BAW308", "ENTRI"), encoding="utf-8")
    with pytest.raises(CaseError, match=r"line 2 \(BAW308\): ENTRI .*or as 4620N07805W\); correct it"):
        said_in(path, (), T)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"time": "2021-10-07 12:34:00"}, "without a time: .* it has no zone; add Z for UTC"),
        ({"time": None}, "without a time: write time"),
        ({"flight": None}, "without identity: write flight .* or icao24"),
        ({"flight": None, "address": "400804"}, 'without identity: "address" is not read; .*icao24'),
        ({"flight": None, "icao24": "40080"}, 'without identity: icao24 is "40080", no six'),
        ({"kind": "climb"}, '"climb"; write plan, take-off.*handed over or cancelled'),
    ],
)
def test_what_a_word_lacks_is_said_with_the_key_that_tells_it(tmp_path: Path, change, said) -> None:
    session = _session(tmp_path, json.dumps(LEVEL) + "\n" + json.dumps(LEVEL | change))
    (notice,) = session.notices
    assert notice.startswith("plan.txt, line 2")
    assert re.search(said, notice), notice


def _unmet(folder: Path, *rows: dict, names=(), plan="") -> list[str]:
    from truecourse.feeds.heard.words import parse_words
    from truecourse.service.event import nothing
    from truecourse.service.unmet import Unmet

    words = parse_words(plan + "\n".join(json.dumps(row) for row in rows))
    unmet = Unmet(words.assigned, words.reports)
    unmet.note(words.reports)  # what crews say of themselves is not surveillance
    unmet.note(replace(batch((0x400804, T)), names=names))
    unmet.note(nothing())
    return list(unmet.sentences())


def test_words_that_met_no_flight_are_told_by_name_at_the_end(tmp_path: Path) -> None:
    lone = LEVEL | {"flight": "BAW999"}
    there = {"kind": "position", "flight": "BAW999", "time": LEVEL["time"], "fix": "48N002E"}
    said = (LEVEL, lone, there, LEVEL | {"flight": "X", "icao24": "400804"}, LEVEL | {"icao24": "400805"})
    first, second = _unmet(tmp_path, *said, names=((0x400804, "AFR1"),))
    assert first.startswith("What was said for BAW999 met no flight (2 words)")
    assert second.startswith("What was said for AFR1 (400805) met no flight (1 word)")
    session = _session(tmp_path, json.dumps(LEVEL))
    assert list(session.events)
    assert [line.split(" met ")[0] for line in session.unmet.sentences()] == ["What was said for AFR1"]
