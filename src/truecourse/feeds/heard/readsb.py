"""What readsb and its kin write: aircraft.json (whole, or one a line), and traces of single aircraft.

Source: readsb, README-json.md. Altitudes in feet, speeds in knots, angles in degrees, `rc` (radius of
containment) in metres: half of it is taken for the 95 % radius, as for a normal error with 1e-5 outside.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import inf, nan
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from truecourse.feeds.heard import source
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.columns import identities, number, numbers
from truecourse.feeds.heard.settle import Rows, heard_of, join, settle
from truecourse.feeds.heard.tally import Tally, add, tally

_NUMBERS = {
    "lat_deg": "lat",
    "lon_deg": "lon",
    "height_ft": "alt_geom",
    "gs_kt": "gs",
    "tas_kt": "tas",
    "course_deg": "track",
    "heading_magnetic_deg": "mag_heading",
    "heading_deg": "true_heading",
    "vertical_rate_ftmin": "baro_rate",
    "accuracy_m": "rc",
}
_CONTAINED = 0.5  # 2.45 / 4.8 standard deviations: 95 % and 1 - 1e-5 of a circular normal error
_TRACE = ("after", "lat", "lon", "alt_baro", "gs", "track", "flags", "baro_rate")
_GEOMETRIC = 8  # bits of a trace's flags
_MOST = 100_000


def rows_of(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Rows of a file of one document, or of one a line; `now` POSIX s is the latest time that can be true."""
    wrong: Counter[str] = Counter()
    data = b"".join(source.pieces(file, wrong))
    yield rows_of_text(data, None, now)
    yield join([]), tally(0, 0, wrong)


def rows_of_text(
    data: bytes, received: float | None, now: float = inf, live: bool = False
) -> tuple[Rows, Tally]:
    """Rows of one document, or of one a line. `received` POSIX s, else each document's own time."""
    whole = _parsed(data)
    documents = (
        [whole] if whole is not None else [_parsed(line) for line in data.splitlines() if line.strip()]
    )
    parts = []
    for document in documents:
        if document is not None and isinstance(document.get("aircraft"), list):
            parts.append(_aircraft(document, received, now, live))
        elif document is not None and isinstance(document.get("trace"), list):
            parts.append(_trace(document, now))
        else:
            parts.append((join([]), tally(1, 0, {named.MALFORMED: 1}, {named.MALFORMED: repr(data[:40])})))
    return join([rows for rows, _ in parts]), add(*(told for _, told in parts))


def _parsed(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _objects(
    values: Sequence[Any], kind: type, wrong: Counter[str], examples: dict[str, object]
) -> list[Any]:
    found = [value for value in values[:_MOST] if isinstance(value, kind)]
    wrong[named.MALFORMED] += len(values) - len(found)
    examples.setdefault(named.MALFORMED, next((v for v in values if not isinstance(v, kind)), ""))
    return found


def _aircraft(
    document: Mapping[str, Any], received: float | None, now: float, live: bool
) -> tuple[Rows, Tally]:
    """One moment of the sky: a position is `seen_pos` seconds older than the document, the rest `seen`."""
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    flights = _objects(document["aircraft"], dict, wrong, examples)
    refused = wrong[named.MALFORMED]
    written = _one(document.get("now"))
    ages = [row.get("seen_pos") if row.get("lat") is not None else row.get("seen") for row in flights]
    wire = _columns(flights, wrong, examples)
    wire["t"] = written - np.nan_to_num(numbers(ages, "seen", wrong, examples))
    wire["received"] = np.full(len(flights), written if received is None else received)
    wire["key"], wire["call"], calls = identities(*_names(flights))
    wire["heard"] = heard_of([str(row.get("type", "")) for row in flights])
    rows, told = settle(wire, calls, now, live)
    return rows, add(tally(refused, 0, wrong, examples), told)


def _trace(document: Mapping[str, Any], now: float) -> tuple[Rows, Tally]:
    """One aircraft: points of seconds after `timestamp`, place, altitude, speed, course, flags, rate."""
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    points = _objects(document["trace"], list, wrong, examples)
    refused = wrong[named.MALFORMED]
    flights = []
    for point in points:
        row = dict(zip(_TRACE, point, strict=False))
        details = point[8] if len(point) > 8 and isinstance(point[8], dict) else {}
        flags = row["flags"] if isinstance(row.get("flags"), int) else 0
        if flags & _GEOMETRIC:
            row["alt_geom"], row["alt_baro"] = row.get("alt_baro"), None
        kept = {name: details.get(name) for name in ("tas", "mag_heading", "true_heading", "flight", "rc")}
        flights.append(kept | row | {"hex": document.get("icao")})
    wire = _columns(flights, wrong, examples)
    after = numbers([row.get("after") for row in flights], "time", wrong, examples)
    wire["t"] = _one(document.get("timestamp")) + after
    wire["key"], wire["call"], calls = identities(*_names(flights))
    wire["heard"] = heard_of([str(p[9]) if len(p) > 9 else "" for p in points])
    rows, told = settle(wire, calls, now)
    return rows, add(tally(refused, 0, wrong, examples), told)


def _columns(
    rows: Sequence[Mapping[str, Any]], wrong: Counter[str], examples: dict[str, object]
) -> dict[str, NDArray]:
    wire: dict[str, NDArray] = {
        name: numbers([row.get(theirs) for row in rows], name, wrong, examples)
        for name, theirs in _NUMBERS.items()
    }
    wire["accuracy_m"] = np.where(wire["accuracy_m"] > 0.0, wire["accuracy_m"], nan) * _CONTAINED
    ground = [row.get("alt_baro") == "ground" for row in rows]
    altitudes = [None if g else row.get("alt_baro") for g, row in zip(ground, rows, strict=True)]
    wire["altitude_ft"] = numbers(altitudes, "altitude_ft", wrong, examples)
    wire["on_ground"] = np.array(ground, dtype=np.bool_)
    return wire


def _names(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Any], list[Any]]:
    return [row.get("hex") for row in rows], [row.get("flight") for row in rows]


def _one(value: object) -> float:
    try:
        return number(value)
    except ValueError:
        return nan
