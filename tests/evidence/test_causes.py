"""Every cause flies, and does what it claims."""

from dataclasses import replace

import numpy as np
import pytest

from truecourse.autopilot.fly import fly
from truecourse.earth.geodesy import cross_track
from truecourse.earth.nvector import from_nvector
from truecourse.evidence.baseline import common, medians
from truecourse.evidence.causes import heading_entry, start_position, waypoint_entry
from truecourse.evidence.causes.all import CAUSES, by_name
from truecourse.evidence.rates import FIXED, INERTIAL_ERA, MODERN_ERA, SHARES, WATCHED_SINCE, rate
from truecourse.evidence.stage import stage
from truecourse.evidence.weigh import answers_of, trial, values_of
from truecourse.feeds.wind import bundled_climatology
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.orders import WIND_KNOTS, Mode

DEG = np.pi / 180
NM = 1852.0
NAMES = {
    "as-cleared",
    "heading-hold",
    "start-position",
    "waypoint-entry",
    "heading-entry",
    "variation-sign",
    "not-reprogrammed",
    "inertial-drift",
    "wind-dead-reckoning",
    "satellite-navigation",
    "deliberate",
    "none-of-these",
}
every_cause = pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.name)


def flown(cause, scene, given=None):
    """Track (m, 13) of one flight at the medians, with some quantities given."""
    values = medians(common(scene) + cause.uncertain(scene))
    values |= {name: np.array([v]) for name, v in (given or {}).items()}
    return fly(*cause.orders(scene, cause.resolve(scene, values)), scene.environment, scene.time)[0]


def offset(scene, track, start, end):
    """Metres right of a leg of the route where the track is nearest to the leg's end."""
    a, b = scene.route[start], scene.route[end]
    row = int(np.argmax(track[:, 1:4] @ scene.waypoints[end]))
    lat, lon = from_nvector(track[row, 1:4])
    return float(cross_track(lat, lon, a.lat, a.lon, b.lat, b.lon))


def test_the_names_are_those_promised():
    assert {c.name for c in CAUSES} == NAMES
    assert len(CAUSES) == len(NAMES)
    with pytest.raises(ValueError, match="heading-hold"):
        by_name("heading-hole")


@every_cause
def test_a_cause_flies_what_its_prior_draws(cause, whole):
    times = tuple(whole.case.t_start + np.array([60.0, 3600.0, 12000.0, 20000.0]))
    asked = trial(whole, cause, (), times)
    z = np.random.default_rng(3).standard_normal((64, asked.dimension))
    values = values_of(asked, z)
    told, errors = cause.orders(whole, values)
    assert (np.diff(np.nan_to_num(told.command_t, posinf=1e9), axis=1) >= 0).all()
    assert all(np.isfinite(column).all() for column in errors)
    found = answers_of(asked, values)
    assert np.isfinite(found.state).all()
    assert np.array_equal(found.state, answers_of(asked, values_of(asked, z)).state)


def test_as_cleared_follows_the_route(validation, scene):
    track = flown(by_name("as-cleared"), scene)
    names = [fix.name for fix in scene.route]
    bethel = names.index("BET")
    after = int(np.argmax(track[:, 1:4] @ scene.waypoints[bethel])) + 1
    lat, lon = from_nvector(track[after:, 1:4])
    a, b = scene.route[bethel], scene.route[bethel + 1]
    worst = np.abs(cross_track(lat, lon, a.lat, a.lon, b.lat, b.lon)).max() / NM
    validation("evidence", "as cleared, off the route after Bethel", worst, "NM", 3.0, "the route's geodesic")
    assert worst < 3.0


def test_heading_hold_at_245_is_right_of_the_route_as_the_issue_says(validation, whole):
    cause = by_name("heading-hold")
    values = cause.resolve(whole, medians(common(whole) + cause.uncertain(whole)))
    values["heading_magnetic_deg"] = np.array([245 * DEG])
    track = fly(*cause.orders(whole, values), whole.environment, whole.time)[0]
    names = [fix.name for fix in whole.route]
    for name, low, high in (("CRN", 0, 7), ("BET", 3, 14), ("NABIE", 38, 65)):
        i = names.index(name)
        found = offset(whole, track, i - 1, i) / NM
        validation(
            "evidence",
            f"245 magnetic in the mean wind, right at {name}",
            f"{found:.1f}",
            "NM",
            f"{low} to {high}",
            "independent calculation",
        )
        assert low < found < high


