"""Arming and capture, legs, fly-by turns, direct-to, and what a wrong inertial unit does to them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autopilot.flights import (
    BANK,
    DEG,
    GATE,
    NM,
    TAS,
    Command,
    air,
    believed,
    flight,
    flown,
    metres,
    places,
)
from truecourse.autopilot.inertial import SCHULER_PERIOD
from truecourse.autopilot.load import load
from truecourse.autopilot.motion import GRAVITY
from truecourse.autopilot.probe import CAPTURED, LEG, NOSE_EAST, NOSE_NORTH, T
from truecourse.autopilot.vector import Vector
from truecourse.earth.geodesy import cross_track, direct, inverse
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.orders import Mode, perfect

EASTWARDS = places((0, 170), (0, -175), (0, -165))


def off_leg(p, start, end):
    """Cross-track of n-vectors from the geodesic of two n-vectors, metres."""
    return cross_track(*from_nvector(p), *from_nvector(start), *from_nvector(end))


def beside(north, east=171.0):
    """A place so many metres north of the equator."""
    return to_nvector(*direct(0.0, east * DEG, 0.0, north)[:2])


@pytest.mark.parametrize("side", [1, -1], ids=["left", "right"])
def test_armed_inside_the_gate_captures_and_settles_on_the_leg(side):
    orders = flight(EASTWARDS, Command(0.0, heading=90 * DEG), start=beside(side * 7.4 * NM))
    track = flown(orders, air(EASTWARDS), 3600.0)
    assert track[1:, CAPTURED].all()
    off = np.abs(off_leg(track[:, 1:4], EASTWARDS[0], EASTWARDS[1]))
    assert np.all(np.diff(off[off > 1.0]) < 0.0)
    assert off[-1] < 1.0


@pytest.mark.parametrize("heading", [60.0, 90.0], ids=["flying away", "parallel"])
def test_armed_outside_the_gate_stays_in_heading_and_is_only_armed(heading):
    """The rule of the inquiries into the 1983 flight: the track is that of HEADING, to the last bit."""
    start = beside(7.6 * NM)
    armed = flown(flight(EASTWARDS, Command(0.0, heading=heading * DEG), start=start), air(EASTWARDS), 7200.0)
    held = Command(0.0, Mode.HEADING_MAGNETIC, heading * DEG)
    plain = flown(flight(EASTWARDS, held, start=start), air(EASTWARDS), 7200.0)
    assert not armed[:, CAPTURED].any()
    np.testing.assert_array_equal(armed[:, :9], plain[:, :9])


def test_armed_outside_the_gate_captures_when_it_flies_into_it():
    orders = flight(EASTWARDS, Command(0.0, heading=110 * DEG), start=beside(15 * NM))
    track = flown(orders, air(EASTWARDS), 3600.0, 5.0)
    off = np.abs(off_leg(track[:, 1:4], EASTWARDS[0], EASTWARDS[1]))
    first = int(np.argmax(track[:, CAPTURED]))
    assert first > 1
    # the unit reckons in angles: a mean radius is 0.6 % from the meridian's at the equator
    assert off[first - 1] <= GATE * 1.007
    assert off[first - 3] > GATE * 0.993
    assert off[-1] < 1.0


@pytest.mark.parametrize("turn", [30.0, 60.0, 90.0, -75.0])
def test_a_fly_by_turn_begins_before_the_waypoint_and_does_not_overshoot(turn, validation):
    lat, lon, _ = direct(0.0, 3 * DEG, (90 + turn) * DEG, 300e3)
    route = np.concatenate([places((0, 0), (0, 3)), to_nvector(lat, lon)[None]])
    orders = flight(route, Command(0.0, heading=90 * DEG, direct=1), altitude=0.0)
    track = flown(orders, air(route), 2700.0)
    before = track[np.argmax(track[:, LEG] == 2) - 1, 1:4]
    radius = TAS**2 / (GRAVITY * np.tan(BANK))
    assert abs(metres(before, route[1]) - radius * np.tan(abs(turn) * DEG / 2)) < 30.0
    fine = flown(orders, air(route), 2700.0, 2.0)
    after = fine[fine[:, LEG] == 2][2:, 1:4]
    outside = float((-np.sign(turn) * off_leg(after, route[1], route[2])).max())
    assert outside < 0.02 * NM
    assert abs(off_leg(track[-1, 1:4], route[1], route[2])) < 0.05 * NM
    validation("autopilot", "overshoot of a fly-by turn", outside / NM, "NM", 0.02, "next geodesic")


def test_direct_goes_from_where_it_is_and_arrives():
    route = places((60, 170), (62, -170), (60, -165))
    away = Command(0.0, Mode.HEADING_TRUE, 140 * DEG)
    orders = flight(route, away, Command(600.0, leg=1, direct=1))._replace(waypoint_count=np.array([2]))
    track = flown(orders, air(route, wind=(20.0, -15.0)), 7200.0)
    bearing, _, far = inverse(*from_nvector(track[:, 1:4]), *from_nvector(route[1]))
    there = int(np.argmin(far))
    fine = flown(orders, air(route, wind=(20.0, -15.0)), 7200.0, 1.0)
    assert metres(fine[:, 1:4], route[1]).min() < 150.0
    assert track[there, T] > 3600.0
    at = np.argmax(track[:, T] >= 600.0)
    assert metres(track[at, 1:4], route[0]) > 100e3
    assert abs(np.sin(bearing[at + 4] - bearing[at])) < 0.1


@pytest.mark.parametrize("off", [20.0, -20.0])
def test_a_leg_ends_abeam_its_waypoint_captured_or_not(off):
    """On the equator abeam is the waypoint's meridian."""
    orders = flight(EASTWARDS, Command(0.0, heading=90 * DEG), start=beside(off * NM, 184.0), altitude=0.0)
    track = flown(orders, air(EASTWARDS), 3600.0, 5.0)
    moved = int(np.argmax(track[:, LEG] == 2))
    lon = from_nvector(track[:, 1:4])[1] / DEG % 360.0
    assert lon[moved - 2] < 185.0 < lon[moved] + 0.02
    assert not track[:, CAPTURED].any()


