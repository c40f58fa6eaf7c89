"""Accounts held against the same evidence."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from ledger.claims import ALLEGED, CONCLUSION, ledger, number, word
from ledger.flights import case, east_along_equator
from truecourse.flight.claim import Ledger, Story, Subject
from truecourse.flight.explanation import CauseResult, Parameter
from truecourse.ledger.check import check
from truecourse.ledger.status import Status
from truecourse.ledger.stories import findings, support
from truecourse.ledger.words import likeliest

ABEAM = Subject("off", "offset", "length", measure="offset_abeam",
                about=(("fix", "B"), ("leg_from", "A"), ("leg_to", "B")))  # fmt: skip
LIGHTS = Subject("lights", "lights")
SUBJECTS = (ABEAM, LIGHTS)
SAMPLES = np.repeat([10.0, 1.0], [30, 70])


def result(name: str, p: float, *parameters: Parameter) -> CauseResult:
    return CauseResult(name, name, 0.1, "", 0.0, 0.1, p, True, "", 100.0, 1000, parameters)


ERROR = Parameter("longitude_error_deg", "", 1.0, 1.0, 10.0, "", SAMPLES)
FLIGHTS = east_along_equator(
    np.linspace(19_000.0, 21_000.0, 50),
    names=("heading-hold", "start-position", "deliberate", "odd"),
    probabilities=(0.8, 0.19999, 0.00001, np.nan),
    results=(result("heading-hold", 0.8), result("start-position", 0.19999, ERROR)),
)


def of(story: Story, *claims, flights=FLIGHTS):
    book = ledger(*claims, subjects=SUBJECTS)
    return findings(Ledger(book.sources, book.subjects, book.claims, (story,)), case(), flights)


def causes(*named) -> Story:
    return Story("s", "A story", (), named)


def test_a_story_has_the_probability_of_the_causes_it_needs():
    assert likeliest(FLIGHTS)[0] == "heading-hold"
    assert support(causes(("heading-hold", ())), FLIGHTS)[0] == pytest.approx(0.8)
    both = causes(("heading-hold", ()), ("deliberate", ()))
    assert support(both, FLIGHTS)[0] == pytest.approx(0.80001)
    ten = causes(("start-position", (("longitude_error_deg", "10"),)))
    assert support(ten, FLIGHTS)[0] == pytest.approx(0.3 * 0.19999)
    p, unknown = support(
        causes(("start-position", (("latitude", "1"), ("longitude_error_deg", "x")))), FLIGHTS
    )
    assert p == pytest.approx(0.19999) and len(unknown) == 2
    p, unknown = support(causes(("odd", ()), ("fancy", ())), FLIGHTS)
    assert np.isnan(p)
    assert len(unknown) == 2


def test_a_cause_without_support_says_so():
    found = [f for f in of(causes(("deliberate", ()))) if f.against == ("causes",)]
    assert found[0].status is Status.CONTRADICTED
    assert "no support" in found[0].reason


def test_what_a_story_sets_is_asked_of_the_same_flights_and_degrees_go_round():
    """A wrong longitude goes with one heading and none with the other: never 10 and 246 at once."""
    heading = Parameter("heading_deg", "", 0.0, 0.0, 0.0, "", np.repeat([359.9, 246.0], [30, 70]))
    both = replace(FLIGHTS, results=(result("start-position", 0.2, ERROR, heading),))
    ten = ("longitude_error_deg", "10")
    for value, share in (("246", 0.0), ("359.9", 0.3), ("-0.1", 0.3)):
        p, unknown = support(causes(("start-position", (ten, ("heading_deg", value)))), both)
        assert p == pytest.approx(share * 0.19999) and not unknown


def test_one_number_alone_is_not_asked_of_flights():
    """20 km is amid what the flights have, and none has just that: 0 would be a probability of nothing."""
    story = Story("s", "A story", (), (), (("off", "", 20_000.0, 20_000.0),))
    expected = next(f for f in of(story) if "it expects" in f.reason)
    assert expected.status is Status.UNTESTABLE and np.isnan(expected.probability)


def test_a_story_that_needs_no_cause_predicts_nothing_that_differs():
    found = of(Story("s", "A story", (), (), (("lights", "off", -inf, inf),)), word("c", "a", "on", "lights"))
    by = {f.against: f for f in found}
    assert "predicts nothing of the track that differs from heading-hold" in by[("heading-hold",)].reason
    assert by[("c",)].status is Status.CONTRADICTED
    assert "a's on (c)" in by[("c",)].reason


def test_expected_numbers_are_held_against_the_flights_and_against_claims():
    near = Story("s", "A story", (), (("heading-hold", ()),), (("off", "", 18_000.0, 22_000.0),))
    far = Story("s", "A story", (), (("heading-hold", ()),), (("off", "", 90_000.0, 99_000.0),))
    claim = number("c", "a", 20_000.0, 500.0, "off")
    (held,) = [f for f in of(near, claim) if f.against == ("c",)]
    assert (held.status, held.probability) == (Status.AGREES, pytest.approx(1.0))
    (held,) = [f for f in of(far, claim) if f.against == ("c",)]
    assert held.status is Status.CONTRADICTED
    last = [f for f in of(far, claim) if f.against == ("heading-hold",)]
    assert "a track that differs" in last[0].reason


@pytest.mark.parametrize(
    ("dimension", "low", "high", "told"),
    [
        ("count", 1.0, 269.0, "1 to 269"),
        ("count", 0.0, 0.0, "0"),
        ("angle", np.radians(240.0), np.radians(250.0), "240° to 250°"),
        ("count", 1.0, inf, "at least 1"),
    ],
)
def test_a_range_is_told_as_one(dimension, low, high, told):
    """A story's range is no number with an error: "135 ± 134" is nothing that anybody expects."""
    book = ledger(number("c", "a", 5.0, 0.0, "n"), subjects=(Subject("n", "people", dimension),))
    story = Story("s", "A story", (), (), (("n", "", low, high),))
    found = findings(Ledger(book.sources, book.subjects, book.claims, (story,)))
    assert any(f'it expects "{told}" of people' in f.reason for f in found)


