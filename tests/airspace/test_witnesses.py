"""What popular libraries get wrong: each answer is known from geometry, none from this program."""

import numpy as np
import pytest
from pyproj import Geod

from airspace.drawn import FLIGHT_LEVEL, box, disc, ring, tracks
from truecourse.airspace.entries import entries
from truecourse.airspace.index import contains, prepare
from truecourse.flight.airspace import Airspace

GEOD = Geod(ellps="WGS84")


def test_a_great_circle_enters_an_area_north_of_both_its_ends(validation) -> None:
    found = entries(
        tracks([(0.0, 60.0, 0.0, 1e4), (3600.0, 60.0, 60.0, 1e4)]), [box(20, 62, 40, 66, edges="rhumb")]
    )
    assert len(found.flight) == 1
    # The exact crossing of 20 E: bisect the geodesic, which is the definition of the flight's way.
    course, _, length = GEOD.inv(0, 60, 60, 60)
    least, most = 0.0, length
    for _ in range(60):
        middle = 0.5 * (least + most)
        lon, lat, _ = GEOD.fwd(0, 60, course, middle)
        least, most = (middle, most) if lon < 20.0 else (least, middle)
    off = GEOD.inv(lon, lat, np.degrees(found.entry_lon[0]), np.degrees(found.entry_lat[0]))[2]
    assert off < 1.0
    assert found.entry_t[0] == pytest.approx(3600.0 * middle / length, abs=0.01)
    assert found.entry_t[0] + found.exit_t[0] == pytest.approx(3600.0, abs=0.01)  # it is symmetrical
    validation(
        "airspace", "entry between samples 3,300 km apart", off, "m", 10.0, "bisection on PROJ's geodesic"
    )


def test_a_parallel_is_no_geodesic_and_a_geodesic_no_parallel() -> None:
    lat, lon = np.radians([65.99, 66.01, 66.3]), np.radians([30.0, 30.0, 30.0])
    areas = prepare([box(20, 62, 40, 66, edges="rhumb"), box(20, 62, 40, 66)])
    place, area = contains(areas, lat, lon)
    # The geodesic from 66N 20E to 66N 40E bulges to 66.32N, and from 62N to 62.36N.
    assert list(zip(place, area, strict=True)) == [(0, 0), (0, 1), (1, 1), (2, 1)]


def test_a_descent_between_two_samples_crosses_a_layer() -> None:
    layer = box(0, 0, 4, 2, floor=200 * FLIGHT_LEVEL, ceiling=210 * FLIGHT_LEVEL)
    found = entries(
        tracks(
            [(0, 1, 1, 250 * FLIGHT_LEVEL), (10, 1, 2, 150 * FLIGHT_LEVEL), (20, 1, 3, 150 * FLIGHT_LEVEL)]
        ),
        [layer],
    )
    assert found.entry_t.tolist() == pytest.approx([4.0])
    assert found.exit_t.tolist() == pytest.approx([5.0])
    assert found.entry_altitude / FLIGHT_LEVEL == pytest.approx([210.0])
    assert found.exit_altitude / FLIGHT_LEVEL == pytest.approx([200.0])


def test_a_flight_across_180_never_meets_greenwich_and_is_half_way_on_180() -> None:
    flight = tracks([(0, 56, 179, 1e4), (100, 56, -179, 1e4)])
    assert len(entries(flight, [box(-10, 55, 10, 58)]).flight) == 0
    found = entries(flight, [box(180, 55, -178, 58), box(178, 55, 180, 58)])
    assert found.entry_t.tolist() == pytest.approx([50.0, 0.0])
    assert found.exit_t.tolist() == pytest.approx([100.0, 50.0])
    assert abs(np.degrees(found.entry_lon[0])) == pytest.approx(180.0, abs=1e-9)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_a_flight_over_a_pole_enters_and_leaves_the_cap(pole: float) -> None:
    side = np.sign(pole)
    cap = Airspace("CAP", "", (ring(*[(side * 80, side * lon) for lon in range(0, 360, 30)]),), edges="rhumb")
    found = entries(tracks([(0, side * 70, 0, 1e4), (4000, side * 70, 180, 1e4)]), [cap])
    meridian = GEOD.inv(0, 70, 0, 80)[2] / GEOD.inv(0, 70, 180, 70)[2]
    assert found.entry_t.tolist() == pytest.approx([4000 * meridian], abs=0.05)
    assert found.exit_t.tolist() == pytest.approx([4000 * (1 - meridian)], abs=0.05)
    assert contains(prepare([cap]), np.radians(pole), 0.0)[1].tolist() == [0]
    assert contains(prepare([cap]), np.radians(-pole), 0.0)[1].tolist() == []


def test_an_area_larger_than_a_hemisphere_is_all_but_its_hole() -> None:
    small = ring((10, 10), (10, 20), (20, 20), (20, 10))
    rest = prepare([Airspace("REST", "", (small[::-1],)), Airspace("SMALL", "", (small,))])
    lat, lon = np.radians([15, 15, -15, 90, -90, 0, 30.0]), np.radians([15, -165, 15, 0, 0, 180, 15])
    place, area = contains(rest, lat, lon)
    assert place.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert area.tolist() == [1, 0, 0, 0, 0, 0, 0]


