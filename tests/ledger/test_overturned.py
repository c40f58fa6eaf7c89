"""What changed when."""

from ledger.claims import CONCLUSION, ledger, number, source
from truecourse.flight.case import Stage
from truecourse.flight.claim import Grade
from truecourse.ledger.overturned import findings, held

IN_1983, IN_1993 = 431e6, 739e6
STAGES = (Stage("second", 740e6, "second inquiry"), Stage("first", 440e6))
SOURCES = (source("press", Grade.RECOLLECTION, published=IN_1983), source("recorder", published=IN_1993))
OLD, NEW = number("p", "press", 100.0, 1.0), number("q", "recorder", 200.0, 1.0)


def test_a_better_document_overturns_an_earlier_claim() -> None:
    (found,) = findings(ledger(OLD, NEW, sources=SOURCES), STAGES)
    assert (found.claim, found.against) == ("p", ("q",))
    assert found.reason.endswith("known since 1993-06-02, at the stage second inquiry.")


def test_an_earlier_or_worse_one_does_not() -> None:
    memoir = source("memoir", Grade.RECOLLECTION, published=2.0 * IN_1993)
    later = number("p", "memoir", 1.0, 0.1)
    assert findings(ledger(later, NEW, sources=(*SOURCES, memoir))) == ()
    undated = (source("press", Grade.RECOLLECTION), SOURCES[1])
    assert findings(ledger(OLD, NEW, sources=undated)) == ()


def test_a_conclusion_overturns_its_equals() -> None:
    old, new = number("p", "a", 1, 0.1, known_since=1.0), number("q", "b", 2, 0.1, known_since=2.0)
    assert findings(ledger(old, new)) == ()
    concluded = number("q", "b", 2, 0.1, known_since=2.0, modality=CONCLUSION)
    assert findings(ledger(old, concluded))[0].against == ("q",)


def test_the_state_of_knowledge_at_each_stage() -> None:
    said = held(ledger(OLD, NEW, sources=SOURCES), STAGES)
    assert [tuple(h) for h in said] == [
        ("first", "x", "p", (), ""),
        ("second", "x", "q", ("p",), "p"),
    ]


def test_what_was_said_before_the_other_was_known_overturns_nothing() -> None:
    """A later page may report what somebody said long before: KAL 007's "Air Korea" of 1983, told in 2016."""
    drama, memoir = source("film", Grade.DRAMA, published=IN_1993), source("review", published=2.0 * IN_1993)
    old = number("p", "film", 100.0, 1.0)
    reported = number("q", "review", 200.0, 1.0, said_by="newsreader", said_at=IN_1983)
    assert findings(ledger(old, reported, sources=(drama, memoir))) == ()
    afresh = number("q", "review", 200.0, 1.0, said_by="newsreader", said_at=1.5 * IN_1993)
    assert len(findings(ledger(old, afresh, sources=(drama, memoir)))) == 1