@pytest.mark.parametrize(
    ("value", "half", "status"),
    [
        (0.0, 0.0, Status.CONTRADICTED),  # counts are exact: nobody is not from 1 to 269
        (270.0, 0.0, Status.CONTRADICTED),
        (1.0, 0.0, Status.AGREES),
        (269.0, 0.0, Status.AGREES),
        (280.0, 11.0, Status.AGREES),  # a rounded number that reaches into the range
        (290.0, 19.0, Status.IMPLAUSIBLE),  # 21 off with a deviation of 19 / sqrt 3: p = 0.056
    ],
)
def test_only_the_claim_has_an_error_and_not_the_range(value, half, status):
    book = ledger(number("c", "a", value, half, "n"), subjects=(Subject("n", "people", "count"),))
    story = Story("s", "A story", (), (), (("n", "", 1.0, 269.0),))
    found = findings(Ledger(book.sources, book.subjects, book.claims, (story,)))
    assert [f.status for f in found if f.against == ("c",)] == [status]


def test_those_who_tell_a_story_do_not_confirm_it():
    story = Story("s", "A story", ("teller",), (), (("lights", "off", -inf, inf),))
    (held,) = [f for f in of(story, word("c", "teller", "off", "lights")) if "expects" in f.reason]
    assert held.status is Status.UNTESTABLE


def test_without_flights_nothing_is_said_of_causes():
    found = of(causes(("heading-hold", ())), flights=None)
    assert {f.status for f in found} == {Status.UNTESTABLE}


def test_everything_together_is_total():
    book = ledger(number("c", "a", 20_000.0, 500.0, "off"), word("w", "b", "on", "lights"), subjects=SUBJECTS)
    full = Ledger(book.sources, book.subjects, book.claims, (causes(("heading-hold", ())),))
    for ensemble in (None, FLIGHTS):
        for there in (None, case()):
            assert all(f.reason for f in check(full, there, ensemble))
    assert check(Ledger((), (), ()), case(), FLIGHTS) == ()


def test_a_story_is_contradicted_by_what_is_not_the_worse_founded_alone() -> None:
    story = Story("s", "A story", (), expects=(("lights", "off", nan, nan),))
    alleged = word("p", "a", "on", "lights", modality=ALLEGED)
    concluded = word("q", "b", "off", "lights", modality=CONCLUSION)

    def expects(*claims):
        return next(f for f in of(story, *claims) if "it expects" in f.reason)

    assert expects(alleged, concluded).status is Status.AGREES
    assert expects(word("p", "a", "on", "lights"), concluded).status is Status.AGREES
    against = expects(word("p", "a", "on", "lights"))
    assert against.status is Status.CONTRADICTED and not against.undecided
    equal = expects(word("p", "a", "on", "lights"), word("q", "b", "off", "lights"))
    assert equal.status is Status.CONTRADICTED and equal.undecided
    assert equal.reason.endswith("of two equal voices: not decided.")


def test_copies_and_what_lies_outside_decide_of_a_story_as_of_claims() -> None:
    story = Story("s", "A story", (), expects=(("lights", "off", nan, nan),))
    book = ledger(*(word(n, n, "on" if n in "ab" else "off", "lights") for n in "abc"))
    whole = Ledger(book.sources, book.subjects, book.claims, (story,))

    def expects(*beside):
        found = findings(whole, beside=beside or ((), {}))
        return next(f for f in found if "it expects" in f.reason)

    assert expects().status is Status.CONTRADICTED and not expects().undecided  # 2 voices against 1
    assert expects((frozenset("ab"),), {}).undecided
    assert expects((), dict.fromkeys("ab", (False, "the map"))).status is Status.AGREES


def test_a_story_is_not_held_against_flights_that_something_outside_moved() -> None:
    late = replace(ABEAM, measure="offset_at", about=(("time", "1970-01-01T05:30:00Z"),))
    story = Story("s", "A story", (), expects=(("off", "", 15_000.0, 25_000.0),))
    for until, status in ((inf, Status.AGREES), (5.0 * 3600.0, Status.UNTESTABLE)):
        book = Ledger((), (late,), (), (story,))
        flights = replace(FLIGHTS, undisturbed_until=until)
        found = findings(book, case(), flights, {"off": np.full(50, 20_000.0)})
        assert next(f for f in found if "it expects" in f.reason).status is status
