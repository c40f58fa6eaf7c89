"""What each report does to its flight: one compiled pass over a batch in the order of arrival.

The pass believes or refuses a report, moves the flight, judges the rules that need nothing else (ROUTE,
LEVEL, HEADING) and writes down what there is to say and which flights are due for a look at the areas.
"""

from typing import Any, NamedTuple

import numpy as np

from truecourse.airspace.compiled import inner
from truecourse.watch import heading, level, opening, route
from truecourse.watch.hysteresis import Hold, Life, live
from truecourse.watch.merge import OWN, heading_at

# Places in `state.COUNTS`.
TAKEN, NO_POSITION, IMPOSSIBLE, FUTURE, REPEATED, LATE, SECOND, GROUND, CREW = range(9)
ROUNDING = 1e-6  # of an interval: a look that is due now is not due again at once
NEAR = 8  # positions kept close to one another, for speeds; the others reach half an hour back
KEEP, KEEP_FAR = 30.0, 220.0  # s between the positions kept
BASELINE = (25.0, 200.0)  # s, over which a speed is told from positions
FAR = 8000.0  # m from the last pieces of its route, and all of it is searched
RADIUS = 6371008.8  # m, mean radius, for gates and speeds


class Rules(NamedTuple):
    """What the pass needs of the site: `Lateral`, `Vertical`, `Directional` and `Trust` as plain numbers."""

    floor: float
    end: float
    ahead: float
    opening: float
    sure: float
    terminal: float
    tolerance: float
    begin: float
    heading_tolerance: float
    by_course: float
    settle: float
    future: float
    fastest: float
    slack: float
    stale: float
    area_every: float
    strategic_every: float


class ByCourse(NamedTuple):
    """What `heading.grade` needs."""

    tolerance: float
    by_course: float


class Heard(NamedTuple):
    """Columns of the reports of a batch, and the row of each, in the order they are taken."""

    row: Any
    t: Any
    arrival: Any
    lat: Any
    lon: Any
    altitude: Any
    gs: Any
    course: Any
    heading: Any
    heading_magnetic: Any
    vertical_rate: Any
    on_ground: Any
    heard: Any
    sensor: Any
    accuracy: Any


SAID = np.dtype(
    [("row", np.int64), ("rule", np.int64), ("phase", np.int64)]
    + [
        (n, np.float64)
        for n in ("t", "since", "grade", "cross", "rate", "limit", "leg", "word", "lat", "lon")
    ]
)
DUE = np.dtype(
    [("row", np.int64), ("strategic", np.int64)]
    + [
        (n, np.float64)
        for n in ("t", "lat", "lon", "altitude", "climb", "gs", "course", "heading_magnetic", "off", "along")
    ]
)


@inner
def velocity(s: Any, hist: Any, r: int, t: float, lat: float, lon: float) -> tuple[float, float]:
    """Speed over the ground and true course from the positions kept, as far back as a straight line may be
    trusted; NaN where there is none.
    """
    for k in range(hist.shape[1]):
        age = t - hist[r, k, 0]
        if age >= BASELINE[0]:
            if age > BASELINE[1]:
                break
            lat0, lon0 = hist[r, k, 1], hist[r, k, 2]
            turn = lon - lon0
            east = np.cos(lat0) * np.sin(turn)  # components at the place arrived at
            north = np.sin(lat) * np.cos(lat0) * np.cos(turn) - np.cos(lat) * np.sin(lat0)
            return RADIUS * np.sqrt(east * east + north * north) / age, np.arctan2(east, north)
    return np.nan, np.nan


