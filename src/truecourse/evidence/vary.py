"""How the answer moves when what was assumed is changed: priors, the wind's error, doubt about sources, how
an area is drawn.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from truecourse.evidence.explain import AT_ONCE, COARSE, NEAR, REPLICATES, Effort, Weighed, posterior
from truecourse.evidence.level import NotConverged, Settings
from truecourse.evidence.progress import Progress
from truecourse.evidence.reweight import (
    LEAST_EFFECTIVE,
    Pool,
    log_evidence,
    replicate_evidence,
    sketch,
)
from truecourse.evidence.sample import sample_near, unknown
from truecourse.evidence.scene import Scene
from truecourse.evidence.stage import edges
from truecourse.evidence.weigh import Trial, terms_of, trial, weigh
from truecourse.flight.explanation import CauseResult, Rival, Sensitivity, Widest
from truecourse.flight.observation import Observation

Array = NDArray[np.float64]

GRID = (0.25, 0.5, 1.0, 2.0, 4.0)  # factors tried, outward from 1
SETTINGS = 9  # at most, or about: how the progress is shared out
MOST_DOUBT = 0.6
NEARBY = Settings(rounds=12, batches=5)
TEMPERING = replace(COARSE, rounds=1, batches=1)  # for the change of the tempered evidence
WELL = 1.0  # nats of error below which a rival is known well enough to see what an altered setting does to it
PLACES = 4000  # of those the sampler visited, flown again in each altered setting
WITHIN = "not known: the margin is within its error"
WIND, DOUBT, AREA = "wind error", "doubt about sources", "how an area is drawn"
OTHERWISE = "-with-"  # the area `name-with-...` is another reading of the area `name`
REWEIGHED, ANEW, TEMPERED, ARITHMETIC = "reweighted", "weighed anew", "tempered anew", "arithmetic"


class Varied(NamedTuple):
    """Every setting tried, each rival's distance, and the widest intervals under which the leader leads."""

    rows: tuple[Sensitivity, ...]
    rivals: tuple[Rival, ...]
    widest: tuple[Widest, ...]


@dataclass(frozen=True, slots=True)
class Altered:
    """Something assumed otherwise: the scene and the observations as they then are."""

    what: str
    setting: str
    scene: Scene
    observations: tuple[Observation, ...]


Found = tuple[list[Sensitivity], Widest]


class Answer(NamedTuple):
    """One cause under an altered assumption: log evidence, its change, their errors; NaN where not known."""

    log_z: float
    log_z_sd: float
    change_sd: float
    effective: float
    how: str


UNKNOWN = Answer(np.nan, np.nan, np.nan, 0.0, TEMPERED)


def sensitivity(
    weighed: tuple[Weighed, ...], results: tuple[CauseResult, ...], effort: Effort, progress: Progress
) -> Varied:
    """The leader against its nearest well-known rival in each altered setting, as far as it leads.

    By reweighting flights the sampler visited where enough of them still count, else by weighing anew from
    there, else by tempering anew, whose errors are several nats. What the priors would have to be is
    arithmetic, for every rival.
    """
    known = [r for r in results if r.probability > 0.0]
    if len(known) < 2:
        return Varied((), (), ())
    named = {w.cause.name: w for w in weighed}
    floor = known[1].probability * np.exp(-NEAR)
    rivals = [r for r in known[1:] if r.log_evidence_sd < WELL and r.probability > floor]
    compared = [known[0], (rivals or known[1:])[0]]
    few = tuple(named[r.name] for r in compared)
    scene, observations = few[0].trial.scene, few[0].trial.evidence.observations
    tried = _trying(few, compared, effort, progress)

    def along(alter: Callable[[Scene, tuple[Observation, ...], float], Altered]) -> Found:
        return search(lambda factor: tried(alter(scene, observations, factor)))

    with threadpool_limits(limits=1), ThreadPoolExecutor(AT_ONCE) as pool:
        (windy, wind), (doubtful, doubt) = pool.map(along, (windier, more_doubtful))
        rows = [*windy, *doubtful, *pool.map(tried, redrawn(scene, observations))]
    told = tuple(rival(known[0], other) for other in known[1:])
    return Varied((_priors(known, told), *rows), told, (wind, doubt))


def windier(scene: Scene, observations: tuple[Observation, ...], factor: float) -> Altered:
    """The wind's error larger by a factor: along the flight, and between the flight and a wind seen
    elsewhere.
    """
    more = replace(scene, wind_root=factor * scene.wind_root, wind_sd=factor * scene.wind_sd)
    return Altered(WIND, f"standard deviation times {factor:g}", more, observations)


