"""Weigh every cause against what had happened by a time and was known at a stage of the inquiry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from truecourse.air.wind import Wind
from truecourse.evidence.causes.all import CAUSES
from truecourse.evidence.quantities import regions_of
from truecourse.evidence.region import predict as region
from truecourse.evidence.sample import Samples
from truecourse.evidence.scene import Scene
from truecourse.evidence.select import select, stage_named
from truecourse.evidence.stage import stage as set_the_scene
from truecourse.evidence.weigh import Trial, answers_of, trial, values_of, weigh
from truecourse.flight.case import Case
from truecourse.flight.cause import Cause
from truecourse.flight.explanation import CauseResult, Explanation, Parameter, Prediction
from truecourse.flight.observation import Observation

Array = NDArray[np.float64]
Progress = Callable[[float, str], None]

PARTICLES = 256
REPLICATES = 4
AT_ONCE = 2  # causes weighed at the same time, each on one thread
KEPT = 600  # posterior draws kept of each cause for what is shown of them


@dataclass(frozen=True, slots=True)
class Weighed:
    """One cause after the sampler, or why it was not sampled."""

    trial: Trial
    samples: Samples | None
    why_not: str = ""

    @property
    def cause(self) -> Cause:
        """The cause weighed."""
        return self.trial.cause


def prepare(case: Case, wind: Wind, observations: tuple[Observation, ...], until: float) -> Scene:
    """The scene of a case, long enough for the observations and for `until` (POSIX s), within the case's own end."""
    times = [o.t + 2 * o.t_error if np.isnan(o.t_end) else o.t_end for o in observations]
    last = min(max([case.t_start + 600.0, *times, until]), case.t_end)
    return set_the_scene(case, wind, last, regions_of(observations))


def weigh_all(
    scene: Scene,
    observations: tuple[Observation, ...],
    path: tuple[tuple[int, ...], ...],
    *,
    causes: tuple[Cause, ...] = CAUSES,
    seed: int = 0,
    particles: int = PARTICLES,
    replicates: int = REPLICATES,
    wind_scale: float = 1.0,
    progress: Progress | None = None,
) -> tuple[Weighed, ...]:
    """Every cause through the sampler, each with its own seed, so that the order in which they finish changes nothing."""
    trials = [trial(scene, cause, observations, wind_scale=wind_scale) for cause in causes]
    tell = _together(progress, [t.cause.title for t in trials])

    def one(i: int) -> Weighed:
        why = trials[i].cause.applies(scene)
        if why:
            tell(i, 1.0)
            return Weighed(trials[i], None, why)
        own = _seed_of(seed, trials[i].cause.name)
        samples = weigh(trials[i], path, own, particles, replicates, lambda share, _: tell(i, share))
        return Weighed(trials[i], samples)

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(one, range(len(trials))))


