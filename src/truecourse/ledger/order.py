"""What came before what: orders that contradict one another, circles of them, and orders against times."""

from collections import deque
from collections.abc import Iterator
from itertools import combinations
from math import nan

from truecourse.flight.claim import Claim, Kind, Ledger, Modality
from truecourse.ledger import say, timed
from truecourse.ledger.agree import Pair, contradictions, who
from truecourse.ledger.book import Book, compiled, open_book, rank, voice
from truecourse.ledger.compare import Comparison
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.standing import Borne, side, worst
from truecourse.ledger.status import Status
from truecourse.ledger.voices import Copied

Edge = tuple[str, str]
_AGREES = Status.AGREES


def findings(ledger: Ledger, copied: Copied = ()) -> tuple[Finding, ...]:
    """Orders denied or reversed, circles of three orders and more, orders against times, and agreements.

    Of two orders that exclude one another the times decide where nothing better does (`standing`); of a
    circle the times decide first.
    """
    book = open_book(ledger)
    orders = [c for c in book.claims if c.kind is Kind.ORDER and c.first and c.second]
    orders.sort(key=lambda c: rank(book, c))
    said: dict[Edge, list[Claim]] = {}
    between: dict[frozenset[str], list[Claim]] = {}
    for claim in orders:
        said.setdefault((claim.first, claim.second), []).append(claim)
        between.setdefault(frozenset((claim.first, claim.second)), []).append(claim)
    borne = timed.borne_out(book, orders)
    found = [_of_itself(claim) for claim in orders if claim.first == claim.second and not _denied(claim)]
    for group in between.values():
        found += contradictions(book, group, _compared(book, group), (copied, borne))
    found += [f for group in said.values() for f in _agreed(group)]
    circles = _circles(book, orders, (copied, borne))
    wrong = {f.claim for f in circles}  # all borne out by times of several accounts: not agreed to as well
    by_times = [f for f in timed.findings(book, orders) if f.status is not _AGREES or f.claim not in wrong]
    return by_seriousness(found + circles + by_times)


def _denied(claim: Claim) -> bool:
    return claim.modality is Modality.DENIED


def _of_itself(claim: Claim) -> Finding:
    text = f"{who(claim)} has {claim.first} before itself{_line(claim)}."
    kind, names = Concern.WITHIN, (claim.id,)
    return Finding(claim.id, claim.source, claim.locator, kind, Status.CONTRADICTED, names, nan, text)


def _compared(book: Book, group: list[Claim]) -> Iterator[Pair]:
    """Pairs of orders of the same two events: the same told twice, told the other way round, or denied."""
    for a, b in combinations(group, 2):
        if compiled(book, a) != compiled(book, b):
            continue
        denials, same = (_denied(a), _denied(b)), (a.first, a.second) == (b.first, b.second)
        if same and denials[0] == denials[1]:
            yield Pair(a, b, Comparison(Status.AGREES, nan, ""))
        elif same or not any(denials):
            why = "one denies what the other has" if same else "of the two at most one is so"
            yield Pair(a, b, Comparison(Status.CONTRADICTED, nan, why))


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


def _circles(book: Book, orders: list[Claim], beside: tuple[Copied, Borne]) -> list[Finding]:
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
        last, why = _wrong(book, circle, orders, beside)
        kind = Concern.WITHIN if len({(c.source, voice(c)) for c in circle}) == 1 else Concern.ORDER
        chain = ", ".join(f"{c.first} before {c.second} ({who(c)}{_line(c)})" for c in circle)
        names = tuple(c.id for c in circle if c.id != last.id)
        text = f"These orders go round in a circle: {chain}; {why or 'of equal voices: not decided'}."
        found[events] = Finding(
            last.id, last.source, last.locator, kind, Status.CONTRADICTED, names, nan, text, not why
        )
    return list(found.values())


def _wrong(
    book: Book, circle: list[Claim], orders: list[Claim], beside: tuple[Copied, Borne]
) -> tuple[Claim, str]:
    """Which order of a circle is wrong, and by what, "" where nothing decides: the one that times deny, or
    the one left when times bear out all others; else the worst founded of those that times leave open.
    """
    copied, borne = beside
    denied = [c for c in circle if c.id in borne and not borne[c.id][0]]
    left = denied or [c for c in circle if c.id not in borne] or circle
    if len(left) == 1:
        told = say.told(left[0], "")
        rule = "the times told of the two deny it" if denied else "the times told bear out all the others"
        return left[0], f"of these {told}: {rule}"
    alike = [
        [c for c in orders if (c.first, c.second) == (one.first, one.second) and not _denied(c)]
        for one in left
    ]
    i, why = worst([side(book, group, copied) for group in alike], [None] * len(left))
    if i < 0:
        return max(left, key=lambda c: rank(book, c)), ""
    return left[i], f"of these {say.told(left[i], '')} ({who(left[i])}): {why}"


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


def _line(claim: Claim) -> str:
    """Where an order stands in its file; nothing for one that was not read from a file."""
    return f", {claim.file}, line {claim.line}" if claim.file else ""