def more_doubtful(scene: Scene, observations: tuple[Observation, ...], factor: float) -> Altered:
    """Outlier probabilities multiplied, at most to `MOST_DOUBT`."""
    doubted = tuple(
        replace(
            o, outlier_probability=min(factor * o.outlier_probability, max(MOST_DOUBT, o.outlier_probability))
        )
        for o in observations
    )
    words = f"outlier probabilities times {factor:g}" + (f", at most {MOST_DOUBT:g}" if factor > 1.0 else "")
    return Altered(DOUBT, words, scene, doubted)


def redrawn(scene: Scene, observations: tuple[Observation, ...]) -> tuple[Altered, ...]:
    """Observations of an area that the case also draws otherwise, with the other drawing in its place."""
    drawn = [area.name for area in scene.case.airspaces]
    found = []
    for name in dict.fromkeys(o.region for o in observations if o.region):
        for other in (d for d in drawn if d.startswith(name + OTHERWISE)):
            more = edges(scene.case, scene.environment.plane, (other,))
            moved = tuple(replace(o, region=other) if o.region == name else o for o in observations)
            found.append(Altered(AREA, other, replace(scene, edges=scene.edges | more), moved))
    return tuple(found)


def search(tried: Callable[[float], Sensitivity]) -> Found:
    """Outward from 1 along `GRID`, both ways, until the leader leads no more or it is not known whether.

    Rows by factor, ascending, and the interval of factors, of those tried, in which it leads.
    """
    rows: dict[float, Sensitivity] = {}
    ends: list[tuple[float, bool, str]] = []
    for way in (sorted((f for f in GRID if f < 1.0), reverse=True), sorted(f for f in GRID if f > 1.0)):
        end, beyond, lost = 1.0, "", False
        for factor in way:
            rows[factor] = tried(factor)
            if not rows[factor].leads:
                lost, beyond = True, rows[factor].leader
                break
            end = factor
        ends.append((end, lost, beyond))
    (low, low_found, beyond_low), (high, high_found, beyond_high) = ends
    factors, what = tuple(sorted((1.0, *rows))), next(iter(rows.values())).what
    widest = Widest(what, factors, low, high, low_found, high_found, beyond_low, beyond_high)
    return [rows[factor] for factor in sorted(rows)], widest


def rival(leader: CauseResult, other: CauseResult) -> Rival:
    """How far a rival's log prior must rise for it to overtake: the posterior log odds, exactly."""
    return Rival(
        other.name,
        other.title,
        _score(leader) - _score(other),
        float(np.hypot(leader.log_evidence_sd, other.log_evidence_sd)),
    )


def _score(cause: CauseResult) -> float:
    """Log of prior times evidence, which does not underflow where the probability does."""
    return float(np.log(cause.prior)) + cause.log_evidence


def _priors(known: list[CauseResult], rivals: tuple[Rival, ...]) -> Sensitivity:
    """The leader leads until the runner-up's prior is raised by the posterior odds."""
    first = rivals[0]
    return Sensitivity(
        "priors",
        "as stated",
        known[0].name,
        True,
        first.log_factor,
        min(known[0].effective_samples, known[1].effective_samples),
        first.log_factor_sd,
        0.0,
        0.0,
        ARITHMETIC,
    )


def _trying(
    few: tuple[Weighed, ...], known: list[CauseResult], effort: Effort, progress: Progress
) -> Callable[[Altered], Sensitivity]:
    """What tries one altered assumption after the other, and tells how far that has come."""
    done = 0

    def tried(altered: Altered) -> Sensitivity:
        nonlocal done
        progress(min(done / SETTINGS, 1.0), altered.what)
        done += 1
        return _row(few, known, altered, effort)

    return tried


def _row(few: tuple[Weighed, ...], known: list[CauseResult], altered: Altered, effort: Effort) -> Sensitivity:
    """The few causes under an altered assumption, as one line."""
    found = []
    for w, result in zip(few, known, strict=True):
        other = trial(altered.scene, w.cause, altered.observations)
        ways = (_reweighed, _anew, _tempered) if result.effective_samples > LEAST_EFFECTIVE else (_tempered,)
        answers = (way(w, result, other, effort) for way in ways)
        found.append(next((answer for answer in answers if answer is not None), UNKNOWN))
    return line(altered.what, altered.setting, known, found)


def _reweighed(w: Weighed, result: CauseResult, other: Trial, effort: Effort) -> Answer | None:
    """A cause by some of the flights the sampler visited, flown again as altered; None where too few count.

    The change is what reweighting finds against its own answer to what was assumed, so that what the two
    have in common falls out.
    """
    pool = w.samples.pool if w.samples is not None else None
    if pool is None:
        return None
    count = len(other.evidence.observations)
    few = sketch(pool, pool.terms[:, :count].sum(axis=1), PLACES, effort.seed)
    after = terms_of(other, few.z)
    return reweighed(few, result, few.terms[:, :count].sum(axis=1), after[:, :count].sum(axis=1))


