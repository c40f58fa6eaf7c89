"""Causes weighed without a sampler: a posterior and a pool drawn where they are wanted."""

from dataclasses import fields
from typing import Any

import numpy as np

from truecourse.evidence.explain import Weighed
from truecourse.evidence.reweight import Pool
from truecourse.evidence.sample import Samples, Stage
from truecourse.evidence.scene import Scene
from truecourse.evidence.weigh import Trial, terms_of, trial
from truecourse.flight.cause import Cause
from truecourse.flight.observation import Observation


def weighed(
    scene: Scene, cause: Cause, observations: tuple[Observation, ...], log_z: float = 0.0, n: int = 400
) -> Weighed:
    """A cause whose posterior and pool are `n` draws of its prior, as a run without observations leaves."""
    asked = trial(scene, cause, observations)
    z = np.random.default_rng(5).standard_normal((n, asked.dimension))
    return Weighed(asked, samples_of(asked, z, log_z))


def samples_of(
    asked: Trial, z: np.ndarray, log_z: tuple[float, ...] | float, converged: bool = True
) -> Samples:
    """Samples standing on places (n, D) of the prior at every stage, each with its log evidence."""
    terms = terms_of(asked, z) if asked.evidence.observations else np.zeros((len(z), 0))
    pool = Pool(z, terms, np.ones(len(z)), np.arange(len(z)) % 4, np.zeros(len(z)))
    given = {"z": z, "terms": terms, "weights": np.full(len(z), 1 / len(z)), "effective": float(len(z))}
    stages = tuple(
        _filled(Stage, given | {"log_evidence": value, "replicates": np.full(4, value)})
        for value in np.atleast_1d(log_z)
    )
    why = "" if converged else "invented"
    return _filled(
        Samples, {"stages": stages, "pool": pool, "levels": (), "converged": converged, "reason": why}
    )


def _filled(record: type, given: dict[str, Any]) -> Any:
    """A record with what is given, and 0 for what matters to nobody here."""
    return record(*(given.get(field.name, 0) for field in fields(record)))
