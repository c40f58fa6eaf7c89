"""Sources by facts: for each subject that two or more sources speak of, what each tells."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Subject
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import AGAINST
from truecourse.report.timeline import MUTUAL, time_told

_BOUND = re.compile(r"^(more|less|at|up)-(than|least|most|to)\b")
_LEVEL = re.compile(r"(\d+) fl\b")
AGREES, DIFFERS, BOTH, NONE = "agrees", "contradicted", "both", ""


class Cell(NamedTuple):
    """What one source tells of a subject, a text for each claim, and how it stands to the others."""

    told: tuple[str, ...]
    mark: str


class Fact(NamedTuple):
    """A subject with its cells by source id, and what the reconstruction says of it, "" where nothing."""

    subject: Subject
    cells: dict[str, Cell]
    reconstruction: str = ""

    @property
    def contested(self) -> bool:
        """Whether any source is contradicted in it."""
        return any(cell.mark in (DIFFERS, BOTH) for cell in self.cells.values())


def facts(
    ledger: Ledger,
    findings: tuple[Finding, ...] = (),
    reconstructed: Mapping[str, str] = MappingProxyType({}),
) -> list[Fact]:
    """Subjects told by two or more sources: contested ones first, then as the ledger has them.

    `reconstructed`: by subject what the reconstruction says of it, in words.
    """
    marks = _marks(findings)
    about: dict[str, dict[str, list[Claim]]] = {}
    for claim in ledger.claims:
        about.setdefault(claim.subject, {}).setdefault(claim.source, []).append(claim)
    found = [
        Fact(
            s,
            {source: _cell(claims, marks) for source, claims in about[s.id].items()},
            reconstructed.get(s.id, ""),
        )
        for s in ledger.subjects
        if len(about.get(s.id, {})) > 1
    ]
    return sorted(found, key=lambda fact: not fact.contested)


def busiest(facts: list[Fact], ledger: Ledger) -> list[str]:
    """Ids of the sources in these facts, those that tell most of them first, then as the ledger has them."""
    count = {s.id: sum(s.id in fact.cells for fact in facts) for s in ledger.sources}
    return sorted((name for name in count if count[name]), key=lambda name: -count[name])


def value_told(claim: Claim) -> str:
    """What a claim says, as short as it goes."""
    if claim.kind is Kind.ORDER:
        text = f"{claim.first} before {claim.second}"
    elif claim.kind in (Kind.QUANTITY, Kind.INTERVAL):
        text = _LEVEL.sub(r"FL\1", claim.told.removesuffix(" count"))
        text = _BOUND.sub(r"\1 \2", text)
    else:
        words = claim.term.replace("-", " ")
        text = ", ".join(filter(None, (words, time_told(claim) if claim.told else "")))
    text = text or claim.says
    text = f"not {text}" if claim.modality is Modality.DENIED else text
    return f"{text} (alleged)" if claim.modality is Modality.ALLEGED else text


def _cell(claims: list[Claim], marks: dict[str, set[str]]) -> Cell:
    found = set().union(*(marks.get(c.id, set()) for c in claims))
    mark = BOTH if len(found) > 1 else next(iter(found), NONE)
    return Cell(tuple(dict.fromkeys(value_told(c) for c in claims)), mark)


def _marks(findings: tuple[Finding, ...]) -> dict[str, set[str]]:
    """Of each claim whether others agree with it, contradict it, or both."""
    found: dict[str, set[str]] = {}
    for f in findings:
        word = (
            AGREES
            if f.kind is Concern.AGREEMENT
            else DIFFERS
            if f.kind in MUTUAL and f.status in AGAINST
            else NONE
        )
        for name in (f.claim, *f.against) if word else ():
            found.setdefault(name, set()).add(word)
    return found
