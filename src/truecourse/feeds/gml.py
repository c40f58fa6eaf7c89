"""Shapes from GML 3.2 as AIXM 5.1 uses it: surfaces, rings, strings of places, arcs and circles by centre.

After OGC 12-028r1, "Use of GML for aviation data", and the coding guidelines EUROCONTROL publishes with it:
in EPSG:4326 latitude comes first and angles are courses (clockwise from north), in CRS84 longitude comes
first and angles run anticlockwise from east; an arc goes from its start angle to its end angle, up or down as
the numbers do. `GeodesicString` and `Geodesic` are geodesics; `LineStringSegment`, `LineString` and
`LinearRing` are straight in latitude and longitude, which is how parallels are written. Nothing is fetched: a
reference (`xlink:href`) is refused.
"""

import re
from math import pi, radians

import numpy as np

from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_KM, METRES_PER_NM, METRES_PER_STATUTE_MILE
from truecourse.feeds.area_shapes import (
    Ring,
    Shape,
    ShapeError,
    circle,
    corridor,
    finished,
    straight_on_the_map,
    swept,
)  # fmt: skip
from truecourse.feeds.wire import parse_number, quoted
from truecourse.feeds.xml_tree import Element

_LAT_FIRST = re.compile(r".*(EPSG|epsg)\S*[:/#](4326|4979|4258)")
_METRES = {
    "[NMI_I]": METRES_PER_NM, "NM": METRES_PER_NM, "M": 1.0, "KM": METRES_PER_KM,
    "[FT_I]": METRES_PER_FOOT, "FT": METRES_PER_FOOT, "[MI_I]": METRES_PER_STATUTE_MILE,
    "MI": METRES_PER_STATUTE_MILE,
}  # fmt: skip
_STRINGS = {"GeodesicString", "Geodesic", "LineStringSegment"}


def surface_shape(surface: Element) -> Shape:
    """The rings and holes of a `Surface`, `ElevatedSurface` or `Polygon`. Raises ShapeError with the line."""
    srs = surface.attributes.get("srsName", "")
    patches = [surface] if surface.tag == "Polygon" else surface.all("patches", "PolygonPatch")
    if not patches:
        raise ShapeError(f"line {surface.line}: a surface has no PolygonPatch; give it one")
    rings, holes = [], []
    for patch in patches:
        outer = patch.first("exterior")
        if outer is None or not outer.children:
            raise ShapeError(f"line {patch.line}: a patch has no exterior; give it one")
        rings.append(_ring(outer.children[0], srs))
        holes.append(tuple(_ring(hole.children[0], srs) for hole in patch.all("interior") if hole.children))
    return Shape(tuple(rings), tuple(holes) if any(holes) else ())


def corridor_shape(curve: Element, width: Element) -> Shape:
    """The corridor of a centre line and a whole width. Raises ShapeError naming the line."""
    try:
        return corridor(_curve(curve, curve.attributes.get("srsName", "")), _length(width))
    except ShapeError as error:
        raise _at(curve, error) from None


def _at(element: Element, error: ShapeError) -> ShapeError:
    said = str(error)
    return ShapeError(said if said.startswith("line ") else f"line {element.line}: {said}")


def _ring(ring: Element, srs: str) -> Ring:
    srs = ring.attributes.get("srsName", srs)
    try:
        if ring.tag == "LinearRing":
            points = _positions(ring, srs)
            if len(points) > 1 and np.array_equal(points[0], points[-1]):
                points = points[:-1]
            return finished(straight_on_the_map(points, closed=True))
        if ring.tag != "Ring":
            raise ShapeError(f"a boundary is a {quoted(ring.tag)}; write a Ring or LinearRing")
        pieces = [_curve(curve, srs) for member in ring.all("curveMember") for curve in _content(member)]
        if not pieces:
            raise ShapeError("a Ring has no curve; give it one")
        return finished(np.vstack(pieces))
    except ShapeError as error:
        raise _at(ring, error) from None


def _content(member: Element) -> list[Element]:
    if not member.children:
        raise ShapeError(
            f"line {member.line}: it refers to a curve elsewhere (xlink:href); put the curve in place"
        )
    return member.children


