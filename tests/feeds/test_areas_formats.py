"""Areas of any format: what GeoJSON can say, which reader a file gets, the areas of the bundled case."""

import json
from itertools import pairwise
from math import inf, pi

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.earth.region import area as area_of
from truecourse.earth.region import contains, signed_distance
from truecourse.feeds import areas_read
from truecourse.feeds.area_shapes import ShapeError, arc_between, circle, finished, straight_on_the_map
from truecourse.feeds.areas import gather_areas, read_areas
from truecourse.feeds.case import open_case
from truecourse.feeds.errors import CaseError
from truecourse.feeds.read_areas import chosen, open_areas

NM, FOOT = 1852.0, 0.3048
WGS84 = Geodesic.WGS84
BOX = [[10.0, 50.0], [12.0, 50.0], [12.0, 52.0], [10.0, 52.0], [10.0, 50.0]]
HOLE = [[10.5, 50.5], [10.5, 51.5], [11.5, 51.5], [11.5, 50.5], [10.5, 50.5]]


def feature(kind: str = "Polygon", coordinates=None, **properties) -> dict:
    geometry = {"type": kind, "coordinates": [BOX] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"name": "box", **properties}, "geometry": geometry}


def gather(*features, **more):
    return gather_areas(
        "x.json", json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()
    )


def test_holes_references_and_times() -> None:
    times = ["2026-01-02T00:00Z/2026-01-02T24:00:00Z", "2026-01-01T06:00Z/2026-01-02T00:00Z"]
    (area,) = gather(
        feature(
            coordinates=[BOX, HOLE],
            floor_ft=500,
            floor_ref="SFC",
            ceiling_ft=9500,
            ceiling_ref="AMSL",
            active=times,
        )
    ).areas
    assert (area.floor, area.floor_ref) == (pytest.approx(500 * FOOT), "SFC")
    assert (area.ceiling, area.ceiling_ref) == (pytest.approx(9500 * FOOT), "AMSL")
    assert area.active == ((1767247200.0, 1767398400.0),)  # they touch, so they are one
    assert (len(area.holes), area.holes[0][0].shape) == (1, (4, 2))


def test_the_reference_of_a_limit_is_pressure_altitude_by_default() -> None:
    (area,) = gather(feature(floor_ft=0, floor_ref=None)).areas
    assert (area.floor, area.floor_ref, area.ceiling, area.ceiling_ref) == (0.0, "STD", inf, "STD")


def test_points_are_circles_and_lines_are_corridors() -> None:
    found = gather(
        feature("Point", [141.22, 46.25], radius_nm=12),
        feature("LineString", [[179, 10], [-179, 11]], width_nm=10),
    )
    circle, way = found.areas
    assert (circle.rings, circle.offset) == ((), 12 * NM)
    assert np.degrees(circle.lines[0]) == pytest.approx(np.array([[46.25, 141.22]]))
    assert (way.name, way.offset, way.lines[0].shape) == ("box (2)", 5 * NM, (2, 2))


@pytest.mark.parametrize("sense", [1, -1])
def test_a_ring_round_a_pole_keeps_its_sense(sense) -> None:
    """RFC 7946, 3.1.6: the inside is on the left; eastward round the north is the cap, westward the rest."""
    ring = [[float(lon), 60.0] for lon in range(-180, 181, 10)][::sense]
    (area,) = gather(feature(coordinates=[ring], edges="rhumb")).areas
    assert bool(contains(area.rings, pi / 2, 0.0, "rhumb")) is (sense == 1)
    assert bool(contains(area.rings, 0.0, 1.0, "rhumb")) is (sense == -1)


@pytest.mark.parametrize("sense", [1, -1])
def test_a_ring_round_a_pole_without_a_sense_holds_the_smaller_part(sense) -> None:
    ring = np.radians([[-60.0, float(lon)] for lon in range(-180, 180, 10)])[::sense]
    assert contains([finished(ring)], -pi / 2, 0.0)
    assert not contains([finished(ring)], 0.0, 0.0)


