"""GNSS as a rule of the watch: what `gnss` finds in what flights broadcast becomes alerts.

It is given every broadcast of an address, those of a "second aircraft" too: a flight whose navigation is
deceived is where no flight could have come. Beginning and end are `gnss`'s own, hysteresis included.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.alert import Rule
from truecourse.flight.reports import Heard as Source
from truecourse.watch import gnss
from truecourse.watch.say import say
from truecourse.watch.scan import CREW, FUTURE, IMPOSSIBLE, NO_POSITION, Heard
from truecourse.watch.state import RULES, Desk

PLACE = RULES.index("GNSS")  # in `lives`
NAMES = {
    gnss.JUMP: "jump", gnss.FREEZE: "freeze", gnss.CIRCLE: "circle", gnss.DRAGGED: "dragged",
    gnss.SLOW: "slow", gnss.CLOCK: "clock",
}  # fmt: skip
# A clock is the feed's trouble; a speed alone may be said wrong; what moves a flight elsewhere is deceit.
GRADES = {gnss.CLOCK: 1.0, gnss.SLOW: 2.0}
_LEFT_OUT = (NO_POSITION, IMPOSSIBLE, FUTURE, CREW)


def look(desk: Desk, heard: Heard, outcome: NDArray[np.int64], merged: NDArray) -> None:
    """Take a batch, of which `outcome` says what the pass made of each report, and `merged` (records of
    `merge.MERGED`) what is known of its motion; say what began and ended.
    """
    if not np.any(heard.heard == Source.ADS_B):
        return
    if len(desk.gnss) != desk.capacity:
        desk.gnss = gnss.grow(desk.gnss, desk.capacity)
    slots = np.where(np.isin(outcome, _LEFT_OUT), -1, heard.row)
    full = {name: merged[name] for name in ("gs", "course", "vertical_rate", "on_ground")}
    desk.gnss, found = gnss.update(desk.gnss, slots, heard._replace(**full), merged["anew"])
    for i in range(len(found.row)):
        _tell(desk, heard, found, i)


def _tell(desk: Desk, heard: Heard, found: gnss.Findings, i: int) -> None:
    row, kind, t, since = int(found.slot[i]), int(found.kind[i]), float(found.t[i]), float(found.since[i])
    ended, life = np.isfinite(found.until[i]), desk.lives[row, PLACE]
    grade = GRADES.get(kind, 3.0)
    phase = 3 if ended else 2 if life[2] == 1.0 else 1
    place = int(found.row[i])
    details: tuple[tuple[str, Any], ...] = (
        ("kind", NAMES[kind]),
        ("lat_deg", float(np.degrees(heard.lat[place]))),
        ("lon_deg", float(np.degrees(heard.lon[place]))),
    )
    if ended:
        details += (("lasted_s", float(found.until[i]) - since),)
    say(desk, row, Rule.GNSS, (phase, t, since, grade), gnss.words(found, i), details)
    desk.lives[row, PLACE] = (np.nan, np.nan, 0.0, np.nan, 0.0) if ended else (since, np.nan, 1.0, t, grade)


def set_back(desk: Desk, now: float) -> None:
    """The clock was set back to `now`: what was heard after that is forgotten."""
    later = np.flatnonzero(desk.gnss["heard"] > now)
    gnss.forget(desk.gnss, later)
    desk.lives[later, PLACE] = (np.nan, np.nan, 0.0, np.nan, 0.0)
