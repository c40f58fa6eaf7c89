"""Other likelihoods from the same pool, against exact Gaussian answers."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exact_problems import LinearGaussian

from truecourse.evidence.gauss import Fit, draw_wide, fit_population, inward, log_density_wide, outward
from truecourse.evidence.reweight import expectation_weights, log_evidence, replicate_evidence, standard_error
from truecourse.evidence.sample import sample

EVERYTHING = np.arange(8)


@pytest.fixture(scope="module")
def run():
    model = LinearGaussian(10, 8, signal=6.0, seed=3)
    return model, sample(0, model, 10, path=[np.arange(4), EVERYTHING])


def test_all_observations_agree_with_the_run(run):
    model, found = run
    value, effective = log_evidence(found.pool, found.pool.terms.sum(axis=1))
    assert abs(value - model.exact(EVERYTHING)) < 0.05
    assert effective > 1000


@pytest.mark.parametrize("left_out", range(8))
def test_leave_one_out(run, validation, left_out):
    model, found = run
    kept = np.delete(EVERYTHING, left_out)
    terms = found.pool.terms[:, kept].sum(axis=1)
    value, effective = log_evidence(found.pool, terms)
    error = abs(value - model.exact(kept))
    spread = standard_error(replicate_evidence(found.pool, terms))
    bound = max(0.05, 3 * spread)
    validation(
        "evidence", "log evidence with one observation left out, reweighted", error, "nats", bound, "exact"
    )
    assert effective > 200
    assert spread < 0.1
    assert error <= bound


def test_a_subset_that_was_no_stage(run):
    model, found = run
    chosen = np.array([0, 2, 3, 5, 7])
    terms = found.pool.terms[:, chosen].sum(axis=1)
    value, effective = log_evidence(found.pool, terms)
    assert effective > 100
    assert abs(value - model.exact(chosen)) < max(0.05, 4 / np.sqrt(effective))


def test_posterior_without_one(run):
    model, found = run
    kept = np.delete(EVERYTHING, 2)
    weights = expectation_weights(found.pool, found.pool.terms[:, kept].sum(axis=1))
    mean, covariance = model.posterior(kept)
    assert weights.sum() == pytest.approx(1.0)
    off = (weights @ found.pool.z - mean) / np.sqrt(np.diag(covariance))
    assert np.max(np.abs(off)) < 0.25


def test_the_prior_itself_has_evidence_one(run):
    _, found = run
    value, _ = log_evidence(found.pool, np.zeros(len(found.pool.z)))
    assert abs(value) < 0.15


def test_a_likelihood_the_run_never_saw_has_few_effective_samples(run):
    _, found = run
    far = -0.5 * np.sum((found.pool.z - 8.0) ** 2, axis=1) / 0.01
    assert log_evidence(found.pool, far)[1] < 10


def test_wide_draws_have_the_density_they_claim():
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    fit = Fit(np.array([0.5, -1.0, 0.2]), axes, np.array([0.3, 1.0, 0.6]))
    z = draw_wide(rng, fit, 200_000)
    np.testing.assert_allclose(outward(fit, inward(fit, z)), z, atol=1e-12)
    prior = -0.5 * np.sum(z * z, axis=1)
    target = outward(fit, np.zeros((1, 3)))[0]  # the integral of a Gaussian at the fit's middle is 1
    gauss = -0.5 * np.sum((z - target) ** 2, axis=1) / 0.09 - 3 * np.log(0.3)
    ratio = np.exp(gauss - prior - log_density_wide(fit, z))
    assert np.mean(ratio) == pytest.approx(1.0, abs=5 * np.std(ratio) / np.sqrt(len(z)))


def test_uninformed_directions_get_the_prior_exactly_and_pinned_ones_are_not_widened():
    rng = np.random.default_rng(0)
    scale = np.r_[0.01, 0.1, np.ones(38)]
    z = rng.standard_normal((1500, 40)) * scale
    fit = fit_population(z, np.full(1500, 1 / 1500), 1500)
    assert np.sum(fit.scale == 1.0) == 38
    np.testing.assert_allclose(np.sort(fit.scale)[:2], [0.01, 0.1], rtol=0.08)
