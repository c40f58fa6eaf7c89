"""Read a subject off an ensemble of flights: one value a flight."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.index import contains, prepare
from truecourse.autopilot.offset import offset_from
from truecourse.earth.angles import mean
from truecourse.earth.geodesy import abeam, cross_track, inverse
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.airspace import Airspace
from truecourse.flight.case import Case
from truecourse.flight.claim import Subject
from truecourse.flight.ensemble import Ensemble
from truecourse.flight.fix import Fix
from truecourse.ledger.cloud import quantiles
from truecourse.ledger.crossing import passage, stay, to_edge
from truecourse.ledger.told import area_in, fix_in, number_in, place_in, time_in

Array = NDArray[np.float64]

EARLY = 300.0  # s between the places by which a flight's leg of the route is found


class View(NamedTuple):
    """What a measure may look at: the flights, their case, and the other subjects by name."""

    flights: Ensemble
    case: Case | None
    subjects: Mapping[str, Subject]


def measured(subject: Subject, view: View) -> Array | None:
    """The subject's value in every flight (n,), SI, POSIX s or rad; NaN where it did not happen.

    None where the subject has no measure, or one that names a fix, an area or a time that there is not.
    `position_at` gives (n, 2), latitude and longitude; `deviation_side` the true bearing from the route.
    """
    read = _MEASURES.get(subject.measure)
    try:
        return None if read is None else read(subject, view)
    except ValueError:  # a leg too far away to be abeam of, an area that is none
        return None


def place_at(flights: Ensemble, t: float) -> tuple[Array, Array]:
    """Latitude and longitude (n,), rad, of every flight at a time; NaN outside its flight."""
    i, part = _between(flights.t, t)
    if i < 0:
        return (np.full(len(flights.weights), np.nan),) * 2
    p = to_nvector(flights.lat[:, i : i + 2], flights.lon[:, i : i + 2])
    return from_nvector((1.0 - part) * p[:, 0] + part * p[:, -1])


def value_at(flights: Ensemble, column: Array, t: float) -> Array:
    """A column (n, k) at a time, linear between its times; NaN outside."""
    i, part = _between(flights.t, t)
    if i < 0:
        return np.full(len(flights.weights), np.nan)
    pair = column[:, i : i + 2]
    return pair[:, 0] if part == 0.0 else (1.0 - part) * pair[:, 0] + part * pair[:, -1]


def middle_of(lat: Array, lon: Array, weights: Array) -> tuple[float, float]:
    """The middle of weighted places (n,), rad, by the mean of their normals; NaN where less than half of the
    flights have a place.
    """
    own = np.isfinite(lat)
    if weights[own].sum() < 0.5:
        return np.nan, np.nan
    found = from_nvector(weights[own] @ to_nvector(lat[own], lon[own]))
    return float(found[0]), float(found[1])


def level_of(flights: Ensemble, t: float) -> float:
    """The median pressure altitude of the flights at a time, m; NaN where less than half are in flight."""
    return quantiles(value_at(flights, flights.altitude, t), flights.weights, "length")[1]


def share_inside(flights: Ensemble, area: Airspace, t: float) -> float:
    """The share of the flights at a time that are over an area; NaN where less than half are in flight."""
    lat, lon = place_at(flights, t)
    own = np.isfinite(lat)
    heft = float(flights.weights[own].sum())
    if heft < 0.5:
        return np.nan
    inside, _ = contains(prepare((area,)), lat[own], lon[own])
    return float(flights.weights[own][np.unique(inside)].sum() / heft)


def last_time(subject: Subject) -> float:
    """The last time that a measure of the subject looks at; NaN if it looks for one itself."""
    times = [time_in(subject, key) for key in ("time", "from", "to")]
    return float(np.nanmax(times)) if np.isfinite(times).any() else np.nan


def middle_time(subject: Subject) -> float:
    """The middle of the times that a measure of the subject looks at; NaN if it looks for one itself."""
    times = [t for key in ("time", "from", "to") if np.isfinite(t := time_in(subject, key))]
    return float(np.mean(times)) if times else np.nan


def _between(t: Array, when: float) -> tuple[int, float]:
    if not (len(t) and t[0] <= when <= t[-1]):
        return -1, 0.0
    i = min(int(np.searchsorted(t, when, side="right")) - 1, max(len(t) - 2, 0))
    return i, float((when - t[i]) / (t[i + 1] - t[i])) if len(t) > 1 else 0.0


def _leg(subject: Subject, view: View) -> tuple[Fix, Fix, Fix] | None:
    named = [fix_in(subject, key, view.case) for key in ("leg_from", "leg_to", "fix")]
    start, end, place = named
    return None if start is None or end is None or place is None else (start, end, place)


def _passage_time(subject: Subject, view: View) -> Array | None:
    leg = _leg(subject, view)
    return None if leg is None else passage(view.flights, *leg)[0]


def _offset_abeam(subject: Subject, view: View) -> Array | None:
    leg = _leg(subject, view)
    if leg is None:
        return None
    _, lat, lon = passage(view.flights, *leg)
    start, end, _ = leg
    return _right_of(lat, lon, start, end)


def _right_of(lat: Array, lon: Array, start: Fix, end: Fix) -> Array:
    found = np.full(lat.shape, np.nan)
    met = np.isfinite(lat)
    found[met] = cross_track(lat[met], lon[met], start.lat, start.lon, end.lat, end.lon)
    return found


def _offset_at(subject: Subject, view: View) -> Array | None:
    """Metres right of the planned route, by the leg that each flight had come to."""
    t = time_in(subject)
    if view.case is None or not np.isfinite(t):
        return None
    flights, route = view.flights, tuple(point.fix for point in view.case.plan.points)
    steps = flights.t[flights.t < t]
    kept = max(1, round(EARLY / np.diff(steps).mean())) if len(steps) > 1 else 1
    lat, lon = place_at(flights, t)
    found = np.full(lat.shape, np.nan)
    for i in np.flatnonzero(np.isfinite(lat)):
        way_lat = np.append(flights.lat[i, : len(steps) : kept], lat[i])
        way_lon = np.append(flights.lon[i, : len(steps) : kept], lon[i])
        own = np.isfinite(way_lat)
        found[i] = offset_from(route, way_lat[own], way_lon[own])[-1]
    return found


def _deviation_side(subject: Subject, view: View) -> Array | None:
    """True bearing, [0, 2 pi), from the nearest leg of the route to the flight."""
    lat, lon = place_at(view.flights, time_in(subject))
    if view.case is None or len(view.case.plan.points) < 2:
        return None
    fixes = [point.fix for point in view.case.plan.points]
    best, found = np.full(lat.shape, np.inf), np.full(lat.shape, np.nan)
    met = np.isfinite(lat)
    for start, end in pairwise(fixes):
        length = float(inverse(start.lat, start.lon, end.lat, end.lon)[2])
        if length < 1.0 or not met.any():
            continue
        foot = abeam(lat[met], lon[met], start.lat, start.lon, end.lat, end.lon)
        on_leg = [inverse(f.lat, f.lon, *foot)[2] <= length for f in (start, end)]
        course, _, away = inverse(*foot, lat[met], lon[met])
        nearer = on_leg[0] & on_leg[1] & (away < best[met])
        best[met] = np.where(nearer, away, best[met])
        found[met] = np.where(nearer, np.mod(course, 2.0 * np.pi), found[met])
    return found


def _region(last: bool) -> Callable[[Subject, View], Array | None]:
    def read(subject: Subject, view: View) -> Array | None:
        area = area_in(subject, view.case)
        which = number_in(subject, "which", 1.0)
        return None if area is None or not which >= 1.0 else stay(view.flights, area, int(which))[int(last)]

    return read


def _column_at(name: str) -> Callable[[Subject, View], Array | None]:
    def read(subject: Subject, view: View) -> Array | None:
        t = time_in(subject)
        return value_at(view.flights, getattr(view.flights, name), t) if np.isfinite(t) else None

    return read


def _speed_between(subject: Subject, view: View) -> Array | None:
    """Mean ground speed: the integral of it over the time between, so that turns count as flown."""
    start, end = time_in(subject, "from"), time_in(subject, "to")
    flights = view.flights
    if not start < end:
        return None
    inner = (flights.t > start) & (flights.t < end)
    t = np.concatenate([[start], flights.t[inner], [end]])
    ends = (value_at(flights, flights.gs, start), value_at(flights, flights.gs, end))
    gs = np.concatenate([ends[0][:, None], flights.gs[:, inner], ends[1][:, None]], axis=1)
    return np.trapezoid(gs, t, axis=1) / (end - start)


def _heading_at(subject: Subject, view: View) -> Array | None:
    t = time_in(subject)
    if not np.isfinite(t):
        return None
    north, east = (value_at(view.flights, f(view.flights.heading_magnetic), t) for f in (np.cos, np.sin))
    return np.mod(np.arctan2(east, north), 2.0 * np.pi)


def _heading_between(subject: Subject, view: View) -> Array | None:
    """The mean direction of the nose over the time between."""
    start, end = time_in(subject, "from"), time_in(subject, "to")
    inner = (view.flights.t >= start) & (view.flights.t <= end)
    if not start <= end or not inner.any() or start < view.flights.t[0] or end > view.flights.t[-1]:
        return None
    return np.mod(mean(view.flights.heading_magnetic[:, inner], axis=1), 2.0 * np.pi)


def _position_at(subject: Subject, view: View) -> Array | None:
    t = time_in(subject)
    return np.stack(place_at(view.flights, t), axis=1) if np.isfinite(t) else None


def _distance_to_region_at(subject: Subject, view: View) -> Array | None:
    area, t = area_in(subject, view.case), time_in(subject)
    return None if area is None or not np.isfinite(t) else to_edge(area, *place_at(view.flights, t))


def _distance_to_place_at(subject: Subject, view: View) -> Array | None:
    place, t = place_in(subject), time_in(subject)
    if not np.isfinite([*place, t]).all():
        return None
    return inverse(*place_at(view.flights, t), *place)[2]


def _duration(subject: Subject, view: View) -> Array | None:
    """From one measured subject to another; from take-off where it says so."""
    about = dict(subject.about)
    ends = []
    for key in ("from_subject", "to_subject"):
        other = view.subjects.get(about.get(key, ""))
        if other is None or other.measure == "duration":
            return None
        ends.append(measured(other, view))
    start, end = ends
    return None if start is None or end is None else end - start


def _take_off(_: Subject, view: View) -> Array | None:
    """What the case starts from: an assumption of every flight."""
    return None if view.case is None else np.full(len(view.flights.weights), view.case.t_start)


def _crosses_180(_: Subject, view: View) -> Array | None:
    """When the longitude passes 180 degrees for the first time."""
    p = to_nvector(view.flights.lat, view.flights.lon)
    y, x = p[..., 1], p[..., 0]
    turns = (y[:, :-1] * y[:, 1:] <= 0.0) & (x[:, :-1] < 0.0) & (x[:, 1:] < 0.0) & (y[:, :-1] != y[:, 1:])
    first = turns.argmax(axis=1)
    row = np.arange(len(y))
    before, after = y[row, first], y[row, first + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = before / (before - after)
    t = view.flights.t
    return np.where(turns.any(axis=1), t[first] + part * (t[first + 1] - t[first]), np.nan)


_MEASURES: dict[str, Callable[[Subject, View], Array | None]] = {
    "passage_time": _passage_time,
    "offset_abeam": _offset_abeam,
    "offset_at": _offset_at,
    "deviation_side": _deviation_side,
    "region_entry": _region(False),
    "region_exit": _region(True),
    "speed_at": _column_at("gs"),
    "speed_between": _speed_between,
    "level_at": _column_at("altitude"),
    "heading_at": _heading_at,
    "heading_between": _heading_between,
    "position_at": _position_at,
    "distance_to_region_at": _distance_to_region_at,
    "distance_to_place_at": _distance_to_place_at,
    "duration": _duration,
    "crosses_180": _crosses_180,
    "take_off": _take_off,
}
MEASURES = frozenset(_MEASURES)
