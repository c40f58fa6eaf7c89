"""Contradictions and agreements among the claims of a ledger, a finding for each pair or group."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from math import isnan, nan
from typing import NamedTuple

from truecourse.flight.claim import Claim, Ledger, Modality, Reading
from truecourse.ledger import say
from truecourse.ledger.book import Book, compiled, open_book, rank, subject_of, voice, weight_of
from truecourse.ledger.compare import Comparison, compare, dimension_of, is_within, numbers
from truecourse.ledger.consensus import bounded
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import common, outside
from truecourse.ledger.standing import Borne, decision
from truecourse.ledger.status import AGAINST, Status
from truecourse.ledger.voices import Copied, voices


class Pair(NamedTuple):
    """Two claims on one subject, the better founded first, and what came of comparing them."""

    one: Claim
    other: Claim
    came: Comparison


def findings(ledger: Ledger, copied: Copied = (), borne: Borne | None = None) -> tuple[Finding, ...]:
    """Contradictions and agreements of claims on one subject, gravest first.

    One finding for a claim and all that contradict it, each pair in one finding only; one for a group that
    agrees. `copied`: pairs of sources found to depend, which then count as one voice; `borne`: see
    `standing`. Orders: see `order`.
    """
    book = open_book(ledger)
    found: list[Finding] = []
    for name in book.about:
        met = pairs(book, name)
        found += contradictions(book, book.about[name], met, (copied, borne or {})) + _agreements(
            book, name, met, copied
        )
    return by_seriousness(found)


def pairs(book: Book, subject: str) -> tuple[Pair, ...]:
    """Every pair of claims on a subject that says something of each other."""
    claims = sorted(book.about.get(subject, ()), key=lambda claim: rank(book, claim))
    compared = ((a, b, compare(book, a, b)) for a, b in combinations(claims, 2))
    return tuple(Pair(a, b, came) for a, b, came in compared if came is not None and _bears(book, a, b, came))


def _bears(book: Book, one: Claim, other: Claim, came: Comparison) -> bool:
    """What the compilers of the file recall agrees with a source or says nothing of it."""
    return came.status not in AGAINST or compiled(book, one) == compiled(book, other)


def contradictions(
    book: Book, claims: Iterable[Claim], met: Iterable[Pair], beside: tuple[Copied, Borne] = ((), {})
) -> list[Finding]:
    """One finding for a claim and all that contradict it in one way, so that every pair is in one finding.

    `claims`: all that there are of one thing, `met` pairs of them.
    Whose finding a pair is: the worse founded claim's, see `standing`; so a good claim that many poor ones
    contradict is not the subject of the finding: they are. Where nothing decides, the finding says so.
    Told, and so its probability, is the pair with the best founded of them.
    `beside`: `copied` and `borne`, see `findings`.
    """
    left: dict[tuple[Concern, Status, bool], list[_Against]] = {}
    for one in _decided(book, claims, met, beside):
        pair, worse, _ = one
        kind = Concern.WITHIN if is_within(pair.one, pair.other) else Concern.CONTRADICTION
        left.setdefault((kind, pair.came.status, worse == ""), []).append(one)
    found = []
    for (kind, status, undecided), of_one_kind in left.items():
        for centre, star in _stars(book, of_one_kind):
            star.sort(key=_order_about(book, centre))
            against = tuple(_far(centre, a.pair).id for a in star)
            found.append(
                Finding(
                    centre.id, centre.source, centre.locator, kind, status, against,
                    star[0].pair.came.probability, _why(book, centre, star), undecided,
                )
            )  # fmt: skip
    return found


class _Against(NamedTuple):
    """Two claims that exclude one another, the id of the worse founded, "" for none, and why that one."""

    pair: Pair
    worse: str
    why: str


def _decided(
    book: Book, claims: Iterable[Claim], met: Iterable[Pair], beside: tuple[Copied, Borne]
) -> Iterator[_Against]:
    met, claims = tuple(met), tuple(claims)
    agreed = agreeing(met).keys()
    for pair in met:
        if pair.came.status in AGAINST:
            worse, why = decision(book, (pair.one, pair.other), claims, agreed, *beside)
            yield _Against(pair, worse.id if worse is not None else "", why)


def _stars(book: Book, left: list[_Against]) -> Iterator[tuple[Claim, list[_Against]]]:
    """Pairs by the worse founded claim; those that nothing decides by the claim of most of them."""
    while left:
        count: dict[str, int] = {}
        claims = {claim.id: claim for a in left for claim in a.pair[:2] if a.worse in ("", claim.id)}
        for a in left:
            for claim in a.pair[:2]:
                count[claim.id] = count.get(claim.id, 0) + 1
        centre = max(claims.values(), key=lambda c: (-weight_of(book, c), count[c.id], c.id))
        star: list[_Against] = []
        rest: list[_Against] = []
        for a in left:
            mine = a.worse in ("", centre.id) and centre.id in (a.pair.one.id, a.pair.other.id)
            (star if mine else rest).append(a)
        left = rest
        yield centre, star


def _order_about(book: Book, centre: Claim) -> Callable[[_Against], tuple[float, str]]:
    return lambda a: rank(book, _far(centre, a.pair))


def _far(centre: Claim, pair: Pair) -> Claim:
    return pair.other if pair.one.id == centre.id else pair.one


def _why(book: Book, centre: Claim, star: list[_Against]) -> str:
    """The reason: of the first pair, whose probability the finding has."""
    first = star[0]
    came, other = first.pair.came, _far(centre, first.pair)
    dimension = dimension_of(subject_of(book, centre), centre)
    told = say.told(centre, dimension), say.told(other, dimension)
    own = is_within(centre, other)
    there = "also has" if own else f"{who(other)} has"
    text = f"{who(centre)} has {told[0]}, but {there} {told[1]}: {came.because}"
    if not first.worse:
        text += f"; of two equal {'statements' if own else 'voices'}: not decided"
    elif first.why:
        text += f"; {first.why}"
    if len(star) > 1:
        text += f"; so against {len(star) - 1} more"
    if voice(centre) == voice(other) and centre.source != other.source:
        text += f"; both report {voice(centre)}, so the account changed or one of them reports it otherwise"
    elif own and abs(centre.said_at - other.said_at) > 0.0:  # not where unknown
        text += f"; the account was given {say.day(centre.said_at)} and {say.day(other.said_at)}"
    return text + "."


def who(claim: Claim) -> str:
    """Whose word a claim is, and where it stands."""
    if claim.said_by and claim.said_by != claim.source:
        return f"{claim.said_by} (reported by {claim.source})"
    return f"{claim.source} (alleged)" if claim.modality is Modality.ALLEGED else claim.source


def _agreements(book: Book, subject: str, met: Iterable[Pair], copied: Copied) -> list[Finding]:
    """Groups in which every claim agrees with every other, so formed that each agreeing claim is in one."""
    agreed = agreeing(met)
    claims = sorted(book.about[subject], key=lambda claim: rank(book, claim))
    groups = groups_of(book, claims, agreed)
    return [_agreement(book, g, agreed, copied) for g in groups if len({claim.source for claim in g}) > 1]


def agreeing(met: Iterable[Pair]) -> dict[frozenset[str], Comparison]:
    """The comparisons that came out as agreeing, by the two claims' names."""
    return {frozenset((p.one.id, p.other.id)): p.came for p in met if p.came.status is Status.AGREES}


