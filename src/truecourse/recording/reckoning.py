"""Dead reckoning: a track from heading, airspeed, altitude and wind, held by what fixes there are.

A nominal path is flown, and how far the truth is from it is estimated: displacement, the wind's error, the
compass's and the airspeed's, by a Kalman filter and the smoother of H. E. Rauch, F. Tung and C. T. Striebel
(AIAA Journal 3:1445, 1965), repeated about the corrected path. Displacements are measured in axes carried
along the path without turning (parallel transport), so that neither 180° nor a pole is anything special; a
displaced aircraft with the same compass heading flies another way, by the convergence of the meridians and
the change of variation, and that is in the dynamics.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.air.wind import at as wind_at
from truecourse.air.wind_error import error_sd
from truecourse.earth.angles import wrap, wrap_course
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import advance, from_nvector, to_nvector
from truecourse.recording.flown import Flown, flown

Array = NDArray[np.float64]

# ICAO Annex 6 Part I, appendix 8, table A8-1, as recalled; the same in 14 CFR 121, appendix M, 3 and 4:
# heading within ± 2°, airspeed within ± 3 % (± 5 % slower than the highest stalling speed). Read here as two
# standard deviations: that is judgement.
COMPASS_SD, AIRSPEED_SD = np.radians(1.0), 0.015
ROUNDS = 3
BESIDE = 20e3  # m to either side over which the change of direction is measured
_RADIUS = 6371e3
_BLOCK = 600.0  # s for which the first path keeps its variation and wind


class Motion(NamedTuple):
    """What was recorded, n moments in order: `t` POSIX s, true airspeed m/s, pressure altitude m, heading
    rad: magnetic, or true. `between` is how it flew from moment to moment, from finer samples; None sees it
    from the moments themselves.
    """

    t: Array
    heading: Array
    tas: Array
    altitude: Array
    magnetic: bool = True
    between: Flown | None = None


class Fixed(NamedTuple):
    """Places known otherwise, m of them: `t` POSIX s, `lat`, `lon` rad, `error` one sd each way, m."""

    t: Array
    lat: Array
    lon: Array
    error: Array


class Errors(NamedTuple):
    """One standard deviation of the compass's error, rad, and of the airspeed's, as a share of it."""

    compass: float = COMPASS_SD
    airspeed: float = AIRSPEED_SD


class Reckoned(NamedTuple):
    """The track at the motion's moments, `covariance` (n, 2, 2) of the place, m², north then east; the wind
    (east, north) m/s and the errors of compass (rad) and airspeed (share) as estimated.
    """

    lat: Array
    lon: Array
    covariance: Array
    wind: tuple[Array, Array]
    compass: float
    airspeed: float


class _Path(NamedTuple):
    """A path with axes carried along it: places (n, 3), axes (n, 3) each, and the course of the first."""

    p: Array
    ahead: Array
    right: Array
    turned: Array
    lat: Array
    lon: Array


def reckon(motion: Motion, fixes: Fixed, wind: Wind, errors: Errors | None = None) -> Reckoned:
    """The most probable track, and how far off it may be at every moment.

    Raises ValueError without a fix, for moments not in order or not finite, and where the wind is not known.
    """
    known = errors or Errors()
    _check(motion, fixes)
    if motion.between is None:
        motion = motion._replace(
            between=flown(motion.t, motion.heading, motion.tas, np.arange(len(motion.t)))
        )
    nearest = np.array([int(np.argmin(np.abs(motion.t - t))) for t in fixes.t])
    path = _first_path(motion, fixes, wind, int(nearest[0]))
    state = np.zeros((len(motion.t), 6))
    covariance = np.zeros((len(motion.t), 6, 6))
    for _ in range(ROUNDS):
        state, covariance = _smoothed(motion, fixes, nearest, wind, known, path)
        path = _moved(path, state)
    east, north = _wind(wind, motion, path.lat, path.lon)
    turn = _rotation(path.turned)
    error = np.einsum("nij,nj->ni", turn, state[:, 2:4])
    place = np.einsum("nij,njk,nlk->nil", turn, covariance[:, :2, :2], turn)
    return Reckoned(
        path.lat, path.lon, place, (east + error[:, 1], north + error[:, 0]),
        float(state[-1, 4]), float(state[-1, 5]),
    )  # fmt: skip


def _check(motion: Motion, fixes: Fixed) -> None:
    if not len(fixes.t):
        raise ValueError("dead reckoning needs at least one fix to start from; give the place of take-off")
    if len(motion.t) < 2 or not (np.diff(motion.t) > 0.0).all():
        raise ValueError("dead reckoning needs two moments or more, in order of time")
    if not np.isfinite(np.stack([motion.t, motion.heading, motion.tas, motion.altitude])).all():
        raise ValueError("heading, airspeed and altitude must be known at every moment; leave out the others")
    if (fixes.t < motion.t[0] - 60.0).any() or (fixes.t > motion.t[-1] + 60.0).any():
        raise ValueError("a fix is more than a minute outside the recording; leave it out")


def _wind(wind: Wind, motion: Motion, lat: Array, lon: Array) -> tuple[Array, Array]:
    east, north = wind_at(wind, lat, lon, motion.altitude, motion.t)
    if not np.isfinite(east + north).all():
        raise ValueError("the wind is not known all along the way; give a wind that covers time and place")
    return east, north


def _true_heading(motion: Motion, lat: Array, lon: Array) -> Array:
    return motion.heading + (variation(lat, lon, motion.altitude, motion.t) if motion.magnetic else 0.0)


def _air(motion: Motion) -> Array:
    """Mean velocity through the air of each step (2, n-1), m/s: along the heading's zero, and right of it."""
    assert motion.between is not None
    return np.stack([motion.between.north, motion.between.east])


