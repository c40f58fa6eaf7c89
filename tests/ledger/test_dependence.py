"""Who copies."""

from math import radians

import pytest

from ledger.claims import ledger, number, source, word
from truecourse.flight.claim import Grade, Subject
from truecourse.ledger.dependence import ERRS, PRIOR, TAKES, copied, findings
from truecourse.ledger.status import Status

BOOKS = (source("b1", Grade.RECOLLECTION), source("b2", Grade.RECOLLECTION))


def test_what_is_known_is_said() -> None:
    (found,) = findings(ledger(number("p", "b", 1, 1), sources=(source("b", depends_on=("a",)),)))
    assert (found.claim, found.source, found.against, found.status) == ("", "b", ("a",), Status.AGREES)
    assert "as told" in found.reason


def test_a_rare_error_shared_has_the_odds_of_the_model() -> None:
    """Off by 100 with windows of 2 each: q = 4/400."""
    claims = number("t", "report", 0.0, 1.0), number("p", "b1", 100.0, 1.0), number("q", "b2", 100.0, 1.0)
    (found,) = findings(ledger(*claims, sources=BOOKS))
    alone = ERRS * 4.0 / 400.0
    odds = PRIOR / (1 - PRIOR) * (TAKES + (1 - TAKES) * alone) / alone
    assert found.probability == pytest.approx(odds / (1 + odds))
    assert found.status is Status.SUPPORTED
    assert copied(ledger(*claims, sources=BOOKS)) == {frozenset(("b1", "b2"))}


def test_a_common_error_says_less() -> None:
    claims = number("t", "report", 0.0, 1.0), number("p", "b1", 4.0, 2.0), number("q", "b2", 4.0, 2.0)
    (found,) = findings(ledger(*claims, sources=BOOKS))  # 1/9 * (0.5 + 0.5 * 0.05) / 0.05: q is a half
    assert found.probability == pytest.approx(0.5385, abs=1e-4)
    assert copied(ledger(*claims, sources=BOOKS)) == frozenset()


def test_an_error_across_north_is_as_large_as_it_is() -> None:
    """003° for 353° is ten degrees off, not 350: by windows of 2 each q is a tenth."""
    heading = Subject("x", "heading", "angle")
    told = (("t", "report", 353.0), ("p", "b1", 3.0), ("q", "b2", 3.0))
    claims = [number(name, of, radians(at), radians(1.0)) for name, of, at in told]
    (found,) = findings(ledger(*claims, subjects=(heading,), sources=BOOKS))
    odds = PRIOR / (1 - PRIOR) * (TAKES + (1 - TAKES) * ERRS / 10.0) / (ERRS / 10.0)
    assert found.probability == pytest.approx(odds / (1 + odds))


def test_words_and_differences_elsewhere_count() -> None:
    shared = word("t", "report", "u"), word("p", "b1", "v"), word("q", "b2", "v")
    (found,) = findings(ledger(*shared, sources=BOOKS))
    assert found.probability == pytest.approx(0.539, abs=0.001)  # 1/9 * (0.5 + 0.5 * 0.05) / 0.05
    apart = word("t2", "report", "u", "y"), word("p2", "b1", "v", "y"), word("q2", "b2", "w", "y")
    assert findings(ledger(*shared, *apart, sources=BOOKS)) == ()


def test_without_better_sources_nobody_errs() -> None:
    claims = number("t", "film", 0.0, 1.0), number("p", "b1", 100.0, 1.0), number("q", "b2", 100.0, 1.0)
    assert findings(ledger(*claims, sources=(*BOOKS, source("film", Grade.DRAMA)))) == ()


def test_one_speaker_in_both_is_no_copying() -> None:
    claims = (
        number("t", "report", 0.0, 1.0),
        *(number(n, n, 100.0, 1.0, said_by="pilot") for n in ("b1", "b2")),
    )
    assert findings(ledger(*claims, sources=BOOKS)) == ()
