"""Areas from GeoJSON (RFC 7946): polygons whose properties give name, kind, floor, ceiling and offset."""

import json
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.angles import wrap
from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_KM
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.airspace import Airspace

_LARGEST = 1e9  # no height or width on the earth is so large in any unit


def read_areas(path: Path) -> tuple[Airspace, ...]:
    """The areas of a GeoJSON FeatureCollection. Raises CaseError naming the file, the feature and the
    remedy.
    """
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise CaseError(
            f"{path.name} cannot be read ({quoted(error.strerror)}); make it a readable file"
        ) from None
    except (ValueError, RecursionError) as error:
        raise CaseError(
            f"{path.name} is not JSON ({quoted(str(error))}); write it again or correct it"
        ) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise CaseError(
            f'{path.name} must be a GeoJSON FeatureCollection with a list of "features"; write one'
        )
    areas = tuple(_area(path.name, n, feature) for n, feature in enumerate(features, start=1))
    names = [area.name for area in areas]
    for name in names:
        if names.count(name) > 1:
            raise CaseError(f"{path.name} has two features named {quoted(name)}; rename one of them")
    return areas


def _area(file: str, number: int, feature: Any) -> Airspace:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        raise CaseError(f"{file}, feature {number}: it needs properties and geometry; add them")
    name = properties.get("name")
    if not isinstance(name, str) or not name:
        raise CaseError(f"{file}, feature {number}: it has no name; add one to its properties")
    here = f"{file}, feature {number} ({name})"
    edges = properties.get("edges", "geodesic")
    if edges not in ("geodesic", "rhumb"):
        raise CaseError(f'{here}: edges is {quoted(edges)}; write "geodesic" or "rhumb"')
    return Airspace(
        name=name,
        kind=str(properties.get("kind", "")),
        rings=_rings(here, geometry),
        offset=METRES_PER_KM * _number(here, properties, "offset_km", 0.0),
        floor=METRES_PER_FOOT * _number(here, properties, "floor_ft", -inf),
        ceiling=METRES_PER_FOOT * _number(here, properties, "ceiling_ft", inf),
        edges=edges,
        source=str(properties.get("source", "")),
    )


def _number(here: str, properties: dict[str, Any], key: str, default: float) -> float:
    value = properties.get(key)
    if value is None:
        return default
    wrong = isinstance(value, bool) or not isinstance(value, int | float)
    if wrong or not -_LARGEST < value < _LARGEST:  # NaN is in no interval
        raise CaseError(f"{here}: {key} is {quoted(value)}; write a finite number or leave it out")
    return float(value)


def _rings(here: str, geometry: dict[str, Any]) -> tuple[NDArray[np.float64], ...]:
    """Outer rings, counter-clockwise, open, `(n, 2)` latitude and longitude in radians."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        raise CaseError(
            f"{here}: its geometry is {quoted(kind)}; write a Polygon or MultiPolygon with coordinates"
        )
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return tuple(_ring(here, polygon) for polygon in polygons)


def _ring(here: str, polygon: Any) -> NDArray[np.float64]:
    try:
        ring = np.asarray([(p[0], p[1]) for p in polygon[0]], dtype=np.float64)
    except (TypeError, ValueError, LookupError, OverflowError):
        raise CaseError(f"{here}: a ring is not a list of [longitude, latitude] pairs; correct it") from None
    if len(ring) > 1 and np.array_equal(ring[0], ring[-1]):
        ring = ring[:-1]
    if ring.ndim != 2 or len(ring) < 3:
        raise CaseError(f"{here}: a ring has fewer than three corners; give at least three")
    lon, lat = ring[:, 0], ring[:, 1]
    if not np.isfinite(ring).all() or np.abs(lat).max() > 90 or np.abs(lon).max() > 360:
        raise CaseError(
            f"{here}: a ring has a place off the earth; latitudes are -90 to 90, longitude comes first"
        )
    unwrapped = np.unwrap(lon, period=360.0)
    doubled = float(np.sum(unwrapped * np.roll(lat, -1) - np.roll(unwrapped, -1) * lat))
    if doubled < 0:
        lat, lon = lat[::-1], lon[::-1]
    return np.column_stack([np.radians(lat), wrap(np.radians(lon))])
