"""A recording as Parquet: one row a sample, a parameter's samples together, in row groups of their own.

Columns: `parameter`, `t_s` (seconds after the recording's first subframe or frame), `value` (null where not
valid, or a text), `valid`, `text` (of characters and named states). Each parameter keeps its own rate, and a
tool that knows Parquet only finds it: WHERE parameter = 'IAS' reads its row groups and no more.

Measured before it was chosen (nanoseconds of one core a sample, machine busy, 360,000 samples): times 26 as
split byte streams, 56 plain, and exact either way; values 29 as split byte streams and half a byte large, 49
and nearly a byte by dictionary; names and texts 10 as dictionaries, 40 as strings. Row groups of 36,000 rows
took twice the time of 360,000. A row a second with a column a parameter was the quickest to write, but has no
place for other rates than one; a row a parameter with a list of values is no series to other tools.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from truecourse.feeds.atomic import replace_file
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.recording import Recording, Series

EDITION = "truecourse recording 1"
ROWS = 1_000_000  # of a row group at most
_BATCH = 1 << 14  # rows that are encoded at a time: by the usual 1024 the names' statistics take longer
_KEY = b"truecourse"
_SPLIT = {"t_s": "BYTE_STREAM_SPLIT", "value": "BYTE_STREAM_SPLIT"}
_WORDS = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema(
    [
        pa.field("parameter", _WORDS, nullable=False),
        pa.field("t_s", pa.float64(), nullable=False, metadata={"unit": "second"}),
        pa.field("value", pa.float64(), metadata={"unit": "by parameter, in the metadata"}),
        pa.field("valid", pa.bool_(), nullable=False),
        pa.field("text", _WORDS),
    ]
)


class Column(NamedTuple):
    """A parameter's samples to be written, n of them: `code` (n,) is the place of each text in `names`, −1
    where it has none.
    """

    name: str
    t: NDArray[np.float64]
    value: NDArray[np.float64]
    valid: NDArray[np.bool_]
    code: NDArray[np.int32]
    names: tuple[str, ...]


class Writer:
    """Writes one parameter after the other into an open Parquet file."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer

    def write(self, column: Column) -> None:
        """Add a parameter's samples; those of one name come once, whole."""
        self.write_tables(tables(column))

    def write_tables(self, made: list[pa.Table]) -> None:
        """The same, of what `tables` made, which takes a good part of the time and may be made elsewhere."""
        for table in made:
            self._writer.write_table(table, row_group_size=ROWS)


@contextmanager
def recording_writer(path: Path, about: dict[str, Any]) -> Iterator[Writer]:
    """A file to write parameters to; it is there when the block ends, and not at all where it raises.

    `about` goes into the metadata as JSON under the key truecourse: what the recording and its parameters
    are. Raises CaseError where the folder cannot be written to.
    """
    told = json.dumps({"format": EDITION, **about}, allow_nan=False, ensure_ascii=False)
    schema = _SCHEMA.with_metadata({_KEY: told.encode("utf-8")})
    with replace_file(path) as made:
        writer = pq.ParquetWriter(
            made, schema, compression="zstd", compression_level=1, write_statistics=["parameter"],
            use_dictionary=["parameter", "text"], column_encoding=_SPLIT,
            write_batch_size=_BATCH,
        )  # fmt: skip
        with writer:
            yield Writer(writer)


def about_parquet(path: Path) -> dict[str, Any]:
    """What a recording's file says of itself. Raises CaseError where it is missing, or none of ours."""
    return _opened(path)[1]


def read_recording(path: Path, names: Collection[str] | None = None) -> Recording:
    """The recording in a Parquet file, or of it the parameters of these names.

    Raises CaseError where the file is missing, damaged, none of ours, or lacks a name.
    """
    about = _opened(path)[1]
    return Recording(
        tuple(read_each(path, names)),
        str(about.get("source", "")),
        str(about.get("sha256", "")),
        None,
        tuple(about.get("problems", ())),
    )


