"""Ways of coming down weighed by the sampler that weighs causes; any other reading of what was seen since
costs a reweighting of what it visited.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from truecourse.ending.descent import Array, Way
from truecourse.ending.rates import doubt, rate, turned
from truecourse.ending.scenario import Carried, Scenario, carried, dimension, told
from truecourse.ending.ways.all import WAYS
from truecourse.evidence.level import Settings
from truecourse.evidence.progress import Progress
from truecourse.evidence.reweight import expectation_weights, log_evidence, replicate_evidence
from truecourse.evidence.sample import Samples, sample
from truecourse.flight.ending import LEAST_EFFECTIVE

PARTICLES, REPLICATES = 96, 4
FINER = 3  # times the particles, for ways that matter
COARSE = Settings(share=0.45, moves=5, disagreement=10.0, rounds=4, batches=2)
FINE = Settings(share=0.6, moves=6, disagreement=10.0, rounds=4, batches=2)
MATTERS = 0.01  # probability from which a way is weighed more sharply
PRIOR_DRAWS = 1500
AT_ONCE = 2
TRIES = 400  # joint draws of priors and evidences behind an error


@dataclass(frozen=True, slots=True)
class WeighedWay:
    """A way of coming down after the sampler; `before` are columns of `told` for draws from its prior;
    `anew` are runs of their own for readings, by number, that the first run says too little of.
    """

    way: Way
    samples: Samples
    before: Array
    anew: tuple[tuple[int, Samples], ...] = ()


def weigh_ways(
    scenario: Scenario, seed: int, progress: Progress, particles: int = PARTICLES
) -> tuple[WeighedWay, ...]:
    """Every way through the sampler, then those that matter again with more particles; each has a seed of its
    own, so that the order in which they finish changes nothing.
    """
    count = len(WAYS)
    shares = np.zeros(2 * count)

    def weighed(i: int, finer: bool) -> WeighedWay:
        way, slot = WAYS[i], i + count * finer

        def tell(share: float, _: str) -> None:
            shares[slot] = share
            progress(float(shares.mean()), f"ways down{', finer' if finer else ''}: {way.title}")

        own = _seed_of(seed, way.name + (" again" if finer else ""))
        size = dimension(scenario, way)
        z = np.random.default_rng([own, 1]).standard_normal((PRIOR_DRAWS, size))
        samples = sample(
            own,
            lambda z: told(scenario, way, z),
            size,
            path=[[0]],
            particles=particles * (FINER if finer else 1),
            replicates=REPLICATES,
            settings=FINE if finer else COARSE,
            progress=tell,
        )
        return WeighedWay(way, samples, told(scenario, way, z))

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda i: weighed(i, False), range(count)))
        chance = probabilities(found, scenario)
        near = [i for i in range(count) if not chance[i] < MATTERS]
        shares[[count + i for i in range(count) if i not in near]] = 1.0
        for i, better in zip(near, pool.map(lambda i: weighed(i, True), near), strict=True):
            found[i] = better if better.samples.converged else found[i]
    return tuple(found)


def sampled_for(
    found: Sequence[WeighedWay], scenario: Scenario, reading: int, seed: int, particles: int = PARTICLES
) -> tuple[WeighedWay, ...]:
    """The ways, sampled anew for a reading where they matter to it and too few of their draws count."""
    chance = probabilities(found, scenario, reading)

    def one(w: WeighedWay, p: float) -> WeighedWay:
        if p < MATTERS or evidence(w, reading)[2] >= LEAST_EFFECTIVE:
            return w
        own = _seed_of(seed, f"{w.way.name} {reading}")
        samples = sample(
            own,
            lambda z: told(scenario, w.way, z),
            dimension(scenario, w.way),
            path=[[reading]],
            particles=particles,
            replicates=REPLICATES,
            settings=COARSE,
        )
        return replace(w, anew=(*w.anew, (reading, samples))) if samples.converged else w

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(one, found, chance))


def evidence(w: WeighedWay, reading: int = 0) -> tuple[float, float, float]:
    """Log evidence of a way by a reading, its standard error, and the effective draws behind it: of all the
    places the sampler visited or of the prior's own draws, whichever are more. NaN where it did not converge.
    """
    alone = _prior(w, reading)
    run = _run(w, reading)
    if not run.converged or run.pool is None:
        return np.nan, np.nan, 0.0
    logs = run.pool.terms[:, reading]
    total, effective = log_evidence(run.pool, logs)
    if _serves(alone, effective):
        return alone.log_evidence, alone.error, alone.effective
    each = replicate_evidence(run.pool, logs)
    return total, float(np.std(each, ddof=1) / np.sqrt(len(each))), effective


def probabilities(found: Sequence[WeighedWay], scenario: Scenario, reading: int = 0) -> Array:
    """Probability of every way by a reading; a way that did not converge has NaN, and no share."""
    prior = np.array([rate(w.way.name, scenario.hurt).probability for w in found])
    return _shares(np.log(prior) + np.array([evidence(w, reading)[0] for w in found]))


def possible(found: Sequence[WeighedWay], scenario: Scenario, seed: int, reading: int = 0) -> Array:
    """Probabilities (TRIES, ways) that the errors of the evidences and the small counts behind the priors, of
    ways and of turns, leave possible: their spread is the error of whatever is made of the probabilities.
    """
    return np.asarray(possible_turns(found, scenario, seed, reading).sum(axis=2))


def possible_turns(found: Sequence[WeighedWay], scenario: Scenario, seed: int, reading: int = 0) -> Array:
    """`possible` by way and turn (TRIES, ways, 4): `accidents.Turned`, and last those nobody steered."""
    rng = np.random.default_rng([seed, 7])
    prior = doubt(rng, tuple(w.way.name for w in found), scenario.hurt, TRIES)
    log_z = np.array([evidence(w, reading)[:2] for w in found])
    off = np.nan_to_num(log_z[:, 1]) * rng.standard_normal((TRIES, len(found)))
    logs = np.log(np.maximum(prior, 1e-300)) + log_z[:, 0] + off
    counts = turned()
    times = np.column_stack([rng.dirichlet(counts, TRIES) / (counts / counts.sum()), np.ones(TRIES)])
    share = np.array([turns_of(w, reading) for w in found])
    top = np.nanmax(logs, axis=1)[:, None, None]
    each = np.exp(logs[..., None] - top) * share * times[:, None, :]
    return np.asarray(each / np.nansum(each, axis=(1, 2), keepdims=True))


def turns_of(w: WeighedWay, reading: int = 0) -> Array:
    """Shares (4,) of straight on, one turn, round and round, and not steered, in a way by a reading."""
    if not np.isfinite(evidence(w, reading)[0]):
        return np.zeros(4)
    weight, ride = draws(w, reading)
    return np.asarray(np.bincount(ride.turned % 4, weights=weight, minlength=4), float)


def draws(w: WeighedWay, reading: int = 0) -> tuple[Array, Carried]:
    """Weights (n,) that sum to 1 and what is carried, by a reading: of what the sampler visited, or of the
    prior's draws where more of those count.
    """
    alone, pool = _prior(w, reading), _run(w, reading).pool
    if pool is None or _serves(alone, log_evidence(pool, pool.terms[:, reading])[1]):
        return alone.weight, carried(w.before)
    return expectation_weights(pool, pool.terms[:, reading]), carried(pool.terms)


class _Alone(NamedTuple):
    """What draws from the prior alone say: weights (n,), log evidence, its error, effective draws."""

    weight: Array
    log_evidence: float
    error: float
    effective: float


def _prior(w: WeighedWay, reading: int) -> _Alone:
    logs = w.before[:, reading]
    plain = np.exp(logs - logs.max())
    mean, n = float(plain.mean()), len(plain)
    return _Alone(
        plain / plain.sum(),
        float(np.log(mean) + logs.max()),
        float(plain.std() / (mean * np.sqrt(n))),
        float(plain.sum() ** 2 / (plain**2).sum()),
    )


def _serves(alone: _Alone, effective: float) -> bool:
    """Whether the prior's own draws are the better account: more of them count, or nearly all of them."""
    return alone.effective > min(effective, 0.5 * len(alone.weight))


def _run(w: WeighedWay, reading: int) -> Samples:
    return dict(w.anew).get(reading, w.samples)


def _shares(logs: Array) -> Array:
    share = np.exp(logs - np.nanmax(logs, axis=-1, keepdims=True))
    return np.asarray(share / np.nansum(share, axis=-1, keepdims=True))


def _seed_of(seed: int, name: str) -> int:
    return int(np.random.SeedSequence([seed, *name.encode()]).generate_state(1)[0])
