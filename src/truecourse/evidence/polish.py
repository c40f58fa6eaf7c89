"""The end of a stage seen through a Gaussian fit: independent draws from a density that is known exactly.

Tempering carries its errors along from level to level. Where the posterior is nearly Gaussian, as it is when
many parameters are hardly informed, importance sampling from a fit to it has none to carry. Each replicate
is weighed against a fit to the others, so that no place is weighed by a density fitted to itself. Every round
is fitted to the weighted draws of the one before, which soon do not depend on how well the moves mixed
(population Monte Carlo: Cappe et al. 2004, doi 10.1198/106186004X12803; while too few draws count their
weights are flattened, as Koblents and Miguez 2015, doi 10.1007/s11222-013-9440-2). The rounds that served are
weighed together as draws of their mixture (Cornuet et al. 2012, doi 10.1111/j.1467-9469.2011.00756.x).
Far from a Gaussian the effective size stays small, and tempering is kept.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.gauss import Array, Fit, cross_fit, draw_wide, log_density_wide
from truecourse.evidence.level import Likelihood, Settings, State, evaluate
from truecourse.evidence.reweight import Trace
from truecourse.evidence.temper import log_mean_exp

LEAST_EFFECTIVE = 25.0  # effective draws, in the worst replicate, below which the fits are not used
ENOUGH = 0.25  # effective share of a round's draws, in the worst replicate, that needs no further round
PATIENCE = 4  # rounds without a better fit after which no better is expected
MOST_UNCOVERED = 0.05  # of the evidence that may lie where nothing was drawn


@dataclass(frozen=True)
class Polished:
    """What the fits say."""

    log_evidence: Array  # (R,)
    z: Array  # (R, n, D) draws
    terms: Array  # (R, n, J)
    weights: Array  # (R, n), summing to 1 in all
    ids: NDArray[np.intp]  # (R, n) running number of each draw
    traces: tuple[Trace, ...]
    evaluations: int
    covers: bool  # whether they have drawn wherever tempering has found evidence
    usable: bool  # whether, besides, enough of the draws count


@dataclass(frozen=True)
class _Round:
    """Draws of one round, and how many of them count, in the worst replicate."""

    trace: Trace
    z: Array  # (R, n, D)
    terms: Array  # (R, n, J)
    logs: Array  # (R, n) log weights by the round's own fits
    effective: float
    flattened: Array  # (R, n) weights to fit the next round to
    power: float  # to which the weights had to be raised for that; 1 where they serve as they are


def polish(
    rng: np.random.Generator, state: State, likelihood: Likelihood, particles: int, settings: Settings
) -> Polished:
    """Rounds of draws for each replicate, until enough of them count or no more will."""
    z, w = state.z, np.full(state.z.shape[:2], 1.0 / state.z.shape[1])
    worth = 0.7 * particles  # of each replicate: the chains have not forgotten their starts altogether
    evaluations, rounds = state.evaluations, []
    best = 0
    for k in range(settings.rounds):
        rounds.append(
            _draw(rng, cross_fit(z, w, worth), likelihood, state.exponents, evaluations, particles, settings)
        )
        evaluations += rounds[k].logs.size
        best = k if rounds[k].power > 1.02 * rounds[best].power else best
        if k > 0 and (rounds[k].effective > ENOUGH * rounds[k].logs.shape[1] or k - best >= PATIENCE):
            break
        z, w = rounds[k].z, rounds[k].flattened
        worth = float(_effective(w).mean())
    most = max(r.power for r in rounds)
    served = [r for r in rounds if r.power >= 0.8 * most]
    return _together(served, state, evaluations)


def _draw(
    rng: np.random.Generator,
    fits: tuple[Fit, ...],
    likelihood: Likelihood,
    exponents: Array,
    evaluations: int,
    particles: int,
    settings: Settings,
) -> _Round:
    """One round, flown in batches of the usual size."""
    batches = [np.stack([draw_wide(rng, fit, particles) for fit in fits]) for _ in range(settings.batches)]
    terms = [evaluate(likelihood, z.reshape(-1, z.shape[-1])).reshape(*z.shape[:2], -1) for z in batches]
    z, values = np.concatenate(batches, axis=1), np.concatenate(terms, axis=1)
    ids = evaluations + np.arange(z.shape[0] * z.shape[1])
    rows, said = (a.reshape(len(ids), -1) for a in (z, values))
    trace = Trace(rows, said, ids, ids.reshape(len(fits), -1), exponents, 0.0, fits)
    logs = _log_weights([trace], z, values, exponents)
    flattened, power = _flattened(logs, min(4.0 * z.shape[-1], 0.25 * logs.shape[1]))
    return _Round(trace, z, values, logs, float(_effective(_normalised(logs)).min()), flattened, power)


def _together(rounds: list[_Round], state: State, evaluations: int) -> Polished:
    """Draws of several rounds as draws of their mixture."""
    traces = [r.trace for r in rounds]
    z, terms = (np.concatenate([getattr(r, name) for r in rounds], axis=1) for name in ("z", "terms"))
    logs = _log_weights(traces, z, terms, state.exponents)
    covers = _covers(traces, state, logs)
    usable = covers and bool(_effective(_normalised(logs)).min() >= LEAST_EFFECTIVE)
    pooled = np.exp(logs - logs.max())
    pooled = pooled / pooled.sum()
    ids = np.concatenate([t.visits for t in traces], axis=1)
    return Polished(log_mean_exp(logs), z, terms, pooled, ids, tuple(traces), evaluations, covers, usable)


def _log_weights(traces: list[Trace], z: Array, terms: Array, exponents: Array) -> Array:
    """Log of prior x likelihood over the mean density of the rounds, (R, n), at places (R, n, D)."""
    rows = []
    for r, (places, values) in enumerate(zip(z, terms, strict=True)):
        density = np.stack([log_density_wide(t.fits[r], places) for t in traces])
        rows.append(values @ exponents - log_mean_exp(density, axis=0))
    return np.stack(rows)


def _covers(traces: list[Trace], state: State, logs: Array) -> bool:
    """Whether hardly any evidence lies, by tempering's account, where no draw of the fits weighs as much."""
    reached = _log_weights(traces, state.z, state.terms, state.exponents)
    outside = np.log(np.maximum(np.mean(reached > logs.max(), axis=1), 1e-300))
    missed = log_mean_exp(state.log_evidence + outside) - log_mean_exp(log_mean_exp(logs))
    return bool(missed <= np.log(MOST_UNCOVERED))


def _normalised(logs: Array) -> Array:
    w = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(w / w.sum(axis=1, keepdims=True))


def _flattened(logs: Array, least: float) -> tuple[Array, float]:
    """Weights (R, n) raised to the greatest power at most 1 that leaves so many effective draws to each."""
    low, high = 0.0, 1.0
    if _effective(_normalised(logs)).min() >= least:
        return _normalised(logs), 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        enough = _effective(_normalised(middle * logs)).min() >= least
        low, high = (middle, high) if enough else (low, middle)
    return _normalised(low * logs), low


def _effective(weights: Array) -> Array:
    return np.asarray(1.0 / np.sum(weights * weights, axis=1))
