"""Everything that is held against a ledger's claims, in one fold."""

from collections.abc import Iterable

from truecourse.flight.case import Case, Stage
from truecourse.flight.claim import Ledger
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import (
    alone,
    dependence,
    digits,
    geography,
    known,
    light,
    physics,
    reach,
    read_in,
    reconstruction,
)
from truecourse.ledger import stories as accounts
from truecourse.ledger.among import among
from truecourse.ledger.finding import Finding, by_seriousness
from truecourse.ledger.reconstruction import Values
from truecourse.ledger.standing import borne_out


def check(
    ledger: Ledger,
    case: Case | None = None,
    ensemble: Ensemble | None = None,
    stages: Iterable[Stage] = (),
    read: Values | None = None,
    stage: Stage | None = None,
) -> tuple[Finding, ...]:
    """Check claims against each other, gravest finding first; with a case against physics, geography and
    light, with an ensemble of its flights against the reconstruction too.

    `stages` are the case's own unless given; `read` is what `reconstruction.read_all` gave, where it was
    asked before. With a `stage` only what was known by then is held against anything, but for the flights,
    which all claims are held against; and what was not yet known is told. Total: whatever is missing, there
    are findings or none; every claim on a subject is in one.
    """
    order = tuple(stages) or (case.stages if case is not None else ())
    values = reconstruction.read_all(ledger, case, ensemble) if read is None else read
    flown = reconstruction.findings(ledger, case, ensemble, values)
    not_yet = () if stage is None else known.findings(ledger, stage)
    ledger = ledger if stage is None else known.known_by(ledger, stage)
    copied = dependence.copied(ledger)
    seen = (*geography.findings(ledger, case, ensemble, copied), *light.findings(ledger, ensemble))
    borne = digits.borne_out(ledger) | borne_out(seen)
    among_them = among(
        ledger,
        order,
        reconstruction.surroundings(ledger, ensemble),
        reconstruction.truths(ledger, case, ensemble, values),
        copied,
        borne,
    )
    found = (
        *among_them,
        *flown,
        *physics.findings(ledger, case, ensemble),
        *reach.findings(ledger, case, copied, borne),
        *seen,
        *accounts.findings(ledger, case, ensemble, values, (copied, borne)),
        *not_yet,
    )
    return by_seriousness(read_in.told(ledger, (*found, *alone.findings(ledger, found))))