@inner
def keep(hist: Any, r: int, t: float, lat: float, lon: float) -> None:
    """Keep a position, newest first, if the last one kept is old enough; those that go from the near ones
    to the far ones are thinned.
    """
    if t - hist[r, 0, 0] < KEEP:
        return
    if hist[r, NEAR - 1, 0] - hist[r, NEAR, 0] >= KEEP_FAR or np.isnan(hist[r, NEAR, 0]):
        for k in range(hist.shape[1] - 1, NEAR - 1, -1):
            for j in range(3):
                hist[r, k, j] = hist[r, k - 1, j]
    for k in range(NEAR - 1, 0, -1):
        for j in range(3):
            hist[r, k, j] = hist[r, k - 1, j]
    hist[r, 0, 0], hist[r, 0, 1], hist[r, 0, 2] = t, lat, lon


@inner
def move(s: Any, hist: Any, r: int, h: Heard, i: int, known: tuple) -> None:
    """Take a believed report into its row; `known` is (p, full, a): its n-vector, its velocity and climb (of
    `merge.MERGED`), and the row of its address.
    """
    t, lat, lon = h.t[i], h.lat[i], h.lon[i]
    p, full, a = known
    gs, course = full.gs, full.course
    if np.isnan(gs + course):
        gs, course = velocity(s, hist, r, t, lat, lon)
    if s.count > 0.0:
        gap = min(t - s.t, 300.0)
        s.interval = gap if np.isnan(s.interval) else s.interval + 0.2 * (gap - s.interval)
    else:
        s.first = t
    climb_to(s, h, i, full.vertical_rate)
    keep(hist, r, t, lat, lon)
    s.t, s.arrival, s.lat, s.lon, s.x, s.y, s.z = t, h.arrival[i], lat, lon, p[0], p[1], p[2]
    if not np.isnan(gs):
        s.gs, s.course = gs, course
    s.heading_magnetic, s.heading = heading_at(a, t)
    s.heard, s.sensor = float(h.heard[i]), float(h.sensor[i])
    if s.heard < OWN:
        s.radar_t, s.radar_x, s.radar_y, s.radar_z = t, p[0], p[1], p[2]
    s.count += 1.0
    s.sign = max(h.arrival[i], s.sign) if not np.isnan(s.sign) else h.arrival[i]


@inner
def climb_to(s: Any, h: Heard, i: int, rate: float) -> None:
    """Take the level of a report and the climb told with it; one that is not told is smoothed from levels."""
    if np.isnan(h.altitude[i]):
        return
    if not np.isnan(rate):
        s.climb = rate
    elif h.t[i] > s.altitude_t:
        gap = h.t[i] - s.altitude_t
        now = (h.altitude[i] - s.altitude) / gap
        s.climb = now if np.isnan(s.climb) else s.climb + (now - s.climb) * min(1.0, gap / 20.0)
    s.altitude, s.altitude_t = h.altitude[i], h.t[i]


@inner
def life_of(lives: Any, r: int, rule: int) -> Life:
    """The life of one rule of one row."""
    return Life(lives[r, rule, 0], lives[r, rule, 1], lives[r, rule, 2], lives[r, rule, 3], lives[r, rule, 4])


@inner
def put_life(lives: Any, r: int, rule: int, life: Life) -> None:
    """Remember the life of one rule of one row."""
    lives[r, rule, 0], lives[r, rule, 1], lives[r, rule, 2] = life.since, life.clear, life.open
    lives[r, rule, 3], lives[r, rule, 4] = life.said, life.grade


@inner
def look(lives: Any, said: Any, n: int, r: int, rule: int, seen: tuple, hold: Hold) -> int:
    """One look at a rule: `seen` is (t, grade, under). Returns how many lines there are to say now; the new
    one has its row, rule, phase, times and grade, the rest is the caller's.
    """
    before = life_of(lives, r, rule)
    life, phase = live(before, seen[1], seen[2], seen[0], hold)
    put_life(lives, r, rule, life)
    if phase == 0:
        return n
    said[n].row, said[n].rule, said[n].phase, said[n].t = r, rule, phase, seen[0]
    ended = phase == 3
    said[n].since = before.since if ended else life.since
    said[n].grade = before.grade if ended else life.grade
    return n + 1


