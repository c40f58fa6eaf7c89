"""The watch itself: `init`, `assign` what is said, `step` with what is heard, and a `summary`.

Live, on a recording and in tests it is the same fold. A step goes through its reports in the order of their
arrival, stops at every word whose time has come and at every tick of the clock, and there looks at what is
told by silence. So nothing depends on how the reports were cut into batches, or on their order within one.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from math import floor, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.halves import together
from truecourse.earth import region
from truecourse.earth.magnetic import variation
from truecourse.flight.alert import Alert
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports
from truecourse.watch import (
    alerting,
    area,
    ending,
    estimate,
    feed,
    forget,
    gnss_rule,
    lost,
    mode_rule,
    say,
    waypoint,
    words,
)
from truecourse.watch.merge import MERGED
from truecourse.watch.scan import DUE, SAID, Heard, Rules
from truecourse.watch.site import Site
from truecourse.watch.state import (
    COUNTS,
    Desk,
    Flight,
    Watch,
    hand_out,
    in_place,
    init,
    row_of,
    take,
    unspent,
)
from truecourse.watch.sweep import PICKED, sweep

Array = NDArray[np.float64]

MANY = 500  # reports at once, from which two threads are worth while
TICK = 4.0  # s of the watch's own clock, on whole multiples
LONGEST = 3.0 * 3600.0  # s of silence that is gone through tick by tick; what was before is passed over
BACK = 60.0  # s by which the clock may fall back before it is taken to have been set
AREA_EVERY, STRATEGIC_EVERY = 4.0, 60.0  # s between looks ahead of one flight
EARLIEST, LATEST = -2208988800.0, 1893456000.0  # 1900 and 2030: a time outside is none
TIMES = ("altitude_t", "radar_t", "vel_t", "turn_t", "rate_t")  # of what was heard last
COLUMNS = tuple(name for name in Heard._fields if name not in ("row", "arrival"))

__all__ = ["assign", "in_place", "init", "step", "summary"]


def assign(watch: Watch, assigned: Assigned | Iterable[Assigned]) -> Watch:
    """The watch with what was said to, by or for flights; each word holds from its time `t` on, so that a
    whole case may be handed over beforehand.
    """
    more = (assigned,) if isinstance(assigned, Assigned) else tuple(assigned)
    memory = unspent(watch)
    queue = tuple(sorted((*memory.queue, *more), key=lambda word: word.t))
    after = replace(watch, memory=replace(memory, queue=queue))
    memory.spent = watch.in_place
    return after


def step(watch: Watch, reports: Reports, now: float) -> tuple[Watch, tuple[Alert, ...]]:
    """Take what has just been heard; say what there is to worry about, in order of time.

    `now` is the watch's clock, POSIX s: nothing has arrived later than that, and silence is counted up to it.
    The given Watch is not changed, unless it is worked on `in_place`. Nothing in a report is fatal: what
    cannot be believed is counted.
    """
    desk = take(watch)
    now = _set_clock(desk, float(now))
    heard = _columns(desk, reports, now)
    _names(desk, reports.names)
    rules, keys = _rules(desk.site), desk.key_of[heard.row]
    if not isfinite(desk.clock):
        desk.clock = min(float(heard.arrival[0]), now) if len(heard.row) else now
        before = float(np.nextafter(desk.clock, -np.inf))
        _say_what_is_due(desk, before)  # what was said before anything was heard
    begin = 0
    while True:
        until, tick = _next_stop(desk, heard, begin, now)
        end = begin + int(np.searchsorted(heard.arrival[begin:], until, side="right"))
        if end > begin:
            _hear(desk, Heard(*(column[begin:end] for column in heard)), rules)
        begin, desk.clock = end, until
        _say_what_is_due(desk, until)
        if tick and _tick(desk, until):
            _seat_again(desk, heard.row[begin:], keys[begin:], reports.names)
        if until >= now and begin == len(heard.row):
            break
    said = tuple(sorted(desk.said, key=lambda alert: (alert.t, alert.key, alert.rule.value)))
    return hand_out(desk), said


def _say_what_is_due(desk: Desk, until: float) -> None:
    """Words whose time has come, in order; rows for all the flights they speak of are made at once."""
    count = bisect_right(desk.queue, until, key=lambda word: word.t)
    due, desk.queue = desk.queue[:count], desk.queue[count:]
    if due:
        row_of(desk, np.unique([word.key for word in due]))
    for word in due:
        words.apply(desk, word)


def summary(watch: Watch) -> tuple[tuple[str, int], ...]:
    """What was heard, what was not believed and why, and how many alerts are out."""
    memory = watch.memory
    known = [(name, int(count)) for name, count in zip(COUNTS, memory.counts, strict=True)]
    by_report = int(np.sum(memory.lives[:, :, 2] == 1.0))
    others = sum(
        sum(1 for kept in lives.values() if not hasattr(kept, "life") or kept.life.open == 1.0)
        for (rule, _), lives in memory.book.items()
        if rule != "LONGITUDINAL"
    )
    lost_ = int(np.sum(np.isfinite(memory.rows["lost"]))) + int(np.sum(memory.rows["phase"] > 0.0))
    return (
        ("flights", len(memory.keys) + memory.noted.get("forgotten", 0)),
        *known,
        *sorted(memory.noted.items()),
        ("alerts out", by_report + others + lost_),
        ("words waiting", len(memory.queue)),
    )


def _set_clock(desk: Desk, now: float) -> float:
    """The time of this step. A clock that falls back by more than a little was set: flights begin anew."""
    if not isfinite(now):
        return desk.clock if isfinite(desk.clock) else 0.0
    if now >= desk.clock - BACK:
        return max(now, desk.clock)
    desk.noted["clock set back"] = desk.noted.get("clock set back", 0) + 1
    desk.clock = now
    later = desk.rows["t"] > now + desk.site.trust.future
    desk.rows["count"][later] = 0.0
    for name in ("t", "arrival", "told_t", "sign", "lost", "interval", *TIMES):
        desk.rows[name][later | (desk.rows[name] > now)] = nan
    desk.hist[later] = nan
    for name in ("born", "area_due", "strategic_due", "area_wake", "mode_t", "mode_variation_t", "told_held"):
        desk.rows[name] = np.minimum(desk.rows[name], now)
    mode_rule.set_back(desk, now)
    gnss_rule.set_back(desk, now)
    past = tuple((begin, end) for begin, end in desk.feed.outages if end <= now)
    desk.feed = desk.feed._replace(heard=min(desk.feed.heard, now), back=nan, outages=past)
    return now


def _columns(desk: Desk, reports: Reports, now: float) -> Heard:
    """The reports with a time and a row, by arrival, flight and time; the rest are counted."""
    given = np.where(np.isfinite(reports.received), reports.received, reports.t)
    real = (reports.t >= EARLIEST) & (reports.t <= LATEST) & np.isfinite(given)
    desk.counts[2] += int(np.sum(~real))
    arrival = np.clip(given, desk.clock, now)
    order = _in_order(reports, arrival, real)
    rows = _rows(desk, reports.key if order is None else reports.key[order])
    columns = (arrival, *(getattr(reports, name) for name in COLUMNS))
    arrival, *others = (c if order is None else c[order] for c in columns)
    others = [np.ascontiguousarray(c) for c in others]
    return Heard(row=rows.astype(np.int64), arrival=arrival, **dict(zip(COLUMNS, others, strict=True)))


def _in_order(reports: Reports, arrival: Array, real: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    """The order in which reports are taken; None for as they are, which is how most feeds bring them. Only
    those that arrive at one time, and are of one flight, need all their columns asked.
    """
    order = None
    if not np.all(arrival[1:] >= arrival[:-1]):
        order = np.argsort(arrival, kind="stable")
    order = _apart(order, (reports.key, arrival))
    order = _apart(order, (reports.lon, reports.lat, reports.heard, reports.t, reports.key, arrival))
    if np.all(real):
        return order
    return np.flatnonzero(real) if order is None else order[real[order]]


def _apart(order: NDArray[np.int64] | None, columns: tuple[NDArray, ...]) -> NDArray[np.int64] | None:
    """An order (None: as it is) by the last columns, those that are equal there by the ones before too."""
    by = columns[1:] if len(columns) == 2 else columns[-2:]
    same = np.ones(max(0, len(columns[-1]) - 1), np.bool_)
    for column in by:
        there = column if order is None else column[order]
        same &= there[1:] == there[:-1]
    if not same.any():
        return order
    tied = np.flatnonzero(np.concatenate([same, [False]]) | np.concatenate([[False], same]))
    order = np.arange(len(columns[-1])) if order is None else order.copy()
    which = order[tied]
    order[tied] = which[np.lexsort([column[which] for column in columns])]
    return order


def _rows(desk: Desk, keys: NDArray[np.int64]) -> Array:
    """Rows of keys, the unknown ones given theirs by key, however they come."""
    place = np.searchsorted(desk.keys, keys)
    if desk.keys.size and np.all(desk.keys[np.minimum(place, desk.keys.size - 1)] == keys):
        return desk.slots[place]
    unique, inverse = np.unique(keys, return_inverse=True)
    return row_of(desk, unique)[inverse]


def _names(desk: Desk, names: tuple[tuple[int, str], ...]) -> None:
    keys = np.array([key for key, _ in names], np.int64)
    for row, (_, name) in zip(
        row_of(desk, np.unique(keys)) if keys.size else (), sorted(dict(names).items()), strict=True
    ):
        flight = desk.flights.get(int(row), Flight())
        if name and not flight.name:
            desk.flights[int(row)] = replace(flight, name=name)


def _rules(site: Site) -> Rules:
    lateral, vertical, directional, trust = site.lateral, site.vertical, site.directional, site.trust
    return Rules(
        lateral.floor, lateral.end, lateral.ahead, lateral.opening, lateral.sure,
        lateral.terminal, vertical.tolerance, vertical.begin, directional.tolerance, directional.by_course,
        directional.settle, trust.future, trust.fastest, trust.slack, trust.stale, AREA_EVERY,
        STRATEGIC_EVERY,
    )  # fmt: skip


def _next_stop(desk: Desk, heard: Heard, begin: int, now: float) -> tuple[float, bool]:
    """When to stop next, and whether that is a tick."""
    tick = TICK * (floor(desk.clock / TICK) + 1.0)
    if now - desk.clock > LONGEST:
        coming = [now, *(heard.arrival[begin : begin + 1]), *(word.t for word in desk.queue[:1])]
        tick = max(tick, TICK * floor((min(coming) - LONGEST) / TICK))
    word = max(desk.queue[0].t, desk.clock) if desk.queue else np.inf
    until = min(tick, word, now)
    return until, until == tick


def _hear(desk: Desk, heard: Heard, rules: Rules) -> None:
    """Reports up to a stop: the pass, its lines, and the looks ahead that are due."""
    n = len(heard.row)
    said, due, picked = np.zeros(3 * n, SAID), np.zeros(n, DUE), np.zeros(n, PICKED)
    outcome, merged = np.zeros(n, np.int64), np.zeros(n, MERGED)
    state = (desk.hist, desk.lives, desk.table.data, desk.rows.view(np.float64).reshape(len(desk.rows), -1))
    out = (said, due, picked, outcome, merged)
    lines, looks, tests = sweep(heard, desk.rows, state, out, desk.counts, rules)
    for line in said[:lines]:
        say.of_line(desk, line)

    def of_motion() -> None:
        mode_rule.look(desk, heard, picked[:tests])
        gnss_rule.look(desk, heard, outcome, merged)

    if n < MANY:
        area.look(desk, due[:looks])
        of_motion()
    else:  # they say lines and write columns of their own: `step` puts the lines in order
        together(lambda: area.look(desk, due[:looks]), of_motion)


def _survey(desk: Desk) -> None:
    """Of flights that were looked far ahead of, once a minute: the variation where they are, and the limits
    of the region they are in. At a tick, so that no report is judged by what a later one in its batch told.
    """
    row = np.flatnonzero(desk.rows["survey"])
    if not row.size:
        return
    now = desk.rows[row]
    desk.rows["survey"][row] = 0.0
    height = np.nan_to_num(now["altitude"], nan=0.0)
    desk.rows["variation"][row] = variation(
        now["lat"], now["lon"], height, np.clip(now["t"], EARLIEST, LATEST)
    )
    desk.rows["limit"][row], desk.rows["slack_right"][row] = desk.site.lateral.limit, desk.site.lateral.offset
    for place in desk.site.regions:
        inside = row[region.contains(place.rings, now["lat"], now["lon"])]
        desk.rows["limit"][inside], desk.rows["slack_right"][inside] = place.limit, place.offset


def _seat_again(
    desk: Desk, rows: NDArray[np.int64], keys: NDArray[np.int64], names: tuple[tuple[int, str], ...]
) -> None:
    """Rows, in place, for reports still to be taken whose flights have just been forgotten."""
    away = np.flatnonzero(desk.key_of[rows] != keys)
    if away.size:
        rows[away] = _rows(desk, keys[away])
        again = set(keys[away].tolist())
        _names(desk, tuple((key, name) for key, name in names if key in again))


def _tick(desk: Desk, t: float) -> bool:
    """What silence tells, and routes that begin where flights are now; whether flights were forgotten."""
    _survey(desk)
    words.anchor(desk, t)
    feed.look(desk, t)
    lost.look(desk, t)
    ending.look(desk, t)
    alerting.look(desk, t)
    estimate.look(desk, t)
    waypoint.look(desk, t)
    area.carry_on(desk, t)
    area.stand(desk, t)
    return forget.look(desk, t)
