"""The end of a stage seen through a Gaussian fit: independent draws from a density that is known exactly.

Tempering carries its errors along from level to level. Where the posterior is nearly Gaussian, as it is when
many parameters are hardly informed, importance sampling from a fit to it has none to carry. Each replicate
is weighed against a fit to the others, so that no place is weighed by a density fitted to itself. The
second round is fitted to the first round's weighted draws, which do not depend on how well the
moves mixed (adaptive multiple importance sampling: Cornuet et al. 2012, doi
10.1111/j.1467-9469.2011.00756.x). Far from a Gaussian the effective size is small, and tempering is kept.
"""

from dataclasses import dataclass

import numpy as np

from truecourse.evidence.gauss import Array, Fit, draw_wide, fit_population, log_density_wide
from truecourse.evidence.level import Likelihood, State, evaluate
from truecourse.evidence.reweight import Trace
from truecourse.evidence.temper import log_mean_exp

LEAST_EFFECTIVE = 0.05  # share of the draws, in the worst replicate, below which the fit is not used
MOST_UNCOVERED = 0.02  # share of the tempered population that may weigh more than every draw


@dataclass(frozen=True)
class Polished:
    """What the fits say."""

    log_evidence: Array  # (R,)
    z: Array  # (n, D) draws
    terms: Array  # (n, J)
    weights: Array  # (n,), summing to 1
    traces: tuple[Trace, ...]
    evaluations: int
    usable: bool


def polish(rng: np.random.Generator, state: State, likelihood: Likelihood, particles: int) -> Polished:
    """Two rounds of `particles` draws for each replicate, weighed as draws of the mixture of both."""
    replicates = len(state.log_evidence)
    z, w = state.z, np.full(state.z.shape[:2], 1.0 / state.z.shape[1])
    worth = 0.7 * particles  # of each replicate: the chains have not forgotten their starts altogether
    evaluations, traces = state.evaluations, []
    for _ in range(2):
        fits = _cross_fit(z, w, worth)
        draws = np.stack([draw_wide(rng, fit, particles) for fit in fits])
        rows = draws.reshape(-1, draws.shape[-1])
        ids = evaluations + np.arange(len(rows))
        terms = evaluate(likelihood, rows)
        evaluations += len(rows)
        traces.append(Trace(rows, terms, ids, ids.reshape(replicates, -1), state.exponents, 0.0, fits))
        logs = _log_weights(traces[-1:], draws, terms.reshape(*draws.shape[:2], -1), state.exponents)
        found = _normalised(logs)
        if _effective(found).min() > max(worth, draws.shape[-1]) * 0.3:
            z, w, worth = draws, found, float(_effective(found).mean())
    draws, terms = (
        np.concatenate([getattr(t, name).reshape(replicates, particles, -1) for t in traces], axis=1)
        for name in ("z", "terms")
    )
    logs = _log_weights(traces, draws, terms, state.exponents)
    weights = _normalised(logs)
    usable = _covers(traces, state, logs) and _effective(weights).min() >= LEAST_EFFECTIVE * logs.shape[1]
    pooled = np.exp(logs - logs.max()).ravel()
    z, terms = (a.reshape(-1, a.shape[-1]) for a in (draws, terms))
    pooled = pooled / pooled.sum()
    return Polished(log_mean_exp(logs), z, terms, pooled, tuple(traces), evaluations, bool(usable))


def _cross_fit(z: Array, w: Array, worth: float) -> tuple[Fit, ...]:
    """For each replicate a fit to the others (to itself where it is alone)."""
    n = len(z)
    others = [[k for k in range(n) if k != r] or [r] for r in range(n)]
    return tuple(
        fit_population(z[o].reshape(-1, z.shape[-1]), w[o].ravel() / len(o), worth * len(o)) for o in others
    )


def _log_weights(traces: list[Trace], z: Array, terms: Array, exponents: Array) -> Array:
    """Log of prior x likelihood over the mean density of the rounds, (R, n), at places (R, n, D)."""
    rows = []
    for r, (places, values) in enumerate(zip(z, terms, strict=True)):
        density = np.stack([log_density_wide(t.fits[r], places) for t in traces])
        rows.append(values @ exponents - log_mean_exp(density, axis=0))
    return np.stack(rows)


def _covers(traces: list[Trace], state: State, logs: Array) -> bool:
    """Whether hardly any of the tempered population lies where the fits have no draw of such weight."""
    reached = _log_weights(traces, state.z, state.terms, state.exponents)
    return bool(np.mean(reached > logs.max()) <= MOST_UNCOVERED)


def _normalised(logs: Array) -> Array:
    w = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(w / w.sum(axis=1, keepdims=True))


def _effective(weights: Array) -> Array:
    return np.asarray(1.0 / np.sum(weights * weights, axis=1))
