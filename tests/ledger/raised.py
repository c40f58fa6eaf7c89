"""What the checks raise as a contradiction, as pairs of claims: what both measurements count."""

from collections.abc import Iterable

from truecourse.flight.claim import Ledger
from truecourse.ledger.among import among
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import Status

RAISING = {Concern.CONTRADICTION, Concern.WITHIN, Concern.ORDER}
GRAVE = {Status.CONTRADICTED, Status.IMPLAUSIBLE}


def grave(ledger: Ledger) -> tuple[Finding, ...]:
    """Findings of kind contradiction, within or order that are contradicted or implausible."""
    return tuple(f for f in among(ledger) if f.kind in RAISING and f.status in GRAVE)


def pairs(findings: Iterable[Finding]) -> set[frozenset[str]]:
    """Pairs of ids, without order, each once: the claim of a finding with each of those it is against."""
    return {frozenset((f.claim, other)) for f in findings for other in f.against}
