"""Cut the coasts of the bundled case out of a world coastline.

Usage: python tools/make_areas.py land-10m.json src/truecourse/cases/kal007/areas.geojson
where land-10m.json comes from `npm pack world-atlas@2.0.2` (Natural Earth 1:10 million).
"""

import json
import sys
from pathlib import Path

import numpy as np
from pyproj import Geod

from truecourse.report.coast import Ring, decode

GEOD = Geod(ellps="WGS84")
WORLD = "Natural Earth 4.1.0, 1:10 million, land (npm world-atlas 2.0.2)"
TWELVE_MILES_KM = 12 * 1.852
THREE_MILES_KM = 3 * 1.852
NECK = (60.0, 163.0, 164.0)  # where the east coast is cut: latitude, and the longitudes between which to look
WEST_CUT = (60.5, 161.5, 162.5)  # and the west coast, across the isthmus from it


def main(source: str, target: str) -> None:
    """Write every area the case names."""
    outer = [polygon[0] for polygon in decode(Path(source).read_text(encoding="utf-8"))]
    kamchatka = [peninsula(max(outer, key=len))]
    karaginsky = islands(outer, (58.0, 59.7), (163.0, 165.0))
    sakhalin = islands(outer, (45.8, 54.5), (141.0, 144.9))
    moneron = [ellipse(46.25, 141.22, 7.0, 5.0)]
    kuril = islands(outer, (43.3, 51.0), (145.35, 156.7))
    commander = islands(outer, (54.5, 55.5), (165.0, 168.5))
    hokkaido = islands(outer, (41.3, 45.6), (139.3, 145.83))
    coast = (
        "Kamchatka peninsula, mainland, cut across the isthmus from 60.5 N 162.1 E to 60.0 N 163.6 E; "
        + WORLD
    )
    zone = f"{coast}, and Karaginsky Island; widths of 200 km and 100 km second-hand, 12 NM recalled"
    switch = "; whether the Commander Islands carried the buffer is not known: kamchatka-buffer-200km leaves "
    switch += "them out, kamchatka-buffer-200km-with-commander-islands takes them "
    switch += "in (some ten minutes of entry time)"
    drawn = (
        "an ellipse 7 km by 5 km (27 km2; about 30 published) about 46.25 N 141.22 E, as public coastlines "
    )
    drawn += "leave the island out; good to about 1 km"
    japan = f"{WORLD}: Hokkaido with Rebun, Rishiri and Okushiri; "
    japan += "Japan's Law on the Territorial Sea of 1977 claims 12 NM, but 3 NM in the Soya (La Perouse) "
    japan += "strait, whose limits were not at hand: "
    shores, isles = kamchatka + karaginsky, commander
    features = [
        feature("kamchatka-coast", "coast", kamchatka, coast),
        feature("karaginsky-island", "coast", karaginsky, WORLD),
        feature("commander-islands", "coast", isles, WORLD + switch),
        feature("sakhalin-coast", "coast", sakhalin, WORLD),
        feature("moneron", "coast", moneron, drawn),
        feature("kuril", "coast", kuril, WORLD),
        feature("kamchatka-buffer-200km", "buffer", shores, zone + switch, 200.0),
        feature("kamchatka-buffer-200km-with-commander-islands", "buffer", shores + isles, zone, 200.0),
        feature("kamchatka-prohibited-100km", "prohibited", shores, zone, 100.0),
        feature("kamchatka-territorial", "territorial", shores, zone, TWELVE_MILES_KM),
        feature("sakhalin-territorial", "territorial", sakhalin + moneron, f"{WORLD}; Moneron: {drawn}",
                TWELVE_MILES_KM),
        feature("hokkaido-coast", "coast", hokkaido, f"{WORLD}: Hokkaido with Rebun, Rishiri and Okushiri"),
        feature("hokkaido-territorial", "territorial", hokkaido,
                japan + "this one has 12 NM everywhere, which is too much in the strait", TWELVE_MILES_KM),
        feature("hokkaido-territorial-3nm", "territorial", hokkaido,
                japan + "this one has 3 NM everywhere, which is the least", THREE_MILES_KM),
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(item, separators=(",", ":")) for item in features)
    Path(target).write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")


def feature(name: str, kind: str, rings: list[Ring], source: str, offset_km: float = 0.0) -> dict:
    """One area as GeoJSON: closed rings, counter-clockwise, longitude first."""
    if not rings:
        raise ValueError(f"no coastline was found for {name}")
    closed = [np.round(np.vstack([ring, ring[:1]])[:, ::-1], 4).tolist() for ring in rings]
    properties = {
        "name": name, "kind": kind,
        "floor_ft": None, "floor_ref": None, "ceiling_ft": None, "ceiling_ref": None,
        "edges": "geodesic", "offset_km": round(offset_km, 3), "source": source,
    }  # fmt: skip
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in closed]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def islands(rings: list[Ring], lats_deg: tuple[float, float], lons_deg: tuple[float, float]) -> list[Ring]:
    """Whole islands that lie inside a box, in the order of the file."""
    low, high = np.array([lats_deg[0], lons_deg[0]]), np.array([lats_deg[1], lons_deg[1]])
    return [ring for ring in rings if len(ring) > 2 and ((ring > low) & (ring < high)).all()]


def peninsula(continent: Ring) -> Ring:
    """The part of a continent's ring between two cuts: down the west coast, up the east."""
    start, end = crossing(continent, *WEST_CUT), crossing(continent, *NECK)
    ring = np.roll(continent, -start - 1, axis=0)
    return ring[: (end - start) % len(continent)]


def crossing(ring: Ring, lat_deg: float, west_deg: float, east_deg: float) -> int:
    """Index of the last point before the one place where a ring crosses a parallel between two meridians."""
    lat, lon = ring.T
    there = (
        (np.sign(lat - lat_deg) != np.sign(np.roll(lat, -1) - lat_deg)) & (lon > west_deg) & (lon < east_deg)
    )
    (index,) = np.flatnonzero(there)
    return int(index)


def ellipse(lat_deg: float, lon_deg: float, north_south_km: float, east_west_km: float) -> Ring:
    """Thirty-six points of an ellipse about a place, counter-clockwise."""
    angle = np.radians(np.arange(0.0, 360.0, 10.0))
    east, north = 500.0 * east_west_km * np.cos(angle), 500.0 * north_south_km * np.sin(angle)
    lons, lats, _ = GEOD.fwd(
        np.full(36, lon_deg), np.full(36, lat_deg), np.degrees(np.arctan2(east, north)), np.hypot(east, north)
    )
    return np.column_stack([lats, lons])


if __name__ == "__main__":
    main(*sys.argv[1:])
