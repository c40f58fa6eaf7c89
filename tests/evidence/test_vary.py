"""How the answer moves when what was assumed is changed, on invented answers and exact problems."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exact_problems import LinearGaussian

from truecourse.autopilot.probe import Answers
from truecourse.evidence import vary
from truecourse.evidence.quantities import Index
from truecourse.evidence.residual import residual
from truecourse.evidence.reweight import log_evidence, replicate_evidence, sketch
from truecourse.evidence.sample import sample
from truecourse.evidence.vary import ANEW, REWEIGHED, Answer, line, rival, search
from truecourse.flight.explanation import CauseResult, Sensitivity
from truecourse.flight.observation import Seen

EVERYTHING = np.arange(8)


def result(name: str, log_z: float, sd: float, prior: float, probability: float) -> CauseResult:
    """A cause with a number."""
    return CauseResult(name, name.title(), prior, "invented", log_z, sd, probability, True, "", 500.0, 1000)


def causes() -> list[CauseResult]:
    """Three causes whose probabilities follow from prior and evidence."""
    given = [("one", -10.0, 0.3, 0.1), ("two", -12.0, 0.4, 0.2), ("three", -15.0, 0.5, 0.7)]
    weights = np.array([prior * np.exp(z) for _, z, _, prior in given])
    shares = weights / weights.sum()
    return [result(*g, share) for g, share in zip(given, shares, strict=True)]


def test_a_rivals_prior_raised_by_its_factor_draws_level():
    """Exact algebra: with the prior so much larger the two posterior probabilities are the same."""
    first, *others = causes()
    for other in others:
        found = rival(first, other)
        raised = other.prior * np.exp(found.log_factor) * np.exp(other.log_evidence)
        assert raised == pytest.approx(first.prior * np.exp(first.log_evidence), rel=1e-12)
        assert found.log_factor_sd == pytest.approx(np.hypot(first.log_evidence_sd, other.log_evidence_sd))


def told(factor: float, margin: float, leader: str = "one") -> Sensitivity:
    """A row of a search."""
    return Sensitivity("wind error", f"times {factor:g}", leader, margin > 0.0, margin, 100.0)


def test_the_search_goes_outward_to_the_end_of_what_is_tried_where_the_leader_always_leads():
    asked = []
    rows, widest = search(lambda f: (asked.append(f), told(f, 1.0))[1])
    assert asked == [0.5, 0.25, 2.0, 4.0]
    assert [row.setting for row in rows] == ["times 0.25", "times 0.5", "times 2", "times 4"]
    assert (widest.low, widest.high, widest.low_found, widest.high_found) == (0.25, 4.0, False, False)
    assert widest.tried == vary.GRID


def test_the_search_stops_where_the_leader_is_overtaken():
    rows, widest = search(lambda f: told(f, 1.0 if f < 2.0 else -1.0, "one" if f < 2.0 else "two"))
    assert [row.setting for row in rows] == ["times 0.25", "times 0.5", "times 2"]
    assert (widest.low, widest.high, widest.low_found, widest.high_found) == (0.25, 1.0, False, True)
    assert (widest.beyond_low, widest.beyond_high) == ("", "two")
    assert widest.tried == (0.25, 0.5, 1.0, 2.0)


def test_a_setting_that_is_not_known_ends_the_interval():
    _, widest = search(lambda f: told(f, np.nan if f == 0.5 else 3.0, "not known"))
    assert (widest.low, widest.low_found, widest.beyond_low) == (1.0, True, "not known")
    assert (widest.high, widest.high_found) == (4.0, False)


def test_a_line_as_assumed_changes_nothing():
    known = causes()
    answers = [Answer(c.log_evidence, c.log_evidence_sd, 0.0, 200.0, REWEIGHED) for c in known]
    row = line("wind error", "as it is", known, answers)
    assert row.leads and row.leader == "one"
    assert row.margin == pytest.approx(np.log(known[0].probability / known[1].probability))
    assert row.margin_sd == pytest.approx(np.hypot(0.3, 0.4))
    assert (row.change, row.change_sd) == (pytest.approx(0.0, abs=1e-12), 0.0)


def test_a_line_names_who_overtakes_and_its_error():
    known = causes()
    answers = [
        Answer(-10.0, 0.3, 0.1, 200.0, REWEIGHED),
        Answer(-12.0, 0.4, 0.1, 90.0, REWEIGHED),
        Answer(-11.0, 0.6, 0.7, 70.0, ANEW),
    ]
    row = line("wind error", "twice", known, answers)
    assert not row.leads and row.leader == "three"
    assert row.margin == pytest.approx(np.log(0.1) - 10.0 - (np.log(0.7) - 11.0))
    assert row.margin_sd == pytest.approx(np.hypot(0.3, 0.6))
    assert row.change == pytest.approx(row.margin - np.log(known[0].probability / known[1].probability))
    assert row.change_sd > row.margin_sd, "another rival, so both errors count"
    assert (row.effective_samples, row.how) == (70.0, ANEW)


def test_a_cause_without_a_number_leaves_the_line_without_one():
    answers = [Answer(np.nan if k == 2 else -10.0, 0.3, 0.1, 200.0, ANEW) for k in range(3)]
    row = line("wind error", "twice", causes(), answers)
    assert np.isnan(row.margin)
    assert not row.leads
    assert row.leader.startswith("not known")


@pytest.fixture(scope="module")
def run():
    model = LinearGaussian(10, 8, signal=6.0, seed=3)
    return model, sample(0, model, 10, path=[EVERYTHING])


def test_a_sketch_answers_as_the_pool_does(run, validation):
    """Fewer places, the same log evidence: of all observations, and of all but one."""
    model, found = run
    whole = found.pool.terms[:, :8].sum(axis=1)
    few = sketch(found.pool, whole, 1600, 1)
    assert 1000 < len(few.z) <= 1600 and few.visits.sum() == 1600  # a place drawn often is one
    for kept in (EVERYTHING, np.delete(EVERYTHING, 2)):
        terms = few.terms[:, kept].sum(axis=1)
        value, effective = log_evidence(few, terms)
        error = abs(value - model.exact(kept))
        bound = max(0.05, 4 * float(np.std(replicate_evidence(few, terms), ddof=1)))
        validation(
            "evidence", "log evidence from 1,600 places drawn of those visited", error, "nats", bound, "exact"
        )
        assert effective > 100
        assert error <= bound


def test_what_is_reweighted_is_the_change_and_its_error(run):
    model, found = run
    before = result("one", model.exact(EVERYTHING), 0.2, 0.1, 0.5)
    few = sketch(found.pool, found.pool.terms[:, :8].sum(axis=1), 1600, 1)
    terms = few.terms[:, :8].sum(axis=1)
    same = vary.reweighed(few, before, terms, terms)
    assert (same.log_z, same.change_sd) == (before.log_evidence, 0.0)
    less = vary.reweighed(few, before, terms, terms - few.terms[:, 2])
    exact = model.exact(np.delete(EVERYTHING, 2))
    assert abs(less.log_z - exact) < 4 * less.change_sd + 0.05
    assert less.log_z_sd == pytest.approx(np.hypot(0.2, less.change_sd))


def test_too_few_that_count_is_no_answer(run):
    _, found = run
    few = sketch(found.pool, found.pool.terms[:, :8].sum(axis=1), 1600, 1)
    far = -0.5 * np.sum((few.z - 8.0) ** 2, axis=1) / 0.01
    assert vary.reweighed(few, causes()[0], few.terms[:, :8].sum(axis=1), far) is None


def test_doubt_is_multiplied_and_has_a_ceiling(kal007):
    rows = tuple(o for o in kal007.observations if o.outlier_probability > 0.0)
    assert {o.outlier_probability for o in rows} >= {0.02, 0.2}
    for factor in (0.25, 4.0):
        altered = vary.more_doubtful(None, rows, factor)
        for old, new in zip(rows, altered.observations, strict=True):
            assert new.outlier_probability == pytest.approx(min(factor * old.outlier_probability, 0.6))
            assert replace(new, outlier_probability=old.outlier_probability) == old


def test_the_winds_error_is_scaled_along_the_flight_and_at_a_place(scene, kal007):
    """A wind seen elsewhere says less where the wind's error is larger: both standard deviations grow."""
    seen = next(o for o in kal007.observations if o.kind is Seen.WIND_AT_PLACE)
    state = np.zeros((1, 1, 12))
    state[0, 0, :3] = scene.waypoints[2]  # Bethel: 320 NM from where the wind was seen
    answers = Answers(state, np.zeros((1, 0, 2)), np.zeros((1, 0)), np.zeros((1, 0, 2)))
    sd = {}
    for factor in (1.0, 2.0):
        other = vary.windier(scene, (seen,), factor).scene
        assert np.array_equal(other.wind_root, factor * scene.wind_root)
        sd[factor] = residual(seen, Index((0,)), answers, {}, other).sd[0]
    stated = np.array([seen.error2, seen.value2 * seen.error])
    assert np.sqrt(sd[2.0] ** 2 - stated**2) == pytest.approx(2.0 * np.sqrt(sd[1.0] ** 2 - stated**2))


def test_an_area_drawn_otherwise_takes_the_place_of_the_one_named(scene, kal007):
    rows = tuple(o for o in kal007.observations if o.id in ("buffer-entry", "kamchatka-entry"))
    (altered,) = vary.redrawn(scene, rows)
    assert altered.setting == "kamchatka-buffer-200km-with-commander-islands"
    assert [o.region for o in altered.observations] == [altered.setting, "kamchatka-coast"]
    edge = altered.scene.edges[altered.setting]
    assert edge.shape == altered.scene.environment.field.shape[:1]
    assert vary.redrawn(scene, rows[1:]) == ()
