"""What a check found: which claim, against what, how sure, and why, in one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import inf, isnan, nan

from truecourse.ledger.status import SERIOUSNESS, Status


class Concern(Enum):
    """What kind of check found it. WITHIN is a source, or a speaker, against itself; ALONE what nothing
    bears on; STAGE what was not yet known.
    """

    CONTRADICTION = "contradiction"
    WITHIN = "within"
    ORDER = "order"
    SUM = "sum"
    PHYSICS = "physics"
    RECONSTRUCTION = "reconstruction"
    GEOGRAPHY = "geography"
    LIGHT = "light"
    UNIT = "unit"
    DEPENDENCE = "dependence"
    OVERTURNED = "overturned"
    STORY = "story"
    AGREEMENT = "agreement"
    ALONE = "alone"
    STAGE = "stage"


_PLACE = {concern: rank for rank, concern in enumerate(Concern)}
_RANK = {status: rank for rank, status in enumerate(SERIOUSNESS)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `claim` its id, "" where sources as such are meant; `source`, `locator` where it stands.

    `against`: ids of the claims, or what else it was held against. `probability`: of a difference as large,
    unless the check says otherwise; NaN where there is none. `reason`: one sentence, with the numbers.
    `short`: the reason in a few words, alike for findings of one reason, "" where none are needed.
    `undecided`: of the claim and those it is against nothing says which is wrong.
    """

    claim: str
    source: str
    locator: str
    kind: Concern
    status: Status
    against: tuple[str, ...] = ()
    probability: float = nan
    reason: str = ""
    undecided: bool = False
    short: str = ""


def by_seriousness(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, gravest first: by status, then kind, then the less probable, then by name."""

    def key(f: Finding) -> tuple[int, int, float, str, str, tuple[str, ...], str]:
        p = inf if isnan(f.probability) else f.probability
        return _RANK[f.status], _PLACE[f.kind], p, f.claim, f.source, f.against, f.reason

    return tuple(sorted(findings, key=key))
