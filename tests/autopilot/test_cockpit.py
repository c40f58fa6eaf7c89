"""What the cockpit showed: the unit's own geometry, on tracks made by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autopilot.flights import believed
from truecourse.autopilot.cockpit import Moments, moments, sequence
from truecourse.autopilot.load import load
from truecourse.autopilot.offset import offset_from
from truecourse.autopilot.probe import (
    ALTITUDE,
    CAPTURED,
    COMMAND,
    NOSE_EAST,
    NOSE_NORTH,
    TRACK_COLUMNS,
    T,
    X,
    Z,
)
from truecourse.autopilot.vector import Vector
from truecourse.earth.geodesy import cross_track, direct, inverse
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.fix import Fix
from truecourse.flight.orders import COMMANDS, LEVELS, WAYPOINTS, WIND_KNOTS, Mode, Orders, perfect

RADIUS = 6371000.0
SPEED = 250.0


def _orders(
    waypoints: np.ndarray, mode: int = Mode.HEADING_MAGNETIC, leg: int = 1, direct_to: int = 0
) -> Orders:
    """One flight with one command at the start."""
    entered = np.concatenate([waypoints, np.repeat(waypoints[-1:], WAYPOINTS - len(waypoints), 0)])[None]
    t = np.full((1, COMMANDS), np.inf)
    t[0, 0] = 0.0
    whole = np.zeros((1, COMMANDS), np.int64)
    one = np.ones(1)
    return Orders(
        waypoints[:1], one, one, t, np.zeros((1, COMMANDS)), whole + int(mode), whole + leg,
        whole + direct_to, entered,
        np.array([len(waypoints)]), 13890.0 * one, np.zeros((1, LEVELS)), np.zeros((1, LEVELS)), one, one,
        np.zeros((1, WIND_KNOTS, 2)), 600.0,
    )  # fmt: skip


def _along_equator(offset: float, minutes: int, start: float = 0.0) -> Moments:
    """Eastwards on a parallel, `offset` radians north, a minute a row, from longitude `start`."""
    t = 60.0 * np.arange(minutes)
    lon = start + SPEED * t / RADIUS
    none = np.zeros(minutes, np.int64)
    return Moments(t, to_nvector(np.full(minutes, offset), lon), t, t, none, none > 0)


@pytest.mark.parametrize("start", [0.0, np.radians(178.0)], ids=["at 0", "across 180"])
@pytest.mark.parametrize("aside", [0.0, 0.02, -0.02], ids=["on the leg", "69 NM left", "69 NM right"])
def test_the_unit_passes_abeam_however_far_aside_and_warns_two_minutes_before(start, aside):
    """On the equator abeam means the waypoint's longitude: an exact solution."""
    waypoints = to_nvector(np.zeros(3), start + np.radians([0.0, 2.0, 4.0]))
    seen = _along_equator(aside, 40, start)
    unit = sequence(seen, seen.p, np.full(40, SPEED), load(_orders(waypoints), perfect(1)), 0)
    due = np.radians([2.0, 4.0]) * RADIUS / SPEED
    declared = [seen.t[[leg in done for done in unit.passed]].item() for leg in (1, 2)]
    assert np.all((np.array(declared) - due >= 0.0) & (np.array(declared) - due < 60.0))
    lit = seen.t[unit.alert]
    before = [(seen.t < d) & (seen.t >= d - 115.0) for d in due]
    assert np.isin(seen.t[before[0] | before[1]], lit).all()
    assert all(np.any((d - lit > 0.0) & (d - lit < 125.0)) for d in due)
    assert all(min(abs(d - x) for d in due) < 125.0 for x in lit)
    assert np.allclose(unit.cross_track, -aside * RADIUS, atol=0.01)
    assert unit.leg.tolist() == np.where(seen.t < due[0], 1, 2).tolist()
    assert unit.to_go.min() >= abs(aside) * RADIUS - 1e-3


def test_a_direct_command_starts_its_leg_at_the_aircraft():
    waypoints = to_nvector(np.zeros(3), np.radians([0.0, 2.0, 4.0]))
    seen = _along_equator(0.01, 5)
    unit = sequence(seen, seen.p, np.full(5, SPEED), load(_orders(waypoints, Mode.LNAV, 2, 1), perfect(1)), 0)
    assert unit.leg.tolist() == [2] * 5
    assert unit.cross_track[0] == pytest.approx(0.0, abs=1e-6)
    assert unit.passed == [()] * 5