@inner
def on_route(s: Any, table: Any, p: tuple[float, float, float], rules: Rules) -> route.Off:
    """Where a place is of the flight's route; `piece` is -1 where the route is not watched now: beyond either
    end, and in the terminal areas of the aerodromes that were filed.
    """
    off = route.whereabouts(table, s.route_at, s.route_n, s.piece, p[0], p[1], p[2], FAR)
    first, last = int(s.route_at), int(s.route_at + s.route_n) - 1
    near = s.from_field == 1.0 and within(p, table, first, 0.0, rules.terminal)
    left = table[last, 12] + table[last, 9] * table[last, 11] - off.along
    if s.to_field == 1.0 and left < rules.terminal:  # along its route: it may be far from the fix
        near = near or within(p, table, last, table[last, 9], rules.terminal)
    watched = not (near or off.beyond)
    return off if watched else route.Off(-1.0, off.cross_track, off.along, off.distance, off.beyond)


@inner
def within(p: tuple[float, float, float], table: Any, k: int, angle: float, reach: float) -> bool:
    """Whether a place is within `reach` m of the one `angle` along piece `k`."""
    c, d = np.cos(angle), np.sin(angle)
    dx = p[0] - c * table[k, 0] - d * table[k, 6]
    dy = p[1] - c * table[k, 1] - d * table[k, 7]
    dz = p[2] - c * table[k, 2] - d * table[k, 8]
    return np.sqrt(dx * dx + dy * dy + dz * dz) * RADIUS < reach


@inner
def judge_route(s: Any, table: Any, lives: Any, said: Any, n: int, r: int, at: tuple, rules: Rules) -> int:
    """ROUTE for one believed place; `at` is (t, p, error, by_word), the error one standard deviation in m."""
    t, p, error, by_word = at
    s.watched = 0.0
    if s.route_n == 0.0 or t < s.watched_from or not np.isnan(s.vector):
        s.deviation = np.nan
        opening.forget(s)
        return n
    life = life_of(lives, r, 0)
    if by_word == 1.0 and life.open == 1.0 and s.by_word == 0.0:
        return n  # what surveillance has raised, no word of the crew ends or changes
    off = on_route(s, table, p, rules)
    if t > s.permit_until:
        s.offset, s.permit_until = 0.0, np.nan
    if t > s.free_until:
        s.free, s.free_until = 0.0, np.nan
    away = off.distance if off.cross_track >= 0.0 else -off.distance
    if off.beyond:
        away = off.cross_track  # beside the last leg as if it went on
    past = route.excess(away, s.offset, s.slack_right, s.free)
    rate, rate_error = 0.0, np.inf
    if by_word == 0.0:
        if np.isnan(s.deviation):  # another route than before, or none until now
            opening.forget(s)
        opening.take(s, opening.Measured(t, away, error, opening.OWN if s.heard >= OWN else s.sensor))
        rate, rate_error = s.drift_rate if past > 0.0 else -s.drift_rate, np.sqrt(s.drift_rate_var)
    distance = abs(past)
    s.watched = 1.0 if off.piece >= 0.0 else 0.0
    grade = route.grade(distance, rate, rate_error, s.limit, s.free, rules) if s.watched == 1.0 else 0.0
    back = distance < rules.end * s.limit
    s.left_t = np.nan if s.watched == 1.0 else t if np.isnan(s.left_t) else s.left_t
    under = back or (s.watched == 0.0 and (life.open == 0.0 or t - s.left_t >= route.LEFT_FOR))
    if by_word == 0.0 or life.open == 0.0:
        s.by_word = by_word if life.open == 0.0 else s.by_word
    if off.piece >= 0.0:
        s.piece = off.piece
    s.cross_track, s.cross_rate, s.along = away, rate, off.along
    s.deviation = np.nan if off.beyond else past
    s.aside = off.cross_track - s.offset if off.piece >= 0.0 and s.free == 0.0 else np.nan
    hold = route.BY_WORD if by_word == 1.0 else route.HOLD
    m = look(lives, said, n, r, 0, (t, grade, under), hold)
    if m > n:
        piece = int(s.route_at) + int(s.piece)
        said[n].cross, said[n].rate, said[n].limit = away, rate, s.limit
        said[n].leg, said[n].word = table[piece, 13], by_word
        if off.beyond and by_word == 0.0:
            said[n].word = route.BEYOND
        if said[n].phase == 3 and not back:
            said[n].word = route.LEFT_BEHIND
    return m


