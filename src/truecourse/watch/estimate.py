"""ESTIMATE: overdue at a fix, or an estimate revised by more than the rule's minutes; and ROUTE along track.

How many minutes is told by the edition of the rules (`site.Edition`). Whether a flight has passed a fix is
taken from surveillance where there is any, and from its reports. Where surveillance sees the flight, the
deviation along the route is told, `along_track_nm`, positive ahead of where its estimate has it (the sign of
I004/074 in EUROCONTROL-SPEC-0149-04).
"""

from dataclasses import replace
from math import inf, isfinite, isnan, nan

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Estimate
from truecourse.flight.fix import Fix
from truecourse.watch.hysteresis import FRESH, Hold, live
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk, Flight

EVERY = 60.0  # s between looks at an estimate that is due, or at the progress towards it
SLOWEST = 50.0  # m/s: slower over the ground it is not under way, and its time over a fix cannot be told
HOLD = Hold(start=120.0, end=60.0, renew=300.0)


def given(desk: Desk, row: int, word: Estimate) -> None:
    """A new estimate; one that revises the last for its fix by more than the rule's minutes is said."""
    flight = desk.flights[row]
    before = next((e for e in flight.estimates if e.fix.name == word.fix.name), None)
    kept = tuple(e for e in flight.estimates if e.fix.name != word.fix.name)
    desk.flights[row] = replace(flight, estimates=(*kept, word))
    desk.rows["estimate_due"][row] = min(desk.rows["estimate_due"][row], word.t + EVERY)
    if not isfinite(desk.rows["sign"][row]):  # never heard: by its first estimate it should have been
        desk.rows["due"][row] = min(e.over for e in desk.flights[row].estimates)
    if before is None or abs(word.over - before.over) <= desk.site.edition.value:
        return
    minutes = (word.over - before.over) / SECONDS_PER_MINUTE
    reason = (
        f"estimate for {word.fix.name} revised {minutes:+.0f} min, {clock(before.over)} to {clock(word.over)}"
    )
    _open(desk, row, word, (word.t, 1.0), reason, minutes)


def passed(desk: Desk, row: int, word: Estimate, borne_out: bool | None) -> None:
    """A fix reported passed: nothing is overdue there any more, unless surveillance has it otherwise.
    `borne_out` by surveillance; None where it did not see the flight.
    """
    if borne_out is False:
        what = "passed by word, but seen elsewhere"
        desk.noted[what] = desk.noted.get(what, 0) + 1
        return
    how = ", and surveillance agrees" if borne_out else ", by its own report"
    _close(desk, row, word.fix.name, word.t, f"reported {word.fix.name} at {clock(word.over)}{how}")


def look(desk: Desk, t: float) -> None:
    """Every flight with an estimate that is due for a look, at a tick."""
    for row in np.flatnonzero(desk.rows["estimate_due"][: desk.capacity] <= t):
        _look(desk, int(row), t)


def _look(desk: Desk, row: int, t: float) -> None:
    place, flight = desk.rows[row], desk.flights[row]
    seen = t - place["t"] <= desk.site.trust.stale
    for word in flight.estimates:
        left = to_go(desk, row, flight, word.fix) if seen and isfinite(place["along"]) else nan
        if seen and (left < 0.0 or (isnan(left) and at_fix(desk, row, word.fix))):
            _close(desk, row, word.fix.name, t, f"{word.fix.name} passed, by surveillance")
        elif t > word.over + desk.site.edition.value:
            late = (t - word.over) / SECONDS_PER_MINUTE
            where = f"; {left / METRES_PER_NM:.0f} NM to go by surveillance" if isfinite(left) else ""
            reason = f"overdue at {word.fix.name}, estimated {clock(word.over)}, not reported{where}"
            ahead = _ahead(desk, row, _late(desk, row, word, t, left))
            _open(desk, row, word, (t, 2.0), reason, late, ahead)
    _progress(desk, row, t, seen and isfinite(place["along"]))
    desk.rows["estimate_due"][row] = t + EVERY if desk.flights[row].estimates else inf


def to_go(desk: Desk, row: int, flight: Flight, fix: Fix) -> float:
    """Metres along the route to a fix, NaN where it is not on the route."""
    names = [known.name for known in flight.fixes]
    if fix.name not in names or not desk.rows["route_n"][row]:
        return nan
    leg = names.index(fix.name)
    at = int(desk.rows["route_at"][row])
    pieces = desk.table.data[at : at + int(desk.rows["route_n"][row])]
    before = pieces[pieces[:, 13] < leg]
    end = float(before[-1, 12] + before[-1, 9] * before[-1, 11]) if len(before) else 0.0
    return end - float(desk.rows["along"][row])


