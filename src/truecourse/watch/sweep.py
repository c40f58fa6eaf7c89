"""The pass over a batch: which report goes to which row, and what becomes of the rest."""

from typing import Any

import numpy as np

from truecourse.airspace.compiled import compiled, inner
from truecourse.flight.reports import Heard as Source
from truecourse.watch.scan import (
    CONFIRMED,
    CREW,
    GROUND,
    IMPOSSIBLE,
    NO_POSITION,
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
    return judge_route(s, table, lives, said, n, h.row[i], (t, p, np.nan, np.nan, 1.0), rules)


@compiled
def sweep(h: Heard, rows: Any, state: tuple, out: tuple, counts: Any, rules: Rules) -> tuple[int, int]:
    """Take reports in order. `state` is (hist, lives, table), `out` (said, due, outcome). Returns the lines
    to say and the looks due; `outcome` gets the place in COUNTS of each report.
    """
    hist, lives, table = state
    said, due, outcome = out
    n, m = 0, 0
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
            n = judge_route(s, table, lives, said, n, r, (s.t, p, s.gs, s.course, 0.0), rules)
            n = judge_level(s, lives, said, n, r, s.t, rules)
            n = judge_heading(s, lives, said, n, r, s.t, rules)
        m = note_due(s, due, m, r, rules)
    return n, m
