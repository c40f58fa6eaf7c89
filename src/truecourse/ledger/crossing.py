"""When the flights of an ensemble pass abeam a fix, and enter and leave an area."""

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.entries import entries
from truecourse.airspace.index import prepare
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.earth.region import signed_distance
from truecourse.flight.airspace import Airspace
from truecourse.flight.ensemble import Ensemble
from truecourse.flight.fix import Fix
from truecourse.flight.tracks import Tracks

Array = NDArray[np.float64]
# s between two stays in an area that count as one, at cruise some 80 NM. Who says when a flight came to a
# coast or left it does not count a headland and the bay behind it apart; two coasts more than an hour apart
# everybody does. Between these it is a judgement.
TOGETHER = 600.0
_NEAR = 0.92  # cosine of about 1,400 NM: the plane abeam a place is met on that place's side of the Earth


def passage(flights: Ensemble, start: Fix, end: Fix, place: Fix) -> tuple[Array, Array, Array]:
    """When, and where, every flight (n,) first crosses the line through a place square to a leg, going on:
    POSIX s, latitude and longitude rad; NaN where it never does.
    """
    a, b, at = (to_nvector(f.lat, f.lon) for f in (start, end, place))
    normal = np.cross(a, b)
    ahead = np.cross(normal, at)
    length = np.linalg.norm(ahead)
    p = to_nvector(flights.lat, flights.lon)
    past = p @ (ahead / length) if length > 0.0 else np.full(flights.lat.shape, np.nan)
    near = p @ at > _NEAR
    crossed = (past[:, :-1] < 0.0) & (past[:, 1:] >= 0.0) & near[:, 1:]
    first = crossed.argmax(axis=1)
    row = np.arange(len(past))
    with np.errstate(invalid="ignore", divide="ignore"):
        part = past[row, first] / (past[row, first] - past[row, first + 1])
    met = crossed.any(axis=1)
    t = np.where(met, flights.t[first] + part * (flights.t[first + 1] - flights.t[first]), np.nan)
    between = (1.0 - part)[:, None] * p[row, first] + part[:, None] * p[row, first + 1]
    lat, lon = from_nvector(between)
    return t, np.where(met, lat, np.nan), np.where(met, lon, np.nan)


def stay(flights: Ensemble, area: Airspace, which: int = 1) -> tuple[Array, Array]:
    """When every flight (n,) entered an area for the `which`th time, and when it left it then, POSIX s; stays
    less than `TOGETHER` apart are one.

    NaN where it never did, where it was inside from its first moment, or where it was not seen to leave.
    """
    n = len(flights.weights)
    entered, left = np.full(n, np.nan), np.full(n, np.nan)
    seen = np.isfinite(flights.lat) & np.isfinite(flights.lon)
    flown = np.flatnonzero(seen.any(axis=1))  # the others have no place, and were nowhere
    own = seen[flown]
    if not len(flown):
        return entered, left
    first = np.concatenate([[0], np.cumsum(own.sum(axis=1))]).astype(np.int64)
    t = np.broadcast_to(flights.t, own.shape)
    lat, lon, altitude = (column[flown][own] for column in (flights.lat, flights.lon, flights.altitude))
    tracks = Tracks(tuple(map(str, flown)), first, t[own], lat, lon, altitude)
    met = entries(tracks, prepare((area,)))
    for i, flight in enumerate(flown):
        mine = met.flight == i
        begin, end = tracks.t[first[i]], tracks.t[first[i + 1] - 1]
        stays = _together(met.entry_t[mine], met.exit_t[mine])
        stays = stays[stays[:, 0] > begin]
        if len(stays) >= which:
            entered[flight], out = stays[which - 1]
            left[flight] = out if out < end else np.nan
    return entered, left


def _together(into: Array, out: Array) -> Array:
    """Stays, from and to, in order of time, those less than `TOGETHER` apart made one, (m, 2)."""
    stays: list[list[float]] = []
    for start, end in sorted(zip(into.tolist(), out.tolist(), strict=True)):
        if stays and start - stays[-1][1] < TOGETHER:
            stays[-1][1] = end
        else:
            stays.append([start, end])
    return np.array(stays).reshape(-1, 2)


def to_edge(area: Airspace, lat: Array, lon: Array) -> Array:
    """Metres from places (n,) to an area's edge, negative inside; holes and lines are not looked at.

    NaN for an area without a ring.
    """
    if not area.rings:
        return np.full(np.shape(lat), np.nan)
    return signed_distance(area.rings, lat, lon, area.edges) - area.offset
