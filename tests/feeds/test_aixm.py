"""AIXM 5.1: a message written for this test after the public schema, EUROCONTROL's arc, hostile XML."""

from math import inf

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth.region import contains
from truecourse.feeds.aixm import gather_aixm
from truecourse.feeds.errors import CaseError

NM, FOOT = 1852.0, 0.3048
WGS84 = Geodesic.WGS84
OPEN = """<?xml version="1.0" encoding="UTF-8"?>
<message:AIXMBasicMessage xmlns:message="http://www.aixm.aero/schema/5.1/message"
 xmlns:aixm="http://www.aixm.aero/schema/5.1" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:xlink="http://www.w3.org/1999/xlink" gml:id="M1">"""
CLOSE = "</message:AIXMBasicMessage>"
LINES = "<gml:GeodesicString><gml:posList>{}</gml:posList></gml:GeodesicString>"
BOX = LINES.format("50 10 50 12 52 12 52 10 50 10")


def ring(segments: str) -> str:
    return (
        "<gml:Ring><gml:curveMember><gml:Curve gml:id='C'><gml:segments>"
        f"{segments}</gml:segments></gml:Curve></gml:curveMember></gml:Ring>"
    )


def surface(outer: str, inner: str = "", srs: str = "urn:ogc:def:crs:EPSG::4326") -> str:
    hole = f"<gml:interior>{inner}</gml:interior>" if inner else ""
    return (
        f"<aixm:horizontalProjection><aixm:Surface gml:id='S' srsName='{srs}'><gml:patches><gml:PolygonPatch>"
        f"<gml:exterior>{outer}</gml:exterior>{hole}</gml:PolygonPatch></gml:patches></aixm:Surface>"
        "</aixm:horizontalProjection>"
    )


LIMITS = (
    "<aixm:upperLimit uom='FL'>245</aixm:upperLimit><aixm:upperLimitReference>MSL</aixm:upperLimitReference>"
    "<aixm:lowerLimit uom='FT'>1500</aixm:lowerLimit><aixm:lowerLimitReference>SFC</aixm:lowerLimitReference>"
)


def component(shape: str, limits: str = LIMITS, operation: str = "") -> str:
    said = f"<aixm:operation>{operation}</aixm:operation>" if operation else ""
    return (
        f"<aixm:geometryComponent><aixm:AirspaceGeometryComponent>{said}<aixm:theAirspaceVolume>"
        f"<aixm:AirspaceVolume gml:id='V'>{limits}{shape}</aixm:AirspaceVolume></aixm:theAirspaceVolume>"
        "</aixm:AirspaceGeometryComponent></aixm:geometryComponent>"
    )


def airspace(*components: str, valid: str = "") -> str:
    return (
        "<message:hasMember><aixm:Airspace gml:id='A'>"
        "<gml:identifier codeSpace='urn:uuid:'>0</gml:identifier>"
        f"<aixm:timeSlice><aixm:AirspaceTimeSlice gml:id='T'>{valid}"
        "<aixm:interpretation>BASELINE</aixm:interpretation><aixm:type>P</aixm:type>"
        f"<aixm:designator>XXP1</aixm:designator><aixm:name>INVENTED</aixm:name>{''.join(components)}"
        "</aixm:AirspaceTimeSlice></aixm:timeSlice></aixm:Airspace></message:hasMember>"
    )


def gather(*members: str):
    return gather_aixm("x.xml", (OPEN + "".join(members) + CLOSE).encode())


def test_a_box_with_a_hole_its_limits_and_its_time() -> None:
    valid = (
        "<gml:validTime><gml:TimePeriod gml:id='P'><gml:beginPosition>2024-01-01T00:00:00</gml:beginPosition>"
        "<gml:endPosition indeterminatePosition='unknown'/></gml:TimePeriod></gml:validTime>"
    )
    hole = ring(LINES.format("50.5 10.5 51.5 10.5 51.5 11.5 50.5 11.5 50.5 10.5"))
    (found,) = gather(airspace(component(surface(ring(BOX), hole)), valid=valid)).areas
    assert (found.name, found.kind, found.edges) == ("XXP1 INVENTED", "prohibited", "geodesic")
    assert (found.floor, found.floor_ref) == (pytest.approx(1500 * FOOT), "SFC")
    assert (found.ceiling, found.ceiling_ref) == (pytest.approx(24500 * FOOT), "STD")  # FL says STD by itself
    assert found.active == ((1704067200.0, inf),)
    assert np.degrees(found.rings[0]) == pytest.approx(np.array([[50, 10], [50, 12], [52, 12], [52, 10]]))
    assert found.holes[0][0].shape == (4, 2)


def test_crs84_has_longitude_first() -> None:
    east_first = ring(LINES.format("10 50 12 50 12 52 10 52 10 50"))
    (found,) = gather(airspace(component(surface(east_first, srs="urn:ogc:def:crs:OGC:1.3:CRS84")))).areas
    (same,) = gather(airspace(component(surface(ring(BOX))))).areas
    assert np.allclose(found.rings[0], same.rings[0])


