"""A chart as a GeoTIFF: probability by cell, in the chart's own equal-area projection.

Baseline TIFF 6.0, one band of 32-bit floats in deflated strips, with the keys of OGC GeoTIFF 1.1 (19-008r4)
for Lambert's azimuthal equal-area projection of WGS 84 about a centre of its own, which has no EPSG number.
Written here because it takes thirty lines, while GDAL, the usual writer, is a compiled library of 60 MB.
"""

import struct
import zlib
from math import degrees

import numpy as np

from truecourse.ending.chart import Chart

_SHORT, _LONG, _DOUBLE, _ASCII = 3, 4, 12, 2
_FORMATS = {_SHORT: "H", _LONG: "I", _DOUBLE: "d"}
_STRIP_ROWS = 64
_DEFLATE, _FLOAT = 8, 3
_USER_DEFINED, _WGS84, _METRE, _DEGREE, _LAMBERT_AZIMUTHAL = 32767, 4326, 9001, 9102, 10
DESCRIPTION = "probability that the flight met the surface in the cell; cells are equal in area; sum 1"


def geotiff(chart: Chart) -> bytes:
    """The file. Rows run from north to south, as TIFF has them; a pixel is an area."""
    grid = chart.grid
    rows = np.ascontiguousarray(chart.probability[::-1].astype("<f4"))
    strips = [zlib.compress(rows[k : k + _STRIP_ROWS].tobytes(), 6) for k in range(0, grid.rows, _STRIP_ROWS)]
    starts = np.cumsum([8, *(len(strip) for strip in strips)])
    north = grid.south + grid.rows * grid.cell
    keys, numbers = _keys(grid.lat, grid.lon)
    tags: list[tuple[int, int, tuple]] = [
        (256, _LONG, (grid.columns,)),
        (257, _LONG, (grid.rows,)),
        (258, _SHORT, (32,)),
        (259, _SHORT, (_DEFLATE,)),
        (262, _SHORT, (1,)),  # 0 is black
        (270, _ASCII, (DESCRIPTION,)),
        (273, _LONG, tuple(int(v) for v in starts[:-1])),
        (277, _SHORT, (1,)),
        (278, _LONG, (_STRIP_ROWS,)),
        (279, _LONG, tuple(len(strip) for strip in strips)),
        (284, _SHORT, (1,)),
        (339, _SHORT, (_FLOAT,)),
        (33550, _DOUBLE, (grid.cell, grid.cell, 0.0)),
        (33922, _DOUBLE, (0.0, 0.0, 0.0, float(grid.west), float(north), 0.0)),
        (34735, _SHORT, keys),
        (34736, _DOUBLE, numbers),
    ]
    body = b"".join(strips)
    at = 8 + len(body) + len(body) % 2
    return struct.pack("<2sHI", b"II", 42, at) + body + b"\0" * (len(body) % 2) + _directory(tags, at)


def _keys(lat: float, lon: float) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The directory of geographic keys, and the numbers it points to: centre in degrees, no false origin."""
    numbers = (degrees(lat), degrees(lon), 0.0, 0.0)
    entries = [
        (1024, 0, 1, 1),  # a projected system
        (1025, 0, 1, 1),  # a pixel is an area
        (2048, 0, 1, _WGS84),
        (2054, 0, 1, _DEGREE),
        (3072, 0, 1, _USER_DEFINED),
        (3074, 0, 1, _USER_DEFINED),
        (3075, 0, 1, _LAMBERT_AZIMUTHAL),
        (3076, 0, 1, _METRE),
        (3082, 34736, 1, 2),  # false easting, northing
        (3083, 34736, 1, 3),
        (3088, 34736, 1, 1),  # longitude, latitude of the centre
        (3089, 34736, 1, 0),
    ]
    return (1, 1, 0, len(entries), *(value for entry in entries for value in entry)), numbers


def _directory(tags: list[tuple[int, int, tuple]], at: int) -> bytes:
    """The image file directory that starts at byte `at`, with what does not fit into it behind it."""
    behind = at + 2 + 12 * len(tags) + 4
    head, more = struct.pack("<H", len(tags)), b""
    for tag, kind, values in tags:
        if kind == _ASCII:
            packed = values[0].encode("ascii") + b"\0"
            count = len(packed)
        else:
            packed, count = struct.pack(f"<{len(values)}{_FORMATS[kind]}", *values), len(values)
        if len(packed) > 4:
            more += b"\0" * ((behind + len(more)) % 2)
            place = struct.pack("<I", behind + len(more))
            more += packed
        else:
            place = packed.ljust(4, b"\0")
        head += struct.pack("<HHI", tag, kind, count) + place
    return head + struct.pack("<I", 0) + more