def _first_path(motion: Motion, fixes: Fixed, wind: Wind, start: int) -> _Path:
    """A path through the first fix, its variation and wind taken anew every few minutes."""
    n, air = len(motion.t), _air(motion)
    p = np.zeros((n, 3))
    p[start] = to_nvector(fixes.lat[0], fixes.lon[0])
    for way in (1, -1):
        since, north, east, turn = np.inf, 0.0, 0.0, 0.0
        k = start
        while 0 <= k + way < n:
            step = float(motion.t[k + way] - motion.t[k])
            if since >= _BLOCK:
                lat, lon = from_nvector(p[k])
                one = slice(k, k + 1)
                here = Motion(motion.t[one], motion.heading[one], motion.tas[one], motion.altitude[one],
                              motion.magnetic)  # fmt: skip
                winds = _wind(wind, here, np.atleast_1d(lat), np.atleast_1d(lon))
                east, north, since = float(winds[0][0]), float(winds[1][0]), 0.0
                turn = float((_true_heading(here, np.atleast_1d(lat), np.atleast_1d(lon)) - here.heading)[0])
            at = min(k, k + way)
            vn = air[0, at] * np.cos(turn) - air[1, at] * np.sin(turn) + north
            ve = air[0, at] * np.sin(turn) + air[1, at] * np.cos(turn) + east
            p[k + way] = _advanced(p[k], vn * step, ve * step)
            since += abs(step)
            k += way
    return _with_axes(p)


def _advanced(p: Array, north: Array | float, east: Array | float) -> Array:
    """Places so many metres north and east of places; nothing goes wrong where both are none."""
    distance = np.hypot(north, east)
    safe = np.where(distance > 0.0, distance, 1.0)
    return np.asarray(advance(p, north / safe, east / safe, distance))


def _with_axes(p: Array) -> _Path:
    lat, lon = from_nvector(p)
    north = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)], axis=-1)
    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], axis=-1)
    ahead = np.empty_like(p)
    ahead[0] = north[0]
    for k in range(1, len(p)):
        carried = ahead[k - 1] - (ahead[k - 1] @ p[k]) * p[k]
        ahead[k] = carried / np.sqrt(carried @ carried)
    right = np.cross(ahead, p)
    turned = np.arctan2((ahead * east).sum(-1), (ahead * north).sum(-1))
    return _Path(p, ahead, right, turned, lat, lon)


