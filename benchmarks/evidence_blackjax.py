"""Log evidence: this project's sampler beside BlackJAX's adaptive tempered SMC, at about equal evaluations.

Run from the repository: `python benchmarks/evidence_blackjax.py`. For each problem our sampler runs first at
its defaults; BlackJAX then gets as many particles and replicates, its kernels tuned to the particles at
every level (random walk 2.38/sqrt(D) times their covariance; independent draws from their Gaussian fit), and
as many moves a level as bring its count of likelihood evaluations closest to ours.
"""

import sys
import time
from pathlib import Path

import blackjax
import jax
import jax.numpy as jnp
import numpy as np
from blackjax.mcmc import random_walk
from blackjax.smc import adaptive_tempered, resampling

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "evidence"))

from exact_problems import NILE, NILE_ERROR, NILE_START, NILE_STEP, nile, shells  # noqa: E402

from truecourse.evidence.reweight import standard_error  # noqa: E402
from truecourse.evidence.sample import sample  # noqa: E402

PARTICLES, REPLICATES, SEEDS = 512, 4, 5


def shells_jax(z):
    x = -6.0 + 12.0 * jax.scipy.stats.norm.cdf(z)
    sides = []
    for centre in (-3.5, 3.5):
        radius = jnp.linalg.norm(x.at[0].add(-centre))
        sides.append(-((radius - 2.0) ** 2) / 0.02 - 0.5 * jnp.log(2 * jnp.pi * 0.01))
    return jnp.logaddexp(*sides)


def nile_jax(z):
    level = jnp.cumsum(z * jnp.sqrt(jnp.r_[NILE_START, jnp.full(99, NILE_STEP)]))
    return jnp.sum(-0.5 * jnp.log(2 * jnp.pi * NILE_ERROR) - (NILE - level) ** 2 / (2 * NILE_ERROR))


def random_walk_step(key, state, log_density, mean, root):
    reach = 2.38 / jnp.sqrt(mean.size)

    def transition(k, z):
        return z + reach * root @ jax.random.normal(k, z.shape)

    return random_walk.build_rmh()(key, state, log_density, transition)


def independent_step(key, state, log_density, mean, root):
    def transition(k, z):
        return mean + root @ jax.random.normal(k, z.shape)

    def density(_, new):
        y = jax.scipy.linalg.solve_triangular(root, new.position - mean, lower=True)
        return -0.5 * jnp.sum(y * y)

    return random_walk.build_rmh()(key, state, log_density, transition, density)


def blackjax_once(kernel, key, dimension):
    """One run: log evidence and levels."""
    key, first = jax.random.split(key)
    state = adaptive_tempered.init(jax.random.normal(first, (PARTICLES, dimension)))
    total, levels = 0.0, 0
    while float(state.tempering_param) < 1.0 and levels < 300:
        z = np.asarray(state.particles)
        covariance = np.cov(z.T) + 1e-9 * np.eye(dimension)
        tuned = {
            "mean": jnp.asarray(z.mean(axis=0))[None],
            "root": jnp.asarray(np.linalg.cholesky(covariance))[None],
        }
        key, now = jax.random.split(key)
        state, info = kernel(now, state, tuned)
        total += float(info.log_likelihood_increment)
        levels += 1
    return total, levels


def blackjax_runs(likelihood, step, dimension, moves, ess):
    kernel = adaptive_tempered.build_kernel(
        lambda z: -0.5 * jnp.sum(z * z), likelihood, step, random_walk.init, resampling.systematic, ess
    )
    kernel = jax.jit(lambda key, state, tuned, k=kernel: k(key, state, moves, tuned))
    blackjax_once(kernel, jax.random.key(99), dimension)  # compiles
    rows = []
    for seed in range(SEEDS):
        start = time.perf_counter()
        runs = [
            blackjax_once(kernel, k, dimension) for k in jax.random.split(jax.random.key(seed), REPLICATES)
        ]
        log_z = np.array([r[0] for r in runs])
        top = log_z.max()
        evaluations = PARTICLES * sum(1 + r[1] * (moves + 1) for r in runs)
        mean = float(np.log(np.mean(np.exp(log_z - top))) + top)
        rows.append((mean, standard_error(log_z), evaluations, time.perf_counter() - start))
    return np.array(rows)


def ours(likelihood, dimension, observations):
    rows = []
    for seed in range(SEEDS):
        start = time.perf_counter()
        found = sample(seed, likelihood, dimension, path=[range(observations)], particles=PARTICLES)
        stage = found.stages[0]
        rows.append(
            (stage.log_evidence, stage.log_evidence_sd, found.evaluations, time.perf_counter() - start)
        )
    return np.array(rows)


def show(name, rows, exact):
    error = rows[:, 0] - exact
    rms = np.sqrt(np.mean(error**2))
    print(
        f"| {name} | {error.mean():+.2f} | {rms:.2f} | {np.sqrt(np.mean(rows[:, 1] ** 2)):.2f} "
        f"| {rows[:, 2].mean():,.0f} | {rows[:, 3].mean():.1f} |",
        flush=True,
    )


def main():
    jax.config.update("jax_enable_x64", True)
    print(f"blackjax {blackjax.__version__}, {SEEDS} seeds, {REPLICATES} x {PARTICLES} particles, nats")
    print(
        "| problem, sampler | mean error | rms error | stated sd | evaluations | seconds |\n"
        + "|---" * 6
        + "|"
    )
    problems = (
        ("shells d = 10", shells, shells_jax, 10, 1, -14.5905),
        ("Nile, D = 100", nile, nile_jax, 100, 100, -641.585578),
    )
    for name, likelihood, in_jax, dimension, observations, exact in problems:
        mine = ours(likelihood, dimension, observations)
        show(f"{name}, truecourse", mine, exact)
        for kind, step in (("random walk", random_walk_step), ("independent", independent_step)):
            for ess in (0.5, 0.8):
                pilot = blackjax_runs(in_jax, step, dimension, 4, ess)
                levels = pilot[:, 2].mean() / (5 * PARTICLES * REPLICATES)
                moves = max(1, round(mine[:, 2].mean() / (levels * PARTICLES * REPLICATES)) - 1)
                rows = blackjax_runs(in_jax, step, dimension, moves, ess)
                show(f"{name}, BlackJAX {kind}, ESS {ess}, {moves} moves", rows, exact)


if __name__ == "__main__":
    main()
