"""Ways of coming down weighed by the sampler that weighs causes; any other reading of what was seen afterwards
costs a reweighting of what it visited.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from truecourse.ending.descent import Array, Way
from truecourse.ending.rates import rate
from truecourse.ending.scenario import Carried, Scenario, carried, dimension, told
from truecourse.ending.ways.all import WAYS
from truecourse.evidence.level import Settings
from truecourse.evidence.progress import Progress
from truecourse.evidence.reweight import expectation_weights, log_evidence, replicate_evidence
from truecourse.evidence.sample import Samples, refine, sample

PARTICLES, REPLICATES = 96, 4
COARSE = Settings(share=0.45, moves=5, disagreement=10.0, rounds=8, batches=3)
FINE = Settings(rounds=12, batches=5)
MATTERS = 0.01  # probability from which a way is weighed more sharply
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class WeighedWay:
    """A way of coming down after the sampler."""

    way: Way
    samples: Samples


def weigh_ways(
    scenario: Scenario, seed: int, progress: Progress, particles: int = PARTICLES
) -> tuple[WeighedWay, ...]:
    """Every way through the sampler, then more sharply those that matter; each has a seed of its own."""
    shares = [0.0] * len(WAYS)

    def one(i: int) -> WeighedWay:
        way = WAYS[i]

        def tell(share: float, _: str) -> None:
            shares[i] = share
            progress(sum(shares) / len(shares), way.title)

        samples = sample(
            _seed_of(seed, way.name),
            lambda z: told(scenario, way, z),
            dimension(scenario, way),
            path=[[0]],
            particles=particles,
            replicates=REPLICATES,
            settings=COARSE,
            progress=tell,
        )
        return WeighedWay(way, samples)

    def again(w: WeighedWay) -> WeighedWay:
        if not w.samples.converged:
            return w
        own = _seed_of(seed, w.way.name + " again")
        finer = refine(
            own,
            lambda z: told(scenario, w.way, z),
            w.samples,
            path=[[0]],
            particles=particles,
            settings=FINE,
        )
        return WeighedWay(w.way, finer)

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        found = tuple(pool.map(one, range(len(WAYS))))
        chance = probabilities(found, scenario)
        near = [w for w, p in zip(found, chance, strict=True) if p > MATTERS]
        better = {w.way.name: w for w in pool.map(again, near)}
    return tuple(better.get(w.way.name, w) for w in found)


def evidence(w: WeighedWay, reading: int = 0) -> tuple[float, float, float]:
    """Log evidence of a way by a reading, its standard error over replicates, and the effective draws."""
    if not w.samples.converged or w.samples.pool is None:
        return np.nan, np.nan, 0.0
    logs = w.samples.pool.terms[:, reading]
    total, effective = log_evidence(w.samples.pool, logs)
    if reading == 0:
        last = w.samples.stages[-1]
        return last.log_evidence, last.log_evidence_sd, effective
    each = replicate_evidence(w.samples.pool, logs)
    return total, float(np.std(each, ddof=1) / np.sqrt(len(each))), effective


def probabilities(found: Sequence[WeighedWay], scenario: Scenario, reading: int = 0) -> Array:
    """Probability of every way by a reading; a way that did not converge has NaN, and no share."""
    prior = np.array([rate(w.way.name, scenario.hurt).probability for w in found])
    logs = np.log(prior) + np.array([evidence(w, reading)[0] for w in found])
    share = np.exp(logs - np.nanmax(logs))
    return np.asarray(share / np.nansum(share))


def draws(w: WeighedWay, reading: int = 0) -> tuple[Array, Carried]:
    """Weights (n,) that sum to 1 and what is carried, of all the places the sampler visited, by a reading."""
    assert w.samples.pool is not None
    columns = w.samples.pool.terms
    return expectation_weights(w.samples.pool, columns[:, reading]), carried(columns)


def _seed_of(seed: int, name: str) -> int:
    return int(np.random.SeedSequence([seed, *name.encode()]).generate_state(1)[0])
