"""No claim is passed over in silence."""

from hypothesis import given, settings

from ledger.claims import MINUTE, NIGHT, ledger, number, order, time, word
from ledger.test_laws import LEDGER
from truecourse.flight.claim import Kind, Ledger
from truecourse.ledger.check import check
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import Status


def alone(*claims) -> dict[str, Finding]:
    found = check(ledger(*claims))
    assert all(f.status is Status.UNTESTABLE for f in found if f.kind is Concern.ALONE)
    return {f.claim: f for f in found if f.kind is Concern.ALONE}


def test_a_decision_that_nobody_contradicts_is_untestable_and_says_what_would_test_it() -> None:
    decision = word("d", "a", "turn back", kind=Kind.DECISION)
    assert "a's turn back: no other claim is on x" in alone(decision)["d"].reason
    assert "another source on it would test it" in alone(decision)["d"].reason
    assert alone(decision, word("e", "b", "go on", kind=Kind.DECISION)) == {}
    assert alone(decision, word("e", "b", "turn back", kind=Kind.DECISION)) == {}


def test_what_is_of_another_datum_or_moment_asks_for_one_of_its_own() -> None:
    pressure, radar = (
        number(n, n, 9e3, 5.0, datum=d) for n, d in (("p", "pressure altitude"), ("q", "by ear"))
    )
    found = alone(pressure, radar)
    assert "one of the same datum or moment would test it" in found["p"].reason
    assert "from another source would test it" in alone(word("p", "a", "on"), radar)["p"].reason


def test_an_order_without_times_or_with_times_that_meet_says_so() -> None:
    claim, x = order("p", "b", "x", "y"), time("x1", "a", NIGHT, subject="x")
    assert "no time of x and of y is told" in alone(claim)["p"].reason
    assert "no time of y is told" in alone(claim, x)["p"].reason
    near = time("y1", "c", NIGHT + 50.0, subject="y")
    assert "the times told of them meet within their precision" in alone(claim, x, near)["p"].reason
    assert "p" not in alone(claim, x, time("y1", "c", NIGHT + 5 * MINUTE, subject="y"))


@settings(deadline=None, max_examples=50)
@given(LEDGER)
def test_every_claim_about_something_is_in_a_finding(book: Ledger) -> None:
    named = {name for f in check(book) for name in (f.claim, *f.against)}
    assert {c.id for c in book.claims if c.subject} - named <= {c.id for c in book.claims if not c.subject}
