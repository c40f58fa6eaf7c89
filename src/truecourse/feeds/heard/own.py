"""The project's own Parquet of reports, and tracks as `write_track` writes them (Parquet, and as CSV).

Columns carry their unit in their name and in the field's metadata; any may be missing but `t_s`, `lat_deg`,
`lon_deg`. Numbers that are not known are null or NaN.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import source
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.arrow import floats, text_floats, whose
from truecourse.feeds.heard.columns import identities
from truecourse.feeds.heard.identity import NOBODY
from truecourse.feeds.heard.settle import UNITS, Rows, heard_of, join, settle
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.feeds.instants import parse_time
from truecourse.feeds.wire import parse_number, quoted
from truecourse.flight.reports import Heard, Reports

WRITTEN = {
    "lat_deg": 7, "lon_deg": 7, "altitude_ft": 1, "height_ft": 1, "gs_kt": 2, "tas_kt": 2, "course_deg": 3,
    "heading_deg": 3, "heading_magnetic_deg": 3, "vertical_rate_ftmin": 1, "accuracy_m": 1,
}  # fmt: skip  # decimals
_ENDINGS = {"deg": "degree", "ft": "foot", "kt": "knot", "ftmin": "foot per minute", "m": "metre"}
_HEARD = {heard: heard.name.lower() for heard in Heard}


def write_reports(reports: Reports, source: str = "") -> bytes:
    """The reports as Parquet; columns of which nothing is known are left out. `source` goes to the metadata.

    Decimals are cut to a centimetre in position, a hundredth of a knot, a tenth of a foot.
    """
    names = dict(reports.names)
    fields: list[tuple[str, pa.Array, str]] = [
        ("key", pa.array(reports.key), "the flight within the feed: its 24-bit address where below 2^24"),
        ("t_s", pa.array(reports.t), "second since 1970-01-01T00:00:00Z"),
        ("received_s", pa.array(reports.received), "second since 1970-01-01T00:00:00Z"),
    ]
    for name, decimals in WRITTEN.items():
        column, factor, _, _ = UNITS[name]
        values = getattr(reports, column) / factor
        if np.isfinite(values).any():
            fields.append(
                (name, pa.array(np.round(values, decimals), from_pandas=True), _ENDINGS[name.split("_")[-1]])
            )
    fields.append(("on_ground", pa.array(reports.on_ground), ""))
    fields.append(
        ("heard", pa.array([_HEARD[Heard(h)] for h in reports.heard.tolist()]).dictionary_encode(), "")
    )
    fields.append(("sensor", pa.array(reports.sensor), "station or radar"))
    fields.append(
        (
            "callsign",
            pa.array([names.get(key) for key in reports.key.tolist()], pa.string()).dictionary_encode(),
            "",
        )
    )
    schema = pa.schema(
        [pa.field(name, array.type, metadata={"unit": unit}) for name, array, unit in fields],
        metadata={"source": source},
    )
    sink = io.BytesIO()
    pq.write_table(pa.table([array for _, array, _ in fields], schema=schema), sink, compression="zstd")
    return sink.getvalue()


def rows_of(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Rows of a Parquet file of reports or of a track, row group by row group."""
    try:
        # from memory: Arrow's reader wants to seek, which a packed file does badly
        parquet = pq.ParquetFile(pa.BufferReader(file.read()))
        schema = parquet.schema_arrow
        for group in range(parquet.num_row_groups):
            yield rows_of_table(parquet.read_row_group(group), now, schema.metadata or {})
    except (pa.ArrowException, OSError, EOFError, KeyError, OverflowError, ValueError, TypeError) as error:
        yield join([]), tally(1, 0, {named.MALFORMED: 1}, {named.MALFORMED: str(error)})


def rows_of_table(table: pa.Table, now: float, metadata: dict[bytes, bytes]) -> tuple[Rows, Tally]:
    """Rows of a table with the columns of `write_reports` or of a track. Raises what Arrow raises."""
    n = table.num_rows
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    keys, call, calls = whose(*(_words(table, name, metadata) for name in ("icao24", "callsign")))
    wire: dict[str, NDArray] = {"key": keys, "call": call, "t": floats(table["t_s"])}
    if "key" in table.column_names:
        given = np.asarray(pc.fill_null(table["key"].cast(pa.int64()), NOBODY).to_numpy())
        wire["key"] = np.where(given >= 0, given, NOBODY)
    if "received_s" in table.column_names:
        wire["received"] = floats(table["received_s"])
    for name in UNITS:
        if name in table.column_names:
            wire[name] = floats(table[name])
    if "on_ground" in table.column_names:
        wire["on_ground"] = floats(table["on_ground"]) == 1.0
    if "heard" in table.column_names:
        wire["heard"] = heard_of(table["heard"].cast(pa.string()).to_pylist())
    if "sensor" in table.column_names:
        wire["sensor"] = np.nan_to_num(floats(table["sensor"])).astype(np.int64).astype(np.int16)
    rows, told = settle(wire, calls, now)
    return rows, Tally(
        n,
        told.reports,
        dict(told.wrong) | dict(wrong),
        dict(told.examples) | {k: str(v) for k, v in examples.items()},
    )


