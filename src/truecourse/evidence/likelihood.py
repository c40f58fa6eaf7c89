"""Log likelihood of each observation for each flight: errors as stated, sources that are sometimes wrong.

With the stated probability the source is wrong, and then the value is off by a Cauchy of ten times its error:
a gross mistake costs some six nats a number, and hardly more however gross, so one second-hand number decides
only so much. Errors of one group and kind are half shared, in their first component (an offset's distance, a
position's place along track); the shared half is integrated out, so that only the flight is sampled.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from truecourse.autopilot.probe import Answers
from truecourse.evidence.baseline import Values
from truecourse.evidence.mixture import Shared, group_terms
from truecourse.evidence.quantities import Index
from truecourse.evidence.residual import Residual, range_to, residual
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Reports
from truecourse.flight.observation import Observation, Seen

Array = NDArray[np.float64]

SHARED = 0.5  # judgement: half of the variance of a group's errors is common to it
GROSS = 10.0  # a wrong source is off by a Cauchy of this many errors (judgement)
NEVER = 100.0  # errors: what did not happen at all counts as this far off, and only as a wrong source
FREE_WINDOW = 3600.0  # s: a report unconnected with the track comes any time in an hour about the planned one
# Nodes of the shared error: they reach where four reports six of their errors off to one side pull it, and
# trapezoids this wide are exact to 1e-5 nats for four components (measured).
NODES = np.linspace(-8.5, 8.5, 35)
REACH = 8.5  # deviations of the shared error that the nodes span
RANGES = (Seen.HEARD, Seen.NOT_HEARD, Seen.NOT_SEEN)


class Evidence(NamedTuple):
    """Observations, their answers' places, and the groups that share an error, in order of becoming known."""

    observations: tuple[Observation, ...]
    where: tuple[Index, ...]
    groups: tuple[tuple[int, ...], ...]


def gather(observations: tuple[Observation, ...], where: tuple[Index, ...]) -> Evidence:
    """Group observations: those of one group and kind share an error where there are at least two of them."""
    keys = [(o.group, o.kind) for o in observations]
    shared = [k for k in dict.fromkeys(keys) if keys.count(k) > 1 and k[0] and k[1] not in RANGES]
    known = np.argsort([o.known_since for o in observations], kind="stable")
    return Evidence(observations, where, tuple(tuple(int(j) for j in known if keys[j] == k) for k in shared))


def log_terms(evidence: Evidence, answers: Answers, values: Values, scene: Scene, reports: Reports) -> Array:
    """Log likelihood terms (n, 2 J).

    Column j < J is observation j given those of its group known before it, so that a stage's columns add up
    to the log likelihood of what was known then. Column J + j is observation j given all the others: what
    leaving it out takes away.
    """
    count = len(evidence.observations)
    out = np.empty((answers.state.shape[0], 2 * count))
    alone = set(range(count)) - {j for group in evidence.groups for j in group}
    free = reports is Reports.FREE
    for j in alone:
        out[:, j] = _alone(evidence, j, answers, values, scene, free)
        out[:, count + j] = out[:, j]
    for group in evidence.groups:
        if free and evidence.observations[group[0]].kind is Seen.INSTRUMENT_REPORT:
            for j in group:
                out[:, [j, count + j]] = -np.log(FREE_WINDOW)
            continue
        found = [residual(evidence.observations[j], evidence.where[j], answers, values, scene) for j in group]
        doubt = [evidence.observations[j].outlier_probability for j in group]
        terms = group_terms(found, doubt, shared_error(sum(f.difference.shape[1] for f in found)), NEVER)
        out[:, list(group)] = terms[:, 0]
        out[:, [count + j for j in group]] = terms[:, 1]
    lost = np.isnan(out).any(axis=1)  # a flight that did not reach its end explains nothing
    out[lost, :count], out[lost, count:] = -np.inf, 0.0
    return out


def shared_error(components: int) -> Shared:
    """Nodes of the shared error: m numbers pin it to 1/sqrt(1 + m), and steps of 1.2 times that will do."""
    spacing = 1.2 / np.sqrt(1.0 + components)
    nodes = (
        NODES if components <= len(NODES) // 7 else np.linspace(-REACH, REACH, int(2 * REACH / spacing) + 1)
    )
    weights = np.exp(-0.5 * nodes**2)
    return Shared(nodes, weights / weights.sum(), SHARED, GROSS)


def _alone(evidence: Evidence, j: int, answers: Answers, values: Values, scene: Scene, free: bool) -> Array:
    o, index = evidence.observations[j], evidence.where[j]
    if o.kind in RANGES:
        return _range_term(o, range_to(o, index, answers))
    if free and o.kind is Seen.INSTRUMENT_REPORT:
        return np.full(answers.state.shape[0], -np.log(FREE_WINDOW))
    found = residual(o, index, answers, values, scene)
    return log_density(found, o.outlier_probability)


def shared_density(found: Residual, outlier: float) -> Array:
    """Log density (n, nodes) of an observation given each value of its group's shared error."""
    z = np.nan_to_num(found.difference / found.sd, nan=NEVER, posinf=NEVER, neginf=-NEVER)[..., None]
    first = (np.arange(z.shape[1]) == 0) | (found.share < 1.0)
    root = np.where(first, np.sqrt(SHARED), 0.0)[:, None]
    own = np.sqrt(1.0 - root**2)
    inner = (z - root * NODES) / own
    sd = found.sd[..., None]
    near = (-0.5 * inner**2 - 0.5 * np.log(2 * np.pi) - np.log(own * sd)).sum(axis=1) * found.share
    near = np.where(np.isfinite(found.difference).all(axis=1, keepdims=True), near, -np.inf)
    return np.logaddexp(np.log1p(-outlier) + near, np.log(max(outlier, 1e-12)) + _far(z, sd, found.share))


def _far(z: Array, sd: Array, share: float) -> Array:
    """Log density of a wrong source: a Cauchy of `GROSS` errors in every component."""
    return (-np.log(np.pi * GROSS * (1.0 + (z / GROSS) ** 2)) - np.log(sd)).sum(axis=1) * share


def log_density(found: Residual, outlier: float) -> Array:
    """Log density (n,) of an observation that shares no error; components add, samples average."""
    z = np.nan_to_num(found.difference / found.sd, nan=NEVER, posinf=NEVER, neginf=-NEVER)
    near = (-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - np.log(found.sd)).sum(axis=1) * found.share
    near = np.where(np.isfinite(found.difference).all(axis=1), near, -np.inf)
    return np.logaddexp(
        np.log1p(-outlier) + near, np.log(max(outlier, 1e-12)) + _far(z, found.sd, found.share)
    )


def _range_term(o: Observation, distance: Array) -> Array:
    """Heard or seen with the chance that the station reached so far; a wrong source: one half."""
    reached = ndtr((o.value - distance) / o.error)
    chance = reached if o.kind is Seen.HEARD else 1.0 - reached
    return np.log((1.0 - o.outlier_probability) * np.maximum(chance, 1e-12) + 0.5 * o.outlier_probability)


def residual_sigma(o: Observation, index: Index, answers: Answers, values: Values, scene: Scene) -> Array:
    """How many of its errors an observation is off, RMS over components, (n,); NaN for ranges."""
    if o.kind in RANGES:
        return np.full(answers.state.shape[0], np.nan)
    found = residual(o, index, answers, values, scene)
    return np.sqrt(np.nanmean((found.difference / found.sd) ** 2, axis=1))
