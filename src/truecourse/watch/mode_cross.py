"""Errors across a route in `mode`, for one flight and one step, compiled: what a flight does that follows it.

    state a, f, u, f';   cross-track = a + f

`a` is the error of navigation as seen from the leg, `u` the rate at which that changes: inertial units drift
at an Ornstein-Uhlenbeck rate, so what they do to the place is smooth. A leg that begins where the flight was
seen when it was sent direct begins without any error, whatever the flight's navigation errs by; the flight
goes straight to where it takes the fix to be, so `u` begins with that error over the length of the leg. `f`
is steering, a Matérn process of order 3/2: an aircraft crosses its track at a rate that changes with its
bank, not at a new one every scan. How well it steers is not known and it may not be on the route yet: of the
route there are four members, `TIGHT`, `LOOSE`, `JOINING` (it swings onto its track) and `CLOSING` (it comes
back to its track in a straight line), whose likelihoods are averaged; of a displaced flight the first two.

Both processes are exact in discrete time (Särkkä & Solin, Applied Stochastic Differential Equations, 2019,
sec. 6.1-6.3 and 12.3), so a member's sum is the probability of all it has seen.
"""

from math import erfc
from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.watch.mode_filter import (
    DRIFT,
    DRIFT_TIME,
    FAST_RATE,
    HEADING_WALK,
    SLOW,
    matern,
    part,
    seen_line,
    spread,
)

Array = NDArray[np.float64]

TIGHT, LOOSE, JOINING, CLOSING = range(4)
MEMBERS = 4
# One deviation of steering, m: 0.01 NM by a flight management system, 0.06 NM by older autopilots; a straight
# line is flown as well as the better. JOINING begins an offset of 1 NM beside: as that falls to 1/e in two
# minutes, with a cut of some eight degrees. One flight in ten swings, one closes: minutes of every half hour.
STEERING = (18.5, 111.0, 111.0, 18.5)
BEGINS = (18.5, 111.0, 1852.0, 18.5)
NONE = float("-inf")
SHARES = (
    (float(np.log(0.4)), float(np.log(0.4)), float(np.log(0.1)), float(np.log(0.1))),
    (float(np.log(0.5)), float(np.log(0.5)), NONE, NONE),  # what is displaced has long been so
)
CUT = np.pi / 12.0  # 15 degrees, one deviation of the cut of a flight that closes: 30 is the usual most
FROM = 9260.0  # m: 5 NM, one deviation of how far off such a flight is: offsets, deviations, vectors
FLOWN = 240.0  # m/s: what turns the heading's walk into that of the rate at which it closes
CAPTURE = 60.0  # s before it meets its route a flight turns onto it: 30 degrees at 25 of bank take 30
SURELY = 2.33  # deviations: wrongly once in a hundred
DISPLACEMENT = 55_560.0  # m: 30 NM, one deviation of an offset: typed positions are wrong by 1' to 10 degrees


@part
def cross_step(dt: float, p: Array, step: Array, grown: Array) -> None:
    """What `dt` s do: the transition (4, 4) and, in `grown` (6,), the chance of the drift (aa, au, uu) and,
    for steering of one metre, that of f (ff, ff', f'f').
    """
    tau, sd = p[DRIFT_TIME], p[DRIFT] ** 2
    keep = np.exp(-dt / tau)
    step[:, :] = 0.0
    step[0, 0], step[0, 2], step[2, 2] = 1.0, tau * (1.0 - keep), keep
    grown[0] = 2.0 * sd * tau * (dt - 2.0 * tau * (1.0 - keep) + 0.5 * tau * (1.0 - keep * keep))
    grown[1], grown[2] = sd * tau * (1.0 - keep) ** 2, sd * (1.0 - keep * keep)
    step[1, 1], step[1, 3], step[3, 1], step[3, 3] = matern(dt, p[FAST_RATE])
    rate = p[FAST_RATE] ** 2
    grown[3] = 1.0 - step[1, 1] ** 2 - step[1, 3] ** 2 * rate
    grown[4] = -step[1, 1] * step[3, 1] - step[1, 3] * step[3, 3] * rate
    grown[5] = rate - step[3, 1] ** 2 - step[3, 3] ** 2 * rate