def _words(table: pa.Table, name: str, metadata: dict[bytes, bytes]) -> pa.ChunkedArray:
    """A column of text, or what the file's metadata say once for all rows."""
    if name in table.column_names:
        return table[name].cast(pa.string())
    said = metadata.get(name.encode(), b"").decode("utf-8", "replace") or None
    return pa.chunked_array([pa.array([said] * table.num_rows, pa.string())])


def rows_of_csv(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Rows of tracks as CSV: `time` (ISO with zone, or POSIX seconds) and columns as in Parquet.

    `flight` or `callsign` names the flight, `icao24` its address.
    """
    wrong: Counter[str] = Counter()
    header: list[str] = []
    row = 1
    for lines in source.lines(file, wrong):
        text = lines.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "?").splitlines()
        numbered, row = list(enumerate(text, row)), row + len(text)
        if not header and text:
            header = [name.strip().strip('"') for name in numbered.pop(0)[1].split(",")]
        yield _csv(header, [(n, line) for n, line in numbered if line.strip()], now)
    yield join([]), tally(0, 0, wrong)


def _csv(header: list[str], text: list[tuple[int, str]], now: float) -> tuple[Rows, Tally]:
    """Rows of lines with their numbers in the file; the example of each thing wrong names its row."""
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    table: list[list[str]] = []
    row: list[int] = []
    for n, line in text:
        cells = [cell.strip().strip('"') for cell in line.split(",")]
        if len(cells) == len(header):
            table.append(cells)
            row.append(n)
        else:
            wrong[named.MALFORMED] += 1
            why = f"row {n} has {len(cells)} of {len(header)} columns: {quoted(line[:60])}"
            examples.setdefault(named.MALFORMED, CaseError(why))
    columns = dict(zip(header, zip(*table, strict=True), strict=False)) if table else {}
    empty = ("",) * len(table)
    wire: dict[str, NDArray] = {
        name: text_floats(pa.array(columns[name], pa.string()), name, wrong, examples)
        for name in UNITS.keys() & columns.keys()
    }
    wire["t"] = np.array([_moment(text) for text in columns.get("time", columns.get("t_s", empty))])
    names = columns.get("callsign", columns.get("flight", empty))
    wire["key"], wire["call"], calls = identities(columns.get("icao24", empty), names)
    wire["on_ground"] = np.array(
        [c.lower() in ("true", "1") for c in columns.get("on_ground", empty)], np.bool_
    )
    refused = wrong[named.MALFORMED]
    rows, told = settle(wire, calls, now)
    total = add(tally(refused, 0, wrong, examples), told)
    shown = tally(0, 0, total.wrong, _examples(columns, wire, row)).examples
    return rows, replace(total, examples=dict(total.examples) | dict(shown))


def _examples(
    columns: Mapping[str, Sequence[str]], wire: Mapping[str, NDArray], row: list[int]
) -> dict[str, object]:
    """By name of what may be wrong, a sentence on the first row of which that is true."""
    found: dict[str, object] = {}
    text = columns.get("time", columns.get("t_s"))
    if (never := np.flatnonzero(np.isnan(wire["t"]))).size:
        what = "there is no column time" if text is None else _why_not(text[never[0]])
        found[named.NO_TIME] = CaseError(f"row {row[never[0]]}: {what}")
    if (nobody := np.flatnonzero(wire["key"] == NOBODY)).size:
        found[named.NO_IDENTITY] = CaseError(f"row {row[nobody[0]]}: write flight, callsign or icao24")
    for name in UNITS.keys() & columns.keys():
        _, _, least, most = UNITS[name]
        beyond = np.flatnonzero((wire[name] < least) | (wire[name] > most) | np.isinf(wire[name]))
        if beyond.size:
            where = f"row {row[beyond[0]]}: {name} is {quoted(columns[name][beyond[0]])}"
            found[f"{name} out of range"] = CaseError(f"{where}; write {least:g} to {most:g}")
        empty = np.flatnonzero(np.isnan(wire[name])).tolist()
        if (i := next((i for i in empty if columns[name][i]), None)) is not None:
            found[f"{name} not a number"] = CaseError(f"row {row[i]}: {name} is {quoted(columns[name][i])}")
    return found


def _why_not(text: str) -> str:
    """Why a text is no time."""
    try:
        parse_time(text)
    except ValueError as error:
        return f"time is {quoted(text)}; {error}"
    return f"time is {quoted(text)}"


def _moment(text: str) -> float:
    try:
        return parse_number(text)
    except ValueError:
        pass
    try:
        return parse_time(text)
    except ValueError:
        return nan
