"""What is given a probability of 0.7 is true 70 % of the time: causes drawn, seen badly, told apart."""

import itertools

import numpy as np
import pytest

from truecourse.earth.nvector import from_nvector
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.explain import COARSE, FINE
from truecourse.evidence.weigh import answers_of, trial, values_of, weigh, weigh_again
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

NAMES = ("as-cleared", "heading-hold", "start-position", "inertial-drift")
TIMES = (1800.0, 4200.0, 6600.0)
ERROR = 12e3  # m: so badly that the causes overlap
DOUBT = 0.1
RUNS = 40


def seen_of(scene, cause, seed):
    """Three positions of a flight drawn from the cause's prior, wrong now and then as the model says."""
    rng = np.random.default_rng([seed, 3])
    asked = trial(scene, cause, (), tuple(scene.case.t_start + np.array(TIMES)))
    z = rng.standard_normal((1, asked.dimension))
    state = answers_of(asked, values_of(asked, z)).state[0]
    found = []
    for i, t in enumerate(TIMES):
        lat, lon = from_nvector(state[i, :3])
        north, east = ERROR * (
            10.0 * rng.standard_cauchy(2) if rng.random() < DOUBT else rng.standard_normal(2)
        )
        north, east = np.clip([north, east], -2e6, 2e6) / 6371e3
        place = Fix(f"p{i}", float(lat + north), float(lon + east / np.cos(lat)))
        found.append(
            Observation(
                f"p{i}",
                Seen.POSITION,
                scene.case.t_start + t,
                0.0,
                np.nan,
                ERROR,
                "",
                Use.EXPLAIN,
                0.0,
                DOUBT,
                place=place,
            )
        )
    return tuple(found)


@pytest.mark.slow
def test_seven_in_ten_is_seven_in_ten(validation, scene):
    """Causes drawn evenly; over all causes and runs, what was said against what was so, in three bins."""
    said, so = [], []
    for seed in range(RUNS):
        truth = NAMES[np.random.default_rng([seed, 4]).integers(len(NAMES))]
        seen = seen_of(scene, by_name(truth), seed)
        path = (tuple(range(len(seen))),)
        logs = []
        for name in NAMES:
            asked = trial(scene, by_name(name), seen)
            found = weigh(asked, path, seed, 64, 4, COARSE)
            if found.converged:
                found = weigh_again(asked, path, found, seed, 64, FINE)
            logs.append(found.stages[-1].log_evidence if found.stages else np.nan)
        p = np.exp(np.array(logs) - np.nanmax(logs))
        said.extend(p / np.nansum(p))
        so.extend(name == truth for name in NAMES)
    p, true = np.array(said), np.array(so)
    assert np.isfinite(p).all()
    edges = (0.0, 0.1, 0.5, 1.0 + 1e-9)
    for low, high in itertools.pairwise(edges):
        here = (p >= low) & (p < high)
        expected, spread = p[here].sum(), np.sqrt(np.sum(p[here] * (1 - p[here])))
        validation(
            "evidence",
            f"causes given {low:g} to {min(high, 1.0):g}: true, of {here.sum()}",
            str(int(true[here].sum())),
            "",
            f"{expected:.1f} ± {3 * spread:.1f}",
            "causes drawn from the prior",
        )
        assert abs(true[here].sum() - expected) <= max(3 * spread, 1.0)
    # Who is right on average but says little is calibrated too: the score shows what it is worth.
    score = np.mean(np.log(np.maximum(p[true], 1e-12)))
    assert score > np.log(1 / len(NAMES)) + 0.2
