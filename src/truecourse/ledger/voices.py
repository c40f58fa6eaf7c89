"""Who counts as a voice: sources that draw on one another, and one speaker reported twice, count once."""

from collections.abc import Callable, Collection, Iterable

from truecourse.flight.claim import Claim
from truecourse.ledger.book import Book, rank, voice

Copied = Collection[frozenset[str]]  # pairs of sources found to depend, beside those known to


def tied(book: Book, one: str, other: str, copied: Copied = ()) -> bool:
    """Whether two sources depend: one draws on the other, both on a third, or they were found to copy."""
    a = book.draws_on.get(one, frozenset()) | {one}
    b = book.draws_on.get(other, frozenset()) | {other}
    return bool(a & b) or frozenset((one, other)) in copied


def voices(
    book: Book, claims: Iterable[Claim], agree: Callable[[Claim, Claim], bool], copied: Copied = ()
) -> tuple[tuple[Claim, ...], ...]:
    """The claims grouped by whose word they are.

    A claim joins one voice at most: that of the same speaker, else that of a source it depends on and agrees
    with (a source that departs from what it draws on speaks for itself there). Those that draw on the fewest
    come first, so that a compiler of two independent sources does not make them one.
    """

    def key(claim: Claim) -> tuple[int, tuple[float, str]]:
        return len(book.draws_on.get(claim.source, ())), rank(book, claim)

    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=key):
        for joins in (_same_speaker, _drawn_from):
            home = next((g for g in groups if joins(book, claim, g, agree, copied)), None)
            if home is not None:
                home.append(claim)
                break
        else:
            groups.append([claim])
    return tuple(tuple(group) for group in groups)


def _same_speaker(book: Book, claim: Claim, group: list[Claim], *_: object) -> bool:
    return any(voice(claim) == voice(other) for other in group)


def _drawn_from(
    book: Book, claim: Claim, group: list[Claim], agree: Callable[[Claim, Claim], bool], copied: Copied
) -> bool:
    return any(tied(book, claim.source, other.source, copied) and agree(claim, other) for other in group)