def _rotation(turned: Array) -> Array:
    """From carried axes (ahead, right) to north and east, (n, 2, 2)."""
    c, s = np.cos(turned), np.sin(turned)
    return np.stack([np.stack([c, -s], -1), np.stack([s, c], -1)], -2)


def _moved(path: _Path, state: Array) -> _Path:
    course = path.turned + np.arctan2(state[:, 1], state[:, 0])
    lat, lon, *_ = direct(path.lat, path.lon, course, np.hypot(state[:, 0], state[:, 1]))
    return _with_axes(to_nvector(lat, lon))


def _smoothed(
    motion: Motion, fixes: Fixed, nearest: NDArray, wind: Wind, errors: Errors, path: _Path
) -> tuple[Array, Array]:
    """State (n, 6) and covariance about a path: displacement, wind's error (both ahead, right), compass's,
    airspeed's.
    """
    step, drive, noise = _dynamics(motion, wind, path)
    n = len(motion.t)
    sd = error_sd(wind, path.lat, motion.altitude, motion.t)
    first = np.diag([1e14, 1e14, sd[0] ** 2, sd[0] ** 2, errors.compass**2, errors.airspeed**2])
    seen = _displacements(motion, fixes, nearest, path)
    mean, cov = np.zeros((n, 6)), np.zeros((n, 6, 6))
    ahead_mean, ahead_cov = np.zeros((n, 6)), np.zeros((n, 6, 6))
    x, P = np.zeros(6), first
    for k in range(n):
        if k:
            x = step[k - 1] @ x + drive[k - 1]
            P = step[k - 1] @ P @ step[k - 1].T + noise[k - 1]
        ahead_mean[k], ahead_cov[k] = x, P
        for place, variance in seen.get(k, ()):
            S = P[:2, :2] + variance * np.eye(2)
            gain = np.linalg.solve(S, P[:2]).T
            x = x + gain @ (place - x[:2])
            kept = np.eye(6)
            kept[:, :2] -= gain
            P = kept @ P @ kept.T + variance * gain @ gain.T
        mean[k], cov[k] = x, P
    for k in range(n - 2, -1, -1):
        back = np.linalg.solve(ahead_cov[k + 1] + 1e-12 * np.eye(6), step[k] @ cov[k]).T
        mean[k] = mean[k] + back @ (mean[k + 1] - ahead_mean[k + 1])
        cov[k] = cov[k] + back @ (cov[k + 1] - ahead_cov[k + 1]) @ back.T
    return mean, cov


def _displacements(
    motion: Motion, fixes: Fixed, nearest: NDArray, path: _Path
) -> dict[int, list[tuple[Array, float]]]:
    """Where fixes are from the path, in its axes, m, by moment; with their variances. Between moments the
    path goes on evenly, and in a hole the variance has what was not recorded in it, as far as it is to the
    nearest moment.
    """
    assert motion.between is not None
    seen: dict[int, list[tuple[Array, float]]] = {}
    for j, k in enumerate(nearest):
        course, _, far = inverse(path.lat[k], path.lon[k], fixes.lat[j], fixes.lon[j])
        bearing = float(course) - path.turned[k]
        one = min(max(int(k) - (fixes.t[j] < motion.t[k]), 0), len(motion.t) - 2)
        go, _, length = inverse(path.lat[one], path.lon[one], path.lat[one + 1], path.lon[one + 1])
        since = float(fixes.t[j] - motion.t[k]) / float(motion.t[one + 1] - motion.t[one])
        way = float(go) - path.turned[one]
        there = float(far) * np.array([np.cos(bearing), np.sin(bearing)])
        there -= since * float(length) * np.array([np.cos(way), np.sin(way)])
        doubt = abs(since) * float(motion.between.doubt[one])
        seen.setdefault(int(k), []).append((there, float(fixes.error[j]) ** 2 + doubt**2))
    return seen


