"""Descents against exact solutions of flight mechanics, convergence and the laws of energy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ending.losses import eas_of, flown, free, lost, scenario
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector
from truecourse.ending.descent import equivalent_airspeed, nothing
from truecourse.ending.fall import ALTITUDE, CLIMB, PATH, fall
from truecourse.ending.latents import Latents
from truecourse.ending.scenario import begin, dimension
from truecourse.ending.ways.all import WAYS

G = 9.80665
NOTHING = np.zeros((1, 0))
TOP = 10_000.0


def _far(begun, fallen):
    """Distance on the ellipsoid from loss to surface, and its course there."""
    start, end = from_nvector(begun.place), from_nvector(fallen.place)
    course, _, distance = inverse(*start, *end)
    return distance, course


def test_a_fall_in_a_vacuum(validation):
    begun = lost(altitude=TOP, north=200.0, climb=15.0)
    fallen = fall(begun, nothing(1), NOTHING)
    exact = (15.0 + np.sqrt(15.0**2 + 2.0 * G * TOP)) / G
    off = abs(fallen.t[0] - exact)
    validation("ending", "fall in a vacuum from 10 km, time", off, "s", 1e-3, "h = v t - g t^2 / 2")
    assert off < 1e-3
    # half way up on average: an arc on a larger sphere is that much shorter on the ground
    ground = 200.0 * exact * (1.0 - TOP * 2.0 / 3.0 / 6.37e6)
    assert _far(begun, fallen)[0][0] == pytest.approx(ground, rel=2e-4)


def test_a_piece_falls_steadily_at_its_own_speed():
    begun = lost(altitude=3000.0, north=0.0, east=1e-3, climb=-60.0)
    asked = np.arange(1.0, 40.0)[None]
    fallen = fall(begun, free(drag=60.0**-2), asked)
    state = fallen.state[0]
    there = np.isfinite(state[:, ALTITUDE]) & (asked[0] > 15.0)
    speeds = [eas_of(-w, h) for w, h in zip(state[there, CLIMB], state[there, ALTITUDE], strict=True)]
    assert len(speeds) > 10
    assert np.max(np.abs(np.array(speeds) - 60.0)) < 0.8  # lags as the air thickens, 60/g in time


def test_a_glide_through_a_uniform_wind(validation):
    begun = lost(altitude=6000.0, north=100.0 - 10.0, east=20.0, wind=(-10.0, 20.0))
    speed = 100.0
    phases = flown(speed=speed, climb=-5.0)
    fallen = fall(begun, phases, NOTHING)
    # sinking evenly from the first moment but for the time in which the descent is made good
    assert fallen.t[0] == pytest.approx(6000.0 / 5.0 + 8.0, abs=0.5)
    again = fall(begun._replace(climb=np.array([-5.0])), phases, NOTHING)
    off = abs(again.t[0] - 1200.0)
    validation("ending", "descent at 5 m/s from 6,000 m, time", off, "s", 0.01, "h / w")
    assert off < 0.01
    drift = 20.0 * again.t[0]
    distance, course = _far(begun, again)
    east = distance[0] * np.sin(course[0])
    assert east == pytest.approx(drift, rel=1e-3)


def test_speed_is_lost_no_faster_than_drag_takes_it(validation):
    """Asked to slow at once from 250 to 150 m/s in level flight; clean and idle, an airliner loses about one
    knot a second (the pilot's rule), with brakes about two.
    """
    begun = lost(altitude=TOP, north=250.0)
    trim = eas_of(250.0, TOP)
    phases = flown(speed=eas_of(150.0, TOP))
    phases.lift[:], phases.drag[:], phases.thrust[:] = trim**-2.0, trim**-2.0 / 16.0, 0.25
    path = fall(begun, phases, np.arange(0.0, 32.0, 2.0)[None]).state[0, :, PATH]
    slowing = -np.diff(path, 2) / 4.0
    knots = float(slowing.max() / 0.5144)
    validation("ending", "level deceleration with brakes, idle", knots, "kt/s", "1 to 3", "rule of thumb")
    assert 1.0 < knots < 3.0
    assert slowing.max() < 2.0 * G / 16.0 * 1.5  # brakes double a drag that speed and waves add to


def test_an_emergency_descent_comes_down_as_they_do(validation):
    """340 kt and brakes: 4,000 to 6,000 ft/min (manuals, recalled); asked for more it gains speed."""
    fast = []
    for rate in (5000.0, 12000.0):
        begun = lost(altitude=9000.0, north=340 * 0.5144 / eas_of(1.0, 9000.0), climb=-rate * 0.00508)
        phases = flown(speed=340 * 0.5144, climb=-rate * 0.00508)
        phases.lift[:], phases.drag[:], phases.thrust[:] = 138.0**-2.0, 138.0**-2.0 / 16.0, 0.25
        state = fall(begun, phases, np.array([[58.0, 60.0]])).state[0]
        fast.append(eas_of(np.diff(state[:, PATH])[0] / 2.0, state[0, ALTITUDE]) / 0.5144)
    validation("ending", "5,000 ft/min asked at 340 kt, speed a minute on", fast[0], "kt", 340, "manuals")
    assert fast[0] == pytest.approx(340.0, abs=8.0)
    assert fast[1] > 370.0


def test_a_glide_reaches_its_ratio():
    begun = lost(altitude=TOP, north=120.0, climb=-8.0)
    fallen = fall(begun, flown(speed=eas_of(120.0, TOP), slope=1.0 / 15.0), NOTHING)
    # the descent follows the falling speed 8 s late (0.26 %), and the arc is that aloft (0.08 %)
    assert _far(begun, fallen)[0][0] == pytest.approx(15.0 * TOP * (1.0 - 0.0034), rel=1e-3)


def test_a_point_mass_glides_by_its_lift_over_drag():
    speed, ratio = 110.0, 12.0
    tilt = np.arctan(1.0 / ratio)
    lift = np.cos(tilt) / speed**2
    tas = speed / np.sqrt(eas_of(1.0, 5000.0) ** 2)
    begun = lost(altitude=5000.0, north=tas * np.cos(tilt), climb=-tas * np.sin(tilt))
    fallen = fall(begun, free(lift=lift, drag=lift / ratio), NOTHING)
    distance = _far(begun, fallen)[0][0]
    # kinetic energy given up on the way into denser air carries it further: V^2/2g from aloft to the surface
    extra = ratio * (tas**2 - speed**2) / (2.0 * G)
    assert distance == pytest.approx(ratio * 5000.0 + extra, rel=0.01)


@pytest.mark.parametrize("bank", [10.0, 25.0, -35.0])
def test_a_turn_has_the_radius_of_the_textbook(bank, validation):
    tilt, tas = np.radians(bank), 150.0
    radius = tas**2 / (G * np.tan(abs(tilt)))
    turn = 2.0 * np.pi * radius / tas
    begun = lost(altitude=5000.0, north=tas)
    asked = np.array([[turn / 2.0, turn]])
    fallen = fall(begun, flown(speed=eas_of(tas, 5000.0), bank=tilt), asked)
    half, whole = (from_nvector(fallen.state[0, k, :3]) for k in (0, 1))
    start = from_nvector(begun.place[0])
    course, _, across = inverse(*start, *half)
    exact = 2.0 * radius * (1.0 - 5000.0 / 6.37e6)  # on the ground, which is nearer to the Earth's middle
    off = float(abs(across / exact - 1.0))
    validation("ending", "turn at a bank, diameter", off, "", 2e-3, "2 V^2 / (g tan bank)")
    assert off < 2e-3
    assert np.sin(course) * np.sign(bank) > 0.99  # to the right for a bank to the right
    assert inverse(*start, *whole)[2] < 0.005 * 2.0 * np.pi * radius


def test_a_free_turn_balances_lift_and_weight():
    tilt, eas = np.radians(30.0), 120.0
    tas = eas / eas_of(1.0, 4000.0)
    lift = 1.0 / (np.cos(tilt) * eas**2)
    drag = lift / 15.0
    begun = lost(altitude=4000.0, north=tas)
    fallen = fall(begun, free(lift=lift, drag=drag, thrust=drag * eas**2, bank=tilt), np.array([[60.0]]))
    assert fallen.state[0, 0, ALTITUDE] == pytest.approx(4000.0, abs=5.0)
    assert fallen.state[0, 0, PATH] == pytest.approx(60.0 * tas, rel=1e-3)


def test_a_circling_descent_drifts_with_the_wind():
    tilt, eas, sink = np.radians(30.0), 110.0, 20.0
    wind = (12.0, -7.0)
    begun = lost(altitude=6000.0, north=140.0 + wind[0], east=wind[1], climb=-sink, wind=wind)
    fallen = fall(begun, flown(speed=eas, climb=-sink, bank=tilt), NOTHING)
    distance, course = _far(begun, fallen)
    drift = np.array(wind) * fallen.t[0]
    gone = distance[0] * np.array([np.cos(course[0]), np.sin(course[0])])
    across = 2.0 * (eas / eas_of(1.0, 6000.0)) ** 2 / (G * np.tan(tilt))  # a circle's diameter at the top
    assert np.linalg.norm(gone - drift) < across


def test_a_phugoid_has_the_period_of_lanchester(validation):
    # constant energy, lift as the square of speed: small oscillations of period pi sqrt(2) V / g
    eas = 100.0
    begun = lost(altitude=1500.0, north=eas / eas_of(1.0, 1500.0), climb=0.5)
    asked = np.arange(0.0, 150.0, 0.25)[None]
    fallen = fall(begun, free(lift=eas**-2.0), asked)
    climb = fallen.state[0, :, CLIMB]
    down = np.flatnonzero((climb[:-1] > 0.0) & (climb[1:] <= 0.0))
    period = asked[0, down[1]] - asked[0, down[0]]
    tas = eas / eas_of(1.0, 1500.0)
    exact = np.pi * np.sqrt(2.0) * tas / G
    # air that thins with height stiffens it: omega^2 = 2 g^2/V^2 (1 + V^2/(2 g H)), H about 9.3 km there
    thin = exact / np.sqrt(1.0 + tas**2 / (2.0 * G * 9300.0))
    validation("ending", "period of a phugoid", abs(period / thin - 1.0), "", 0.02, "Lanchester 1908")
    assert period == pytest.approx(thin, rel=0.02)


def test_without_drag_and_thrust_energy_stays():
    tas = 200.0
    begun = lost(altitude=8000.0, north=tas)
    lift = 0.7 / eas_of(tas, 8000.0) ** 2
    asked = np.arange(0.0, 60.0, 2.0)[None]
    for bank in (0.0, 1.0):
        state = fall(begun, free(lift=lift, bank=bank), asked).state[0]
        there = np.isfinite(state[:, ALTITUDE])
        assert there.sum() > 15
        # speed along the path by differences of path and climb, at the middles
        flat = np.diff(state[there, PATH]) / 2.0
        up = np.diff(state[there, ALTITUDE]) / 2.0
        middle = 0.5 * (state[there, ALTITUDE][1:] + state[there, ALTITUDE][:-1])
        energy = G * middle + 0.5 * (flat**2 + up**2)
        assert np.ptp(energy) / energy[0] < 3e-3


def test_drag_only_takes_energy_away():
    begun = lost(altitude=9000.0, north=230.0)
    lift = 1.0 / eas_of(230.0, 9000.0) ** 2
    state = fall(begun, free(lift=lift, drag=lift / 10.0, bank=0.8), np.arange(0.0, 60.0)[None]).state[0]
    there = np.isfinite(state[:, ALTITUDE])
    flat, up = np.diff(state[there, PATH]), np.diff(state[there, ALTITUDE])
    middle = 0.5 * (state[there, ALTITUDE][1:] + state[there, ALTITUDE][:-1])
    energy = G * middle + 0.5 * (flat**2 + up**2)
    assert (np.diff(energy) < 0.0).all()


def test_halving_the_step_quarters_the_error(validation):
    rng = np.random.default_rng(5)
    made = scenario(rng)
    way = next(w for w in WAYS if w.name == "spiral-dive")
    take = Latents(rng.standard_normal((200, dimension(made, way))))
    begun, _ = begin(take, made.flights, made.air, made.shelf)
    phases, _, _ = way.draw(take, begun, True)
    best = from_nvector(fall(begun, phases, NOTHING, scale=1.0 / 32.0).place)
    errors = []
    for scale in (2.0, 1.0, 0.5):
        here = from_nvector(fall(begun, phases, NOTHING, scale=scale).place)
        errors.append(float(np.median(inverse(*here, *best)[2])))
    order = np.log2(errors[0] / errors[2]) / 2.0
    validation("ending", "spiral dive, order of the step", f"{order:.2f}", "", "2", "halving the step")
    validation("ending", "spiral dive, median error of a step as used", errors[1], "m", 60.0, "1/32 of it")
    assert 1.7 < order < 2.4
    assert errors[1] < 60.0


@given(
    lat=st.sampled_from([-89.5, -30.0, 0.0, 52.0, 89.9]),
    lon=st.sampled_from([-180.0, 179.999, 0.0, 141.0]),
    bank=st.floats(-0.8, 0.8),
)
def test_at_the_poles_and_the_date_line_a_descent_is_the_same(lat, lon, bank):
    asked = np.array([[50.0]])
    phases = flown(speed=110.0, climb=-15.0, bank=bank)
    here = fall(lost(at=(np.radians(lat), np.radians(lon)), altitude=4000.0, north=150.0), phases, asked)
    there = fall(lost(at=(0.3, 0.3), altitude=4000.0, north=150.0), phases, asked)
    assert here.t[0] == pytest.approx(there.t[0], abs=0.02)
    assert here.path[0] == pytest.approx(there.path[0], rel=1e-4)
    start = from_nvector(lost(at=(np.radians(lat), np.radians(lon))).place[0])
    gone = [inverse(*from_nvector(f.place[0]), *s)[2] for f, s in ((here, start), (there, (0.3, 0.3)))]
    assert gone[0] == pytest.approx(gone[1], rel=8e-3, abs=5.0)  # the ellipsoid's radii differ by 0.7 %


def test_many_are_as_one():
    rng = np.random.default_rng(2)
    made = scenario(rng)
    way = WAYS[2]
    take = Latents(rng.standard_normal((40, dimension(made, way))))
    begun, _ = begin(take, made.flights, made.air, made.shelf)
    phases, _, _ = way.draw(take, begun, True)
    all_of_them = fall(begun, phases, NOTHING)
    for j in (0, 17, 39):
        alone = fall(
            type(begun)(*(a[j : j + 1] for a in begun)),
            type(phases)(*(a[j : j + 1] for a in phases)),
            NOTHING,
        )
        assert alone.t[0] == all_of_them.t[j]
        assert np.array_equal(alone.place[0], all_of_them.place[j])


def test_equivalent_airspeed_of_a_cruise():
    assert equivalent_airspeed(lost(altitude=10_668.0, north=249.0))[0] == pytest.approx(138.7, abs=0.5)
