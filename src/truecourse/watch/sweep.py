"""The pass over a batch: which report goes to which row, and what becomes of the rest."""

from typing import Any

import numpy as np

from truecourse.airspace.compiled import compiled, inner
from truecourse.flight.reports import Heard as Source
from truecourse.watch import merge
from truecourse.watch.believe import CONFIRMED, believe, exchange, grounded, start_anew, takes_over
from truecourse.watch.hysteresis import WARNING
from truecourse.watch.merge import OWN
from truecourse.watch.mode_step import EVERY
from truecourse.watch.opening import error_of
from truecourse.watch.scan import (
    CREW,
    FUTURE,
    GROUND,
    IMPOSSIBLE,
    NO_POSITION,
    SECOND,
    TAKEN,
    Heard,
    Rules,
    climb_to,
    judge_heading,
    judge_level,
    judge_route,
    move,
    note_due,
)
from truecourse.watch.state import RULES

PICKED = np.dtype(
    [("row", np.int64), ("report", np.int64), ("leg", np.int64), ("far", np.int64)]
    + [(name, np.float64) for name in ("climb", "opening", "cross_track", "leg_course", "to_go")]
)
RETURN = 900.0  # s in which a flight may be on its way back from a deviation whose time is over
GNSS = RULES.index("GNSS")  # in `lives`
TOLD = int(Source.CREW)  # this and what follows is what the flight believes


@inner
def told(h: Heard, i: int, s: Any, p: tuple[float, float, float], state: tuple, rules: Rules, n: int) -> int:
    """A crew's or a data link's report: it counts as a word, and where surveillance has ended it may raise an
    alert; it ends none that surveillance raised.
    """
    table, lives, said = state
    t = h.t[i]
    if t > h.arrival[i] + rules.future or (not np.isnan(s.told_t) and t <= s.told_t):
        return n
    s.told_t, s.told_lat, s.told_lon = t, h.lat[i], h.lon[i]
    s.sign = max(h.arrival[i], s.sign) if not np.isnan(s.sign) else h.arrival[i]
    if s.count > 0.0 and t - s.t <= rules.stale:
        return n
    return judge_route(s, table, lives, said, n, h.row[i], (t, p, np.nan, 1.0), rules)


@inner
def pick(s: Any, at: tuple, picked: Any, q: int, r: int, i: int, rules: Rules) -> int:
    """Write down where a flight with a route is on it, for MODE: `cross_track` m right of what it was cleared
    to fly, NaN where that is not watched or it may deviate; `leg_course` rad, true, of the leg's parallel
    through the place; `to_go` m to the leg's end; `leg`; `far` 1 where the variation is to be had anew. `at`
    is (table, p).
    """
    if s.route_n == 0.0 or s.t - s.mode_t < EVERY:
        return q
    table, p = at
    s.mode_t, out = s.t, picked[q]
    out.row, out.report, out.climb, out.far = r, i, s.climb, 0
    out.opening = s.cross_rate
    if s.t - s.mode_variation_t >= rules.strategic_every:
        s.mode_variation_t, out.far = s.t, 1
    back = s.permit_end < s.t < s.permit_end + RETURN
    out.cross_track = s.aside if s.watched == 1.0 and s.t >= s.mode_from and not back else np.nan
    k = int(s.route_at) + int(s.piece)
    rho = max(1e-12, np.sqrt(p[0] * p[0] + p[1] * p[1]))
    a, b, c = table[k, 3], table[k, 4], table[k, 5]
    x, y, z = p[1] * c - p[2] * b, p[2] * a - p[0] * c, p[0] * b - p[1] * a  # onwards: the place x rightwards
    east = (p[0] * y - p[1] * x) / rho
    north = (z * rho * rho - p[2] * (p[0] * x + p[1] * y)) / rho
    out.leg_course, out.to_go, out.leg = np.arctan2(east, north), table[k, 15] - s.along, int(table[k, 13])
    return q + 1


@inner
def without_place(h: Heard, i: int, a: Any, state: tuple, rules: Rules, n: int) -> int:
    """A report that tells a level, a velocity or a heading only."""
    lives, said = state
    if h.t[i] > h.arrival[i] + rules.future:
        return n
    merge.remember(a, h, i)
    if not a.t < h.t[i]:
        return n
    climb_to(a, h, i, h.vertical_rate[i])
    return judge_level(a, lives, said, n, h.row[i], h.t[i], rules)


