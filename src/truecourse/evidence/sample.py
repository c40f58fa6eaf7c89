"""Log evidence and posterior at every stage of an inquiry, by tempered sequential Monte Carlo in one pass.

Parameters are whitened: z in R^D with prior N(0, I). The run starts from the prior, brings in the
observations of path[0] little by little (each level raises their likelihood to a higher power), then the
further ones of path[1], and so on (Del Moral, Doucet and Jasra 2006, doi 10.1111/j.1467-9868.2006.00553.x).
At each level `particles` places per replicate are drawn from the weighted population and moved; every
place they stand on is the next population (waste-free: Dau and Chopin 2022, doi 10.1111/rssb.12475). At the
end of a stage `evidence.polish` draws from a Gaussian fit to it, which near a Gaussian is far sharper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.level import Array, Info, Likelihood, NotConverged, Settings, State, init, step
from truecourse.evidence.move import Stride
from truecourse.evidence.polish import Polished, polish
from truecourse.evidence.progress import Progress, unheard
from truecourse.evidence.reweight import Pool, Trace, gather, standard_error
from truecourse.evidence.temper import IMPOSSIBLE, log_mean_exp, systematic

# Beside fits that serve, tempered places count for this in the pool: their errors are shared by whole levels,
# which no count of places shows. They are there for likelihoods that reach beyond the fits.
TEMPERED_WORTH = 0.05
FAR_APART = 0.5  # nats of standard deviation between replicates, above which their mean is one of them


@dataclass(frozen=True)
class Stage:
    """What is known once the observations of one stage are in."""

    log_evidence: float  # nats; NaN where the run did not converge
    log_evidence_sd: float  # standard error of log_evidence, from the spread of the replicates
    replicates: Array  # (R,) log evidence of each; NaN where the run did not converge
    z: Array  # (n, D) posterior places
    terms: Array  # (n, J)
    weights: Array  # (n,), summing to 1
    effective: float  # Kish's effective size of the weights (places), of the last level where they are equal
    tempered: float  # log evidence by tempering alone, for comparison
    polished: bool  # whether log_evidence is that of the Gaussian fit rather than of tempering


@dataclass(frozen=True)
class Samples:
    """Every stage, the pool of all places visited, and whether it may be believed."""

    stages: tuple[Stage, ...]  # as many as were finished
    pool: Pool | None  # None where not even the first places could be weighed
    levels: tuple[Info, ...]
    evaluations: int
    converged: bool
    reason: str  # empty where converged


def sample(
    seed: int,
    terms: Likelihood,
    dimension: int,
    *,
    path: Sequence[Sequence[int] | NDArray],
    particles: int = 512,
    replicates: int = 4,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Samples:
    """Run prior -> posterior of path[0] -> posterior of path[1] -> ... and say how far to believe it.

    terms: z (n, D) -> log likelihood of each observation (n, J), rows independent; it is called on
    replicates x particles rows every time. path: for each stage the observations known then, as a mask (J,)
    or as indices, each stage containing the one before. progress: called with the share done (an estimate)
    and a sentence. A run that did not converge has NaN for every log evidence, and a reason.
    ValueError: a path that is empty or not nested, fewer than two particles.
    """
    if particles < 2 or replicates < 1:
        raise ValueError("a run needs at least two particles and one replicate")
    rng = np.random.default_rng(seed)
    settings, tell = settings or Settings(), progress or unheard
    try:
        state, trace = init(rng, terms, dimension, particles, replicates)
    except NotConverged as trouble:
        return Samples((), None, (), replicates * particles, False, str(trouble))
    ends = stage_exponents(path, state.terms.shape[-1])
    run = _Run(state, (trace,), (), ())
    try:
        for number, end in enumerate(ends):
            run = _stage(rng, run, terms, end, particles, settings, _part(tell, number, len(ends)))
        reason = ""
    except _Doubt as doubt:
        run, reason = doubt.run, str(doubt)
    tell(1.0, reason or "converged")
    stages = run.stages if not reason else tuple(map(_without_number, run.stages))
    return Samples(stages, gather(run.traces), run.levels, run.state.evaluations, not reason, reason)


@dataclass(frozen=True)
class Known:
    """A posterior already known: places (R, n, D), their terms (R, n, J), log evidence (R,)."""

    z: Array
    terms: Array
    log_evidence: Array


def unknown(z: Array, terms: int) -> Known:
    """Places (R, n, D) of a posterior of another likelihood: they tell where to begin, and no evidence."""
    return Known(z, np.zeros((*z.shape[:2], terms)), np.full(len(z), IMPOSSIBLE))


def sample_near(
    seed: int,
    terms: Likelihood,
    known: Known,
    *,
    exponents: Array,
    particles: int,
    settings: Settings,
) -> tuple[Stage, Polished]:
    """Log evidence and posterior of a likelihood much like one whose posterior is known, without tempering.

    exponents: how much each column of the terms counts (J,). Fits are led from the known posterior to the
    new one. They find no mode that the old posterior had nothing of. The number is to be relied
    on only where the fits are usable. NotConverged as from `evaluate`.
    """
    rng = np.random.default_rng(seed)
    ids = np.zeros(known.z.shape[:2], np.intp)
    state = State(known.z, known.terms, ids, exponents, 1.0, known.log_evidence, Stride(), 0)
    polished = polish(rng, state, terms, particles, settings)
    error = 0.0 if polished.usable else _deviation(polished.log_evidence)
    return _by_fits(polished, float("nan"), error), polished


def refine(
    seed: int,
    terms: Likelihood,
    samples: Samples,
    *,
    path: Sequence[Sequence[int] | NDArray],
    particles: int,
    settings: Settings,
) -> Samples:
    """A run made sharper by more draws from fits, at every stage from where it stood."""
    stages, pool, evaluations = [], samples.pool, samples.evaluations
    ends = stage_exponents(path, samples.stages[0].terms.shape[1])
    for number, (old, end) in enumerate(zip(samples.stages, ends, strict=True)):
        stages.append(old)
        if old.log_evidence_sd < settings.sharp:
            continue
        rng = np.random.default_rng([seed, number])
        picks = rng.choice(len(old.z), (len(old.replicates), 2 * particles), p=old.weights)
        known = Known(old.z[picks], old.terms[picks], old.replicates)
        own = int(rng.integers(2**62))
        try:
            new, polished = sample_near(
                own, terms, known, exponents=end, particles=particles, settings=settings
            )
        except NotConverged:
            continue
        evaluations += polished.evaluations
        better = sharper(old, new, polished)
        if better is not None:
            stages[-1] = better
            if polished.usable and number == len(samples.stages) - 1:
                pool = gather(polished.traces)
    return replace(samples, stages=tuple(stages), pool=pool, evaluations=evaluations)


def sharper(old: Stage, new: Stage, polished: Polished) -> Stage | None:
    """The new account of a stage where it is to be preferred to the old, what they differ by in its error.

    Fits rarely find more than there is (by x nats with a chance of at most exp(-x)), so clearly more is
    better, and half of what it is more is its error. Less is better only where the fits cover what the old
    account had and its error allows the fall, which then counts as error: what the old account had found
    may be what the new one has lost.
    """
    gain = new.log_evidence - old.log_evidence
    clear = gain > max(1.0, 2.0 * float(np.nan_to_num(new.log_evidence_sd)))
    if polished.usable and new.log_evidence_sd < old.log_evidence_sd and gain > -2.0 * old.log_evidence_sd:
        fall = max(-gain, 0.0)
        return replace(new, log_evidence_sd=float(np.hypot(new.log_evidence_sd, fall)), tempered=old.tempered)
    if clear and polished.covers:
        return replace(
            new, log_evidence_sd=float(np.hypot(new.log_evidence_sd, 0.5 * gain)), tempered=old.tempered
        )
    return None


def stage_exponents(path: Sequence[Sequence[int] | NDArray], observations: int) -> tuple[Array, ...]:
    """Zeros and ones (J,) for each stage; ValueError where the path is empty or a stage forgets something."""
    ends: list[Array] = []
    for chosen in path:
        end = np.zeros(observations)
        end[np.asarray(chosen, dtype=None if len(chosen) else np.intp)] = 1.0
        if ends and np.any(end < ends[-1]):
            number = len(ends)
            raise ValueError(
                f"stage {number + 1} of the path leaves out an observation that stage {number} has"
            )
        ends.append(end)
    if not ends:
        raise ValueError("the path has no stage")
    return tuple(ends)


@dataclass(frozen=True)
class _Run:
    state: State
    traces: tuple[Trace, ...]
    levels: tuple[Info, ...]
    stages: tuple[Stage, ...]


class _Doubt(Exception):  # noqa: N818
    """Why a run stops, with what it had."""

    def __init__(self, reason: str, run: _Run) -> None:
        super().__init__(reason)
        self.run = run


def _stage(
    rng: np.random.Generator,
    run: _Run,
    likelihood: Likelihood,
    end: Array,
    particles: int,
    settings: Settings,
    tell: Progress,
) -> _Run:
    """Temper to the end of a stage, polish, and judge."""
    state, begin = replace(run.state, beta=0.0), run.state.exponents
    levels, traces = list(run.levels), []
    try:
        while state.beta < 1.0:
            if len(levels) >= settings.levels:
                raise NotConverged(f"the likelihood was not all in after {settings.levels} levels")
            state, info, trace = step(rng, state, likelihood, (begin, end), particles, settings)
            levels.append(info)
            traces.append((info.beta, trace))
            tell(_log_progress(info.beta), f"{100 * info.beta:.3g} % of the likelihood is in")
        polished = polish(rng, state, likelihood, particles, settings)
    except NotConverged as trouble:
        kept = run.traces + tuple(t for _, t in traces)
        raise _Doubt(str(trouble), _Run(state, kept, tuple(levels), run.stages)) from trouble
    stage = _result(state, polished, levels[len(run.levels) :], particles)
    shift = stage.log_evidence - float(log_mean_exp(state.log_evidence))
    less = TEMPERED_WORTH if stage.polished and polished.usable else 1.0
    tempered = tuple(
        replace(t, log_evidence=t.log_evidence + beta * shift, worth=less * t.worth) for beta, t in traces
    )
    state = replace(state, evaluations=polished.evaluations, log_evidence=stage.replicates)
    if stage.polished and polished.usable:
        state = _restarted(rng, state, polished)
    run = _Run(state, run.traces + tempered + polished.traces, tuple(levels), (*run.stages, stage))
    reason = doubt(stage, levels[-1], settings)
    if reason:
        raise _Doubt(reason, run)
    return run


def _restarted(rng: np.random.Generator, state: State, polished: Polished) -> State:
    """The population drawn anew from what the fits found, for the next stage to start from."""
    picks = systematic(rng, np.log(np.maximum(polished.weights, 1e-300)), state.z.shape[1])
    take = np.arange(len(picks))[:, None]
    return replace(
        state, z=polished.z[take, picks], terms=polished.terms[take, picks], ids=polished.ids[take, picks]
    )


def _result(state: State, polished: Polished, levels: list[Info], particles: int) -> Stage:
    """The stage by the fits where they serve and are the sharper, else by tempering.

    The error is the spread of the replicates, but no less than what independent draws would have, because
    a handful of replicates may agree by chance. Fits that do not serve still find no more evidence than there
    is: where they find clearly more than tempering, its chains have lagged, all alike; theirs is then the
    better number, and half the gap is the error. The replicates of tempering are low together where chains
    lag a little, so that their standard deviation, not their mean's, is its error.
    """
    tempered = float(log_mean_exp(state.log_evidence))
    chains = particles * len(state.log_evidence)
    inner = float(np.sqrt(sum((1.0 / level.effective - 1.0) / chains for level in levels)))
    error = float(np.fmax(_deviation(state.log_evidence), inner))
    fitted = _by_fits(polished, tempered, 0.0)
    gap = fitted.log_evidence - tempered
    more = gap > 2.0 * float(np.hypot(fitted.log_evidence_sd, error))
    if polished.usable and (more or fitted.log_evidence_sd < error):
        return fitted
    if polished.covers and more:
        return _by_fits(
            polished, tempered, float(np.hypot(0.5 * gap, np.nan_to_num(_deviation(polished.log_evidence))))
        )
    effective = levels[-1].effective * chains
    z, terms = (a.reshape(-1, a.shape[-1]) for a in (state.z, state.terms))
    weights = np.full(len(z), 1.0 / len(z))
    return Stage(tempered, error, state.log_evidence, z, terms, weights, effective, tempered, False)


def _by_fits(polished: Polished, tempered: float, error: float) -> Stage:
    """A stage by the fits' draws, with an error no less than given and than independent draws would have."""
    effective = float(1.0 / np.sum(polished.weights**2))
    inner = float(np.sqrt(max(1.0 / effective - 1.0 / polished.weights.size, 0.0)))
    return Stage(
        float(log_mean_exp(polished.log_evidence)),
        float(np.fmax(np.fmax(_error_of_mean(polished.log_evidence), inner), error)),
        polished.log_evidence,
        polished.z.reshape(-1, polished.z.shape[-1]),
        polished.terms.reshape(-1, polished.terms.shape[-1]),
        polished.weights.ravel(),
        effective,
        tempered,
        True,
    )


