"""Geodesics against GeographicLib's test geodesics, a second program, brute force, and the laws they obey."""

from pathlib import Path

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from truecourse.earth import geodesy, nvector

TABLE = np.loadtxt(
    Path(__file__).parent.parent / "authorities" / "geographiclib_geodesics.csv", delimiter=",", skiprows=1
)
MILLIMETRE = 1e-3
LATS = st.floats(-np.pi / 2, np.pi / 2)
LONS = st.floats(-np.pi, np.pi, exclude_min=True)
PLACES = st.tuples(LATS, LONS)


def apart(lat1, lon1, lat2, lon2):
    return geodesy.inverse(lat1, lon1, lat2, lon2)[2]


def test_geographiclib_test_geodesics(validation):
    lat1, lon1, azi1, lat2, lon2, azi2 = np.radians(TABLE[:, :6]).T
    course1, course2, distance = geodesy.inverse(lat1, lon1, lat2, lon2)
    lat, lon, course = geodesy.direct(lat1, lon1, azi1, TABLE[:, 6])
    worst = max(np.max(np.abs(distance - TABLE[:, 6])), np.max(apart(lat, lon, lat2, lon2)))
    turned = max(np.max(np.abs(np.sin(c - a))) for c, a in ((course1, azi1), (course2, azi2), (course, azi2)))
    assert len(TABLE) == 20
    validation(
        "earth",
        "direct and inverse geodesics, 20 rows",
        worst,
        "m",
        MILLIMETRE,
        "GeographicLib's test geodesics",
    )
    validation("earth", "their courses", np.degrees(turned), "deg", 1e-9, "GeographicLib's test geodesics")
    assert worst < MILLIMETRE
    assert np.degrees(turned) < 1e-9


@given(PLACES, st.floats(-np.pi, np.pi), st.floats(0.0, 15e6))
def test_direct_then_inverse_is_the_identity(place, course, distance):
    lat, lon, _ = geodesy.direct(*place, course, distance)
    assert abs(apart(*place, lat, lon) - distance) < MILLIMETRE
    assert -np.pi < lon <= np.pi


@given(PLACES, PLACES)
def test_inverse_then_direct_is_the_identity(here, there):
    course, course_at_end, distance = geodesy.inverse(*here, *there)
    lat, lon, course_there = geodesy.direct(*here, course, distance)
    assert apart(lat, lon, *there) < MILLIMETRE
    # Courses turn with the meridians, so near a pole they are compared where they mean something.
    if abs(there[0]) < 1.5 and 1000.0 < distance < 19.9e6:
        assert np.sin(course_there - course_at_end) == pytest.approx(0.0, abs=1e-9)


def legs(n, seed, longest=15e6, furthest=9.8e6):
    """Legs up to `longest`, and places up to `furthest` abeam of them and beyond both their ends."""
    rng = np.random.default_rng(seed)
    lat = np.arcsin(rng.uniform(-1, 1, n))
    lon = rng.uniform(-np.pi, np.pi, n)
    leg = (
        lat,
        lon,
        *geodesy.direct(lat, lon, rng.uniform(-np.pi, np.pi, n), rng.uniform(1.0, longest, n))[:2],
    )
    cross = rng.uniform(-1, 1, n) * furthest * rng.choice([1.0, 0.1, 1e-3, 1e-5], n)
    foot = geodesy.direct(lat, lon, geodesy.inverse(*leg)[0], rng.uniform(-8e6, 1.8e7, n))
    place = geodesy.direct(foot[0], foot[1], foot[2] + np.pi / 2, cross)[:2]
    return place, leg, cross, foot


def test_cross_track_recovers_places_set_out_at_right_angles(validation):
    """Built forwards with geodesics: along the leg, a right angle, out. `project` finds the way back."""
    place, leg, cross, foot = legs(4000, seed=3)
    found = geodesy.project(*place, *leg)
    worst = np.max(np.abs(found.cross_track - cross))
    off = np.max(apart(found.lat, found.lon, *foot[:2]))
    validation(
        "earth",
        "cross-track to 9,800 km, legs to 15,000 km",
        worst,
        "m",
        MILLIMETRE,
        "places set out by PROJ",
    )
    validation("earth", "the point abeam", off, "m", MILLIMETRE, "places set out by PROJ")
    assert worst < MILLIMETRE
    assert off < MILLIMETRE
    along_foot = geodesy.direct(*leg[:2], geodesy.inverse(*leg)[0], found.along_track)
    assert np.max(apart(*along_foot[:2], found.lat, found.lon)) < MILLIMETRE


