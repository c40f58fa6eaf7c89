"""Values that are the compiler's reading of a source's words: nothing is contradicted by a reading alone."""

from collections.abc import Iterable
from dataclasses import replace
from math import nan

from truecourse.flight.claim import Claim, Ledger
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import Status

AT_MOST = "no more than implausible, as it rests on a compiler's reading"
# What of these rests on a reading is decided pair by pair, where the pairs are: `compare`, `timed`.
_BY_PAIRS = (Concern.CONTRADICTION, Concern.WITHIN, Concern.ORDER, Concern.OVERTURNED)


def capped(status: Status, *claims: Claim) -> bool:
    """Whether a status is graver than claims allow of which one's value is a compiler's reading."""
    return status is Status.CONTRADICTED and any(claim.reading for claim in claims)


def told(ledger: Ledger, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, those on or against a compiler's reading with it in the reason, and implausible at most;
    a probability that would say more is left out.
    """
    readings = {c.id: c.reading for c in ledger.claims if c.reading}
    return tuple(_told(f, readings) for f in findings)


def _told(f: Finding, readings: dict[str, str]) -> Finding:
    named = [name for name in (f.claim, *f.against) if name in readings]
    reason = f.reason
    if f.claim in readings and readings[f.claim] not in reason:
        reason += f" The compiler's reading of {f.claim}: {readings[f.claim]}."
    alone = f.claim in readings if f.kind in _BY_PAIRS else bool(named)
    if alone and f.status is Status.CONTRADICTED:
        reason = f"{reason.removesuffix('.')}; {AT_MOST}."
        return replace(f, status=Status.IMPLAUSIBLE, probability=nan, reason=reason)
    return f if reason == f.reason else replace(f, reason=reason)
