"""What changed when: what was held at each stage of the inquiry, and what a later claim overturned."""

from collections.abc import Collection, Iterable
from math import isnan, nan
from typing import NamedTuple

from truecourse.flight.case import Stage
from truecourse.flight.claim import Claim, Ledger, Modality
from truecourse.ledger import say
from truecourse.ledger.agree import Pair, agreeing, pairs, who
from truecourse.ledger.book import (
    Book,
    known_between,
    known_since,
    open_book,
    rank,
    subject_of,
    voice,
    weight_of,
)
from truecourse.ledger.compare import Comparison, compare, dimension_of
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.standing import Borne, decision, taken_back
from truecourse.ledger.status import AGAINST
from truecourse.ledger.voices import Copied

Span = tuple[float, float]


class Held(NamedTuple):
    """Of one subject at one stage: the best founded claim known by then, those that contradict it, and
    whether it contradicts what was held at the stage before.
    """

    stage: str
    subject: str
    claim: str
    disputed_by: tuple[str, ...]
    overturns: str


class _Turn(NamedTuple):
    """A claim, the one that overturned it, and since when the value of each was known (`known_between`)."""

    old: Claim
    new: Claim
    since: Span
    until: Span
    came: Comparison


def findings(
    ledger: Ledger, stages: Iterable[Stage] = (), copied: Copied = (), borne: Borne | None = None
) -> tuple[Finding, ...]:
    """Claims that a later and better founded one contradicts; each once, against the first such.

    A value is dated by the earliest claim that gives it: the old one by any, the new one by any that is no
    worse founded than the old. What was known at one time stood beside the other and overturned nothing; nor
    did what was said before the other was known, or by one speaker at one time. Unknown times tell nothing,
    and of a month or a year it is not known when in it.
    Better: of a better grade, or of the same and an inquiry's conclusion where the other is none; and not
    the worse founded by all that is said of the subject (`standing`, `copied` and `borne` as there). A denial
    is overturned by its own speaker's later admission, whatever the grades. The status is that of the
    contradiction that `agree` tells: the finding refers to it and is no second one.
    """
    book = open_book(ledger)
    order = sorted(stages, key=_by_time)
    first: dict[str, _Turn] = {}
    for name, claims in book.about.items():
        met = pairs(book, name)
        agreed = agreeing(met).keys()
        for pair in met:
            for old, new in ((pair.one, pair.other), (pair.other, pair.one)):
                if pair.came.status not in AGAINST or not _better(book, old, new):
                    continue
                if decision(book, (old, new), claims, agreed, copied, borne).worse is not old:
                    continue
                turn = _Turn(old, new, *_dated(book, old, new, agreed), pair.came)
                better = [c for c in _against(new, met) if c is not old and not _after(book, c, new)]
                if any(decision(book, (new, c), claims, agreed, copied, borne).worse is new for c in better):
                    continue
                if _later(book, turn) and _sooner(book, turn, first.get(old.id)):
                    first[old.id] = turn
    return by_seriousness(_finding(book, turn, order) for turn in first.values())


def _against(claim: Claim, met: Iterable[Pair]) -> list[Claim]:
    """The claims that one excludes."""
    pairs_of = [p for p in met if p.came.status in AGAINST and claim in (p.one, p.other)]
    return [p.other if p.one is claim else p.one for p in pairs_of]


def _after(book: Book, one: Claim, other: Claim) -> bool:
    """Whether a claim came to be known after another."""
    return _before(known_between(book, other), known_between(book, one))


def _finding(book: Book, turn: _Turn, stages: list[Stage]) -> Finding:
    old, new = turn.old, turn.new
    dimension = dimension_of(subject_of(book, old), old)
    at = next((s for s in stages if s.known_by >= turn.until[0]), None)
    text = (
        f"{who(old)}'s {say.told(old, dimension)}, known since {say.period(*turn.since)}, was overturned by "
        f"{who(new)}'s {say.told(new, dimension)}, known since {say.period(*turn.until)}"
    )
    text += f", by the stage {at.title or at.name}" if at else ""
    text += f"; it is the contradiction already found between {old.id} and {new.id}, not another."
    status, p = turn.came.status, turn.came.probability
    return Finding(old.id, old.source, old.locator, Concern.OVERTURNED, status, (new.id,), p, text)


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
    return came is not None and one.id != other.id and came.status in AGAINST


def _better(book: Book, old: Claim, new: Claim) -> bool:
    if taken_back(old, new):
        return True
    if old.modality is not Modality.ALLEGED and new.modality is Modality.ALLEGED:
        return False
    a, b = weight_of(book, old), weight_of(book, new)
    concluded = new.modality is Modality.CONCLUSION and old.modality is not Modality.CONCLUSION
    return b > a or (b == a and concluded)


def _dated(book: Book, old: Claim, new: Claim, agreed: Collection[frozenset[str]]) -> tuple[Span, Span]:
    """Since when the value of each was known: by claims that agree with it and not with the other."""
    found = []
    for own, far, least in ((old, new, 0.0), (new, old, weight_of(book, old))):
        alike = [
            c
            for c in book.about[own.subject]
            if frozenset((c.id, own.id)) in agreed
            and frozenset((c.id, far.id)) not in agreed
            and weight_of(book, c) >= least
            and not _denies(c)
        ]
        spans = [known_between(book, c) for c in (own, *alike) if not isnan(known_since(book, c))]
        found.append(min(spans, key=_end if own is old else _begin, default=(nan, nan)))
    return found[0], found[1]


def _later(book: Book, turn: _Turn) -> bool:
    """Whether the new value came to be known after the old, by another speaker or said later."""
    old, new = turn.old, turn.new
    dated = _before(known_between(book, old), known_between(book, new))
    if not dated or not _before(turn.since, turn.until) or new.said_at < known_since(book, old):
        return False
    return voice(old) != voice(new) or old.said_at != new.said_at


def _begin(span: Span) -> float:
    return span[0]


def _end(span: Span) -> float:
    """When it was known at the latest."""
    return span[0] if isnan(span[1]) else span[1]


def _before(one: Span, other: Span) -> bool:
    """Whether one was known before the other whenever in its day, month or year each was; NaN is not."""
    return one[0] < other[0] and _end(one) <= other[0]


def _sooner(book: Book, turn: _Turn, than: _Turn | None) -> bool:
    if than is None:
        return True
    return (turn.until, rank(book, turn.new)) < (than.until, rank(book, than.new))