def _dynamics(motion: Motion, wind: Wind, path: _Path) -> tuple[Array, Array, Array]:
    """From moment to moment: transition (n-1, 6, 6), drive (n-1, 6) and noise (n-1, 6, 6).

    The wind's error is a Gauss-Markov process whose memory is that of the field along the way: of the same
    integral as the squared exponential in distance and in time.
    """
    assert motion.between is not None
    n, dt = len(motion.t) - 1, np.diff(motion.t)
    east, north = (one[:-1] for one in _wind(wind, motion, path.lat, path.lon))
    zero = (_true_heading(motion, path.lat, path.lon) - motion.heading - path.turned)[:-1]
    vn, ve = _air(motion)
    along = np.stack([vn * np.cos(zero) - ve * np.sin(zero), vn * np.sin(zero) + ve * np.cos(zero)], -1)
    across = np.stack([-along[:, 1], along[:, 0]], -1)
    step = np.broadcast_to(np.eye(6), (n, 6, 6)).copy()
    step[:, :2, 2:4] = dt[:, None, None] * np.eye(2)
    step[:, :2, 4] = dt[:, None] * across
    step[:, :2, 5] = dt[:, None] * along
    swing = _swing(motion, path)
    step[:, :2, :2] += dt[:, None, None] * across[:, :, None] * swing[:-1, None, :]
    c, s = np.cos(path.turned[:-1]), np.sin(path.turned[:-1])  # from the carried axes to north and east
    vn, ve = along[:, 0] * c - along[:, 1] * s + north, along[:, 0] * s + along[:, 1] * c + east
    rate = np.hypot(np.hypot(vn, ve) / wind.error_length, 1.0 / wind.error_time)
    kept = np.exp(-dt * rate / np.sqrt(np.pi / 2.0))
    step[:, 2, 2] = step[:, 3, 3] = kept
    sd = error_sd(wind, path.lat, motion.altitude, motion.t)[1:]
    noise = np.zeros((n, 6, 6))
    noise[:, 2, 2] = noise[:, 3, 3] = sd**2 * (1.0 - kept**2)
    noise[:, 0, 0] = noise[:, 1, 1] = noise[:, 2, 2] * dt**2 / 3.0 + motion.between.doubt**2
    there = _advanced(path.p[:-1], vn * dt, ve * dt)
    off = (there - path.p[1:]) * _RADIUS
    drive = np.zeros((n, 6))
    drive[:, 0] = (off * path.ahead[1:]).sum(-1)
    drive[:, 1] = (off * path.right[1:]).sum(-1)
    return step, drive, noise


def _swing(motion: Motion, path: _Path) -> Array:
    """How the direction flown, in the carried axes, changes with displacement ahead, right: rad/m (n, 2)."""
    here = _true_heading(motion, path.lat, path.lon) - path.turned
    out = np.zeros((len(motion.t), 2))
    for axis, vector in enumerate((path.ahead, path.right)):
        p = path.p + vector * (BESIDE / _RADIUS)
        p /= np.linalg.norm(p, axis=-1, keepdims=True)
        lat, lon = from_nvector(p)
        carried = path.ahead - (path.ahead * p).sum(-1, keepdims=True) * p
        north = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)], axis=-1)
        east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], axis=-1)
        turned = np.arctan2((carried * east).sum(-1), (carried * north).sum(-1))
        out[:, axis] = wrap(_true_heading(motion, lat, lon) - turned - here) / BESIDE
    return np.clip(out, -1.0 / BESIDE, 1.0 / BESIDE)  # within a step of a pole direction means little


def radius(covariance: Array, share: float = 0.95) -> Array:
    """The radius, m (n,), of a circle about the place that holds at least a share of the probability: that of
    the larger axis of the ellipse.
    """
    largest = np.linalg.eigvalsh(covariance)[..., -1]
    return np.sqrt(np.maximum(largest, 0.0) * -2.0 * np.log(1.0 - share))


def over_ground(motion: Motion, found: Reckoned) -> tuple[Array, Array, Array]:
    """True heading and course, rad [0, 2π), and ground speed, m/s, of a reckoned track."""
    heading = _true_heading(motion, found.lat, found.lon) + found.compass
    tas = motion.tas * (1.0 + found.airspeed)
    east, north = tas * np.sin(heading) + found.wind[0], tas * np.cos(heading) + found.wind[1]
    return wrap_course(heading), wrap_course(np.arctan2(east, north)), np.hypot(east, north)