@inner
def judge_level(s: Any, lives: Any, said: Any, n: int, r: int, t: float, rules: Rules) -> int:
    """LEVEL for the level just heard."""
    if np.isnan(s.level) or np.isnan(s.altitude):
        return n
    off = s.altitude - s.level
    if s.level_side == 0.0 and abs(off) > rules.tolerance:
        s.level_side = 1.0 if off > 0.0 else -1.0
    s.level_reached = level.reached(off, rules.tolerance, s.level_side, s.level_reached)
    climb = 0.0 if np.isnan(s.climb) else s.climb
    grade = level.grade(off, climb, s.level_reached, t - s.level_t, rules)
    m = look(lives, said, n, r, 1, (t, grade, abs(off) <= 0.75 * rules.tolerance or grade == 0.0), level.HOLD)
    if m > n:
        said[n].cross, said[n].rate, said[n].limit = s.altitude, climb, s.level
        said[n].leg, said[n].word = s.level_reached, 0.0
    return m


@inner
def judge_heading(s: Any, lives: Any, said: Any, n: int, r: int, t: float, rules: Rules) -> int:
    """HEADING for the heading just heard, or for the course where no heading has been heard for a while: one
    that comes now and then is waited for, the course neither begins nor ends what it tells.
    """
    if np.isnan(s.vector) or t < s.vector_t + rules.settle:
        return n
    if np.isnan(s.heading_magnetic) and np.isnan(s.heading) and t - s.turn_t <= heading.AWAITED:
        return n
    flown, by_course = heading.turned(s.heading_magnetic, s.heading, s.course, s.variation)
    turn = heading.off(flown, s.vector)
    tolerances = ByCourse(rules.heading_tolerance, rules.by_course)
    grade = heading.grade(turn, by_course, tolerances)
    tolerance = rules.by_course if by_course else rules.heading_tolerance
    under = not np.isnan(turn) and abs(turn) < 0.7 * tolerance
    m = look(lives, said, n, r, 2, (t, grade, under), heading.HOLD)
    if m > n:
        said[n].cross, said[n].rate, said[n].limit = flown, turn, s.vector
        said[n].leg, said[n].word = 0.0, 1.0 if by_course else 0.0
    return m


@inner
def note_due(s: Any, due: Any, n: int, r: int, rules: Rules) -> int:
    """Write down that a flight is due for a look at the areas near it, and once a minute far ahead."""
    if s.on_ground == 1.0 or s.t < s.area_due:
        return n
    far = s.t >= s.strategic_due
    d = due[n]
    d.row, d.strategic, d.t, d.lat, d.lon = r, 1 if far else 0, s.t, s.lat, s.lon
    d.altitude, d.climb, d.gs, d.course = s.altitude, s.climb, s.gs, s.course
    d.heading_magnetic, d.off, d.along = s.heading_magnetic, s.deviation, s.along
    s.area_due = next_look(s, rules.area_every)
    if far:
        s.strategic_due, s.survey = next_look(s, rules.strategic_every), 1.0
    return n + 1


@inner
def next_look(s: Any, every: float) -> float:
    """When a flight is due for the next look of a kind, which is now taken: the second one after a full
    interval, from then on at a time of its own in each, so that flights heard first at one time, and what is
    said of them again after a while, do not stay together.
    """
    age = s.t - s.first
    if age < every:
        return s.first + every
    taken = np.floor(age / every - s.share + ROUNDING)
    return s.first + every * (s.share + taken + 1.0)
