"""Turns, the wind triangle, climbs and the order of convergence, against exact solutions."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autopilot.flights import ALTITUDE, BANK, DEG, TAS, Command, air, batch, flight, flown, metres, places
from truecourse.autopilot.fly import duration, fly
from truecourse.autopilot.motion import GRAVITY
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector
from truecourse.flight.orders import Mode, perfect

RADIUS = TAS**2 / (GRAVITY * np.tan(BANK))
QUARTER = 0.5 * np.pi * RADIUS / TAS
EQUATOR = places((0, -150), (0, -140))


@pytest.mark.parametrize("side", [1, -1], ids=["right", "left"])
@pytest.mark.parametrize("longest", [120.0, 7.0])
def test_a_circle_in_still_air_closes_on_its_radius(side, longest, validation):
    """At a bank of 25° and 240 m/s the radius is V² / (g tan bank); on the equator meridians are parallel."""
    turns = [Command(10.0 + k * QUARTER, Mode.HEADING_TRUE, side * (k + 1) * 90 * DEG) for k in range(4)]
    orders = flight(EQUATOR, Command(0.0, Mode.HEADING_TRUE), *turns, altitude=0.0)
    track = flown(orders, air(EQUATOR), 10.0 + 4 * QUARTER, longest)
    p = [track[np.argmin(np.abs(track[:, 0] - 10.0 - k * QUARTER)), 1:4] for k in range(5)]
    assert metres(p[0], p[4]) < 1.0
    for a, b in ((0, 2), (1, 3)):
        assert abs(metres(p[a], p[b]) / 2 - RADIUS) < 1.0
    validation("autopilot", "closing error of a circle of 12.6 km", metres(p[0], p[4]), "m", 1.0, "exact")


@settings(max_examples=40)
@given(
    heading=st.floats(-180, 180),
    east=st.floats(-60, 60),
    north=st.floats(-60, 60),
    lat=st.floats(-85, 85),
    lon=st.floats(-180, 180),
)
@example(heading=247.0, east=30.0, north=-20.0, lat=57.0, lon=179.95)
def test_ground_velocity_is_air_velocity_and_wind(heading, east, north, lat, lon):
    """The geodesic flown in a minute, halfway, has the speed and direction of the vector sum."""
    route = places((lat, lon), (lat - np.sign(lat), lon))
    orders = flight(route, Command(0.0, Mode.HEADING_TRUE, heading * DEG), altitude=0.0)
    still = lambda la, lo: (east + 0 * la, north + 0 * la)  # noqa: E731
    track = flown(orders, air(route, wind=still, spacing=2e5), 120.0, 60.0)
    here, there = from_nvector(track[1, 1:4]), from_nvector(track[2, 1:4])
    out, onto, distance = inverse(*here, *there)
    course = out + 0.5 * np.arctan2(np.sin(onto - out), np.cos(onto - out))
    gone = distance / 60.0 * np.array([np.cos(course), np.sin(course)])
    sum_of = TAS * np.array([np.cos(heading * DEG), np.sin(heading * DEG)]) + [north, east]
    # 50 km of grid turn the vectors a little between nodes, most at high latitudes
    np.testing.assert_allclose(gone, sum_of, atol=0.05)
    np.testing.assert_allclose(track[2, 5:7], sum_of, atol=0.05)


def test_a_climb_reaches_its_level_and_nothing_beyond(validation):
    orders = flight(
        EQUATOR, Command(0.0, Mode.HEADING_TRUE), altitude=0.0, levels=[(0.0, 9000.0), (2000.0, 5000.0)]
    )
    track = flown(orders, air(EQUATOR), 3600.0)
    exact = np.clip(10.0 * track[:, 0], 0.0, 9000.0)
    exact = np.maximum(exact - 8.0 * np.clip(track[:, 0] - 2000.0, 0.0, None), np.minimum(exact, 5000.0))
    worst = float(np.abs(track[:, 4] - exact).max())
    assert worst < 1e-6
    assert track[:, 4].max() <= 9000.0
    validation("autopilot", "altitude at a steady rate, up and down", worst, "m", 1e-6, "exact")


def test_a_climb_that_tires_follows_its_exponential(validation):
    """Rate c (1 - h/H): h = H (1 - exp(-c t/H)), below the level of 12 km the whole time."""
    environment = air(EQUATOR, climb=12.0 * (1.0 - ALTITUDE / 16000.0))
    orders = flight(EQUATOR, Command(0.0, Mode.HEADING_TRUE), altitude=0.0, levels=[(0.0, 12000.0)])
    exact = lambda t: 16000.0 * (1.0 - np.exp(-12.0 * t / 16000.0))  # noqa: E731
    worst = [
        float(np.abs(track[:, 4] - exact(track[:, 0])).max())
        for track in (flown(orders, environment, 1200.0, longest) for longest in (120.0, 60.0))
    ]
    assert worst[0] < 15.0
    assert 3.4 < worst[0] / worst[1] < 4.6
    validation("autopilot", "altitude after a climb in 120 s steps", worst[0], "m", 15.0, "exact")


def test_halving_the_step_quarters_the_error(validation):
    """Second order over 5.4 hours with variation, a wind that shears, and a climb."""
    route = places((61, -150), (55, 180), (43, 150))
    variation = lambda lat, lon: 20 * DEG * np.cos(lon + 150 * DEG) * np.cos(2 * lat)  # noqa: E731
    first = float(variation(61 * DEG, -150 * DEG))
    environment = air(
        route,
        wind=lambda lat, lon: (25 * np.cos(3 * lat) + 10 * np.sin(4 * lon), 20 * np.sin(5 * lat)),
        variation=variation,
        tas=150.0 + 100.0 * np.clip(ALTITUDE / 9000.0, 0, 1),
        climb=12.0 * (1.0 - ALTITUDE / 16000.0),
    )
    orders = batch(
        [
            flight(
                route,
                Command(0.0, Mode.HEADING_MAGNETIC, h * DEG),
                altitude=0.0,
                levels=[(0.0, 9450.0)],
                nose=h * DEG
                + first,  # no first turn: its last 3 degrees are made at once, 16 m whatever the step
            )
            for h in (225.0, 235.0, 245.0, 255.0)
        ]
    )
    steps = np.array([240.0, 120.0, 60.0, 30.0])
    ends = [
        np.array([t[-1, 1:4] for t in fly(orders, perfect(4), environment, duration(5.4 * 3600, longest))])
        for longest in (*steps, 1.0)
    ]
    errors = np.array([np.sqrt(np.mean(metres(end, ends[-1]) ** 2)) for end in ends[:-1]])
    order = float(np.polyfit(np.log(steps), np.log(errors), 1)[0])
    assert 1.8 < order < 2.3
    validation(
        "autopilot", "order of convergence, 240 to 30 s", f"{order:.2f}", "", "1.8 to 2.3", "1 s steps"
    )
