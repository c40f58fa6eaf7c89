"""OpenAir: the format's own record types, arcs against GeographicLib's geodesics, limits, refusals."""

from math import inf, isinf

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth.region import area
from truecourse.feeds.area_limits import parse_limit
from truecourse.feeds.errors import CaseError
from truecourse.feeds.openair import gather_openair

NM, FOOT = 1852.0, 0.3048
WGS84 = Geodesic.WGS84
FULL = """\
*VERSION: 2.0
* areas invented for this test
AC R
AY TMZ
AN Invented * with a star
AI 67fc5d9f
AF 123.300
AG Somewhere Radar
AX 7000
AA 2024-12-17T00:00Z/2024-12-17T24:00Z   ; the whole day
AA 2024-12-19T06:00Z/NONE
AL 1000ft AMSL
AH FL145
SP 0,1,0,0,255
DP 50:00:00N 010:00:00E
V X=50:00.000N 010:30.000E ; the centre
V D=+
DB 50:00:00N 010:00:00E, 50:00:00N 011:00:00E
DP 49:30:00 N 010:30:00 E
"""


def one(body: str):
    return gather_openair("x.txt", body)


def test_every_record_of_the_extended_format() -> None:
    reading = one(FULL)
    (found,) = reading.areas
    assert (reading.refused, reading.doubts) == ((), ())
    assert (found.name, found.kind) == ("Invented * with a star", "tmz")
    assert (found.floor, found.floor_ref) == (pytest.approx(1000 * FOOT), "AMSL")
    assert (found.ceiling, found.ceiling_ref) == (pytest.approx(14500 * FOOT), "STD")
    assert found.active == ((1734393600.0, 1734480000.0), (1734588000.0, inf))
    for word in ("67fc5d9f", "123.300", "Somewhere Radar", "7000"):
        assert word in found.source
    (ring,) = found.rings
    assert np.degrees(ring[:, 0]).max() == pytest.approx(
        50.32, abs=0.01
    )  # clockwise from west: over the north
    assert np.degrees(ring[:, 0]).min() == pytest.approx(49.5)


@pytest.mark.parametrize("lat_deg", [0.0, 39.5, -60.0, 85.0])
@pytest.mark.parametrize("direction", ["+", "-"])
def test_an_arc_is_the_geodesic_circle(lat_deg, direction, validation) -> None:
    """Every point of the boundary, the middles of its chords too, against GeographicLib."""
    side = "S" if lat_deg < 0 else "N"
    body = f"AC R\nAN arc\nAL GND\nAH UNL\nV D={direction}\n"
    body += f"V X={abs(lat_deg):g}{side} 179:50:00E\nDA 100, 300, 30\n"
    (ring,) = one(body).areas[0].rings
    lat, lon = np.degrees(ring).T
    rays = [WGS84.Inverse(lat_deg, 179 + 50 / 60, a, b) for a, b in zip(lat, lon, strict=True)]
    assert max(abs(ray["s12"] - 100 * NM) for ray in rays) < 0.01
    swept = {"+": 90.0, "-": 270.0}[direction]
    courses = np.unwrap([ray["azi1"] for ray in rays], period=360)
    assert abs(courses[-1] - courses[0]) == pytest.approx(swept, abs=1e-6)
    middles = []
    for n in range(len(ring) - 1):
        chord = WGS84.InverseLine(lat[n], lon[n], lat[n + 1], lon[n + 1])
        there = chord.Position(chord.s13 / 2)
        middles.append(100 * NM - WGS84.Inverse(lat_deg, 179 + 50 / 60, there["lat2"], there["lon2"])["s12"])
    assert min(middles) > -0.01 and max(middles) < 2.5
    validation(
        "feeds", "chord of an OpenAir arc of 100 NM from its circle", max(middles), "m", 10, "GeographicLib"
    )


def test_circles_and_corridors_stay_what_they_are() -> None:
    body = "AC Q\nAN c\nAH FL100\nAL GND\nV X=50:35:36N 007:56:42E\nDC 2.00\n"
    body += "AC R\nAN way\nAL FL50\nAH FL100\nV W=10\nDY 50:00:00N 010:00:00E\nDY 51:00:00N 010:00:00E\n"
    circle, way = one(body).areas
    assert (circle.kind, circle.rings, circle.offset) == ("danger", (), 2 * NM)
    assert np.degrees(circle.lines[0]) == pytest.approx(np.array([[50 + 35.6 / 60, 7 + 56.7 / 60]]))
    assert (way.rings, way.offset, way.lines[0].shape) == ((), 5 * NM, (2, 2))


def test_variables_are_forgotten_at_the_next_airspace() -> None:
    body = "AC Q\nAN one\nAH FL100\nAL GND\nV X=50:00:00N 007:00:00E\nDC 2\n"
    body += "AC Q\nAN two\nAH FL100\nAL GND\nDC 3\n"
    found = one(body)
    assert [area.name for area in found.areas] == ["one"]
    assert found.refused == ("x.txt, line 7 (two): line 11, DC: there is no centre; put V X= before it",)


def test_corners_may_go_either_way_and_across_180() -> None:
    corners = ["10:00:00N 179:00:00E", "10:00:00N 179:00:00W", "11:00:00N 179:00:00W", "11:00:00N 179:00:00E"]
    for order in (corners, corners[::-1], [*corners, corners[0]]):
        text = "AC P\nAN x\nAL GND\nAH UNL\n" + "".join(f"DP {corner}\n" for corner in order)
        (found,) = one(text).areas
        assert found.kind == "prohibited"
        assert area(found.rings) == pytest.approx(WGS84_BOX, rel=1e-9)


