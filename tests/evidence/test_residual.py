"""Residuals of answers made by hand, against values computed by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from truecourse.autopilot.probe import STATE_COLUMNS, Answers
from truecourse.earth.nvector import to_nvector
from truecourse.evidence.quantities import Index
from truecourse.evidence.residual import CRUISE, residual
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

DEG = np.pi / 180
R = 6371000.0
START = 1000.0
ORIGIN = Fix("ORIGIN", 0.0, 0.0)


def world(undisturbed_until=np.nan):
    return SimpleNamespace(
        case=SimpleNamespace(t_start=START, undisturbed_until=undisturbed_until),
        wind=SimpleNamespace(error_length=700e3),
        wind_sd=8.0,
    )


def state(lat=0.0, lon=0.0, altitude=0.0, go=(0.0, 200.0), nose=0.0, wind=(0.0, 0.0), variation=0.0):
    """One flight's state at one time; `go` and `wind` are north, east."""
    return np.array(
        [
            *to_nvector(lat, lon),
            altitude,
            *go,
            np.cos(nose),
            np.sin(nose),
            *wind,
            np.cos(variation),
            np.sin(variation),
        ]
    )


def answers(*states, abeam=None, report=None, crossing=None):
    """One flight."""
    return Answers(
        np.array(states).reshape(1, -1, STATE_COLUMNS),
        np.zeros((1, 0, 2)) if abeam is None else np.array([[abeam]]),
        np.zeros((1, 0)) if report is None else np.array([[report]]),
        np.zeros((1, 0, 2)) if crossing is None else np.array([[crossing]]),
    )


def seen(
    kind, value=np.nan, error=np.nan, t_error=0.0, place=None, t_end=np.nan, value2=np.nan, error2=np.nan
):
    return Observation(
        "x",
        kind,
        START + 100.0,
        t_error,
        value,
        error,
        "",
        Use.EXPLAIN,
        0.0,
        0.02,
        t_end=t_end,
        value2=value2,
        error2=error2,
        place=place,
    )


def compare(o, given, row=-1, scene=None, compass=0.0):
    times = tuple(range(given.state.shape[1]))
    return residual(o, Index(times, row), given, {"compass_error_deg": np.array([compass])}, scene or world())


def test_position_is_along_and_right_of_the_track_and_time_is_an_error_along_it():
    """Flying east at 200 m/s, 3 km ahead of the place and 2 km south, so right, of it."""
    o = seen(Seen.POSITION, error=1000.0, t_error=30.0, place=ORIGIN)
    found = compare(o, answers(state(lat=-2000 / R, lon=3000 / R)))
    assert found.difference[0] == pytest.approx([3000.0, 2000.0], rel=1e-6)
    assert found.sd[0] == pytest.approx([np.hypot(1000.0, 6000.0), 1000.0])
    assert found.share == 1.0


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 180 * DEG), (60 * DEG, -180 * DEG), (89.9 * DEG, 30 * DEG)])
def test_position_does_not_mind_where_on_earth(lat, lon):
    """Flying north, 5 km short."""
    o = seen(Seen.POSITION, error=1000.0, place=Fix("P", lat, lon))
    found = compare(o, answers(state(lat=lat - 5000 / R, lon=lon, go=(230.0, 0.0))))
    assert found.difference[0] == pytest.approx([-5000.0, 0.0], abs=3.0)


def test_after_a_disturbance_the_flight_may_have_slowed_to_anything():
    o = seen(Seen.POSITION, error=1000.0, place=ORIGIN)
    before = compare(o, answers(state(lon=3000 / R)), scene=world(START + 100.0))
    assert before.difference[0] == pytest.approx([3000.0, 0.0], abs=1e-3)
    after = compare(
        o, answers(state(lon=3000 / R)), scene=world(START + 40.0)
    )  # 60 s at 200 m/s: 0 to 12 km less
    assert after.difference[0] == pytest.approx([3000.0 - 6000.0, 0.0], abs=1e-3)
    slack = 12000.0 / np.sqrt(12)
    assert after.sd[0] == pytest.approx([np.hypot(1000.0, slack)] * 2)


