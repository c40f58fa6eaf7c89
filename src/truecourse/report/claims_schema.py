"""The published shape of what a ledger holds and what its check found."""

from typing import Any

from truecourse.flight.claim import Grade, Modality
from truecourse.ledger.status import SERIOUSNESS
from truecourse.report.claims import thresholds
from truecourse.report.shapes import (
    COUNT,
    FLAG,
    LAT,
    LON,
    MAYBE,
    NUMBER,
    SHARE,
    TEXT,
    TIME,
    listing,
    mapping,
    meaning,
    record,
)

_READING = record(
    "One way to read a number: SI with its unit, or a time; null where that side is open.",
    {
        "how": meaning(MAYBE, "the unit or zone this reading takes"),
        "unit": MAYBE,
        "low": NUMBER,
        "value": meaning(NUMBER, "as told, null for a bare range"),
        "high": NUMBER,
        "time_low": TIME,
        "time": TIME,
        "time_high": TIME,
    },
)
_CLAIM = record(
    "What a source says of a subject: a paraphrase, and where it stands.",
    {
        **dict.fromkeys(("id", "source", "locator", "language", "kind", "subject", "title"), TEXT),
        "lane": MAYBE,
        "says": TEXT,
        "told": meaning(MAYBE, "the value as the source tells it, unit and all"),
        "reading": meaning(MAYBE, "how the compiler read the words, where the value is not the source's own"),
        "modality": {"enum": [m.value for m in Modality]},
        "said_by": MAYBE,
        "said_at": TIME,
        "known_since": TIME,
        "known_to": meaning(TIME, "the first moment after the day, month or year that known_since is"),
        "readings": listing(_READING),
        "term": MAYBE,
        "first": MAYBE,
        "second": MAYBE,
        "lat_deg": LAT,
        "lon_deg": LON,
        "error_nm": NUMBER,
        "datum": MAYBE,
        "actors": listing(TEXT),
        "line": COUNT,
    },
)
FINDING = record(
    "What a check found of a claim, and why.",
    {
        "claim": meaning(TEXT, "empty where sources as such are meant"),
        "source": TEXT,
        "locator": TEXT,
        "kind": TEXT,
        "status": {"enum": [status.value for status in SERIOUSNESS]},
        "against": meaning(listing(TEXT), "claims, or what else it was held against"),
        "probability": meaning(SHARE, "of a difference as large, unless the reason says otherwise"),
        "reason": TEXT,
        "undecided": meaning(FLAG, "nothing says which of these claims is wrong"),
        "short": meaning(MAYBE, "the reason in a few words, alike for findings of one reason"),
    },
)
_SOURCE = record(
    "A document or a witness.",
    {
        "id": TEXT,
        "title": TEXT,
        "language": TEXT,
        "grade": {"enum": [g.value for g in Grade]},
        "published": TIME,
        "published_to": meaning(TIME, "the first moment after the day, month or year that published is"),
        "sha256": MAYBE,
        "depends_on": listing(TEXT),
        "compiler": meaning({"type": "boolean"}, "what the file's compilers recall: contradicts no source"),
        "claims": COUNT,
    },
)
_HELD = record(
    "What was held of a subject at a stage of the inquiry.",
    {
        "stage": TEXT,
        "subject": TEXT,
        "title": TEXT,
        "claim": meaning(TEXT, "the best founded claim known by then"),
        "disputed_by": meaning(listing(TEXT), "claims known by then that contradict it"),
        "overturns": meaning(MAYBE, "what was held at the stage before, where this contradicts it"),
    },
)
_STORY = record(
    "An alternative account: causes it needs, and what it would have made observable.",
    {
        "id": TEXT,
        "title": TEXT,
        "told_by": listing(TEXT),
        "causes": listing(record("A cause it needs.", {"name": TEXT, "set": mapping(TEXT, "parameters")})),
        "expects": listing(
            record(
                "A term, or least and greatest: SI with its unit, or times.",
                {
                    "subject": TEXT,
                    "title": TEXT,
                    "term": MAYBE,
                    "unit": MAYBE,
                    "low": NUMBER,
                    "high": NUMBER,
                    "time_low": TIME,
                    "time_high": TIME,
                },
            )
        ),
    },
)


_AMOUNT: dict[str, Any] = {"type": ["number", "string"]}
_SPREAD = {
    "value": meaning(
        {"type": ["number", "string", "null"]},
        "the median: a number in `unit`, or a time ISO 8601 UTC; null where those told exclude it",
    ),
    "low": meaning(_AMOUNT, "the 5th percentile"),
    "high": meaning(_AMOUNT, "the 95th percentile"),
}
_CONSENSUS = record(
    "What the sources together say of a number, weighted by their grades; copies count once.",
    {
        "subject": TEXT,
        "title": TEXT,
        **_SPREAD,
        "unit": meaning(MAYBE, "NM, kt, ft, ft/min, UTC, deg, s, count, kg, hPa or ratio"),
        "voices": meaning(COUNT, "of how many that do not depend on each other"),
        "sources": listing(record("What one source says.", {"source": TEXT, **_SPREAD})),
        "by_grade": listing(record("What sources of one grade say.", {"grade": TEXT, **_SPREAD})),
        "reconstruction": {
            "anyOf": [record("What the flights have; null without a measure.", _SPREAD), {"type": "null"}]
        },
    },
)
_SUBJECT = record("What claims meet on.", {"id": TEXT, "title": TEXT, "dimension": MAYBE, "lane": MAYBE})


def claims_fields() -> dict[str, dict[str, Any]]:
    """JSON Schema of the fields `claims_wire` gives."""
    limits = record("By which a probability becomes a status.", dict.fromkeys(thresholds(), NUMBER))
    names = (
        *("claims", "sources", "subjects", "claims_contradicted", "claims_untestable"),
        *(status.value for status in SERIOUSNESS),
    )
    amounts = record("How much there is; findings by status.", dict.fromkeys(names, COUNT))
    return {
        "claims": listing(_CLAIM),
        "findings": listing(FINDING),
        "consensus": listing(_CONSENSUS),
        "claim_counts": {"anyOf": [amounts, {"type": "null"}]},
        "claim_sources": listing(_SOURCE),
        "claim_subjects": listing(_SUBJECT),
        "chain": meaning(listing(TEXT), "claims of who knew, ordered and was told what, in order"),
        "knowledge": listing(_HELD),
        "stories": listing(_STORY),
        "claim_problems": meaning(listing(TEXT), "what is wrong with claims.toml"),
        "thresholds": {"anyOf": [limits, {"type": "null"}]},
    }
