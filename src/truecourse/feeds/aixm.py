"""Airspaces from AIXM 5.1 and 5.1.1: `Airspace` features of a message, each volume of each time slice an
area.

A `BASELINE` or `SNAPSHOT` slice, and a `TEMPDELTA` that brings its own geometry, is active while it is valid.
Where an airspace is one volume less another, or only where two meet, the whole first volume is taken: an area
too wide warns too early, an area left out does not warn at all. Each is said as a doubt. Timesheets of its
activations are its times of activity (`aixm_times`); those of its class or its layers are not read.
"""

from math import inf, nan

from truecourse.earth.units import METRES_PER_FOOT
from truecourse.feeds.aixm_times import active
from truecourse.feeds.area_limits import GROUND, UNLIMITED, Limit
from truecourse.feeds.area_shapes import Shape, ShapeError, centre
from truecourse.feeds.area_times import ALWAYS, BEFORE, COVERED, Times, around, parse_instant, planned
from truecourse.feeds.areas_read import AreasRead, read
from truecourse.feeds.errors import CaseError
from truecourse.feeds.gml import corridor_shape, surface_shape
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, parse_number, quoted
from truecourse.feeds.xml_tree import Element, XmlError, parse_xml
from truecourse.flight.airspace import Airspace

KINDS = {"P": "prohibited", "R": "restricted", "D": "danger", "D_OTHER": "danger"}
_FACTORS = {"FL": METRES_PER_FLIGHT_LEVEL, "FT": METRES_PER_FOOT, "M": 1.0, "SM": 1.0}
_REFERENCES = {"SFC": "SFC", "MSL": "AMSL", "STD": "STD", "W84": "AMSL"}
_CUT = ("SUBTR", "INTERS")


def gather_aixm(file: str, data: bytes, near: float = nan) -> AreasRead:
    """The airspaces of an AIXM message. Volumes that cannot be used are refused one by one, by line. `near`
    POSIX s: long schedules are worked out about that time (`area_times.around`).

    Raises CaseError for what is not well-formed XML, has a document type declaration, or has no usable
    airspace.
    """
    try:
        root = parse_xml(data)
    except XmlError as error:
        raise CaseError(f"{file}: {error}") from None
    areas: list[Airspace] = []
    refused: list[str] = []
    doubts: list[str] = []
    for airspace in [root] if root.tag == "Airspace" else root.inside("Airspace"):
        for time_slice in airspace.all("timeSlice", "AirspaceTimeSlice"):
            _slice(file, time_slice, near, areas, refused, doubts)
    if not areas and not refused:
        raise CaseError(
            f"{file} has no AIXM 5.1 Airspace with a geometry; send an AIXMBasicMessage with its volumes"
        )
    return read(file, areas, refused, doubts)


def _slice(
    file: str, part: Element, near: float, areas: list[Airspace], refused: list[str], doubts: list[str]
) -> None:
    name = " ".join(word for word in (part.said("designator"), part.said("name")) if word)
    here = f"{file}, line {part.line} ({quoted(name or 'no name')[1:-1]})"
    components = part.all("geometryComponent", "AirspaceGeometryComponent")
    if not components:
        doubts.append(f"{here}: it has no geometry of its own and changes nothing; apply it before sending")
        return
    try:
        valid = _valid(part)
    except ValueError as error:
        doubts.append(f"{here}: its valid time is taken as always: {error}")
        valid = -inf, inf
    kind = part.said("type")
    for component in components:
        operation = component.said("operation").upper()
        volume = component.first("theAirspaceVolume", "AirspaceVolume")
        there = here if volume is None else f"{file}, line {volume.line} ({quoted(name or 'no name')[1:-1]})"
        if operation in _CUT:
            doubts.append(f"{there}: what a {operation} volume takes away is kept; send the resulting shape")
            continue
        try:
            if volume is None:
                raise ShapeError("a component has no AirspaceVolume; give it one")
            shape = _shape(volume)
        except ShapeError as error:
            refused.append(f"{there}: {error}")
            continue
        floor = _limit(volume, "lower", GROUND, there, doubts)
        ceiling = _limit(volume, "upper", UNLIMITED, there, doubts)
        when = _active(part, valid, shape, near, there, doubts)
        areas.append(Airspace(
            name=name or f"line {part.line}", kind=KINDS.get(kind, kind.lower()), rings=shape.rings,
            offset=shape.offset, floor=floor[0], ceiling=ceiling[0], source="AIXM", floor_ref=floor[1],
            ceiling_ref=ceiling[1], holes=shape.holes, lines=shape.lines, active=when,
        ))  # fmt: skip


