"""The pass over a batch: which report goes to which row, and what becomes of the rest."""

from typing import Any

import numpy as np

from truecourse.airspace.compiled import compiled, inner
from truecourse.flight.reports import Heard as Source
from truecourse.watch.mode_step import EVERY
from truecourse.watch.opening import error_of
from truecourse.watch.scan import (
    CONFIRMED,
    CREW,
    GROUND,
    IMPOSSIBLE,
    NO_POSITION,
    OWN,
    SECOND,
    TAKEN,
    Heard,
    Rules,
    believe,
    climb_to,
    judge_heading,
    judge_level,
    judge_route,
    move,
    note_due,
)

PICKED = np.dtype(
    [("row", np.int64), ("report", np.int64), ("leg", np.int64), ("far", np.int64)]
    + [(name, np.float64) for name in ("climb", "opening", "cross_track", "leg_course", "to_go")]
)
RETURN = 900.0  # s in which a flight may be on its way back from a deviation whose time is over
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


@compiled
def sweep(h: Heard, rows: Any, state: tuple, out: tuple, counts: Any, rules: Rules) -> tuple[int, int, int]:
    """Take reports in order. `state` is (hist, lives, table), `out` (said, due, picked, outcome). Returns the
    lines to say, the looks due, and how many reports were picked for MODE: one a flight with a route and
    `EVERY` s. `outcome` gets the place in COUNTS of each report.
    """
    hist, lives, table = state
    said, due, picked, outcome = out
    n, m, q = 0, 0, 0
    second = len(rows) // 2
    for i in range(len(h.row)):
        r = h.row[i]
        s = rows[r]
        outcome[i] = TAKEN
        if not (abs(h.lat[i]) <= 0.5 * np.pi + 1e-9 and abs(h.lon[i]) <= np.pi + 1e-9):
            outcome[i] = NO_POSITION if np.isnan(h.lat[i] + h.lon[i]) else IMPOSSIBLE
            if outcome[i] == NO_POSITION and s.t < h.t[i] <= h.arrival[i] + rules.future:
                climb_to(s, h, i)
                n = judge_level(s, lives, said, n, r, h.t[i], rules)
            counts[outcome[i]] += 1
            continue
        across = np.cos(h.lat[i])
        p = (across * np.cos(h.lon[i]), across * np.sin(h.lon[i]), np.sin(h.lat[i]))
        if h.heard[i] >= TOLD:
            outcome[i] = CREW
            counts[CREW] += 1
            n = told(h, i, s, p, (table, lives, said), rules, n)
            continue
        verdict = believe(s, h.t[i], h.arrival[i], p, rules)
        if verdict == SECOND:
            counts[SECOND] += 1
            r += second
            s = rows[r]
            verdict = believe(s, h.t[i], h.arrival[i], p, rules)
            if verdict == SECOND:  # neither: the second row starts anew
                s.count, s.interval, s.altitude, s.climb = 0.0, np.nan, np.nan, np.nan
                for k in range(hist.shape[1]):
                    hist[r, k, 0] = np.nan
                verdict = TAKEN
            outcome[i] = SECOND if verdict == TAKEN else verdict
        else:
            outcome[i] = verdict
        if verdict != TAKEN:
            counts[verdict] += 1
            continue
        counts[TAKEN] += 1
        counts[GROUND] += 1 if h.on_ground[i] else 0
        move(s, hist, r, h, i, p)
        if h.on_ground[i] or (r >= second and s.count < CONFIRMED):
            continue
        if r < second:
            error = error_of(h.accuracy[i], h.heard[i] < OWN)
            n = judge_route(s, table, lives, said, n, r, (s.t, p, error, 0.0), rules)
            n = judge_level(s, lives, said, n, r, s.t, rules)
            n = judge_heading(s, lives, said, n, r, s.t, rules)
            q = pick(s, (table, p), picked, q, r, i, rules)
        m = note_due(s, due, m, r, rules)
    return n, m, q
