"""How the answer moves when what was assumed is changed: priors, the wind's error, doubt about sources."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from truecourse.evidence.explain import COARSE, Effort, Weighed, rank, run_all
from truecourse.evidence.level import Settings
from truecourse.evidence.weigh import trial
from truecourse.flight.explanation import CauseResult, Sensitivity
from truecourse.flight.observation import Observation

Progress = Callable[[float, str], None]

WIND = (0.5, 2.0)
DOUBT = (0.2, 5.0)
MOST_DOUBT = 0.6
ROUGH: Settings = COARSE


def sensitivity(
    weighed: tuple[Weighed, ...], results: tuple[CauseResult, ...], effort: Effort, progress: Progress
) -> tuple[Sensitivity, ...]:
    """The leader and its two nearest rivals weighed again, coarsely, in each altered setting; priors by
    arithmetic.
    """
    known = [r for r in results if r.probability > 0.0]
    if len(known) < 2:
        return ()
    named = {w.cause.name: w for w in weighed}
    few = tuple(named[r.name] for r in known[:3])
    observations = few[0].trial.evidence.observations
    settings: list[tuple[str, str, tuple[Observation, ...], float]] = [
        ("wind error", f"standard deviation times {k:g}", observations, k) for k in WIND
    ]
    settings += [
        ("doubt about sources", f"outlier probabilities times {k:g}", doubted(observations, k), 1.0)
        for k in DOUBT
    ]
    rows = [_priors(known)]
    for i, (what, setting, altered, wind_scale) in enumerate(settings):
        share = i / len(settings)
        progress(share, what)
        trials = [trial(w.trial.scene, w.cause, altered, wind_scale=wind_scale) for w in few]
        path = (tuple(range(len(altered))),)
        again = run_all(trials, path, effort, ROUGH, max(effort.particles // 3, 32), lambda s, w: None)
        rows.append(_row(what, setting, rank(few[0].trial.scene.case, again, 0, detail=False), known[0].name))
    return tuple(rows)


def doubted(observations: tuple[Observation, ...], factor: float) -> tuple[Observation, ...]:
    """The observations with their outlier probabilities multiplied, at most `MOST_DOUBT`."""
    return tuple(
        replace(o, outlier_probability=min(factor * o.outlier_probability, MOST_DOUBT)) for o in observations
    )


def _priors(known: list[CauseResult]) -> Sensitivity:
    """The leader leads until the runner-up's prior is raised by the posterior odds."""
    margin = float(np.log(known[0].probability) - np.log(max(known[1].probability, 1e-300)))
    return Sensitivity(
        "priors",
        f"as stated; {known[1].title.lower()} would lead if its prior were {np.exp(margin):.2g} times larger",
        known[0].name,
        True,
        margin,
        min(known[0].effective_samples, known[1].effective_samples),
    )


def _row(what: str, setting: str, ranked: tuple[CauseResult, ...], leader: str) -> Sensitivity:
    scores = {r.name: r for r in ranked if r.probability == r.probability}
    if leader not in scores:
        return Sensitivity(what, setting, "not known: the sampler did not converge", False, np.nan, 0.0)
    others = [r.probability for name, r in scores.items() if name != leader]
    margin = float(np.log(max(scores[leader].probability, 1e-300)) - np.log(max([*others, 1e-300])))
    best = max(scores.values(), key=lambda r: r.probability)
    return Sensitivity(
        what,
        setting,
        best.name,
        best.name == leader,
        margin,
        min(r.effective_samples for r in scores.values()),
    )
