"""Log likelihood of each observation for each simulated flight: errors as stated, sources that are sometimes simply wrong.

With the stated probability the source is wrong, and then the value is off by a Cauchy of ten times its error: a gross mistake costs
about nine nats and no more, so one second-hand number decides only so much. Errors of one group and kind are half shared.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from truecourse.autopilot.probe import Answers
from truecourse.evidence.baseline import Values
from truecourse.evidence.quantities import Index
from truecourse.evidence.residual import Residual, range_to, residual
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Reports
from truecourse.flight.observation import Observation, Seen

Array = NDArray[np.float64]

SHARED = 0.5  # judgement: half of the variance of a group's errors is common to it
GROSS = 10.0  # a wrong source is off by a Cauchy of this many errors (judgement)
NEVER = 100.0  # errors: what did not happen at all counts as this far off, and only as a wrong source
FREE_WINDOW = 3600.0  # s: a report unconnected with the track comes at any time in an hour about the planned one
RANGES = (Seen.HEARD, Seen.NOT_HEARD, Seen.NOT_SEEN)


class Evidence(NamedTuple):
    """Observations, where their answers are, and for each the column of its group's shared error (-1: it has none)."""

    observations: tuple[Observation, ...]
    where: tuple[Index, ...]
    shared: tuple[int, ...]
    groups: int


def gather(observations: tuple[Observation, ...], where: tuple[Index, ...]) -> Evidence:
    """Number the groups: observations of one group and kind share an error where there are at least two of them."""
    keys = [(o.group, o.kind) for o in observations]
    common = [k for k in dict.fromkeys(keys) if keys.count(k) > 1 and k[0] and k[1] not in RANGES]
    shared = tuple(common.index(k) if k in common else -1 for k in keys)
    return Evidence(observations, where, shared, len(common))


def log_terms(
    evidence: Evidence, answers: Answers, values: Values, common: Array, scene: Scene, reports: Reports
) -> Array:
    """Log likelihood (n, J) of every observation; `common` (n, groups) are the groups' shared errors, standard normal."""
    out = np.empty((answers.state.shape[0], len(evidence.observations)))
    for j, (o, index, group) in enumerate(
        zip(evidence.observations, evidence.where, evidence.shared, strict=True)
    ):
        if o.kind in RANGES:
            out[:, j] = _range_term(o, range_to(o, index, answers))
        elif o.kind is Seen.INSTRUMENT_REPORT and reports is Reports.FREE:
            out[:, j] = -np.log(FREE_WINDOW)
        else:
            found = residual(o, index, answers, values, scene)
            out[:, j] = log_density(found, o.outlier_probability, common[:, group] if group >= 0 else None)
    return out


def log_density(found: Residual, outlier: float, common: Array | None) -> Array:
    """Mixture of a normal about the shared error and a broad Cauchy; components multiply, samples of one fact average."""
    z = np.nan_to_num(found.difference / found.sd, nan=NEVER, posinf=NEVER, neginf=-NEVER)
    happened = np.isfinite(found.difference).all(axis=1)
    scale = 1.0
    inner = z
    if common is not None:
        scale = np.sqrt(1.0 - SHARED)
        inner = (z - np.sqrt(SHARED) * common[:, None]) / scale
    near = (-0.5 * inner**2 - 0.5 * np.log(2 * np.pi) - np.log(scale * found.sd)).sum(axis=1) * found.share
    far = (-np.log(np.pi * GROSS * (1.0 + (z / GROSS) ** 2)) - np.log(found.sd)).sum(axis=1) * found.share
    near = np.where(happened, near, -np.inf)
    return np.logaddexp(np.log1p(-outlier) + near, np.log(max(outlier, 1e-12)) + far)


def _range_term(o: Observation, distance: Array) -> Array:
    """Heard or seen with the probability that the station reached that far; a wrong source tells nothing: one half."""
    reached = ndtr((o.value - distance) / o.error)
    chance = reached if o.kind is Seen.HEARD else 1.0 - reached
    return np.log((1.0 - o.outlier_probability) * np.maximum(chance, 1e-12) + 0.5 * o.outlier_probability)


def residual_sigma(o: Observation, index: Index, answers: Answers, values: Values, scene: Scene) -> Array:
    """How many of its errors off an observation is, root mean square over components, (n,); NaN for ranges."""
    if o.kind in RANGES:
        return np.full(answers.state.shape[0], np.nan)
    found = residual(o, index, answers, values, scene)
    return np.sqrt(np.nanmean((found.difference / found.sd) ** 2, axis=1))
