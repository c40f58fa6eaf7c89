"""Weigh one cause: its simulated flights against the observations, every stage in one pass."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.fly import ask
from truecourse.autopilot.probe import Answers, Questions
from truecourse.evidence.baseline import Values, common
from truecourse.evidence.level import Settings
from truecourse.evidence.likelihood import Evidence, gather, log_terms
from truecourse.evidence.progress import Progress
from truecourse.evidence.quantities import ask_for
from truecourse.evidence.sample import Samples, refine, sample
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.observation import Observation

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """One cause before the observations of a scene: what is drawn, what is asked, what is compared.

    The latent vector holds, in order: the common quantities, the cause's own, the wind error's north and east
    modes.
    """

    scene: Scene
    cause: Cause
    evidence: Evidence
    questions: Questions
    uncertain: tuple[Uncertain, ...]

    @property
    def dimension(self) -> int:
        """Length of the latent vector."""
        return len(self.uncertain) + 2 * self.scene.wind_root.shape[1]


def trial(
    scene: Scene,
    cause: Cause,
    observations: tuple[Observation, ...],
    extra_times: tuple[float, ...] = (),
) -> Trial:
    """Prepare a cause for a set of observations; `extra_times` (POSIX s) come first among the times asked."""
    questions, where = ask_for(observations, scene, extra_times)
    return Trial(
        scene,
        cause,
        gather(observations, where),
        questions,
        common(scene) + cause.uncertain(scene),
    )


def values_of(trial: Trial, z: Array) -> Values:
    """Quantities in SI for latent vectors (n, D)."""
    values = {u.name: np.asarray(u.quantile(z[:, i])) for i, u in enumerate(trial.uncertain)}
    first = len(trial.uncertain)
    root = trial.scene.wind_root
    modes = z[:, first : first + 2 * root.shape[1]].reshape(-1, 2, root.shape[1])
    values["wind_error"] = np.swapaxes(modes @ root.T, 1, 2)
    return trial.cause.resolve(trial.scene, values)


def answers_of(trial: Trial, values: Values, workers: int = 1) -> Answers:
    """Fly the quantities, on so many threads, and read off the answers."""
    told, errors = trial.cause.orders(trial.scene, values)
    return ask(told, errors, trial.scene.environment, trial.questions, trial.scene.time, workers)


def terms_of(trial: Trial, z: Array, workers: int = 1) -> Array:
    """Log likelihood of every observation for latent vectors: (n, D) to (n, 2 J), see `log_terms`."""
    values = values_of(trial, z)
    answers = answers_of(trial, values, workers)
    return log_terms(trial.evidence, answers, values, trial.scene, trial.cause.reports)


def weigh(
    trial: Trial,
    path: tuple[tuple[int, ...], ...],
    seed: int,
    particles: int,
    replicates: int,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Samples:
    """Log evidence and posterior of the cause by stage: `path` holds nested tuples of observation indices."""
    masks = [np.isin(np.arange(2 * len(trial.evidence.observations)), stage) for stage in path]
    return sample(
        seed,
        lambda z: terms_of(trial, z),
        trial.dimension,
        path=masks,
        particles=particles,
        replicates=replicates,
        settings=settings,
        progress=progress,
    )


def weigh_again(
    trial: Trial,
    path: tuple[tuple[int, ...], ...],
    samples: Samples,
    seed: int,
    particles: int,
    settings: Settings,
) -> Samples:
    """A cause already weighed, weighed more sharply from where its flights were found."""
    masks = [np.isin(np.arange(2 * len(trial.evidence.observations)), stage) for stage in path]
    return refine(
        seed, lambda z: terms_of(trial, z), samples, path=masks, particles=particles, settings=settings
    )
