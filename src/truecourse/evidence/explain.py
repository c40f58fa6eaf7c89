"""Weigh every cause against what had happened by a time and was known at a stage of the inquiry."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from truecourse.air.wind import Wind
from truecourse.evidence.causes.all import CAUSES
from truecourse.evidence.level import Settings
from truecourse.evidence.progress import Progress, unheard
from truecourse.evidence.quantities import regions_of
from truecourse.evidence.rates import rate
from truecourse.evidence.region import predict as region
from truecourse.evidence.sample import Samples
from truecourse.evidence.scene import Scene
from truecourse.evidence.stage import stage as set_the_scene
from truecourse.evidence.weigh import Trial, answers_of, trial, values_of, weigh, weigh_again
from truecourse.flight.case import Case
from truecourse.flight.cause import Cause
from truecourse.flight.explanation import CauseResult, Parameter, Prediction
from truecourse.flight.observation import Observation, Use

Array = NDArray[np.float64]

PARTICLES = 96
REPLICATES = 4
NEAR = 7.0  # nats behind the leader within which a cause is weighed finely
COARSE = Settings(share=0.45, moves=5, disagreement=10.0, rounds=6, batches=3)
FINE = Settings(rounds=8, batches=5)
THOROUGH = Settings(share=0.6, moves=8, disagreement=5.0, rounds=24, batches=4)
BLURRED = 1.0  # nats of error from which a cause that may lead is weighed anew, from the start
COARSELY = f"weighed coarsely, being more than {NEAR:.0f} nats behind, evidence and prior together"
AT_ONCE = 2  # causes weighed at the same time, each on one thread
KEPT = 600  # posterior draws kept of each cause for what is shown of them


@dataclass(frozen=True, slots=True)
class Effort:
    """Seed and number of particles per replicate."""

    seed: int = 0
    particles: int = PARTICLES


@dataclass(frozen=True, slots=True)
class Weighed:
    """One cause after the sampler; `remark` says why it was not sampled, or that it was sampled coarsely."""

    trial: Trial
    samples: Samples | None
    remark: str = ""

    @property
    def cause(self) -> Cause:
        """The cause weighed."""
        return self.trial.cause


def prepare(case: Case, wind: Wind, observations: tuple[Observation, ...], until: float) -> Scene:
    """The scene of a case, long enough for the observations and `until` (POSIX s), within the case's end.

    Raises ValueError where no observation is left to explain.
    """
    if not observations:
        count = sum(o.use is Use.EXPLAIN for o in case.observations)
        raise ValueError(
            f"Nothing is left to explain in {case.name}: "
            + (
                f"of its {count} observations with the use explain the time, stage and rows asked for leave "
                "none; choose a later time or stage, or other rows."
                if count
                else "no observation has the use explain; add what was seen of the flight."
            )
        )
    times = [o.t + 2 * o.t_error if np.isnan(o.t_end) else o.t_end for o in observations]
    last = min(max([case.t_start + 600.0, *times, until]), case.t_end)
    return set_the_scene(case, wind, last, regions_of(observations))


def weigh_all(
    scene: Scene,
    observations: tuple[Observation, ...],
    path: tuple[tuple[int, ...], ...],
    effort: Effort,
    progress: Progress | None = None,
    causes: Sequence[Cause] = CAUSES,
) -> tuple[Weighed, ...]:
    """Every cause through the sampler, then more sharply those near enough to the leader to matter.

    Each cause has a seed of its own, so that the order in which they finish changes nothing.
    """
    trials = tuple(trial(scene, cause, observations) for cause in causes)
    tell = progress or unheard
    coarse = run_all(trials, path, effort, lambda s, w: tell(0.8 * s, w))
    near = close_to_leader(scene.case, coarse, len(path))
    blurred = [w for w in coarse if w.cause.name in near and not _sharp(w)]
    told = _together(lambda s, w: tell(0.8 + 0.2 * s, w), [w.cause.title for w in blurred])

    def again(i: int) -> Weighed:
        return _refined(blurred[i], path, effort, lambda s, _: told(i, s))

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        better = {w.cause.name: w for w in pool.map(again, range(len(blurred)))}
        weighed = tuple(better.get(w.cause.name, w) for w in coarse)
        names = may_lead_unseen(scene.case, weighed, len(path))
        unsure = [w for w in weighed if w.cause.name in names]
        anew = {w.cause.name: w for w in pool.map(lambda w: _anew(w, path, effort), unsure)}
    weighed = tuple(anew.get(w.cause.name, w) for w in weighed)
    return tuple(
        w if w.cause.name in near or w.samples is None else replace(w, remark=COARSELY) for w in weighed
    )


def _sharp(w: Weighed) -> bool:
    """Whether there is nothing to be made sharper."""
    if w.samples is None:
        return True
    return w.samples.converged and all(s.log_evidence_sd < FINE.sharp for s in w.samples.stages)


def _refined(w: Weighed, path: tuple[tuple[int, ...], ...], effort: Effort, progress: Progress) -> Weighed:
    """A cause weighed more sharply from where its flights were found, or from the start."""
    assert w.samples is not None
    own = _seed_of(effort.seed, w.cause.name + " again")
    if w.samples.converged:
        samples = weigh_again(w.trial, path, w.samples, own, effort.particles, FINE)
    else:
        samples = weigh(w.trial, path, own, 2 * effort.particles, REPLICATES, THOROUGH)
    progress(1.0, w.cause.title)
    return replace(w, samples=samples)


def _anew(w: Weighed, path: tuple[tuple[int, ...], ...], effort: Effort) -> Weighed:
    """A cause weighed from the start with more care, where that comes out; else as it was."""
    own = _seed_of(effort.seed, w.cause.name + " anew")
    samples = weigh(w.trial, path, own, 2 * effort.particles, REPLICATES, THOROUGH)
    return replace(w, samples=samples) if samples.converged else w


def run_all(
    trials: Sequence[Trial],
    path: tuple[tuple[int, ...], ...],
    effort: Effort,
    progress: Progress,
) -> tuple[Weighed, ...]:
    """The sampler on several causes, `AT_ONCE` at a time."""
    tell = _together(progress, [t.cause.title for t in trials])

    def one(i: int) -> Weighed:
        cause = trials[i].cause
        why = cause.applies(trials[i].scene)
        if why:
            tell(i, 1.0)
            return Weighed(trials[i], None, why)
        own = _seed_of(effort.seed, cause.name)
        samples = weigh(
            trials[i], path, own, effort.particles, REPLICATES, COARSE, lambda share, _: tell(i, share)
        )
        return Weighed(trials[i], samples)

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(one, range(len(trials))))


def close_to_leader(case: Case, weighed: tuple[Weighed, ...], stages: int) -> set[str]:
    """Causes that may be within `NEAR` nats of the leader at any stage, the two best, and those that did not
    converge.

    May be: two standard errors are allowed for.
    """
    names: set[str] = set()
    for stage in range(stages):
        score, above = _scores(case, weighed, stage)
        known = sorted((v for v in score.values() if np.isfinite(v)), reverse=True)
        floor = min(known[0] - NEAR, known[min(1, len(known) - 1)]) if known else -np.inf
        names |= {name for name, v in above.items() if not v < floor}
    return names


def may_lead_unseen(case: Case, weighed: tuple[Weighed, ...], stages: int) -> set[str]:
    """Causes that converged with an error of more than `BLURRED` nats and, two errors allowed for, may lead
    at some stage: runs that found different parts of what is possible, of which the best part may be in none.
    """
    names: set[str] = set()
    for stage in range(stages):
        score, above = _scores(case, weighed, stage)
        best = max((v for v in score.values() if np.isfinite(v)), default=-np.inf)
        names |= {w.cause.name for w in weighed if _error(w, stage) > BLURRED and above[w.cause.name] >= best}
    return names


def _scores(
    case: Case, weighed: tuple[Weighed, ...], stage: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Prior and evidence together of each cause that was sampled, nats; and two standard errors more."""
    sampled = [w for w in weighed if w.samples is not None]
    score = {
        w.cause.name: float(np.log(prior_of(case, w.cause.name))) + _log_evidence(w, stage) for w in sampled
    }
    return score, {w.cause.name: score[w.cause.name] + 2.0 * _error(w, stage) for w in sampled}


