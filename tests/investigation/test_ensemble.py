"""The flights of a reconstruction: the same that the track of each draw has, in proportion to the causes."""

from functools import cache

import numpy as np
import pytest

from evidence.invented import samples_of, weighed
from truecourse.air.wind import still
from truecourse.autopilot.fly import fly
from truecourse.autopilot.probe import ALTITUDE, T, X, Y, Z
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.explain import Weighed, posterior, rank
from truecourse.evidence.scene import Scene
from truecourse.evidence.stage import stage
from truecourse.evidence.weigh import trial, values_of
from truecourse.feeds.case import open_case
from truecourse.feeds.claims import ledger_of
from truecourse.flight.observation import Use
from truecourse.investigation.ensemble import LEAST, STEP, ensemble, ensemble_of
from truecourse.ledger.check import check

NAMES = ("heading-hold", "deliberate")


@cache
def _scene() -> Scene:
    case = open_case("kal007")
    return stage(case, still(), case.t_start + 7200.0)


@cache
def _drawn():
    scene = _scene()
    found = tuple(weighed(scene, by_name(n), (), log_z) for n, log_z in zip(NAMES, (0.0, 6.0), strict=True))
    results = rank(scene.case, found, 0)
    return found, results, ensemble_of(found, results, ("a", "b"), flights=100, seed=3)


def test_flights_are_in_proportion():
    _, results, flights = _drawn()
    share = {r.name: r.probability for r in results}
    for i, name in enumerate(flights.names):
        assert flights.probabilities[i] == share[name]
        assert flights.weights[flights.cause == i].sum() == pytest.approx(share[name], abs=1e-3)
        assert (flights.cause == i).sum() >= LEAST
    assert flights.weights.sum() == pytest.approx(1.0)
    assert flights.observations == ("a", "b")
    assert flights.undisturbed_until == _scene().case.undisturbed_until
    assert flights.results == results


def test_every_flight_is_that_of_its_draw():
    found, _, flights = _drawn()
    t, start = flights.t, _scene().case.t_start
    assert t[0] == start
    assert (np.diff(t) == STEP).all()
    for i, w in enumerate(found):
        mine = np.flatnonzero(flights.cause == i)
        values = values_of(w.trial, posterior(w, -1, len(mine), 3))
        orders, instruments = w.cause.orders(w.trial.scene, values)
        flown = fly(orders, instruments, w.trial.scene.environment, w.trial.scene.time)
        for row in (0, len(mine) - 1):
            track, k = flown[row], mine[row]
            there = [np.interp(t - start, track[:, T], track[:, column]) for column in (X, Y, Z)]
            place = from_nvector(np.stack(there, axis=1))  # between steps, as the kernel draws it
            assert np.nanmax(inverse(flights.lat[k], flights.lon[k], *place)[2]) < 1.0
            level = np.interp(t - start, track[:, T], track[:, ALTITUDE])
            assert np.nanmax(np.abs(flights.altitude[k] - level)) < 0.1


def test_the_same_seed_draws_the_same_flights():
    found, results, flights = _drawn()
    again = ensemble_of(found, results, ("a", "b"), flights=100, seed=3)
    assert np.array_equal(flights.lat, again.lat, equal_nan=True)


def test_a_cause_that_did_not_converge_has_no_flights_and_no_probability():
    scene = _scene()
    good = weighed(scene, by_name("heading-hold"), ())
    asked = trial(scene, by_name("deliberate"), ())
    bad = Weighed(asked, samples_of(asked, np.zeros((8, asked.dimension)), 0.0, converged=False))
    results = rank(scene.case, (good, bad), 0)
    flights = ensemble_of((good, bad), results, (), flights=50)
    assert set(flights.cause) == {0}
    assert np.isnan(dict(zip(flights.names, flights.probabilities, strict=True))["deliberate"])
    with pytest.raises(ValueError, match="no reconstruction"):
        ensemble_of((bad,), rank(scene.case, (bad,), 0), ())


@pytest.mark.slow
def test_a_case_at_a_stage_is_checked_with_less_effort():
    case = open_case("kal007")
    flights = ensemble(case, stage="1983", particles=12, flights=60)
    known = {
        o.id for o in case.observations if o.use is Use.EXPLAIN and o.known_since <= case.stages[0].known_by
    }
    assert set(flights.observations) == known
    assert flights.stage == "1983"
    claims, _ = ledger_of(case)
    found = check(claims, case, flights)
    assert sum(f.kind.value == "reconstruction" for f in found) == len(claims.claims)
    assert any("at stage 1983" in f.against[0] for f in found if f.kind.value == "reconstruction")
