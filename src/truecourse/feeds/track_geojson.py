"""A track's lines in GeoJSON, whose times stand among the properties."""

from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.table import BY_WIRE, IDENTITY, instant, tracks_of_table
from truecourse.feeds.wire import quoted
from truecourse.flight.track import Track

LINES = ("LineString", "MultiLineString")
_PARTS = ("properties", "geometry")
_TIMES = ("time", "coordTimes", "times")


def geojson_tracks(file: str, data: dict[str, Any]) -> list[Track]:
    """Tracks of lines with `time` (nested as the coordinates, null where one was only cut) or `coordTimes`.

    A third coordinate is a height above the ellipsoid (RFC 7946 section 4), not a pressure altitude, and is
    passed over; `altitude_ft` is read from the properties. Raises CaseError naming the feature and the
    place.
    """
    features = data.get("features", [data])
    tracks: list[Track] = []
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        here = f"{file}, feature {number}"
        properties, geometry = (
            feature.get(key) or {} if isinstance(feature, dict) else {} for key in ("properties", "geometry")
        )
        if geometry.get("type") not in ("LineString", "MultiLineString"):
            continue
        parts = [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]
        tracks += tracks_of_table(here, *_lines(here, parts, properties or {}))
    if not tracks:
        raise CaseError(f"{file} holds no LineString; give one with its times under properties, time")
    return tracks


def _lines(here: str, parts: Any, properties: dict[str, Any]) -> tuple[dict[str, list[Any]], list[int]]:
    count = sum(len(part) for part in parts)
    nested = {
        name: properties[name]
        for name in (*BY_WIRE, "coordTimes", "times")
        if isinstance(properties.get(name), list)
    }
    flat = {
        name: [v for part in values for v in part] if values and isinstance(values[0], list) else list(values)
        for name, values in nested.items()
    }
    times = flat.pop("coordTimes", None) or flat.pop("times", None) or flat.pop("time", None)
    flat.pop("time", None)
    if times is None or any(len(values) != count for values in (times, *flat.values())):
        raise CaseError(
            f"{here}: it needs one time for each of its {count} places under properties, time; add them"
        )
    points = [point for part in parts for point in part]
    keep = [i for i, t in enumerate(times) if t is not None]
    table: dict[str, list[Any]] = {"time": [], "lat_deg": [], "lon_deg": []}
    for i in keep:
        try:
            table["time"].append(instant(times[i]))
            table["lon_deg"].append(float(points[i][0]))
            table["lat_deg"].append(float(points[i][1]))
        except (ValueError, TypeError, LookupError) as error:
            raise CaseError(
                f"{here}, place {i + 1}: {quoted(str(error))}; correct its time or its coordinates"
            ) from None
    table |= {name: [values[i] for i in keep] for name, values in flat.items()}
    n = len(keep)
    table |= {name: [str(properties.get(name) or "")] * n for name in IDENTITY}
    return table, [i + 1 for i in keep]