def at_fix(desk: Desk, row: int, fix: Fix) -> bool:
    """Whether a flight is at a fix, as near as the site has it."""
    place = desk.rows[row]
    limit = desk.site.waypoint if isfinite(desk.site.waypoint) else float(place["limit"])
    return float(inverse(place["lat"], place["lon"], fix.lat, fix.lon)[2]) <= limit


def _late(desk: Desk, row: int, word: Estimate, t: float, left: float) -> float:
    """Seconds by which a flight will be later over a fix than it estimated, at the speed it has; NaN where
    that is not known, or too low to go by.
    """
    gs = float(desk.rows["gs"][row])
    return t + left / gs - word.over if gs > SLOWEST else nan


def _ahead(desk: Desk, row: int, late: float) -> float:
    """Metres along the route that a flight so many seconds late is ahead of where its estimate has it."""
    return -late * float(desk.rows["gs"][row])


def _progress(desk: Desk, row: int, t: float, seen: bool) -> None:
    """ROUTE, longitudinal: the time over the next fix as surveillance has it against the flight's own."""
    flight, place = desk.flights[row], desk.rows[row]
    if not flight.estimates or not seen:
        return  # what is out goes on until its estimate is closed: out of sight nothing tells otherwise
    lives = desk.book.setdefault(("LONGITUDINAL", row), {})
    life, name = lives.get("", (FRESH, ""))
    ahead = [(word.over, word) for word in flight.estimates]
    grade, late, word = 0.0, nan, None
    if place["gs"] > SLOWEST:
        word = min(ahead, key=lambda pair: pair[0])[1]
        late = _late(desk, row, word, t, to_go(desk, row, flight, word.fix))
        limit = desk.site.lateral.late
        grade = 0.0 if not isfinite(late) else 3.0 if abs(late) > 2.0 * limit else 2.0 * (abs(late) > limit)
    under = word is None or not abs(late) > 0.7 * desk.site.lateral.late
    life, phase = live(life, grade, under, t, HOLD)
    if word:
        name = word.fix.name
    lives[""] = (life, name)
    if phase:
        before = "later" if late > 0.0 else "earlier"
        reason = f"{name} {abs(late) / SECONDS_PER_MINUTE:.0f} min {before} by surveillance than estimated"
        if not isfinite(late):
            reason = f"as estimated at {name} again"
        along = _ahead(desk, row, late) / METRES_PER_NM
        details = (("axis", "longitudinal"), ("fix", name), ("late_s", late), ("along_track_nm", along))
        say(
            desk,
            row,
            Rule.ROUTE,
            (phase, t, life.since if phase != 3 else t, max(grade, 2.0)),
            reason,
            details,
        )


def _open(
    desk: Desk,
    row: int,
    word: Estimate,
    when: tuple[float, float],
    reason: str,
    minutes: float,
    ahead: float = nan,
) -> None:
    """Start an alert for a fix, or go on with it when it gets worse. `ahead` m, NaN where nothing saw it."""
    t, grade = when
    lives = desk.book.setdefault(("ESTIMATE", row), {})
    since, before, said = lives.get(word.fix.name, (t, 0.0, -inf))
    if grade <= before and t - said < max(HOLD.renew, said - since):  # twice as long from line to line
        return
    lives[word.fix.name] = (since, max(grade, before), t)
    details: tuple[tuple[str, float | str], ...] = (
        ("fix", word.fix.name),
        ("minutes", minutes),
        ("edition_minutes", desk.site.edition.value / 60.0),
    )
    if isfinite(ahead):
        details = (*details, ("along_track_nm", ahead / METRES_PER_NM))
    say(desk, row, Rule.ESTIMATE, (2 if before else 1, t, since, max(grade, before)), reason, details)


def _close(desk: Desk, row: int, name: str, t: float, why: str) -> None:
    flight = desk.flights[row]
    kept = tuple(e for e in flight.estimates if e.fix.name != name)
    desk.flights[row] = replace(flight, estimates=kept)
    found = desk.book.get(("ESTIMATE", row), {}).pop(name, None)
    if found:
        say(desk, row, Rule.ESTIMATE, (3, t, found[0], found[1]), why, (("fix", name),))
    life, of = desk.book.get(("LONGITUDINAL", row), {}).get("", (FRESH, ""))
    if of == name:
        del desk.book["LONGITUDINAL", row]
        if life.open == 1.0:
            details = (("axis", "longitudinal"), ("fix", name))
            say(desk, row, Rule.ROUTE, (3, t, life.since, life.grade), why, details)
