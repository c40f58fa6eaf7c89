"""The door of the ledger: what is printed, for people and for programs, and what is said of broken files."""

import csv
import io
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from feeds.ledgers import DOCS, EXAMPLE
from truecourse import cli
from truecourse.cli.show import PAGE_WIDTH
from truecourse.feeds.case import open_case
from truecourse.feeds.claims import ledger_of
from truecourse.flight.claim import Kind
from truecourse.investigation.claims import check_ledger
from truecourse.ledger.check import check
from truecourse.ledger.status import CONTRADICTED_BELOW, IMPLAUSIBLE_BELOW, LEAST, SHARP, SURE
from truecourse.report.claims import claim_rows, finding_rows, source_rows
from truecourse.report.claims_shown import Shape, claim_lines, claims_lines, consensus_lines
from truecourse.report.consensus import consensus_rows
from truecourse.report.findings_shown import findings_lines, fits
from truecourse.report.timeline import clocks, events
from truecourse.report.timeline_shown import order_lines, timeline_lines

KEYS = ["claim", "source", "locator", "kind", "status", "against", "probability", "reason"]
KEYS += ["undecided", "short"]


@pytest.fixture(scope="module")
def heard() -> dict[tuple[str, ...], tuple[int, str, str]]:
    """What was answered about the bundled case, which stays as it is, to words that write no file."""
    return {}