def _error_of_mean(log_z: Array) -> float:
    """Standard error of log mean Z; the replicates' own deviation where one of them makes the mean."""
    apart = _deviation(log_z)
    return apart if apart > FAR_APART else standard_error(log_z)


def _deviation(log_z: Array) -> float:
    return float(np.std(log_z, ddof=1)) if log_z.size > 1 else float("nan")


def doubt(stage: Stage, last: Info, settings: Settings) -> str:
    """Why a stage is not to be believed; empty where it is.

    Replicates more than a nat apart (one standard deviation) have not seen the same posterior: their mean
    says little and its error bar, from a handful of them, less.
    """
    spread = float(np.std(stage.replicates, ddof=1)) if stage.replicates.size > 1 else 0.0
    if not np.isfinite(stage.replicates).all() or stage.log_evidence < IMPOSSIBLE / 2:
        return "no place was found where the observations are possible"
    if last.acceptance < settings.least_acceptance and not stage.polished:
        return f"only {100 * last.acceptance:.2g} % of the moves were accepted"
    if spread > settings.disagreement:
        return f"the replicates disagree about the log evidence by {spread:.1f} nats (standard deviation)"
    if stage.log_evidence_sd > settings.disagreement:
        return f"the log evidence is not known to better than {stage.log_evidence_sd:.1f} nats"
    return ""


def _without_number(stage: Stage) -> Stage:
    nothing = np.full_like(stage.replicates, np.nan)
    nan = float("nan")
    return replace(stage, log_evidence=nan, log_evidence_sd=nan, replicates=nothing, tempered=nan)


def _log_progress(beta: float) -> float:
    """Share of a stage done: levels go by factors of beta, and one in ten thousand is a usual start."""
    return float(np.clip(1.0 + np.log10(max(beta, 1e-4)) / 4.0, 0.0, 1.0))


def _part(tell: Progress, number: int, stages: int) -> Progress:
    return lambda share, text: tell((number + 0.95 * share) / stages, f"stage {number + 1}/{stages}: {text}")