def test_arming_does_not_take_the_unit_back_to_a_leg_it_has_passed():
    waypoints = to_nvector(np.zeros(3), np.radians([0.0, 2.0, 4.0]))
    seen = _along_equator(0.01, 30)
    seen = seen._replace(command=np.where(seen.t < 1200.0, 0, 1).astype(np.int64))
    told = _orders(waypoints)
    mode = told.command_mode.copy()
    mode[0, 1] = Mode.LNAV
    unit = sequence(seen, seen.p, np.full(30, SPEED), load(told._replace(command_mode=mode), perfect(1)), 0)
    assert np.all(np.diff(unit.leg) >= 0)
    assert [done for done in unit.passed if done] == [(1,)]


@given(
    st.floats(-1.5, 1.5),
    st.floats(-np.pi, np.pi),
    st.floats(-np.pi, np.pi),
    st.floats(0.0, 2e4),
    st.integers(0, 1),
)
def test_a_wrong_longitude_is_believed_for_ever(lat, lon, wrong, t, unit):
    """A pure turn about the axis: latitude as it is, longitude off by what was typed, at any time."""
    told = perfect(1)._replace(longitude_error=np.full((1, 2), wrong))
    units = load(_orders(to_nvector(np.zeros(2), np.array([0.0, 0.1]))), told).units
    there = np.array(believed(Vector(*to_nvector(lat, lon)), units, 0, unit, t))
    assert np.allclose(there, to_nvector(lat, lon + wrong), atol=1e-12)


def test_moments_between_rows_turn_the_short_way_and_keep_to_the_sphere():
    track = np.zeros((3, TRACK_COLUMNS))
    track[:, T] = [0.0, 50.0, 110.0]
    track[:, X : Z + 1] = to_nvector(np.zeros(3), np.radians([179.9, 180.0, -179.9]))
    track[:, ALTITUDE] = [0.0, 500.0, 1100.0]
    track[:, NOSE_NORTH], track[:, NOSE_EAST] = (
        np.cos(np.radians([350.0, 10.0, 10.0])),
        np.sin(np.radians([350.0, 10.0, 10.0])),
    )
    track[:, COMMAND], track[:, CAPTURED] = [-1, 0, 1], [0, 0, 1]
    seen = moments(track, np.array([0.0, 25.0, 50.0, 80.0, 110.0]))
    lon = np.degrees(from_nvector(seen.p)[1])
    assert np.allclose(lon, [179.9, 179.95, 180.0, -179.95, -179.9])
    assert np.allclose(np.linalg.norm(seen.p, axis=1), 1.0, atol=1e-15)
    assert np.allclose(
        np.degrees(np.unwrap(seen.heading)) % 360.0 % 350.0, [0.0, 0.0, 10.0, 10.0, 10.0], atol=1e-9
    )
    assert seen.altitude.tolist() == [0.0, 250.0, 500.0, 800.0, 1100.0]
    assert seen.command.tolist() == [0, 0, 1, 1, 1]
    assert seen.captured.tolist() == [False, False, True, True, True]


def _route(*places: tuple[float, float]) -> tuple[Fix, ...]:
    return tuple(Fix(f"P{i}", np.radians(lat), np.radians(lon)) for i, (lat, lon) in enumerate(places))


@given(st.floats(0.05, 0.95), st.floats(-4e4, 4e4))
def test_offset_is_the_geodesic_distance_right_of_the_leg_across_180(share, aside):
    a, b = _route((57.0, 178.0), (56.0, -176.0))
    out, _, length = inverse(a.lat, a.lon, b.lat, b.lon)
    lat, lon, course = direct(a.lat, a.lon, out, share * length)
    lat, lon, _ = direct(lat, lon, course + np.pi / 2, aside)
    far = Fix("far", np.radians(30.0), np.radians(-150.0))
    found = offset_from((a, b, far), np.atleast_1d(lat), np.atleast_1d(lon))
    assert found.item() == pytest.approx(aside, abs=1e-3)


def test_a_route_that_crosses_itself_is_followed_in_order():
    """Out on the equator, back across it: at the crossing the leg is the one being flown."""
    route = _route((0.0, 0.0), (0.0, 10.0), (5.0, 10.0), (-5.0, 5.0))
    share = np.linspace(0.0, 1.0, 30)
    lats = np.concatenate([np.interp(share, [0, 1], [a.lat, b.lat]) for a, b in pairwise(route)])
    lons = np.concatenate([np.interp(share, [0, 1], [a.lon, b.lon]) for a, b in pairwise(route)])
    found = offset_from(route, lats, lons)
    back = cross_track(lats[60:], lons[60:], route[2].lat, route[2].lon, route[3].lat, route[3].lon)
    assert np.allclose(found[62:], back[2:], atol=1e-6)
    assert np.abs(found[:30]).max() < 1.0


def test_a_route_without_a_leg_has_no_offset():
    (here,) = _route((10.0, 10.0))
    assert np.isnan(offset_from((here, here), np.zeros(2), np.zeros(2))).all()
