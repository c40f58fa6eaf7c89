"""Everything that is held against a ledger's claims, in one fold."""

from collections.abc import Iterable

from truecourse.flight.case import Case, Stage
from truecourse.flight.claim import Ledger
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import geography, light, physics, reach, reconstruction
from truecourse.ledger import stories as accounts
from truecourse.ledger.among import among
from truecourse.ledger.finding import Finding, by_seriousness
from truecourse.ledger.reconstruction import Values


def check(
    ledger: Ledger,
    case: Case | None = None,
    ensemble: Ensemble | None = None,
    stages: Iterable[Stage] = (),
    read: Values | None = None,
) -> tuple[Finding, ...]:
    """Check claims against each other, gravest finding first; with a case against physics, geography and
    light, with an ensemble of its flights against the reconstruction too.

    `stages` are the case's own unless given; `read` is what `reconstruction.read_all` gave, where it was
    asked before. Total: whatever is missing, there are findings or none.
    """
    known = tuple(stages) or (case.stages if case is not None else ())
    values = reconstruction.read_all(ledger, case, ensemble) if read is None else read
    among_them = among(
        ledger,
        known,
        reconstruction.surroundings(ledger, ensemble),
        reconstruction.truths(ledger, case, ensemble, values),
    )
    return by_seriousness(
        (
            *among_them,
            *reconstruction.findings(ledger, case, ensemble, values),
            *physics.findings(ledger, case, ensemble),
            *reach.findings(ledger, case),
            *geography.findings(ledger, case, ensemble),
            *light.findings(ledger, ensemble),
            *accounts.findings(ledger, case, ensemble),
        )
    )