def rank(
    case: Case, weighed: tuple[Weighed, ...], stage: int, detail: bool = True
) -> tuple[CauseResult, ...]:
    """Results at one stage of the path, probabilities over what converged, the likeliest first."""
    priors = np.array([prior_of(case, w.cause.name) for w in weighed])
    log_z = np.array([_log_evidence(w, stage) for w in weighed])
    logs = np.where(np.isfinite(log_z), np.log(np.maximum(priors, 1e-300)) + log_z, -np.inf)
    share = np.exp(logs - logs.max()) if np.isfinite(logs).any() else np.zeros(len(logs))
    share = share / max(share.sum(), 1e-300)
    results = [_result(w, stage, float(priors[i]), float(share[i]), detail) for i, w in enumerate(weighed)]
    return tuple(sorted(results, key=lambda r: -r.probability if r.probability == r.probability else 1.0))


def prior_of(case: Case, name: str) -> float:
    """Probability per flight of a cause, in the flight's own era, as the case scales it."""
    return rate(name, case.t_start).probability * dict(case.prior_scale).get(name, 1.0)


def posterior(w: Weighed, stage: int, n: int, seed: int) -> Array:
    """`n` equally weighted posterior draws (n, D) of a cause at a stage."""
    assert w.samples is not None
    found = w.samples.stages[stage]
    rng = np.random.default_rng([seed, stage + 1])
    return found.z[rng.choice(len(found.z), n, p=found.weights / found.weights.sum())]


