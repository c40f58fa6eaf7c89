"""The ledger opened for checking: claims in one order, however they were written, and who speaks."""

from math import isnan
from typing import NamedTuple

from truecourse.flight.claim import Claim, Ledger, Modality, Source, Subject
from truecourse.ledger.grade import weight
from truecourse.ledger.settled import Settled, settled


class Book(NamedTuple):
    """Claims without repeated names, sorted; what they are about; by subject; sources and their ancestors;
    and whose unit or zone the source settles itself, by name.
    """

    claims: tuple[Claim, ...]
    subjects: dict[str, Subject]
    sources: dict[str, Source]
    about: dict[str, tuple[Claim, ...]]
    draws_on: dict[str, frozenset[str]]
    settled: dict[str, Settled]


def open_book(ledger: Ledger) -> Book:
    """Set a ledger in order. Of several claims, subjects or sources with one name the first in order is kept;
    the reader of the file complains of them. A claim about nothing is left out.
    """
    sources = {s.id: s for s in sorted(ledger.sources, key=repr, reverse=True)}
    subjects = {s.id: s for s in sorted(ledger.subjects, key=repr, reverse=True)}
    kept: dict[str, Claim] = {}
    for claim in sorted(ledger.claims, key=lambda c: (c.id, repr(c))):
        kept.setdefault(claim.id, claim)
    about: dict[str, list[Claim]] = {}
    for claim in kept.values():
        if claim.subject:
            about.setdefault(claim.subject, []).append(claim)
    own: dict[str, Settled] = {}
    for name, claims in about.items():
        own |= settled(claims, subjects[name].dimension if name in subjects else "")
    kept |= {name: one.claim for name, one in own.items()}
    found = {name: tuple(kept[c.id] for c in about[name]) for name in sorted(about)}
    return Book(tuple(kept.values()), subjects, sources, found, _ancestors(sources), own)


def subject_of(book: Book, claim: Claim) -> Subject:
    """What a claim is about; a subject the ledger does not have excludes nothing."""
    return book.subjects.get(claim.subject) or Subject(claim.subject, claim.subject, exclusive=False)


def voice(claim: Claim) -> str:
    """Whose statement it is: the speaker reported, else the source; an allegation of nobody named is not the
    source's own.
    """
    if claim.said_by:
        return claim.said_by
    return f"somebody in {claim.source}" if claim.modality is Modality.ALLEGED else claim.source


def compiled(book: Book, claim: Claim) -> bool:
    """Whether it is no source's, but what those who compiled the file recall: that contradicts no source."""
    source = book.sources.get(claim.source)
    return source is not None and source.compiler


def weight_of(book: Book, claim: Claim) -> float:
    """What a claim weighs by the table of grades."""
    source = book.sources.get(claim.source)
    return weight(claim, source.grade if source else None)


def known_since(book: Book, claim: Claim) -> float:
    """When a claim came to be known, POSIX s: as told, else when its source appeared, else NaN."""
    return known_between(book, claim)[0]


def known_between(book: Book, claim: Claim) -> tuple[float, float]:
    """As `known_since`, and the first moment after the day, month or year it is told by; NaN of a moment."""
    if not isnan(claim.known_since):
        return claim.known_since, claim.known_to
    source = book.sources.get(claim.source)
    return (source.published, source.published_to) if source else (float("nan"), float("nan"))


def rank(book: Book, claim: Claim) -> tuple[float, str]:
    """Better founded claims first; then by name, so that nothing hangs on the order of writing."""
    return -weight_of(book, claim), claim.id


def _ancestors(sources: dict[str, Source]) -> dict[str, frozenset[str]]:
    """What each source draws on, and what that draws on; a source never draws on itself."""
    found = {}
    for name, source in sources.items():
        seen: set[str] = set()
        ahead = list(source.depends_on)
        while ahead:
            other = ahead.pop()
            if other != name and other not in seen:
                seen.add(other)
                ahead.extend(sources[other].depends_on if other in sources else ())
        found[name] = frozenset(seen)
    return found