def test_a_circle_wider_than_a_hemisphere_ends_where_its_radius_does() -> None:
    wide = disc(20.0, 170.0, 15_000e3)
    lon, lat, _ = GEOD.fwd([170.0] * 8, [20.0] * 8, np.arange(0, 360, 45), [14_999_990.0] * 8)
    assert len(contains(prepare([wide]), np.radians(lat), np.radians(lon))[0]) == 8
    lon, lat, _ = GEOD.fwd([170.0] * 8, [20.0] * 8, np.arange(0, 360, 45), [15_000_010.0] * 8)
    assert len(contains(prepare([wide]), np.radians(lat), np.radians(lon))[0]) == 0


def test_a_hole_is_outside_and_what_stands_in_it_is_inside() -> None:
    area = Airspace(
        "RING", "", (ring((0, 0), (0, 9), (9, 9), (9, 0)), ring((4, 4), (4, 5), (5, 5), (5, 4))),
        holes=((ring((2, 2), (2, 7), (7, 7), (7, 2)),), ()),
    )  # fmt: skip
    found = entries(tracks([(0, 4.5, -1, 1e4), (1000, 4.5, 10, 1e4)]), [area])
    assert np.degrees(found.entry_lon) == pytest.approx([0, 4, 7], abs=1e-3)
    assert np.degrees(found.exit_lon) == pytest.approx([2, 5, 9], abs=1e-3)


def test_only_while_it_is_active() -> None:
    area = box(0, 0, 4, 2, active=((10.0, 20.0), (40.0, 50.0), (90.0, 200.0)))
    found = entries(tracks([(0, 1, 1, 1e4), (100, 1, 3, 1e4)]), [area])
    assert found.entry_t.tolist() == pytest.approx([10, 40, 90])
    assert found.exit_t.tolist() == pytest.approx([20, 50, 100])
    assert contains(prepare([area]), np.radians([1, 1]), np.radians([1, 1]), t=[15.0, 30.0])[0].tolist() == [
        0
    ]


def test_heights_above_the_sea_and_the_ground_become_pressure_altitudes() -> None:
    areas = [
        box(0, 0, 4, 2, floor=1000.0, floor_ref="AMSL", ceiling=500 * FLIGHT_LEVEL),
        box(0, 0, 4, 2, floor=0.0, floor_ref="SFC", ceiling=300.0, ceiling_ref="SFC"),
    ]
    climb = tracks([(0, 1, 1, -100.0), (100, 1, 3, 1900.0)])
    found = entries(climb, prepare(areas, correction=100.0, ground=200.0))
    assert found.entry_t.tolist() == pytest.approx([60.0, 0.0])
    assert found.exit_t.tolist() == pytest.approx([100.0, 35.0])


def test_a_missing_altitude_is_drawn_between_or_is_every_level() -> None:
    layer = box(0, 0, 4, 2, floor=5000.0, ceiling=6000.0)
    gone = float("nan")
    found = entries(
        tracks(
            [(0, 1, 1, 0.0), (50, 1, 2, gone), (100, 1, 3, 10_000.0)], [(0, 1, 1, gone), (100, 1, 3, gone)]
        ),
        [layer],
    )
    assert found.entry_t.tolist() == pytest.approx([50, 0], abs=1e-3)
    assert found.exit_t.tolist() == pytest.approx([60, 100], abs=1e-3)
    assert np.isnan(found.entry_altitude[1])


def test_a_lone_sample_and_a_standing_aircraft_are_inside() -> None:
    found = entries(
        tracks([(5, 1, 1, 0.0)], [(0, 1, 1, 0.0), (9, 1, 1, 0.0)], [(5, 9, 9, 0.0)]), [box(0, 0, 4, 2)]
    )
    assert found.flight.tolist() == [0, 1]
    assert found.exit_t.tolist() == [5.0, 9.0]


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (Airspace("X", "", ()), "neither a ring nor a line"),
        (Airspace("X", "", (), lines=(ring((1, 1)),)), "without an offset"),
        (disc(0, 0, -1.0), "not possible"),
        (box(0, 0, 1, 1, offset=6e5), "single place"),
        (box(0, 0, 1, 1, floor=2.0, ceiling=1.0), "above its ceiling"),
        (box(0, 0, 1, 1, floor_ref="QNH"), "STD, AMSL or SFC"),
        (box(0, 0, 1, 1, active=((5.0, 4.0),)), "run backwards"),
        (box(0, 0, 1, 1, holes=((), ())), "match them"),
    ],
)
def test_an_area_that_says_nothing_clear_is_refused(area: Airspace, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        prepare([area])


def test_tracks_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="F1"):
        entries(tracks([(0, 1, 1, 0.0)], [(5, 1, 1, 0.0), (4, 1, 1, 0.0)]), [box(0, 0, 1, 1)])
    with pytest.raises(ValueError, match="near-antipodes"):
        entries(tracks([(0, 0, 0, 0.0), (5, 0, 179.9, 0.0)]), [box(0, 0, 1, 1)])
