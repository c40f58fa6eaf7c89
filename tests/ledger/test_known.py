"""What was known at a stage."""

import pytest

from ledger.claims import ledger, number, source
from ledger.flights import case, east_along_equator
from truecourse.flight.case import Stage
from truecourse.flight.claim import Grade, Subject
from truecourse.ledger.check import check
from truecourse.ledger.finding import Concern
from truecourse.ledger.known import findings, known_by

IN_1983, IN_1993 = 431e6, 739e6
EARLY, LATE = Stage("first", 440e6), Stage("second", 740e6)
SOURCES = (
    source("press", Grade.RECOLLECTION, published=IN_1983), source("recorder", published=IN_1993),
    source("page", published=2.0 * IN_1993),
)  # fmt: skip
CLAIMS = (
    number("p", "press", 100.0, 1.0), number("q", "recorder", 200.0, 1.0), number("u", "undated", 300.0, 1.0),
    number("r", "page", 400.0, 1.0, known_since=IN_1983),
)  # fmt: skip
BOOK = ledger(*CLAIMS, sources=SOURCES)


def test_known_is_what_the_claim_says_else_its_source_and_not_what_nobody_dates() -> None:
    assert [c.id for c in known_by(BOOK, EARLY).claims] == ["p", "r"]
    assert [c.id for c in known_by(BOOK, LATE).claims] == ["p", "q", "r"]
    on_the_day = Stage("day", IN_1993)
    assert [c.id for c in known_by(BOOK, on_the_day).claims] == ["p", "q", "r"]


def test_what_was_not_yet_known_is_told_by_source() -> None:
    found = {f.source: f for f in findings(BOOK, EARLY)}
    assert {name: f.against for name, f in found.items()} == {"recorder": ("q",), "undated": ("u",)}
    assert "Not yet known at the stage first (1983-12-11)" in found["recorder"].reason
    assert "known since 1993-06-02" in found["recorder"].reason
    assert "published of the source or known_since of the claim" in found["undated"].reason


@pytest.mark.parametrize(("stage", "names"), [(EARLY, "pr"), (LATE, "pqr"), (None, "pqru")])
def test_later_claims_are_not_held_against_others(stage, names) -> None:
    found = check(BOOK, stage=stage)
    against = {name for f in found if f.kind is Concern.CONTRADICTION for name in (f.claim, *f.against)}
    assert against == set(names)
    assert any(f.kind is Concern.STAGE for f in found) is (stage is not None)


def test_later_claims_are_still_held_against_the_flights_of_the_stage() -> None:
    off = Subject("x", "offset", "length", measure="offset_abeam",
                  about=(("fix", "B"), ("leg_from", "A"), ("leg_to", "B")))  # fmt: skip
    book = ledger(*CLAIMS, subjects=(off,), sources=SOURCES)
    found = check(book, case(), east_along_equator([100.0, 101.0]), stage=EARLY)
    flown = {f.claim: f.status.value for f in found if f.kind is Concern.RECONSTRUCTION}
    assert set(flown) == set("pqru")
    assert flown["q"] == "contradicted"
