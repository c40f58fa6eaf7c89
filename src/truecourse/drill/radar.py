"""Radars made up: what each one sees of flights, turn by turn, with its own noise, bias, horizon and gaps."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.drill.flown import Flown
from truecourse.earth.angles import wrap
from truecourse.earth.geodesy import direct, inverse
from truecourse.flight.reports import Heard, Reports, blank

Array = NDArray[np.float64]

EFFECTIVE_RADIUS = 4.0 / 3.0 * 6371008.8  # m: the Earth as straight radar beams see it in standard refraction
HUNDRED_FEET = 30.48  # m: mode C comes in hundreds of feet
LATENCY = 0.5, 1.5  # s from echo to display, least and spread


@dataclass(frozen=True, slots=True)
class Radar:
    """One radar: `number` as in `Reports.sensor`, place (rad, m), `reach` m, a turn every `period` s.

    Noise is one standard deviation, bias constant: `range_noise`, `range_bias` m, `azimuth_noise`,
    `azimuth_bias` rad. `detects` is the chance of a reply a turn. `heard` says primary or secondary.
    """

    number: int
    name: str
    lat: float
    lon: float
    height: float = 100.0
    reach: float = 370e3
    period: float = 12.0
    range_noise: float = 120.0
    azimuth_noise: float = 0.0012
    range_bias: float = 0.0
    azimuth_bias: float = 0.0
    detects: float = 0.97
    heard: Heard = Heard.SECONDARY
    source: str = ""


def horizon(radar: Radar, altitude: Array) -> Array:
    """How far, m, a radar sees at altitudes in m: 4/3 Earth, no terrain (M. Skolnik, Introduction to Radar
    Systems, 3rd ed., sec. 8.4).
    """
    above = np.maximum(np.asarray(altitude, float), 0.0)
    return sqrt(2.0 * EFFECTIVE_RADIUS * radar.height) + np.sqrt(2.0 * EFFECTIVE_RADIUS * above)


def plots(rng: np.random.Generator, radar: Radar, flown: Flown, flight: int, key: int) -> Reports:
    """What one radar sees of one flown flight, by time of validity."""
    t = np.arange(flown.t[0] + rng.random() * radar.period, flown.t[-1], radar.period)
    lat, lon, altitude = at_times(flown, flight, t)
    bearing, _, distance = inverse(radar.lat, radar.lon, lat, lon)
    seen = (distance < radar.reach) & (distance < horizon(radar, altitude)) & (distance > 1000.0)
    seen &= rng.random(len(t)) < radar.detects
    t, bearing, distance, altitude = t[seen], bearing[seen], distance[seen], altitude[seen]
    n = len(t)
    measured = distance + radar.range_bias + radar.range_noise * rng.standard_normal(n)
    towards = bearing + radar.azimuth_bias + radar.azimuth_noise * rng.standard_normal(n)
    columns: dict[str, Any] = blank(n)
    columns["lat"], columns["lon"], _ = direct(radar.lat, radar.lon, towards, measured)
    columns["key"][:], columns["sensor"][:], columns["heard"][:] = key, radar.number, radar.heard
    columns["t"], columns["received"] = t, t + LATENCY[0] + LATENCY[1] * rng.random(n)
    if radar.heard is Heard.SECONDARY:
        columns["altitude"] = np.round(altitude / HUNDRED_FEET) * HUNDRED_FEET
    columns["accuracy"] = 2.45 * np.hypot(radar.range_noise, radar.azimuth_noise * distance) / sqrt(2.0)
    return Reports(**columns)


def broadcast(rng: np.random.Generator, flown: Flown, flight: int, key: int, every: float = 10.0) -> Reports:
    """What the flight itself broadcasts: where it believes to be, and its own speed, course and heading."""
    t = np.arange(flown.t[0] + rng.random() * every, flown.t[-1], every)
    index = np.searchsorted(flown.t, t, side="right") - 1
    columns: dict[str, Any] = blank(len(t))
    for name in ("altitude", "gs", "tas", "course", "heading", "heading_magnetic", "vertical_rate"):
        columns[name] = getattr(flown, name)[index, flight]
    columns["lat"] = np.interp(t, flown.t, flown.believed_lat[:, flight])
    columns["lon"] = _longitude(t, flown.t, flown.believed_lon[:, flight])
    columns["altitude"] = np.round(columns["altitude"] / 7.62) * 7.62  # 25 ft
    columns["key"][:], columns["heard"][:] = key, Heard.ADS_B
    columns["t"], columns["received"], columns["accuracy"][:] = t, t + 0.2, 100.0
    return Reports(**columns)


def at_times(flown: Flown, flight: int, t: Array) -> tuple[Array, Array, Array]:
    """True latitude, longitude and altitude of one flight at times, linear between rows."""
    lat = np.interp(t, flown.t, flown.lat[:, flight])
    altitude = np.interp(t, flown.t, flown.altitude[:, flight])
    return lat, _longitude(t, flown.t, flown.lon[:, flight]), altitude


def merged(parts: list[Reports], names: tuple[tuple[int, str], ...] = ()) -> Reports:
    """Several hearings as one, by reception."""
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Reports.__slots__
        if name != "names"
    }
    order = np.argsort(columns["received"], kind="stable")
    ordered: dict[str, Any] = {name: column[order] for name, column in columns.items()}
    return Reports(**ordered, names=names)


def between(reports: Reports, start: float, end: float) -> Reports:
    """Those received from `start` on, before `end`, POSIX s; reports must be in order of reception."""
    first, last = np.searchsorted(reports.received, [start, end])
    columns: dict[str, Any] = {n: getattr(reports, n)[first:last] for n in Reports.__slots__ if n != "names"}
    return Reports(**columns, names=reports.names)


def _longitude(t: Array, times: Array, lon: Array) -> Array:
    return wrap(np.interp(t, times, np.unwrap(lon)))