@settings(max_examples=25)
@given(
    lat=st.floats(-84, 84), lon=st.floats(-180, 180), course=st.floats(-180, 180), across=st.floats(-40, 40)
)
def test_legs_of_300_miles_follow_the_geodesic(lat, lon, course, across):
    end = direct(lat * DEG, lon * DEG, course * DEG, 300 * NM)
    route = np.stack([to_nvector(lat * DEG, lon * DEG), to_nvector(*end[:2])])
    orders = flight(route, Command(0.0, direct=1), nose=course * DEG)
    side = course * DEG + np.pi / 2
    track = flown(
        orders, air(route, wind=(across * np.sin(side), across * np.cos(side)), spacing=2e5), 2000.0
    )
    assert metres(track[-1, 1:4], route[0]) > 200 * NM
    assert np.abs(off_leg(track[:, 1:4], *route)).max() < 0.1 * NM


def turned(p, angle):
    """n-vectors turned about the Earth's axis, eastwards."""
    cos, sin = np.cos(angle), np.sin(angle)
    return p @ np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])


@settings(max_examples=15)
@given(east=st.floats(-180, 180))
def test_a_wrong_start_longitude_turns_the_whole_track(east):
    """In still air a unit wrong by dλ flies the track of a correct one from dλ further on, turned back."""
    route = places((61, -150), (60, -160), (57, 180), (50, 165))
    command = Command(0.0, heading=245 * DEG, direct=1)
    wrong = perfect(1)._replace(longitude_error=np.full((1, 2), east * DEG))
    start = turned(route[0], -east * DEG)
    a = flown(
        flight(route, command, start=start), air(turned(route, -east * DEG)), 14000.0, instruments=wrong
    )
    b = flown(flight(route, command), air(route), 14000.0)
    assert a.shape == b.shape
    np.testing.assert_allclose(turned(a[:, 1:4], east * DEG), b[:, 1:4], atol=1e-11)
    np.testing.assert_allclose(a[1:, [NOSE_NORTH, NOSE_EAST]], b[1:, [NOSE_NORTH, NOSE_EAST]], atol=1e-8)


def test_an_inertial_unit_swings_with_the_period_of_an_earth_long_pendulum(validation):
    pendulum = 2 * np.pi * np.sqrt(6371000.0 / GRAVITY)
    assert abs(SCHULER_PERIOD / pendulum - 1) < 1e-3
    swing = perfect(1)._replace(schuler=np.full((1, 2, 2), (0.5, 0.0)))
    units = load(flight(EASTWARDS, Command(0.0)), swing).units
    p = EASTWARDS[0]
    off = [
        metres(np.array(believed(Vector(*p), units, 0, 0, share * pendulum)), p)
        for share in (0.25, 0.5, 0.75, 1.0)
    ]
    amplitude = 0.5 * np.sqrt(6371000.0 / GRAVITY)
    # the unit is displaced on a sphere: 0.67 % at most from the ellipsoid's metres
    np.testing.assert_allclose(off, [amplitude, 0.0, amplitude, 0.0], atol=0.007 * amplitude)
    validation("autopilot", "Schuler period", SCHULER_PERIOD / 60.0, "min", "84.4", "2 pi sqrt(R/g)")
