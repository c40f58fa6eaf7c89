"""The published shape of explanation.json: JSON Schema 2020-12, from one table of fields."""

import json
from typing import Any

from truecourse.report.claims_schema import claims_fields
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

FORMAT = "truecourse-explanation-1"

_PARAMETER = record(
    "Posterior of one parameter, on the unit its name ends in.",
    {
        "name": TEXT,
        "meaning": TEXT,
        "median": NUMBER,
        "low_90": NUMBER,
        "high_90": NUMBER,
        "prior": TEXT,
    },
)
_CAUSE = record(
    "One cause weighed; numbers are null where its sampler did not converge.",
    {
        "name": TEXT,
        "title": TEXT,
        "probability": meaning(SHARE, "posterior probability among all causes weighed"),
        "log_evidence": meaning(NUMBER, "natural logarithm of the marginal likelihood"),
        "log_evidence_sd": meaning(NUMBER, "standard deviation of log_evidence over replicates"),
        "converged": FLAG,
        "why_not": meaning(MAYBE, "what went wrong where converged is false"),
        "prior": SHARE,
        "prior_source": TEXT,
        "effective_samples": NUMBER,
        "flights": COUNT,
        "parameters": listing(_PARAMETER),
        "submodes": listing(record("A variant of the cause.", {"name": TEXT, "probability": SHARE})),
    },
)
_STAGE = record(
    "The ranking on what was known at a stage of the inquiry.",
    {
        "stage": TEXT,
        "title": TEXT,
        "known_by": TIME,
        "observations": listing(TEXT),
        "causes": listing(_CAUSE),
    },
)
_CONTRIBUTION = record(
    "Log evidence with one observation less log evidence without it; null where it could not be found.",
    {
        "observation": TEXT,
        "cause": TEXT,
        "nats": NUMBER,
        "effective_samples": NUMBER,
        "residual_sigma": NUMBER,
    },
)
_DECIDES = record(
    "How far one observation separates the two leading causes: nats for the first less nats for the second.",
    {"observation": TEXT, "first": TEXT, "second": TEXT, "difference_nats": NUMBER, "known_since": TIME},
)
_CANDIDATE = record(
    "An observation nobody made, and how far it would separate two causes.",
    {"description": TEXT, "first": TEXT, "second": TEXT, "expected_nats": NUMBER},
)
_SENSITIVITY = record(
    "How the leader fares when something assumed is changed; the margin is its log odds over the runner-up "
    "then.",
    {
        "what": TEXT,
        "setting": TEXT,
        "leader": TEXT,
        "leads": FLAG,
        "margin_nats": NUMBER,
        "margin_sd_nats": NUMBER,
        "change_nats": meaning(NUMBER, "the margin less that as assumed"),
        "change_sd_nats": meaning(NUMBER, "a change smaller than this may be none"),
        "effective_samples": NUMBER,
        "how": meaning(
            MAYBE,
            "by arithmetic, by reweighting flights already flown, weighed anew from them, or tempered anew",
        ),
    },
)
_RIVAL = record(
    "A cause that does not lead, and by what factor its prior must rise for it to overtake the leader.",
    {
        "name": TEXT,
        "title": TEXT,
        "prior_factor": meaning(NUMBER, "null where it is too large for a number"),
        "log_factor_nats": NUMBER,
        "log_factor_sd_nats": meaning(NUMBER, "from the errors of the two log evidences"),
    },
)
_WIDEST = record(
    "The widest interval of factors on something assumed, of those tried, in which the leader leads.",
    {
        "what": TEXT,
        "tried_factors": listing({"type": "number"}),
        "low_factor": {"type": "number"},
        "high_factor": {"type": "number"},
        "low_is_end_of_tried": FLAG,
        "high_is_end_of_tried": FLAG,
        "leader_below": meaning(MAYBE, "who leads at the next factor below, null where none was tried"),
        "leader_above": meaning(MAYBE, "who leads at the next factor above, null where none was tried"),
    },
)
_REGION = record(
    "The highest-density 90 % region.",
    {
        "area_nm2": NUMBER,
        "geojson": {
            "type": "object",
            "description": "a MultiPolygon, RFC 7946, cut at the antimeridian",
            "required": ["type", "coordinates"],
            "properties": {"type": {"const": "MultiPolygon"}},
        },
    },
)
_PREDICTION = record(
    "Where the flight would be: the mixture over causes.",
    {"time": TIME, "lat_deg": LAT, "lon_deg": LON, "region_90": _REGION},
)
_OBSERVATION = record(
    "One row of the case; `used` says whether it was evidence in this run.",
    {
        "id": TEXT,
        "kind": TEXT,
        "use": {"enum": ["explain", "ending", "context", "test", "compare"]},
        "time": TIME,
        "time_end": TIME,
        "time_error_s": NUMBER,
        "group": TEXT,
        "outlier_probability": SHARE,
        "known_since": TIME,
        "tag": MAYBE,
        "source": TEXT,
        "note": MAYBE,
        "used": FLAG,
    },
)
_BESIDE: dict[str, Any] = {
    "observation": TEXT,
    "use": {"enum": ["test", "compare"]},
    "kind": TEXT,
    "time": TIME,
    "known_since": TIME,
    "source": TEXT,
    "cause": MAYBE,
}
_BESIDE_PLACE = record(
    "A place that is never evidence, and its distance from the leading cause's flights.",
    {
        **_BESIDE,
        "lat_deg": LAT,
        "lon_deg": LON,
        "answer_time": TIME,
        "answer_lat_deg": LAT,
        "answer_lon_deg": LON,
        "distance_nm": NUMBER,
        "distance_low_90_nm": NUMBER,
        "distance_high_90_nm": NUMBER,
        "inside_region_90": {"type": ["boolean", "null"]},
    },
)
_BESIDE_OFFSET = record(
    "An offset that is never evidence, and the leading cause's flights abeam the same place, right positive.",
    {
        **_BESIDE,
        "abeam": TEXT,
        "offset_nm": NUMBER,
        "offset_error_nm": NUMBER,
        "answer_offset_nm": NUMBER,
        "answer_offset_low_90_nm": NUMBER,
        "answer_offset_high_90_nm": NUMBER,
        "difference_nm": NUMBER,
    },
)