ARC = (
    "<gml:ArcByCenterPoint numArc='1'><gml:pos>{}</gml:pos><gml:radius uom='{}'>{}</gml:radius>"
    "<gml:startAngle uom='deg'>{}</gml:startAngle><gml:endAngle uom='deg'>{}</gml:endAngle>"
    "</gml:ArcByCenterPoint>"
)


def test_the_arc_of_eurocontrols_guidelines_ends_where_the_aip_says(validation) -> None:
    """Coding guidelines, "Arc by center example": TMA AQUITAINE 2-1, clockwise from A over north to B."""
    centre = (44 + 49 / 60 + 37 / 3600, -(43 / 60 + 16 / 3600))
    a, b = (
        (45 + 7 / 60 + 24 / 3600, -(1 + 3 / 60 + 41 / 3600)),
        (44 + 47 / 60 + 2 / 3600, -(11 / 60 + 15 / 3600)),
    )
    text = ARC.format(f"{centre[0]} {centre[1]}", "[nmi_i]", 22.9415, -39.056642, 96.278174)
    (found,) = gather(airspace(component(surface(ring(text + LINES.format("44.5 -0.9")))))).areas
    points = np.degrees(found.rings[0])
    off = [min(WGS84.Inverse(*end, *p)["s12"] for p in points) for end in (a, b)]
    # Published are 22.942 and 22.941 NM: a digit of 1.85 m each, and half of it as one radius serves both.
    assert max(off) < 2.8
    assert contains(found.rings, np.radians(45.15), np.radians(-0.5))  # the arc runs over the north-east
    validation(
        "feeds", "ends of the arc in EUROCONTROL's AIXM example", max(off), "m", 2.8, "EUROCONTROL guidelines"
    )


@pytest.mark.parametrize("srs", ["urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:1.3:CRS84"])
@pytest.mark.parametrize(("start", "end"), [(30, 120), (120, 30), (-60, 60), (300, 420), (60, -60)])
def test_an_arc_turns_as_its_angles_do(srs, start, end) -> None:
    """From the first angle to the second, up or down: courses in EPSG:4326, in CRS84 leftward from east."""
    courses = np.linspace(start, end, 7)
    lon_first = srs.endswith("CRS84")
    if lon_first:
        courses = 90.0 - courses
    text = ARC.format("10 50" if lon_first else "50 10", "KM", 40, start, end)
    text += LINES.format("10 50" if lon_first else "50 10")
    (found,) = gather(airspace(component(surface(ring(text), srs=srs)))).areas
    points = np.degrees(found.rings[0])
    for course in courses:
        there = WGS84.Direct(50, 10, course, 40e3)
        gaps = [WGS84.Inverse(there["lat2"], there["lon2"], *point)["s12"] for point in points]
        assert min(gaps) < 500.0
    assert len(points) < 200


def test_straight_segments_are_parallels_and_geodesic_strings_are_not() -> None:
    corners = "60 0 60 60 50 60 50 0 60 0"
    straight = ring(f"<gml:LineStringSegment><gml:posList>{corners}</gml:posList></gml:LineStringSegment>")
    linear = f"<gml:LinearRing><gml:posList>{corners}</gml:posList></gml:LinearRing>"
    just_north = (np.radians(61.0), np.radians(30.0))
    for boundary, bulges in ((straight, False), (linear, False), (ring(LINES.format(corners)), True)):
        (found,) = gather(airspace(component(surface(boundary)))).areas
        assert bool(contains(found.rings, *just_north)) is bulges


def test_a_circle_a_corridor_and_what_is_cut_away() -> None:
    circle = (
        "<gml:CircleByCenterPoint numArc='1'><gml:pointProperty><gml:Point gml:id='p'>"
        "<gml:pos>51.01 2.57</gml:pos>"
        "</gml:Point></gml:pointProperty><gml:radius uom='[nmi_i]'>12</gml:radius></gml:CircleByCenterPoint>"
    )
    strip = (
        "<aixm:width uom='NM'>10</aixm:width><aixm:centreline><aixm:Curve gml:id='L'><gml:segments>"
        f"{LINES.format('50 10 51 10 51 12')}</gml:segments></aixm:Curve></aixm:centreline>"
    )
    found = gather(airspace(
        component(surface(ring(circle)), operation="BASE"), component(strip, operation="UNION"),
        component(surface(ring(BOX)), operation="SUBTR"),
    ))  # fmt: skip
    round_one, way = found.areas
    distances = [WGS84.Inverse(51.01, 2.57, *p)["s12"] for p in np.degrees(round_one.rings[0])]
    assert np.ptp(distances) < 0.01 and distances[0] == pytest.approx(12 * NM, abs=0.01)
    assert (way.name, way.offset, len(way.lines[0])) == ("XXP1 INVENTED (2)", 5 * NM, 3)
    assert len(found.doubts) == 1 and "SUBTR" in found.doubts[0]


