"""The published shape of explanation.json: JSON Schema 2020-12, from one table of fields."""

import json
from typing import Any

FORMAT = "truecourse-explanation-1"

_TEXT: dict[str, Any] = {"type": "string"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_COUNT: dict[str, Any] = {"type": "integer"}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_SHARE: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_TIME: dict[str, Any] = {"type": ["string", "null"], "format": "date-time", "pattern": "Z$"}
_LAT: dict[str, Any] = {"type": ["number", "null"], "minimum": -90, "maximum": 90}
_LON: dict[str, Any] = {"type": ["number", "null"], "minimum": -180, "maximum": 180}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _record(meaning: str, fields: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": meaning,
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _map(values: dict[str, Any], meaning: str) -> dict[str, Any]:
    return {"type": "object", "description": meaning, "additionalProperties": values}


def _means(kind: dict[str, Any], meaning: str) -> dict[str, Any]:
    return {**kind, "description": meaning}


_PARAMETER = _record(
    "Posterior of one parameter, on the unit its name ends in.",
    {
        "name": _TEXT,
        "meaning": _TEXT,
        "median": _NUMBER,
        "low_90": _NUMBER,
        "high_90": _NUMBER,
        "prior": _TEXT,
    },
)
_CAUSE = _record(
    "One cause weighed; numbers are null where its sampler did not converge.",
    {
        "name": _TEXT,
        "title": _TEXT,
        "probability": _means(_SHARE, "posterior probability among all causes weighed"),
        "log_evidence": _means(_NUMBER, "natural logarithm of the marginal likelihood"),
        "log_evidence_sd": _means(_NUMBER, "standard deviation of log_evidence over replicates"),
        "converged": _FLAG,
        "why_not": _means(_MAYBE, "what went wrong where converged is false"),
        "prior": _SHARE,
        "prior_source": _TEXT,
        "effective_samples": _NUMBER,
        "flights": _COUNT,
        "parameters": _list(_PARAMETER),
        "submodes": _list(_record("A variant of the cause.", {"name": _TEXT, "probability": _SHARE})),
    },
)
_STAGE = _record(
    "The ranking on what was known at a stage of the inquiry.",
    {
        "stage": _TEXT,
        "title": _TEXT,
        "known_by": _TIME,
        "observations": _list(_TEXT),
        "causes": _list(_CAUSE),
    },
)
_CONTRIBUTION = _record(
    "Log evidence with one observation less log evidence without it; null where it could not be found.",
    {
        "observation": _TEXT,
        "cause": _TEXT,
        "nats": _NUMBER,
        "effective_samples": _NUMBER,
        "residual_sigma": _NUMBER,
    },
)
_DECIDES = _record(
    "How far one observation separates the two leading causes: nats for the first less nats for the second.",
    {"observation": _TEXT, "first": _TEXT, "second": _TEXT, "difference_nats": _NUMBER, "known_since": _TIME},
)
_CANDIDATE = _record(
    "An observation nobody made, and how far it would separate two causes.",
    {"description": _TEXT, "first": _TEXT, "second": _TEXT, "expected_nats": _NUMBER},
)
_SENSITIVITY = _record(
    "How the leader fares when something assumed is changed; the margin is its log odds over the runner-up "
    "then.",
    {
        "what": _TEXT,
        "setting": _TEXT,
        "leader": _TEXT,
        "leads": _FLAG,
        "margin_nats": _NUMBER,
        "margin_sd_nats": _NUMBER,
        "change_nats": _means(_NUMBER, "the margin less that as assumed"),
        "change_sd_nats": _means(_NUMBER, "a change smaller than this may be none"),
        "effective_samples": _NUMBER,
        "how": _means(
            _MAYBE,
            "by arithmetic, by reweighting flights already flown, weighed anew from them, or tempered anew",
        ),
    },
)
_RIVAL = _record(
    "A cause that does not lead, and by what factor its prior must rise for it to overtake the leader.",
    {
        "name": _TEXT,
        "title": _TEXT,
        "prior_factor": _means(_NUMBER, "null where it is too large for a number"),
        "log_factor_nats": _NUMBER,
        "log_factor_sd_nats": _means(_NUMBER, "from the errors of the two log evidences"),
    },
)
_WIDEST = _record(
    "The widest interval of factors on something assumed, of those tried, in which the leader leads.",
    {
        "what": _TEXT,
        "tried_factors": _list({"type": "number"}),
        "low_factor": {"type": "number"},
        "high_factor": {"type": "number"},
        "low_is_end_of_tried": _FLAG,
        "high_is_end_of_tried": _FLAG,
        "leader_below": _means(_MAYBE, "who leads at the next factor below, null where none was tried"),
        "leader_above": _means(_MAYBE, "who leads at the next factor above, null where none was tried"),
    },
)
_REGION = _record(
    "The highest-density 90 % region.",
    {
        "area_nm2": _NUMBER,
        "geojson": {
            "type": "object",
            "description": "a MultiPolygon, RFC 7946, cut at the antimeridian",
            "required": ["type", "coordinates"],
            "properties": {"type": {"const": "MultiPolygon"}},
        },
    },
)
_PREDICTION = _record(
    "Where the flight would be: the mixture over causes.",
    {"time": _TIME, "lat_deg": _LAT, "lon_deg": _LON, "region_90": _REGION},
)
_OBSERVATION = _record(
    "One row of the case; `used` says whether it was evidence in this run.",
    {
        "id": _TEXT,
        "kind": _TEXT,
        "use": {"enum": ["explain", "ending", "context", "test", "compare"]},
        "time": _TIME,
        "time_end": _TIME,
        "time_error_s": _NUMBER,
        "group": _TEXT,
        "outlier_probability": _SHARE,
        "known_since": _TIME,
        "tag": _MAYBE,
        "source": _TEXT,
        "note": _MAYBE,
        "used": _FLAG,
    },
)
_BESIDE: dict[str, Any] = {
    "observation": _TEXT,
    "use": {"enum": ["test", "compare"]},
    "kind": _TEXT,
    "time": _TIME,
    "known_since": _TIME,
    "source": _TEXT,
    "cause": _MAYBE,
}
_BESIDE_PLACE = _record(
    "A place that is never evidence, and its distance from the leading cause's flights.",
    {
        **_BESIDE,
        "lat_deg": _LAT,
        "lon_deg": _LON,
        "answer_time": _TIME,
        "answer_lat_deg": _LAT,
        "answer_lon_deg": _LON,
        "distance_nm": _NUMBER,
        "distance_low_90_nm": _NUMBER,
        "distance_high_90_nm": _NUMBER,
        "inside_region_90": {"type": ["boolean", "null"]},
    },
)
_BESIDE_OFFSET = _record(
    "An offset that is never evidence, and the leading cause's flights abeam the same place, right positive.",
    {
        **_BESIDE,
        "abeam": _TEXT,
        "offset_nm": _NUMBER,
        "offset_error_nm": _NUMBER,
        "answer_offset_nm": _NUMBER,
        "answer_offset_low_90_nm": _NUMBER,
        "answer_offset_high_90_nm": _NUMBER,
        "difference_nm": _NUMBER,
    },
)


def schema() -> dict[str, Any]:
    """JSON Schema of what `to_wire` gives."""
    fields: dict[str, dict[str, Any]] = {
        "format": {"const": FORMAT},
        "case": _TEXT,
        "title": _TEXT,
        "callsign": _TEXT,
        "stage": _MAYBE,
        "until": _TIME,
        "seed": _COUNT,
        "particles": _COUNT,
        "leader": _MAYBE,
        "observations": _list(_TEXT),
        "causes": _list(_CAUSE),
        "prediction": {"anyOf": [_PREDICTION, {"type": "null"}]},
        "stages": _list(_STAGE),
        "contributions": _list(_CONTRIBUTION),
        "decides": _list(_DECIDES),
        "candidates": _list(_CANDIDATE),
        "sensitivity": _list(_SENSITIVITY),
        "rivals": _list(_RIVAL),
        "widest": _list(_WIDEST),
        "fit": {
            "anyOf": [
                _record(
                    "Whether the best cause fits at all.",
                    {"cause": _TEXT, "p_value": _SHARE, "statement": _TEXT},
                ),
                {"type": "null"},
            ]
        },
        "observation_table": _list(_OBSERVATION),
        "comparisons": _list({"anyOf": [_BESIDE_PLACE, _BESIDE_OFFSET]}),
        "hashes": _map(
            {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "SHA-256 of every input file by name"
        ),
        "versions": _map(_TEXT, "of every program that took part"),
        "notes": _list(_TEXT),
        "extras": _map(_NUMBER, "anything else that was measured, with its unit in its name"),
    }
    what = (
        "What came out of weighing the causes: times ISO 8601 UTC, null where not known, log evidence "
        "in nats."
    )
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "truecourse explanation"}
    return {**head, **_record(what, fields)}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
