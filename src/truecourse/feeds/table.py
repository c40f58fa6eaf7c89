"""Columns on the wire become tracks: SI, longitudes wrapped, rows in order of time, one track an aircraft."""

from collections.abc import Sequence
from math import nan
from typing import Any

import numpy as np

from truecourse.earth.angles import wrap, wrap_course
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.wire import parse_number, quoted
from truecourse.flight.track import COLUMNS, Column, Track

BY_WIRE = {column.wire: column for column in COLUMNS}
IDENTITY = ("callsign", "icao24")
NEEDED = ("time", "lat_deg", "lon_deg")
FIRST_INSTANT, LAST_INSTANT = parse_time("1900-01-01T00:00:00Z"), parse_time("2029-12-31T23:59:59Z")
_DIRECTIONS = {"course", "heading", "heading_magnetic", "wind_from"}
_SIGNED = {"lon", "unit_lon", "reporting_unit_lon", "variation"}


def check_names(file: str, names: Sequence[str]) -> None:
    """Raise CaseError unless the columns are known, each there once, and time and place are among them."""
    missing = [name for name in NEEDED if name not in names]
    unknown = [name for name in names if name not in BY_WIRE and name not in IDENTITY]
    if missing:
        raise CaseError(
            f"{file}: there is no column {', '.join(missing)}; the first line names the columns, add it"
        )
    if unknown or len(set(names)) < len(names):
        wrong = quoted(unknown[0]) if unknown else "one that stands there twice"
        known = ", ".join([*BY_WIRE, *IDENTITY])
        raise CaseError(f"{file}: a column is {wrong}; rename it to one of {known}, or remove it")


def checked_instant(t: float) -> float:
    """POSIX seconds as they are. Raises ValueError outside the years that `parse_time` can handle."""
    in_range = FIRST_INSTANT <= t < LAST_INSTANT
    return t if in_range else parse_time(format_time(t) if abs(t) < 1e11 else str(t))


def instant(value: object) -> float:
    """POSIX seconds of an ISO time with zone, or of a number of POSIX seconds. Raises ValueError."""
    try:
        t = parse_number(str(value))
    except ValueError:
        return parse_time(value)
    return checked_instant(t)


def tracks_of_table(file: str, table: dict[str, list[Any]], lines: Sequence[int]) -> list[Track]:
    """Tracks of columns on the wire ("time" in POSIX seconds), split by identity, in order of time.

    `lines` says where each row stands. Raises CaseError for a place off the earth, with its row.
    """
    lat, lon = (np.asarray(table[name], dtype=np.float64) for name in ("lat_deg", "lon_deg"))
    wrong = np.flatnonzero(
        (np.abs(lat) > 90.0) | (lon < -180.0) | (lon > 360.0) | (np.isnan(lat) != np.isnan(lon))
    )
    if wrong.size:
        i = wrong[0]
        raise CaseError(
            f"{file}, row {lines[i]}: lat_deg, lon_deg are {lat[i]}, {lon[i]}; give both, "
            "north -90 to 90 and east -180 to 180"
        )
    n = len(lat)
    order = np.argsort(np.asarray(table["time"], dtype=np.float64), kind="stable")
    of: dict[tuple[str, str], list[int]] = {}
    identity = list(zip(*(table.get(name, [""] * n) for name in IDENTITY), strict=True))
    for i in order:
        of.setdefault(identity[i], []).append(i)
    bare = {
        BY_WIRE[name].name: bare_values(BY_WIRE[name], values)
        for name, values in table.items()
        if name in BY_WIRE
    }
    return [
        Track(callsign, {name: values[rows] for name, values in bare.items()}, icao24, file)
        for (callsign, icao24), rows in of.items()
    ]


def bare_values(column: Column, values: Sequence[Any]) -> np.ndarray:
    """A column from the wire to SI and radians: longitudes (-pi, pi], directions [0, 2 pi), words kept."""
    if column.kind == "word":
        return np.asarray(["" if value is None else str(value) for value in values], dtype=np.str_)
    bare = np.array([nan if value is None else value for value in values], dtype=np.float64) / column.per_si
    if column.name in _SIGNED:
        return wrap(bare)
    return wrap_course(bare) if column.name in _DIRECTIONS else bare