def test_ten_degrees_of_longitude_are_one_digit_of_anchorage(scene):
    errors, weights = start_position.digit_errors(scene.case.start.lon, (6000, 600, 60, 10, 1), np.pi)
    assert np.abs(errors - 10 * DEG).min() < 1e-9
    assert np.abs(errors + 10 * DEG).min() < 1e-9
    assert (weights > 0).all()
    true = round(abs(scene.case.start.lon) / DEG * 60)
    for error in errors:
        typed = -true + round(error / DEG * 60)
        digits = [f"{abs(m) // 60:03d}{abs(m) % 60:02d}" for m in (true, typed)]
        wrong = sum(a != b for a, b in zip(*digits, strict=True))
        assert (typed == true) or (typed < 0 and wrong == 1)
        assert abs(typed) <= 180 * 60


def test_start_position_of_ten_degrees_is_flown_as_the_issue_says(validation, scene):
    """All units ten degrees east of true: the route is flown ten degrees too far west, so north at first."""
    track = flown(
        by_name("start-position"), scene, {"longitude_error_deg": 10 * DEG, "latitude_error_deg": 0.0}
    )
    names = [fix.name for fix in scene.route]
    i = names.index("BET")
    found = offset(scene, track, i - 1, i) / NM
    validation(
        "evidence",
        "ten degrees of start longitude, right at BET",
        f"{found:.1f}",
        "NM",
        "20 to 40",
        "independent calculation: about 30",
    )
    assert 20 < found < 40


def test_waypoint_entry_moves_one_waypoint(whole):
    cause, last = by_name("waypoint-entry"), len(whole.route) - 1
    index = np.repeat(np.arange(1, last + 1), len(waypoint_entry.SLIPS))
    slip = np.tile(np.arange(len(waypoint_entry.SLIPS)), last)
    values = medians(common(whole) + cause.uncertain(whole), index.size)
    values |= {"waypoint": index.astype(float), "slip": slip.astype(float)}
    told, _ = cause.orders(whole, values)
    moved = np.linalg.norm(told.waypoints[:, : last + 1] - whole.waypoints[: last + 1], axis=2) > 1e-9
    assert (moved.sum(axis=1) <= 1).all()
    for j, k in enumerate(moved.argmax(axis=1)):
        assert not moved[j].any() or k == index[j]
    south = told.waypoints[slip == 0, np.arange(1, last + 1)]
    lat, _ = from_nvector(south)
    assert lat == pytest.approx(np.array([f.lat - DEG for f in whole.route[1:]]), abs=1e-9)


@pytest.mark.parametrize(
    ("meant", "slip", "held"),
    [
        (245, "reciprocal", 65),
        (245, "first two digits changed places", 65),
        (27, "first two digits changed places", 207),
        (245, "last two digits changed places", 254),
        (355, "ten too many", 5),
        (5, "ten too few", 355),
        (300, "hundred too many", 40),
        (40, "hundred too few", 300),
        (270, "decimal point put in", 27),
        (27, "decimal point lost", 270),
    ],
)
def test_slips_of_a_heading(meant, slip, held):
    found = heading_entry.slipped(np.array([meant * DEG]), np.array([heading_entry.SLIPS.index(slip)]))
    assert found[0] / DEG == pytest.approx(held, abs=1e-9)


def test_the_wrong_sign_of_variation_is_twice_the_variation(scene):
    """Against the same legs steered right: once where neglected, twice where the sign was wrong."""
    cause = by_name("variation-sign")
    noses = []
    for times in (1.0, 2.0):
        track = flown(cause, scene, {"times_variation": times, "begins_s": 3000.0, "steering_error_deg": 0.0})
        row = int(np.searchsorted(track[:, 0], 3900.0))
        noses.append(np.arctan2(track[row, 8], track[row, 7]))
    known = flown(by_name("wind-dead-reckoning"), scene, {"begins_s": 3000.0, "steering_error_deg": 0.0})
    row = int(np.searchsorted(known[:, 0], 3900.0))
    right = np.arctan2(known[row, 8], known[row, 7])
    once, twice = (np.mod(nose - right + np.pi, 2 * np.pi) - np.pi for nose in noses)
    assert 10 * DEG < once < 20 * DEG  # between Bethel and NABIE: 18 to 12 east
    assert twice == pytest.approx(2 * once, rel=0.1)


def recleared(case):
    """The case with a new route from Bethel on, north of the one filed, which stays in the units."""
    names = {point.fix.name: point.fix for point in case.plan.points}
    north = tuple(replace(names[n], name=f"{n}-NEW", lat=names[n].lat + 3 * DEG) for n in ("NABIE", "NUKKS"))
    new = Clearance(case.t_start + 2400.0, Granted.ROUTE, fixes=north, source="invented")
    return replace(case, clearances=(*case.clearances, new))


