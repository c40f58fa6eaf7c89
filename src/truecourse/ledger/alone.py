"""Claims that nothing else bears on: not silent, but untestable, with what would test them."""

from collections.abc import Iterable

from truecourse.flight.claim import Claim, Kind, Ledger
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book, subject_of
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.status import Status
from truecourse.ledger.timed import times


def findings(ledger: Ledger, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """One for every claim that none of the findings names, so that each claim is in some finding."""
    book = open_book(ledger)
    named = {name for f in found for name in (f.claim, *f.against)}
    return by_seriousness(
        Finding(
            claim.id, claim.source, claim.locator, Concern.ALONE, Status.UNTESTABLE, (),
            reason=f"{who(claim)}'s {say.told(claim, '')}: {_why(book, claim)}.", short=_short(book, claim),
        )
        for claim in book.claims
        if claim.id not in named and claim.subject
    )  # fmt: skip


def _short(book: Book, claim: Claim) -> str:
    if claim.kind is Kind.ORDER:
        told = all(times(book, name) for name in (claim.first, claim.second))
        return "no source orders the two, and " + (
            "their times meet within their precision" if told else "a time of the two is not told"
        )
    alone = len(book.about.get(claim.subject, ())) < 2
    return "no other claim is on its subject" if alone else "others are on its subject, and say nothing of it"


def _why(book: Book, claim: Claim) -> str:
    if claim.kind is Kind.ORDER:
        return _of_order(book, claim)
    subject = subject_of(book, claim)
    others = [c for c in book.about.get(claim.subject, ()) if c.id != claim.id]
    if not others:
        return f"no other claim is on {subject.id}, and nothing denies it; another source on it would test it"
    like = any(c.kind is claim.kind and c.source != claim.source for c in others)
    test = "of the same datum or moment" if like else "of the same kind from another source"
    return (
        f"{len(others)} other {'claim is' if len(others) == 1 else 'claims are'} on {subject.id}, "
        f"and none says anything of it; one {test} would test it"
    )


def _of_order(book: Book, claim: Claim) -> str:
    missing = [name for name in (claim.first, claim.second) if not times(book, name)]
    if missing:
        told = " and of ".join(missing)
        return f"no other source orders the two, and no time of {told} is told, which would test it"
    return (
        "no other source orders the two, and the times told of them meet within their precision; closer ones "
        "would test it"
    )
