"""What the reconstruction says of subjects that are no number: places, sides, causes and areas, in words."""

from math import degrees, isfinite

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.case import Case
from truecourse.flight.claim import Ledger, Subject
from truecourse.flight.ensemble import Array, Ensemble
from truecourse.ledger import say
from truecourse.ledger.crossing import to_edge
from truecourse.ledger.measure import last_time, place_at
from truecourse.ledger.reconstruction import Values
from truecourse.ledger.told import area_in, time_in


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
    own = np.isfinite(values[:, 0])
    if weights[own].sum() < 0.5:
        return ""
    heft = weights[own] / weights[own].sum()
    lat, lon = from_nvector(heft @ to_nvector(values[own, 0], values[own, 1]))
    away = inverse(float(lat), float(lon), values[own, 0], values[own, 1])[2]
    spread = float(np.sqrt(0.5 * (heft @ away**2)))
    north, east = "N" if lat >= 0.0 else "S", "E" if lon >= 0.0 else "W"
    middle = f"{abs(degrees(lat)):.2f}° {north}, {abs(degrees(lon)):.2f}° {east}"
    return f"{middle} ± {say.wire(spread, 'length')}"


def _side(values: Array, weights: Array) -> str:
    own = np.isfinite(values) & (weights > 0.0)
    if weights[own].sum() < 0.5:
        return ""
    heft = weights[own] / weights[own].sum()
    north, east = heft @ np.cos(values[own]), heft @ np.sin(values[own])
    bearing = degrees(np.mod(np.arctan2(east, north), 2.0 * np.pi))
    return f"{bearing:.0f}° true from the route"


def _cause(flights: Ensemble) -> str:
    known = [(p, name) for p, name in zip(flights.probabilities, flights.names, strict=True) if isfinite(p)]
    p, name = max(known, default=(float("nan"), ""))
    return f"{name}, probability {p:.2g}" if name else ""


def _inside(subject: Subject, case: Case | None, flights: Ensemble) -> str:
    area, t = area_in(subject, case), time_in(subject)
    if area is None or not isfinite(t):
        return ""
    lat, lon = place_at(flights, t)
    own = np.isfinite(lat)
    heft = float(flights.weights[own].sum())
    if heft < 0.5:
        return ""
    p = float(flights.weights[own] @ (to_edge(area, lat[own], lon[own]) <= 0.0)) / heft
    return f"{p:.0%} inside {area.name}"