@part
def cross_forward(
    mean: Array, cov: Array, step: Array, grown: Array, sizes: tuple[float, float], work: Array
) -> None:
    """One member (4,), (4, 4) one `cross_step` on; `sizes` are the deviation of its steering, m, and how many
    times as much its rate wanders as an inertial unit's; `work` (8, 8) is scratch.
    """
    mean[0] += step[0, 2] * mean[2]
    mean[2] *= step[2, 2]
    f, rate = mean[1], mean[3]
    mean[1], mean[3] = step[1, 1] * f + step[1, 3] * rate, step[3, 1] * f + step[3, 3] * rate
    spread(cov, step, work)
    s, w = sizes[0] * sizes[0], sizes[1]
    cov[0, 0] += w * grown[0]
    cov[0, 2] += w * grown[1]
    cov[2, 0] += w * grown[1]
    cov[2, 2] += w * grown[2]
    cov[1, 1] += s * grown[3]
    cov[1, 3] += s * grown[4]
    cov[3, 1] += s * grown[4]
    cov[3, 3] += s * grown[5]


@part
def members_forward(s: Any, dt: float, p: Array, work: Array) -> None:
    """Every member of both hypotheses to the time of a report; `work` (3, 8, 8) is scratch."""
    step, grown = work[0, :4, :4], work[2, 3, :6]
    cross_step(dt, p, step, grown)
    wanders = 1.0 + 0.5 * p[HEADING_WALK] * FLOWN**2 * p[DRIFT_TIME] / p[DRIFT] ** 2  # it holds a heading
    for h in range(2):
        for k in range(MEMBERS):
            if s.members[h, k] > -np.inf:
                sizes = STEERING[k], wanders if k == CLOSING else 1.0
                cross_forward(s.cross[h, k], s.cross_cov[h, k], step, grown, sizes, work[1])


@part
def members_start(s: Any, seen: tuple, p: Array, gain: Array) -> tuple[float, float]:
    """Begin with a place, its variance, the rate across and its variance; the log likelihoods of the place
    alone, on the route and displaced. `seen` is (cross-track m, m², m/s, (m/s)², speed m/s).

    The rate is the slope of a line through two minutes: what steering did in them differs from what it does
    at their end by about as much as it does. Its density is that of a direction, one per radian.
    """
    across, noise, rate, error, speed = seen
    near, wide = -np.inf, -np.inf
    for h in range(2):
        for k in range(MEMBERS):
            s.members[h, k] = SHARES[h][k]
            if SHARES[h][k] == -np.inf:
                continue
            mean, cov, fast = s.cross[h, k], s.cross_cov[h, k], (BEGINS[k] * p[FAST_RATE]) ** 2
            slope = p[DRIFT] ** 2 + (p[SLOW] * speed / s.length) ** 2
            slope += (CUT * speed) ** 2 if k == CLOSING else 0.0
            for i in range(4):
                mean[i] = 0.0
                for j in range(4):
                    cov[i, j] = 0.0
            cov[0, 0] = p[SLOW] ** 2 + (DISPLACEMENT**2 if h == 1 else 0.0)
            cov[0, 0] += FROM**2 if k == CLOSING else 0.0
            cov[1, 1], cov[2, 2], cov[3, 3] = BEGINS[k] ** 2, slope, fast
            var = slope + fast + error + (STEERING[k] * p[FAST_RATE]) ** 2
            mean[2], mean[3] = slope / var * rate, fast / var * rate
            cov[2, 2], cov[3, 3] = slope - slope * slope / var, fast - fast * fast / var
            cov[2, 3] = cov[3, 2] = -slope * fast / var
            place, _ = seen_line(mean, cov, (across, noise, 2.0), gain)
            s.members[h, k] += place + np.log(speed) - 0.5 * (np.log(2.0 * np.pi * var) + rate * rate / var)
            if k == CLOSING:
                s.members[h, k] += _towards(across, rate, mean[2], cov[2, 2])
            if h == 0:
                near = either(near, SHARES[h][k] + place)
            else:
                wide = either(wide, SHARES[h][k] + place)
    return near, wide