@inner
def deceived(lives: Any, r: int) -> bool:
    """Whether what the flight of a row broadcasts is held to be false."""
    return lives[r, GNSS, 2] == 1.0 and lives[r, GNSS, 4] >= WARNING


@inner
def take_place(
    h: Heard, i: int, rows: Any, places: tuple, p: tuple[float, float, float], full: Any, rules: Rules
) -> tuple[int, int, bool]:
    """A position by surveillance: the row it goes to and its verdict, and whether it was for the second row.
    `places` is (hist, cells, lives).
    """
    hist, cells, lives = places
    r, t, radar = h.row[i], h.t[i], h.heard[i] < OWN
    a, s = rows[r], rows[r]
    verdict = believe(s, t, h.arrival[i], p, radar, rules)
    if verdict != FUTURE:
        merge.remember(a, h, i)
    merge.complete(a, h, i, full)
    apart = verdict == SECOND
    if apart:
        r += len(rows) // 2
        s = rows[r]
        verdict = believe(s, t, h.arrival[i], p, radar, rules)
        if verdict == SECOND:  # neither: the second row starts anew
            start_anew(s, hist, r)
            verdict = TAKEN
    if verdict != TAKEN:
        return r, verdict, apart
    move(s, hist, r, h, i, (p, full, a))
    s.on_ground = 1.0 if grounded(s, h, i) else 0.0
    full.on_ground = s.on_ground == 1.0
    if apart and takes_over(a, s, deceived(lives, h.row[i])):
        exchange(cells, hist, h.row[i], r)
        r, a.mode_from = h.row[i], max(a.mode_from, t + EVERY)  # MODE begins afresh
        a.deviation = np.nan
    return r, verdict, apart


@compiled
def sweep(h: Heard, rows: Any, state: tuple, out: tuple, counts: Any, rules: Rules) -> tuple[int, int, int]:
    """Take reports in order. `state` is (hist, lives, table, cells), the cells being the rows as plain
    numbers `(rows, fields)`; `out` (said, due, picked, outcome, merged). Returns the lines to say, the looks
    due, and how many reports were picked for MODE: one a flight with a route and `EVERY` s. `outcome` gets
    the place in COUNTS of each report, `merged` what is known of its motion.
    """
    hist, lives, table, cells = state
    said, due, picked, outcome, merged = out
    n, m, q = 0, 0, 0
    second = len(rows) // 2
    for i in range(len(h.row)):
        if not (abs(h.lat[i]) <= 0.5 * np.pi + 1e-9 and abs(h.lon[i]) <= np.pi + 1e-9):
            outcome[i] = NO_POSITION if np.isnan(h.lat[i] + h.lon[i]) else IMPOSSIBLE
            counts[outcome[i]] += 1
            if outcome[i] == NO_POSITION:
                n = without_place(h, i, rows[h.row[i]], (lives, said), rules, n)
            continue
        across = np.cos(h.lat[i])
        p = (across * np.cos(h.lon[i]), across * np.sin(h.lon[i]), np.sin(h.lat[i]))
        if h.heard[i] >= TOLD:
            outcome[i] = CREW
            counts[CREW] += 1
            n = told(h, i, rows[h.row[i]], p, (table, lives, said), rules, n)
            continue
        r, verdict, apart = take_place(h, i, rows, (hist, cells, lives), p, merged[i], rules)
        outcome[i] = SECOND if apart and verdict == TAKEN else verdict
        counts[SECOND] += 1 if apart else 0
        counts[verdict] += 1
        s = rows[r]
        if verdict != TAKEN:
            continue
        counts[GROUND] += 1 if s.on_ground == 1.0 else 0
        if s.on_ground == 1.0 or (r >= second and s.count < CONFIRMED):
            continue
        if r < second:
            if not (h.heard[i] >= OWN and lives[r, 0, 2] == 1.0 and deceived(lives, r)):
                error = error_of(h.accuracy[i], h.heard[i] < OWN)  # a lie ends no alert
                n = judge_route(s, table, lives, said, n, r, (s.t, p, error, 0.0), rules)
            n = judge_level(s, lives, said, n, r, s.t, rules)
            n = judge_heading(s, lives, said, n, r, s.t, rules)
            q = pick(s, (table, p), picked, q, r, i, rules)
        m = note_due(s, due, m, r, rules)
    return n, m, q
