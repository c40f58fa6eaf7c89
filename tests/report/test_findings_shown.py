"""What a terminal shows of findings: each where a reader looks for it."""

from ledger.claims import KM, MINUTE, NIGHT, NM, ledger, number, source, time
from truecourse.flight.claim import Grade, Story, Subject
from truecourse.ledger.check import check
from truecourse.report.claims import finding_rows
from truecourse.report.findings_shown import counted, findings_lines
from truecourse.report.timeline import contradicted

POOR = source("paper", Grade.RECOLLECTION)


def test_how_a_contradicted_number_would_fit_stands_with_its_contradiction():
    """200 NM from Penang in one source, 200 km in another: a unit mistaken, and nothing that agrees."""
    claims = (
        number("m", "press", 200 * NM, 5 * NM, told="200 nm"),
        number("p", "paper", 200 * KM, 5 * KM, told="200 km"),
    )
    rows = finding_rows(check(ledger(*claims, sources=(POOR,))))
    assert {r["status"] for r in rows if r["kind"] == "unit"} == {"agrees"}
    lines = findings_lines(rows, 100)
    assert [line for line in lines if "AGREES" in line] == []
    fit = lines.index(next(line for line in lines if line.startswith("    → would fit as nautical miles")))
    assert "p " in lines[fit] and lines[0].startswith("CONTRADICTED")
    told = counted(rows)  # the unit, and the same digits from either side
    assert "0 agrees" in told and "as what would fit: 3." in told


def test_only_the_claim_that_a_finding_contradicts_is_marked_unless_nothing_decides():
    told = time("a", "report", NIGHT), time("b", "paper", NIGHT + 90 * MINUTE)
    subjects = (Subject("x", "x", "time"),)
    assert contradicted(check(ledger(*told, subjects=subjects, sources=(POOR,)))) == {"b"}
    assert contradicted(check(ledger(*told, subjects=subjects))) == {"a", "b"}  # of two equal voices


def test_what_cannot_be_tested_is_grouped_by_a_reason_and_never_by_other_reasons():
    stories = tuple(Story(f"s{n}", f"story {n}", (), (("heading-hold", ()),)) for n in range(7))
    stories += (Story("t", "another", ()),)
    whole = ledger(time("a", "report", NIGHT), subjects=(Subject("x", "x", "time"),))
    whole = type(whole)(whole.sources, whole.subjects, whole.claims, stories)
    lines = findings_lines(finding_rows(check(whole)), 100)
    assert not any("other reasons" in line for line in lines)
    groups = [line.strip() for line in lines if ": " in line and not line.startswith("UNTEST")]
    assert sorted(groups) == [
        "1  alone: no other claim is on its subject",
        "1  story: it needs no cause of the program",
        "15  story: nothing was reconstructed; the case's flights would test it",
    ]
