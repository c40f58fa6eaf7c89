"""One broadcast position through the checks of `gnss`, compiled: what is believed, doubted, and said."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.watch.mode_filter import part
from truecourse.watch.mode_step import SLOWEST, plane, wrapped

Array = NDArray[np.float64]

FINE, JUMP, FREEZE, CIRCLE, DRAGGED, SLOW, CLOCK = range(7)
G = 9.80665
STAMP = 2.0  # s: feeds stamp to the second, and positions may wait another
GAIN = 30.0  # m/s that speed over the ground may have changed by unseen (a turn in a strong wind)
SLACK = 500.0  # m: more than twice the 95 % radius of a coarse position (NACp 7)
FASTEST = 350.0  # m/s, where a flight has not said how fast it is
AGREE = 5  # new positions, and
DURING = 10.0  # s over which they agree: noise does not agree with itself
LATER = 600.0  # s: clocks are off by less; farther along the course is another place
FRESH = 10  # velocities heard while the position stood still: both are sent twice a second
STILL = 3000.0  # m that the flight should have gone meanwhile
CLEAN = 77.0  # m/s: 150 kt calibrated, the slowest that an airliner flies clean
JET = 110.0  # m/s: the strongest winds there are
AIRLINER = 200.0  # m/s over the ground: what has flown as fast is none of the slow
MEMORY = 120.0  # s over which a drag against the own velocity is summed
DRAG = 1000.0  # m: 120 s of velocity errors (0.3 m/s, and steps of 0.5 kt) make 70 m
SUSTAINED = 30.0  # s
BESIDE = 3704.0  # m, 2 NM: six deviations of a radar position (0.3 NM) and its bias
RECENT = 15.0  # s: age of a position by radar that a broadcast one is held against
CLIMB = 100.0  # m/s: no airliner goes up or down faster
SERIES = 20.0  # m/s, 4,000 ft a minute: as airliners climb; decoding errors keep to no profile
STEP = 150.0  # m: two steps of a 100 ft altitude, rounded up
SILENT = 60.0  # s after which a flight is taken to have gone, and another under its address to have stayed

SLOT = np.dtype([
    ("kind", np.int64), ("since", np.float64),  # what is open
    ("t", np.float64), ("lat", np.float64), ("lon", np.float64),  # last new position that was believed
    ("gs", np.float64), ("course", np.float64), ("first", np.float64),
    ("most", np.float64), ("told", np.float64),  # fastest said since, and when a velocity was last said
    ("heard", np.float64), ("interval", np.float64), ("changed", np.float64),
    ("other", np.float64, 6),  # another place: since, count, and t, lat, lon of the last there, begun course
    ("good", np.float64, 3),  # t, lat, lon before what is open
    ("fresh", np.int64), ("top", np.float64), ("slow", np.float64), ("slows", np.int64),
    ("turn", np.float64), ("turning", np.float64),
    ("drag", np.float64, 3),  # m north and east against the own velocity; since when too much
    ("radar", np.float64, 4),  # t, lat, lon; since when too far
    ("radars", np.int64),
    ("twin", np.float64, 5),  # another aircraft under the address: since, how often by turns, t, lat, lon
    ("altitude", np.float64), ("vertical", np.float64), ("levels", np.int64),  # `levels` since odd ones began
    ("odd", np.float64, 4),  # altitudes out of reach: since, count, the last and when
    ("quiet", np.float64),  # since when nothing is wrong
    ("faults", np.int64),  # isolated positions and altitudes that were not believed
])  # fmt: skip
NUMBERS = ("t", "lat", "lon", "gs", "course", "altitude", "vertical", "slowest")
ROW = np.dtype(
    [("slot", np.int64), ("radar", np.bool_), ("anew", np.bool_), *((n, np.float64) for n in NUMBERS)]
)


@part
def look(s: Any, r: Any) -> int:
    """Take a report; 1 where something began, -1 where it ended, 0 where nothing changed."""
    if r.radar:
        return _by_radar(s, r)
    dt = r.t - s.heard
    if dt < 0.0:
        s.faults += 1  # stamped before the last one: left out
        return 0
    if not np.isfinite(s.t):
        _believe(s, r, True)
        s.heard, s.interval, s.changed, s.altitude = r.t, STAMP, r.t, r.altitude
        return 0
    if dt > 0.0:
        s.interval += 0.1 * (min(dt, 30.0) - s.interval)
    s.heard = r.t
    if _twin(s, r):
        return 0
    moved = r.lat != s.lat or r.lon != s.lon
    said = np.isfinite(r.gs + r.course) and (r.anew or r.gs != s.gs or r.course != s.course)
    found = _altitude(s, r)
    if moved or said or r.vertical != s.vertical:
        s.changed = r.t
    s.vertical = r.vertical
    if said:
        s.told, s.most = r.t, max(s.most, r.gs)
    if moved:
        change = _moved(s, r)
        found = change if change != 0 else found
    elif said:
        s.fresh += 1
        s.gs, s.course = r.gs, r.course
        if s.fresh >= FRESH and r.t - s.first >= SUSTAINED and r.gs * (r.t - s.first) > STILL:
            found = max(found, _open(s, FREEZE, s.first))
    return found if found != 0 or not moved else _close(s, r)


@part
def _open(s: Any, kind: int, since: float) -> int:
    """Something is wrong; a second thing wrong renews the first, a clock gives way to navigation."""
    s.quiet = np.inf
    if s.kind != FINE and not (s.kind == CLOCK and kind != CLOCK):
        return 0
    s.kind, s.since = kind, since
    return 1


@part
def _close(s: Any, r: Any) -> int:
    """What is open ends once positions have moved as they should for a while, a jump when undone.

    Silence ends nothing.
    """
    if s.kind in (FINE, JUMP):
        return 0
    if s.t != r.t or s.slows > 0 or s.drag[2] > 0.0 or s.radars > 0:
        s.quiet = np.inf
        return 0
    s.quiet = min(s.quiet, r.t)
    if r.t - s.quiet < (LATER if s.kind == CLOCK else 2.0 * SUSTAINED):
        return 0
    s.kind, s.quiet = FINE, np.inf
    return -1


@part
def _believe(s: Any, r: Any, whole: bool) -> None:
    """The flight is there; `whole` where what was before says nothing about what follows."""
    s.t, s.lat, s.lon, s.first, s.fresh = r.t, r.lat, r.lon, r.t, 0
    s.gs, s.course = r.gs, r.course
    s.most = r.gs if np.isfinite(r.gs) else 0.0
    s.other[1] = 0.0
    if whole:
        s.drag[:] = 0.0
        s.turn, s.slows = 0.0, 0
    if s.kind == FINE and s.slows == 0 and s.drag[2] == 0.0:
        s.good[0], s.good[1], s.good[2] = r.t, r.lat, r.lon
        if np.isfinite(r.gs):
            s.top = max(s.top, min(r.gs, FASTEST))


@part
def _reach(s: Any, r: Any, t: float, lat: float, lon: float) -> bool:
    """Whether a flight that was at a place can be where the report has it."""
    n, e = plane(r.lat, r.lon, lat, lon)
    fastest = np.fmax(s.most, r.gs)
    fastest = FASTEST if fastest == 0.0 else fastest
    waited = r.t - t
    return np.hypot(n, e) <= (fastest + GAIN) * waited + fastest * (STAMP + s.interval) + SLACK


@part
def _twin(s: Any, r: Any) -> bool:
    """Whether a position is another aircraft's under the same address. It is told by turns: one flight cannot
    go on at two places; or by a level that the flight could not reach.
    """
    w = s.twin
    if _reach(s, r, s.t, s.lat, s.lon):
        return False
    level = abs(r.altitude - s.altitude) > CLIMB * (r.t - s.t + s.interval) + STEP  # not if unknown
    if w[1] == 0.0 or r.t - w[2] > LATER or not _reach(s, r, w[2], w[3], w[4]):
        if w[1] >= AGREE and r.t - w[2] <= LATER:
            return False  # a third place is nobody's
        w[0], w[1] = r.t, 1.0
    elif s.t > w[2] or level:  # the flight itself was heard in between
        w[1] += 1.0
    w[2], w[3], w[4] = r.t, r.lat, r.lon
    if w[1] < AGREE or r.t - w[0] < DURING:
        return False
    if r.t - s.t > SILENT and level:  # the flight has gone, the other stays
        _believe(s, r, True)
        s.altitude, w[1] = r.altitude, 0.0
    return level or r.t - s.t <= SILENT


@part
def _moved(s: Any, r: Any) -> int:
    """A new position: believed, or doubted until others agree with it."""
    o = s.other
    if _reach(s, r, s.t, s.lat, s.lon):
        s.faults += int(o[1])
        found = _motion(s, r)
        _believe(s, r, False)
        return found
    if o[1] > 0.0 and _reach(s, r, o[2], o[3], o[4]):
        o[1] += 1.0
    else:
        s.faults += int(o[1])
        o[0], o[1] = r.t, 1.0
    o[2], o[3], o[4] = r.t, r.lat, r.lon
    if o[1] < AGREE or r.t - o[0] < DURING:
        return 0
    begun, back = o[0], _returned(s, r)
    kind = CLOCK if _along(s, r) else JUMP
    found = _open(s, kind, begun) if s.kind == FINE or not back else 0
    _believe(s, r, True)
    if back and s.kind != FINE and found == 0:
        s.kind, s.quiet, s.since = FINE, np.inf, begun
        return -1
    return found


@part
def _returned(s: Any, r: Any) -> bool:
    """Whether an open deceit is undone: from where it began the flight can be here, flying as it did."""
    if s.kind == FINE:
        return False
    n, e = plane(r.lat, r.lon, s.good[1], s.good[2])
    gone, waited = np.hypot(n, e), r.t - s.good[0]
    slow = np.isfinite(r.slowest) and s.top > AIRLINER and r.gs < r.slowest
    return not slow and gone <= (s.top + GAIN) * waited + SLACK


@part
def _along(s: Any, r: Any) -> bool:
    """Whether the new place is only ahead on, or behind, the old course: then a clock was off."""
    n, e = plane(r.lat, r.lon, s.lat, s.lon)
    if not np.isfinite(s.course + s.gs + r.course) or abs(wrapped(r.course - s.course)) > 0.1:
        return False
    ahead = n * np.cos(s.course) + e * np.sin(s.course)
    right = e * np.cos(s.course) - n * np.sin(s.course)
    return abs(right) < SLACK + 0.05 * abs(ahead) and abs(ahead / max(s.gs, 1.0) - (r.t - s.t)) < LATER


@part
def _motion(s: Any, r: Any) -> int:
    """A position in reach, against speed and course."""
    dt = r.t - s.t
    if not np.isfinite(r.gs + r.course + s.gs + s.course) or dt <= 0.0:
        return 0
    found = 0
    if s.top > AIRLINER and r.gs < r.slowest:
        s.slows += 1
        s.slow = r.t if s.slows == 1 else s.slow
        if s.slows >= AGREE and r.t - s.slow >= DURING:
            found = _open(s, SLOW, s.slow)
    else:
        s.slows = 0
    turn = wrapped(r.course - s.course)
    if dt <= 5.0 and abs(turn) / dt * r.gs > G and turn * s.turn >= 0.0:  # more than 45 degrees of bank
        s.turning = s.t if s.turn == 0.0 else s.turning
        s.turn += turn
        if abs(s.turn) > 2.0 * np.pi:
            found = max(found, _open(s, CIRCLE, s.turning))
    elif dt > STAMP or abs(turn) / dt * r.gs < 0.5 * G:
        s.turn = 0.0
    return max(found, _dragged(s, r, dt))


@part
def _dragged(s: Any, r: Any, dt: float) -> int:
    """Sum what the position moved beyond the flight's own velocity."""
    late = dt > max(10.0, 3.0 * s.interval) or r.t - s.told > RECENT
    if late or min(r.gs, s.gs) < SLOWEST:  # an old velocity says nothing, nor does one of a taxiing aircraft
        s.drag[:] = 0.0
        return 0
    n, e = plane(r.lat, r.lon, s.lat, s.lon)
    keep, d = np.exp(-dt / MEMORY), s.drag
    d[0] = keep * d[0] + n - 0.5 * dt * (r.gs * np.cos(r.course) + s.gs * np.cos(s.course))
    d[1] = keep * d[1] + e - 0.5 * dt * (r.gs * np.sin(r.course) + s.gs * np.sin(s.course))
    if np.hypot(d[0], d[1]) < DRAG + r.gs * s.interval:
        d[2] = 0.0
        return 0
    d[2] = r.t if d[2] == 0.0 else d[2]
    return _open(s, DRAGGED, d[2]) if r.t - d[2] >= SUSTAINED else 0