def test_an_area_larger_than_a_hemisphere() -> None:
    edge = [[lon, -80.0] for lon in range(-170, 171, 10)] + [[lon, 80.0] for lon in range(170, -171, -10)]
    (area,) = gather(feature(coordinates=[edge])).areas
    assert area_of(area.rings) > 2.5e14 + 1e13  # half the Earth is 2.55e14 square metres
    assert contains(area.rings, 0.0, 0.0) and not contains(area.rings, 0.0, pi)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature(ceiling_ref="QFE"), "ceiling_ref is .QFE.; write STD, AMSL or SFC"),
        (feature(edges="straight"), "edges is"), (feature(floor_ft="low"), "floor_ft is"),
        (feature(active="always"), "no list of intervals"),
        (feature(active=["2026-01-02/2026-01-01"]), "not a time"),
        (feature(active=["2026-01-02T00:00Z/2026-01-01T00:00Z"]), "ends before it starts"),
        (feature("Point", [141.22, 46.25]), "radius is 0.0 NM; give"),
        (feature("Point", [141.22, 146.25], radius_nm=5), "off the earth"),
        (feature("LineString", [[1, 1], [1, 1]], width_nm=5), "fewer than two different places"),
        (feature("LineString", [[0, 0], [180, 0]], width_nm=5), "near-antipodes"),
        (feature(coordinates=[[[0, 0], [1, 0], [2, 0], [0, 0]]]), "encloses no area"),
        (feature(coordinates=[[[0, 0], [1, 0], [1, 0], [0, 0]]]), "fewer than three"),
        (feature(coordinates=[[[0, 0], [179.9, 0], [0, 1]]]), "near-antipodes"),
        (feature(coordinates=[[[0, 90], [1, 0], [2, 0]]], edges="rhumb"), "does not reach a pole"),
        (feature("MultiPolygon", []), "no polygon"), (feature("GeometryCollection"), "geometry is"),
        ({"type": "Feature"}, "needs properties and geometry"), ("feature", "needs properties and geometry"),
    ],
)  # fmt: skip
def test_a_wrong_feature_is_named_and_the_others_are_read(wrong, said, tmp_path) -> None:
    with pytest.raises(CaseError, match=said) as refusal:
        gather(wrong)
    assert str(refusal.value).startswith("x.json, feature 1") and str(refusal.value).isprintable()
    found = gather(feature(), wrong, feature())
    assert ([area.name for area in found.areas], len(found.refused)) == (["box", "box (2)"], 1)
    assert found.summary() == "2 areas read, 1 refused, 0 with a doubt"
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"features": [feature(), wrong]}), encoding="utf-8")
    with pytest.raises(CaseError, match="feature 2"):
        read_areas(path)  # a case is right as a whole or not at all


def test_other_coordinates_than_wgs84_are_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(CaseError, match=r"x\.json is not in WGS 84"):
        gather(feature(), crs=crs)
    crs["properties"]["name"] = "urn:ogc:def:crs:OGC:1.3:CRS84"
    assert len(gather(feature(), crs=crs).areas) == 1