def test_offset_abeam_is_a_distance_and_a_time():
    o = seen(Seen.OFFSET_ABEAM, 11112.0, 1852.0, 60.0, Fix("P", 1.0, 1.0, 2400.0))
    found = compare(o, answers(abeam=(130.0, 9260.0)), row=0)
    assert found.difference[0] == pytest.approx([-1852.0, 30.0])
    assert found.sd[0] == pytest.approx([np.hypot(1852.0, 2400.0), np.hypot(60.0, 2400.0 / CRUISE)])


def test_crossings_and_reports_are_times():
    given = answers(report=400.0, crossing=(90.0, 250.0))
    for kind, expected in (
        (Seen.REGION_ENTRY, -10.0),
        (Seen.REGION_EXIT, 150.0),
        (Seen.INSTRUMENT_REPORT, 300.0),
    ):
        found = compare(seen(kind, t_error=60.0, place=ORIGIN), given, row=0)
        assert found.difference[0] == pytest.approx([expected])
        assert found.sd[0] == pytest.approx([60.0])
    never = compare(seen(Seen.REGION_EXIT, t_error=60.0), answers(crossing=(90.0, np.nan)), row=0)
    assert np.isnan(never.difference[0, 0])


def test_level_is_the_nearest_of_three_times():
    given = answers(state(altitude=9000.0), state(altitude=9420.0), state(altitude=9700.0))
    found = compare(seen(Seen.LEVEL, 9448.8, 30.0), given)
    assert found.difference[0] == pytest.approx([-28.8])
    assert found.sd[0] == pytest.approx([30.0])


def test_mean_speed_is_that_over_the_great_circle():
    """A quarter of a right angle along the equator in an hour, across 180 degrees."""
    given = answers(state(lon=170 * DEG), state(lon=-167.5 * DEG))
    found = compare(seen(Seen.MEAN_SPEED, 600.0, 20.0, t_end=START + 3700.0), given)
    assert found.difference[0] == pytest.approx([R * np.pi / 8 / 3600.0 - 600.0])


def test_heading_held_is_magnetic_through_the_compass_and_one_observation():
    """True 010 with 15 east is 355 magnetic, and the compass shows 2 more, 357: 4 degrees left of 001."""
    given = answers(*[state(nose=10 * DEG, variation=15 * DEG)] * 6)
    found = compare(
        seen(Seen.HEADING_MAGNETIC, 1 * DEG, 5 * DEG, t_end=START + 900.0), given, compass=2 * DEG
    )
    assert found.difference[0] == pytest.approx([-4 * DEG] * 6)
    assert found.share == pytest.approx(1 / 6)


def test_course_is_over_the_ground_and_wraps():
    found = compare(
        seen(Seen.COURSE, 359 * DEG, 5 * DEG), answers(state(go=(200.0, 200.0 * np.tan(3 * DEG)), nose=2))
    )
    assert found.difference[0] == pytest.approx([4 * DEG])


def test_spot_wind_along_and_right_of_the_wind_reported():
    """Reported from the west at 20 m/s; flown 26 toward the east, 3 toward the south, its right."""
    o = seen(Seen.WIND_REPORT, 270 * DEG, 10 * DEG, value2=20.0, error2=5.0)
    found = compare(o, answers(state(wind=(-3.0, 26.0))))
    assert found.difference[0] == pytest.approx([6.0, 3.0])
    assert found.sd[0] == pytest.approx([5.0, 20.0 * 10 * DEG])


def test_wind_elsewhere_counts_less_the_farther_it_is():
    o = seen(Seen.WIND_AT_PLACE, 270 * DEG, 10 * DEG, value2=20.0, error2=5.0, place=ORIGIN)
    here, far = (compare(o, answers(state(lat=d / R, wind=(0.0, 20.0)))).sd[0] for d in (0.0, 700e3))
    assert here == pytest.approx([5.0, 20.0 * 10 * DEG])
    assert far == pytest.approx(np.sqrt(here**2 + 2 * 64.0 * (1 - np.exp(-0.5))), rel=1e-3)


def test_mean_headwind_is_positive_against_the_flight():
    """Flying east and then north in a wind of 10 m/s toward the west: 10 against, then none."""
    o = seen(Seen.MEAN_WIND, 2.0, 4.0)
    found = compare(o, answers(state(wind=(0.0, -10.0)), state(go=(200.0, 0.0), wind=(0.0, -10.0))))
    assert found.difference[0] == pytest.approx([3.0])
    assert found.sd[0] == pytest.approx([4.0])
