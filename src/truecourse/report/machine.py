"""An explanation for machines: units in the names, ISO times, null where not known. What the page prints
is this.
"""

from math import degrees
from typing import Any

import numpy as np

from truecourse.flight.case import Case
from truecourse.flight.explanation import (
    CauseResult,
    Contribution,
    Explanation,
    Parameter,
    Prediction,
    Rival,
    Sensitivity,
    StageResult,
    Widest,
)
from truecourse.flight.observation import Observation
from truecourse.flight.track import COLUMNS, Track
from truecourse.report import geojson
from truecourse.report.answer import comparisons, decides, leader, ranked
from truecourse.report.claims import NOTHING, Checked, claims_wire
from truecourse.report.compare import compare
from truecourse.report.plain import plain
from truecourse.report.schema import FORMAT, schema
from truecourse.report.words import iso

__all__ = ["compare", "schema", "to_wire", "track_to_wire"]

_NM2 = 1852.0**2
_MOST_NATS = 700.0  # beyond, the factor is no number a machine holds


def to_wire(explanation: Explanation, case: Case, claims: Checked = NOTHING) -> dict[str, Any]:
    """The explanation as JSON-ready data in the shape of `schema()`: causes ranked, NaN and infinities as
    null.
    """
    first = leader(explanation)
    data = {
        "format": FORMAT,
        "case": explanation.case,
        "title": case.title,
        "callsign": case.callsign,
        "stage": explanation.stage or None,
        "until": iso(explanation.until),
        "seed": explanation.seed,
        "particles": explanation.particles,
        "leader": first.name if first else None,
        "observations": list(explanation.observations),
        "causes": [_cause(cause) for cause in ranked(explanation.causes)],
        "prediction": _prediction(explanation.prediction),
        "stages": [_stage(stage, case) for stage in explanation.stages],
        "contributions": [_contribution(item) for item in explanation.contributions],
        "decides": decides(explanation, case),
        "candidates": [
            {
                "description": c.description,
                "first": c.first,
                "second": c.second,
                "expected_nats": c.expected_nats,
            }
            for c in explanation.candidates
        ],
        "sensitivity": [_sensitivity(s) for s in explanation.sensitivity],
        "rivals": [_rival(r) for r in explanation.rivals],
        "widest": [_widest(w) for w in explanation.widest],
        "fit": {
            "cause": explanation.fit.cause,
            "p_value": explanation.fit.p_value,
            "statement": explanation.fit.statement,
        }
        if explanation.fit
        else None,
        "observation_table": [_observation(row, explanation) for row in case.observations],
        "comparisons": comparisons(explanation, case),
        "hashes": dict(explanation.hashes or case.hashes),
        "versions": dict(explanation.versions),
        "notes": [*case.notes, *explanation.notes],
        "extras": dict(explanation.extras),
        **claims_wire(claims),
    }
    return plain(data)


def track_to_wire(track: Track) -> dict[str, list]:
    """The columns of a track on the wire: degrees, feet, knots, ISO times; flags true or false, null where
    unknown.
    """
    out: dict[str, list] = {}
    for column in COLUMNS:
        if column.name not in track.columns:
            continue
        values = track.columns[column.name]
        if column.kind == "time":
            out[column.wire] = [iso(float(t)) for t in values]
        elif column.kind == "flag":
            out[column.wire] = [None if np.isnan(v) else bool(v) for v in values]
        elif column.kind == "word":
            out[column.wire] = [str(v) or None for v in values]
        else:
            out[column.wire] = plain(np.asarray(values, dtype=float) * column.per_si)
    return out


def _cause(cause: CauseResult) -> dict[str, Any]:
    return {
        "name": cause.name,
        "title": cause.title,
        "probability": cause.probability,
        "log_evidence": cause.log_evidence,
        "log_evidence_sd": cause.log_evidence_sd,
        "converged": bool(cause.converged),
        "why_not": cause.why_not or None,
        "prior": cause.prior,
        "prior_source": cause.prior_source,
        "effective_samples": cause.effective_samples,
        "flights": cause.flights,
        "parameters": [_parameter(parameter) for parameter in cause.parameters],
        "submodes": [{"name": name, "probability": share} for name, share in cause.submodes],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "meaning": parameter.meaning,
        "median": parameter.median,
        "low_90": parameter.low_90,
        "high_90": parameter.high_90,
        "prior": parameter.prior,
    }


def _stage(stage: StageResult, case: Case) -> dict[str, Any]:
    known = next((s.known_by for s in case.stages if s.name == stage.stage), float("nan"))
    return {
        "stage": stage.stage,
        "title": stage.title,
        "known_by": iso(known),
        "observations": list(stage.observations),
        "causes": [_cause(cause) for cause in ranked(stage.causes)],
    }


def _sensitivity(row: Sensitivity) -> dict[str, Any]:
    return {
        "what": row.what,
        "setting": row.setting,
        "leader": row.leader,
        "leads": bool(row.leads),
        "margin_nats": row.margin,
        "margin_sd_nats": row.margin_sd,
        "change_nats": row.change,
        "change_sd_nats": row.change_sd,
        "effective_samples": row.effective_samples,
        "how": row.how or None,
    }


def _rival(row: Rival) -> dict[str, Any]:
    return {
        "name": row.name,
        "title": row.title,
        "prior_factor": float(np.exp(row.log_factor)) if row.log_factor < _MOST_NATS else float("inf"),
        "log_factor_nats": row.log_factor,
        "log_factor_sd_nats": row.log_factor_sd,
    }


def _widest(row: Widest) -> dict[str, Any]:
    return {
        "what": row.what,
        "tried_factors": list(row.tried),
        "low_factor": row.low,
        "high_factor": row.high,
        "low_is_end_of_tried": not row.low_found,
        "high_is_end_of_tried": not row.high_found,
        "leader_below": row.beyond_low or None,
        "leader_above": row.beyond_high or None,
    }


def _contribution(item: Contribution) -> dict[str, Any]:
    return {
        "observation": item.observation,
        "cause": item.cause,
        "nats": item.nats,
        "effective_samples": item.effective_samples,
        "residual_sigma": item.residual_sigma,
    }


def _observation(row: Observation, explanation: Explanation) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind.value,
        "use": row.use.value,
        "time": iso(row.t),
        "time_end": iso(row.t_end),
        "time_error_s": row.t_error,
        "group": row.group,
        "outlier_probability": row.outlier_probability,
        "known_since": iso(row.known_since),
        "tag": row.tag or None,
        "source": row.source,
        "note": row.note or None,
        "used": row.id in explanation.observations,
    }


def _prediction(prediction: Prediction | None) -> dict[str, Any] | None:
    if prediction is None:
        return None
    return {
        "time": iso(prediction.t),
        "lat_deg": degrees(prediction.lat),
        "lon_deg": degrees(prediction.lon),
        "region_90": {"area_nm2": prediction.area / _NM2, "geojson": geojson.area(prediction.rings)},
    }
