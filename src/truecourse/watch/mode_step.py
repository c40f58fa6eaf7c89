"""One report of one flight through every hypothesis of `mode`, compiled: gathering, starting, testing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.watch.mode_cross import (
    LOOSE,
    MEMBERS,
    aside,
    meets,
    members_forward,
    members_jump,
    members_seen,
    members_start,
    members_turn,
    score,
)
from truecourse.watch.mode_filter import (
    RATE,
    SPEED_WALK,
    WIND,
    WIND_WALK,
    along_forward,
    deviation,
    heading_forward,
    nothing,
    part,
    seen_line,
    seen_plane,
)
from truecourse.watch.opening import BIAS

Array = NDArray[np.float64]

ROUTE, MAGNETIC, TRUE, DISPLACED = range(4)  # the hypotheses
IDLE, GATHERING, TESTING, TURNING = range(4)  # a flight's phase; the last is never remembered
EVERY = 10.0  # s between positions used: the errors of neighbours are nearly the same error
LONGEST = 1800.0  # s without a position after which nothing is carried over: two ADS-C periods of 14 minutes
SPAN = 120.0  # s and at least four positions from which the first ground velocity is taken
LEAST = 4
SLOWEST = 40.0  # m/s: what is slower is not cruising
BEFORE_TURN = 20e3  # m: a fly-by turn through 90 degrees at 250 m/s and 25 degrees of bank begins 14 km off
AFTER_TURN = 120.0  # s: rolling out and settling
GATE = 30.0  # squared deviation, 2 degrees of freedom: once in 3 million
MISSES = 3  # in a row: not outliers, the flight did something else
SURPRISE, FORGET = 3.5, 0.25  # running mean of half the squared deviation (1 expected) that tells a turn
LOST = float(np.log(10.0))  # nats behind the route at which the alternatives begin afresh
PATIENCE = 60.0  # s, five turns of a radar: so long a flight that another sensor sees too is left to its own
SELECTED = 5.0 * np.pi / 180.0  # a heading selected to make good the route is within so much of doing so
ANYHOW = 0.2  # probability that it was selected for something else, any direction
STRAIGHT = 4.0  # mean squared deviation of a straight line's residuals beyond which it is none
CLIMBING = 2.5  # m/s
CLIMB_SPEED_WALK = 10.0**2 / 60.0  # m²/s³: an airliner gains 120 m/s in 25 minutes of climb
CLIMB_WIND_WALK = 3.0**2 / 60.0  # m²/s³: 13 m/s of shear over as long
_RADIUS = 6371008.8


# What is remembered of each flight.
SLOT = np.dtype([
    ("phase", np.int64),
    ("starts", np.int64),  # tests begun, this one included
    ("leg", np.int64),
    ("misses", np.int64),
    ("sensor", np.int64),  # whose positions are used
    ("length", np.float64),  # m from where the leg was first seen to its end; infinite between two fixes
    ("place", np.float64, 7),  # t, lat, lon of the anchor, variation, leg course, last step, last choice
    ("since", np.float64),  # when what is under test began
    ("hold", np.float64),  # until when a turn is flown and nothing is scored
    ("sums", np.float64, 8),  # of the straight line
    ("score", np.float64, 4),  # log marginal likelihood by hypothesis
    ("surprise", np.float64),
    ("heading", np.float64, (2, 8)),  # magnetic, true
    ("heading_cov", np.float64, (2, 8, 8)),
    ("along", np.float64, (1, 4)),
    ("along_cov", np.float64, (1, 4, 4)),
    ("cross", np.float64, (2, MEMBERS, 4)),  # route, displaced
    ("cross_cov", np.float64, (2, MEMBERS, 4, 4)),
    ("members", np.float64, (2, MEMBERS)),  # log marginal likelihood of each, its share included
])  # fmt: skip
# A report as it is used: `noise` variance of a coordinate, m²; `climb` vertical rate, m/s, NaN where unknown.
ROW = np.dtype([*((name, np.int64) for name in ("slot", "leg", "sensor")), *((name, np.float64) for name in (
    "t", "lat", "lon", "noise", "climb", "variation", "cross_track", "leg_course", "to_go", "wind_north",
    "wind_east"))])  # fmt: skip


@part
def wrapped(angle: float) -> float:
    """An angle in (-pi, pi]."""
    return np.pi - (np.pi - angle) % (2.0 * np.pi)


@part
def plane(lat: float, lon: float, lat0: float, lon0: float) -> tuple[float, float]:
    """Metres north and east from one place to another by middle latitude, on the ellipsoid.

    The radii of curvature are taken at the middle latitude: below 50 km off by less than 10 m to 75 degrees.
    """
    middle = 0.5 * (lat + lat0)
    bulge = 1.0 - 0.0066943799901413165 * np.sin(middle) ** 2
    across = 6378137.0 / np.sqrt(bulge)
    return (lat - lat0) * across * 0.9933056200098587 / bulge, wrapped(lon - lon0) * across * np.cos(middle)


@part
def begin(s: Any, r: Any) -> None:
    """Start looking at a flight afresh from a report."""
    s.phase = GATHERING
    s.since, s.sensor = r.t, r.sensor
    for i in range(8):
        s.sums[i] = 0.0
    s.sums[0] = 1.0
    s.misses = 0
    _anchor(s, r)


@part
def _anchor(s: Any, r: Any) -> None:
    s.place[0], s.place[1], s.place[2] = r.t, r.lat, r.lon
    s.place[3], s.place[4], s.place[5] = r.variation, r.leg_course, r.t
    s.leg = r.leg


@part
def sort(s: Any, r: Any) -> int:
    """What a report is for: `IDLE` nothing, `GATHERING` the straight line, `TESTING`, or `TURNING`: a turn is
    flown and nothing is scored.
    """
    known = r.cross_track + r.leg_course + r.lat + r.lon + r.noise
    if not np.isfinite(known):
        s.phase = IDLE
        return IDLE
    if s.phase == IDLE or r.t - s.place[5] > LONGEST:
        s.hold = -np.inf
        s.length = max(r.to_go, BEFORE_TURN)
        begin(s, r)
        return IDLE
    if r.leg != s.leg:
        s.hold = r.t + AFTER_TURN
        s.leg, s.length = r.leg, np.inf
    turning = r.to_go < BEFORE_TURN or r.t < s.hold
    if s.phase == TESTING:
        return TURNING if turning else TESTING
    if turning:
        begin(s, r)
        return IDLE
    return GATHERING


@part
def gather(s: Any, r: Any, ground: Array) -> bool:
    """Add a position to the straight line; whether it is long enough to `start` from, with `ground` the
    velocity north and east, m/s, and the variance of each.
    """
    if r.sensor != s.sensor:  # a line through places of one sensor: its bias is no slope
        begin(s, r)
        return False
    line = s.sums
    tau = r.t - s.since
    n, e = plane(r.lat, r.lon, s.place[1], s.place[2])
    line[0] += 1.0
    line[1] += tau
    line[2] += tau * tau
    line[3] += n
    line[4] += tau * n
    line[5] += e
    line[6] += tau * e
    line[7] += n * n + e * e
    s.place[5] = r.t
    if tau < SPAN or line[0] < LEAST:
        return False
    c = line[0]
    spread = line[2] - line[1] ** 2 / c
    north, east = (line[4] - line[1] * line[3] / c) / spread, (line[6] - line[1] * line[5] / c) / spread
    left = line[7] - (line[3] ** 2 + line[5] ** 2) / c - spread * (north * north + east * east)
    fast = np.hypot(north, east)
    if left > STRAIGHT * r.noise * (2.0 * c - 4.0) or fast < SLOWEST:
        begin(s, r)
        return False
    _anchor(s, r)
    s.starts += 1
    s.phase = TESTING
    s.surprise = 1.0
    ground[0], ground[1], ground[2] = north, east, r.noise / spread
    return True


@part
def start_heading(s: Any, r: Any, p: Array, ground: Array) -> None:
    """Both holders of a heading: air velocity is the ground velocity less an unknown wind."""
    noise = r.noise
    north, east, velocity = ground[0], ground[1], ground[2]
    x, y = north - r.wind_north, east - r.wind_east
    speed, toward, wind = np.hypot(x, y), np.arctan2(y, x), p[WIND] ** 2
    for h in range(2):
        mean, cov = s.heading[h], s.heading_cov[h]
        nothing(mean, cov)
        mean[2] = speed
        mean[3] = toward - (r.variation if h == 0 else 0.0)
        cov[0, 0], cov[1, 1] = noise, noise
        cov[2, 2], cov[3, 3] = wind + velocity, (wind + velocity) / speed**2
        for row in (4, 6):
            cov[row, row], cov[row + 1, row + 1] = wind, wind * p[RATE] ** 2
        cov[2, 4], cov[2, 6] = -np.cos(toward) * wind, -np.sin(toward) * wind
        cov[3, 4], cov[3, 6] = np.sin(toward) * wind / speed, -np.cos(toward) * wind / speed
        cov[4, 2], cov[6, 2], cov[4, 3], cov[6, 3] = cov[2, 4], cov[2, 6], cov[3, 4], cov[3, 6]


@part
def start_route(s: Any, r: Any, p: Array, ground: Array, gain: Array) -> None:
    """Along and across the route; and what every hypothesis says of the first place and direction."""
    noise = r.noise
    north, east, velocity = ground[0], ground[1], ground[2]
    mean, cov = s.along[0], s.along_cov[0]
    nothing(mean, cov)
    towards_n, towards_e = np.cos(r.leg_course), np.sin(r.leg_course)
    fast, wind = north * towards_n + east * towards_e, p[WIND] ** 2
    mean[1] = fast - r.wind_north * towards_n - r.wind_east * towards_e
    cov[0, 0], cov[1, 1], cov[2, 2], cov[3, 3] = noise, wind + velocity, wind, wind * p[RATE] ** 2
    cov[1, 2], cov[2, 1] = -wind, -wind
    off = wrapped(np.arctan2(east, north) - r.leg_course)
    speed = np.hypot(north, east)
    error = velocity / (speed * speed)
    near, wide = members_start(s, (r.cross_track, noise, speed * off, velocity, speed), p, gain)
    planned = (1.0 - ANYHOW) * np.exp(_normal(off, SELECTED**2 + error)) + ANYHOW / (2.0 * np.pi)
    # A heading was taken on the route, or long before it was first looked at: as likely either.
    where = max(near, wide) + np.log(0.5 + 0.5 * np.exp(-abs(near - wide)))
    s.score[ROUTE], s.score[DISPLACED] = score(s, 0), score(s, 1)
    s.score[MAGNETIC] = where + np.log(planned)
    s.score[TRUE] = s.score[MAGNETIC]


@part
def _normal(x: float, variance: float) -> float:
    return -0.5 * (np.log(2.0 * np.pi * variance) + x * x / variance)


@part
def test(s: Any, r: Any, p: Array, gain: Array) -> bool:
    """Score a report in every filter, each at its time, unless it is an outlier; whether the test goes on."""
    n, e = plane(r.lat, r.lon, s.place[1], s.place[2])
    noise = r.noise
    if abs(wrapped(r.leg_course - s.place[4])) > 0.02:
        _new_leg(s, r, p)
    if r.sensor != s.sensor:
        _other_sensor(s, r)
    towards_n, towards_e = np.cos(r.leg_course), np.sin(r.leg_course)
    ahead = n * towards_n + e * towards_e
    least = min(deviation(s.heading[0], s.heading_cov[0], n, e, noise),
                deviation(s.heading[1], s.heading_cov[1], n, e, noise))  # fmt: skip
    expected, spread = aside(s, 1, LOOSE)
    beside = (r.cross_track - expected) ** 2 / (spread + noise)
    beside += (ahead - s.along[0, 0]) ** 2 / (s.along_cov[0, 0, 0] + noise)
    if min(least, beside) > GATE:
        s.misses += 1
        if s.misses >= MISSES:
            begin(s, r)
        return False
    s.misses = 0
    for h in range(2):
        gained, _ = seen_plane(s.heading[h], s.heading_cov[h], n, e, noise)
        s.score[MAGNETIC + h] += gained
        s.heading[h, 0] -= n
        s.heading[h, 1] -= e
    progress, _ = seen_line(s.along[0], s.along_cov[0], (ahead, noise, 1.0), gain)
    s.along[0, 0] -= ahead
    members_seen(s, r.cross_track, noise, progress, gain)
    s.score[ROUTE], s.score[DISPLACED] = score(s, 0), score(s, 1)
    s.surprise += FORGET * (0.5 * min(least, beside) - s.surprise)
    _anchor(s, r)
    best = max(s.score[MAGNETIC], s.score[TRUE], s.score[DISPLACED])
    if s.surprise > SURPRISE or best - s.score[ROUTE] < -LOST or meets(s):
        begin(s, r)
        return False
    return True


@part
def forward(s: Any, r: Any, p: Array, work: Array) -> None:
    """Every filter to the time of a report."""
    dt = r.t - s.place[5]
    go = work[2, 0]
    level_speed, level_wind = p[SPEED_WALK], p[WIND_WALK]
    if abs(r.climb) > CLIMBING:  # not a number is level
        p[SPEED_WALK], p[WIND_WALK] = CLIMB_SPEED_WALK, CLIMB_WIND_WALK
    go[0], go[2], go[3] = dt, r.wind_north, r.wind_east
    for h in range(2):
        go[1] = 0.5 * wrapped(r.variation - s.place[3]) + s.place[3] if h == 0 else 0.0
        heading_forward(s.heading[h], s.heading_cov[h], go, p, work)
    go[1] = r.wind_north * np.cos(r.leg_course) + r.wind_east * np.sin(r.leg_course)
    along_forward(s.along[0], s.along_cov[0], go, p, work)
    members_forward(s, dt, p, work)
    p[SPEED_WALK], p[WIND_WALK] = level_speed, level_wind
    s.place[5], s.place[3] = r.t, r.variation


@part
def _new_leg(s: Any, r: Any, p: Array) -> None:
    """The turn is flown: a corner was cut, an error beside the old leg lies otherwise beside the new one."""
    turn = np.sin(0.5 * wrapped(r.leg_course - s.place[4]))
    s.along_cov[0, 0, 0] += (BEFORE_TURN * turn) ** 2
    members_turn(s, turn, p)


@part
def _other_sensor(s: Any, r: Any) -> None:
    """What sees the flight now errs otherwise by a constant, and that is no news of the flight."""
    s.sensor = r.sensor
    for h in range(2):
        s.heading_cov[h, 0, 0] += BIAS**2
        s.heading_cov[h, 1, 1] += BIAS**2
    s.along_cov[0, 0, 0] += BIAS**2
    members_jump(s, BIAS**2)
