"""One number in two units: the same digits told with another unit, so that one of the two units is a slip."""

import re
from collections.abc import Iterable
from itertools import combinations
from math import isfinite, log
from typing import NamedTuple

from truecourse.flight.claim import Claim, Ledger, Modality
from truecourse.ledger import say
from truecourse.ledger.agree import agreeing, pairs, who
from truecourse.ledger.book import Book, open_book, subject_of
from truecourse.ledger.compare import is_time, unit_of
from truecourse.ledger.consensus import bounded
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.mend import REACH, UNITS
from truecourse.ledger.reading import centre
from truecourse.ledger.spoken import AMOUNT
from truecourse.ledger.status import AGAINST, IMPLAUSIBLE_BELOW, Status
from truecourse.ledger.unit import MOST_BY_CHANCE

_CONVERTED = re.compile(r"\(\D*\d")  # a conversion of the source's own stands behind its number


class Slip(NamedTuple):
    """Two claims of one number in two units, the chance of that; which has the slip, None where neither is
    converted or both are; and the conversion by which the other is right.
    """

    one: Claim
    other: Claim
    chance: float
    worse: Claim | None
    by: str


def findings(ledger: Ledger) -> tuple[Finding, ...]:
    """Claims that do not meet and have the same digits in two units, also of one source or of such as draw on
    one another. Of two of which nothing tells which has the slip, each is named.

    `probability`: that two numbers which have nothing to do with one another have the same digits.
    """
    book = open_book(ledger)
    found = []
    for slip in slips(book):
        if slip.chance <= MOST_BY_CHANCE:
            sides = (slip.one, slip.other)
            worse = sides if slip.worse is None else (slip.worse,)
            found += [_finding(book, slip, c, sides[c.id == slip.one.id]) for c in worse]
    return by_seriousness(found)


def borne_out(ledger: Ledger) -> dict[str, tuple[bool, str]]:
    """The claims whose unit is a slip, as `standing.Borne`, where chance would hardly do it."""
    book = open_book(ledger)
    sure = [s for s in slips(book) if s.worse is not None and s.chance < IMPLAUSIBLE_BELOW]
    return {s.worse.id: (False, "its digits in another unit") for s in sure if s.worse is not None}


def slips(book: Book) -> Iterable[Slip]:
    """By subject. The chance: numbers spread evenly on a logarithmic scale, over as far as units are mistaken
    for one another (`mend.REACH`) on either side, agree in all digits told with the share that one of the
    last of these takes; for as many pairs as are told in two units. Final zeros may be rounding, and are no
    digits.
    """
    for name in book.about:
        told = {c.id: t for c in book.about[name] if (t := _told(book, c)) is not None}
        tries = sum(told[a][1] != told[b][1] for a, b in combinations(told, 2))
        met = pairs(book, name) if tries else ()
        agreed = agreeing(met).keys()
        for one, other, came in met:
            if came.status not in AGAINST or one.id not in told or other.id not in told:
                continue
            (number, unit), (same, another) = told[one.id], told[other.id]
            ratio = abs(centre(bounded(book, one)[0]) / centre(bounded(book, other)[0]))
            if _values(number) != _values(same) or unit == another or not 1.0 / REACH <= ratio <= REACH:
                continue
            chance = min(1.0, tries * _share(number) / (2.0 * log(REACH)))
            by = [_conversion(book, c, told, agreed) for c in (one, other)]
            worse = None if bool(by[0]) == bool(by[1]) else other if by[0] else one
            yield Slip(one, other, chance, worse, by[0] or by[1])


def _told(book: Book, claim: Claim) -> tuple[str, str] | None:
    """The number of a claim and its unit, as told; None where it has not one that is not zero."""
    found = AMOUNT.match(claim.told)
    if found is None or claim.modality is Modality.DENIED or is_time(claim):
        return None
    read = bounded(book, claim)
    known = subject_of(book, claim).dimension in UNITS and len(read) == 1 and bool(centre(read[0]))
    return (found["number"], found["unit"]) if known and any(_values(found["number"])) else None


def _values(number: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in number.split(" to "))
    except ValueError:
        return ()


def _share(number: str) -> float:
    """What one of the last digit told is of the number."""
    first = number.split(" to ", maxsplit=1)[0]
    whole, _, part = first.partition(".")
    last = 10.0 ** -len(part) if part else 10.0 ** (len(whole) - len(whole.rstrip("0")))
    return abs(last / float(first)) if isfinite(float(first)) and float(first) else 1.0


def _conversion(book: Book, claim: Claim, told: dict[str, tuple[str, str]], agreed: Iterable) -> str:
    """What of other digits and another unit a claim meets, its own conversion or another claim; "" for none.
    One that repeats it in its own unit tells nothing of that unit.
    """
    if _CONVERTED.search(claim.told):
        return "its own conversion"
    for name, (number, unit) in told.items():
        other = next(c for c in book.about[claim.subject] if c.id == name)
        apart = unit != told[claim.id][1] and _values(number) != _values(told[claim.id][0])
        if apart and frozenset((name, claim.id)) in agreed:
            return f"{who(other)}'s {say.told(other, '')}"
    return ""


def _finding(book: Book, slip: Slip, claim: Claim, far: Claim) -> Finding:
    unit = unit_of(subject_of(book, claim), claim)
    text = (
        f"{who(claim)}'s {say.told(claim, unit)} has the digits of {who(far)}'s {say.told(far, unit)} in "
        f"another unit, and does not meet it: one of the two units is a slip (two numbers that have nothing "
        f"to do with one another would have the same digits by chance with {say.chance(slip.chance)})"
    )
    undecided = slip.worse is None
    text += "; which is not decided" if undecided else f"; the other meets {slip.by}, and this nothing"
    status = Status.SUPPORTED if slip.chance < IMPLAUSIBLE_BELOW else Status.AGREES
    p, where = slip.chance, (claim.source, claim.locator)
    short = "has the same digits in another unit: one of the two is a slip"
    return Finding(claim.id, *where, Concern.UNIT, status, (far.id,), p, text + ".", undecided, short=short)
