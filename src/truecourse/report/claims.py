"""What a ledger holds and what its check found, for machines: part of explanation.json, and of `claims`."""

from math import degrees, isnan
from typing import Any, NamedTuple

from truecourse.earth.units import METRES_PER_NM
from truecourse.flight.case import Stage
from truecourse.flight.claim import Claim, Kind, Ledger, Reading, Source, Story, Subject
from truecourse.ledger.consensus import Consensus, consensus
from truecourse.ledger.dependence import copied
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.overturned import Held, held
from truecourse.ledger.status import (
    CONTRADICTED_BELOW,
    IMPLAUSIBLE_BELOW,
    LEAST,
    SERIOUSNESS,
    SHARP,
    SURE,
    Status,
)
from truecourse.ledger.unit import Truth
from truecourse.report.consensus import consensus_rows
from truecourse.report.plain import plain
from truecourse.report.timeline import chain
from truecourse.report.words import iso

Wire = dict[str, Any]
UNITS = {
    "length": "m", "speed": "m/s", "angle": "rad", "duration": "s", "count": "count", "mass": "kg",
    "pressure": "Pa", "ratio": "ratio",
}  # fmt: skip
AMOUNTS = (Kind.QUANTITY, Kind.INTERVAL)


class Checked(NamedTuple):
    """A ledger, what was wrong with its file, what its check found, what was held at each stage, what the
    sources together say of each number, what the reconstruction says of it, and in words of subjects that are
    no number (None without flights).
    """

    ledger: Ledger
    problems: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    held: tuple[Held, ...] = ()
    stages: tuple[Stage, ...] = ()
    consensus: tuple[Consensus, ...] = ()
    reconstructed: tuple[Truth, ...] = ()
    in_words: tuple[tuple[str, str], ...] | None = None


NOTHING = Checked(Ledger((), (), ()))


def checked(
    ledger: Ledger,
    problems: list[str],
    findings: tuple[Finding, ...],
    stages: tuple[Stage, ...] = (),
    reconstructed: tuple[Truth, ...] = (),
) -> Checked:
    """The whole of a check, with what was held at each of the stages, and the consensus on each number."""
    together = consensus(ledger, copied(ledger))
    known = held(ledger, stages)
    return Checked(ledger, tuple(problems), findings, known, stages, together, reconstructed)


def claims_wire(of: Checked) -> Wire:
    """JSON-ready data in the shape of `claims_schema.claims_fields()`; empty lists for no ledger."""
    subjects = {s.id: s for s in of.ledger.subjects}
    data = {
        "claims": claim_rows(of.ledger),
        "findings": finding_rows(of.findings),
        "consensus": consensus_rows(of.ledger, of.consensus, of.reconstructed),
        "claim_counts": counts(of),
        "claim_sources": source_rows(of.ledger),
        "claim_subjects": [
            {"id": s.id, "title": s.title, "dimension": s.dimension or None, "lane": s.lane or None}
            for s in of.ledger.subjects
        ],
        "chain": [row["claim"] for row in chain(of.ledger)],
        "knowledge": [_held(h, subjects) for h in of.held],
        "stories": [_story(s, subjects) for s in of.ledger.stories],
        "claim_problems": list(of.problems),
        "thresholds": thresholds() if of.ledger.claims else None,
    }
    return dict(plain(data))


def counts(of: Checked) -> Wire | None:
    """How much there is of everything, findings by status; None where there is no ledger. A claim is
    contradicted where a finding decides so, untestable where no finding of another status is of it, or holds
    another claim against it. What was overturned is a contradiction already counted.
    """
    if not of.ledger.claims:
        return None
    names = {c.id for c in of.ledger.claims}
    found = [f for f in of.findings if f.kind is not Concern.OVERTURNED]
    against = {f.claim for f in found if f.status is Status.CONTRADICTED and not f.undecided} & names
    tested = [{f.claim, *f.against} for f in of.findings if f.claim and f.status is not Status.UNTESTABLE]
    return {
        "claims": len(of.ledger.claims),
        "sources": len({c.source for c in of.ledger.claims}),
        "subjects": len({c.subject for c in of.ledger.claims}),
        "claims_contradicted": len(against),
        "claims_untestable": len(names.difference(*tested)),
        **{status.value: sum(f.status is status for f in found) for status in SERIOUSNESS},
    }


