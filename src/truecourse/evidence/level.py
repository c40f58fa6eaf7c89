"""One level of tempering: weigh, resample, move until the start is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.gauss import Fit, cross_fit, inward
from truecourse.evidence.move import REDRAWN, Stride, adapt, propose
from truecourse.evidence.reweight import Trace
from truecourse.evidence.temper import IMPOSSIBLE, effective_share, log_mean_exp, next_beta, systematic

Array = NDArray[np.float64]
Likelihood = Callable[[Array], Array]


class NotConverged(Exception):  # noqa: N818
    """A run that cannot go on; its message is the reason given."""


@dataclass(frozen=True)
class Settings:
    """What a run aims at, and when it gives up."""

    share: float = 0.8  # effective share kept by one level, in the worst replicate
    memory: float = 0.6  # moves are repeated until this correlation with the start is left
    moves: int = 8  # at most so many moves a level
    levels: int = 200  # at most so many levels in all
    rounds: int = 12  # at most so many rounds of draws from fits at the end of a stage
    sharp: float = 0.1  # nats of error that need no refining
    batches: int = 2  # a round draws so many times the particles
    acceptance: float = 0.5  # the reach of the moves is adapted to this
    least_acceptance: float = 0.02  # below it the moves have collapsed
    disagreement: float = 1.0  # most deviation of log evidence between replicates, nats


@dataclass(frozen=True)
class State:
    """Population of every replicate, equally weighted under prior x exp(terms @ exponents)."""

    z: Array  # (R, P, D)
    terms: Array  # (R, P, J)
    ids: NDArray[np.intp]  # (R, P) running number of each place
    exponents: Array  # (J,)
    beta: float  # how far the observations of the stage under way are in
    log_evidence: Array  # (R,) of the exponents
    stride: Stride
    evaluations: int


@dataclass(frozen=True)
class Info:
    """How one level went."""

    beta: float
    moves: int
    acceptance: float
    memory: float  # correlation left between start and end of the moves
    effective: float  # effective share after weighting, worst replicate


@dataclass(frozen=True)
class _Chains:
    """Where every chain stands: rows are replicates x particles."""

    z: Array  # (n, D)
    terms: Array  # (n, J)
    ids: NDArray[np.intp]  # (n,)


def evaluate(likelihood: Likelihood, z: Array) -> Array:
    """Terms (n, J) at places (n, D), log 0 as IMPOSSIBLE; NotConverged where one is NaN or +inf."""
    terms = np.asarray(likelihood(z), dtype=np.float64)
    if np.isnan(terms).any() or np.isposinf(terms).any():
        raise NotConverged("the likelihood gave a value that is not finite")
    return np.maximum(terms, IMPOSSIBLE)


def init(
    rng: np.random.Generator, likelihood: Likelihood, dimension: int, particles: int, replicates: int
) -> tuple[State, Trace]:
    """`particles` places from the prior for each replicate, and their trace."""
    z = rng.standard_normal((replicates * particles, dimension))
    terms = evaluate(likelihood, z)
    ids = np.arange(len(z))
    nothing, zero = np.zeros(terms.shape[1]), np.zeros(replicates)
    shape = (replicates, particles, -1)
    state = State(
        z.reshape(shape), terms.reshape(shape), ids.reshape(shape[:2]), nothing, 0.0, zero, Stride(), len(z)
    )
    return state, Trace(z, terms, ids, state.ids, nothing, 0.0)


def step(
    rng: np.random.Generator,
    state: State,
    likelihood: Likelihood,
    ends: tuple[Array, Array],
    particles: int,
    settings: Settings,
) -> tuple[State, Info, Trace]:
    """One level towards the far end of a stage.

    ends: exponents (J,) where the stage began (beta 0) and where it ends (beta 1). The next population is
    every place the chains stood on, their starts included. NotConverged as from `evaluate`.
    """
    extra = state.terms @ (ends[1] - ends[0])
    beta = next_beta(extra, state.beta, settings.share)
    exponents = ends[0] + beta * (ends[1] - ends[0])
    weights = (beta - state.beta) * extra
    shares = np.exp(weights - weights.max(axis=1, keepdims=True))
    worth = float(effective_share(weights).mean()) * particles
    fits = cross_fit(state.z, shares / shares.sum(axis=1, keepdims=True), worth)
    chains = _resample(rng, state, weights, particles)
    paths, stride, accepted, memory = _walk(rng, chains, likelihood, exponents, fits, state, settings)
    log_evidence = state.log_evidence + log_mean_exp(weights)
    population = [np.stack([getattr(p, f) for p in paths], axis=1) for f in ("z", "terms", "ids")]
    z, terms, ids = (a.reshape(len(weights), particles * len(paths), *a.shape[2:]) for a in population)
    moved = len(paths) - 1
    evaluations = state.evaluations + moved * len(chains.z)
    fresh, first = np.unique(ids[ids >= state.evaluations], return_index=True)
    rows = np.flatnonzero(ids.ravel() >= state.evaluations)[first]
    trace = Trace(
        _rows(z)[rows],
        _rows(terms)[rows],
        fresh,
        ids,
        exponents,
        float(np.mean(log_evidence)),
        worth=float(np.clip(1.0 - memory, 0.01, 1.0)) / len(paths),
    )
    info = Info(beta, moved, accepted, memory, float(effective_share(weights).min()))
    return State(z, terms, ids, exponents, beta, log_evidence, stride, evaluations), info, trace


def _resample(rng: np.random.Generator, state: State, weights: Array, particles: int) -> _Chains:
    picks = systematic(rng, weights, particles)
    take = np.arange(len(picks))[:, None]
    z, terms, ids = state.z[take, picks], state.terms[take, picks], state.ids[take, picks]
    return _Chains(_rows(z), _rows(terms), ids.ravel())


def _walk(
    rng: np.random.Generator,
    start: _Chains,
    likelihood: Likelihood,
    exponents: Array,
    fits: tuple[Fit, ...],
    state: State,
    settings: Settings,
) -> tuple[list[_Chains], Stride, float, float]:
    """The chains before and after each move, the adapted stride, mean acceptance, correlation left."""
    paths, stride, rates, memory = [start], state.stride, [], 1.0
    while len(paths) <= settings.moves and memory > settings.memory:
        here = paths[-1]
        parts = zip(np.split(here.z, len(fits)), fits, strict=True)
        tries = [propose(rng, z, fit, stride) for z, fit in parts]
        z, ratio, kind = (np.concatenate(part) for part in zip(*tries, strict=True))
        terms = evaluate(likelihood, z)
        ratio = ratio + (terms - here.terms) @ exponents
        accepted = np.log(rng.random(len(z))) < ratio
        ids = state.evaluations + (len(paths) - 1) * len(z) + np.arange(len(z))
        paths.append(_choose(accepted, _Chains(z, terms, ids), here))
        stride = adapt(stride, accepted, kind, settings.acceptance)
        # moves of one coordinate that nothing informs are always accepted, and would hide a collapse
        rates.append(float(np.mean(accepted[kind != REDRAWN])))
        memory = _memory(fits[0], paths[0], paths[-1], exponents)
    return paths, stride, float(np.mean(rates)), memory


def _choose(accepted: NDArray[np.bool_], there: _Chains, here: _Chains) -> _Chains:
    yes = accepted[:, None]
    return _Chains(
        np.where(yes, there.z, here.z),
        np.where(yes, there.terms, here.terms),
        np.where(accepted, there.ids, here.ids),
    )


def _memory(fit: Fit, start: _Chains, now: _Chains, exponents: Array) -> float:
    """Correlation of start and present, of places (mean over directions) or likelihood: the greater."""
    a, b = inward(fit, start.z), inward(fit, now.z)
    places = _correlation(a - a.mean(axis=0), b - b.mean(axis=0))
    c, d = start.terms @ exponents, now.terms @ exponents
    return max(places, _correlation(c - c.mean(), d - d.mean()))


def _correlation(a: Array, b: Array) -> float:
    size = float(np.sqrt(np.sum(a * a) * np.sum(b * b)))
    return float(np.sum(a * b)) / size if size > 0.0 else 1.0


def _rows(a: NDArray) -> NDArray:
    return a.reshape(a.shape[0] * a.shape[1], -1)
