"""What changed when."""

from importlib.resources import as_file, files

from ledger.claims import ALLEGED, CONCLUSION, DENIED, ledger, number, source, word
from truecourse.feeds.claims import read_ledger
from truecourse.flight.case import Stage
from truecourse.flight.claim import Grade
from truecourse.ledger import agree
from truecourse.ledger.finding import Concern
from truecourse.ledger.overturned import findings, held

IN_1983, IN_1993 = 431e6, 739e6
STAGES = (Stage("second", 740e6, "second inquiry"), Stage("first", 440e6))
SOURCES = (source("press", Grade.RECOLLECTION, published=IN_1983), source("recorder", published=IN_1993))
OLD, NEW = number("p", "press", 100.0, 1.0), number("q", "recorder", 200.0, 1.0)


def test_a_better_document_overturns_an_earlier_claim() -> None:
    (found,) = findings(ledger(OLD, NEW, sources=SOURCES), STAGES)
    assert (found.claim, found.against) == ("p", ("q",))
    assert "known since 1993-06-02, by the stage second inquiry; it is the contradiction" in found.reason


def test_an_earlier_or_worse_one_does_not() -> None:
    memoir = source("memoir", Grade.RECOLLECTION, published=2.0 * IN_1993)
    later = number("p", "memoir", 1.0, 0.1)
    assert findings(ledger(later, NEW, sources=(*SOURCES, memoir))) == ()
    undated = (source("press", Grade.RECOLLECTION), SOURCES[1])
    assert findings(ledger(OLD, NEW, sources=undated)) == ()


def test_what_a_better_document_excluded_already_overturns_nothing() -> None:
    """A press report in one datum, a recorder in another, which says nothing of it, and a book's slip, which
    meets neither: it overturns the press only where the recorder was read later.
    """
    press, book = (
        source(name, grade, published=when)
        for name, grade, when in (("press", Grade.RECOLLECTION, 1.0), ("book", Grade.QUOTES_PRIMARY, 3.0))
    )
    claims = (
        number("p", "press", 9_449.0, 1.0, datum="above sea level"),
        number("b", "book", 31_000.0, 1.0),
        number("r", "recorder", 9_449.0, 1.0, datum="pressure altitude"),
    )
    for read, overturned in ((2.0, {}), (4.0, {"p": ("b",), "b": ("r",)})):
        sources = press, book, source("recorder", published=read)
        found = findings(ledger(*claims, sources=sources))
        assert {f.claim: f.against for f in found} == overturned


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


def test_a_value_is_as_old_as_its_earliest_claim() -> None:
    """Two values of one day stand beside one another, whoever repeats one of them later and better."""
    beside = number("r", "gazette", 200.0, 1.0)
    gazette = source("gazette", Grade.RECOLLECTION, published=IN_1983)
    assert findings(ledger(OLD, NEW, beside, sources=(*SOURCES, gazette))) == ()
    gazette = source("gazette", Grade.RECOLLECTION, published=IN_1983 + 86_400.0)
    (found,) = findings(ledger(OLD, NEW, beside, sources=(*SOURCES, gazette)), STAGES)
    assert "known since 1983-08-30, by the stage first;" in found.reason
    rumour = source("gazette", Grade.DRAMA, published=IN_1983)  # worse than what it would overturn
    (found,) = findings(ledger(OLD, NEW, beside, sources=(*SOURCES, rumour)), STAGES)
    assert "known since 1993-06-02, by the stage second inquiry;" in found.reason


def test_one_speaker_at_one_time_overturns_nothing() -> None:
    """What one interview holds came out in two papers, years apart."""
    old = number("p", "press", 100.0, 1.0, said_by="pilot", said_at=IN_1983)
    new = number("q", "recorder", 200.0, 1.0, said_by="pilot", said_at=IN_1983)
    assert findings(ledger(old, new, sources=SOURCES)) == ()
    later = number("q", "recorder", 200.0, 1.0, said_by="pilot", said_at=IN_1993)
    assert len(findings(ledger(old, later, sources=SOURCES))) == 1


def test_an_allegation_overturns_nothing_that_is_asserted() -> None:
    alleged = number("q", "recorder", 200.0, 1.0, modality=ALLEGED)
    assert findings(ledger(OLD, alleged, sources=SOURCES)) == ()


def test_the_contradiction_and_what_was_overturned_name_the_same_claim() -> None:
    """And the old value is not overturned where as good a source, and more, say it too."""
    report = source("report", published=2.0 * IN_1993)
    for more, worse, overturned in (((), "p", ["p"]), ((number("r", "report", 100.0, 1.0),), "q", [])):
        book = ledger(OLD, NEW, *more, sources=(*SOURCES, report))
        (against,) = [f for f in agree.findings(book) if f.kind is Concern.CONTRADICTION]
        assert against.claim == worse and not against.undecided
        assert [f.claim for f in findings(book)] == overturned


def test_a_denial_is_overturned_by_its_speakers_later_admission_and_by_nobody_elses_word_alone() -> None:
    denied = word("no", "a", "fighters", said_by="Moscow", said_at=1.0, known_since=1.0, modality=DENIED)
    later = word("yes", "a", "fighters", said_by="Moscow", said_at=9e5, known_since=9e5)
    (found,) = findings(ledger(denied, later))
    assert (found.claim, found.against) == ("no", ("yes",))
    (against,) = [f for f in agree.findings(ledger(denied, later)) if f.kind is Concern.WITHIN]
    assert against.claim == "no" and not against.undecided and "Moscow admitted it by" in against.reason
    other = word("yes", "b", "fighters", said_by="Washington", said_at=9e5, known_since=9e5)
    assert findings(ledger(denied, other)) == ()
    before = word("yes", "a", "fighters", said_by="Moscow", said_at=0.5, known_since=0.5)
    assert findings(ledger(denied, before)) == ()


def test_kal_007_says_by_whom_and_when_the_soviet_denial_was_overturned() -> None:
    with as_file(files("truecourse") / "cases" / "kal007") as folder:
        book, _ = read_ledger(folder)
    found = {f.claim: f for f in findings(book)}
    denial = found["en-shot-by-denied"]
    assert denial.against == ("frus-shot-by",)
    assert "known since 1983-09-01, was overturned by Soviet authorities" in denial.reason
    assert "known since 1983-09-06" in denial.reason
    assert found["icao83-straying-cause"].against == ("icao93q-straying-cause",)


def test_of_two_that_were_known_in_one_month_nothing_was_overturned_and_a_month_is_told_as_one() -> None:
    """March 2014, 1st to 31st, and the 15th within it (POSIX s by the Gregorian calendar)."""
    march, april, mid = 1_393_632_000.0, 1_396_310_400.0, 1_394_841_600.0
    press = source("press", Grade.RECOLLECTION, published=march, published_to=april)
    claims = number("p", "press", 10.0, 1.0, told="10"), number("r", "report", 90.0, 1.0, told="90")
    within = source("report", published=mid, published_to=mid + 86_400.0)
    assert findings(ledger(*claims, sources=(press, within))) == ()
    after = source("report", published=april, published_to=april + 86_400.0)
    (found,) = findings(ledger(*claims, sources=(press, after)))
    assert "known since March 2014," in found.reason and "known since 2014-04-01" in found.reason
