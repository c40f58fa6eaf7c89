"""How a flight ends for a unit, and its alerts with it: landed, handed over, cancelled, or no longer heard.

What is said is believed unless surveillance has the flight aloft: a word never ends what surveillance has
raised. A flight handed over is watched on while it is seen; only its silence is another's then.
"""

from dataclasses import replace
from math import inf, isfinite, isnan, nan

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Ended, Ending
from truecourse.watch import area, gnss, mode_rule
from truecourse.watch.hysteresis import FRESH
from truecourse.watch.say import clock, say
from truecourse.watch.state import RULES, Desk, Flight

GOES_ON, PRESUMED, LANDED, HANDED_OVER, CANCELLED = 0.0, 1.0, 2.0, 3.0, 4.0  # `over` of a row
CODES = {Ending.LANDED: LANDED, Ending.HANDED_OVER: HANDED_OVER, Ending.CANCELLED: CANCELLED}
FLYING = 150.0  # m/s: no transport rolls faster
MINUTELY = 60.0  # s between looks for what has ended


def said(desk: Desk, row: int, word: Ended) -> None:
    """A landing, a transfer or a cancellation."""
    t, why = word.t, word.why.value
    if word.why is Ending.HANDED_OVER:
        _put(desk, row, HANDED_OVER, t)
        for rule in ("ESTIMATE", "LONGITUDINAL", "WAYPOINT"):
            _of_book(desk, row, rule, t, why)
        _drop_estimates(desk, row)
        _of_silence(desk, row, t, why)
        return
    place = desk.rows[row]
    seen = t - place["t"] <= desk.site.trust.stale and place["on_ground"] == 0.0
    if seen and (place["altitude"] > desk.site.clocks.low or place["gs"] > FLYING):
        name = f"{why} by word, but seen aloft"
        desk.noted[name] = desk.noted.get(name, 0) + 1
        return
    _put(desk, row, CODES[word.why], t)
    finish(desk, row, t, why)
    _of_silence(desk, row, t, why)
    rows = desk.rows
    rows["planned"][row] = rows["route_n"][row] = rows["offset"][row] = rows["free"][row] = 0.0
    for name in ("level", "vector", "permit_until", "land_by", "due"):
        rows[name][row] = nan
    desk.anchors = tuple(a for a in desk.anchors if a[1] != row)
    desk.flights[row] = replace(desk.flights[row], filed=(), fixes=(), onward=())


def presume(desk: Desk, row: int, t: float, why: str) -> None:
    """Nobody has told that a flight has landed, but it was seen to: until it is heard again."""
    _put(desk, row, PRESUMED, t)
    desk.noted["presumed landed"] = desk.noted.get("presumed landed", 0) + 1
    finish(desk, row, t, why)


def begin(desk: Desk, row: int) -> None:
    """A plan or a clearance: the flight goes on, or another begins under its key."""
    _put(desk, row, GOES_ON, nan)


def look(desk: Desk, t: float) -> None:
    """At a tick: presumed landings that were none; and once a minute, alerts of flights on the ground, handed
    over and out of sight, or silent for longer than the site gives them.
    """
    rows, clocks = desk.rows[: desk.capacity], desk.site.clocks
    for row in np.flatnonzero((rows["over"] == PRESUMED) & (rows["arrival"] > rows["over_t"])):
        _put(desk, int(row), GOES_ON, nan)
        desk.noted["presumed landed"] -= 1
    if t % MINUTELY:
        return
    out = _out(desk)
    down = rows["on_ground"][out] == 1.0
    for row, landed in zip(out.tolist(), down.tolist(), strict=True):
        place = desk.rows[row]
        heard = place["sign"] if isfinite(place["sign"]) else _last_estimate(desk.flights.get(row))
        if landed:
            finish(desk, row, t, "landed")
        elif place["over"] == HANDED_OVER and t - heard > clocks.silence and isnan(desk.feed.stalled):
            finish(desk, row, t, "handed over")
        elif t - heard > clocks.unheard:
            finish(desk, row, t, f"no longer heard, last at {clock(float(heard))}")


def finish(desk: Desk, row: int, t: float, why: str) -> None:
    """End every alert of a flight but `LOST` and `ALERTING`, and forget what it estimated."""
    for r in (row, row + desk.capacity):
        for rule, name in enumerate(RULES):
            life = desk.lives[r, rule]
            if life[2] == 1.0:
                details = (("axis", "lateral"),) if name == "ROUTE" else ()
                say(desk, r, Rule[name], (3, t, life[0], life[4]), why, details)
            desk.lives[r, rule] = FRESH
        for rule_ in ("AREA", "ESTIMATE", "LONGITUDINAL", "WAYPOINT"):
            _of_book(desk, r, rule_, t, why)
    if row < len(desk.gnss):
        gnss.forget(desk.gnss, np.array([row]))
    mode_rule.begin_afresh(desk, row, t)
    _drop_estimates(desk, row)


def _put(desk: Desk, row: int, code: float, t: float) -> None:
    desk.rows["over"][row], desk.rows["over_t"][row] = code, t


def _out(desk: Desk) -> NDArray[np.int64]:
    """Rows below `capacity` of which an alert may be out, but of their silence."""
    open_ = np.flatnonzero((desk.lives[:, :, 2] == 1.0).any(axis=1)) % desk.capacity
    kept = [row % desk.capacity for (_, row), lives in desk.book.items() if lives]
    return np.unique(np.concatenate([open_, np.array(kept, np.int64)]))


def _last_estimate(flight: Flight | None) -> float:
    """When a flight that was never heard was last to be somewhere, inf where nothing is known."""
    return max((word.over for word in flight.estimates), default=inf) if flight else inf


def _of_book(desk: Desk, row: int, rule: str, t: float, why: str) -> None:
    """End what has no column: areas, estimates, fixes passed."""
    for what, kept in desk.book.pop((rule, row), {}).items():
        if rule == "AREA" and kept.life.open == 1.0:
            when = (3, t, kept.life.since, kept.life.grade)
            say(desk, row, Rule.AREA, when, why, area.facts(desk, what, kept))
        elif rule == "LONGITUDINAL" and kept[0].open == 1.0:
            details = (("axis", "longitudinal"), ("fix", kept[1]))
            say(desk, row, Rule.ROUTE, (3, t, kept[0].since, kept[0].grade), why, details)
        elif rule == "ESTIMATE":
            say(desk, row, Rule.ESTIMATE, (3, t, kept[0], kept[1]), why, (("fix", what),))
        elif rule == "WAYPOINT":
            say(desk, row, Rule.WAYPOINT, (3, t, kept.since, kept.grade), why, (("fix", kept.fix.name),))
    if rule == "AREA":
        desk.rows["area_wake"][row] = inf


def _drop_estimates(desk: Desk, row: int) -> None:
    desk.rows["estimate_due"][row] = inf
    if row in desk.flights and desk.flights[row].estimates:
        desk.flights[row] = replace(desk.flights[row], estimates=())


def _of_silence(desk: Desk, row: int, t: float, why: str) -> None:
    """End `LOST` and `ALERTING`: somebody knows."""
    place = desk.rows[row]
    if isfinite(place["lost"]):
        say(desk, row, Rule.LOST, (3, t, float(place["lost"]), 2.0), why)
    if place["phase"] > 0.0:
        say(desk, row, Rule.ALERTING, (3, t, float(place["phase_since"]), float(place["phase"])), why)
    place["lost"], place["phase"], place["phase_since"] = nan, 0.0, nan
