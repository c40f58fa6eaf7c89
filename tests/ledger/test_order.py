"""What came before what."""

from ledger.claims import DENIED, MINUTE, NIGHT, ledger, order, source, time
from truecourse.flight.claim import Grade
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.order import findings
from truecourse.ledger.status import Status


def told(*claims) -> list[tuple]:
    return [(f.kind.value, f.claim, f.against) for f in findings(ledger(*claims))]


def test_one_before_the_other_and_the_other_way_round() -> None:
    assert told(order("p", "a", "x", "y"), order("q", "b", "y", "x")) == [("contradiction", "q", ("p",))]
    assert told(order("p", "a", "x", "y"), order("q", "a", "y", "x")) == [("within", "q", ("p",))]
    assert told(order("p", "a", "x", "y"), order("q", "b", "x", "y")) == [("agreement", "p", ("q",))]
    assert told(order("p", "a", "x", "y"), order("q", "b", "x", "y", modality=DENIED)) == [
        ("contradiction", "q", ("p",))
    ]
    assert told(order("p", "a", "x", "y"), order("q", "b", "y", "x", modality=DENIED)) == []


def test_a_circle_across_sources_is_told_once() -> None:
    ring = [
        order("p", "a", "x", "y"),
        order("q", "b", "y", "z"),
        order("r", "c", "z", "x"),
        order("s", "a", "w", "x"),
    ]
    assert told(*ring) == [("order", "r", ("p", "q"))]
    assert told(*ring[:2], ring[3]) == []
    assert told(order("p", "a", "x", "x")) == [("within", "p", ("p",))]


def test_of_a_circle_times_decide_and_the_one_they_bear_out_is_left_alone() -> None:
    x, y = time("x1", "t", NIGHT, subject="x"), time("y1", "t", NIGHT + 5 * MINUTE, subject="y")
    z = time("z1", "t", NIGHT + 9 * MINUTE, subject="z")
    ring = order("p", "a", "x", "y"), order("q", "b", "y", "z"), order("r", "c", "z", "x")
    swapped = order("r", "a", "x", "y"), order("q", "b", "y", "z"), order("p", "c", "z", "x")
    poor = source("a", Grade.DRAMA), source("b", Grade.DRAMA)
    for claims, wrong in ((ring, "r"), (swapped, "p")):
        found = findings(ledger(*claims, x, y, z, sources=poor))
        against = [f for f in found if f.status is Status.CONTRADICTED]
        assert {f.claim for f in against} == {wrong}
        (circle,) = [f for f in against if "circle" in f.reason]
        assert circle.reason.endswith("of these z before x: the times told of the two deny it.")
        assert not {f.claim for f in found if f.status is Status.AGREES} & {wrong}


def test_of_a_circle_without_times_the_worst_founded_is_wrong_or_nothing_is_decided() -> None:
    ring = order("p", "a", "x", "y"), order("q", "b", "y", "z"), order("r", "c", "z", "x")
    (found,) = findings(ledger(*ring))
    assert found.undecided and found.reason.endswith("of equal voices: not decided.")
    (found,) = findings(ledger(*ring, sources=(source("a", Grade.DRAMA),)))
    assert (found.claim, found.undecided) == ("p", False)
    assert found.reason.endswith(
        "of these x before y (a): the worse founded by grade (drama against primary)."
    )
    x, y = time("x1", "t", NIGHT, subject="x"), time("y1", "t", NIGHT + 5 * MINUTE, subject="y")
    both = findings(ledger(*ring, x, y, sources=(source("a", Grade.DRAMA),)))  # only p's times are told
    (circle,) = [f for f in both if f.status is Status.CONTRADICTED]
    assert circle.claim != "p" and circle.undecided


def test_an_order_against_the_times_of_its_events() -> None:
    x, y = time("x1", "a", NIGHT, subject="x"), time("y1", "a", NIGHT + 5 * MINUTE, subject="y")
    assert told(order("p", "b", "x", "y"), x, y) == [("order", "p", ("x1", "y1"))]  # they bear it out
    assert told(order("p", "b", "y", "x"), x, y) == [("order", "p", ("y1", "x1"))]
    assert told(order("p", "a", "y", "x"), x, y) == [("within", "p", ("y1", "x1"))]
    assert told(order("p", "b", "x", "y", modality=DENIED), x, y) == [("order", "p", ("x1", "y1"))]
    near = time("y1", "a", NIGHT + 50.0, subject="y")
    assert told(order("p", "b", "y", "x"), x, near) == []  # within their precision either may be first
    found: Finding = findings(ledger(order("p", "b", "y", "x"), x, y))[0]
    assert "y before x" in found.reason


def test_an_order_that_the_times_bear_out_agrees_and_says_so() -> None:
    x, y = time("x1", "a", NIGHT, subject="x"), time("y1", "a", NIGHT + 5 * MINUTE, subject="y")
    (found,) = findings(ledger(order("p", "b", "x", "y"), x, y))
    assert (found.status, found.kind) == (Status.AGREES, Concern.ORDER)
    assert "b has x before y, and a has the one at" in found.reason
    assert found.reason.endswith("the times bear it out.")
    (own,) = findings(ledger(order("p", "a", "x", "y"), x, y))
    assert own.reason.endswith("the times bear it out, all of one account.")
    (denied,) = findings(ledger(order("p", "b", "y", "x", modality=DENIED), x, y))
    assert denied.status is Status.AGREES


def test_of_two_orders_of_one_source_the_times_decide_whatever_their_names() -> None:
    x, y = time("x1", "b", NIGHT, subject="x"), time("y1", "b", NIGHT + 5 * MINUTE, subject="y")
    for right, wrong in ("pq", "qp"):
        orders = order(right, "a", "x", "y"), order(wrong, "a", "y", "x")
        (found,) = [f for f in findings(ledger(*orders, x, y)) if f.kind is Concern.WITHIN]
        assert (found.claim, found.against, found.undecided) == (wrong, (right,), False)
        assert "a has y before x, but also has x before y" in found.reason
        assert "by the times told of the two it is not so" in found.reason
        (found,) = [f for f in findings(ledger(*orders)) if f.kind is Concern.WITHIN]
        assert found.undecided and "of two equal statements: not decided" in found.reason


def test_an_order_that_goes_round_names_its_file_and_line() -> None:
    def at(line: int) -> dict:
        return {"file": "claims.toml", "line": line}

    ring = [order("p", "a", "x", "y", **at(3)), order("q", "b", "y", "z", **at(14)),
            order("r", "c", "z", "x", **at(25))]  # fmt: skip
    (found,) = findings(ledger(*ring))
    assert all(f"claims.toml, line {line}" in found.reason for line in (3, 14, 25))
    (found,) = findings(ledger(order("p", "a", "x", "x", **at(7))))
    assert found.reason == "a has x before itself, claims.toml, line 7."
