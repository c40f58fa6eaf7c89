"""The world's land, on an equal-area map centred anywhere, right across 180 degrees and at the poles."""

import json
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

Ring = NDArray[np.float64]

AUTHALIC_RADIUS = 6_371_007.181  # m: the sphere with the area of WGS 84 (Snyder 1987, table 1)
WHOLE_WORLD = 1.99 * AUTHALIC_RADIUS  # of 2: the rim of the whole world's disc is one single point
_EARTH = Geod(ellps="WGS84")
_RIM_STEP = np.radians(1.0)  # along the rim, so that chords of it stay within 0.004 % of the radius


def decode(text: str) -> tuple[tuple[Ring, ...], ...]:
    """Polygons of a quantised TopoJSON file's object `land`: an outer ring, then holes.

    Each ring is `(n, 2)` latitude, longitude in degrees, not closed, its land on the left: outer rings run
    counter-clockwise, holes clockwise. Longitude may jump by 360 from one point to the next: the ring does
    not. The format: TopoJSON specification 2.1.3 (quantised, delta-encoded arcs) and 2.1.4 (`~i` is arc i
    reversed).
    """
    topology = json.loads(text)
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]
    land = topology["objects"]["land"]
    shapes = land.get("geometries", [land])
    polygons = [
        polygon
        for shape in shapes
        for polygon in (shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]])
    ]
    return tuple(
        tuple(_oriented(_joined(indices, arcs), hole=i > 0) for i, indices in enumerate(polygon))
        for polygon in polygons
    )


@cache
def land() -> tuple[Ring, ...]:
    """Rings of the world's land (Natural Earth 1:50 million): `(n, 2)` lat, lon in degrees, land at left."""
    text = files("truecourse.report").joinpath("static/land-50m.json").read_text(encoding="utf-8")
    return tuple(ring for polygon in decode(text) for ring in polygon)


@cache
def map_projection(centre_lat_deg: float, centre_lon_deg: float) -> Transformer:
    """Lambert azimuthal equal-area: `transform(lon_deg, lat_deg)` gives metres east, north of the centre."""
    plane = CRS.from_proj4(
        f"+proj=laea +lat_0={centre_lat_deg} +lon_0={centre_lon_deg} +datum=WGS84 +units=m"
    )
    return Transformer.from_crs(plane.geodetic_crs, plane, always_xy=True)


def project_rings(
    rings: tuple[Ring, ...], centre_lat_deg: float, centre_lon_deg: float, radius: float = WHOLE_WORLD
) -> tuple[Ring, ...]:
    """Areas on the map: rings `(n, 2)` metres east and north of the centre, all within `radius` metres of it.

    `rings` are degrees as from `land()`, land on the left; a ring turns round less than a hemisphere, and
    not round both the centre and the point opposite. Draw what comes back as ONE path and fill it by the
    non-zero rule (matplotlib's and SVG's default): lakes, and lands that reach round the back of the Earth,
    come out by their sense of turning. What lies beyond the radius is moved straight in onto the rim, which
    changes no winding number inside it and so nothing that is seen; the signed areas add up to the area of
    land within the radius. Coasts then run along the rim: choose a radius larger than the half diagonal of
    the window that is shown. Raises ValueError for a radius the map does not have.
    """
    if not 0.0 < radius <= WHOLE_WORLD:
        raise ValueError(f"the map's radius must be within 0 and {WHOLE_WORLD:.0f} m, not {radius}")
    to_plane = map_projection(centre_lat_deg, centre_lon_deg)
    out: list[Ring] = []
    for ring in rings:
        x, y = to_plane.transform(ring[:, 1], ring[:, 0])
        kept = np.isfinite(x) & np.isfinite(y)  # the point exactly opposite has no place on the map
        plane = np.column_stack([x[kept], y[kept]])
        azimuth = np.arctan2(plane[:, 1], plane[:, 0])
        turns = round(float(_wrapped(np.diff(azimuth, append=azimuth[:1])).sum() / (2.0 * np.pi)))
        if turns != 0:
            inside = np.sign(_area(ring))  # 1 round land, -1 round a lake
            if turns == -inside:  # round the point opposite: it encloses the disc less the curve
                out.append(_rim(radius)[:: int(inside)])
        elif np.hypot(*plane.T).min(initial=np.inf) >= radius:
            continue  # all of it is out of sight, and it does not go round
        out.append(_pressed(plane, radius))
    return tuple(out)


def project_land(
    centre_lat_deg: float, centre_lon_deg: float, radius: float = WHOLE_WORLD
) -> tuple[Ring, ...]:
    """The world's land by `project_rings`: metres east and north of the centre."""
    return project_rings(land(), centre_lat_deg, centre_lon_deg, radius)


def _joined(indices: list[int], arcs: list[Ring]) -> Ring:
    """One ring of its arcs, each arc's last point being the next one's first; latitude first."""
    parts = [arcs[i][:-1] if i >= 0 else arcs[~i][::-1][:-1] for i in indices]
    return np.concatenate(parts)[:, ::-1]


def _oriented(ring: Ring, hole: bool) -> Ring:
    return ring[::-1].copy() if (_area(ring) < 0.0) != hole else ring


def _area(ring: Ring) -> float:
    """Square metres on the ellipsoid, positive where the ring runs counter-clockwise."""
    return float(_EARTH.polygon_area_perimeter(ring[:, 1], ring[:, 0])[0])


def _wrapped(angle: Ring) -> Ring:
    return (angle + np.pi) % (2.0 * np.pi) - np.pi


def _rim(radius: float) -> Ring:
    angle = np.arange(0.0, 2.0 * np.pi, _RIM_STEP)
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _pressed(plane: Ring, radius: float) -> Ring:
    """A closed curve with what is beyond `radius` moved onto the rim and walked along it."""
    distance = np.hypot(*plane.T)
    beyond = distance > radius
    if not beyond.any():
        return plane
    azimuth = np.arctan2(plane[:, 1], plane[:, 0])
    turn = _wrapped(
        np.roll(azimuth, -1) - azimuth
    )  # seen from any point a geodesic turns less than half round
    outside = beyond & np.roll(beyond, -1)
    steps = np.where(outside, np.maximum(np.ceil(np.abs(turn) / _RIM_STEP), 1.0), 1.0).astype(int)
    index = np.repeat(np.arange(len(plane)), steps)
    within = np.arange(len(index)) - np.repeat(np.cumsum(steps) - steps, steps)
    angle = azimuth[index] + within / steps[index] * turn[index]
    reach = np.minimum(distance, radius)[index]
    return reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