@part
def _altitude(s: Any, r: Any) -> int:
    """Barometric altitude owes nothing to satellites: a second series beside it is of another time."""
    if not np.isfinite(r.altitude) or not np.isfinite(s.altitude):
        s.altitude = r.altitude if np.isfinite(r.altitude) else s.altitude
        return 0
    o = s.odd
    if o[1] > 0.0 and r.altitude == o[2] and s.changed <= o[3]:
        return 0  # the odd one again, and nothing else new: it was said once
    if abs(r.altitude - s.altitude) <= CLIMB * (r.t - s.changed + s.interval) + STEP:
        if s.altitude != r.altitude:
            s.changed = r.t
        s.altitude = r.altitude
        s.levels += 1
        return 0
    s.faults += int(r.altitude != o[2])
    if o[1] == 0.0 or r.t - o[3] > LATER or abs(r.altitude - o[2]) > SERIES * (r.t - o[3]) + STEP:
        o[0], o[1], s.levels = r.t, 0.0, 0
    if o[1] == 0.0 or r.altitude != o[2]:
        o[1] += 1.0
    o[2], o[3] = r.altitude, r.t
    if o[1] >= AGREE and r.t - o[0] >= DURING and s.levels == 0:  # what was believed before was the odd one
        s.altitude, o[1] = r.altitude, 0.0
        return 0
    return _open(s, CLOCK, o[0]) if o[1] >= AGREE and r.t - o[0] >= SUSTAINED else 0


@part
def _by_radar(s: Any, r: Any) -> int:
    """A position by radar against the last broadcast, carried on to its time."""
    old = s.radar
    fresh = np.isfinite(s.t) and 0.0 <= r.t - s.t <= RECENT and np.isfinite(s.gs + s.course)
    if not fresh:
        return 0
    n, e = plane(r.lat, r.lon, s.lat, s.lon)
    ahead = s.gs * (r.t - s.t)
    apart = np.hypot(n - ahead * np.cos(s.course), e - ahead * np.sin(s.course))
    old[0], old[1], old[2] = r.t, r.lat, r.lon
    if apart < BESIDE:
        s.radars, old[3] = 0, 0.0
        return 0
    s.radars += 1
    old[3] = r.t if s.radars == 1 else old[3]
    return _open(s, DRAGGED, old[3]) if s.radars >= 3 and r.t - old[3] >= DURING else 0
