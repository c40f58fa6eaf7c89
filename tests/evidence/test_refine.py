"""Moves and refinements against distributions that are known exactly."""

import numpy as np

from truecourse.evidence.gauss import Fit
from truecourse.evidence.level import Settings
from truecourse.evidence.move import Stride, propose
from truecourse.evidence.sample import refine, sample


def two_modes(z):
    """Four fifths of the evidence about +2 on the first axis, a fifth about -2, each 0.3 wide."""
    wide = 0.3
    parts = []
    for share, centre in ((0.8, 2.0), (0.2, -2.0)):
        off = z.copy()
        off[:, 0] -= centre
        # divided by the prior, so that prior x likelihood is the mixture itself and the evidence one
        density = -0.5 * np.sum(off**2, axis=1) / wide**2 - z.shape[1] * np.log(wide)
        parts.append(np.log(share) + density + 0.5 * np.sum(z * z, axis=1))
    return np.logaddexp(*parts)[:, None]


def test_refining_owns_up_to_a_mode_it_may_have_lost():
    settings = Settings(rounds=6, batches=3, disagreement=10.0)
    for seed in range(4):
        first = sample(seed, two_modes, 10, path=[[0]], particles=96, settings=settings)
        again = refine(
            seed, two_modes, first, path=[[0]], particles=96, settings=Settings(rounds=8, sharp=0.0)
        )
        stage = again.stages[-1]
        assert abs(stage.log_evidence) < 3.0 * max(stage.log_evidence_sd, 0.05)
        assert again.evaluations >= first.evaluations


def test_a_likelihood_that_breaks_down_leaves_the_run_as_it_was():
    first = sample(0, two_modes, 4, path=[[0]], particles=96, settings=Settings(disagreement=10.0))
    broken = refine(
        0,
        lambda z: np.full((len(z), 1), np.nan),
        first,
        path=[[0]],
        particles=96,
        settings=Settings(sharp=0.0),
    )
    assert broken.stages[-1].log_evidence == first.stages[-1].log_evidence


def test_moves_leave_the_prior_as_it_is():
    rng = np.random.default_rng(1)
    turned = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    fit = Fit(np.array([0.5, -0.3, 0.2]), turned, np.array([0.5, 1.0, 2.0]))
    z = rng.standard_normal((20_000, 3))
    for _ in range(12):
        there, ratio, _ = propose(rng, z, fit, Stride(share_redrawn=0.5))
        accepted = np.log(rng.random(len(z))) < ratio
        z = np.where(accepted[:, None], there, z)
    assert np.abs(z.mean(axis=0)).max() < 4.0 / np.sqrt(len(z))
    assert np.abs(np.cov(z.T) - np.eye(3)).max() < 6.0 / np.sqrt(len(z))
