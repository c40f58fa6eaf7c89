"""Wholes and their parts: 269 = 246 + 23 adds up; and spans against the times of their ends."""

from itertools import product
from math import isnan

from truecourse.flight.claim import Claim, Ledger, Modality, Reading, Subject
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book, rank, subject_of
from truecourse.ledger.compare import dimension_of, is_within, numbers
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import meet
from truecourse.ledger.status import Status

_MOST = 64  # combinations of readings of the parts that are tried
Parts = tuple[tuple[str, float], ...]  # subjects, and +1 or -1 as they count


def findings(ledger: Ledger) -> tuple[Finding, ...]:
    """Every claim of a whole against its parts, or of a duration against the times of its ends: of the same
    source where it gives them all, else the best founded claim of each. Denials are left out, and sums
    whose parts lead back to them.
    """
    book = open_book(ledger)
    found = []
    for name, claims in book.about.items():
        parts = _parts(book.subjects.get(name)) if not _circular(book, name) else ()
        whole = [c for c in claims if c.modality is not Modality.DENIED and numbers(book, c)]
        for claim in whole if parts else ():
            told = _told(book, parts, claim.source) or _told(book, parts, "")
            if told:
                found.append(_added(book, claim, told, parts))
        own = {c.source for c in whole}
        for source in sorted({c.source for c in book.claims} - own) if whole and parts else ():
            told = _told(book, parts, source)
            if told:
                found.append(_added(book, min(whole, key=lambda c: rank(book, c)), told, parts))
    return by_seriousness(dict.fromkeys(f for f in found if f is not None))


def _parts(subject: Subject | None) -> Parts:
    if subject is None:
        return ()
    about = dict(subject.about)
    if subject.measure == "duration" and "from_subject" in about and "to_subject" in about:
        return (about["to_subject"], 1.0), (about["from_subject"], -1.0)
    return tuple((name, 1.0) for name in subject.sum_of)


def _circular(book: Book, name: str) -> bool:
    """Whether a sum is a part of itself, by any way."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        subject = book.subjects.get(ahead.pop())
        for part in subject.sum_of if subject is not None else ():
            if part == name:
                return True
            if part not in seen:
                seen.add(part)
                ahead.append(part)
    return False


def _told(book: Book, parts: Parts, source: str) -> list[Claim]:
    """A claim of each part, by one source where it is named; none if any is missing."""
    told = []
    for name, _ in parts:
        good = [
            c
            for c in book.about.get(name, ())
            if source in ("", c.source) and c.modality is not Modality.DENIED and numbers(book, c)
        ]
        if not good:
            return []
        told.append(min(good, key=lambda c: rank(book, c)))
    return told


def _added(book: Book, whole: Claim, told: list[Claim], parts: Parts) -> Finding | None:
    if whole.id in {c.id for c in told}:
        return None
    signs = [sign for _, sign in parts]
    choices = list(product(*(numbers(book, c) for c in told)))[:_MOST]
    sums = [_sum(readings, signs) for readings in choices]
    status, p, _ = meet(numbers(book, whole), sums, "")
    if status is Status.UNTESTABLE:
        return None
    dimension = subject_of(book, whole).dimension
    terms = [say.told(c, dimension_of(subject_of(book, c), c)) for c in told]
    sums_up = f" {'+' if signs[-1] > 0 else 'less'} ".join(terms)
    total = say.amount(0.5 * sums[0].low + 0.5 * sums[0].high, dimension)
    said = say.told(whole, dimension)
    sources = say.listed(list(dict.fromkeys(who(c) for c in told)))
    if status is Status.AGREES:
        text = f"{who(whole)}'s {said} = {sums_up} ({sources}): it adds up"
    else:
        text = f"{who(whole)} has {said}, but {sums_up} ({sources}) is {total}"
    if not isnan(p) and not all(r.low == r.high for r in sums):
        text += f" ({say.chance(p)}, normal errors)"
    if len({whole.source, *(c.source for c in told)}) == 1 and all(is_within(whole, c) for c in told):
        text += "; all of one source"
    names = tuple(c.id for c in told)
    return Finding(whole.id, whole.source, whole.locator, Concern.SUM, status, names, p, text + ".")


def _sum(readings: tuple[Reading, ...], signs: list[float]) -> Reading:
    """The sum, from the least to the greatest that the parts' bounds allow."""
    low = sum(r.low if s > 0 else -r.high for r, s in zip(readings, signs, strict=True))
    high = sum(r.high if s > 0 else -r.low for r, s in zip(readings, signs, strict=True))
    return Reading(low, high)
