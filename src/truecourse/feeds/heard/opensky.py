"""State vectors of the OpenSky Network: CSV or Parquet of its database, and the JSON of its REST interface.

Source: The OpenSky Network, REST API documentation and state vector tables: metres, metres a second, degrees;
`heading` and `true_track` are the course over the ground.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from truecourse.feeds.heard import source
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.arrow import floats, text_floats, whose
from truecourse.feeds.heard.columns import identities, numbers
from truecourse.feeds.heard.settle import Rows, join, settle
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.flight.reports import Heard

_NUMBERS = {
    "lat_deg": "lat",
    "lon_deg": "lon",
    "altitude_m": "baroaltitude",
    "height_m": "geoaltitude",
    "gs_mps": "velocity",
    "course_deg": "heading",
    "vertical_rate_mps": "vertrate",
}
_STATES = (
    "icao24",
    "callsign",
    "origin",
    "time_position",
    "last_contact",
    "lon",
    "lat",
    "baroaltitude",
    "on_ground",
    "velocity",
    "heading",
    "vertrate",
    "sensors",
    "geoaltitude",
    "squawk",
    "spi",
    "source",
)
_SOURCES = (Heard.ADS_B, Heard.SECONDARY, Heard.SECONDARY, Heard.ADS_B)  # ADS-B, ASTERIX, MLAT, FLARM


def rows_of_csv(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Rows of CSV with the columns' names in its first line, piece by piece."""
    wrong: Counter[str] = Counter()
    header: bytes = b""
    for lines in source.lines(file, wrong):
        body = lines
        if not header:
            header, _, body = lines.partition(b"\n")
            header = header.replace(b"\r", b"").replace(b'"', b"").removeprefix(b"\xef\xbb\xbf").strip()
        if body.strip():
            yield _csv(header, body, now)
    yield join([]), tally(0, 0, wrong)


def _csv(header: bytes, lines: bytes, now: float) -> tuple[Rows, Tally]:
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}

    def refuse(text: str) -> str:
        wrong[named.MALFORMED] += 1
        examples.setdefault(named.MALFORMED, text[:60])
        return "skip"

    names = header.decode("ascii", "replace").split(",")
    lines = lines.decode("utf-8", "replace").replace('"', "").replace("\0", "?").encode()
    table = pa.csv.read_csv(
        pa.BufferReader(lines),
        read_options=pa.csv.ReadOptions(column_names=names, block_size=len(lines) + 1),
        parse_options=pa.csv.ParseOptions(quote_char=False, invalid_row_handler=lambda row: refuse(row.text)),
        convert_options=pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    rows, told = _rows(table, now, wrong, examples)
    return rows, add(tally(wrong[named.MALFORMED], 0, wrong, examples), told)


def rows_of_parquet(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Rows of Parquet, row group by row group."""
    try:
        parquet = pq.ParquetFile(pa.BufferReader(file.read()))
        for group in range(parquet.num_row_groups):
            wrong: Counter[str] = Counter()
            examples: dict[str, object] = {}
            rows, told = _rows(parquet.read_row_group(group), now, wrong, examples)
            yield rows, add(tally(0, 0, wrong, examples), told)
    except (pa.ArrowException, OSError, EOFError, KeyError, OverflowError, ValueError, TypeError) as error:
        yield join([]), tally(1, 0, {named.MALFORMED: 1}, {named.MALFORMED: str(error)})


def _rows(
    table: pa.Table, now: float, wrong: Counter[str], examples: dict[str, object]
) -> tuple[Rows, Tally]:
    n = table.num_rows
    absent = pa.chunked_array([pa.nulls(n, pa.string())])
    # of two columns with one name, the first
    given = {name: table.column(i) for i, name in reversed(list(enumerate(table.column_names)))}

    def column(name: str, wire: str) -> NDArray[np.float64]:
        values = given.get(name, absent)
        text = pa.types.is_string(values.type) or pa.types.is_large_string(values.type)
        return text_floats(pc.fill_null(values, ""), wire, wrong, examples) if text else floats(values)

    wire: dict[str, NDArray] = {ours: column(theirs, ours) for ours, theirs in _NUMBERS.items()}
    wire["t"] = column("time", "time")
    placed = column("lastposupdate", "lastposupdate")
    wire["received"] = wire["t"]
    # the vector is of `time`, but its position is of the last update: that is when it was true
    wire["t"] = np.where(np.isfinite(placed) & (placed <= wire["t"]), placed, wire["t"])
    wire["key"], wire["call"], calls = whose(given.get("icao24", absent), given.get("callsign", absent))
    ground = given.get("onground", absent)
    if pa.types.is_boolean(ground.type):
        wire["on_ground"] = floats(ground) == 1.0
    else:
        wire["on_ground"] = np.array(
            [str(text).lower() in ("true", "1") for text in ground.to_pylist()], dtype=np.bool_
        )
    return settle(wire, calls, now)


def rows_of_states(data: bytes, received: float | None, now: float, live: bool = False) -> tuple[Rows, Tally]:
    """Rows of one answer of the REST interface: `{"time": ..., "states": [[...], ...]}`."""
    try:
        document = json.loads(data)
        states = document["states"]
        rows = [row for row in states if isinstance(row, list)]
    except (ValueError, RecursionError, TypeError, KeyError):
        return join([]), tally(1, 0, {named.MALFORMED: 1}, {named.MALFORMED: repr(data[:40])})
    wrong = Counter({named.MALFORMED: len(states) - len(rows)})
    examples: dict[str, object] = {named.MALFORMED: "a state that is no list"}
    objects: list[Mapping[str, Any]] = [dict(zip(_STATES, row, strict=False)) for row in rows]
    wire: dict[str, NDArray] = {
        ours: numbers([o.get(theirs) for o in objects], ours, wrong, examples)
        for ours, theirs in _NUMBERS.items()
    }
    told_times = [
        o.get("last_contact") if o.get("time_position") is None else o["time_position"] for o in objects
    ]
    wire["t"] = numbers(told_times, "time", wrong, examples)
    written = numbers([document.get("time")] * len(rows), "time", wrong, examples)
    wire["received"] = written if received is None else np.full(len(rows), received)
    wire["on_ground"] = np.array([o.get("on_ground") is True for o in objects], dtype=np.bool_)
    kinds = [o.get("source") for o in objects]
    wire["heard"] = np.array(
        [_SOURCES[k] if isinstance(k, int) and 0 <= k < 4 else Heard.ADS_B for k in kinds], dtype=np.int8
    )
    wire["key"], wire["call"], calls = identities(
        [o.get("icao24") for o in objects], [o.get("callsign") for o in objects]
    )
    refused = len(states) - len(rows)
    found, told = settle(wire, calls, now, live)
    return found, add(tally(refused, 0, wrong, examples), told)
