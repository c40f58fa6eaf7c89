"""Flights long gone are forgotten, and their rows given back: memory is that of the traffic, not of its past.

Forgotten is a flight without a plan, or on the ground, or that has ended for this unit, that has been silent
for the site's `forget`, has no alert out and no word waiting. One with a plan is kept for a day of silence,
and one with an alert for as long as that is out. What comes back later is a new flight.
"""

from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.units import SECONDS_PER_DAY
from truecourse.watch import gnss, mode
from truecourse.watch.ending import GOES_ON, MINUTELY
from truecourse.watch.pieces import Table, empty
from truecourse.watch.state import Desk, fresh, fresh_lives

WASTE = 4096  # pieces of routes nobody flies that are kept at least before the table is written anew


def look(desk: Desk, t: float) -> bool:
    """At a tick, once a minute: forget whom there is to forget; whether there was anybody."""
    if t % MINUTELY or not len(desk.key_of):
        return False
    which = _gone(desk, t)
    if which.size:
        _give_back(desk, which)
    _tidy(desk)
    return bool(which.size)


def _gone(desk: Desk, t: float) -> NDArray[np.int64]:
    n, capacity = len(desk.key_of), desk.capacity
    rows, others = desk.rows[:n], desk.rows[capacity : capacity + n]
    rows["born"][np.isinf(rows["born"])] = t  # there before the clock went
    last = rows["born"]
    for heard in (rows["arrival"], others["arrival"], rows["sign"], rows["over_t"]):
        last = np.fmax(last, heard)
    needed = (rows["planned"] == 1.0) & (rows["over"] == GOES_ON) & (rows["on_ground"] == 0.0)
    limit = np.where(needed, max(SECONDS_PER_DAY, desk.site.clocks.unheard), desk.site.clocks.forget)
    gone = (desk.key_of >= 0) & (t - last > limit)
    gone &= np.isnan(rows["lost"]) & (rows["phase"] == 0.0) & (rows["estimate_due"] == np.inf)
    which = np.flatnonzero(gone)
    if not which.size:
        return which
    open_ = (desk.lives[which, :, 2] == 1.0).any(axis=1)
    open_ |= (desk.lives[which + capacity, :, 2] == 1.0).any(axis=1)
    busy = {row % capacity for (_, row), lives in desk.book.items() if lives}
    busy |= {row for _, row in desk.anchors}
    waiting = {word.key for word in desk.queue}
    kept = [row in busy or int(desk.key_of[row]) in waiting for row in which.tolist()]
    return which[~(open_ | np.array(kept))]


def _give_back(desk: Desk, which: NDArray[np.int64]) -> None:
    """Rows, and everything that goes by them, as if they had never been used."""
    both = np.concatenate([which, which + desk.capacity])
    slots = desk.rows["mode"][which].astype(np.int64)
    mode.forget(desk.mode, slots[slots >= 0])
    if len(desk.gnss):
        gnss.forget(desk.gnss, which[which < len(desk.gnss)])
    heard = desk.rows[which]["arrival"], desk.rows[which]["sign"]
    count = int(np.sum(np.isfinite(heard[0]) | np.isfinite(heard[1])))
    desk.rows[both], desk.lives[both], desk.hist[both] = fresh(1)[0], fresh_lives(1)[0], nan
    left = ~np.isin(desk.slots, which)
    desk.keys, desk.slots = desk.keys[left], desk.slots[left]
    desk.key_of = desk.key_of.copy()
    desk.key_of[which] = -1
    gone = set(both.tolist())
    for row in which.tolist():
        desk.flights.pop(row, None)
    for key in [key for key in desk.book if key[1] in gone]:
        del desk.book[key]
    desk.free = np.sort(np.concatenate([desk.free, which]))
    desk.noted["forgotten"] = desk.noted.get("forgotten", 0) + count


def _tidy(desk: Desk) -> None:
    """Write the table of routes anew where most of it is of routes that nobody flies any more."""
    rows = desk.rows[: desk.capacity]
    flown = np.flatnonzero(rows["route_n"] > 0.0)
    live = int(rows["route_n"][flown].sum())
    if desk.used <= 2 * live + WASTE:
        return
    at, n = rows["route_at"][flown].astype(np.int64), rows["route_n"][flown].astype(np.int64)
    begin = np.cumsum(n) - n
    source: Any = np.repeat(at - begin, n) + np.arange(live)
    data = empty().data if not live else desk.table.data[source]
    desk.table, desk.used = Table(data, live), live
    rows["route_at"][flown] = begin
