"""Orders of events held against the times of the events."""

from collections.abc import Iterable
from itertools import product
from math import isnan, nan
from typing import NamedTuple

from truecourse.flight.claim import Claim, Kind, Modality
from truecourse.ledger import read_in, say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, rank, voice
from truecourse.ledger.compare import is_within
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.reading import gap, outside, probability, usable
from truecourse.ledger.status import Status, of_claims

Times = tuple[Claim, Claim]  # of the first event and of the second


class Timed(NamedTuple):
    """The times that bear an order out and those that deny it; those that meet within their precision, and
    so may have come either way round, are in neither.
    """

    bear: tuple[Times, ...]
    deny: tuple[Times, ...]


def timed(book: Book, claim: Claim) -> Timed:
    """An order against the times of its two events: of one account where one gives both, else of any."""
    pairs = list(product(times(book, claim.first), times(book, claim.second)))
    pairs = [(a, b) for a, b in pairs if a.source == b.source and voice(a) == voice(b)] or pairs
    as_told = tuple((a, b) for a, b in pairs if _came(b, a)[0])
    otherwise = tuple((a, b) for a, b in pairs if _came(a, b)[0])
    return Timed(otherwise, as_told) if claim.modality is Modality.DENIED else Timed(as_told, otherwise)


def borne_out(book: Book, orders: Iterable[Claim]) -> dict[str, tuple[bool, str]]:
    """Which orders the times bear out, and which they deny, as `standing.Borne`; what is not known, or
    disputed, is in neither.
    """
    held = {claim.id: timed(book, claim) for claim in orders}
    what = "the times told of the two"
    return {name: (not t.deny, what) for name, t in held.items() if bool(t.bear) != bool(t.deny)}


def findings(book: Book, orders: Iterable[Claim]) -> list[Finding]:
    """Of every order: the times that deny it, of its own account and of others; else those that bear it
    out.
    """
    found = []
    for claim in orders:
        bear, deny = timed(book, claim)
        own = [(a, b) for a, b in deny if is_within(claim, a) and is_within(claim, b)]
        others = [pair for pair in deny if pair not in own]
        for kind, group in ((Concern.WITHIN, own), (Concern.ORDER, others)):
            found += [_denied(claim, group, kind)] if group else []
        if bear and not deny:
            found.append(_borne(claim, bear))
    return found


def times(book: Book, subject: str) -> list[Claim]:
    """The claims that tell when something was, best founded first."""
    claims = [
        c
        for c in book.about.get(subject, ())
        if c.kind in (Kind.TIME, Kind.DECISION) and c.modality is not Modality.DENIED
    ]
    return sorted((c for c in claims if usable(c, "time")), key=lambda c: rank(book, c))


def _denied(claim: Claim, group: list[Times], kind: Concern) -> Finding:
    p = max((p for a, b in group if not isnan(p := _came(a, b)[1])), default=nan)
    status = of_claims(p, True)
    text = f"{who(claim)} has {say.told(claim, '')}, but {_at(*group[0])}"
    if all(read_in.capped(status, claim, *pair) for pair in group):
        status, p, text = Status.IMPLAUSIBLE, nan, f"{text}; {read_in.AT_MOST}"
    return _made(claim, kind, status, group, p, f"{text}.")


def _borne(claim: Claim, group: tuple[Times, ...]) -> Finding:
    text = f"{who(claim)} has {say.told(claim, '')}, and {_at(*group[0])}: the times bear it out"
    if all(is_within(claim, c) for pair in group for c in pair):
        text += ", all of one account"
    return _made(claim, Concern.ORDER, Status.AGREES, group, nan, text + ".")


def _at(a: Claim, b: Claim) -> str:
    return f"{who(a)} has the one at {say.told(a, 'time')} and {who(b)} the other at {say.told(b, 'time')}"


def _made(
    claim: Claim, kind: Concern, status: Status, group: Iterable[Times], p: float, text: str
) -> Finding:
    names = tuple(dict.fromkeys(c.id for pair in group for c in pair))
    return Finding(claim.id, claim.source, claim.locator, kind, status, names, p, text)


def _came(a: Claim, b: Claim) -> tuple[bool, float]:
    """Whether the first came after the second however both are read, and the probability of the best pair."""
    pairs = [(x, y) for x in usable(a, "time") for y in usable(b, "time")]
    after = all(outside(x, y) and gap(x, y) > 0.0 and x.low >= y.high for x, y in pairs)
    values = [p for x, y in pairs if not isnan(p := probability(x, y))]
    return bool(pairs) and after, max(values, default=nan)