@pytest.fixture
def run(monkeypatch, capsys, heard):
    """The program given these words: exit status, what it printed, and what it said on standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        if words in heard:
            return heard[words]
        monkeypatch.setattr(sys, "argv", ["truecourse", "claims", *words])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        answer = code, captured.out, captured.err
        if words[1:2] == ("kal007",) and "--svg" not in words:
            heard[words] = answer
        return answer

    return run


@pytest.fixture(scope="module")
def ledger():
    return ledger_of(open_case("kal007"))[0]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with the ledger of the documentation and no case."""
    (tmp_path / "claims.toml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def test_list_filters_and_is_the_same_in_json_and_csv(run, ledger):
    code, out, _ = run("list", "kal007", "--kind", "decision", "--source", "greek-article", "--json")
    rows = json.loads(out)["claims"]
    wanted = [c.id for c in ledger.claims if c.kind.value == "decision" and c.source == "greek-article"]
    assert code == 0 and [row["id"] for row in rows] == wanted and len(wanted) > 5
    _, out, _ = run("list", "kal007", "--kind", "decision", "--source", "greek-article", "--csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in table] == wanted
    docs = DOCS.read_text(encoding="utf-8")
    columns = docs[docs.index("| column | holds |") :].split("\n\n")[0]
    assert list(table[0]) == re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\|(.*?)\|", columns, re.M)))
    drama = {s.id for s in ledger.sources if s.grade.value == "drama"}
    _, out, _ = run("list", "kal007", "--grade", "drama", "--json")
    assert {row["source"] for row in json.loads(out)["claims"]} == drama
    _, out, _ = run("list", "kal007", "--subject", "from anchorage")
    assert "el-take-off " in out and "fighters" not in out


def test_the_value_of_a_claim_has_columns_and_the_month_of_its_source_stays_one(run, folder):
    text = EXAMPLE.replace("published = 1983-09-02", 'published = "1983-09"')
    (folder / "claims.toml").write_text(text.replace('"04:00"', '"04:00:30"'), encoding="utf-8")
    _, out, _ = run("list", str(folder), "--csv")
    time, miles, _ = csv.DictReader(io.StringIO(out))
    assert time["known_since"] == "September 1983" and time["unit"] == "UTC"
    assert (time["low"], time["value"]) == ("1983-08-31T13:00:29.500Z", "1983-08-31T13:00:30Z")
    assert miles["unit"] == "m | m" and miles["how"] == "statute miles | nautical miles"
    assert [float(x) for x in miles["value"].split(" | ")] == pytest.approx([321868.8, 370400.0])
    _, out, _ = run("timeline", str(folder), "--csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["clocks UTC"] == "1983-08-31 13:00:30"
    _, out, _ = run("timeline", str(folder))
    assert "04:00:30" in out.splitlines()[-1] and "13:00:30" in out  # 04:00:30 at Anchorage, UTC-9


def test_a_folder_with_only_claims_is_checked_as_a_case(monkeypatch, capsys, folder):
    def check() -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["truecourse", "case", "check", str(folder)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return int(end.value.code or 0), capsys.readouterr().err

    code, err = check()
    assert code == 0 and err.splitlines() == [f"{folder} has no case.toml; only claims.toml is checked"]
    text = EXAMPLE.replace("heading-hold", "heading-hodl").replace(
        '"America/Anchorage"', '"America/Ancorage"'
    )
    (folder / "claims.toml").write_text(text, encoding="utf-8")
    code, err = check()
    assert code == 2 and 'no cause "heading-hodl"; write' in err and "Ancorage" in err
    assert len(err.splitlines()) == 4  # the last counts what is left out


def test_a_filter_that_leaves_nothing_still_has_a_header(run):
    code, out, _ = run("list", "kal007", "--grade", "drama", "--kind", "interval", "--csv")
    assert code == 0 and out.startswith("id,source,locator,") and len(out.splitlines()) == 1


def test_show_has_the_claim_as_told_and_as_read_the_others_and_its_findings(run, ledger):
    code, out, _ = run("show", "kal007", "el-take-off")
    assert code == 0
    for words in (
        "04:00 on 1983-08-31 zone America/Anchorage",
        "1983-08-31 13:00 UTC (1983-08-31 12:59:30 to 13:01 UTC), read as America/Anchorage",
        "brun-take-off",
        "quotes-primary",
        "paragraph 5, sentence 1, in el",
        "the source itself; said as so",
    ):
        assert words in out
    _, out, _ = run("show", "kal007", "el-speed-after-climb", "--json")
    told = json.loads(out)
    (reading,) = told["claim"]["readings"]
    assert reading["unit"] == "m/s" and reading["value"] == pytest.approx(400 / 3.6)
    about = {c.id for c in ledger.claims if c.subject == "speed-after-climb"} - {"el-speed-after-climb"}
    assert {c["id"] for c in told["others"]} == about


def test_check_prints_exactly_the_published_keys_and_what_the_ledger_says(run, ledger):
    code, out, err = run("check", "kal007", "--quick", "--json")
    told = json.loads(out)
    assert code == 0 and err == ""
    assert all(list(row) == KEYS for row in told["findings"])
    case = open_case("kal007")
    found = check(ledger, case, None, case.stages)
    assert [(r["claim"], r["kind"], r["status"], r["reason"]) for r in told["findings"]] == [
        (f.claim, f.kind.value, f.status.value, f.reason) for f in found
    ]
    assert all(r["probability"] is None or LEAST <= r["probability"] <= 1.0 for r in told["findings"])
    assert any("p under 1e-6" in r["reason"] and r["probability"] == LEAST for r in told["findings"])
    assert told["thresholds"] == {
        "contradicted_below": CONTRADICTED_BELOW,
        "implausible_below": IMPLAUSIBLE_BELOW,
        "supported_within_times_own_spread": SHARP,
        "supported_from": SURE,
        "least_probability": LEAST,
    }
    assert told["reconstruction"] is False and told["problems"] == []
    assert {s["id"] for s in told["sources"]} == {s.id for s in ledger.sources}


def test_check_folds_agreements_and_counts_them(run):
    _, out, _ = run("check", "kal007", "--quick", "--json")
    rows = json.loads(out)["findings"]
    _, short, _ = run("check", "kal007", "--quick")
    _, whole, _ = run("check", "kal007", "--quick", "--list", "all")
    for status in ("contradicted", "implausible", "agrees", "untestable"):
        told = [r["kind"] for r in rows if r["status"] == status and r not in fits(rows)]
        once = len(told) - told.count("overturned")  # each contradiction once
        assert f"{once} {status}" in short and re.search(rf"^{status.upper()}: {once}\b", short, re.M)
        assert len(re.findall(rf"^\S.* {{2}}{status}\b", whole, re.M)) == len(told)
    again = sum(r["kind"] == "overturned" for r in rows)
    assert again and f"overturned: {again}." in short
    assert not re.search(r"^\S.*  (agrees|untestable)\b", short, re.M)
    assert [w for w in re.findall(r"^[A-Z]{6,}", short, re.M) if w != "UNTESTABLE"] == [
        "CONTRADICTED", "IMPLAUSIBLE", "SUPPORTED", "AGREES",
    ]  # fmt: skip
    _, agreed, _ = run("check", "kal007", "--quick", "--list", "agreed")
    assert len(re.findall(r"^\S.*  agrees\b", agreed, re.M)) == sum(
        r["status"] == "agrees" and r not in fits(rows) for r in rows
    )
    assert not re.search(r"^\S.*  untestable\b", agreed, re.M)
    _, untested, _ = run("check", "kal007", "--quick", "--list", "untestable")
    assert len(re.findall(r"^\S.* {2}untestable\b", untested, re.M)) == sum(
        r["status"] == "untestable" for r in rows
    )
    assert not re.search(r"^\S.*  agrees\b", untested, re.M)
    assert all(len(line) <= PAGE_WIDTH for line in whole.splitlines()[:-1])  # the last one is the sum
    _, out, _ = run("check", "kal007", "--quick", "--csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert list(table[0]) == KEYS and len(table) == len(rows)
    assert [r["against"] for r in table] == ["; ".join(r["against"]) for r in rows]


def test_check_at_a_stage_goes_by_what_was_known_then(run):
    """The recorders of 1993 were handed over then, and nothing contradicted a review of 2016 in 1983."""
    known = {}
    for words in ((), ("--stage", "1983")):
        _, out, _ = run("check", "kal007", "--quick", "--json", *words)
        rows = json.loads(out)["findings"]
        known[words[-1:]] = {
            frozenset((r["claim"], *r["against"]))
            for r in rows
            if r["kind"] == "contradiction" and r["claim"] == "review-recorders-handed-over"
        }
        not_yet = {name for r in rows if r["kind"] == "stage" for name in r["against"]}
        assert ("icao93q-recorders-handed-over" in not_yet) is (words[-1:] == ("1983",))
        assert all("1983-12-31" in r["reason"] for r in rows if r["kind"] == "stage" and "1983" in words)
    both = {
        frozenset(
            ("review-recorders-handed-over", "en-recorders-handed-over", "icao93q-recorders-handed-over")
        )
    }
    assert known == {(): both, ("1983",): set()}
    _, out, _ = run("check", "kal007", "--quick", "--stage", "1983")
    assert f"Not known by then, or not dated: {len(not_yet)} claims of" in out


def test_check_and_show_say_what_sources_together_say(run):
    """On 31 August 1983 04:00 in Anchorage and 13:00 UTC are one minute; 269 people stand in two sources."""
    _, out, _ = run("check", "kal007", "--quick", "--json")
    rows = {row["subject"]: row for row in json.loads(out)["consensus"]}
    assert rows["on-board"]["value"] == 269.0 and rows["on-board"]["unit"] == "count"
    assert rows["on-board"]["voices"] == len(rows["on-board"]["sources"]) == 2
    off = rows["take-off"]
    assert off["low"] <= "1983-08-31T13:00:00Z" <= off["high"] and off["unit"] == "UTC"
    assert all(row["reconstruction"] is None for row in rows.values())
    _, out, _ = run("show", "kal007", "el-take-off", "--json")
    assert json.loads(out)["consensus"] == off
    _, out, _ = run("show", "kal007", "el-take-off")
    assert "Consensus on it: 1983-08-31 13:00" in out and "3 voices of brun, " in out
    _, out, _ = run("check", "kal007", "--quick")
    table = out[out.index("WHAT TWO OR MORE SOURCES TOGETHER SAY") :]
    shared = [row for row in rows.values() if len(row["sources"]) > 1]
    assert 0 < len(shared) < len(rows)
    assert "People on board: 269" in table and "Planned " not in table


def test_check_holds_claims_against_the_flights_it_is_given(run, monkeypatch):
    asked = []

    def fly(case, *, stage, seed, particles, progress):
        asked.append((case.name, stage, seed, particles))
        progress(1.0, "done")
        raise ValueError("No cause could be weighed.")

    monkeypatch.setattr("truecourse.investigation.ensemble.ensemble", fly)
    words = ("check", "kal007", "--stage", "1983", "--seed", "3", "--particles", "64", "--json")
    code, out, err = run(*words)
    assert code == 0 and asked == [("kal007", "1983", 3, 64)]
    assert err == "No cause could be weighed.\n"
    assert json.loads(out)["reconstruction"] is False and json.loads(out)["findings"]


def test_timeline_has_every_clock_at_the_same_minute(run):
    """Anchorage 04:00 on 31 August 1983 is 13:00 UTC, 17:00 in Moscow, 22:00 in Tokyo and 01:00 the next day
    on Sakhalin; New York 23:50 is the evening before.
    """
    code, out, _ = run("timeline", "kal007", "--json", "--zone", "Europe/Paris")
    told = json.loads(out)
    assert code == 0
    rows = {row["claim"]: row for row in told["events"]}
    assert rows["el-take-off"]["time"] == "1983-08-31T13:00:00Z"
    expected = {
        "UTC": "1983-08-31 13:00", "Anchorage": "1983-08-31 04:00", "New York": "1983-08-31 09:00",
        "Moscow": "1983-08-31 17:00", "Tokyo": "1983-08-31 22:00", "Sakhalin": "1983-09-01 01:00",
        "Kamchatka": "1983-09-01 02:00", "Paris": "1983-08-31 15:00",
    }  # fmt: skip
    assert rows["el-take-off"]["clocks"] == expected
    assert rows["el-new-york-take-off"]["clocks"]["New York"] == "1983-08-30 23:50"
    assert [z["offset"] for z in told["zones"]] == sorted(
        (z["offset"] for z in told["zones"]), key=lambda o: (o != "UTC", _hours(o))
    )
    assert {o["claim"] for o in told["orders"]} >= {"el-kamchatka-entry-before"}
    _, out, _ = run("timeline", "kal007")
    line = next(line for line in out.splitlines() if "04:00 Anchorage" in line and "greek" in line)
    assert "13:00" in line and "22:00" in line and "01:00 +1" in line


def _hours(offset: str) -> float:
    return float(offset.removeprefix("UTC").replace("−", "-") or 0)


def test_two_versions_of_one_decision_stand_together_in_the_chain(run):
    _, out, _ = run("timeline", "kal007", "--json")
    chain = json.loads(out)["chain"]
    subjects = [link["subject"] for link in chain]
    assert [s for n, s in enumerate(subjects) if n == 0 or subjects[n - 1] != s] == list(
        dict.fromkeys(subjects)
    )
    orders = {link["claim"]: link["actors"] for link in chain}
    assert orders["el-kamensky-order"] == ["Kamensky", "Kornukov"]


def test_the_timeline_is_drawn_into_one_file(run, tmp_path):
    file = tmp_path / "new" / "timeline.svg"
    code, out, _ = run("timeline", "kal007", "--svg", str(file))
    assert code == 0 and str(file) in out
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    text = " ".join(root.itertext())
    for words in ("Anchorage (UTC−9)", "Tokyo (UTC+9)", "1 Sep, 00:00", "18:26:02: recorder-transcript"):
        assert words in text
    assert [p.name for p in file.parent.iterdir()] == ["timeline.svg"]


def test_by_time_events_follow_one_another_and_orders_are_told(run, ledger):
    _, out, _ = run("timeline", "kal007", "--by", "time", "--json")
    told = json.loads(out)
    times = list(dict.fromkeys((row["claim"], row["time"]) for row in told["events"] if row["time"]))
    first = {}
    for claim, t in times:
        first.setdefault(claim, t)
    assert list(first.values()) == sorted(first.values()) and len(first) > 40
    _, lanes, _ = run("timeline", "kal007", "--json")
    assert {row["claim"] for row in json.loads(lanes)["events"]} == {row["claim"] for row in told["events"]}
    _, out, _ = run("timeline", "kal007")
    orders = out[out.index("Orders of events as told:") :]
    for claim in ledger.claims:
        told = re.search(rf"\b{claim.id}(\)| ≠)", " ".join(orders.split()))
        assert (told is not None) == (claim.kind is Kind.ORDER)
    code, _, err = run("timeline", "kal007", "--by", "rumour")
    assert code == 2 and "write lane or time" in err


@pytest.mark.parametrize("width", [80, 120])
def test_what_is_printed_fits_the_terminal(ledger, width):
    """No line is longer than the terminal is wide, and none of prose is squeezed into a strip."""
    checked = check_ledger(ledger, [], None, None)
    found, rows = finding_rows(checked.findings), claim_rows(ledger)
    one = next(row for row in rows if row["id"] == "en-offset-greatest")
    source = next(row for row in source_rows(ledger) if row["id"] == one["source"])
    told = events(ledger, checked.findings)
    pages = (
        findings_lines(found, width, True, True),
        consensus_lines(consensus_rows(ledger, checked.consensus), width),
        claims_lines(rows, width),
        claim_lines(one, source, rows[:9], found[:9], None, Shape(width, "offset_at")),
        timeline_lines(told, clocks(ledger, None), width),
        order_lines(ledger, frozenset(), width),
    )
    for lines in pages:
        assert lines and max(map(len, lines)) <= width
        prose = [line for line, after in pairwise(lines) if after.startswith("        ") and len(line) < 30]
        assert len(prose) < len(lines) / 4


def test_hundreds_that_test_nothing_are_a_line_with_their_number():
    said = [
        {"claim": f"c{n}", "source": "s", "locator": "1", "kind": "reconstruction", "status": "untestable",
         "probability": None, "reason": f"Some 1{n} nm: nothing in simulated flights shows it."}
        for n in range(300)
    ]  # fmt: skip
    odd = {**said[0], "reason": "It: it has no number; the reconstruction used x of the same thing."}
    lines = findings_lines([*said, odd], 80)
    assert [line.split() for line in lines[1:3]] == [
        ["300", "reconstruction:", "nothing", "in", "simulated", "flights", "shows", "it"],
        ["1", "reconstruction:", "other", "reasons"],
    ]
    assert len(findings_lines([*said, odd], 80, untested=True)) > 600


def test_without_times_there_is_a_table_and_nothing_to_draw(run, folder):
    text = EXAMPLE.replace('time = "04:00"\ndate = 1983-08-31', 'time = "04:00"')
    (folder / "claims.toml").write_text(text, encoding="utf-8")
    code, out, _ = run("timeline", str(folder))
    assert code == 0 and "UTC" in out
    code, out, err = run("timeline", str(folder), "--svg", str(folder / "t.svg"))
    assert code == 2 and "nothing to draw" in err and not (folder / "t.svg").exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("list", "no-such-case"), "no-such-case"),
        (("list", "kal007", "--source", "nobody"), "nobody"),
        (("list", "kal007", "--kind", "rumour"), "rumour"),
        (("list", "kal007", "--grade", "hearsay"), "hearsay"),
        (("list", "kal007", "--subject", "dragons"), "dragons"),
        (("list", "kal007", "--json", "--csv"), "--json and --csv"),
        (("show", "kal007", "el-takeoff"), "the nearest are el-take-off"),
        (("check", "kal007", "--stage", "1066"), "1066"),
        (("timeline", "kal007", "--zone", "Mars/Olympus"), "Mars/Olympus"),
    ],
)
def test_wrong_at_the_door_is_one_sentence(run, words, named):
    code, out, err = run(*words)
    assert code == 2 and out == ""
    assert len(err.splitlines()) == 1 and named in err


def test_a_folder_with_claims_alone_is_checked_without_a_case(run, folder):
    """Said once, by what would use one; a case that is there and broken is still complained of."""
    code, out, err = run("check", str(folder), "--json")
    assert code == 0 and "there is no case.toml, and so no reconstruction" in err
    assert len(err.splitlines()) == 1
    assert json.loads(out)["reconstruction"] is False
    for words in (("list",), ("show", "n1"), ("show", "n1", "--flights"), ("timeline",)):
        code, out, err = run(words[0], str(folder), *words[1:])
        assert code == 0 and out and err == ""
    (folder / "case.toml").write_text("title = 3", encoding="utf-8")
    code, out, err = run("timeline", str(folder))
    assert code == 0 and out and "claims are checked without the case" in err
    (folder / "case.toml").unlink()
    code, _, err = run("check", str(folder), "--stage", "1983")
    assert code == 2 and "1983" in err


def test_a_folder_without_claims_says_so(run, tmp_path):
    code, out, err = run("list", str(tmp_path))
    assert code == 2 and out == "" and "claims.toml" in err


def test_what_is_wrong_is_named_with_its_line_and_the_rest_is_checked(run, folder):
    text = EXAMPLE.replace('unit = "miles"', 'unit = "leagues"').replace('id = "n3"', 'id = "n1"')
    (folder / "claims.toml").write_text(text, encoding="utf-8")
    code, out, err = run("list", str(folder), "--json")
    told = json.loads(out)
    assert code == 0 and [c["id"] for c in told["claims"]] == ["n1"]
    lines = err.splitlines()
    assert lines == told["problems"] and len(lines) >= 2
    assert all(re.match(r"claims\.toml, line \d+, ", line) for line in lines[:-1])
    assert lines[-1].startswith("claims.toml: 1 of 3 claims read; left out: claim n2 (line ")
    _, out, _ = run("list", str(folder))
    assert out.endswith("1 of 3 claims; 2 of 3 could not be read\n")
    assert any("leagues" in line for line in lines) and any("n1" in line for line in lines)
    for command in (("check",), ("timeline",), ("show", "n1")):
        code, out, _ = run(command[0], str(folder), *command[1:])
        assert code == 0 and out


@pytest.mark.parametrize("text", ["", "[[claims", "claims = 3"])
def test_nothing_to_read_is_exit_2(run, folder, text):
    (folder / "claims.toml").write_text(text, encoding="utf-8")
    code, out, err = run("check", str(folder))
    assert code == 2 and out == "" and "claims.toml" in err


def test_case_check_lists_the_problems_of_claims_too(monkeypatch, capsys, folder):
    (folder / "claims.toml").write_text(
        EXAMPLE.replace("America/Anchorage", "America/Nowhere"), encoding="utf-8"
    )
    monkeypatch.setattr(sys, "argv", ["truecourse", "case", "check", str(folder)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()
    assert any(line.startswith("claims.toml, line ") and "America/Nowhere" in line for line in said)
    assert any("case.toml" in line for line in said)
