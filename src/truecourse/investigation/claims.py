"""What is claimed of a case, checked: against each other, and where its flights are known, against them."""

from truecourse.evidence.progress import Progress
from truecourse.feeds.claims import ledger_of
from truecourse.flight.case import Case
from truecourse.flight.claim import Ledger
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger.check import check
from truecourse.report.claims import NOTHING, Checked, checked


def claims_of(case: Case, ensemble: Ensemble | None) -> Checked:
    """The ledger of a case with all that its check found; nothing where the case has no claims.toml."""
    ledger, problems = ledger_of(case)
    if not ledger.claims and not problems:
        return NOTHING
    return check_ledger(ledger, problems, case, ensemble)


def check_ledger(
    ledger: Ledger, problems: list[str], case: Case | None, ensemble: Ensemble | None
) -> Checked:
    """A ledger checked, with a case against physics and the map, with an ensemble against its flights."""
    stages = case.stages if case is not None else ()
    return checked(ledger, problems, check(ledger, case, ensemble, stages), stages)


def flights(case: Case, stage: str | None, seed: int, tell: Progress) -> Ensemble | None:
    """The flights that a case may have been, as known at a stage; None where they cannot be had."""
    return None
