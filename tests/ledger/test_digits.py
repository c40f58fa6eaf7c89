"""One number in two units."""

from math import log

import pytest

from ledger.claims import KM, MILE, NM, ledger, number, source
from truecourse.flight.claim import Claim, Grade, Ledger
from truecourse.ledger import digits
from truecourse.ledger.among import among
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import Status

IN_MILES = number("miles", "a", 17.5 * MILE, 0.05 * MILE, told="17.5 statute_mi")
IN_NM = number("nm", "a", 17.5 * NM, 0.05 * NM, told="17.5 nm")
IN_KM = number("km", "a", 28 * KM, 500.0, told="28 km")
ABOUT = number("about", "b", 17.5 * NM, 1.5 * NM, told="about 17 to 18 nm")


def of(*claims: Claim, **more) -> tuple[Finding, ...]:
    return digits.findings(ledger(*claims, **more))


def test_the_chance_is_that_of_the_last_digit_for_as_many_pairs_as_were_tried() -> None:
    """A tenth of 17.5, over a factor of four on either side."""
    share = 0.1 / 17.5 / (2.0 * log(4.0))
    both = of(IN_MILES, IN_NM)
    assert {f.claim for f in both} == {"miles", "nm"} and all(f.undecided for f in both)
    assert both[0].probability == pytest.approx(share)
    (found,) = of(IN_MILES, IN_NM, IN_KM)  # three pairs of units
    assert found.probability == pytest.approx(3.0 * share)
    assert (found.claim, found.against, found.status) == ("nm", ("miles",), Status.SUPPORTED)


def test_round_numbers_meet_by_chance() -> None:
    """200 has one digit: the next are 100 and 300."""
    round_ones = number("p", "a", 200 * KM, KM, told="200 km"), number("q", "b", 200 * NM, KM, told="200 nm")
    found = of(*round_ones)
    assert found[0].probability == pytest.approx(0.5 / (2.0 * log(4.0)))
    assert {f.status for f in found} == {Status.AGREES}


def test_what_is_no_slip() -> None:
    assert of(IN_NM, number("o", "b", 17.4 * MILE, 80.0, told="17.4 statute_mi")) == ()
    assert of(IN_NM, number("o", "b", 17.5 * NM, 80.0, told="17.5 nm")) == ()
    assert of(IN_NM, number("o", "b", 17.5, 0.05, told="17.5 m")) == ()  # nobody mistakes these


def test_who_is_converted_is_right_however_many_repeat_the_other() -> None:
    """17.5 miles are 28 km; nobody who has 17.5 or about 17 to 18 NM has converted it."""
    copies = [number(n, n, 17.5 * NM, 1.5 * NM, told="about 17 to 18 nm") for n in "bcd"]
    grades = tuple(source(n, Grade.RECOLLECTION) for n in "bcd")
    told = ledger(IN_MILES, IN_NM, IN_KM, *copies, sources=grades)
    assert [f.claim for f in digits.findings(told)] == ["nm"]
    (within,) = [f for f in among(told) if f.kind is Concern.WITHIN]
    assert within.claim == "nm" and set(within.against) == {"miles", "km"}
    assert "by its digits in another unit it is not so" in within.reason
    others = [f for f in among(told) if f.kind is Concern.CONTRADICTION]
    assert {f.claim for f in others} <= set("bcd") and others


def test_names_decide_nothing() -> None:
    def renamed(names: dict[str, str]) -> set[tuple[str, bool]]:
        claims = [number(names[c.id], names[c.id], c.readings[0].middle, 80.0, told=c.told)
                  for c in (IN_MILES, IN_NM)]  # fmt: skip
        back = {new: old for old, new in names.items()}
        found = among(ledger(*claims))
        return {(back[f.claim], f.undecided) for f in found if f.kind is Concern.UNIT}

    assert renamed({"miles": "p", "nm": "q"}) == renamed({"miles": "q", "nm": "p"})


def test_nothing_of_nothing() -> None:
    assert digits.findings(Ledger((), (), ())) == ()
    assert of(number("p", "a", 0.0, 1.0, told="0 km"), number("q", "b", 9.0, 1.0, told="0 nm")) == ()