def _curve(curve: Element, srs: str) -> Ring:
    srs = curve.attributes.get("srsName", srs)
    if curve.tag == "LineString":
        return straight_on_the_map(_positions(curve, srs), closed=False)
    segments = [segment for group in curve.all("segments") for segment in group.children]
    if not segments:
        raise ShapeError(
            f"line {curve.line}: a {quoted(curve.tag)} has no segments; write a Curve with segments"
        )
    try:
        return np.vstack([_segment(segment, srs) for segment in segments])
    except ShapeError as error:
        raise _at(curve, error) from None


def _segment(segment: Element, srs: str) -> Ring:
    srs = segment.attributes.get("srsName", srs)
    try:
        if segment.tag in _STRINGS:
            points = _positions(segment, srs)
            straight = segment.tag == "LineStringSegment"
            return straight_on_the_map(points, closed=False) if straight else points
        if segment.tag not in ("ArcByCenterPoint", "CircleByCenterPoint"):
            raise ShapeError(
                f"a {quoted(segment.tag)} cannot be read; write GeodesicString or ArcByCenterPoint"
            )
        centre, radius = _positions(segment, srs)[0], _length(segment.first("radius"))
        if segment.tag == "CircleByCenterPoint":
            return circle(centre, radius)
        start, end = (_angle(segment.first(name)) for name in ("startAngle", "endAngle"))
        if not 0.0 < abs(end - start) <= 2.0 * pi:
            raise ShapeError("an arc turns by nothing or by more than a circle; correct its angles")
        if _lat_first(srs):
            return swept(centre, radius, start, end - start)
        return swept(centre, radius, pi / 2.0 - start, start - end)
    except ShapeError as error:
        raise _at(segment, error) from None


def _lat_first(srs: str) -> bool:
    if not srs or _LAT_FIRST.fullmatch(srs):
        return True
    if srs.endswith("CRS84"):
        return False
    raise ShapeError(f"its srsName is {quoted(srs)}; convert it to urn:ogc:def:crs:EPSG::4326")


def _positions(element: Element, srs: str) -> Ring:
    """Places `(n, 2)`, radians, latitude first, from `posList`, `pos` and points in place; at least one."""
    points = []
    for child in element.children:
        holder = child
        while holder.tag in ("pointProperty", "Point", "ElevatedPoint"):
            srs = holder.attributes.get("srsName", srs)
            if not holder.children:
                raise ShapeError("it refers to a point elsewhere (xlink:href); put the point in place")
            holder = next(
                (c for c in holder.children if c.tag in ("Point", "ElevatedPoint", "pos")), holder.children[0]
            )
        if holder.tag in ("pos", "posList"):
            points.append(_numbers(holder, srs))
    if not points:
        raise ShapeError("it has no pos or posList; give it one")
    return np.vstack(points)


def _numbers(element: Element, srs: str) -> Ring:
    order = [0, 1] if _lat_first(element.attributes.get("srsName", srs)) else [1, 0]
    size = 3 if element.attributes.get("srsDimension") == "3" else 2
    try:
        numbers = np.array(element.text.split(), dtype=np.float64)
    except ValueError:
        raise ShapeError("its places are not numbers; write degrees with a decimal point") from None
    if len(numbers) == 0 or len(numbers) % size or (element.tag == "pos" and len(numbers) != size):
        raise ShapeError("its numbers do not make pairs; write latitude and longitude of each place")
    places = numbers.reshape(-1, size)[:, order]
    if not np.isfinite(places).all() or np.any(np.abs(places) > (90.0, 180.0)):
        raise ShapeError("a place is off the earth; in EPSG:4326 latitude comes first, -90 to 90")
    return np.radians(places)


def _length(element: Element | None) -> float:
    unit = _METRES.get(element.attributes.get("uom", "").upper()) if element is not None else None
    if element is None or unit is None:
        raise ShapeError("a radius or width has no known unit; write uom [nmi_i], NM, M, KM or FT")
    return unit * _number(element)


def _angle(element: Element | None) -> float:
    if element is None:
        raise ShapeError("an arc lacks an angle; give it startAngle and endAngle")
    number = _number(element)
    return number if element.attributes.get("uom", "deg").lower().startswith("rad") else radians(number)


def _number(element: Element) -> float:
    try:
        return parse_number(element.text)
    except ValueError as error:
        raise ShapeError(f"line {element.line}: {quoted(element.text.strip())}: {error}") from None
