"""What stands behind an answer, on causes weighed without a sampler."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from invented import samples_of, weighed

from truecourse.earth.geodesy import inverse
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.examine import _separation, _without, candidates, contributions, fan
from truecourse.evidence.explain import (
    NEAR,
    Effort,
    Weighed,
    close_to_leader,
    may_lead_unseen,
    prior_of,
    rank,
    where_at,
)
from truecourse.evidence.region import contains
from truecourse.evidence.reweight import LEAST_EFFECTIVE
from truecourse.evidence.weigh import terms_of, trial

NM = 1852.0


def rows(case, *names):
    return tuple(o for o in case.observations if o.id in names)


def log_mean(terms):
    return float(np.logaddexp.reduce(terms) - np.log(len(terms)))


def test_what_an_observation_adds_is_what_never_having_had_it_takes_away(scene, kal007):
    """On draws of the prior the log evidence is the log mean likelihood, with the row and without it."""
    both = rows(kal007, "level-310", "report-bethel")
    w = weighed(scene, by_name("as-cleared"), both)
    whole = log_mean(w.samples.pool.terms[:, :2].sum(axis=1))
    found = {c.observation: c for c in contributions(w, Effort())}
    assert set(found) == {"level-310", "report-bethel"}
    for kept, left in (both, both[::-1]):
        alone = trial(scene, w.cause, (kept,))
        without = log_mean(terms_of(alone, w.samples.pool.z)[:, 0])
        assert found[left.id].nats == pytest.approx(whole - without, abs=1e-9)
        assert found[left.id].effective_samples >= 50.0
        assert found[left.id].cause == "as-cleared"
        assert np.isfinite(found[left.id].residual_sigma)


def test_what_too_few_flights_can_tell_is_not_known(scene, kal007):
    """A report timed to the tenth of a second leaves a handful of four hundred flights."""
    (sharp,) = rows(kal007, "report-bethel")
    w = weighed(scene, by_name("as-cleared"), (replace(sharp, t_error=0.1, outlier_probability=1e-9),))
    (found,) = contributions(w, Effort())
    assert found.effective_samples < 50.0
    assert np.isnan(found.nats)


def test_an_observation_that_decides_is_weighed_anew_without(scene, kal007):
    """A level off by its errors leaves few of the flights that met it; without it, any level will do."""
    rest = rows(kal007, "report-bethel", "report-nabie")
    w = weighed(scene, by_name("as-cleared"), rest)
    alone = trial(scene, w.cause, rest[1:])
    value, effective = _without(w, 0, Effort(particles=64))
    assert effective >= LEAST_EFFECTIVE
    assert value == pytest.approx(log_mean(terms_of(alone, w.samples.pool.z)[:, 0]), abs=0.2)


def test_a_cause_that_did_not_converge_says_nothing(scene, kal007):
    w = weighed(scene, by_name("as-cleared"), rows(kal007, "level-310"))
    lost = replace(w, samples=samples_of(w.trial, w.samples.pool.z, np.nan, converged=False))
    assert contributions(lost, Effort()) == ()
    assert contributions(replace(w, samples=None), Effort()) == ()


def test_normal_clouds_are_as_far_apart_as_kullback_and_leibler_say():
    """Equal spreads: half the squared distance over the variance, the observation's error included."""
    draw = np.random.default_rng(2)
    a, b = draw.standard_normal((200_000, 1)), 3.0 + draw.standard_normal((200_000, 1))
    assert _separation(a, b, 1.0) == pytest.approx(0.5 * 9.0 / 2.0, rel=0.02)
    assert _separation(a, a, 1.0) == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(_separation(a[:10], b, 1.0))


def test_candidates_are_what_would_tell_two_causes_apart_best_first(scene):
    first, second = (weighed(scene, by_name(name), ()) for name in ("as-cleared", "heading-hold"))
    found = candidates(first, second, 0)
    assert 1 < len(found) <= 8
    nats = [c.expected_nats for c in found]
    assert nats == sorted(nats, reverse=True)
    assert nats[0] > 1.0
    assert {(c.first, c.second) for c in found} == {("as-cleared", "heading-hold")}
    assert any("after take-off, within 5 NM" in c.description for c in found)
    assert any(c.description.startswith("the offset abeam") for c in found)
    alike = candidates(first, first, 0)
    assert max(c.expected_nats for c in alike) < 0.1, "a cause is not told from itself"


def test_a_fan_is_the_flights_of_a_cause_every_five_minutes_to_the_end_of_their_own(scene):
    w = weighed(scene, by_name("as-cleared"), ())
    found = fan(w, 0)
    start = scene.case.t_start
    assert found.t[0] == start and found.t[-1] == pytest.approx(start + 7200.0)
    assert np.diff(found.t)[:-1] == pytest.approx(300.0)
    assert found.lat.shape == found.lon.shape == (200, found.t.size)
    assert found.weights.sum() == pytest.approx(1.0)
    abeam = inverse(found.lat[:, -1], found.lon[:, -1], *from_plan(scene, "NABIE"))[2]
    assert np.median(abeam) < 300 * NM, "two hours from Anchorage they are near NABIE"
    ended = replace(scene, case=replace(scene.case, undisturbed_until=start + 4000.0))
    assert fan(weighed(ended, w.cause, ()), 0).t[-1] == start + 4000.0