def read_each(path: Path, names: Collection[str] | None = None) -> Iterator[Series]:
    """Its parameters, or those of these names, one after the other, when asked for. Raises as above."""
    file, about = _opened(path)
    wanted = [p for p in about["parameters"] if names is None or p["name"] in set(names)]
    missing = sorted(set(names or ()) - {p["name"] for p in wanted})
    if missing:
        raise CaseError(f"{quoted(Path(path).name)} has no parameter {quoted(missing[0])}; correct the name")
    try:
        groups = _groups(file)
        for p in wanted:
            yield _series(file, groups.get(p["name"], []), p)
    except (pa.ArrowException, OSError, KeyError, ValueError):
        raise CaseError(f"{quoted(Path(path).name)} is damaged; read the raw file again") from None


def clocks(path: Path) -> Iterator[Series]:
    """Every parameter's times and which of its samples are valid, without values. Raises as above."""
    file, _ = _opened(path)
    try:
        for name, groups in _groups(file).items():
            table = file.read_row_groups(groups, columns=["t_s", "valid"])
            t, valid = np.asarray(table["t_s"].to_numpy()), np.asarray(table["valid"].to_numpy(), dtype=bool)
            yield Series(name, "", t, np.full(len(t), np.nan), valid)
    except (pa.ArrowException, OSError, KeyError, ValueError):
        raise CaseError(f"{quoted(Path(path).name)} is damaged; read the raw file again") from None


def _opened(path: Path) -> tuple[pq.ParquetFile, dict[str, Any]]:
    path = Path(path)
    try:
        file = pq.ParquetFile(path)
        about = json.loads((file.schema_arrow.metadata or {}).get(_KEY, b"{}"))
    except FileNotFoundError:
        raise CaseError(f"{quoted(path.name)} is missing; truecourse recorder read makes it") from None
    except (pa.ArrowException, OSError, ValueError):
        raise CaseError(
            f"{quoted(path.name)} is no Parquet file; truecourse recorder read makes one"
        ) from None
    ours = isinstance(about, dict) and about.get("format") == EDITION and file.schema_arrow.equals(_SCHEMA)
    parameters = about.get("parameters") if ours else None
    if not isinstance(parameters, list) or not all(isinstance(p, dict) and "name" in p for p in parameters):
        raise CaseError(f"{quoted(path.name)} is no recording of ours; truecourse recorder read makes one")
    return file, about


def _groups(file: pq.ParquetFile) -> dict[str, list[int]]:
    """The row groups of each parameter, by their statistics."""
    groups: dict[str, list[int]] = {}
    for k in range(file.metadata.num_row_groups):
        groups.setdefault(str(file.metadata.row_group(k).column(0).statistics.min), []).append(k)
    return groups


def _series(file: pq.ParquetFile, groups: list[int], about: dict[str, Any]) -> Series:
    name, unit = str(about["name"]), str(about.get("unit", ""))
    table = file.read_row_groups(groups, columns=["t_s", "value", "valid", "text"])
    text = table["text"]
    texts = tuple(one or "" for one in text.to_pylist()) if text.null_count < len(text) else ()
    value = np.asarray(table["value"].to_numpy(), dtype=np.float64)
    valid = np.asarray(table["valid"].to_numpy(), dtype=bool)
    return Series(name, unit, np.asarray(table["t_s"].to_numpy()), value, valid, texts)


def tables(column: Column) -> list[pa.Table]:
    """A parameter's samples as they go into the file, a table a row group."""
    return [_table(column, slice(start, start + ROWS)) for start in range(0, len(column.t), ROWS)]


def _table(column: Column, piece: slice) -> pa.Table:
    t, value = column.t[piece], column.value[piece]
    code = column.code[piece]
    name = pa.DictionaryArray.from_arrays(np.zeros(len(t), dtype=np.int32), [column.name])
    if column.names:
        codes = pa.array(code, mask=code < 0) if code.min() < 0 else pa.array(code)
        text = pa.DictionaryArray.from_arrays(codes, list(column.names))
    else:
        text = pa.nulls(len(t), _WORDS)
    values = pa.array(value, from_pandas=bool(np.isnan(value).any()))  # NaN is null; to look is quicker
    return pa.table([name, pa.array(t), values, pa.array(column.valid[piece]), text], schema=_SCHEMA)
