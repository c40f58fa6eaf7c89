"""Areas from GeoJSON (RFC 7946): features whose properties give name, kind, floor, ceiling and offset.

What may stand there is in `PROPERTIES`.
"""

import json
import re
from collections.abc import Sequence
from math import inf, radians
from pathlib import Path
from typing import Any

import numpy as np

from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_KM, METRES_PER_NM
from truecourse.feeds.area_shapes import Ring, Shape, ShapeError, corridor, disc, finished
from truecourse.feeds.area_times import Times, merged, parse_interval
from truecourse.feeds.areas_read import AreasRead, area_bytes, read
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.airspace import Airspace

_LARGEST = 1e9  # no height or width on the earth is so large in any unit
PROPERTIES = {
    "name": "needed; two areas of one name become NAME and NAME (2)",
    "kind": "prohibited, restricted, danger, buffer, territorial, fir ...: any word",
    "floor_ft": "feet; left out or null: no floor",
    "floor_ref": "what the floor is measured from: `STD` (pressure altitude, as flight levels are; the "
    "default), `AMSL` (above mean sea level, on the QNH) or `SFC` (above the ground)",
    "ceiling_ft": "feet; left out or null: no ceiling",
    "ceiling_ref": "as `floor_ref`; the two may differ",
    "edges": "`geodesic` (the default) or `rhumb`",
    "offset_km": "the area is this much wider than its shape, everywhere; 0 to 500",
    "radius_nm": "with a Point, and needed there: a circle",
    "width_nm": "with a LineString, and needed there: a corridor of this whole width, its ends round",
    "active": "a list of intervals such as `2026-01-01T00:00Z/2026-01-02T00:00Z`, UTC, `..` for a side "
    "that is open; left out: always",
    "source": "where it is from; only kept",
}
_HEIGHTS = "floor_ft and ceiling_ft, in feet, with floor_ref and ceiling_ref"
_MEANT = {
    **dict.fromkeys(
        ("floor", "ceiling", "ceil", "upper", "lower", "limit", "limits", "top", "bottom", "base", "altitude",
         "alt", "vertical"),
        _HEIGHTS,
    ),
    "offset": "offset_km", "radius": "radius_nm", "width": "width_nm", "edges": "edges",
}  # fmt: skip
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_REFERENCES = ("STD", "AMSL", "SFC")


def read_areas(path: Path) -> tuple[Airspace, ...]:
    """The areas of a GeoJSON FeatureCollection, all of them right. Raises CaseError naming the file, the
    feature and the remedy.
    """
    features = _features(path.name, _json(path.name, area_bytes(path)))
    areas = tuple(_area(path.name, n, feature) for n, feature in enumerate(features, start=1))
    names: set[str] = set()
    for area in areas:
        if area.name in names:
            raise CaseError(f"{path.name} has two features named {quoted(area.name)}; rename one of them")
        names.add(area.name)
    return areas


def gather_areas(file: str, data: bytes) -> AreasRead:
    """The areas of a GeoJSON FeatureCollection, and what is wrong with the features that give none.

    Raises CaseError where the file is no FeatureCollection, or no feature of it is an area.
    """
    areas, refused = [], []
    for number, feature in enumerate(_features(file, _json(file, data)), start=1):
        try:
            areas.append(_area(file, number, feature))
        except CaseError as error:
            refused.append(str(error))
    return read(file, areas, refused, ())


