"""Log evidence against exact answers, calibration of its error bar, stages, and refusal to give a number."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exact_problems import LinearGaussian, eggbox, nile, nile_by_kalman, shells

from truecourse.evidence.level import Settings
from truecourse.evidence.sample import sample
from truecourse.evidence.temper import effective_share, next_beta, systematic

NILE = -641.585578
NILE_FLOWS_EXACT = 1e-6


def check(validation, what, found, exact, most_sd):
    stage = found.stages[-1]
    error = stage.log_evidence - exact
    validation(
        "evidence", f"log evidence, {what}", abs(error), "nats", max(0.05, 3 * stage.log_evidence_sd), "exact"
    )
    assert found.converged, found.reason
    assert stage.log_evidence_sd < most_sd
    assert abs(error) <= max(0.05, 3 * stage.log_evidence_sd)


@pytest.mark.parametrize(
    ("dimension", "particles", "exact"), [(2, 512, -1.7456), (5, 512, -5.6736), (10, 1024, -14.5905)]
)
def test_gaussian_shells(validation, dimension, particles, exact):
    found = sample(3, shells, dimension, path=[[0]], particles=particles)
    check(validation, f"Gaussian shells, d = {dimension}", found, exact, 0.12)


def test_eggbox(validation):
    found = sample(3, eggbox, 2, path=[[0]], particles=4096)
    check(validation, "eggbox, eighteen modes", found, 235.85594, 0.08)


def test_nile_levels_integrated_one_by_one(validation):
    from exact_problems import NILE as FLOWS

    assert nile_by_kalman(FLOWS) == pytest.approx(NILE, abs=NILE_FLOWS_EXACT)
    found = sample(3, nile, 100, path=[range(100)], particles=1024)
    check(validation, "Nile local level, 100 latents", found, NILE, 0.08)


def test_fifty_dimensions_twenty_observations(validation):
    model = LinearGaussian(50, 20, signal=30.0, seed=1)
    found = sample(3, model, 50, path=[range(20)])
    check(validation, "linear Gaussian, D = 50, 300 nats of misfit", found, model.exact(np.arange(20)), 0.15)
    assert found.evaluations < 140_000


def test_outliers_by_quadrature(validation):
    seen, doubt = np.array([0.3, 0.5, 6.0, -0.4]), 0.1

    def terms(z):
        near = -0.5 * ((seen - z) / 0.4) ** 2 - np.log(0.4)
        wild = -0.5 * ((seen - z) / 8.0) ** 2 - np.log(8.0)
        return np.logaddexp(np.log(1 - doubt) + near, np.log(doubt) + wild) - 0.5 * np.log(2 * np.pi)

    grid = np.linspace(-12.0, 12.0, 200_001)[:, None]
    density = np.exp(terms(grid).sum(axis=1) - 0.5 * grid[:, 0] ** 2) / np.sqrt(2 * np.pi)
    exact = np.log(np.sum(density) * (grid[1, 0] - grid[0, 0]))
    found = sample(1, terms, 1, path=[range(4)])
    check(validation, "outlier mixture, by quadrature", found, exact, 0.05)


def test_every_stage_of_one_pass(validation):
    model = LinearGaussian(12, 9, signal=20.0, seed=4)
    path = [np.arange(3), np.arange(9) < 6, range(9)]
    found = sample(0, model, 12, path=path, particles=256)
    for number, count in enumerate((3, 6, 9)):
        stage, chosen = found.stages[number], np.arange(count)
        assert abs(stage.log_evidence - model.exact(chosen)) <= max(0.05, 3 * stage.log_evidence_sd)
        mean, covariance = model.posterior(chosen)
        off = (stage.weights @ stage.z - mean) / np.sqrt(np.diag(covariance))
        assert np.max(np.abs(off)) < 4.5 / np.sqrt(stage.effective)
        np.testing.assert_allclose(stage.terms, model(stage.z))
    assert stage.log_evidence_sd < 0.1


@pytest.mark.parametrize("runs", [40])
def test_error_bars_are_honest(validation, runs):
    model = LinearGaussian(3, 4, signal=12.0, seed=2)
    exact = model.exact(np.arange(4))
    stages = [sample(seed, model, 3, path=[range(4)], particles=64).stages[0] for seed in range(runs)]
    t = np.array([(s.log_evidence - exact) / s.log_evidence_sd for s in stages])
    rms = float(np.sqrt(np.mean([(s.log_evidence - exact) ** 2 for s in stages])))
    sd = float(np.sqrt(np.mean([s.log_evidence_sd**2 for s in stages])))
    validation("evidence", "error over stated error, 40 runs, rms ratio", rms / sd, "", "0.6 to 1.3", "exact")
    assert 0.6 < rms / sd < 1.3
    assert np.mean(np.abs(t) > 2.0) <= 0.2  # a t distribution with 3 degrees of freedom: 0.14
    assert abs(np.mean(t)) < 3.0 * np.std(t) / np.sqrt(runs)


def test_the_seed_decides_everything():
    model = LinearGaussian(4, 3, signal=5.0, seed=0)
    a, b, c = (sample(seed, model, 4, path=[range(3)], particles=64) for seed in (5, 5, 6))
    assert a.stages[0].log_evidence == b.stages[0].log_evidence != c.stages[0].log_evidence
    np.testing.assert_array_equal(a.stages[0].z, b.stages[0].z)


def test_the_likelihood_is_called_on_whole_batches_and_counted():
    model, sizes = LinearGaussian(4, 3, signal=5.0, seed=0), []

    def terms(z):
        sizes.append(len(z))
        return model(z)

    found = sample(5, terms, 4, path=[[0], range(3)], particles=64, replicates=3)
    assert set(sizes) == {192}
    assert sum(sizes) == found.evaluations


def test_progress_goes_forward_to_one():
    heard = []
    model = LinearGaussian(4, 3, signal=5.0, seed=0)
    sample(5, model, 4, path=[[0], range(3)], particles=64, progress=lambda share, text: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_no_number_where_levels_run_out():
    found = sample(0, shells, 10, path=[[0]], particles=64, settings=Settings(levels=3))
    assert not found.converged
    assert "3 levels" in found.reason
    assert found.stages == ()


def test_no_number_where_the_likelihood_is_not_finite():
    for wrong in (np.nan, np.inf):
        found = sample(0, lambda z, w=wrong: np.full((len(z), 1), w), 2, path=[[0]], particles=16)
        assert not found.converged
        assert "not finite" in found.reason


def test_no_number_where_nothing_is_possible():
    found = sample(0, lambda z: np.full((len(z), 1), -np.inf), 2, path=[[0]], particles=16)
    assert not found.converged
    assert all(np.isnan(stage.log_evidence) for stage in found.stages)


def test_no_number_where_replicates_disagree():
    def terms(z):  # a needle in twenty dimensions, off to one side, for sixteen particles
        return -0.5 * np.sum((z - 3.0) ** 2, axis=1, keepdims=True) / 0.03**2

    found = sample(0, terms, 20, path=[[0]], particles=16, settings=Settings(moves=1, levels=1000))
    assert not found.converged
    assert "disagree" in found.reason
    assert np.isnan(found.stages[0].log_evidence)


def test_part_of_the_prior_may_be_impossible(validation):
    def terms(z):
        return np.where(z[:, :1] > 1.0, -0.5 * z[:, 1:2] ** 2, -np.inf)

    exact = np.log(0.15865525393145707) - 0.5 * np.log(2.0)
    check(validation, "five sixths of the prior impossible", sample(2, terms, 2, path=[[0]]), exact, 0.1)


def test_a_path_that_forgets_or_is_empty_is_refused():
    model = LinearGaussian(4, 3, signal=5.0, seed=0)
    with pytest.raises(ValueError, match="leaves out"):
        sample(0, model, 4, path=[[0, 1], [1, 2]], particles=16)
    with pytest.raises(ValueError, match="no stage"):
        sample(0, model, 4, path=[], particles=16)


def test_next_beta_keeps_the_share_it_was_asked_for():
    extra = -np.random.default_rng(0).exponential(1e6, (3, 400))
    beta = next_beta(extra, 0.0, 0.5)
    assert np.min(effective_share(beta * extra)) == pytest.approx(0.5, rel=1e-2)
    assert next_beta(extra * 1e-9, 0.25, 0.5) == 1.0


def test_systematic_resampling_takes_each_place_as_often_as_it_weighs():
    weights = np.array([[0.5, 0.25, 0.125, 0.125], [0.1, 0.2, 0.3, 0.4]])
    picks = systematic(np.random.default_rng(0), np.log(weights), 400)
    for row, w in zip(picks, weights, strict=True):
        assert np.all(np.abs(np.bincount(row, minlength=4) - 400 * w) <= 1)
