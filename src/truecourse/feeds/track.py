"""Tracks from a file somebody names: CSV, JSON, GeoJSON or Parquet, told apart by name and content."""

import csv
import gzip
import json
import zlib
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from truecourse.feeds.adsb import is_records, readsb_trace, records_of_columns, tracks_of_records
from truecourse.feeds.errors import CaseError
from truecourse.feeds.table import BY_WIRE, IDENTITY, check_names, instant, tracks_of_table
from truecourse.feeds.track_geojson import geojson_tracks
from truecourse.feeds.wire import parse_number, quoted
from truecourse.flight.track import Track


def read_tracks(path: Path) -> list[Track]:
    """Every track in a file, by aircraft and callsign, each in order of time; SI and radians.

    `.csv`: columns of `flight.track.COLUMNS` by their wire names, `time` (ISO with zone, or POSIX seconds),
    `lat_deg`, `lon_deg` needed, `callsign` and `icao24` allowed. `.json`: records as pandas writes them, or
    a readsb trace. `.geojson`: lines with times. `.parquet`: as `write_track` writes it, or columns named
    as in those records. `.gz` after any of them. Raises CaseError, a sentence with the file, the row and
    the remedy.
    """
    path = Path(path)
    kinds = [suffix for suffix in path.suffixes if suffix != ".gz"]
    kind = kinds[-1].lower() if kinds else ""
    data = _bytes(path)
    if kind == ".parquet":
        tracks = _parquet(path.name, data)
    elif kind == ".csv":
        tracks = _csv(path.name, _text(path.name, data))
    elif kind in (".json", ".geojson"):
        tracks = _json(path.name, _text(path.name, data))
    else:
        raise CaseError(
            f"{path.name}: a track is read from .csv, .json, .geojson or .parquet; save it as one of these"
        )
    tracks = [track for track in tracks if np.isfinite(track.columns["lat"]).any()]
    if not tracks:
        raise CaseError(f"{path.name} holds no position; give a file with times, latitudes and longitudes")
    return tracks


def read_track(path: Path, callsign: str = "") -> Track:
    """The one track in a file, or that of a callsign. Raises CaseError where there are several or none."""
    tracks = read_tracks(path)
    chosen = [t for t in tracks if callsign in (t.callsign, t.icao24)] if callsign else tracks
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(sorted(t.callsign or t.icao24 or "one without a name" for t in tracks)[:8])
    which = f"no track, or several, of {quoted(callsign)}" if callsign else f"{len(tracks)} tracks"
    raise CaseError(f"{Path(path).name} holds {which} ({names}); give a file with the one flight's track")


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except FileNotFoundError:
        raise CaseError(f"{path.name} is not there; give the name of a file that is") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CaseError(f"{path.name} cannot be read ({quoted(str(error))}); fetch it again") from None


def _text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseError(f"{file} is not UTF-8 text; save it as UTF-8") from None


def _csv(file: str, text: str) -> list[Track]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise CaseError(
            f"{file}, line {reader.line_num}: {error}; complete the row, it may be cut short"
        ) from None
    check_names(file, header)
    table: dict[str, list[Any]] = {name: [] for name in header}
    for line, row in rows:
        if len(row) != len(header):
            raise CaseError(
                f"{file}, line {line}: it has {len(row)} of {len(header)} columns; complete the row"
            )
        for name, cell in zip(header, row, strict=True):
            table[name].append(_cell(f"{file}, line {line}, {name}", name, cell.strip()))
    return tracks_of_table(file, table, [line for line, _ in rows])


def _cell(here: str, name: str, text: str) -> Any:
    """A cell as it is on the wire, the time as POSIX seconds, an empty number as NaN."""
    kind = "word" if name in IDENTITY else BY_WIRE[name].kind
    if kind == "word":
        return text
    try:
        if kind == "time":
            return instant(text)
        if kind == "flag":
            return {"true": 1.0, "1": 1.0, "false": 0.0, "0": 0.0, "": nan}[text.lower()]
        return parse_number(text) if text else nan
    except KeyError:
        raise CaseError(f"{here} is {quoted(text)}; write true or false") from None
    except ValueError as error:
        raise CaseError(f"{here} is {quoted(text)}; {error}") from None


def _json(file: str, text: str) -> list[Track]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{file} is not JSON ({quoted(str(error))}); fetch it again") from None
    if isinstance(data, dict) and data.get("type") in (
        "FeatureCollection",
        "Feature",
        "LineString",
        "MultiLineString",
    ):
        return geojson_tracks(file, data)
    if isinstance(data, dict) and isinstance(data.get("trace"), list):
        return tracks_of_table(file, *readsb_trace(file, data))
    if isinstance(data, dict):
        data = records_of_columns(data)
    if not is_records(data):
        raise CaseError(
            f"{file} is neither records with timestamp, latitude, longitude, nor a trace, nor GeoJSON"
        )
    return tracks_of_table(file, *tracks_of_records(file, data))


def _parquet(file: str, data: bytes) -> list[Track]:
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise CaseError(f"{file} is not Parquet ({quoted(str(error))}); write it again") from None
    names = table.column_names
    if "latitude" in names:
        return tracks_of_table(file, *tracks_of_records(file, table.to_pylist()))
    columns = {("time" if name == "t_s" else name): table[name].to_pylist() for name in names}
    check_names(file, list(columns))
    for name in IDENTITY:
        given = (table.schema.metadata or {}).get(name.encode(), b"").decode()
        columns.setdefault(name, [given] * table.num_rows)
    return tracks_of_table(file, columns, range(1, table.num_rows + 1))