def test_cross_track_is_the_least_distance(validation):
    """Another program and no geometry: golden-section search for the nearest point of the leg."""
    place, leg, _, _ = legs(40, seed=4)
    found = geodesy.project(*place, *leg)
    worst = 0.0
    for i in range(40):
        lat, lon, lat1, lon1, lat2, lon2 = (float(np.degrees(column[i])) for column in (*place, *leg))
        line = Geodesic.WGS84.InverseLine(lat1, lon1, lat2, lon2)
        centre = float(found.along_track[i])
        least = _least(line, lat, lon, centre - 0.9e6, centre + 1.1e6)
        worst = max(worst, abs(least - abs(found.cross_track[i])))
    validation(
        "earth", "cross-track, 40 legs", worst, "m", MILLIMETRE, "golden-section search with geographiclib"
    )
    assert worst < MILLIMETRE


def _least(line, lat, lon, low, high):
    def distance(s):
        at = line.Position(s)
        return Geodesic.WGS84.Inverse(at["lat2"], at["lon2"], lat, lon)["s12"]

    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    while high - low > 1e-2:
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if distance(a) < distance(b) else (a, high)
    return distance((low + high) / 2.0)


@given(
    st.floats(-1.5, 1.5),
    LONS,
    st.floats(-np.pi, np.pi),
    st.floats(1.0, 15e6),
    st.floats(-9e6, 9e6),
    st.floats(-5e6, 5e6),
)
def test_cross_track_changes_sign_with_the_leg(lat, lon, course, length, cross, along):
    end = geodesy.direct(lat, lon, course, length)[:2]
    foot = geodesy.direct(lat, lon, course, along)
    place = geodesy.direct(foot[0], foot[1], foot[2] + np.pi / 2, cross)[:2]
    there = geodesy.project(*place, lat, lon, *end)
    # A metre-long leg fixes its course only to the rounding of its ends, about 1e-9 m in its length.
    bound = MILLIMETRE + 1e7 * 4e-9 / length
    assert abs(there.cross_track - cross) < bound
    back = geodesy.project(*place, *end, lat, lon)
    assert abs(back.cross_track + there.cross_track) < 2 * bound
    assert abs(back.along_track + there.along_track - length) < 2 * bound


def test_right_is_positive_left_is_negative_before_is_negative():
    leg = np.radians([[0.0, 0.0], [0.0, 10.0]]).ravel()  # east along the equator: south is right
    assert geodesy.cross_track(-0.01, 0.05, *leg) > 0.0
    assert geodesy.cross_track(0.01, 0.05, *leg) < 0.0
    assert geodesy.along_track(0.01, -0.05, *leg) == pytest.approx(-0.05 * 6378137.0, abs=MILLIMETRE)


def test_meridian_and_equator_where_the_answer_is_exact():
    # From the equator to a pole is 10,001,965.7293 m (Karney 2013, quarter meridian of WGS 84).
    assert apart(0.0, 0.3, np.pi / 2, 0.0) == pytest.approx(10001965.7293, abs=1e-4)
    assert geodesy.cross_track(0.4, 1.0, 0.0, 0.0, 0.0, 1.0) == pytest.approx(
        -apart(0.4, 1.0, 0.0, 1.0), abs=1e-6
    )


def test_across_the_date_line_and_over_the_pole():
    leg = np.radians([57.25, 179.7383, 54.6783, 172.1967])
    across = np.radians([59.3, -171.7567, 57.25, 179.7383])
    for way in (leg, across):
        lat, lon = geodesy.along(*way, [0.5])
        assert abs(geodesy.cross_track(lat, lon, *way))[0] < 1e-6
        assert geodesy.along_track(lat, lon, *way)[0] == pytest.approx(apart(*way) / 2, abs=1e-6)
    pole = geodesy.project(np.pi / 2, 1.0, *np.radians([80.0, 10.0, 80.0, -170.0]))
    assert abs(pole.cross_track) < 1e-6
    assert pole.along_track == pytest.approx(float(apart(*np.radians([80.0, 0, 90, 0]))), abs=1e-6)
    # Northbound on 10 E, 100 E is to the right of the pole.
    beside = geodesy.cross_track(*np.radians([89.0, 100.0]), *np.radians([80.0, 10.0, 80.0, -170.0]))
    assert beside == pytest.approx(float(apart(*np.radians([89.0, 0, 90, 0]))), abs=MILLIMETRE)


