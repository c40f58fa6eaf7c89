"""Everything that the claims of a ledger say of each other."""

from collections.abc import Iterable

from truecourse.flight.case import Stage
from truecourse.flight.claim import Ledger
from truecourse.ledger import agree, dependence, digits, order, overturned, sums, unit
from truecourse.ledger.finding import Finding, by_seriousness
from truecourse.ledger.mend import Surroundings
from truecourse.ledger.standing import Borne
from truecourse.ledger.unit import Truth
from truecourse.ledger.voices import Copied


def among(
    ledger: Ledger,
    stages: Iterable[Stage] = (),
    surroundings: Iterable[Surroundings] = (),
    truths: Iterable[Truth] = (),
    copied: Copied | None = None,
    borne: Borne | None = None,
) -> tuple[Finding, ...]:
    """Check claims against each other, gravest first: contradictions and agreements, orders, sums, units and
    zones, dependence, and what was overturned.

    `surroundings` and `truths` are what a reconstruction knows of subjects (`unit`), `copied` the pairs of
    sources found to depend and `borne` what lies outside the claims says of them (`standing`), here what
    `dependence` and `digits` find where they are not given. Total: whatever is missing, NaN or unknown, there
    are findings or none.
    """
    copied = dependence.copied(ledger) if copied is None else copied
    borne = digits.borne_out(ledger) if borne is None else borne
    return by_seriousness(
        (
            *agree.findings(ledger, copied, borne),
            *order.findings(ledger, copied),
            *sums.findings(ledger, copied, borne),
            *unit.findings(ledger, surroundings, truths, copied, borne),
            *digits.findings(ledger),
            *dependence.findings(ledger),
            *overturned.findings(ledger, stages, copied, borne),
        )
    )
