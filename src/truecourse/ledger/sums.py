"""Wholes and their parts: 269 = 246 + 23 adds up; and spans against the times of their ends."""

from itertools import product
from math import isfinite, isnan

from truecourse.flight.claim import Claim, Ledger, Modality, Reading, Subject
from truecourse.ledger import say
from truecourse.ledger.agree import agreeing, pairs, who
from truecourse.ledger.book import Book, open_book, rank, subject_of
from truecourse.ledger.compare import dimension_of, is_within, numbers
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import meet
from truecourse.ledger.standing import Borne, Side, side, worst
from truecourse.ledger.status import Status
from truecourse.ledger.voices import Copied

_MOST = 64  # combinations of readings of the parts that are tried
Parts = tuple[tuple[str, float], ...]  # subjects, and +1 or -1 as they count


def findings(ledger: Ledger, copied: Copied = (), borne: Borne | None = None) -> tuple[Finding, ...]:
    """Every claim of a whole against its parts, or of a duration against the times of its ends: of the same
    source where it gives them all, else the best founded claim of each. Denials are left out, and sums
    whose parts lead back to them. What does not add up is told of the worst founded of whole and parts
    (`standing`; `copied` and `borne` as there), and undecided where none is.
    """
    book = open_book(ledger)
    beside = copied, borne or {}
    found = []
    for name, claims in book.about.items():
        parts = _parts(book.subjects.get(name)) if not _circular(book, name) else ()
        whole = [c for c in claims if c.modality is not Modality.DENIED and numbers(book, c)]
        for claim in whole if parts else ():
            told = _told(book, parts, claim.source) or _told(book, parts, "")
            if told:
                found.append(_added(book, claim, told, parts, beside))
        own = {c.source for c in whole}
        for source in sorted({c.source for c in book.claims} - own) if whole and parts else ():
            told = _told(book, parts, source)
            if told:
                best = min(whole, key=lambda c: rank(book, c))
                found.append(_added(book, best, told, parts, beside))
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


def _added(
    book: Book, whole: Claim, told: list[Claim], parts: Parts, beside: tuple[Copied, Borne]
) -> Finding | None:
    if whole.id in {c.id for c in told}:
        return None
    signs = [sign for _, sign in parts]
    choices = list(product(*(numbers(book, c) for c in told)))[:_MOST]
    sums = [_sum(readings, signs) for readings in choices]
    status, p, _ = meet(numbers(book, whole), sums, "")
    if status is Status.UNTESTABLE:
        return None
    text = _said(book, whole, told, signs, sums[0], status is Status.AGREES)
    if not isnan(p) and not all(r.low == r.high for r in sums):
        text += f" ({say.chance(p)}, normal errors)"
    if len({whole.source, *(c.source for c in told)}) == 1 and all(is_within(whole, c) for c in told):
        text += "; all of one source"
    wrong, undecided = whole, False
    if status is not Status.AGREES:
        worse, why = worst_of(book, [whole, *told], beside)
        wrong, undecided = worse or whole, worse is None
        own = say.told(wrong, dimension_of(subject_of(book, wrong), wrong))
        text += "; of equal voices: not decided" if undecided else f"; of these {who(wrong)}'s {own}: {why}"
    names = tuple(c.id for c in (whole, *told) if c.id != wrong.id)
    return Finding(
        wrong.id, wrong.source, wrong.locator, Concern.SUM, status, names, p, text + ".", undecided
    )  # fmt: skip


def _said(
    book: Book, whole: Claim, told: list[Claim], signs: list[float], added: Reading, agrees: bool
) -> str:
    """A whole and its parts in words, and what they add up to."""
    dimension = subject_of(book, whole).dimension
    terms = [say.told(c, dimension_of(subject_of(book, c), c)) for c in told]
    sums_up = f" {'+' if signs[-1] > 0 else 'less'} ".join(terms)
    said = say.told(whole, dimension)
    sources = say.listed(list(dict.fromkeys(who(c) for c in told)))
    if agrees:
        return f"{who(whole)}'s {said} = {sums_up} ({sources}): it adds up"
    middle = 0.5 * added.low + 0.5 * added.high
    total = say.amount(middle, dimension) if isfinite(middle) else say.value(added.low, added.high, dimension)
    return f"{who(whole)} has {said}, but {sums_up} ({sources}) is {total}"


def worst_of(book: Book, members: list[Claim], beside: tuple[Copied, Borne]) -> tuple[Claim | None, str]:
    """The worst founded of claims of several subjects, each with those on its own that agree with it."""
    copied, borne = beside
    sides = [_side(book, claim, copied) for claim in members]
    i, why = worst(sides, [borne.get(claim.id) for claim in members])
    return (None, "") if i < 0 else (members[i], why)


def _side(book: Book, claim: Claim, copied: Copied) -> Side:
    agreed = agreeing(pairs(book, claim.subject))
    with_it = [c for c in book.about.get(claim.subject, ()) if frozenset((c.id, claim.id)) in agreed]
    return side(book, (claim, *with_it), copied)


def _sum(readings: tuple[Reading, ...], signs: list[float]) -> Reading:
    """The sum, from the least to the greatest that the parts' bounds allow."""
    low = sum(r.low if s > 0 else -r.high for r, s in zip(readings, signs, strict=True))
    high = sum(r.high if s > 0 else -r.low for r, s in zip(readings, signs, strict=True))
    return Reading(low, high)
