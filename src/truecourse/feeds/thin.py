"""A recorded track thinned into observations with errors, as rows of observations.csv."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from truecourse.earth.angles import difference
from truecourse.earth.units import METRES_PER_FOOT
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time
from truecourse.feeds.observations import COLUMNS
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL
from truecourse.flight.track import Track

Row = dict[str, str]

_GEOD = Geod(ellps="WGS84")
_FASTEST = 400.0  # m/s over the ground; a place that needs more from both its neighbours is wrong
_SLOWEST = 45.0  # m/s (87 kt): faster than any taxiing, slower than any transport aircraft flies
_STEP = 20.0  # s between the places that a course is measured over
_LEVEL_BAND = 75.0 * METRES_PER_FOOT  # level flight strays less: three times the transponder's 25 ft
_LEVEL_TIME = 180.0  # s
_LOWEST_LEVEL = 1500.0 * METRES_PER_FOOT  # below it is the aerodrome, not a level
# A simulated flight follows the wind's error to a tenth (its modes hold 99 % of its variance): 1.3 of 13 m/s,
# half a mile in the twelve minutes from one place kept to the next, ten times what the broadcast is off.
_SPACING = 720.0  # s, a quarter of the time over which the wind's error is correlated as flown (48 minutes)
_POSITION_ERROR_NM = "0.5"
_LEVEL_ERROR_FL = (
    "1"  # a third of the 245 ft that altimetry errors keep to in RVSM airspace (ICAO Doc 9574), rounded up
)
_OUTLIER = "0.02"


@dataclass(frozen=True, slots=True)
class Places:
    """Usable places of a track: POSIX seconds, degrees, pressure altitude (m, NaN unknown), each `(n,)`."""

    t: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    altitude: NDArray[np.float64]
    dropped: int = 0


def usable(track: Track) -> Places:
    """The places of a track at least a step apart, without repeats and without jumps no aircraft can make.

    `dropped` counts the jumps. Raises CaseError where fewer than two places are left.
    """
    columns = track.columns
    altitude = columns.get("altitude", np.full(len(columns["t"]), np.nan))
    known = np.flatnonzero(
        np.isfinite(columns["lat"]) & np.isfinite(columns["lon"]) & np.isfinite(columns["t"])
    )
    lat_deg, lon_deg = np.degrees(columns["lat"][known]), np.degrees(columns["lon"][known])
    path = Places(columns["t"][known], lat_deg, lon_deg, altitude[known])
    path = _taken(path, np.concatenate([[True], np.diff(path.t) > 0.0])[: len(known)])
    _, _, length = _GEOD.inv(path.lon_deg[:-1], path.lat_deg[:-1], path.lon_deg[1:], path.lat_deg[1:])
    fast = length / np.diff(path.t) > _FASTEST
    jumps = np.concatenate([[True], fast]) & np.concatenate([fast, [True]])
    jumps = jumps & (len(path.t) > 2)
    kept = _apart(path.t, ~jumps)
    path = _taken(path, kept, dropped=int(jumps.sum()))
    if len(path.t) < 2:
        raise CaseError(
            f"{track.source or 'the track'} has fewer than two usable places; give a longer track"
        )
    return path


def flown(path: Places) -> Places:
    """The places from just before the aircraft first moves at flying speed to the last at which it does.

    Raises CaseError where it never does.
    """
    _, _, length = _GEOD.inv(path.lon_deg[:-1], path.lat_deg[:-1], path.lon_deg[1:], path.lat_deg[1:])
    fast = np.flatnonzero(length / np.diff(path.t) > _SLOWEST)
    if not fast.size:
        raise CaseError("the track never reaches flying speed; give the track of a flight, not of taxiing")
    return _taken(path, slice(fast[0], fast[-1] + 2))


def thin(path: Places, source: str, spacing: float = _SPACING, most: int = 40) -> list[Row]:
    """Rows of observations.csv: a place every `spacing` seconds and at turns, and each level reached.

    A turn is a change of 15 degrees since the last place kept, more where there would be over `most` places.
    The errors are judgements and say so in their notes; all places share one group.
    """
    turn = np.radians(15.0)
    while len(places := _places(path, spacing, turn)) > most:
        spacing, turn = (spacing, turn * 1.3) if turn < np.pi else (spacing * 1.2, turn)
    known = datetime.fromtimestamp(path.t[-1], UTC).date().isoformat()
    shared = {
        "use": "explain",
        "known_since": known,
        "outlier_probability": _OUTLIER,
        "tag": "C",
        "source": source,
    }
    rows = [_position(path, i, shared) for i in places]
    rows += [_level(t, altitude, shared) for t, altitude in levels(path)]
    return sorted(rows, key=lambda row: row["time"])


def levels(path: Places) -> list[tuple[float, float]]:
    """When each level flight of three minutes or more began, and at which altitude, m."""
    found: list[tuple[float, float]] = []
    known = np.flatnonzero(np.isfinite(path.altitude))
    begin = 0
    for end in range(1, len(known) + 1):
        stretch = path.altitude[known[begin:end]]
        if end < len(known) and abs(path.altitude[known[end]] - np.median(stretch)) <= _LEVEL_BAND:
            continue
        level = float(np.median(stretch))
        steady = path.t[known[end - 1]] - path.t[known[begin]] >= _LEVEL_TIME and level > _LOWEST_LEVEL
        if steady and (not found or abs(level - found[-1][1]) > 2.0 * _LEVEL_BAND):
            found.append((float(path.t[known[begin]]), level))
        begin = end
    return found


def observations_csv(rows: list[Row]) -> str:
    """The text of observations.csv: its header and these rows, columns that a row lacks being empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _taken(path: Places, which: NDArray | slice | list[int], dropped: int = 0) -> Places:
    return Places(
        path.t[which], path.lat_deg[which], path.lon_deg[which], path.altitude[which], path.dropped + dropped
    )