def schema() -> dict[str, Any]:
    """JSON Schema of what `to_wire` gives."""
    fields: dict[str, dict[str, Any]] = {
        "format": {"const": FORMAT},
        "case": TEXT,
        "title": TEXT,
        "callsign": TEXT,
        "stage": MAYBE,
        "until": TIME,
        "seed": COUNT,
        "particles": COUNT,
        "leader": MAYBE,
        "observations": listing(TEXT),
        "causes": listing(_CAUSE),
        "prediction": {"anyOf": [_PREDICTION, {"type": "null"}]},
        "stages": listing(_STAGE),
        "contributions": listing(_CONTRIBUTION),
        "decides": listing(_DECIDES),
        "candidates": listing(_CANDIDATE),
        "sensitivity": listing(_SENSITIVITY),
        "rivals": listing(_RIVAL),
        "widest": listing(_WIDEST),
        "fit": {
            "anyOf": [
                record(
                    "Whether the best cause fits at all.",
                    {"cause": TEXT, "p_value": SHARE, "statement": TEXT},
                ),
                {"type": "null"},
            ]
        },
        "observation_table": listing(_OBSERVATION),
        "comparisons": listing({"anyOf": [_BESIDE_PLACE, _BESIDE_OFFSET]}),
        "hashes": mapping(
            {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "SHA-256 of every input file by name"
        ),
        "versions": mapping(TEXT, "of every program that took part"),
        "notes": listing(TEXT),
        "extras": mapping(NUMBER, "anything else that was measured, with its unit in its name"),
        **claims_fields(),
    }
    what = (
        "What came out of weighing the causes: times ISO 8601 UTC, null where not known, log evidence "
        "in nats."
    )
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "truecourse explanation"}
    return {**head, **record(what, fields)}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
