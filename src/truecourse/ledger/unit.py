"""Numbers that only work in another unit, zone or datum: against better claims, or a reconstruction."""

from collections.abc import Iterable
from math import isfinite, nan

from truecourse.flight.claim import Claim, Ledger, Modality, Reading
from truecourse.ledger import say
from truecourse.ledger.agree import agreeing, groups_of, pairs, who
from truecourse.ledger.book import Book, open_book, rank, subject_of, voice, weight_of
from truecourse.ledger.compare import Comparison, dimension_of, is_time, numbers, same_datum
from truecourse.ledger.consensus import bounded
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.mend import Surroundings, mends
from truecourse.ledger.reading import common, meet, turned
from truecourse.ledger.status import IMPLAUSIBLE_BELOW, Status
from truecourse.ledger.voices import tied

MOST_BY_CHANCE = 0.5  # a change that fits every second number says nothing

Truth = tuple[str, Reading, str]  # subject, its value, whence


def findings(
    ledger: Ledger, surroundings: Iterable[Surroundings] = (), truths: Iterable[Truth] = ()
) -> tuple[Finding, ...]:
    """Claims whose number fits only by one of its readings, or only with the unit, zone or datum changed.

    Held against `truths` where they have the subject (a reconstruction's), else against the heaviest group of
    other voices that agree. `probability` is that some change would fit by chance, NaN where the source left
    the unit open; supported below the threshold of the implausible.
    """
    book = open_book(ledger)
    around = {s.subject: s for s in surroundings}
    known = {subject: (value, (), whence) for subject, value, whence in truths}
    found: list[Finding] = []
    for name, claims in book.about.items():
        agreed = agreeing(pairs(book, name))
        for claim in claims:
            if claim.modality is Modality.DENIED or not numbers(book, claim):
                continue
            truth = known.get(name) or _others(book, claim, claims, agreed)
            if truth is not None:
                found += _told_otherwise(book, claim, truth, around.get(name))
    return by_seriousness(found)


def _others(
    book: Book, claim: Claim, claims: tuple[Claim, ...], agreed: dict[frozenset[str], Comparison]
) -> tuple[Reading, tuple[str, ...], str] | None:
    """What other voices at one say: their common value, names; None if the claim's own side weighs more."""
    others = [
        c
        for c in sorted(claims, key=lambda c: rank(book, c))
        if c.modality is not Modality.DENIED
        and len(bounded(book, c)) == 1
        and is_time(c) == is_time(claim)
        and same_datum(c, claim)
        and voice(c) != voice(claim)
        and not tied(book, c.source, claim.source)
    ]
    groups = groups_of(book, others, agreed)
    best = max(groups, key=lambda group: _heft(book, group), default=None)
    if best is None:
        return None
    own = [claim, *(c for c in others if frozenset((c.id, claim.id)) in agreed)]
    if len(numbers(book, claim)) == 1:
        theirs, ours = _heft(book, best), _heft(book, own)
        if theirs < ours or (theirs == ours and rank(book, best[0]) > min(rank(book, c) for c in own)):
            return None
    value = bounded(book, best[0])[0]
    for other in best[1:]:
        value = common(
            value, turned(bounded(book, other)[0], value) if _angle(book, claim) else bounded(book, other)[0]
        )
    return value, tuple(c.id for c in best), say.listed([who(c) for c in best])


def _told_otherwise(
    book: Book, claim: Claim, truth: tuple[Reading, tuple[str, ...], str], about: Surroundings | None
) -> list[Finding]:
    value, names, whence = truth
    dimension = dimension_of(subject_of(book, claim), claim)
    read = numbers(book, claim)
    status, _, met = meet(read, (value,), dimension)
    told, so = say.told(claim, dimension), say.value(value.low, value.high, dimension)
    names = names or (whence,)
    if status is Status.AGREES:
        used = sorted({a.how for a, _ in met})
        if len({a.how for a in read}) == len(used) or not all(used):
            return []
        text = f"{who(claim)}'s {told} meets {so} of {whence} only if read as {' or '.join(used)}."
        return [Finding(claim.id, claim.source, claim.locator, Concern.UNIT, Status.AGREES, names, nan, text)]
    fits = [m for r in read for m in mends(r, value, dimension, f"{claim.told} {r.how}", about)]
    fits = [m for m in fits if m.chance <= MOST_BY_CHANCE and isfinite(m.chance)]
    if not fits:
        return []
    ways = list(dict.fromkeys(m.how for m in fits))[:3]
    best = min(m.chance for m in fits)
    text = (
        f"{who(claim)}'s {told} does not meet {so} of {whence}, but would as {' or as '.join(ways)} "
        f"(some such change would fit by chance with {say.chance(best)})."
    )
    status = Status.SUPPORTED if best < IMPLAUSIBLE_BELOW else Status.AGREES
    return [Finding(claim.id, claim.source, claim.locator, Concern.UNIT, status, names, best, text)]


def _angle(book: Book, claim: Claim) -> bool:
    return subject_of(book, claim).dimension == "angle"


def _heft(book: Book, claims: list[Claim]) -> float:
    """What claims weigh together, every speaker once."""
    best: dict[str, float] = {}
    for claim in claims:
        best[voice(claim)] = max(best.get(voice(claim), 0.0), weight_of(book, claim))
    return sum(best.values())