def explain(
    case: Case,
    wind: Wind,
    *,
    stage: str | None = None,
    until: float = inf,
    only: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    predict: float | None = None,
    seed: int = 0,
    particles: int | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Probability of every cause from the observations selected; with `predict` (POSIX s) the position then.

    Raises ValueError where a stage or an id is unknown, or `predict` lies outside the case.
    """
    observations = select(case, stage=stage_named(case, stage), until=until, only=only, without=without)
    if predict is not None and not case.t_start <= predict <= case.t_end:
        raise ValueError(f"The time to predict lies outside the case ({case.name}); choose one between take-off and its end.")
    scene = prepare(case, wind, observations, predict or -inf)
    count = particles or PARTICLES
    weighed = weigh_all(
        scene, observations, (tuple(range(len(observations))),), seed=seed, particles=count, progress=progress
    )
    results = rank(case, weighed, 0)
    return Explanation(
        case=case.name,
        stage=stage or "",
        until=until,
        seed=seed,
        particles=count,
        observations=tuple(o.id for o in observations),
        causes=results,
        prediction=None if predict is None else where_at(weighed, results, predict, seed),
    )


def rank(case: Case, weighed: tuple[Weighed, ...], stage: int, detail: bool = True) -> tuple[CauseResult, ...]:
    """Results of every cause at one stage of the path, probabilities over those that converged, the likeliest first."""
    scale = dict(case.prior_scale)
    priors = np.array([w.cause.prior * scale.get(w.cause.name, 1.0) for w in weighed])
    log_z = np.array([_log_evidence(w, stage) for w in weighed])
    logs = np.where(np.isfinite(log_z), np.log(np.maximum(priors, 1e-300)) + log_z, -np.inf)
    share = np.exp(logs - logs.max()) if np.isfinite(logs).any() else np.zeros(len(logs))
    share = share / max(share.sum(), 1e-300)
    results = [
        _result(w, stage, float(priors[i]), float(share[i]), detail) for i, w in enumerate(weighed)
    ]
    return tuple(sorted(results, key=lambda r: -r.probability if r.probability == r.probability else 1.0))


def posterior(w: Weighed, stage: int, n: int, seed: int) -> Array:
    """`n` equally weighted posterior draws (n, D) of a cause at a stage."""
    assert w.samples is not None
    found = w.samples.stages[stage]
    rng = np.random.default_rng([seed, stage])
    return found.z[rng.choice(len(found.z), n, p=found.weights / found.weights.sum())]


def where_at(
    weighed: tuple[Weighed, ...], results: tuple[CauseResult, ...], t: float, seed: int
) -> Prediction:
    """The mixture over causes of the position at `t`, and its highest-density region."""
    share = {r.name: r.probability for r in results if r.probability > 1e-4}
    places, weights = [], []
    for w in weighed:
        if w.samples is None or w.cause.name not in share or not w.samples.converged:
            continue
        z = posterior(w, -1, 4 * KEPT, seed)
        asked = trial(w.trial.scene, w.cause, w.trial.evidence.observations, (t,), w.trial.wind_scale)
        p = answers_of(asked, values_of(asked, z)).state[:, 0, :3]
        here = np.isfinite(p).all(axis=1)
        places.append(p[here])
        weights.append(np.full(int(here.sum()), share[w.cause.name] / max(int(here.sum()), 1)))
    return region(t, np.concatenate(places), np.concatenate(weights))


def _log_evidence(w: Weighed, stage: int) -> float:
    if w.samples is None or not w.samples.converged:
        return np.nan
    return w.samples.stages[stage].log_evidence


def _result(w: Weighed, stage: int, prior: float, probability: float, detail: bool) -> CauseResult:
    found = w.samples.stages[stage] if w.samples is not None and w.samples.converged else None
    excluded = w.samples is None
    return CauseResult(
        name=w.cause.name,
        title=w.cause.title,
        prior=0.0 if excluded else prior,
        prior_source=w.cause.prior_source,
        log_evidence=found.log_evidence if found else np.nan,
        log_evidence_sd=found.log_evidence_sd if found else np.nan,
        probability=probability if found else 0.0 if excluded else np.nan,
        converged=excluded or found is not None,
        why_not=w.why_not if w.samples is None else w.samples.reason,
        effective_samples=found.effective if found else np.nan,
        flights=0 if w.samples is None else w.samples.evaluations,
        parameters=_parameters(w, stage) if found and detail else (),
        submodes=w.cause.submodes,
    )


def _parameters(w: Weighed, stage: int) -> tuple[Parameter, ...]:
    """Posterior of what is the cause's own, and of the compass."""
    values = values_of(w.trial, posterior(w, stage, KEPT, 0))
    names = {u.name for u in w.cause.uncertain(w.trial.scene)} | {"compass_error_deg"}
    own = [u for u in w.trial.uncertain if u.name in names]
    found = []
    for u in sorted(own, key=lambda u: (u.name == "compass_error_deg", not u.name.startswith("heading_magnetic"))):
        wire = np.asarray(values[u.name] * u.per_si, float)
        low, median, high = np.nanquantile(wire, [0.05, 0.5, 0.95])
        found.append(Parameter(u.name, u.meaning, float(median), float(low), float(high), u.prior, wire))
    return tuple(found)


def _seed_of(seed: int, name: str) -> int:
    """A seed of its own for each cause, the same in every run."""
    return int(np.random.SeedSequence([seed, *name.encode()]).generate_state(1)[0])


def _together(progress: Progress | None, titles: list[str]) -> Callable[[int, float], None]:
    """One progress out of those of several causes under way at once."""
    shares, lock = [0.0] * len(titles), Lock()

    def tell(i: int, share: float) -> None:
        if progress is not None:
            with lock:
                shares[i] = share
                progress(sum(shares) / len(shares), titles[i])

    return tell