@settings(max_examples=25)
@given(
    st.floats(-1.5, 1.5),
    st.floats(-pi, pi),
    st.floats(1e3, 2e6),
    st.floats(0.1, 6.0),
    st.floats(0, 6.2),
    st.booleans(),
)
def test_arcs_between_places_hold_both_places_and_the_radius(
    lat, lon, radius, turn, start, clockwise
) -> None:
    first, last = np.degrees(start), np.degrees(start + (turn if clockwise else -turn))
    ends = [WGS84.Direct(np.degrees(lat), np.degrees(lon), course, radius) for course in (first, last)]
    places = [np.radians([end["lat2"], end["lon2"]]) for end in ends]
    points = arc_between((lat, lon), *places, clockwise)
    assert np.array_equal(points[0], places[0]) and np.array_equal(points[-1], places[1])
    some = [*points[:: max(1, len(points) // 40)], points[-1]]
    rays = [WGS84.Inverse(np.degrees(lat), np.degrees(lon), *np.degrees(point)) for point in some]
    assert max(abs(ray["s12"] - radius) for ray in rays) < 1e-3
    turned = np.ptp(np.unwrap([ray["azi1"] for ray in rays], period=360))
    assert turned == pytest.approx(np.degrees(turn), abs=1e-3)


def test_a_circle_has_its_area() -> None:
    """A small circle on the ellipsoid: pi r^2 to some 1e-5; its chords cost 2/3 of their sagitta of 2 m."""
    assert area_of([circle((0.9, 3.1), 50e3)]) == pytest.approx(pi * 50e3**2, rel=1.5e-4)


def test_a_parallel_is_followed(validation) -> None:
    line = np.radians([[70.0, 10.0], [70.0, 70.0]])
    points = np.degrees(straight_on_the_map(line, closed=False))
    worst = 0.0
    for one, two in pairwise(points):
        chord = WGS84.InverseLine(*one, *two)
        there = chord.Position(chord.s13 / 2)
        worst = max(worst, abs(there["lat2"] - 70.0) * 111_500)
    assert worst < 2.0
    validation("feeds", "AIXM straight line along 70 N from its parallel", worst, "m", 10, "GeographicLib")


@pytest.mark.parametrize("radius", [0.0, -1.0, float("nan"), float("inf"), 6e6])
def test_no_circle_has_such_a_radius(radius) -> None:
    with pytest.raises(ShapeError, match="radius is"):
        circle((0.0, 0.0), radius)


OPENAIR = "\n * x\nAC R\nAN x\nAL GND\nAH UNL\nV X=50:00:00N 007:00:00E\nDC 2\n"
NOTAM = "Q) XXDV/QRTCA/IV/BO/W/000/320/4823N03738E090 A) XXDV B) 2407140600 C) PERM E) RADIUS 5NM 4823N03738E"
AIXM = """<Airspace><timeSlice><AirspaceTimeSlice><geometryComponent><AirspaceGeometryComponent>
<theAirspaceVolume><AirspaceVolume><horizontalProjection><Surface><patches><PolygonPatch><exterior><LinearRing>
<posList>1 1 1 2 2 2 1 1</posList></LinearRing></exterior></PolygonPatch></patches></Surface>
</horizontalProjection></AirspaceVolume>
</theAirspaceVolume></AirspaceGeometryComponent></geometryComponent></AirspaceTimeSlice></timeSlice></Airspace>"""
GEOJSON = json.dumps({"type": "FeatureCollection", "features": [feature()]})
FORMATS = {"openair": OPENAIR, "notam": NOTAM, "aixm": AIXM, "geojson": GEOJSON}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_known_by_what_is_in_it(tmp_path, name, encoding) -> None:
    path = tmp_path / "areas.txt"
    path.write_text(FORMATS[name], encoding=encoding)
    assert len(open_areas(path).areas) == 1


def test_old_files_are_not_in_utf8(tmp_path) -> None:
    path = tmp_path / "areas.txt"
    path.write_bytes(OPENAIR.replace("AN x", "AN Zürich").encode("latin-1"))
    assert open_areas(path).areas[0].name == "Zürich"


@pytest.mark.parametrize("text", ["", "hello", "\0\0", "PK\x03\x04", "{", "[]", "<a"])
def test_what_is_no_file_of_areas(tmp_path, text) -> None:
    path = tmp_path / "what.bin"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=r"what\.bin"):
        open_areas(path)


def test_a_missing_folder_or_enormous_file_is_refused(tmp_path, monkeypatch) -> None:
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(CaseError, match="cannot be read"):
            open_areas(path)
    monkeypatch.setattr(areas_read, "LARGEST_FILE", 20)
    (tmp_path / "large.txt").write_text(OPENAIR, encoding="utf-8")
    with pytest.raises(CaseError, match="split it"):
        open_areas(tmp_path / "large.txt")


@given(st.sampled_from(sorted(FORMATS)), st.data())
def test_no_bytes_bring_the_readers_down(tmp_path_factory, name, data) -> None:
    raw = FORMATS[name].encode()
    raw = raw[: data.draw(st.integers(0, len(raw)) | st.just(len(raw)))]
    for _ in range(data.draw(st.integers(0, 4))):
        at, cut = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 5))
        raw = raw[:at] + data.draw(st.binary(max_size=4)) + raw[at + cut :]
    path = tmp_path_factory.getbasetemp() / "fuzzed.areas"
    path.write_bytes(raw)
    try:
        found = open_areas(path)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert len(found.areas) > 0
        assert all(sentence.isprintable() for sentence in found.refused + found.doubts)


