"""Sources that depend on one another: known to, or found to by errors they share.

The model. Two sources that know nothing of each other each err on a subject with probability `ERRS`; that the
second then makes the first's error too has the probability `q`: for a word, one over the wrong words that the
ledger has for that subject, at least two; for a number, the share that its precision takes of the range from
the consensus to twice as far off on either side; for a place, the same in area. A source that copies takes a
share `TAKES` of what it says from the other, and says the rest as an independent one would. Each subject of
which both speak, and better sources decide, multiplies the odds, agreements on what is right a little and
differences against. Both constants and the prior are judgements; `q` is from the ledger.
"""

from itertools import combinations
from math import exp, log, nan
from typing import NamedTuple

from truecourse.earth.geodesy import inverse
from truecourse.flight.claim import Claim, Ledger
from truecourse.ledger import say
from truecourse.ledger.book import Book, open_book, rank, subject_of, voice, weight_of
from truecourse.ledger.compare import agree, compare, dimension_of
from truecourse.ledger.consensus import bounded
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import centre, turned
from truecourse.ledger.status import AGAINST, SURE, Status
from truecourse.ledger.terms import plain
from truecourse.ledger.voices import tied

ERRS = 0.1  # how often a source is wrong on a checkable point
TAKES = 0.5  # the share of its points that one that copies takes over
PRIOR = 0.1  # that two sources of one case depend though nobody says so
SAID_FROM = 0.5  # posterior from which two sources are spoken of; from `SURE` they count as one voice
_LEAST = 1e-6  # no coincidence is held less probable: nobody knows the wrong answers that well


class _Shared(NamedTuple):
    one: Claim
    other: Claim
    odds: float  # the factor of this subject
    error: bool  # shared, and contradicted by better sources


def findings(ledger: Ledger) -> tuple[Finding, ...]:
    """Dependences that the file tells, which nothing tests, and those probable from shared errors;
    `probability` is that they depend, NaN where it is told.
    """
    book = open_book(ledger)
    known = [
        Finding(
            "", name, "", Concern.DEPENDENCE, Status.AGREES, (other,), nan,
            f"{name} draws on {other}, as told (depends_on); where they agree they count as one voice.",
        )
        for name, source in sorted(book.sources.items())
        for other in sorted(set(source.depends_on) - {name})
    ]  # fmt: skip
    return by_seriousness(known + _found(book))


def copied(ledger: Ledger) -> frozenset[frozenset[str]]:
    """The pairs of sources that so probably copy that they count as one voice (`voices`)."""
    found = _found(open_book(ledger))
    return frozenset(frozenset((f.source, f.against[0])) for f in found if f.status is Status.SUPPORTED)


def _found(book: Book) -> list[Finding]:
    sources = sorted({claim.source for claim in book.claims})
    pairs = ((a, b) for a, b in combinations(sources, 2) if not tied(book, a, b))
    said = [frozenset(claim.source for claim in claims) for claims in book.about.values()]
    return [f for a, b in pairs if (f := _pair(book, said, a, b)) is not None]


def _pair(book: Book, said: list[frozenset[str]], one: str, other: str) -> Finding | None:
    """Whether two sources probably depend; None where no shared error speaks for it. `said`: the sources of
    each subject of the book.
    """
    both = (
        claims
        for claims, sources in zip(book.about.values(), said, strict=True)
        if one in sources and other in sources
    )
    shared = [s for claims in both if (s := _subject(book, claims, one, other)) is not None]
    errors = [s for s in shared if s.error]
    if not errors:
        return None
    odds = log(PRIOR / (1.0 - PRIOR)) + sum(log(s.odds) for s in shared)
    p = 1.0 / (1.0 + exp(-min(max(odds, -700.0), 700.0)))
    if p < SAID_FROM:
        return None
    worst = min(errors, key=lambda s: (-s.odds, s.one.id))
    dimension = dimension_of(subject_of(book, worst.one), worst.one)
    points = "a point" if len(errors) == 1 else f"{len(errors)} points"
    text = (
        f"{one} and {other} share an error on {points} where better sources agree otherwise, such as "
        f"{say.told(worst.one, dimension)}: odds {exp(min(odds, 700.0)):.2g} to 1 that they depend, from a "
        f"prior of {PRIOR / (1.0 - PRIOR):.2g} to 1; subjects of both that tell: {len(shared)}."
    )
    status = Status.SUPPORTED if p >= SURE else Status.AGREES
    against = (other, *(s.other.id for s in errors))
    return Finding(worst.one.id, one, worst.one.locator, Concern.DEPENDENCE, status, against, p, text)


def _subject(book: Book, claims: tuple[Claim, ...], one: str, other: str) -> _Shared | None:
    """What one subject says of whether two sources depend."""
    a, b = (
        min((c for c in claims if c.source == source), key=lambda c: rank(book, c)) for source in (one, other)
    )
    judges = _judges(book, claims, a, b)
    came = compare(book, a, b)
    if not judges or came is None or voice(a) == voice(b):
        return None
    wrong = [_contradicted(book, claim, judges) for claim in (a, b)]
    if came.status is not Status.AGREES:
        return _Shared(a, b, 1.0 - TAKES, False)
    if wrong[0] and wrong[1]:
        alone = max(ERRS * _chance(book, a, b, judges[0], claims), _LEAST)
        return _Shared(a, b, (TAKES + (1.0 - TAKES) * alone) / alone, True)
    return (
        _Shared(a, b, (TAKES + (1.0 - TAKES) * (1.0 - ERRS)) / (1.0 - ERRS), False)
        if not any(wrong)
        else None
    )


def _judges(book: Book, claims: tuple[Claim, ...], a: Claim, b: Claim) -> list[Claim]:
    """Claims of others that decide: independent of both, no worse founded than either, at one with each
    other; one suffices if it is better than both, else it takes two voices.
    """
    best = max(weight_of(book, a), weight_of(book, b))
    others = [
        c
        for c in claims
        if not any(tied(book, c.source, x.source) or voice(c) == voice(x) for x in (a, b))
        and weight_of(book, c) >= best
    ]
    others.sort(key=lambda c: rank(book, c))
    if not all(agree(book, c, d) for c, d in combinations(others, 2)):
        return []
    better = any(weight_of(book, c) > best for c in others)
    apart = any(
        not tied(book, c.source, d.source) and voice(c) != voice(d) for c, d in combinations(others, 2)
    )
    return others if better or apart else []


def _contradicted(book: Book, claim: Claim, judges: list[Claim]) -> bool:
    came = [compare(book, claim, judge) for judge in judges]
    return all(c is not None and c.status in AGAINST for c in came)


def _chance(book: Book, a: Claim, b: Claim, judge: Claim, claims: tuple[Claim, ...]) -> float:
    """The chance that a second wrong answer meets the first, were it made independently."""
    numbers = [bounded(book, claim)[:1] for claim in (a, b, judge)]
    if all(numbers) and not a.term:
        (x,), (y,), (truth,) = numbers
        x = turned(x, truth) if subject_of(book, a).dimension == "angle" else x
        off = abs(centre(x) - centre(truth))
        window = (x.high - x.low) + (y.high - y.low)
        return min(1.0, window / (4.0 * off)) if off > 0.0 else 1.0
    if not a.term:
        off = float(inverse(a.lat, a.lon, judge.lat, judge.lon)[2])
        window = a.error * a.error + b.error * b.error
        return min(1.0, window / (4.0 * off * off)) if off > 0.0 and window >= 0.0 else 1.0
    wrong = {plain(c.term) for c in claims if c.term} - {plain(judge.term)}
    return 1.0 / max(2, len(wrong))
