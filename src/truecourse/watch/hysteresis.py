"""How an alert begins, goes on and ends: one idea for every rule.

A condition must hold for a time before it is said, is said again now and then and when it gets worse, and
ends only when it has stayed below a lower limit for a time. Between the two limits nothing changes: noise
about a limit neither starts an alert twice nor ends it.
"""

from math import nan
from typing import NamedTuple

import numpy as np

from truecourse.airspace.compiled import compiled, inner

NOTHING, START, UPDATE, END = 0, 1, 2, 3  # what there is to say
CLEAR, ADVISORY, CAUTION, WARNING = 0.0, 1.0, 2.0, 3.0  # how bad it is


THIN = 0.1  # of its age: an old alert is renewed more seldom (an hour old, every six minutes)


class Hold(NamedTuple):
    """Seconds the condition must hold to start, be below the lower limit to end, and between updates."""

    start: float
    end: float
    renew: float


class Life(NamedTuple):
    """One condition of one flight: times are POSIX s, NaN where it has not come to that.

    `since` it holds, `clear` since it is below the lower limit (with no alert out: does not hold), `open` 1
    while an alert is out, `said` when the last line went out, `grade` the worst so far.
    """

    since: float
    clear: float
    open: float
    said: float
    grade: float


FRESH = Life(nan, nan, 0.0, nan, 0.0)


@inner
def _waiting(life: Life, grade: float, under: bool, t: float, hold: Hold) -> tuple[Life, int]:
    """A look while no alert is out. What did not hold for as long as ends an alert is another condition when
    it comes again.
    """
    if under:
        return Life(np.nan, np.nan, 0.0, np.nan, 0.0), 0
    gone = t if np.isnan(life.clear) else life.clear
    over = np.isnan(life.since) or (not np.isnan(life.clear) and t - gone >= hold.end)
    if grade == 0.0:
        if over:
            return Life(np.nan, np.nan, 0.0, np.nan, 0.0), 0
        return Life(life.since, gone, 0.0, np.nan, life.grade), 0
    since = t if over else life.since
    if t - since >= hold.start:
        return Life(since, np.nan, 1.0, t, grade), 1
    return Life(since, np.nan, 0.0, np.nan, grade), 0


@compiled
def live(life: Life, grade: float, under: bool, t: float, hold: Hold) -> tuple[Life, int]:
    """One look at a condition at `t`: how bad it is (0 where it does not hold) and whether it is `under` the
    lower limit. Returns the life from here on, and NOTHING, START, UPDATE or END.
    """
    if life.open == 0.0:
        return _waiting(life, grade, under, t, hold)
    if under:
        clear = t if np.isnan(life.clear) else life.clear
        if t - clear >= hold.end:
            return Life(np.nan, np.nan, 0.0, np.nan, 0.0), 3
        return Life(life.since, clear, 1.0, life.said, life.grade), 0
    if grade > life.grade or t - life.said >= max(hold.renew, THIN * (t - life.since)):
        return Life(life.since, np.nan, 1.0, t, max(grade, life.grade)), 2
    return Life(life.since, np.nan, 1.0, life.said, life.grade), 0
