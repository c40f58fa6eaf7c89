"""The ledger of the founding case: every sentence of its three documents has a claim or a reason for none."""

import re
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from truecourse.evidence.causes.all import CAUSES
from truecourse.feeds.areas import read_areas
from truecourse.feeds.case import open_case

FOLDER = Path(str(files("truecourse.cases").joinpath("kal007")))
DOCUMENTS = {
    "Greek article": "greek-article",
    "English article": "english-article",
    "Review": "episode-review",
}
TERMS = {"identity", "cause", "decision", "mind"}


@pytest.fixture(scope="module")
def data():
    return tomllib.loads((FOLDER / "claims.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page() -> str:
    return (FOLDER / "CLAIMS.md").read_text(encoding="utf-8")


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    part = page.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named(text: str) -> set[str]:
    return set(re.findall(r"`([a-z0-9-]+)`", text))


def places(texts: list[str]) -> set[tuple[int, int]]:
    found = (re.fullmatch(r"paragraph (\d+), sentence (\d+)", text) for text in texts)
    return {(int(match[1]), int(match[2])) for match in found if match}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_sentence_has_a_claim_or_a_reason(data, page: str, document: str) -> None:
    counts = next(row for row in rows(page, "Counts") if row[0] == document)
    sentences = [int(n) for n in counts[2].split()]
    assert len(sentences) == int(counts[1])
    every = {(p, s) for p, n in enumerate(sentences, 1) for s in range(1, n + 1)}
    claimed = places([c["locator"] for c in data["claims"] if c["source"] == DOCUMENTS[document]])
    left_out = places([row[1] for row in rows(page, "Sentences without a claim") if row[0] == document])
    assert claimed | left_out == every
    assert not claimed & left_out


def test_what_the_compiler_read_into_words_says_so(data, page: str) -> None:
    listed = {name for row in rows(page, "What the compiler read into words") for name in named(row[0])}
    assert listed == {c["id"] for c in data["claims"] if "reading" in c}
    assert not [c["id"] for c in data["claims"] if "compiler" in c["says"]]


def test_what_a_number_is_stands_with_it_or_is_left_open(data, page: str) -> None:
    part = page.split("## Of what a number is\n")[1].split("\n## ", maxsplit=1)[0]
    subjects = {subject["id"]: subject for subject in data["subjects"]}
    asked = [
        claim
        for claim in data["claims"]
        if claim["kind"] == "quantity" and claim["unit"] != "ft/min" and claim["subject"] != "ramp-error"
        if subjects[claim["subject"]].get("dimension") in ("speed", "angle")
        or re.search("(level|height)", claim["subject"])
    ]
    assert {claim["id"] for claim in asked if not claim.get("datum")} == named(part) - {"datum", "language"}
    assert {claim["datum"] for claim in asked if "datum" in claim} == {
        "ground speed", "magnetic", "pressure altitude", "radar height"
    }  # fmt: skip
    told = {name: value for subject in data["subjects"] for name, value in subject.get("about", {}).items()}
    assert "datum" not in told  # it is the sources', not the subject's, to say


def test_names_lead_somewhere_and_stand_once(data) -> None:
    sources, subjects, claims = ({row["id"] for row in data[k]} for k in ("sources", "subjects", "claims"))
    for table in ("sources", "subjects", "claims", "stories"):
        assert max(Counter(row["id"] for row in data[table]).values()) == 1
    for claim in data["claims"]:
        assert claim["source"] in sources
        assert {claim["subject"], claim.get("first"), claim.get("second")} - {None} <= subjects
    used = {claim[key] for claim in data["claims"] for key in ("subject", "first", "second") if key in claim}
    used |= {expect["subject"] for story in data["stories"] for expect in story["expects"]}
    needed = {value for subject in data["subjects"] for value in subject.get("about", {}).values()}
    asked = {row["id"] for row in data["subjects"] if row.get("measure") == "endurance"}  # and nobody tells
    assert subjects <= used | needed | asked
    for story in data["stories"]:
        assert set(story["told_by"]) <= sources | claims


def test_a_claim_is_short_and_says_one_thing(data) -> None:
    assert len(data["claims"]) >= 100
    for claim in data["claims"]:
        assert len(claim["says"].split()) <= 25, claim["id"]
        if claim["kind"] in TERMS:
            assert claim["term"], claim["id"]


def test_what_is_measured_is_in_the_case(data) -> None:
    case = open_case("kal007")
    fixes = {point.fix.name for point in case.plan.points}
    regions = {area.name for area in read_areas(FOLDER / "areas.geojson")}
    for subject in data["subjects"]:
        about = subject.get("about", {})
        assert {about[key] for key in ("fix", "leg_from", "leg_to") if key in about} <= fixes, subject["id"]
        assert {about["region"]} <= regions if "region" in about else True, subject["id"]


def test_stories_name_causes_that_exist(data) -> None:
    names = {cause.name for cause in CAUSES}
    for story in data["stories"]:
        assert {cause["name"] for cause in story["causes"]} <= names


def test_the_reader_finds_nothing_wrong(data) -> None:
    claims = pytest.importorskip("truecourse.feeds.claims", reason="the reader of claims is not here yet")
    ledger, problems = claims.read_ledger(FOLDER)
    assert problems == []
    assert len(ledger.claims) == len(data["claims"])


def test_nothing_was_said_or_known_before_the_flight() -> None:
    ledger, _ = pytest.importorskip("truecourse.feeds.claims").read_ledger(FOLDER)
    moments = [(c.id, t) for c in ledger.claims for t in (c.said_at, c.known_since)]
    moments += [(s.id, s.published) for s in ledger.sources]
    start = open_case("kal007").t_start
    assert not [name for name, t in moments if t < start]  # NaN, not told, is not before
    assert [name for name, t in moments if t > start]
