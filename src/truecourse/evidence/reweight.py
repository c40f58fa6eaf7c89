"""Every place a run has visited, weighed together, answers what any other likelihood would have said.

The places were drawn from many distributions of known density (tempered ones, whose log evidence the run
has found, and Gaussian fits, which are normalised), so they are a sample of the mixture of them all
(deterministic mixture, or balance heuristic: Veach and Guibas 1995; Owen and Zhou 2000, doi
10.2307/2669533). A subset of the observations, one left out, or another outlier probability then costs
a weighted mean and no simulated flight. The normalisations are not solved for again (MBAR: Shirts and
Chodera 2008): its weights believe the draws independent, and the chains of a run are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.gauss import Fit, log_density_wide
from truecourse.evidence.temper import effective_share, log_sum_exp

Array = NDArray[np.float64]

SOFT = 0.5  # power of the likelihood towards which a sketch is drawn
LEAST_EFFECTIVE = 50.0  # effective samples below which a reweighted number is not known


@dataclass(frozen=True)
class Trace:
    """What was visited under one distribution: prior x exp(terms @ exponents), or a Gaussian fit."""

    z: Array  # (n, D) places not seen before
    terms: Array  # (n, J) their log likelihood terms
    ids: NDArray[np.intp]  # (n,) running number of each such place
    visits: NDArray[np.intp]  # (R, P) places the population stands on, repeats included
    exponents: Array  # (J,); not used for fits
    log_evidence: float  # normalisation of the tempered distribution; 0 for fits
    fits: tuple[Fit, ...] = ()  # one for each replicate, where the places were drawn from fits
    worth: float = 1.0  # of a visit, in independent draws: chains remember


@dataclass(frozen=True)
class Pool:
    """Places visited, how often, and the mixture they were drawn from."""

    z: Array  # (n, D)
    terms: Array  # (n, J)
    visits: Array  # (n,) how often each was visited, in independent draws
    replicate: NDArray[np.intp]  # (n,)
    log_mixture: Array  # (n,) log density over the prior's of all that the place's replicate was drawn from


def gather(traces: Sequence[Trace]) -> Pool:
    """Pool of all the traces of a run, all replicates together."""
    z = np.concatenate([t.z for t in traces])
    terms = np.concatenate([t.terms for t in traces])
    ids = np.concatenate([t.ids for t in traces])
    order = np.full(int(ids.max()) + 1, -1)
    order[ids] = np.arange(len(ids))
    replicate, visits = np.zeros(len(ids), dtype=np.intp), np.zeros(len(ids))
    for trace in traces:
        rows = order[trace.visits]
        np.add.at(visits, rows.ravel(), trace.worth)
        replicate[rows] = np.arange(len(rows))[:, None]
    own = np.empty(len(ids))
    for r in range(len(traces[0].visits)):
        mine = replicate == r
        own[mine] = _log_mixture(traces, z[mine], terms[mine], r)
    return Pool(z, terms, visits, replicate, own)


def _log_mixture(traces: Sequence[Trace], z: Array, terms: Array, replicate: int) -> Array:
    """Log density over the prior's, at places (n, D), of all that one replicate was drawn from.

    The other replicates are left out: their fits were made to these very places, which would look likelier
    under them than they are, by 0.15 nats in fifty dimensions.
    """
    counts = np.array([trace.worth * trace.visits.shape[1] for trace in traces])
    total = np.full(len(z), -np.inf)
    for trace, share in zip(traces, np.log(counts / counts.sum()), strict=True):
        tempered = terms @ trace.exponents - trace.log_evidence
        part = log_density_wide(trace.fits[replicate], z) if trace.fits else tempered
        total = np.logaddexp(total, part + share)
    return total


def log_evidence(pool: Pool, log_likelihood: Array) -> tuple[float, float]:
    """Log evidence of any log likelihood (n,) given at the pool's places, and its effective samples.

    A handful of effective samples means that the run has not been where this likelihood points: a new run
    is needed, not this number.
    """
    logs = _log_weights(pool, log_likelihood)
    total = float(log_sum_exp(logs, axis=0) - np.log(pool.visits.sum()))
    return total, float(effective_share(logs) * logs.size)


def expectation_weights(pool: Pool, log_likelihood: Array) -> Array:
    """Weights (n,) summing to 1 that turn the pool's places into the posterior under log_likelihood (n,)."""
    logs = _log_weights(pool, log_likelihood)
    return np.asarray(np.exp(logs - log_sum_exp(logs, axis=0)))


def replicate_evidence(pool: Pool, log_likelihood: Array) -> Array:
    """Log evidence (R,) that the places of each replicate give alone; their spread is its error."""
    logs = _log_weights(pool, log_likelihood)
    mine = [pool.replicate == r for r in range(int(pool.replicate.max()) + 1)]
    return np.array([log_sum_exp(logs[m], axis=0) - np.log(pool.visits[m].sum()) for m in mine])


def sketch(pool: Pool, log_likelihood: Array, size: int, seed: int) -> Pool:
    """A smaller pool that stands for a pool: `size` places, alike many of each replicate, drawn towards
    log_likelihood (n,) but only half as sharply, so that likelihoods somewhat wider are answered too.
    """
    rng = np.random.default_rng([seed, 11])
    rows, log_mixture, visits = [], [], []
    count = int(pool.replicate.max()) + 1
    for r in range(count):
        mine = np.flatnonzero(pool.replicate == r)
        weight = np.log(pool.visits[mine]) - pool.log_mixture[mine]
        drawn = weight + SOFT * np.where(np.isfinite(log_likelihood[mine]), log_likelihood[mine], -np.inf)
        drawn -= log_sum_exp(drawn, axis=0)
        # a place drawn often is one place: repeats are no more draws that count
        chosen, often = np.unique(rng.choice(mine.size, size // count, p=np.exp(drawn)), return_counts=True)
        rows.append(mine[chosen])
        visits.append(often.astype(float))
        log_mixture.append((drawn - weight)[chosen] + np.log(pool.visits[mine].sum()))
    at = np.concatenate(rows)
    return Pool(
        pool.z[at], pool.terms[at], np.concatenate(visits), pool.replicate[at], np.concatenate(log_mixture)
    )


def standard_error(log_z: Array) -> float:
    """Standard error of log mean Z from the log Z of replicates (R,), by the delta method; NaN for one."""
    if log_z.size < 2:
        return float("nan")
    z = np.exp(log_z - np.max(log_z))
    return float(np.std(z, ddof=1) / np.mean(z) / np.sqrt(z.size))


def _log_weights(pool: Pool, log_likelihood: Array) -> Array:
    return np.asarray(np.log(pool.visits) + log_likelihood - pool.log_mixture)