def test_not_reprogrammed_flies_the_old_route_where_the_new_one_is_cleared(kal007):
    """Re-cleared to a route 180 NM north: as cleared flies it, not re-programmed flies the one filed."""
    case = recleared(kal007)
    here = stage(case, bundled_climatology(), case.t_start + 7200.0)
    old, new = here.waypoints[[fix.name for fix in here.route].index("NABIE")], here.waypoints[here.filed]
    nearest = {}
    for name in ("not-reprogrammed", "as-cleared"):
        track = flown(by_name(name), here)
        nearest[name] = [float(np.arccos((track[:, 1:4] @ p).max())) * 6371e3 / NM for p in (old, new)]
    assert nearest["not-reprogrammed"][0] < 5.0 and nearest["not-reprogrammed"][1] > 150.0
    assert nearest["as-cleared"][1] < 5.0 and nearest["as-cleared"][0] > 150.0
    told, _ = by_name("not-reprogrammed").orders(here, medians(common(here)))
    assert told.waypoint_count[0] == here.filed < len(here.route)


def test_not_reprogrammed_goes_on_along_the_filed_route_when_a_vector_in_the_cruise_ends(kal007):
    """Begun in the air, vectored for ten minutes, then cleared direct beyond the next filed fix: that fix is
    flown over all the same, and the vector's heading does not last for ever."""
    over = {point.fix.name: point.fix for point in kal007.plan.points}
    t = kal007.t_start + 1800.0
    vector = Clearance(t, Granted.HEADING, heading_magnetic=280.0 * DEG, source="invented")
    on = Clearance(t + 600.0, Granted.DIRECT, fix=over["NEEVA"], source="invented")
    case = replace(kal007, start_altitude=9448.8, clearances=(vector, on))
    here = stage(case, bundled_climatology(), case.t_start + 9000.0)
    tracks = {name: flown(by_name(name), here) for name in ("not-reprogrammed", "as-cleared")}
    named = [fix.name for fix in here.route]

    def nearest(name: str, fix: str) -> float:
        p = here.waypoints[named.index(fix)]
        return float(np.arccos(np.clip((tracks[name][:, 1:4] @ p).max(), -1.0, 1.0))) * 6371e3 / NM

    assert nearest("not-reprogrammed", "BET") < 5.0
    told, _ = by_name("not-reprogrammed").orders(here, medians(common(here)))
    kept = np.isfinite(told.command_t[0])
    assert told.command_mode[0][kept].tolist() == [Mode.LNAV, Mode.HEADING_MAGNETIC, Mode.LNAV]
    assert nearest("as-cleared", "BET") > 10.0


def test_a_flight_whose_route_was_never_changed_cannot_have_missed_the_change(scene):
    same = replace(scene, case=replace(scene.case, clearances=scene.case.clearances[:1]))
    assert by_name("not-reprogrammed").applies(scene) == ""
    assert by_name("not-reprogrammed").applies(same) == "no clearance changed the route"


def test_satellite_navigation_cannot_have_misled_what_had_none(scene):
    assert "no satellite navigation" in by_name("satellite-navigation").applies(scene)


def test_before_satellites_the_other_causes_share_the_whole_rate_in_proportion():
    """What strays then strays for another reason: their rates add up to the era's, in the same ratios."""
    others = [name for name in SHARES if name != "satellite-navigation"]
    early = {name: rate(name, WATCHED_SINCE - 1).probability for name in SHARES}
    late = {name: rate(name, WATCHED_SINCE).probability for name in SHARES}
    assert sum(early[name] for name in others) == pytest.approx(INERTIAL_ERA)
    assert sum(late.values()) == pytest.approx(MODERN_ERA)
    for name in others:
        ratio = early[name] / early["heading-hold"]
        assert ratio == pytest.approx(late[name] / late["heading-hold"])


@pytest.mark.parametrize("t", [0.0, WATCHED_SINCE - 1, WATCHED_SINCE, 1.7e9])
def test_priors_of_an_era_sum_to_one_and_each_has_a_source(t):
    rates = [rate(cause.name, t) for cause in CAUSES]
    assert sum(r.probability for r in rates) == pytest.approx(1.0, abs=1e-12)
    assert all(0 < r.probability < 1 and len(r.source) > 20 for r in rates)
    assert sum(share for share, _ in SHARES.values()) == pytest.approx(1.0)
    assert set(SHARES) | set(FIXED) | {"as-cleared"} == NAMES
    with pytest.raises(KeyError):
        rate("gremlins", t)


def test_the_wind_error_has_knots_to_the_end(scene):
    assert scene.wind_root.shape[0] == WIND_KNOTS
    assert scene.wind_interval * (WIND_KNOTS - 1) == pytest.approx(7200.0)
