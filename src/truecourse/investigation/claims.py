"""What is claimed of a case, checked: claims against each other, and against the case's flights."""

from dataclasses import replace

from truecourse.evidence.causes.all import CAUSES
from truecourse.evidence.explain import Weighed
from truecourse.evidence.select import stage_named
from truecourse.feeds.claims import ledger_of
from truecourse.flight.case import Case
from truecourse.flight.claim import Ledger
from truecourse.flight.ensemble import Ensemble
from truecourse.flight.explanation import Explanation
from truecourse.investigation.ensemble import ensemble_of
from truecourse.ledger.check import check
from truecourse.ledger.known import known_by
from truecourse.ledger.read_off import in_words
from truecourse.ledger.reconstruction import read_all, truths
from truecourse.report.claims import NOTHING, Checked, checked


def claims_of(case: Case, weighed: tuple[Weighed, ...], explanation: Explanation) -> Checked:
    """The ledger of a case with all that its check found, against the flights of an explanation too; nothing
    where the case has no claims.toml. Where no cause has flights, claims are checked without.
    """
    ledger, problems = ledger_of(case, cause_names())
    if not ledger.claims:
        return NOTHING._replace(problems=tuple(problems))
    flown: Ensemble | None = None
    if any(c.converged and c.probability > 0.0 for c in explanation.causes):
        used = explanation.observations
        drawn = ensemble_of(weighed, explanation.causes, used, seed=explanation.seed)
        flown = replace(drawn, stage=explanation.stage)
    return check_ledger(ledger, problems, case, flown)


def cause_names() -> tuple[str, ...]:
    """The causes there are, which stories and measures may name."""
    return tuple(cause.name for cause in CAUSES)


def check_ledger(
    ledger: Ledger,
    problems: list[str],
    case: Case | None,
    ensemble: Ensemble | None,
    stage: str | None = None,
) -> Checked:
    """A ledger checked, with a case against physics and the map, with an ensemble against its flights; at a
    stage of the case, where one is named, by what was known then. Raises ValueError for no such stage.
    """
    stages = case.stages if case is not None else ()
    at = stage_named(case, stage) if case is not None and stage is not None else None
    read = read_all(ledger, case, ensemble)
    findings = check(ledger, case, ensemble, stages, read, at)
    shown = ledger if at is None else known_by(ledger, at)
    whole = checked(shown, problems, findings, stages, truths(ledger, case, ensemble, read))
    words = None if ensemble is None else in_words(ledger, case, ensemble, read)
    return whole._replace(in_words=words)