def _box() -> float:
    polygon = WGS84.Polygon()
    for lat, lon in ((10, 179), (10, -179), (11, -179), (11, 179)):
        polygon.AddPoint(lat, lon)
    return polygon.Compute()[2]


WGS84_BOX = _box()


@pytest.mark.parametrize(
    ("text", "metres", "reference"),
    [
        ("FL195", 19500 * FOOT, "STD"), ("FL 95", 9500 * FOOT, "STD"), ("2500ft AMSL", 2500 * FOOT, "AMSL"),
        ("2500 MSL", 2500 * FOOT, "AMSL"), ("4500", 4500 * FOOT, "AMSL"), ("1500F MSL", 1500 * FOOT, "AMSL"),
        ("300M AGL", 300.0, "SFC"), ("1000ft GND", 1000 * FOOT, "SFC"), ("3600m MSL", 3600.0, "AMSL"),
        ("500FT SFC", 500 * FOOT, "SFC"), ("GND", -inf, "SFC"), ("SFC", -inf, "SFC"), ("0", -inf, "SFC"),
        ("UNL", inf, "STD"), ("Unlimited", inf, "STD"), ("FL999", inf, "STD"),
        ("9000ft STD", 9000 * FOOT, "STD"),
    ],
)  # fmt: skip
def test_limits(text, metres, reference) -> None:
    assert parse_limit(text) == (pytest.approx(metres), reference)


@pytest.mark.parametrize(
    "text", ["100m AGL/423m AMSL", "", "FL", "high", "1000000ft", "-5ft", "FLNAN", "٣٠٠ft"]
)
def test_what_is_no_limit(text) -> None:
    with pytest.raises(ValueError, match=r"is not a limit|is higher"):
        parse_limit(text)


def test_an_unreadable_limit_or_time_makes_the_area_wider_and_says_so() -> None:
    text = "AC R\nAN x\nAL 100m AGL/423m AMSL\nAA tomorrow\nV X=50:00:00N 007:00:00E\nDC 2\n"
    found = one(text)
    (area,) = found.areas
    assert isinf(area.floor) and isinf(area.ceiling) and area.active == ()
    assert len(found.doubts) == 3 and all("x.txt, line 1 (x): A" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("DP 50:99:00N 007:00:00E", "line 4, DP: .*60 or more minutes"),
        ("DP 95:00:00N 007:00:00E", "line 4, DP: .*off the earth"),
        ("DP 50:00:00N", "line 4, DP: .*is not 1 place; write"),
        ("DP 007:00:00E 50:00:00N", "line 4, DP: .*is not 1 place; write"),
        ("V X=50:00:00N 007:00:00E\nDC nan", "line 5, DC: write a finite number"),
        ("V X=50:00:00N 007:00:00E\nDC 90000", "radius is 90000.0 NM; give one"),
        ("V D=left", "line 4, V: .*write V D="),
        ("V X=50:00:00N 007:00:00E\nDB 51:00:00N 007:00:00E,50:10:00N 007:00:00E", "arc's ends are 60"),
        ("DP 50:00:00N 007:00:00E\nDP 51:00:00N 007:00:00E", "fewer than three corners"),
        ("DY 50:00:00N 007:00:00E\nDY 51:00:00N 007:00:00E", "needs V W="),
        ("", "it has no shape; give it DP"),
    ],
)
def test_a_slip_is_refused_in_one_sentence_with_its_line(lines, said) -> None:
    body = f"AC R\nAL GND\nAH UNL\n{lines}\n"
    with pytest.raises(CaseError, match=said) as refusal:
        one(body)
    assert str(refusal.value).startswith("x.txt, line 1 (no name)") and str(refusal.value).isprintable()


def test_what_is_switched_off_or_strange_is_named() -> None:
    text = FULL + "AC R\nAN off\nAA NONE\nV X=50:00:00N 007:00:00E\nDC 2\nXX what\n"
    found = one(text)
    assert len(found.areas) == 1
    assert any("(off): it is switched off" in doubt for doubt in found.doubts)
    assert any('"XX what" is no OpenAir command' in doubt for doubt in found.doubts)


def test_one_name_twice_stays_two_areas() -> None:
    ring = "V X=50:00:00N 007:00:00E\nDC 2\n"
    found = one(f"AC C\nAN x\nAL GND\nAH FL50\n{ring}AC D\nAN x\nAL FL50\nAH FL99\n{ring}")
    assert [(area.name, area.kind) for area in found.areas] == [("x", "class c"), ("x (2)", "class d")]


def test_a_file_without_airspaces_is_refused() -> None:
    with pytest.raises(CaseError, match=r"x\.txt gives no OpenAir airspace: it has no AC line; begin"):
        one("* nothing\n")


PIECE = st.sampled_from(
    [*FULL.splitlines(keepends=True), "DC 5\n", "DA 5,1,2\n", "DY 50:00:00N 010:00:00E\n", "V W=3\n"]
)


@given(st.lists(PIECE, max_size=25), st.data())
def test_no_mutation_brings_the_reader_down(lines, data) -> None:
    text = "".join(lines)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = (
            text[:at]
            + data.draw(st.text(max_size=4) | st.sampled_from(["9", ":", "-", "\n", "e9"]))
            + text[at + cut :]
        )
    try:
        found = one(text)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(np.isfinite(ring).all() and len(ring) > 2 for area in found.areas for ring in area.rings)
        assert all(area.rings or (area.lines and area.offset > 0) for area in found.areas)
        assert all(sentence.isprintable() for sentence in found.refused + found.doubts)
