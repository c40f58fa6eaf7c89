"""Values that are the compiler's reading: told with every finding, never a contradiction by themselves."""

from dataclasses import replace

import pytest

from ledger.claims import ledger, number, order, time
from truecourse.flight.claim import Subject
from truecourse.ledger.check import check
from truecourse.ledger.finding import Concern
from truecourse.ledger.status import Status

READ = "1999, counted from 1983"
TOLD, READ_INTO = number("p", "a", 100.0, 0.5), number("q", "b", 900.0, 0.5)


@pytest.mark.parametrize("read", [False, True])
def test_a_reading_alone_makes_implausible_at_most_and_is_told(read: bool) -> None:
    found = check(ledger(TOLD, replace(READ_INTO, reading=READ if read else "")))
    (against,) = [f for f in found if f.kind is Concern.CONTRADICTION]
    assert against.status is (Status.IMPLAUSIBLE if read else Status.CONTRADICTED)
    assert (f"(compiler's reading: {READ})" in against.reason) is read
    assert ("as it rests on a compiler's reading" in against.reason) is read


def test_times_that_deny_an_order_only_by_a_reading_make_it_implausible() -> None:
    events = (Subject("x", "x", "time"), Subject("y", "y", "time"))
    told, first, second = (
        order("o", "c", "x", "y"),
        time("t", "a", 9e6, subject="x"),
        time("u", "a", 1e6, subject="y"),
    )
    for reading, status in (("", Status.CONTRADICTED), (READ, Status.IMPLAUSIBLE)):
        found = check(ledger(told, replace(first, reading=reading), second, subjects=events))
        assert [f.status for f in found if f.kind is Concern.ORDER] == [status]


def test_every_finding_on_a_reading_says_so() -> None:
    found = check(ledger(replace(TOLD, reading=READ)))
    assert found and all(READ in f.reason for f in found)
