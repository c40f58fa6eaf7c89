"""Other settings of ROUTE judged on the looks that a watch has just taken: what they would have said."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from truecourse.watch import route
from truecourse.watch.hysteresis import Life, live
from truecourse.watch.site import Lateral
from truecourse.watch.state import Watch


class Tolerances(NamedTuple):
    """What `route.grade` needs."""

    floor: float
    end: float
    ahead: float
    opening: float
    sure: float


class Shade:
    """The lives of ROUTE of `n` flights under each of some settings; `begun` counts the alerts by setting.

    A step of the watch must bring at most one report a flight, or only the last of them is judged here.
    """

    def __init__(self, settings: tuple[Lateral, ...], n: int) -> None:
        self.rules = tuple(Tolerances(s.floor, s.end, s.ahead, s.opening, s.sure) for s in settings)
        self.lives = np.full((len(settings), n, 5), np.nan)
        self.lives[:, :, 2] = self.lives[:, :, 4] = 0.0
        self.begun = np.zeros(len(settings), np.int64)
        self.last = np.full(n, -np.inf)

    def look(self, watch: Watch) -> None:
        """Judge what the rows of the watch are now."""
        memory = watch.memory
        known = memory.rows[: min(len(memory.key_of), len(self.last))]
        for g, rules in enumerate(self.rules):
            self.begun[g] += _judge(known, self.last, self.lives[g], rules)
        self.last[: len(known)] = known["t"]


@njit(error_model="numpy")
def _judge(rows: Any, last: Any, lives: Any, rules: Tolerances) -> int:
    """As `scan.judge_route` ends, of every row that is newer than `last`: how many alerts begin."""
    begun = 0
    for r in range(len(rows)):
        s, kept = rows[r], lives[r]
        if s.route_n == 0.0 or not np.isnan(s.vector) or s.t < s.watched_from:
            kept[0] = kept[1] = kept[3] = np.nan  # a clearance ends what was, as `words.cease` does
            kept[2] = kept[4] = 0.0
            continue
        if not s.t > last[r] or s.on_ground == 1.0:
            continue
        distance = abs(s.deviation)
        grade = 0.0
        if s.watched == 1.0:
            error = np.sqrt(s.drift_rate_var)
            grade = route.grade(distance, s.cross_rate, error, s.limit, s.free, rules)
        left = s.watched == 0.0 and (kept[2] == 0.0 or s.t - s.left_t >= route.LEFT_FOR)
        under = distance < rules.end * s.limit or left
        life = Life(kept[0], kept[1], kept[2], kept[3], kept[4])
        life, phase = live(life, grade, under, s.t, route.HOLD)
        kept[0], kept[1], kept[2], kept[3], kept[4] = life.since, life.clear, life.open, life.said, life.grade
        begun += phase == 1
    return begun