def where_at(
    weighed: tuple[Weighed, ...], results: tuple[CauseResult, ...], t: float, seed: int
) -> Prediction:
    """The mixture over causes of the position at `t`, and its highest-density region."""
    share = {r.name: r.probability for r in results if r.probability > 1e-4}
    places: list[Array] = []
    weights: list[Array] = []
    cloud: list[NDArray[np.int64]] = []
    for w in weighed:
        if w.samples is None or w.cause.name not in share or not w.samples.converged:
            continue
        z = posterior(w, -1, 4 * KEPT, seed)
        asked = trial(w.trial.scene, w.cause, w.trial.evidence.observations, (t,))
        p = answers_of(asked, values_of(asked, z)).state[:, 0, :3]
        here = np.isfinite(p).all(axis=1)
        places.append(p[here])
        cloud.append(np.full(int(here.sum()), len(cloud)))
        weights.append(np.full(int(here.sum()), share[w.cause.name] / max(int(here.sum()), 1)))
    return region(t, np.concatenate(places), np.concatenate(weights), np.concatenate(cloud))


def _log_evidence(w: Weighed, stage: int) -> float:
    if w.samples is None or not w.samples.converged:
        return np.nan
    return w.samples.stages[stage].log_evidence


def _error(w: Weighed, stage: int) -> float:
    return w.samples.stages[stage].log_evidence_sd if w.samples and w.samples.converged else np.nan


def _result(w: Weighed, stage: int, prior: float, probability: float, detail: bool) -> CauseResult:
    found = w.samples.stages[stage] if w.samples is not None and w.samples.converged else None
    excluded = w.samples is None
    return CauseResult(
        name=w.cause.name,
        title=w.cause.title,
        prior=0.0 if excluded else prior,
        prior_source=rate(w.cause.name, w.trial.scene.case.t_start).source,
        log_evidence=found.log_evidence if found else np.nan,
        log_evidence_sd=found.log_evidence_sd if found else np.nan,
        probability=probability if found else 0.0 if excluded else np.nan,
        converged=excluded or found is not None,
        why_not=w.remark if excluded or found else w.samples.reason if w.samples else "",
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
    for u in sorted(
        own, key=lambda u: (u.name == "compass_error_deg", not u.name.startswith("heading_magnetic"))
    ):
        wire = np.asarray(values[u.name] * u.per_si, float)
        if u.name.endswith("_deg") and np.nanmax(np.abs(wire)) > 90.0:  # a direction: about its own mean
            turns = np.nanmean(np.exp(1j * np.radians(wire)))
            middle = float(np.degrees(np.angle(turns))) % 360.0
            wire = middle + np.mod(wire - middle + 180.0, 360.0) - 180.0
        low, median, high = np.nanquantile(wire, [0.05, 0.5, 0.95])
        found.append(Parameter(u.name, u.meaning, float(median), float(low), float(high), u.prior, wire))
    return tuple(found)


def _seed_of(seed: int, name: str) -> int:
    """A seed of its own for each cause, the same in every run."""
    return int(np.random.SeedSequence([seed, *name.encode()]).generate_state(1)[0])


def _together(progress: Progress | None, titles: list[str]) -> Callable[[int, float], None]:
    """One progress out of those of several causes under way at once."""
    shares = [0.0] * len(titles)

    def tell(i: int, share: float) -> None:
        shares[i] = share
        if progress is not None:
            progress(sum(shares) / len(shares), titles[i])

    return tell
