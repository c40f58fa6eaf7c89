"""MODE as a rule of the watch: what `mode` finds of flights with a route becomes alerts, with hysteresis.

At b to 1 at most one flight in b that follows its route is ever said not to (Ville). A watch may be wrong
once in 1,000 flight hours by all its rules together, and a flight lasts some hours: so nothing is said below
1,000 to 1. Nothing else is asked: how near the route the flight is, and whether it comes back to it, is for
the test to weigh (`mode_cross`). An alert ends when the route has been the likelier for a while.
"""

from typing import Any

import numpy as np

from truecourse.earth.magnetic import variation
from truecourse.earth.units import METRES_PER_NM
from truecourse.flight.alert import Rule
from truecourse.watch import mode
from truecourse.watch.hysteresis import FRESH, Hold, Life, live
from truecourse.watch.say import say
from truecourse.watch.scan import Heard
from truecourse.watch.state import RULES, Desk

PLACE = RULES.index("MODE")  # in `lives`
LEAST = float(np.log(1000.0))  # nats: said from here on, a caution; a warning where `mode` claims no more
HOLD = Hold(start=0.0, end=300.0, renew=300.0)  # the test itself waits until it is sure
NAMES = {mode.MAGNETIC: "magnetic heading", mode.TRUE: "true heading", mode.DISPLACED: "displaced"}


def look(desk: Desk, heard: Heard, picked: Any) -> None:
    """Take the reports that the pass has picked, records of `sweep.PICKED`; say what is found."""
    if not len(picked):
        return
    _seat(desk, picked["row"])
    reports = Heard(*(column[picked["report"]] for column in heard))
    reports = reports._replace(vertical_rate=picked["climb"])
    where = mode.Where(
        picked["cross_track"], picked["leg_course"], picked["to_go"], picked["leg"],
        variation=_variation(desk, reports, picked),
    )  # fmt: skip
    slots = desk.rows["mode"][picked["row"]].astype(np.int64)
    desk.mode, found = mode.update(desk.mode, slots, reports, where)
    lives = desk.lives[picked["row"], PLACE]
    open_, known = lives[:, 2] == 1.0, ~np.isnan(lives[:, 0])
    tested = np.full(len(picked), -1)
    tested[found.row] = np.arange(len(found.row))
    factor = np.full(len(picked), np.nan)
    factor[found.row] = found.log_bayes_factor
    unwatched = np.isnan(picked["cross_track"])
    for i in np.flatnonzero((factor >= LEAST) | ((open_ | known) & (unwatched | (tested >= 0)))):
        _judge(desk, int(picked["row"][i]), float(reports.t[i]), found, int(tested[i]))


def _variation(desk: Desk, reports: Heard, picked: Any) -> Any:
    """The magnetic variation where each flight is, or was within the last minute."""
    far = picked["far"] == 1
    height = np.nan_to_num(reports.altitude[far], nan=0.0)
    new = iter(variation(reports.lat[far], reports.lon[far], height, reports.t[far]) if far.any() else ())
    known, found = desk.rows["mode_variation"], np.empty(len(picked))
    for i, row in enumerate(picked["row"].tolist()):
        if far[i]:
            known[row] = next(new)
        found[i] = known[row]
    return found


def _seat(desk: Desk, rows: Any) -> None:
    """A place in the tests for flights that have none yet."""
    new = np.unique(rows[desk.rows["mode"][rows] < 0.0])
    if not new.size:
        return
    taken = desk.rows["mode"][desk.rows["mode"] >= 0.0].astype(np.int64)
    if taken.size + new.size > len(desk.mode):
        desk.mode = mode.grow(desk.mode, max(2 * len(desk.mode), taken.size + new.size))
    desk.rows["mode"][new] = np.setdiff1d(np.arange(len(desk.mode)), taken)[: new.size]


def _judge(desk: Desk, row: int, t: float, found: mode.Findings, i: int) -> None:
    """One look at one flight; `i` of the findings, -1 where not watched."""
    factor = float(found.log_bayes_factor[i]) if i >= 0 else -np.inf
    grade = 0.0 if factor < LEAST else 2.0 if factor < mode.CERTAIN else 3.0
    before = Life(*desk.lives[row, PLACE])
    life, phase = live(before, grade, factor < 0.0, t, HOLD)
    desk.lives[row, PLACE] = life
    if phase == 0:
        return
    since = before.since if phase == 3 else float(found.since[i])
    when = (phase, t, since, before.grade if phase == 3 else life.grade)
    if phase == 3:
        reason = f"it follows its route again, {mode.odds(-factor)}" if i >= 0 else "its route is not watched"
        say(desk, row, Rule.MODE, when, reason, (("log_bayes_factor", max(factor, -mode.CERTAIN)),))
        return
    say(desk, row, Rule.MODE, when, mode.words(found, i), _details(found, i))


def _details(found: mode.Findings, i: int) -> tuple[tuple[str, float | str], ...]:
    kind = int(found.mode[i])
    details: tuple[tuple[str, float | str], ...] = (
        ("log_bayes_factor", float(found.log_bayes_factor[i])),
        ("heading_magnetic_deg", float(np.degrees(found.heading_magnetic[i])) % 360.0),
        ("mode", NAMES[kind]),
        ("lead_log_bayes_factor", float(found.lead[i])),
    )
    if kind == mode.DISPLACED:
        details += (("offset_nm", float(found.offset[i]) / METRES_PER_NM),)
    return details


def begin_afresh(desk: Desk, row: int, t: float) -> None:
    """What the flight may do has changed: its test begins afresh at `t`. An alert that is out waits."""
    desk.rows["mode_from"][row] = max(t, desk.rows["mode_from"][row])
    slot = int(desk.rows["mode"][row])
    if slot >= 0:
        mode.reset(desk.mode, np.array([slot]))


def cease(desk: Desk, row: int, t: float, why: str) -> None:
    """A clearance has taken the ground from under an alert: it ends, and the test begins afresh."""
    begin_afresh(desk, row, t)
    life = Life(*desk.lives[row, PLACE])
    if life.open == 1.0:
        say(desk, row, Rule.MODE, (3, t, life.since, life.grade), why)
    desk.lives[row, PLACE] = FRESH


def set_back(desk: Desk, now: float) -> None:
    """The clock was set back to `now`: what was tested after that is forgotten."""
    mode.forget(desk.mode, np.flatnonzero(desk.mode["place"][:, 5] > now))
