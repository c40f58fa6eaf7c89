"""Quantiles have the moments, ranges and weights of the priors they are named for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from truecourse.evidence.prior import choice, log_uniform, mixture, normal, uniform

LATENT = st.floats(-6.0, 6.0)


def expected(quantile, power):
    """Moment of a prior: the integral of its quantile over the latent's own density."""
    return quad(lambda z: float(quantile(np.array([z]))[0]) ** power * norm.pdf(z), -12, 12, limit=200)[0]


@pytest.mark.parametrize(
    ("quantile", "mean", "variance"),
    [
        (normal(3.0, 2.0), 3.0, 4.0),
        (uniform(-2.0, 6.0), 2.0, 64 / 12),
        (log_uniform(2.0, 60.0), 58 / np.log(30), (3600 - 4) / (2 * np.log(30)) - (58 / np.log(30)) ** 2),
    ],
)
def test_moments(quantile, mean, variance):
    assert expected(quantile, 1) == pytest.approx(mean, rel=1e-7)
    assert expected(quantile, 2) - expected(quantile, 1) ** 2 == pytest.approx(variance, rel=1e-6)


@given(LATENT, LATENT)
def test_ranges_are_kept_and_order_is(a, b):
    for quantile, low, high in ((uniform(-2.0, 6.0), -2.0, 6.0), (log_uniform(2.0, 60.0), 2.0, 60.0)):
        x, y = quantile(np.array([a, b]))
        assert low <= min(x, y) <= max(x, y) <= high
        assert (x - y) * (a - b) >= 0


@given(st.lists(st.floats(0.05, 10.0), min_size=1, max_size=8))
def test_choice_has_its_weights_exactly(weights):
    """The latent crosses from one value to the next exactly where the summed weights say."""
    quantile = choice(np.arange(len(weights)), weights)
    edges = ndtri(np.cumsum(weights)[:-1] / np.sum(weights))
    for i, edge in enumerate(edges):
        assert quantile(np.array([edge - 1e-6, edge + 1e-6])).tolist() == [i, i + 1]
    assert quantile(np.array([-9.0, 9.0])).tolist() == [0, len(weights) - 1]


def test_choice_without_weights_is_even():
    drawn = choice([10.0, 20.0, 30.0, 40.0])(ndtri((np.arange(4000) + 0.5) / 4000))
    assert np.unique(drawn, return_counts=True)[1].tolist() == [1000, 1000, 1000, 1000]


def test_mixture_has_its_share_and_each_part_its_own_distribution():
    u = (np.arange(100_000) + 0.5) / 100_000
    drawn = mixture(normal(-50.0, 2.0), uniform(10.0, 20.0), 0.8)(ndtri(u))
    first = drawn[drawn < 0]
    assert first.size == 80_000
    assert first.mean() == pytest.approx(-50.0, abs=1e-3)
    assert first.std() == pytest.approx(2.0, abs=2e-3)
    rest = np.sort(drawn[drawn > 0])
    assert np.abs((rest - 10) / 10 - (np.arange(rest.size) + 0.5) / rest.size).max() < 1e-6


@given(LATENT)
def test_mixture_of_one_and_the_same_is_that(z):
    u = float(ndtr(z))
    fresh = ndtri(u / 0.8) if u < 0.8 else ndtri((u - 0.8) / 0.2)
    both = mixture(normal(1.0, 3.0), normal(1.0, 3.0), 0.8)(np.array([z]))[0]
    assert both == pytest.approx(1.0 + 3.0 * np.clip(fresh, ndtri(1e-12), -ndtri(1e-12)), abs=1e-6)
