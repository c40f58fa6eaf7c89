"""Rows that are never evidence, set beside the answer: the wreck, and the inquiry's own reconstruction."""

from math import nan
from typing import Any

import numpy as np

from truecourse.evidence.region import contains
from truecourse.flight.case import Case
from truecourse.flight.explanation import CauseResult, Explanation, Fan, Prediction
from truecourse.flight.observation import Observation, Use
from truecourse.report.route import Array, abeam, at_time, distance, quantiles
from truecourse.report.words import iso

NM = 1852.0


def ranked(causes: tuple[CauseResult, ...]) -> list[CauseResult]:
    """Causes by probability, the most probable first; those without a number last, in the order given."""
    return sorted(
        causes, key=lambda cause: -cause.probability if cause.probability == cause.probability else 1.0
    )


def leader(explanation: Explanation) -> CauseResult | None:
    """The most probable cause, or None where no cause has a number."""
    first = ranked(explanation.causes)[:1]
    return first[0] if first and first[0].probability == first[0].probability else None


def fan_of(explanation: Explanation, cause: str) -> Fan | None:
    """The flights of a cause, if they were kept."""
    return next((fan for fan in explanation.fans if fan.cause == cause and len(fan.t) > 1), None)


def differences(explanation: Explanation) -> tuple[tuple[str, str] | None, list[tuple[str, float, float]]]:
    """The two leading causes with contributions, and per observation what it said for each, nats, NaN where
    not known.

    Sorted by the difference, the most in favour of the leader first, those not known last.
    """
    said = {(c.observation, c.cause): c.nats for c in explanation.contributions}
    causes = {cause for _, cause in said}
    order = [c.name for c in ranked(explanation.causes) if c.name in causes][:2]
    if len(order) < 2:
        return None, []
    first, second = order
    rows = list(dict.fromkeys(observation for observation, _ in said))
    pairs = [(row, said.get((row, first), np.nan), said.get((row, second), np.nan)) for row in rows]
    return (first, second), sorted(
        pairs, key=lambda p: -(p[1] - p[2]) if np.isfinite(p[1] - p[2]) else np.inf
    )


def decides(explanation: Explanation, case: Case) -> list[dict[str, Any]]:
    """`differences` on the wire, with since when each observation was known."""
    pair, rows = differences(explanation)
    known = {row.id: iso(row.known_since) for row in case.observations}
    return (
        [
            {
                "observation": name,
                "first": pair[0],
                "second": pair[1],
                "difference_nats": a - b,
                "known_since": known.get(name),
            }
            for name, a, b in rows
        ]
        if pair
        else []
    )


def comparisons(explanation: Explanation, case: Case) -> list[dict[str, Any]]:
    """Every test and compare row with the leading cause's answer, wire units, NaN left in.

    A row with a place and no leg gives distances from the leading cause's flights at its time (or where they
    end); a row abeam a place on a leg gives their offset there. Where a prediction was made, also whether the
    place lies inside its 90 % region.
    """
    first = leader(explanation)
    fan = fan_of(explanation, first.name) if first else None
    rows = [row for row in case.observations if row.use in (Use.TEST, Use.COMPARE) and row.place is not None]
    return [
        _offset(row, fan) if row.leg_from and row.leg_to else _place(row, fan, explanation.prediction)
        for row in rows
    ]


def _head(row: Observation, fan: Fan | None) -> dict[str, Any]:
    return {
        "observation": row.id,
        "use": row.use.value,
        "kind": row.kind.value,
        "time": iso(row.t),
        "known_since": iso(row.known_since),
        "source": row.source,
        "cause": fan.cause if fan else None,
    }


def _place(row: Observation, fan: Fan | None, prediction: Prediction | None) -> dict[str, Any]:
    assert row.place is not None
    low = middle = high = answer_lat = answer_lon = answer_t = nan
    if fan is not None:
        lat, lon = at_time(fan, row.t)
        low, middle, high = quantiles(distance(lat, lon, row.place.lat, row.place.lon) / NM, fan.weights)
        answer_t = min(max(row.t, float(fan.t[0])), float(fan.t[-1]))
        answer_lat, answer_lon = _centre(lat, lon, fan.weights)
    inside = None if prediction is None else contains(prediction.rings, row.place.lat, row.place.lon)
    return {
        **_head(row, fan),
        "lat_deg": np.degrees(row.place.lat),
        "lon_deg": np.degrees(row.place.lon),
        "answer_time": iso(answer_t),
        "answer_lat_deg": answer_lat,
        "answer_lon_deg": answer_lon,
        "distance_nm": middle,
        "distance_low_90_nm": low,
        "distance_high_90_nm": high,
        "inside_region_90": inside,
    }


def _offset(row: Observation, fan: Fan | None) -> dict[str, Any]:
    assert row.place is not None and row.leg_from is not None and row.leg_to is not None
    low = middle = high = nan
    if fan is not None:
        _, across = abeam(fan, row.leg_from, row.leg_to, row.place)
        low, middle, high = quantiles(across / NM, fan.weights)
    return {
        **_head(row, fan),
        "abeam": row.place.name,
        "offset_nm": row.value / NM,
        "offset_error_nm": row.error / NM,
        "answer_offset_nm": middle,
        "answer_offset_low_90_nm": low,
        "answer_offset_high_90_nm": high,
        "difference_nm": middle - row.value / NM,
    }


def _centre(lat: Array, lon: Array, weights: Array) -> tuple[float, float]:
    """The weighted mean direction of places, degrees."""
    x, y, z = (
        np.average(v, weights=weights)
        for v in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    )
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))
