"""What the reconstruction says of subjects that are no number: places, sides, causes and areas, in words."""

from math import degrees, isnan, nan

import numpy as np

from truecourse.earth.angles import mean
from truecourse.earth.geodesy import inverse
from truecourse.flight.case import Case
from truecourse.flight.claim import Ledger, Subject
from truecourse.flight.ensemble import Array, Ensemble
from truecourse.ledger import say
from truecourse.ledger.measure import last_time, middle_of, share_inside
from truecourse.ledger.reconstruction import Values
from truecourse.ledger.told import area_in, time_in
from truecourse.ledger.words import likeliest


def in_words(
    ledger: Ledger, case: Case | None, flights: Ensemble | None, read: Values
) -> tuple[tuple[str, str], ...]:
    """Ids of subjects whose measure gives a place, a side, a cause or an area, each with what the weighted
    flights say: the middle and one standard deviation along an axis, the mean bearing, the most probable
    cause, the share inside. Nothing of what came after something outside took the flight.
    """
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    found = []
    for subject in sorted(ledger.subjects, key=lambda s: s.id):
        if last_time(subject) > flights.undisturbed_until:
            continue
        words = _of(subject, case, flights, read.get(subject.id))
        found += [(subject.id, words)] if words else []
    return tuple(found)


def _of(subject: Subject, case: Case | None, flights: Ensemble, values: Array | None) -> str:
    match subject.measure:
        case "position_at":
            return "" if values is None else _place(values, flights.weights)
        case "deviation_side":
            return "" if values is None else _side(values, flights.weights)
        case "cause":
            return _cause(flights)
        case "waters_at":
            return _inside(subject, case, flights)
    return ""


def _place(values: Array, weights: Array) -> str:
    lat, lon = middle_of(values[:, 0], values[:, 1], weights)
    if isnan(lat):
        return ""
    own = np.isfinite(values[:, 0])
    away = inverse(lat, lon, values[own, 0], values[own, 1])[2]
    spread = float(np.sqrt(0.5 * np.average(away**2, weights=weights[own])))
    return f"{say.place(lat, lon)} ± {say.wire(spread, 'length')}"


def _side(values: Array, weights: Array) -> str:
    own = np.isfinite(values) & (weights > 0.0)
    if weights[own].sum() < 0.5:
        return ""
    bearing = degrees(mean(values[own], weights[own])) % 360.0
    return f"{bearing:.0f}° true from the route"


def _cause(flights: Ensemble) -> str:
    name, p = likeliest(flights)
    return f"{name}, probability {p:.2g}" if name else ""


def _inside(subject: Subject, case: Case | None, flights: Ensemble) -> str:
    area = area_in(subject, case)
    p = nan if area is None else share_inside(flights, area, time_in(subject))
    return "" if area is None or isnan(p) else f"{p:.0%} inside {area.name}"
