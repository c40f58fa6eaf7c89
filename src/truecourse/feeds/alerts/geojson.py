"""Alerts as places: a GeoJSON file that is whole after every alert and never held in memory."""

import json
from pathlib import Path
from typing import IO, Any

from truecourse.feeds.alerts.lines import to_wire
from truecourse.flight.alert import Alert

_HEAD, _TAIL = b'{"type": "FeatureCollection", "features": [', b"\n]}\n"


def feature(alert: Alert) -> dict[str, Any]:
    """A GeoJSON feature: the alert's fields, at `lat_deg`, `lon_deg` of its details if it has them."""
    wire = to_wire(alert)
    lat, lon = wire.get("lat_deg"), wire.get("lon_deg")
    place = None
    if isinstance(lat, float) and isinstance(lon, float):
        place = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": place, "properties": wire}


def begin_collection(path: Path) -> IO[bytes]:
    """A new, empty FeatureCollection on disk, open for `append`. Raises OSError."""
    file = path.open("w+b")
    file.write(_HEAD + _TAIL)
    file.flush()
    return file


def append(file: IO[bytes], alert: Alert) -> None:
    """Add an alert to a collection begun with `begin_collection`: the tail is written anew behind it."""
    text = json.dumps(feature(alert), allow_nan=False, ensure_ascii=False).encode("utf-8")
    end = file.seek(0, 2) - len(_TAIL)
    file.seek(end)
    file.write((b"\n" if end == len(_HEAD) else b",\n") + text + _TAIL)
    file.flush()
