"""A track as CSV, JSON, Parquet and GeoJSON: wire units by name, declared once in `flight.track.COLUMNS`."""

import csv
import io
import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from truecourse.feeds.instants import format_time
from truecourse.flight.track import COLUMNS, Column, Track

_ANGLES = ("lat", "lon", "unit_lat", "unit_lon", "reporting_unit_lat", "reporting_unit_lon")
_PLACES = dict.fromkeys(_ANGLES, 7)  # decimals of degrees: a centimetre
_OTHERS = 3
_EDGE = 180.0
_UNITS = (("_deg", "degree"), ("_ft", "foot"), ("_kt", "knot"), ("_nm", "nautical mile"))


def track_csv(track: Track) -> str:
    """The track as CSV, one row a moment; unknown numbers are empty, times ISO 8601 UTC."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = _present(track)
    identity = [(n, v) for n, v in (("callsign", track.callsign), ("icao24", track.icao24)) if v]
    writer.writerow([column.wire for column in columns] + [name for name, _ in identity])
    texts = [_texts(column, track.columns[column.name]) for column in columns]
    for row in zip(*texts, strict=True):
        writer.writerow([*row, *(value for _, value in identity)])
    return out.getvalue()


def track_json(track: Track) -> dict[str, list[Any]]:
    """The columns by their wire names, JSON-ready: times ISO 8601 UTC, unknown numbers and flags None."""
    return {column.wire: _json(column, track.columns[column.name]) for column in _present(track)}


def track_parquet(track: Track) -> bytes:
    """The track as Parquet: `t_s` and the wire columns, each field's unit and meaning in its metadata.

    Unknown numbers are NaN. The schema's metadata holds callsign, icao24 and source.
    """
    fields, arrays = [], []
    for column in _present(track):
        values = track.columns[column.name]
        name = "t_s" if column.kind == "time" else column.wire
        meaning = {"unit": _unit(column), "meaning": column.meaning}
        fields.append(pa.field(name, _type(column), metadata=meaning))
        arrays.append(pa.array(_wire(column, values), type=_type(column)))
    identity = {"callsign": track.callsign, "icao24": track.icao24, "source": track.source}
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=pa.schema(fields, metadata=identity)), sink)
    return sink.getvalue()


def track_geojson(track: Track) -> str:
    """The track as one GeoJSON feature, a line cut at the antimeridian (RFC 7946 section 3.1.9).

    Its other columns stand among the properties, nested as the coordinates are, null at points that only cut
    the line. Moments without a position are left out.
    """
    lat, lon = np.degrees(track.columns["lat"]), np.degrees(track.columns["lon"])
    kept = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    parts = list(_parts(lat[kept], lon[kept]))
    line = [[[round(x, 7), round(y, 7)] for x, y, _ in part] for part in parts]
    at = [[None if i is None else int(kept[i]) for _, _, i in part] for part in parts]
    properties: dict[str, Any] = {"callsign": track.callsign, "icao24": track.icao24, "source": track.source}
    for column in _present(track):
        if column.name not in ("lat", "lon"):
            values = _json(column, track.columns[column.name])
            properties[column.wire] = [[None if i is None else values[i] for i in part] for part in at]
    geometry = {"type": "MultiLineString", "coordinates": line}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(
        {"type": "FeatureCollection", "features": [feature]}, separators=(",", ":"), allow_nan=False
    )


def _parts(lat: NDArray, lon: NDArray) -> Iterator[list[tuple[float, float, int | None]]]:
    """Pieces of a line in degrees, none of which crosses 180: longitude, latitude, index (None at a cut)."""
    part: list[tuple[float, float, int | None]] = []
    for i, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
        if part and abs(x - part[-1][0]) > 180.0:
            before, crossing, index = part[-1]
            edge = _EDGE if before > 0.0 else -_EDGE
            if before != edge:
                crossing = _latitude_at_180(crossing, before, y, x)
                part.append((edge, crossing, None))
            if len(part) > 1:
                yield part
                index = None
            part = [(-edge, crossing, index)]
        part.append((x, y, i))
    if part:
        yield part if len(part) > 1 else [*part, (part[0][0], part[0][1], None)]  # a line has two places


def _latitude_at_180(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Where the great circle through two places meets the antimeridian, degrees (on a sphere)."""
    a, b = _n_vector(lat_a, lon_a), _n_vector(lat_b, lon_b)
    crossing = np.cross(np.cross(a, b), [0.0, 1.0, 0.0])  # in both planes: the great circle's and y = 0
    crossing *= -1.0 if crossing[0] > 0.0 else 1.0
    return float(np.degrees(np.arctan2(crossing[2], -crossing[0])))


def _n_vector(lat_deg: float, lon_deg: float) -> NDArray:
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _present(track: Track) -> list[Column]:
    return [column for column in COLUMNS if column.name in track.columns]


def _wire(column: Column, values: NDArray) -> list[Any]:
    """Values on the wire, NaN where a number is not known, None where a flag is not."""
    if column.kind == "word":
        return [str(value) for value in values]
    if column.kind == "flag":
        numbers = np.asarray(values, dtype=np.float64)
        return [None if np.isnan(value) else bool(value) for value in numbers]
    return (np.asarray(values, dtype=np.float64) * column.per_si).tolist()


def _texts(column: Column, values: NDArray) -> list[str]:
    wire = _wire(column, values)
    if column.kind == "word":
        return wire
    if column.kind == "flag":
        return ["" if value is None else str(value).lower() for value in wire]
    if column.kind == "time":
        return [format_time(round(t, 3)) for t in wire]
    return ["" if not isfinite(v) else repr(round(v, _PLACES.get(column.name, _OTHERS))) for v in wire]


def _json(column: Column, values: NDArray) -> list[Any]:
    wire = _wire(column, values)
    if column.kind == "time":
        return [format_time(round(t, 3)) for t in wire]
    if column.kind == "number":
        return [round(v, _PLACES.get(column.name, _OTHERS)) if isfinite(v) else None for v in wire]
    return wire


def _type(column: Column) -> pa.DataType:
    return {"word": pa.string(), "flag": pa.bool_()}.get(column.kind, pa.float64())


def _unit(column: Column) -> str:
    if column.kind == "time":
        return "second since 1970-01-01T00:00:00Z"
    return next((unit for ending, unit in _UNITS if column.wire.endswith(ending)), "")
