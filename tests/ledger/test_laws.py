"""What holds of any ledger: no exception, no order of writing, no unit, nothing beside the point."""

from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import ledger, number
from truecourse.flight.case import Stage
from truecourse.flight.claim import Claim, Grade, Kind, Ledger, Modality, Reading, Source, Subject
from truecourse.ledger.among import among
from truecourse.ledger.consensus import consensus
from truecourse.ledger.mend import Surroundings
from truecourse.ledger.overturned import held

WILD = st.sampled_from([nan, inf, -inf, 0.0, -1.0, 1.0, 2.0, 4.3e8, 1e300, 5e-324, 1e18])
NAME, SUBJECT = st.sampled_from(["a", "b", "c", "", "nobody"]), st.sampled_from(["x", "y", "z", "", "gone"])
DIMENSION = st.sampled_from(["time", "length", "speed", "angle", "duration", "count", "mass", "", "odd"])
READING = st.builds(Reading, WILD, WILD, WILD, st.sampled_from(["", "statute miles", "UTC"]))
CLAIM = st.builds(
    Claim, st.sampled_from("cdefghijk"), NAME, st.just("1"), st.just("el"),
    st.sampled_from(Kind), SUBJECT,
    st.just(""), st.sampled_from(Modality), said_by=NAME, said_at=WILD, known_since=WILD,
    readings=st.lists(READING, max_size=2).map(tuple), lat=WILD, lon=WILD, error=WILD,
    first=SUBJECT, second=SUBJECT,
    term=st.sampled_from(["", "on", "off", "On"]),
    told=st.sampled_from(["", "200 km"]), datum=st.sampled_from(["", "true"]),
)  # fmt: skip
SOURCE = st.builds(
    Source,
    NAME,
    NAME,
    st.just("en"),
    st.sampled_from(Grade),
    WILD,
    depends_on=st.lists(NAME, max_size=2).map(tuple),
)
ABOUT = st.sampled_from([(), (("from_subject", "x"), ("to_subject", "y")), (("odd", ""),)])
SUBJECTS = st.builds(
    Subject, SUBJECT, NAME, DIMENSION, st.booleans(), st.sampled_from([(), (("on", "off"),)]),
    st.sampled_from(["", "duration"]), ABOUT, sum_of=st.lists(SUBJECT, max_size=2).map(tuple),
)  # fmt: skip
LEDGER = st.builds(
    Ledger,
    st.lists(SOURCE, max_size=4).map(tuple),
    st.lists(SUBJECTS, max_size=4).map(tuple),
    st.lists(CLAIM, max_size=9).map(tuple),
)
STAGES = st.lists(st.builds(Stage, NAME, WILD), max_size=2).map(tuple)


@settings(deadline=None, max_examples=300)
@given(LEDGER, STAGES, WILD, WILD)
def test_whatever_is_missing_there_are_findings_or_none(
    book: Ledger, stages, altitude: float, variation: float
) -> None:
    around, truth = (Surroundings("x", altitude, variation),), (("y", Reading(1.0, 2.0), "a model"),)
    for f in among(book, stages, around, truth):
        assert not f.probability < 0.0
        assert not f.probability > 1.0
        assert f.reason.endswith(".")
    assert all(not (v := c.whole).value < v.low and not v.value > v.high for c in consensus(book))
    for at in held(book, stages):
        among_them = {c.id for c in book.claims if c.subject == at.subject}
        assert {at.claim, *at.disputed_by} <= among_them and at.claim not in at.disputed_by
        assert at.overturns in among_them | {""} and at.overturns != at.claim


@settings(deadline=None, max_examples=100)
@given(LEDGER, st.randoms(use_true_random=False))
def test_the_order_of_writing_does_not_matter(book: Ledger, chance) -> None:
    parts = [list(part) for part in (book.sources, book.subjects, book.claims)]
    for part in parts:
        chance.shuffle(part)
    shuffled = Ledger(*map(tuple, parts))
    assert repr(among(book)) == repr(among(shuffled))
    assert repr(consensus(book)) == repr(consensus(shuffled))


NUMBERS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), min_size=2, max_size=6)


@settings(deadline=None, max_examples=100)
@given(NUMBERS, st.sampled_from([0.3048, 1852.0, 1.0 / 3.6, 1e-3]))
def test_the_unit_does_not_matter(told, unit: float) -> None:
    """Angles apart, whose turn is fixed, and counts, which are whole."""

    def found(by: float):
        mass = (Subject("x", "x", "mass"),)
        claims = [number(f"c{i}", f"s{i}", x * by, half * by) for i, (x, half) in enumerate(told)]
        return among(ledger(*claims, subjects=mass)), consensus(ledger(*claims, subjects=mass))[0].whole

    (findings, value), (others, other) = found(1.0), found(unit)
    assert [(f.claim, f.kind, f.status, f.against) for f in findings] == [
        (f.claim, f.kind, f.status, f.against) for f in others
    ]
    assert other[:3] == pytest.approx([a * unit for a in value[:3]], abs=1e-6 * unit, nan_ok=True)


@settings(deadline=None, max_examples=100)
@given(LEDGER)
def test_a_claim_beside_the_point_changes_nothing(book: Ledger) -> None:
    beside = number("zz", "a", 5.0, 1.0, "something else")
    more = replace(book, claims=(*book.claims, beside))
    assert repr(among(book)) == repr(among(more))
