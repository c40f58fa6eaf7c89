"""Recordings as pandas writes them in JSON: a list of records, one a line, or columns of row label and value.

The names are those of the Python package traffic (`timestamp`, `icao24`, `latitude`, `groundspeed` in knots,
`altitude` in feet, `track`, `vertical_rate` in feet a minute ...).
"""

import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from math import nan
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.json
from numpy.typing import NDArray

from truecourse.feeds.heard import source
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.arrow import floats, whose
from truecourse.feeds.heard.columns import identities, moment, numbers, seconds
from truecourse.feeds.heard.settle import Rows, join, settle
from truecourse.feeds.heard.tally import Tally, add, tally

# Register 6,0 of Comm-B gives magnetic headings (ICAO Doc 9871, table A-2-96), and `heading` is that
_WIRE = {
    "lat_deg": "latitude",
    "lon_deg": "longitude",
    "altitude_ft": "altitude",
    "height_ft": "geoaltitude",
    "gs_kt": "groundspeed",
    "tas_kt": "TAS",
    "course_deg": "track",
    "heading_magnetic_deg": "heading",
    "vertical_rate_ftmin": "vertical_rate",
}
_SCHEMA = pa.schema(
    [(name, pa.float64()) for name in (*_WIRE.values(), "timestamp")]
    + [("icao24", pa.string()), ("callsign", pa.string()), ("onground", pa.bool_())]
)
_PARSE = pa.json.ParseOptions(explicit_schema=_SCHEMA, unexpected_field_behavior="ignore")
_BETWEEN = re.compile(rb"\}\s*,?\s*\{")
_COLUMNS = re.compile(rb'\s*\{\s*"\w+"\s*:\s*\{')


def rows_of(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Rows of a recording, piece by piece; `now` POSIX s is the latest that can be true."""
    wrong: Counter[str] = Counter()
    pieces = source.pieces(file, wrong)
    first = next(pieces, b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    if _COLUMNS.match(first):
        yield _columns(first + b"".join(pieces), now)
    else:
        is_list, rest = first[:1] == b"[", b""
        for piece in itertools.chain([first.removeprefix(b"[")], pieces):
            data = _BETWEEN.sub(b"}\n{", rest + (piece.replace(b"\n", b" ") if is_list else piece))
            end = data.rfind(b"\n{") + 1
            rest = data[end:]
            if end:
                yield _records(data[:end], now)
        rest = rest.rstrip()
        if rest := rest.removesuffix(b"]") if is_list else rest:
            yield _records(rest, now)
    yield join([]), tally(0, 0, wrong)


def _records(data: bytes, now: float) -> tuple[Rows, Tally]:
    """One record a line: together where all are plain, else one by one."""
    records = data.count(b"{")
    # Arrow's reader descends as deep as it is led: only flat records are for it
    if b"[" not in data and records == data.count(b"}") and data.count(b"\n") in (records - 1, records):
        try:
            table = pa.json.read_json(io.BytesIO(data), pa.json.ReadOptions(block_size=len(data)), _PARSE)
        except (pa.ArrowException, OverflowError):
            pass
        else:
            if table.num_rows == records:
                return _arrow(table, now)
    return _one_by_one(data, now)


def _arrow(table: pa.Table, now: float) -> tuple[Rows, Tally]:
    keys, call, calls = whose(table["icao24"], table["callsign"])
    wire: dict[str, NDArray] = {name: floats(table[theirs]) for name, theirs in _WIRE.items()}
    wire |= {"key": keys, "call": call, "t": seconds(floats(table["timestamp"]))}
    wire["on_ground"] = floats(table["onground"]) == 1.0
    return settle(wire, calls, now)


def _one_by_one(data: bytes, now: float) -> tuple[Rows, Tally]:
    found: list[dict[str, Any]] = []
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    for line in data.split(b"\n"):
        if not line.strip(b" \t\r,"):
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            found.append(record)
        else:
            wrong[named.MALFORMED] += 1
            examples.setdefault(named.MALFORMED, line[:60].decode("utf-8", "replace"))
    return _settled({name: [row.get(name) for row in found] for name in _SCHEMA.names}, now, wrong, examples)


def _columns(data: bytes, now: float) -> tuple[Rows, Tally]:
    """Columns of row label and value, as `DataFrame.to_json` writes them by default."""
    try:
        table = json.loads(data)
    except (ValueError, RecursionError):
        table = None
    stamps = table.get("timestamp") if isinstance(table, dict) else None
    if not isinstance(stamps, dict):
        return join([]), tally(
            1, 0, {named.MALFORMED: 1}, {named.MALFORMED: data[:60].decode("utf-8", "replace")}
        )
    columns = {name: table.get(name) for name in _SCHEMA.names}
    given = {name: column for name, column in columns.items() if isinstance(column, dict)}
    return _settled(
        {name: list(map(given.get(name, {}).get, stamps)) for name in _SCHEMA.names}, now, Counter(), {}
    )


def _settled(
    columns: dict[str, list[Any]], now: float, wrong: Counter[str], examples: dict[str, object]
) -> tuple[Rows, Tally]:
    refused = wrong[named.MALFORMED]
    keys, call, calls = identities(columns["icao24"], columns["callsign"])
    wire: dict[str, NDArray] = {
        name: numbers(columns[theirs], name, wrong, examples) for name, theirs in _WIRE.items()
    }
    wire |= {"key": keys, "call": call, "t": np.array([_moment(value) for value in columns["timestamp"]])}
    wire["on_ground"] = np.array([value is True for value in columns["onground"]], dtype=np.bool_)
    rows, told = settle(wire, calls, now)
    return rows, add(tally(refused, 0, wrong, examples), told)


def _moment(value: object) -> float:
    try:
        return moment(value)
    except ValueError:
        return nan  # counted by `settle` as without a time
