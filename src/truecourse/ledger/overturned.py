"""What changed when: what was held at each stage of the inquiry, and what a later claim overturned."""

from collections.abc import Iterable
from math import isnan
from typing import NamedTuple

from truecourse.flight.case import Stage
from truecourse.flight.claim import Claim, Ledger, Modality
from truecourse.ledger import say
from truecourse.ledger.agree import pairs, who
from truecourse.ledger.book import Book, known_since, open_book, rank, subject_of, weight_of
from truecourse.ledger.compare import compare, dimension_of
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.status import Status

_AGAINST = (Status.CONTRADICTED, Status.IMPLAUSIBLE)


class Held(NamedTuple):
    """Of one subject at one stage: the best founded claim known by then, those that contradict it, and
    whether it contradicts what was held at the stage before.
    """

    stage: str
    subject: str
    claim: str
    disputed_by: tuple[str, ...]
    overturns: str


def findings(ledger: Ledger, stages: Iterable[Stage] = ()) -> tuple[Finding, ...]:
    """Claims that a later and better founded one contradicts; each once, against the first such.

    Later: known since later, by the claim or by when its source appeared, and not said before the other was
    known, where it is told when it was said; unknown times tell nothing. Better:
    of a better grade, or of the same and an inquiry's conclusion where the other is none. The status is that
    of the contradiction.
    """
    book = open_book(ledger)
    order = sorted(stages, key=_by_time)
    first: dict[str, tuple[Claim, Claim, Status, float]] = {}
    for name in book.about:
        for pair in pairs(book, name):
            if pair.came.status not in _AGAINST:
                continue
            for old, new in ((pair.one, pair.other), (pair.other, pair.one)):
                if _overturns(book, old, new) and _sooner(book, new, first.get(old.id)):
                    first[old.id] = old, new, pair.came.status, pair.came.probability
    found = []
    for old, new, status, p in first.values():
        dimension, t = dimension_of(subject_of(book, old), old), known_since(book, new)
        at = next((s for s in order if s.known_by >= t), None)
        text = (
            f"{who(old)}'s {say.told(old, dimension)}, known since {say.day(known_since(book, old))}, was "
            f"overturned by {who(new)}'s {say.told(new, dimension)}, known since {say.day(t)}"
        )
        text += f", at the stage {at.title or at.name}." if at else "."
        found.append(Finding(old.id, old.source, old.locator, Concern.OVERTURNED, status, (new.id,), p, text))
    return by_seriousness(found)


def held(ledger: Ledger, stages: Iterable[Stage]) -> tuple[Held, ...]:
    """The state of knowledge: per stage in order of time, and subject of which anything was known by then."""
    book = open_book(ledger)
    said: list[Held] = []
    before: dict[str, Claim] = {}
    for stage in sorted(stages, key=_by_time):
        for name, claims in book.about.items():
            known = [c for c in claims if known_since(book, c) <= stage.known_by and not _denies(c)]
            if not known:
                continue
            best = min(known, key=lambda c: _standing(book, c))
            against = tuple(c.id for c in known if _contradict(book, c, best))
            old = before.get(name)
            turned = old.id if old is not None and _contradict(book, old, best) else ""
            said.append(Held(stage.name, name, best.id, against, turned))
            before[name] = best
    return tuple(said)


def _by_time(stage: Stage) -> tuple[bool, float, str]:
    return isnan(stage.known_by), 0.0 if isnan(stage.known_by) else stage.known_by, stage.name


def _denies(claim: Claim) -> bool:
    return claim.modality is Modality.DENIED


def _standing(book: Book, claim: Claim) -> tuple[float, bool, float, str]:
    """Better founded first, then an inquiry's conclusion, then the later."""
    weight, name = rank(book, claim)
    return weight, claim.modality is not Modality.CONCLUSION, -known_since(book, claim), name


def _contradict(book: Book, one: Claim, other: Claim) -> bool:
    came = compare(book, one, other)
    return came is not None and one.id != other.id and came.status in _AGAINST


def _overturns(book: Book, old: Claim, new: Claim) -> bool:
    before = known_since(book, old)
    if not before < known_since(book, new) or new.said_at < before:  # NaN, not told when said, is not before
        return False
    a, b = weight_of(book, old), weight_of(book, new)
    concluded = new.modality is Modality.CONCLUSION and old.modality is not Modality.CONCLUSION
    return b > a or (b == a and concluded)


def _sooner(book: Book, new: Claim, than: tuple[Claim, Claim, Status, float] | None) -> bool:
    if than is None:
        return True
    a, b = known_since(book, new), known_since(book, than[1])
    return (a, rank(book, new)) < (b, rank(book, than[1]))