def test_the_founding_route(validation):
    """The case's own table of 2012 fixes against the recalled legs of R20, NM: right is north when flying
    west.

    The table was worked out independently, on a sphere of 6371 km, from degrees with four decimals: on that
    sphere its two decimals come back. The ellipsoid differs by no more than the flattening of the 16 NM.
    """
    nabie, nukks = (59.3, -171.7567), (57.25, 179.7383)
    neeva, ninno, nippi = (54.6783, 172.1967), (52.3583, 165.38), (49.6983, 159.3217)
    rows = (
        (59.052389, -174.207778, nabie, nukks, 14.49, 75.5),
        (58.382028, -177.102389, nabie, nukks, 14.95, 174.3),
        (56.832889, 177.348167, nukks, neeva, 16.21, 80.4),
        (54.927694, 171.980167, nukks, neeva, 16.58, 294.2),
        (53.746417, 169.231806, neeva, ninno, -0.07, 118.2),
        (53.408778, 168.239833, neeva, ninno, -0.08, 158.9),
        (51.657639, 163.644944, ninno, nippi, -0.06, 76.7),
    )
    lat, lon, start, end, cross, along = zip(*rows, strict=True)
    legs = np.radians(np.concatenate([np.array(start), np.array(end)], axis=1)).T
    found = geodesy.project(np.radians(lat), np.radians(lon), *legs)
    normal = np.cross(nvector.to_nvector(*legs[:2]), nvector.to_nvector(*legs[2:]))
    sine = np.sum(normal * nvector.to_nvector(np.radians(lat), np.radians(lon)), axis=1)
    sphere = -np.arcsin(sine / np.linalg.norm(normal, axis=1)) * 6371.0 / 1.852
    worst = np.max(np.abs(sphere - cross))
    validation(
        "earth", "cross-track of 7 fixes from R20, sphere", worst, "NM", 0.01, "the founding case's table"
    )
    assert worst < 0.01
    assert np.max(np.abs(found.cross_track / 1852.0 - cross)) < 17.0 / 298.0
    assert np.max(np.abs(found.along_track / 1852.0 - along)) < 300.0 / 298.0


@given(st.lists(st.tuples(LATS, LONS, LATS, LONS), min_size=1, max_size=8), PLACES)
def test_a_batch_equals_a_loop(rows, place):
    rows = np.array(rows)
    length = apart(*rows.T)
    away = np.abs(6371e3 * np.arcsin(np.clip(_sphere_cross(place, rows), -1, 1)))
    rows = rows[(length > 1.0) & (length < 19.8e6) & (away < 9.5e6)]
    assume(len(rows))
    batch = geodesy.project(*place, *rows.T)
    for i, row in enumerate(rows):
        one = geodesy.project(*place, *row)
        assert all(a[i] == b for a, b in zip(batch, one, strict=True))


def _sphere_cross(place, rows):
    def vector(lat, lon):
        return np.stack(
            [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat) + 0 * lon], axis=-1
        )

    normal = np.cross(vector(*rows.T[:2]), vector(*rows.T[2:]))
    return normal @ vector(*map(np.asarray, place)) / np.maximum(np.linalg.norm(normal, axis=-1), 1e-300)


def test_shapes_broadcast_and_missing_stays_missing():
    assert geodesy.direct(np.zeros((3, 1)), 0.0, 0.0, np.ones(4))[0].shape == (3, 4)
    assert geodesy.cross_track(np.zeros((3, 1)), 0.1, 0.0, 0.0, np.array([0.1, 0.2]), 1.0).shape == (3, 2)
    assert geodesy.along(np.zeros(3), 0.0, 0.0, 1.0, np.linspace(0, 1, 5))[0].shape == (3, 5)
    found = geodesy.project([0.1, np.nan], 0.0, 0.0, 0.0, 0.0, 1.0)
    assert np.isnan(found.cross_track[1])
    assert np.isfinite(found.cross_track[0])


def test_legs_without_a_course_are_refused():
    with pytest.raises(ValueError, match="zero length"):
        geodesy.cross_track(0.0, 0.0, 0.5, 0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="near-antipodes"):
        geodesy.cross_track(0.0, 0.0, 0.0, 0.0, 0.0, np.pi)
    with pytest.raises(ValueError, match="near-antipodes"):
        geodesy.along(0.5, 0.0, -0.5, 3.14, [0.5])
    with pytest.raises(ValueError, match="quarter of the globe"):
        geodesy.cross_track(np.radians(89.999), 0.3, 0.0, 0.0, 0.0, 1.0)
