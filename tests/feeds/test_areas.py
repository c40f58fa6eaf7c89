"""Areas from GeoJSON: rings open, counter-clockwise, longitudes in (-pi, pi], right across 180 degrees."""

import json
from math import inf, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.areas import read_areas
from truecourse.feeds.errors import CaseError

CORNERS = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0], [0.0, 0.0]])  # lon, lat, degrees


def written(tmp_path, coordinates, shape="Polygon", **properties):
    feature = {
        "type": "Feature",
        "properties": {"name": "box", **properties},
        "geometry": {"type": shape, "coordinates": coordinates},
    }
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def signed_area(ring) -> float:
    lat, lon = ring[:, 0], np.unwrap(ring[:, 1])
    return 0.5 * float(np.sum(lon * np.roll(lat, -1) - np.roll(lon, -1) * lat))


@pytest.mark.parametrize("east", [0.0, 178.0, -182.0, 358.0 - 360.0, 200.0])
@pytest.mark.parametrize("step", [1, -1])
def test_a_ring_is_open_counter_clockwise_and_in_range(tmp_path, east, step) -> None:
    ring = (CORNERS + np.array([east, 50.0]))[::step]
    (area,) = read_areas(written(tmp_path, [ring.tolist()]))
    (found,) = area.rings
    assert found.shape == (4, 2)
    assert np.all((found[:, 1] > -pi) & (found[:, 1] <= pi))
    assert np.degrees(np.degrees(signed_area(found))) == pytest.approx(12.0)


def test_properties_come_in_as_si(tmp_path) -> None:
    path = written(
        tmp_path, [[CORNERS.tolist()], [(CORNERS + 10).tolist()]], "MultiPolygon",
        kind="buffer", offset_km=200, floor_ft=0, ceiling_ft=66000, edges="rhumb", source="somebody",
    )  # fmt: skip
    (area,) = read_areas(path)
    assert (area.offset, area.floor, area.ceiling) == (200_000.0, 0.0, pytest.approx(66000 * 0.3048))
    assert (area.kind, area.edges, area.source, len(area.rings)) == ("buffer", "rhumb", "somebody", 2)


def test_what_is_left_out_is_unlimited(tmp_path) -> None:
    (area,) = read_areas(written(tmp_path, [CORNERS.tolist()], floor_ft=None))
    assert (area.floor, area.ceiling, area.offset, area.edges) == (-inf, inf, 0.0, "geodesic")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["features", "properties", "geometry", "type", "coordinates", "name"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_nothing_but_a_sentence_comes_back(tmp_path_factory, data) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.geojson"
    path.write_text(json.dumps(data), encoding="utf-8")
    try:
        areas = read_areas(path)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(area.rings for area in areas)


@given(JSON, JSON)
def test_no_geometry_brings_the_door_down(tmp_path_factory, coordinates, floor) -> None:
    path = written(tmp_path_factory.getbasetemp(), coordinates, "MultiPolygon", floor_ft=floor)
    try:
        areas = read_areas(path)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(np.isfinite(ring).all() for area in areas for ring in area.rings)