def _json(file: str, data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{file} is not JSON ({quoted(str(error))}); write it again or correct it") from None


def _features(file: str, data: Any) -> list[Any]:
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise CaseError(f'{file} must be a GeoJSON FeatureCollection with a list of "features"; write one')
    crs = json.dumps(data.get("crs"))
    if data.get("crs") is not None and "CRS84" not in crs and "4326" not in crs:
        raise CaseError(
            f"{file} is not in WGS 84 (its crs is {quoted(crs)}); convert it to longitude, latitude"
        )
    return features


def _area(file: str, number: int, feature: Any) -> Airspace:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        raise CaseError(f"{file}, feature {number}: it needs properties and geometry; add them")
    name = properties.get("name")
    if not isinstance(name, str) or not name:
        raise CaseError(f"{file}, feature {number}: it has no name; add one to its properties")
    here = f"{file}, feature {number} ({quoted(name)[1:-1]})"
    _refuse_unread(here, properties)
    edges = properties.get("edges", "geodesic")
    if edges not in ("geodesic", "rhumb"):
        raise CaseError(f'{here}: edges is {quoted(edges)}; write "geodesic" or "rhumb"')
    shape = _shape(here, geometry, properties)
    return Airspace(
        name=name,
        kind=str(properties.get("kind", "")),
        rings=shape.rings,
        offset=shape.offset + METRES_PER_KM * _number(here, properties, "offset_km", 0.0),
        floor=METRES_PER_FOOT * _number(here, properties, "floor_ft", -inf),
        ceiling=METRES_PER_FOOT * _number(here, properties, "ceiling_ft", inf),
        edges=edges,
        source=str(properties.get("source", "")),
        floor_ref=_reference(here, properties, "floor_ref"),
        ceiling_ref=_reference(here, properties, "ceiling_ref"),
        holes=shape.holes,
        lines=shape.lines,
        active=_active(here, properties),
    )


def _refuse_unread(here: str, properties: dict[str, Any]) -> None:
    """A limit under another name would vanish, and the area be watched from the ground up without end."""
    for key, value in properties.items():
        if key in PROPERTIES or value is None:
            continue
        meant = next((_MEANT[part.lower()] for part in _PARTS.findall(key) if part.lower() in _MEANT), "")
        if meant:
            raise CaseError(f"{here}: {quoted(key)} is not read; write {meant}, or remove it")


def _number(here: str, properties: dict[str, Any], key: str, default: float) -> float:
    value = properties.get(key)
    if value is None:
        return default
    wrong = isinstance(value, bool) or not isinstance(value, int | float)
    if wrong or not -_LARGEST < value < _LARGEST:  # NaN is in no interval
        raise CaseError(f"{here}: {key} is {quoted(value)}; write a finite number or leave it out")
    return float(value)


def _reference(here: str, properties: dict[str, Any], key: str) -> str:
    value = properties.get(key)
    if value is None:
        return "STD"
    if value not in _REFERENCES:
        raise CaseError(f"{here}: {key} is {quoted(value)}; write STD, AMSL or SFC")
    return str(value)


def _active(here: str, properties: dict[str, Any]) -> Times:
    value = properties.get("active")
    if value is None:
        return ()
    try:
        if not isinstance(value, list) or not value:
            raise ValueError('it is no list of intervals; write ["2026-01-01T00:00Z/2026-01-02T00:00Z"]')
        return merged([parse_interval(str(interval)) for interval in value])
    except ValueError as error:
        raise CaseError(f"{here}: active: {error}") from None


def _shape(here: str, geometry: dict[str, Any], properties: dict[str, Any]) -> Shape:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon", "Point", "LineString") or not isinstance(coordinates, list):
        raise CaseError(
            f"{here}: its geometry is {quoted(kind)}; write a Polygon or MultiPolygon with coordinates"
        )
    try:
        if kind == "Point":
            radius = METRES_PER_NM * _number(here, properties, "radius_nm", 0.0)
            return disc(_places([coordinates])[0], radius)
        if kind == "LineString":
            return corridor(_places(coordinates), METRES_PER_NM * _number(here, properties, "width_nm", 0.0))
        edges = properties.get("edges", "geodesic")
        return _polygons([coordinates] if kind == "Polygon" else coordinates, edges)
    except ShapeError as error:
        raise CaseError(f"{here}: {error}") from None
    except (TypeError, ValueError, LookupError, OverflowError):
        raise CaseError(f"{here}: a ring is not a list of [longitude, latitude] pairs; correct it") from None


def _polygons(polygons: list[Any], edges: str) -> Shape:
    if not polygons:
        raise ShapeError("it has no polygon; write one")
    rings = tuple(finished(_places(polygon[0]), as_written=True, edges=edges) for polygon in polygons)
    holes = tuple(tuple(finished(_places(hole), edges=edges) for hole in polygon[1:]) for polygon in polygons)
    return Shape(rings, holes if any(holes) else ())


def _places(positions: Sequence[Any]) -> Ring:
    places = np.asarray([(p[1], p[0]) for p in positions], dtype=np.float64).reshape(-1, 2)
    beyond = places[np.abs(places[:, 0]) > 90.0, 0]
    if len(beyond) and np.all(np.abs(places[:, 1]) <= 90.0) and np.all(np.abs(beyond) <= 360.0):
        raise ShapeError(
            f"a ring has the latitude {beyond[0]:g}; longitude comes first: are they the other way round?"
        )
    if not np.isfinite(places).all() or np.any(np.abs(places) > (90.0, 360.0)):
        raise ShapeError("a ring has a place off the earth; latitudes are -90 to 90, longitude comes first")
    return places * radians(1.0)