def _shape(volume: Element) -> Shape:
    projection, line = volume.first("horizontalProjection"), volume.first("centreline")
    if projection is not None and projection.children:
        return surface_shape(projection.children[0])
    width = volume.first("width")
    if line is not None and line.children and width is not None:
        return corridor_shape(line.children[0], width)
    if volume.first("contributorAirspace") is not None:
        raise ShapeError("its shape is borrowed from another airspace; send the shape itself")
    raise ShapeError("a volume has no horizontalProjection; give it a surface")


def _limit(volume: Element, which: str, widest: Limit, here: str, doubts: list[str]) -> Limit:
    """A limit of a volume; what cannot be read is taken as wide as can be, and said."""
    other = volume.said("minimumLimit" if which == "lower" else "maximumLimit")
    if other:
        doubts.append(f"{here}: a second {which} limit ({quoted(other)}) is not read; check the limits")
    element = volume.first(f"{which}Limit")
    value = element.text.strip().upper() if element is not None else ""
    if element is None or value in ("GND", "UNL", "FLOOR", "CEILING"):
        right = {"GND": "lower", "FLOOR": "lower"}.get(value, "upper")
        if value and right == which:
            return widest
        doubts.append(
            f"{here}: its {which} limit is {quoted(value or 'missing')} and taken as without; correct it"
        )
        return widest
    uom = element.attributes.get("uom", "").upper()
    said = volume.said(f"{which}LimitReference").upper()
    reference = "STD" if uom in ("FL", "SM") else _REFERENCES.get(said)
    try:
        number = parse_number(value)
        if uom not in _FACTORS or reference is None:
            raise ValueError(f"its unit {quoted(uom)} or reference {quoted(said)} is not known")
    except ValueError as error:
        doubts.append(f"{here}: its {which} limit {quoted(value)} is taken as without: {error}")
        return widest
    if uom == "FL" and number >= 999.0:
        return UNLIMITED
    if said == "W84":
        doubts.append(
            f"{here}: its {which} limit above the ellipsoid is taken as above mean sea level; check it"
        )
    return _FACTORS[uom] * number, reference


def _active(
    part: Element, valid: tuple[float, float], shape: Shape, near: float, here: str, doubts: list[str]
) -> Times:
    """When it is valid and its activations are on."""
    activations = part.all("activation", "AirspaceActivation")
    always = ALWAYS if valid == (-inf, inf) else (valid,)
    if not activations:
        return always
    first, last = around(*valid, near)
    if not last - first <= COVERED + BEFORE:
        if any(True for a in activations for _ in a.inside("Timesheet")):
            doubts.append(f"{here}: its timesheets go on for years and it is taken as always active")
        return always
    said: list[str] = []
    times = planned(*valid, near, lambda a, b: active(activations, a, b, centre(shape), said))
    doubts += [f"{here}: {doubt}" for doubt in said]
    if not times:
        doubts.append(f"{here}: it is never active as written and is taken as always active; correct it")
        return always
    return times


def _valid(part: Element) -> tuple[float, float]:
    period = part.first("validTime", "TimePeriod")
    if period is None:
        return -inf, inf
    begin, end = period.said("beginPosition"), period.said("endPosition")
    first = _instant(begin) if begin else -inf
    last = _instant(end) if end else inf
    if not first < last:
        raise ValueError("it ends before it begins; correct it")
    return first, last


def _instant(text: str) -> float:
    """Times without a zone are UTC (AIXM 5.1 temporality); a bare date is its first second."""
    if "T" not in text.upper():
        text += "T00:00"
    tail = text[10:]
    return parse_instant(text if tail.upper().endswith("Z") or "+" in tail or "-" in tail else text + "Z")
