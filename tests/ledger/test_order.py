"""What came before what."""

from ledger.claims import DENIED, MINUTE, NIGHT, ledger, order, time
from truecourse.ledger.finding import Finding
from truecourse.ledger.order import findings


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


def test_an_order_against_the_times_of_its_events() -> None:
    x, y = time("x1", "a", NIGHT, subject="x"), time("y1", "a", NIGHT + 5 * MINUTE, subject="y")
    assert told(order("p", "b", "x", "y"), x, y) == []
    assert told(order("p", "b", "y", "x"), x, y) == [("order", "p", ("y1", "x1"))]
    assert told(order("p", "a", "y", "x"), x, y) == [("within", "p", ("y1", "x1"))]
    assert told(order("p", "b", "x", "y", modality=DENIED), x, y) == [("order", "p", ("x1", "y1"))]
    near = time("y1", "a", NIGHT + 50.0, subject="y")
    assert told(order("p", "b", "y", "x"), x, near) == []  # within their precision either may be first
    found: Finding = findings(ledger(order("p", "b", "y", "x"), x, y))[0]
    assert "y before x" in found.reason