def thresholds() -> dict[str, float]:
    """The published thresholds, by which a probability becomes a status."""
    return {
        "contradicted_below": CONTRADICTED_BELOW,
        "implausible_below": IMPLAUSIBLE_BELOW,
        "supported_within_times_own_spread": SHARP,
        "supported_from": SURE,
        "least_probability": LEAST,
    }


def told(p: float) -> float:
    """A probability as it leaves: at most 1, to which weights add up within rounding; at least `LEAST`, which
    stands for what is under it. NaN stays.
    """
    return p if isnan(p) else min(max(p, LEAST), 1.0)


FINDING = ("claim", "source", "locator", "kind", "status", "against", "probability", "reason")


def finding_rows(findings: tuple[Finding, ...]) -> list[Wire]:
    """Findings as `claims check --json` prints them."""
    return list(
        plain(
            [
                {
                    "claim": f.claim,
                    "source": f.source,
                    "locator": f.locator,
                    "kind": f.kind.value,
                    "status": f.status.value,
                    "against": list(f.against),
                    "probability": told(f.probability),
                    "reason": f.reason,
                }
                for f in findings
            ]
        )
    )


def claim_rows(ledger: Ledger) -> list[Wire]:
    """Every claim with everything it holds, in wire units."""
    subjects = {s.id: s for s in ledger.subjects}
    return [_claim(c, subjects[c.subject]) for c in ledger.claims]


def source_rows(ledger: Ledger) -> list[Wire]:
    """Every source, with how many claims are of it."""
    return [_source(s, sum(c.source == s.id for c in ledger.claims)) for s in ledger.sources]


def _claim(c: Claim, subject: Subject) -> Wire:
    dimension = subject.dimension if c.kind in AMOUNTS else "time"
    data = {
        "id": c.id,
        "source": c.source,
        "locator": c.locator,
        "language": c.language,
        "kind": c.kind.value,
        "subject": c.subject,
        "title": subject.title,
        "lane": subject.lane or None,
        "says": c.says,
        "told": c.told or None,
        "reading": c.reading or None,
        "modality": c.modality.value,
        "said_by": c.said_by or None,
        "said_at": iso(c.said_at),
        "known_since": iso(c.known_since),
        "readings": [_reading(r, dimension) for r in c.readings],
        "term": c.term or None,
        "first": c.first or None,
        "second": c.second or None,
        "lat_deg": degrees(c.lat),
        "lon_deg": degrees(c.lon),
        "error_nm": c.error / METRES_PER_NM,
        "datum": c.datum or None,
        "actors": list(c.actors),
        "line": c.line,
    }
    return dict(plain(data))


def _reading(r: Reading, dimension: str) -> Wire:
    timed = dimension == "time"
    low, value, high = (iso(x) if timed else x for x in (r.low, r.middle, r.high))
    return {
        "how": r.how or None,
        "unit": None if timed else UNITS.get(dimension),
        "low": None if timed else low,
        "value": None if timed else value,
        "high": None if timed else high,
        "time_low": low if timed else None,
        "time": value if timed else None,
        "time_high": high if timed else None,
    }


def _source(s: Source, claims: int) -> Wire:
    return {
        "id": s.id,
        "title": s.title,
        "language": s.language,
        "grade": s.grade.value,
        "published": iso(s.published),
        "sha256": s.sha256 or None,
        "depends_on": list(s.depends_on),
        "compiler": s.compiler,
        "claims": claims,
    }


def _held(h: Held, subjects: dict[str, Subject]) -> Wire:
    return {
        "stage": h.stage,
        "subject": h.subject,
        "title": subjects[h.subject].title,
        "claim": h.claim,
        "disputed_by": list(h.disputed_by),
        "overturns": h.overturns or None,
    }


def _story(s: Story, subjects: dict[str, Subject]) -> Wire:
    return {
        "id": s.id,
        "title": s.title,
        "told_by": list(s.told_by),
        "causes": [{"name": name, "set": dict(parameters)} for name, parameters in s.causes],
        "expects": [
            _expects(subjects.get(name) or Subject(name, name), term, low, high)
            for name, term, low, high in s.expects
        ],
    }


def _expects(subject: Subject, term: str, low: float, high: float) -> Wire:
    reading = _reading(Reading(low, high), subject.dimension)
    kept = {key: reading[key] for key in ("unit", "low", "high", "time_low", "time_high")}
    return {"subject": subject.id, "title": subject.title, "term": term or None, **kept}