@part
def _towards(across: float, rate: float, mean: float, var: float) -> float:
    """What is added for closing: half a normal distribution of the rate, the half towards the route, so twice
    the probability that the rate, of this mean and variance, is in it; nothing closes once it must turn.
    """
    if abs(across) <= CAPTURE * abs(rate):
        return -np.inf
    return np.log(erfc(np.sign(across) * mean / np.sqrt(2.0 * var)))


@part
def members_seen(s: Any, across: float, noise: float, progress: float, gain: Array) -> None:
    """Every member takes a cross-track, m, with its variance; `progress` is what going along has scored."""
    for h in range(2):
        for k in range(MEMBERS):
            if s.members[h, k] == -np.inf:
                continue
            gained, _ = seen_line(s.cross[h, k], s.cross_cov[h, k], (across, noise, 2.0), gain)
            s.members[h, k] += gained + progress


@part
def score(s: Any, h: int) -> float:
    """The log likelihood of a hypothesis, its members weighed by their shares."""
    total = s.members[h, 0]
    for k in range(1, MEMBERS):
        total = either(total, s.members[h, k])
    return total


@part
def either(x: float, y: float) -> float:
    """log(exp x + exp y)."""
    return max(x, y) + np.log1p(np.exp(-abs(x - y)))


@part
def best_member(s: Any, h: int) -> int:
    """The likeliest member of a hypothesis."""
    best = 0
    for k in range(1, MEMBERS):
        if s.members[h, k] > s.members[h, best]:
            best = k
    return best


@part
def members_turn(s: Any, turn: float, p: Array) -> None:
    """A turn is flown; `turn` is the sine of half of it. An error beside the old leg lies otherwise beside
    the new one, a leg between two fixes is flown beside itself, and steering has to settle.
    """
    for h in range(2):
        for k in range(MEMBERS):
            mean, cov = s.cross[h, k], s.cross_cov[h, k]
            for i in range(1, 4):
                for j in range(4):
                    cov[i, j] = cov[j, i] = 0.0
                mean[i] = 0.0
            cov[0, 0] += (2.0 * turn * p[SLOW]) ** 2 + ((2.0 * turn * DISPLACEMENT) ** 2 if h == 1 else 0.0)
            cov[1, 1], cov[2, 2] = BEGINS[k] ** 2, p[DRIFT] ** 2
            cov[3, 3] = (BEGINS[k] * p[FAST_RATE]) ** 2
        s.members[h, CLOSING] = -np.inf


@part
def meets(s: Any) -> bool:
    """Whether a flight that most likely comes back to its route has reached it: now it turns, or never. One
    that surely moves away does not come back, and is that no more.
    """
    if s.members[0, CLOSING] == -np.inf:
        return False
    mean, cov = s.cross[0, CLOSING], s.cross_cov[0, CLOSING]
    away = np.sign(mean[0]) * mean[2]
    if away > SURELY * np.sqrt(cov[2, 2]):
        s.members[0, CLOSING] = -np.inf
        return False
    return away < 0.0 and abs(mean[0]) < -CAPTURE * away and best_member(s, 0) == CLOSING


@part
def members_jump(s: Any, bias: float) -> None:
    """Another sensor sees the flight: its places differ by a bias of this variance, m²."""
    for h in range(2):
        for k in range(MEMBERS):
            s.cross_cov[h, k, 0, 0] += bias


@part
def aside(s: Any, h: int, k: int) -> tuple[float, float]:
    """Where a member takes the flight to be, m right of the leg, and the variance of that."""
    mean, cov = s.cross[h, k], s.cross_cov[h, k]
    return mean[0] + mean[1], cov[0, 0] + 2.0 * cov[0, 1] + cov[1, 1]