def groups_of(book: Book, claims: list[Claim], agreed: dict[frozenset[str], Comparison]) -> list[list[Claim]]:
    """Groups of claims (best founded first) in which all agree, so that every claim is in at least one."""
    groups: list[list[Claim]] = []
    covered: set[str] = set()
    for first in claims:
        if first.id not in covered:
            groups.append(_group_with(book, first, claims, agreed))
            covered |= {claim.id for claim in groups[-1]}
    return groups


def _group_with(
    book: Book, first: Claim, claims: list[Claim], agreed: dict[frozenset[str], Comparison]
) -> list[Claim]:
    """The first claim and, in order, all that agree with every one taken so far by the same readings.

    `agreed`: comparisons that came out as agreeing, by the two claims' names.
    """
    dimension = dimension_of(subject_of(book, first), first)
    group, left = [first], numbers(book, first)
    for claim in claims:
        if claim is first or any(frozenset((claim.id, c.id)) not in agreed for c in group):
            continue
        narrowed = _narrow(left, numbers(book, claim), dimension)
        if narrowed or not left:
            group.append(claim)
            left = narrowed or numbers(book, claim)
    return group


def _narrow(left: tuple[Reading, ...], more: tuple[Reading, ...], dimension: str) -> tuple[Reading, ...]:
    if not left or not more or dimension == "angle":  # pairs of angles met already, in whatever turn
        return left
    return tuple(common(a, b) for a in left for b in more if not outside(a, b))


def _agreement(
    book: Book, group: list[Claim], agreed: dict[frozenset[str], Comparison], copied: Copied
) -> Finding:
    came = [agreed[frozenset((a.id, b.id))] for a, b in combinations(group, 2)]
    p = min((c.probability for c in came if not isnan(c.probability)), default=nan)
    apart = voices(book, group, lambda a, b: True, copied)
    sources = sorted({claim.source for claim in group})
    first, subject = group[0], subject_of(book, group[0])
    told = say.told(first, dimension_of(subject, first))
    text = f"{say.listed(sources)} agree on {subject.title or subject.id}: {told}"
    each = list(dict.fromkeys(say.told(c, dimension_of(subject, c)) for c in group))
    if len(each) > 1 and any(numbers(book, c) and not bounded(book, c) for c in group):  # bounds bound little
        text = f"{say.listed(sources)} do not exclude one another on {subject.title or subject.id}: "
        text += say.listed(each)
    if not isnan(p):
        text += f" (the two farthest apart: {say.chance(p)}, normal errors)"
    if len(apart) < len(sources):
        text += f"; they count as {len(apart)} {'voice' if len(apart) == 1 else 'voices'}"
    provided = sorted({one for c in came for one in c.provided})
    if provided:
        text += f"; only if {say.listed(provided)}"
    others = tuple(claim.id for claim in group[1:])
    return Finding(
        first.id, first.source, first.locator, Concern.AGREEMENT, Status.AGREES, others, p, text + "."
    )
