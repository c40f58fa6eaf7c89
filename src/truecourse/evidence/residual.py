"""How far each observation is from what a flight predicts: residuals with their standard deviations.

A residual has components (a position two, an offset its distance and its time), each predicted less observed,
in SI, with one standard deviation that holds everything stated: the value's own error, the place's, and the
time's carried by the speed.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.probe import Answers
from truecourse.earth.nvector import to_nvector
from truecourse.evidence.baseline import Values
from truecourse.evidence.quantities import Index
from truecourse.evidence.scene import Scene
from truecourse.flight.observation import Observation, Seen

Array = NDArray[np.float64]

RADIUS = 6371000.0
P, ALTITUDE, VELOCITY, HEADING, WIND, MAGNETIC = (
    slice(0, 3),
    3,
    slice(4, 6),
    slice(6, 8),
    slice(8, 10),
    slice(10, 12),
)
CRUISE = 240.0  # m/s; turns an error of place into one of time where a report gives only the time

PASSAGES = (Seen.OFFSET_ABEAM, Seen.INSTRUMENT_REPORT, Seen.REGION_ENTRY, Seen.REGION_EXIT)


class Residual(NamedTuple):
    """difference, sd: (n, C). `share` weighs a component: 1 for separate facts, 1/C for samples of one."""

    difference: Array
    sd: Array
    share: float = 1.0


def residual(o: Observation, index: Index, answers: Answers, values: Values, scene: Scene) -> Residual:
    """Residual of one observation of a kind that has one; radio and radar ranges have `range_to` instead."""
    state = answers.state[:, list(index.times)]
    if o.kind in PASSAGES:
        return _passage(o, index, answers, o.t - scene.case.t_start)
    if o.kind is Seen.POSITION:
        return _position(o, state[:, 0], scene)
    if o.kind in (Seen.HEADING_MAGNETIC, Seen.COURSE):
        return _direction(o, state, values)
    if o.kind in (Seen.LEVEL, Seen.HEIGHT):
        off = state[:, :, ALTITUDE] - o.value
        nearest = np.take_along_axis(off, np.abs(off).argmin(axis=1)[:, None], axis=1)[:, 0]
        return _columns((nearest, o.error))
    if o.kind is Seen.MEAN_SPEED:
        chord = np.linalg.norm(state[:, 1, P] - state[:, 0, P], axis=1)
        speed = 2 * RADIUS * np.arcsin(0.5 * chord) / (o.t_end - o.t)
        # the share of the interval after the flight was disturbed: see `_position`
        after = np.nan_to_num((o.t_end - scene.case.undisturbed_until) / (o.t_end - o.t))
        share = float(np.clip(after, 0.0, 1.0))
        slack = o.value * share / np.sqrt(12.0)
        return _columns((speed * (1.0 - 0.5 * share) - o.value, np.hypot(o.error, slack)))
    return _wind(o, state, scene)


def _passage(o: Observation, index: Index, answers: Answers, since: float) -> Residual:
    """Passing a place or an edge, stated for `since` s after the start; a place error is one of time too."""
    if o.kind in (Seen.REGION_ENTRY, Seen.REGION_EXIT):
        column = int(o.kind is Seen.REGION_EXIT)
        return _columns((answers.crossing[:, index.row, column] - since, o.t_error))
    place = o.place.position_error if o.place else 0.0
    t_error = np.hypot(o.t_error, place / CRUISE)
    if o.kind is Seen.INSTRUMENT_REPORT:
        return _columns((answers.report[:, index.row] - since, t_error))
    got = answers.abeam[:, index.row]
    return _columns((got[:, 1] - o.value, np.hypot(o.error, place)), (got[:, 0] - since, t_error))


def _columns(*pairs: tuple[Array, float]) -> Residual:
    difference = np.stack([p[0] for p in pairs], axis=1)
    return Residual(difference, np.broadcast_to([p[1] for p in pairs], difference.shape))


def _position(o: Observation, state: Array, scene: Scene) -> Residual:
    """Along and across the ground track; the time's error moves the flight along it.

    After it was disturbed the flight may also have turned: the slack of its speed is put across track too.
    """
    assert o.place is not None
    off = (state[:, P] - to_nvector(o.place.lat, o.place.lon)) * RADIUS
    along = _earth_fixed(state[:, P], state[:, VELOCITY])
    speed = np.maximum(np.linalg.norm(state[:, VELOCITY], axis=1), 1.0)
    along /= speed[:, None]
    across = np.cross(along, state[:, P])
    difference = np.stack([(off * along).sum(1), (off * across).sum(1)], axis=1)
    after = max(o.t - scene.case.undisturbed_until, 0.0) if np.isfinite(scene.case.undisturbed_until) else 0.0
    # After the flight was disturbed its speed over the ground is anything between none and what it was:
    # half of that, give or take 1/sqrt(12).
    difference[:, 0] -= 0.5 * speed * after
    slack = speed * after / np.sqrt(12.0)
    return Residual(
        difference,
        np.stack(
            [np.sqrt(o.error**2 + (speed * o.t_error) ** 2 + slack**2), np.hypot(o.error, slack)], axis=1
        ),
    )


def _direction(o: Observation, state: Array, values: Values) -> Residual:
    """Heading as the compass shows it, or course; all times of an interval count as one observation."""
    if o.kind is Seen.COURSE:
        angle = np.arctan2(state[..., VELOCITY.start + 1], state[..., VELOCITY.start])
    else:
        true = np.arctan2(state[..., HEADING.start + 1], state[..., HEADING.start])
        variation = np.arctan2(state[..., MAGNETIC.start + 1], state[..., MAGNETIC.start])
        angle = true - variation + values["compass_error_deg"][:, None]
    off = np.mod(angle - o.value + np.pi, 2 * np.pi) - np.pi
    return Residual(off, np.full(off.shape, o.error), 1.0 / off.shape[1])


def _wind(o: Observation, state: Array, scene: Scene) -> Residual:
    """Spot winds along and across the wind observed; a mean headwind along the flight."""
    if o.kind is Seen.MEAN_WIND:
        go = state[..., VELOCITY]
        speed = np.maximum(np.linalg.norm(go, axis=-1), 1.0)
        head = -(state[..., WIND] * go).sum(-1) / speed
        return _columns((head.mean(axis=1) - o.value, o.error))
    blows = np.array([-np.cos(o.value), -np.sin(o.value)])
    right = np.array([-blows[1], blows[0]])
    wind = state[:, 0, WIND]
    difference = np.stack([wind @ blows - o.value2, wind @ right], axis=1)
    sd = np.array([o.error2, o.value2 * o.error])
    if o.kind is Seen.WIND_AT_PLACE and o.place is not None:
        # the errors there and at the flight differ with twice the variance of what smoothness leaves open
        apart = np.linalg.norm(state[:, 0, P] - to_nvector(o.place.lat, o.place.lon), axis=1) * RADIUS
        lost = 2.0 * (1.0 - np.exp(-0.5 * (apart / scene.wind.error_length) ** 2))
        return Residual(difference, np.sqrt(sd**2 + (scene.wind_sd**2 * lost)[:, None]))
    return Residual(difference, np.broadcast_to(sd, difference.shape))


def range_to(o: Observation, index: Index, answers: Answers) -> Array:
    """Distance in metres from the station or radar at the observation's time, (n,)."""
    assert o.place is not None
    chord = np.linalg.norm(answers.state[:, index.times[0], P] - to_nvector(o.place.lat, o.place.lon), axis=1)
    return 2 * RADIUS * np.arcsin(np.clip(0.5 * chord, 0, 1))


def _earth_fixed(p: Array, v: Array) -> Array:
    """Earth-fixed vectors (n, 3) of horizontal ones (n, 2) (north, east) at n-vectors (n, 3)."""
    h = np.maximum(np.hypot(p[:, 0], p[:, 1]), 1e-12)
    north = np.stack([-p[:, 2] * p[:, 0] / h, -p[:, 2] * p[:, 1] / h, h], axis=1)
    return v[:, :1] * north + v[:, 1:] * np.cross(north, p)