def _apart(t: NDArray, good: NDArray) -> list[int]:
    """Indices of good places each at least a step after the one before; the last good one always."""
    kept: list[int] = []
    for i in np.flatnonzero(good):
        if not kept or t[i] - t[kept[-1]] >= _STEP:
            kept.append(int(i))
    last = np.flatnonzero(good)[-1:]
    return kept if not kept or kept[-1] == last[0] else [*kept, int(last[0])]


def _places(path: Places, spacing: float, turn: float) -> list[int]:
    """Indices of the places kept: the first, the last, one a `spacing`, and one after each turn."""
    course, _, _ = _GEOD.inv(path.lon_deg[:-1], path.lat_deg[:-1], path.lon_deg[1:], path.lat_deg[1:])
    course = np.radians(course)
    kept = [0]
    for i in range(1, len(path.t) - 1):
        age = path.t[i] - path.t[kept[-1]]
        turned = abs(float(difference(course[i], course[kept[-1]]))) > turn
        if age >= spacing - 0.5 * _STEP or (turned and age >= 3.0 * _STEP):
            kept.append(i)
    return [*kept, len(path.t) - 1]


def _position(path: Places, i: int, shared: Row) -> Row:
    time = format_time(round(path.t[i]))
    return shared | {
        "id": f"position-{time[11:19].replace(':', '')}-{i}",
        "kind": "position",
        "time": time,
        "time_error_s": "1",
        "lat_deg": f"{path.lat_deg[i]:.5f}",
        "lon_deg": f"{path.lon_deg[i]:.5f}",
        "error": _POSITION_ERROR_NM,
        "group": "adsb-positions",
        "note": "error: what a simulated flight cannot follow of the wind; chance of being wrong: judged",
    }


def _level(t: float, altitude: float, shared: Row) -> Row:
    time = format_time(round(t))
    return shared | {
        "id": f"level-{time[11:19].replace(':', '')}",
        "kind": "level",
        "time": time,
        "time_error_s": "30",
        "value": f"{round(altitude / METRES_PER_FLIGHT_LEVEL)}",
        "unit": "fl",
        "error": _LEVEL_ERROR_FL,
        "group": "adsb-levels",
        "note": "level from here for three minutes or more, by the transponder's pressure altitude",
    }
