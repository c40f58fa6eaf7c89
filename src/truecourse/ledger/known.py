"""What was known at a stage of an inquiry: the claims known by then, and those that were not."""

from dataclasses import replace
from math import isnan

from truecourse.flight.case import Stage
from truecourse.flight.claim import Claim, Ledger
from truecourse.ledger import say
from truecourse.ledger.book import Book, known_between, known_since, open_book
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.status import Status


def known_by(ledger: Ledger, stage: Stage) -> Ledger:
    """The ledger with those claims only that were known at a stage, as `book.known_since` dates them. One
    that nobody dates is not known to have been.
    """
    book = open_book(ledger)
    return replace(ledger, claims=tuple(c for c in ledger.claims if _was_known(book, c, stage)))


def findings(ledger: Ledger, stage: Stage) -> tuple[Finding, ...]:
    """For every source what of it was not yet known at a stage, and since when it was; untestable there."""
    book = open_book(ledger)
    later: dict[tuple[str, bool], list[Claim]] = {}
    for claim in book.claims:
        if not _was_known(book, claim, stage):
            later.setdefault((claim.source, isnan(known_since(book, claim))), []).append(claim)
    return by_seriousness(
        Finding(
            "", source, "", Concern.STAGE, Status.UNTESTABLE, tuple(c.id for c in claims),
            reason=_why(book, source, claims, undated, stage),
            short="not known yet at the stage, or nothing says since when",
        )
        for (source, undated), claims in later.items()
    )  # fmt: skip


def _was_known(book: Book, claim: Claim, stage: Stage) -> bool:
    return known_since(book, claim) <= stage.known_by  # NaN is not


def _why(book: Book, source: str, claims: list[Claim], undated: bool, stage: Stage) -> str:
    count = "a claim" if len(claims) == 1 else f"{len(claims)} claims"
    at = f"at the stage {stage.name} ({say.day(stage.known_by)})"
    if undated:
        return (
            f"Not held against others {at}: {count} of {source}, as nothing says since when "
            f"{'it is' if len(claims) == 1 else 'they are'} known; "
            "published of the source or known_since of the claim would."
        )
    spans = sorted({known_between(book, c) for c in claims}, key=lambda span: span[0])
    dates = list(dict.fromkeys(say.period(*span) for span in spans))
    since = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"Not yet known {at}: {count} of {source}, known since {since}."
