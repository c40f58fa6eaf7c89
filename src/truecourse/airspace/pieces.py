"""Tracks as straight pieces of at most 20 km, the places between samples being on their geodesic."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled
from truecourse.earth import geodesy
from truecourse.earth.ellipsoid import ECCENTRICITY_SQUARED, SEMI_MAJOR
from truecourse.earth.nvector import from_cartesian, to_cartesian
from truecourse.flight.tracks import Tracks

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LONGEST = 20e3  # m; see `tree.PAD`
BATCH = 1_000_000  # samples looked at together: 100,000 flights then need no more room than a few


class Pieces(NamedTuple):
    """Points (n, 3) m of F flights with their times and altitudes; flight i's begin at `first[i]`.

    Every flight has two points or more: a flight of one sample stays where it is for no time.
    """

    points: Floats
    t: Floats
    altitude: Floats
    first: Integers


def batches(tracks: Tracks) -> Iterator[tuple[int, int]]:
    """Flights to look at together: from, to."""
    begin = 0
    while begin < len(tracks.names):
        end = int(np.searchsorted(tracks.first, tracks.first[begin] + BATCH, side="right")) - 1
        end = max(end, begin + 1)
        yield begin, end
        begin = end


def pieces(tracks: Tracks, begin: int, end: int) -> Pieces:
    """The pieces of flights `begin` to `end`. Raises ValueError as `entries` says."""
    rows = slice(tracks.first[begin], tracks.first[end])
    first = np.asarray(tracks.first[begin : end + 1] - tracks.first[begin], np.int64)
    t, lat, lon = tracks.t[rows], tracks.lat[rows], tracks.lon[rows]
    last = first[1:] - 1
    _check(tracks, begin, first, t, np.isfinite(t) & np.isfinite(lat) & np.isfinite(lon))
    altitude = _altitudes(first, t, tracks.altitude[rows])
    points, length = _surface(lat, lon)
    length[last] = 0.0
    count = np.maximum(1, np.ceil(_geodesic(length, lat, lon) / LONGEST)).astype(np.int64)
    count[last[np.diff(first) == 1]] = 2
    if np.all(count == 1):
        return Pieces(points, t, altitude, first)
    row = np.repeat(np.arange(len(t)), count)
    ahead = np.minimum(row + 1, len(t) - 1)
    share = (np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)) / count[row]
    share[length[row] == 0.0] = 0.0
    between = np.flatnonzero(share > 0.0)
    dense = points[row]
    a, b = row[between], ahead[between]
    course, _, distance = geodesy.inverse(lat[a], lon[a], lat[b], lon[b])
    dense[between] = to_cartesian(*geodesy.direct(lat[a], lon[a], course, distance * share[between])[:2])
    return Pieces(
        dense,
        t[row] + share * np.where(share > 0.0, t[ahead] - t[row], 0.0),
        altitude[row] + share * np.where(share > 0.0, altitude[ahead] - altitude[row], 0.0),
        np.concatenate([[0], np.cumsum(np.add.reduceat(count, first[:-1]))]),
    )


def place_at(path: Pieces, flight: Integers, s: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Time, latitude, longitude and altitude (n,) at s = k + u: the share u of piece k of flights (n,)."""
    most = path.first[flight + 1] - path.first[flight] - 2
    k = np.minimum(s.astype(np.int64), most)
    u = s - k
    at = path.first[flight] + k
    lat, lon = from_cartesian(path.points[at] + u[:, None] * (path.points[at + 1] - path.points[at]))
    t = path.t[at] + u * (path.t[at + 1] - path.t[at])
    return t, lat, lon, path.altitude[at] + u * (path.altitude[at + 1] - path.altitude[at])


@compiled
def _surface(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Places (n, 3) m as `to_cartesian` has them, and how far it is from each to the next; in one go."""
    points, length = np.empty((len(lat), 3)), np.zeros(len(lat))
    for i in range(len(lat)):
        sine, cosine = np.sin(lat[i]), np.cos(lat[i])
        radius = SEMI_MAJOR / np.sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine)
        points[i, 0] = radius * cosine * np.cos(lon[i])
        points[i, 1] = radius * cosine * np.sin(lon[i])
        points[i, 2] = radius * (1.0 - ECCENTRICITY_SQUARED) * sine
        if i:
            square = 0.0
            for k in range(3):
                square += (points[i, k] - points[i - 1, k]) ** 2
            length[i - 1] = np.sqrt(square)
    return points, length


def _geodesic(length: Floats, lat: Floats, lon: Floats) -> Floats:
    """Lengths along the surface: a chord of under 18 km is near enough, others are solved for."""
    long = np.flatnonzero(length > 0.9 * LONGEST)
    length = length.copy()
    length[long] = geodesy.inverse(lat[long], lon[long], lat[long + 1], lon[long + 1])[2]
    if np.any(length > geodesy.LONGEST_LEG):
        raise ValueError("two samples of a flight are near-antipodes, so its way is not defined; split it")
    return length


def _check(tracks: Tracks, begin: int, first: Integers, t: Floats, finite: NDArray[np.bool_]) -> None:
    if np.any(np.diff(first) < 1):
        name = tracks.names[begin + int(np.argmax(np.diff(first) < 1))]
        raise ValueError(f"flight {name} has no sample; leave it out")
    backwards = np.diff(t) < 0.0
    backwards[first[1:-1] - 1] = False
    wrong = ~finite
    wrong[1:] |= backwards
    if np.any(wrong):
        flight = int(np.searchsorted(first, np.argmax(wrong), side="right")) - 1
        raise ValueError(
            f"flight {tracks.names[begin + flight]}: a sample is not finite or before the one above it; "
            "leave out what is missing and sort by time"
        )


def _altitudes(first: Integers, t: Floats, altitude: Floats) -> Floats:
    """Altitudes, a missing one drawn between its neighbours, or held; NaN for a flight with none."""
    missing = np.isnan(altitude)
    if not missing.any():
        return altitude
    altitude = altitude.copy()
    for flight in np.unique(np.searchsorted(first, np.flatnonzero(missing), side="right") - 1):
        rows = slice(first[flight], first[flight + 1])
        gone = missing[rows]
        if not gone.all():
            altitude[rows] = np.where(
                gone, np.interp(t[rows], t[rows][~gone], altitude[rows][~gone]), altitude[rows]
            )
    return altitude