def from_plan(scene, name):
    fix = next(fix for fix in scene.route if fix.name == name)
    return fix.lat, fix.lon


def some(scene, given):
    """Causes with log evidence by stage; None for one that cannot be, NaN for one that did not converge."""
    found = []
    for name, log_z in given.items():
        asked = trial(scene, by_name(name), ())
        if log_z is None:
            found.append(Weighed(asked, None, "it had none"))
            continue
        z = np.random.default_rng(1).standard_normal((50, asked.dimension))
        good = bool(np.isfinite(log_z).all())
        found.append(Weighed(asked, samples_of(asked, z, log_z, good)))
    return tuple(found)


def behind(case, name, *nats):
    """Log evidence at each stage that puts a cause so many nats behind 0, its prior reckoned in."""
    return tuple(-n - float(np.log(prior_of(case, name))) for n in nats)


def test_near_the_leader_are_those_within_reach_at_any_stage_the_two_best_and_the_unknown(scene, kal007):
    given = {
        "heading-hold": behind(kal007, "heading-hold", 0.0, 0.0),
        "start-position": behind(kal007, "start-position", 40.0, NEAR - 0.1),  # near, later
        "heading-entry": behind(kal007, "heading-entry", 60.0, NEAR + 0.1),  # never near
        "waypoint-entry": behind(kal007, "waypoint-entry", 25.0, 200.0),  # far, and yet second at first
        "deliberate": (np.nan, np.nan),
        "satellite-navigation": None,
    }
    near = close_to_leader(kal007, some(scene, given), 2)
    assert near == {"heading-hold", "start-position", "waypoint-entry", "deliberate"}
    assert close_to_leader(kal007, some(scene, given), 1) == {"heading-hold", "waypoint-entry", "deliberate"}


def test_with_one_cause_that_has_a_number_it_is_near_itself(scene, kal007):
    given = {"heading-hold": (0.0,), "deliberate": (np.nan,)}
    assert close_to_leader(kal007, some(scene, given), 1) == {"heading-hold", "deliberate"}


def test_a_cause_that_may_lead_but_is_known_to_nats_only_is_weighed_anew(scene, kal007):
    """Seven behind and known to 4 may lead; 7 behind and known to 1.5, or sharply known, may not."""
    given = {
        "heading-hold": behind(kal007, "heading-hold", 0.0),
        "start-position": behind(kal007, "start-position", 7.0),
        "waypoint-entry": behind(kal007, "waypoint-entry", 7.0),
        "heading-entry": behind(kal007, "heading-entry", 1.0),
        "deliberate": (np.nan,),
        "satellite-navigation": None,
    }
    errors = {"start-position": 4.0, "waypoint-entry": 1.5, "heading-entry": 0.6}

    def with_error(w):
        if w.samples is None:
            return w
        stage = replace(w.samples.stages[0], log_evidence_sd=errors.get(w.cause.name, 0.1))
        return replace(w, samples=replace(w.samples, stages=(stage,)))

    found = tuple(with_error(w) for w in some(scene, given))
    assert may_lead_unseen(kal007, found, 1) == {"start-position"}


def test_where_it_would_be_is_the_mixture_by_probability(scene, kal007):
    """Two causes, 1 to 3: each cloud has its share of the weight; one without a number has none."""
    pair = tuple(weighed(scene, by_name(n), ()) for n in ("as-cleared", "heading-hold"))
    lost = some(scene, {"deliberate": (np.nan,)})
    shares = {"as-cleared": 0.25, "heading-hold": 0.75, "deliberate": np.nan}
    results = tuple(
        replace(r, probability=shares[r.name]) for r in rank(kal007, (*pair, *lost), 0, detail=False)
    )
    t = kal007.t_start + 5400.0
    found = where_at((*pair, *lost), results, t, 0)
    assert found.t == t
    assert found.weights.sum() == pytest.approx(1.0)
    half = len(found.weights) // 2
    assert found.weights[:half].sum() == pytest.approx(0.25)
    assert found.weights[half:].sum() == pytest.approx(0.75)
    inside = [contains(found.rings, a, b) for a, b in zip(found.lats[::50], found.lons[::50], strict=True)]
    assert np.average(inside, weights=found.weights[::50]) == pytest.approx(0.9, abs=0.08)
    one = where_at(pair[:1], results[-1:] and tuple(r for r in results if r.name == "as-cleared"), t, 0)
    assert one.area < found.area