def reweighed(pool: Pool, result: CauseResult, before: Array, after: Array) -> Answer | None:
    """The answer for log likelihoods (n,) at the pool's places as assumed and as altered, or None."""
    old, effective_before = log_evidence(pool, before)
    new, effective = log_evidence(pool, after)
    least = min(effective, effective_before)
    if not least >= LEAST_EFFECTIVE:
        return None
    change = replicate_evidence(pool, after) - replicate_evidence(pool, before)
    error = float(np.std(change, ddof=1)) if change.size > 1 else float("nan")
    if not np.isfinite(error):
        return None
    log_z = result.log_evidence + new - old
    return Answer(log_z, float(np.hypot(result.log_evidence_sd, error)), error, least, REWEIGHED)


def _anew(w: Weighed, result: CauseResult, other: Trial, effort: Effort) -> Answer | None:
    """A cause weighed anew as altered, from where its flights were before; None where that is too far."""
    places = posterior(w, -1, REPLICATES * effort.particles, effort.seed)
    count = len(other.evidence.observations)
    try:
        stage, polished = sample_near(
            effort.seed,
            lambda z: terms_of(other, z),
            unknown(places.reshape(REPLICATES, effort.particles, -1), 2 * count),
            exponents=np.repeat([1.0, 0.0], count),
            particles=max(effort.particles // 2, 32),
            settings=NEARBY,
        )
    except NotConverged:
        return None
    if not polished.usable:
        return None
    joint = float(np.hypot(result.log_evidence_sd, stage.log_evidence_sd))
    return Answer(stage.log_evidence, stage.log_evidence_sd, joint, stage.effective, ANEW)


def _tempered(w: Weighed, result: CauseResult, other: Trial, effort: Effort) -> Answer | None:
    """A cause tempered anew as altered, from the prior; None where the run did not converge.

    Chains that lag find less than there is, alike in both runs: the change is tempering's against its own
    answer to what was assumed, and that run's error is taken to be as large as this one's.
    """
    assert w.samples is not None
    everything = tuple(range(len(other.evidence.observations)))
    samples = weigh(other, (everything,), effort.seed, effort.particles, REPLICATES, TEMPERING)
    if not samples.converged:
        return None
    stage = samples.stages[-1]
    if stage.polished and stage.effective > LEAST_EFFECTIVE:
        joint = float(np.hypot(result.log_evidence_sd, stage.log_evidence_sd))
        return Answer(stage.log_evidence, stage.log_evidence_sd, joint, stage.effective, ANEW)
    error = float(np.sqrt(2.0) * np.std(stage.replicates, ddof=1))
    log_z = result.log_evidence + stage.tempered - w.samples.stages[-1].tempered
    return Answer(log_z, float(np.hypot(result.log_evidence_sd, error)), error, stage.effective, TEMPERED)


def line(what: str, setting: str, known: list[CauseResult], answers: list[Answer]) -> Sensitivity:
    """Who leads then, by how much over the strongest rival, and what that changed; `known` leader first.

    A margin no greater than its standard error leaves the leader not known.
    """
    if not all(np.isfinite(a.log_z) for a in answers):
        return Sensitivity(what, setting, "not known: too few flights count", False, np.nan, 0.0)
    scores = [float(np.log(r.prior)) + a.log_z for r, a in zip(known, answers, strict=True)]
    strongest = 1 + int(np.argmax(scores[1:]))
    margin = scores[0] - scores[strongest]
    margin_sd = float(np.hypot(answers[0].log_z_sd, answers[strongest].log_z_sd))
    as_assumed = _score(known[0]) - _score(known[1])
    if strongest == 1:
        change_sd = float(np.hypot(answers[0].change_sd, answers[1].change_sd))
    else:
        change_sd = float(np.hypot(margin_sd, np.hypot(known[0].log_evidence_sd, known[1].log_evidence_sd)))
    return Sensitivity(
        what,
        setting,
        known[int(np.argmax(scores))].name if abs(margin) > margin_sd else WITHIN,
        margin > margin_sd,
        margin,
        min(a.effective for a in (answers[0], answers[strongest])),
        margin_sd,
        margin - as_assumed,
        change_sd,
        next(how for how in (TEMPERED, ANEW, REWEIGHED) if how in (answers[0].how, answers[strongest].how)),
    )