@pytest.mark.parametrize(
    ("limits", "floor", "ceiling"),
    [
        (
            "<aixm:upperLimit uom='FT'>UNL</aixm:upperLimit><aixm:lowerLimit uom='FT'>GND</aixm:lowerLimit>",
            -inf,
            inf,
        ),
        (LIMITS.replace("245", "999"), 1500 * FOOT, inf),
        (LIMITS.replace("1500", "CEILING"), -inf, 24500 * FOOT),
        (LIMITS.replace("'FT'", "'CUBIT'"), -inf, 24500 * FOOT),
        ("", -inf, inf),
    ],
)
def test_limits_without_a_number(limits, floor, ceiling) -> None:
    found = gather(airspace(component(surface(ring(BOX)), limits)))
    assert (found.areas[0].floor, found.areas[0].ceiling) == (pytest.approx(floor), pytest.approx(ceiling))
    assert bool(found.doubts) is (not limits or "CEILING" in limits or "CUBIT" in limits)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (surface(ring(LINES.format("50 10 50 x"))), "places are not numbers"),
        (surface(ring(LINES.format("50 10 50"))), "do not make pairs"),
        (surface(ring(LINES.format("95 10 96 10 96 11"))), "off the earth"),
        (surface(ring(LINES.format("50 10 50 12"))), "fewer than three corners"),
        (surface(ring(BOX), srs="urn:ogc:def:crs:EPSG::3395"), "EPSG::3395.*convert it"),
        (surface(ring("<gml:Arc><gml:posList>1 1 2 2 3 1</gml:posList></gml:Arc>")), '"Arc" cannot be read'),
        (surface(ring(ARC.format("50 10", "furlong", 5, 0, 9))), "no known unit"),
        (surface(ring(ARC.format("50 10", "NM", 5, 0, 900))), "more than a circle"),
        (surface("<gml:Ring><gml:curveMember xlink:href='#C1'/></gml:Ring>"), "elsewhere"),
        ("<aixm:contributorAirspace/>", "borrowed from another airspace"),
        ("", "no horizontalProjection"),
    ],
)
def test_a_slip_is_refused_in_one_sentence_with_its_line(shape, said) -> None:
    with pytest.raises(CaseError, match=said) as refusal:
        gather(airspace(component(shape)))
    assert (
        str(refusal.value).startswith("x.xml, line 4 (XXP1 INVENTED): ") and str(refusal.value).isprintable()
    )
    found = gather(airspace(component(shape)), airspace(component(surface(ring(BOX)))))
    assert len(found.areas) == 1 and len(found.refused) == 1


def test_a_document_with_too_many_elements_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("truecourse.feeds.xml_tree.MOST_ELEMENTS", 1000)
    with pytest.raises(CaseError, match="deeper or larger"):
        gather_aixm("x.xml", b"<a>" + b"<b/>" * 1000 + b"</a>")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"<!DOCTYPE a [{LAUGHS}]><a>&l8;</a>", "document type"),
        ("<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", "document type"),
        ("<?xml version='1.0' encoding='no-such'?><a/>", "well-formed|encoding"),
        ("<a>" * 101, "deeper or larger"),
        ("<a><b></a>", "not well-formed XML .line 1"),
        ("<", "not well-formed"),
        ("<a>&nbsp;</a>", "not well-formed"),
        ("<a/>", "no AIXM 5.1 Airspace"),
    ],
)
def test_hostile_and_broken_xml_is_refused(text, said) -> None:
    with pytest.raises(CaseError, match=said) as refusal:
        gather_aixm("x.xml", text.encode())
    assert str(refusal.value).isprintable()


WHOLE = (
    OPEN + airspace(component(surface(ring(BOX + ARC.format("51 10", "NM", 60, 0, 90))))) + CLOSE
).encode()


@given(st.data())
def test_no_mutation_brings_the_reader_down(data) -> None:
    text = WHOLE[: data.draw(st.integers(0, len(WHOLE)) | st.just(len(WHOLE)))]
    for _ in range(data.draw(st.integers(0, 4))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        text = (
            text[:at]
            + data.draw(st.binary(max_size=4) | st.sampled_from([b"9", b"-", b"e9", b" "]))
            + text[at + cut :]
        )
    try:
        found = gather_aixm("x.xml", text)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(np.isfinite(ring).all() and len(ring) > 2 for area in found.areas for ring in area.rings)
        assert all(sentence.isprintable() for sentence in found.refused + found.doubts)


@given(
    st.text(alphabet="0123456789 .-eEnaif", max_size=40), st.text(alphabet="0123456789.-einfa", max_size=8)
)
def test_no_number_brings_the_reader_down(places, number) -> None:
    text = LINES.format(places) + ARC.format("50 10", "NM", number, number, 90)
    try:
        found = gather(airspace(component(surface(ring(text)))))
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(np.isfinite(ring).all() for area in found.areas for ring in area.rings)