@pytest.fixture(scope="module")
def kal007():
    return {area.name: area for area in open_case("kal007").airspaces}


def test_the_case_carries_its_areas_with_their_source(kal007) -> None:
    widths = {
        "kamchatka-buffer-200km": 200e3, "kamchatka-prohibited-100km": 100e3,
        "kamchatka-territorial": 12 * NM, "sakhalin-territorial": 12 * NM,
    }  # fmt: skip
    for name, width in widths.items():
        assert kal007[name].offset == pytest.approx(width)
        assert "Natural Earth" in kal007[name].source


def test_moneron_has_its_own_waters(kal007) -> None:
    """46.25 N 141.22 E is beyond 12 miles of Sakhalin, so that without the island there would be none."""
    place = np.radians(46.25), np.radians(141.22)
    waters = kal007["sakhalin-territorial"]
    assert signed_distance(waters.rings, *place) < 0.0
    assert signed_distance(kal007["sakhalin-coast"].rings, *place) > 12 * NM
    north = WGS84.Direct(46.25, 141.22, 0.0, 3500 + 11.9 * NM)  # the island is 7 km from north to south
    there = np.radians([north["lat2"], north["lon2"]])
    assert 11.5 * NM < signed_distance(waters.rings, *there) < 12 * NM


def test_the_commander_islands_are_a_switch(kal007) -> None:
    places = np.radians([55.2, 53.2]), np.radians([166.0, 168.5])  # on Bering Island, and off its south-east
    for switches, inside in (((), False), (("commander-islands",), True)):
        watched = {area.name: area for area in chosen(kal007.values(), switches)}
        buffers = [area for name, area in watched.items() if "buffer" in name]
        assert len(buffers) == 1
        far = signed_distance(buffers[0].rings, *places)[1] < buffers[0].offset
        assert bool(far) is inside
        assert not any(area.kind == "coast" for area in watched.values())
    with pytest.raises(ValueError, match="no area has the switch moon; there are commander-islands"):
        chosen(kal007.values(), ("moon",))


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("floor_m", 300, "floor_ft"), ("ceiling", "FL100", "ceiling_ft"), ("floor_fl", 60, "floor_ref"),
        ("upper", 9000, "ceiling_ft"), ("lowerLimit", {"value": 0}, "floor_ft"), ("FLOOR_FT", 9, "floor_ft"),
        ("offset_nm", 5, "offset_km"), ("radius_km", 5, "radius_nm"), ("width_m", 5, "width_nm"),
    ],
)  # fmt: skip
def test_a_limit_under_another_name_refuses_its_area(key, value, meant) -> None:
    found = gather(feature(**{key: value}), feature(remarks="ceiling varies", floor_ft=1, floor_m=None))
    assert len(found.areas) == 1
    (sentence,) = found.refused
    assert sentence.startswith(f'x.json, feature 1 (box): "{key}" is not read; write ')
    assert meant in sentence


def test_a_place_whose_latitude_is_a_longitude_says_so() -> None:
    swapped = [[lat, lon + 130.0] for lon, lat in BOX]
    with pytest.raises(CaseError, match="latitude 140; longitude comes first: are they the other way round"):
        gather(feature(coordinates=[swapped]))
