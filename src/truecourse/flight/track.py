"""Columns of a track, declared once; a track is an identity and its columns."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its bare name inside, its name, unit and factor on the wire, and what it means.

    `wire = bare × per_si` (angles, speeds, lengths); `kind` is "number", "time", "flag" or "word".
    """

    name: str
    wire: str
    per_si: float
    meaning: str
    kind: str = "number"


_DEG = 180.0 / np.pi
_FT = 1.0 / 0.3048
_KT = 3600.0 / 1852.0
_NM = 1.0 / 1852.0

COLUMNS: tuple[Column, ...] = (
    Column("t", "time", 1.0, "time, UTC (t_s, POSIX seconds, in Parquet)", "time"),
    Column("lat", "lat_deg", _DEG, "geodetic latitude, WGS 84"),
    Column("lon", "lon_deg", _DEG, "longitude, WGS 84"),
    Column("altitude", "altitude_ft", _FT, "pressure altitude"),
    Column("gs", "gs_kt", _KT, "ground speed"),
    Column("tas", "tas_kt", _KT, "true airspeed"),
    Column("course", "course_deg", _DEG, "direction over the ground, true"),
    Column("heading", "heading_deg", _DEG, "direction of the nose, true"),
    Column("heading_magnetic", "heading_magnetic_deg", _DEG, "direction of the nose, magnetic"),
    Column("variation", "variation_deg", _DEG, "magnetic variation, east positive"),
    Column("wind_from", "wind_from_deg", _DEG, "direction the wind blows from, true"),
    Column("wind_speed", "wind_kt", _KT, "wind speed"),
    Column("cross_track", "cross_track_nm", _NM, "distance right of the planned route"),
    Column("mode", "mode", 1.0, "lateral mode of the autopilot", "word"),
    Column("armed", "armed", 1.0, "navigation armed, not captured", "flag"),
    Column("leg_to", "leg_to", 1.0, "waypoint the inertial unit shows as next", "word"),
    Column("unit_lat", "unit_lat_deg", _DEG, "position the coupled inertial unit believes, latitude"),
    Column("unit_lon", "unit_lon_deg", _DEG, "position the coupled inertial unit believes, longitude"),
    Column(
        "reporting_unit_lat",
        "reporting_unit_lat_deg",
        _DEG,
        "position the reporting unit believes, latitude",
    ),
    Column(
        "reporting_unit_lon",
        "reporting_unit_lon_deg",
        _DEG,
        "position the reporting unit believes, longitude",
    ),
    Column("unit_cross_track", "unit_cross_track_nm", _NM, "cross-track the coupled unit shows"),
    Column("unit_distance_to_go", "unit_distance_to_go_nm", _NM, "distance to go the coupled unit shows"),
    Column("alert_light", "alert_light", 1.0, "the light before a waypoint is lit", "flag"),
    Column("abeam", "abeam", 1.0, "waypoint whose passage the unit declares in this minute", "word"),
)


@dataclass(frozen=True, slots=True)
class Track:
    """Identity outside, numbers inside: `columns` maps names of `COLUMNS` to arrays `(n,)`, missing NaN."""

    callsign: str
    columns: dict[str, NDArray] = field(default_factory=dict)
    icao24: str = ""
    source: str = ""
