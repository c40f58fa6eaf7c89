"""What came before what: orders that contradict one another, circles of them, and orders against times."""

from collections import deque
from itertools import product
from math import isnan, nan

from truecourse.flight.claim import Claim, Kind, Ledger, Modality
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book, rank, voice
from truecourse.ledger.compare import is_within
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import gap, outside, probability, usable
from truecourse.ledger.status import Status, of_claims

Edge = tuple[str, str]


def findings(ledger: Ledger) -> tuple[Finding, ...]:
    """Orders denied or reversed, circles of three orders and more, orders against times, and agreements."""
    book = open_book(ledger)
    orders = [c for c in book.claims if c.kind is Kind.ORDER and c.first and c.second]
    orders.sort(key=lambda c: rank(book, c))
    said: dict[Edge, list[Claim]] = {}
    for claim in orders:
        said.setdefault((claim.first, claim.second), []).append(claim)
    found = [f for claim in orders if (f := _reversed(book, claim, said)) is not None]
    found += [f for group in said.values() for f in _agreed(group)]
    return by_seriousness(found + _circles(book, orders) + _against_times(book, orders))


def _denied(claim: Claim) -> bool:
    return claim.modality is Modality.DENIED


def _reversed(book: Book, claim: Claim, said: dict[Edge, list[Claim]]) -> Finding | None:
    """A claim against those, better founded or named earlier, that have it the other way round or deny it."""
    same, back = said[claim.first, claim.second], said.get((claim.second, claim.first), [])
    against = [c for c in same if _denied(c) != _denied(claim)]
    against += [c for c in back if not _denied(c) and not _denied(claim)]
    against = [c for c in against if rank(book, c) < rank(book, claim) or c.id == claim.id]
    if not against:
        return None
    kind = Concern.WITHIN if all(is_within(c, claim) for c in against) else Concern.CONTRADICTION
    other = against[0]
    text = f"{who(claim)} has {say.told(claim, '')}, {who(other)} {say.told(other, '')}."
    names = tuple(c.id for c in against)
    return Finding(claim.id, claim.source, claim.locator, kind, Status.CONTRADICTED, names, nan, text)


def _agreed(group: list[Claim]) -> list[Finding]:
    found = []
    for denied in (False, True):
        alike = [c for c in group if _denied(c) == denied]
        sources = sorted({c.source for c in alike})
        if len(sources) > 1:
            text = f"{say.listed(sources)} agree: {say.told(alike[0], '')}."
            first, others = alike[0], tuple(c.id for c in alike[1:])
            found.append(
                Finding(
                    first.id, first.source, first.locator, Concern.AGREEMENT, Status.AGREES, others, nan, text
                )
            )  # fmt: skip
    return found


def _circles(book: Book, orders: list[Claim]) -> list[Finding]:
    """Orders that follow one another back to where they began: the shortest circle through each claim, once.
    Circles of two are reversals and told as such.
    """
    edges: dict[str, dict[str, Claim]] = {}
    for claim in orders:
        if not _denied(claim):
            edges.setdefault(claim.first, {}).setdefault(claim.second, claim)
    found: dict[frozenset[str], Finding] = {}
    for claim in (c for c in orders if not _denied(c)):
        path = _way(edges, claim.second, claim.first)
        circle = [claim, *path]
        if not path or len(circle) < 3:
            continue
        events = frozenset(c.first for c in circle)
        if events in found:
            continue
        last = max(circle, key=lambda c: rank(book, c))
        kind = Concern.WITHIN if len({(c.source, voice(c)) for c in circle}) == 1 else Concern.ORDER
        chain = ", ".join(f"{c.first} before {c.second} ({who(c)})" for c in circle)
        names = tuple(c.id for c in circle if c.id != last.id)
        text = f"These orders go round in a circle: {chain}."
        found[events] = Finding(
            last.id, last.source, last.locator, kind, Status.CONTRADICTED, names, nan, text
        )
    return list(found.values())


def _way(edges: dict[str, dict[str, Claim]], start: str, end: str) -> list[Claim]:
    """The fewest orders that lead from one event to another; none where there is no way or no need."""
    came: dict[str, Claim] = {}
    ahead, seen = deque([start]), {start}
    while ahead and end not in seen:
        for onto, claim in sorted(edges.get(ahead.popleft(), {}).items()):
            if onto not in seen:
                seen.add(onto)
                came[onto] = claim
                ahead.append(onto)
    path: list[Claim] = []
    while end != start and end in came:
        path.append(came[end])
        end = came[end].first
    return path[::-1]


def _against_times(book: Book, orders: list[Claim]) -> list[Finding]:
    """An order against the times of its two events: of one account where one gives both, else of any."""
    found = []
    for claim in orders:
        firsts, seconds = (_times(book, name) for name in (claim.first, claim.second))
        pairs = list(product(firsts, seconds))
        one_account = [(a, b) for a, b in pairs if a.source == b.source and voice(a) == voice(b)]
        for kind, group in _times_against(claim, one_account or pairs).items():
            a, b = group[0]
            text = (
                f"{who(claim)} has {say.told(claim, '')}, but {who(a)} has the one at {say.told(a, 'time')} "
                f"and {who(b)} the other at {say.told(b, 'time')}."
            )
            values = [p for one, other in group if not isnan(p := _came(one, other)[1])]
            p = max(values, default=nan)
            names = tuple(dict.fromkeys(c.id for pair in group for c in pair))
            status = of_claims(p, True)
            found.append(Finding(claim.id, claim.source, claim.locator, kind, status, names, p, text))
    return found


def _times_against(
    claim: Claim, pairs: list[tuple[Claim, Claim]]
) -> dict[Concern, list[tuple[Claim, Claim]]]:
    against: dict[Concern, list[tuple[Claim, Claim]]] = {}
    for a, b in pairs:
        after, _ = _came(b, a) if _denied(claim) else _came(a, b)
        if after:
            own = is_within(claim, a) and is_within(claim, b)
            against.setdefault(Concern.WITHIN if own else Concern.ORDER, []).append((a, b))
    return against


def _times(book: Book, subject: str) -> list[Claim]:
    claims = [
        c for c in book.about.get(subject, ()) if c.kind in (Kind.TIME, Kind.DECISION) and not _denied(c)
    ]
    return sorted((c for c in claims if usable(c, "time")), key=lambda c: rank(book, c))


def _came(a: Claim, b: Claim) -> tuple[bool, float]:
    """Whether the first came after the second however both are read, and the probability of the best pair."""
    pairs = [(x, y) for x in usable(a, "time") for y in usable(b, "time")]
    after = all(outside(x, y) and gap(x, y) > 0.0 and x.low >= y.high for x, y in pairs)
    values = [p for x, y in pairs if not isnan(p := probability(x, y))]
    return bool(pairs) and after, max(values, default=nan)
