"""The sampler's account of ways of coming down is that of plain draws from their priors."""

from dataclasses import replace

import numpy as np
import pytest

from ending.losses import FEET, HIT, scenario
from truecourse.ending.rates import rate
from truecourse.ending.scenario import Reading, carried, dimension, told
from truecourse.ending.ways.all import WAYS
from truecourse.evidence.progress import unheard
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.investigation.descents import draws, evidence, possible, probabilities, weigh_ways


def _row(name, kind, after, value=np.nan, error=np.nan, t_error=30.0, group=""):
    return Observation(name, kind, HIT + after, t_error, value, error, group, Use.ENDING, 0.0, 0.1)


ROWS = (
    _row("stops", Seen.EVENT, 104.0, group="recorder"),
    _row("height", Seen.HEIGHT, 300.0, 20_000.0 * FEET, 3000.0 * FEET),
)
PLAIN = 3000


@pytest.fixture(scope="module")
def weighed():
    made = scenario(np.random.default_rng(3), ROWS)
    choices = (*made.readings, Reading("only stops", np.array([True, False])))
    made = replace(made, readings=choices)
    found = weigh_ways(made, 1, unheard, particles=32)
    rng = np.random.default_rng(8)
    columns = [told(made, way, rng.standard_normal((PLAIN, dimension(made, way))), 2) for way in WAYS]
    return made, found, columns


@pytest.mark.slow
def test_evidence_is_that_of_plain_draws(weighed, validation):
    made, found, columns = weighed
    for reading in range(3):
        off = []
        for w, plain in zip(found, columns, strict=True):
            weight = np.exp(plain[:, reading])
            exact, error = np.log(weight.mean()), weight.std() / weight.mean() / np.sqrt(PLAIN)
            value, own, _ = evidence(w, reading)
            off.append((value - exact) / np.hypot(max(own, 0.05), error))
        assert np.max(np.abs(off)) < 4.0, made.readings[reading].name
        if reading == 0:
            worst = float(np.max(np.abs(off)))
            validation("ending", "evidence of ways, sampler", worst, "errors", 4.0, "18,000 plain draws")


@pytest.mark.slow
def test_probabilities_and_their_doubt(weighed):
    made, found, columns = weighed
    priors = np.array([rate(way.name, True).probability for way in WAYS])
    plain = priors * np.array([np.exp(c[:, 0]).mean() for c in columns])
    assert probabilities(found, made) == pytest.approx(plain / plain.sum(), abs=0.08)
    assert probabilities(found, made, 1) == pytest.approx(priors / priors.sum(), abs=1e-9)
    tries = possible(found, made, 0)
    assert tries.sum(axis=1) == pytest.approx(np.ones(len(tries)))
    assert 0.01 < tries.std(axis=0).max() < 0.3  # the few accidents counted leave much open


@pytest.mark.slow
def test_draws_are_the_posterior(weighed):
    _, found, columns = weighed
    for w, plain in zip(found, columns, strict=True):
        weight, ride = draws(w)
        mean = float(weight @ np.minimum(ride.fell, 3000.0))
        exact = np.exp(plain[:, 0])
        fell = np.minimum(carried(plain).fell, 3000.0)
        expected = float((exact * fell).sum() / exact.sum())
        spread = np.sqrt((exact * (fell - expected) ** 2).sum() / exact.sum())
        effective = exact.sum() ** 2 / (exact**2).sum()
        assert mean == pytest.approx(expected, abs=5.0 * spread / np.sqrt(min(effective, evidence(w)[2])))
