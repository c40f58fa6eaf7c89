"""AREA: inside an area, or going to be: minutes ahead of every flight, hours ahead of those with a route.

One alert a flight and area, from the first strategic warning to the exit: it gets worse as the look that sees
it gets nearer. Every alert says how much time is left and which heading clears the area; from the moment the
flight is seen inside it says since when.
"""

from math import degrees, inf, isfinite, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.entries import entries
from truecourse.airspace.halves import halves
from truecourse.airspace.index import Areas
from truecourse.airspace.near import near
from truecourse.earth.units import SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.flight.tracks import Tracks
from truecourse.watch import predict
from truecourse.watch.clearing import Asked, clearing_headings
from truecourse.watch.heading import spoken
from truecourse.watch.hysteresis import FRESH, Hold, Life, live
from truecourse.watch.say import Details, clock, instant, say
from truecourse.watch.state import Desk

Array = NDArray[np.float64]

# How long it must hold, by how it is seen: a place in an area needs no second look, a far prediction does.
HOLDS = {
    "inside": Hold(0.0, 30.0, 60.0), "tactical": Hold(4.0, 30.0, 60.0), "strategic": Hold(60.0, 180.0, 300.0),
}  # fmt: skip
CLEAR_FOR = 1800.0  # s that a heading must keep clear of an area that is near
EARLY = 1e-3  # s, more than the rounding of a sum of POSIX seconds


class Met(NamedTuple):
    """An entry that is foreseen: when (POSIX s), where (rad)."""

    t: float
    lat: float
    lon: float


class Kept(NamedTuple):
    """What is remembered of a flight and an area: its life, the last look, the last strategic prediction;
    since when (POSIX s) it was seen inside, and since when, carried on, it is presumed inside; whether it was
    carried on, and whether that is over.
    """

    life: Life
    look: str
    far: Met | None
    off_route: bool
    entered: float = nan
    presumed: float = nan
    carried: bool = False
    over: bool = False


class Line(NamedTuple):
    """Something to say: of which look (a record of `scan.DUE`, or a row), row, area, how it is seen, phase,
    times and grade, the entry that is foreseen, how many seconds the flight is carried on, since when (POSIX
    s) it is inside, or presumed so where it is carried on.
    """

    d: Any
    row: int
    area: int
    look: str
    when: tuple[int, float, float, float]
    met: Met | None
    age: float
    inside: float


def look(desk: Desk, due: Any) -> None:
    """Look ahead of the flights that are due, records of `scan.DUE`, in their order.

    Nearly all can meet nothing within the short look, and nothing is due to be said of what was seen of them
    before (`_wake`): those are left out at once.
    """
    if not len(due) or not len(desk.areas.areas):
        return
    rows, table, tactical = desk.rows[due["row"]], desk.table.data, desk.site.ahead.tactical
    which = np.flatnonzero(near(desk.areas, predict.reach(due, rows, table, tactical)))
    found = _meet(desk.areas, predict.ahead(due[which], rows[which], table, tactical)) if which.size else {}
    close = {int(which[i]): met for i, met in found.items()}
    far = _far(desk, due, rows)
    follows = predict.follows(due, rows)
    lines: list[Line] = []
    for i in sorted({*close, *far, *_known(due, rows)}):
        d = due[i]
        lines += _judge(desk, d, close.get(i, {}), far.get(i, {}) if d["strategic"] else None, not follows[i])
    _tell(desk, lines)


def carry_on(desk: Desk, t: float) -> None:
    """At a tick: flights that were off their route when they were last seen are carried on, and looked ahead
    of, once a minute. What is foreseen so starts and worsens alerts, and ends none.
    """
    if not len(desk.areas.areas):
        return
    rows = desk.rows[: desk.capacity]
    silent = (desk.lives[: desk.capacity, 0, 2] == 1.0) & (rows["strategic_due"] <= t - 30.0)
    silent &= (t - rows["t"] <= desk.site.ahead.coast) & (rows["by_word"] == 0.0)
    which = np.flatnonzero(silent)
    if not which.size:
        return
    rows["strategic_due"][which] = t + SECONDS_PER_MINUTE
    age = t - rows["t"][which]
    path = predict.held(rows[which], desk.site.wind, float(np.max(age)) + desk.site.ahead.strategic)
    path = predict.from_now(path, t, desk.site.ahead.strategic)
    lines: list[Line] = []
    every = _meet(desk.areas, path)
    for i in range(len(which)):
        found = every.get(i, {})
        _left(desk, int(which[i]), t, float(age[i]), found)
        if not found:
            continue
        now = rows[which[i]].copy()
        met = {area: m for area, m in found.items() if m.t <= t + desk.site.ahead.strategic}
        now["t"], now["lat"], now["lon"] = t, path.lat[i, 0], path.lon[i, 0]
        lines += _judge_each(desk, int(which[i]), now, {}, met, True, list(met), float(age[i]))
    _tell(desk, lines)


def _left(desk: Desk, row: int, t: float, age: float, found: dict[int, Met]) -> None:
    """A flight is carried on; where it was presumed inside an area, and its way from here on does not meet
    that, it has left.
    """
    lives = desk.book.get(("AREA", row), {})
    for area, before in lives.items():
        lives[area] = kept = before._replace(carried=True)
        if isfinite(kept.presumed) and area not in found:
            name = desk.areas.areas[area].name
            reason = (
                f"presumed to have left {name} by {clock(t)}, as it flew, carried on from {clock(t - age)}"
            )
            _update(desk, row, area, t, reason, age)
            lives[area] = lives[area]._replace(presumed=nan, far=None)


def stand(desk: Desk, t: float) -> None:
    """Once a minute: flights that are carried on no further, whose alerts stand as they are from here on."""
    if t % SECONDS_PER_MINUTE:
        return
    for (rule, row), lives in list(desk.book.items()):
        seen = float(desk.rows[row]["t"])
        if rule != "AREA" or not t - seen > desk.site.ahead.coast:
            continue
        for area, kept in list(lives.items()):
            if kept.over or kept.life.open == 0.0:
                continue
            name, until = desk.areas.areas[area].name, clock(seen + desk.site.ahead.coast)
            reason = f"not seen since {clock(seen)}"
            reason += f", carried on no further since {until}" if kept.carried else ", and not carried on"
            if isfinite(kept.presumed):
                reason += f"; presumed inside {name} since {clock(kept.presumed)}"
            elif isfinite(kept.entered):
                reason += f"; seen inside {name} since {clock(kept.entered)}"
            elif kept.far is not None:
                reason += f"; it was to enter {name} at {clock(kept.far.t)}"
            _update(desk, row, area, t, reason, t - seen)
            lives[area] = lives[area]._replace(over=True)


def _update(desk: Desk, row: int, area: int, t: float, reason: str, age: float) -> None:
    """Say something more of an area that a flight out of sight may enter or be in."""
    lives = desk.book["AREA", row]
    kept = lives[area]
    details: Details = (*facts(desk, area, kept), ("carried_on_s", age if kept.carried else nan))
    say(desk, row, Rule.AREA, (2, t, kept.life.since, kept.life.grade), reason, details)
    lives[area] = kept._replace(life=kept.life._replace(said=t))


def facts(desk: Desk, area: int, kept: Kept) -> Details:
    """The area, how it was seen, and since when the flight was seen inside, if it was."""
    entered = (("entered", instant(kept.entered)),) if isfinite(kept.entered) else ()
    return (("area", desk.areas.areas[area].name), ("look", _last(kept)), *entered)


def _last(kept: Kept) -> str:
    """How an area was seen last, as ends tell it: what was entered was, whatever was foreseen since."""
    return "inside" if isfinite(kept.entered) else kept.look


def _known(due: Any, rows: Any) -> list[int]:
    """Looks that what is remembered asks for: a far one at anything, another where its time has come. A
    flight that is looked at twice may have something to remember in between.
    """
    wake = rows["area_wake"]
    known = np.where(due["strategic"] == 1, wake < inf, due["t"] >= wake)
    row, place, count = np.unique(due["row"], return_inverse=True, return_counts=True)
    if len(row) < len(due):
        known |= count[place] > 1
    return np.flatnonzero(known).tolist()


def _far(desk: Desk, due: Any, rows: Any) -> dict[int, dict[int, Met]]:
    """Long looks: along the route, or on the heading held; by number of the look."""
    given = (rows["route_n"] > 0.0) | np.isfinite(rows["vector"])
    wanted = (due["strategic"] == 1) & given & (due["row"] < desk.capacity)
    follows, found = predict.follows(due, rows), {}
    for which, on_route in (
        (np.flatnonzero(wanted & follows), True),
        (np.flatnonzero(wanted & ~follows), False),
    ):
        if not which.size:
            continue
        found.update(_ahead(desk, due, rows, which, on_route))
    return found


def _ahead(
    desk: Desk, due: Any, rows: Any, which: NDArray[np.int64], on_route: bool
) -> dict[int, dict[int, Met]]:
    """The long looks `which`, all along their routes or all on the headings held."""
    span = desk.site.ahead.strategic

    def some(part: NDArray[np.int64]) -> dict[int, dict[int, Met]]:
        mine = which[part]
        if on_route:
            path = predict.along_routes(due[mine], rows[mine], desk.table.data, span)
        else:
            path = predict.held(due[mine], desk.site.wind, span)
        return {int(mine[i]): met for i, met in _meet(desk.areas, path).items()}

    return {i: met for found in halves(some, len(which)) for i, met in found.items()}


def _meet(areas: Areas, path: predict.Path) -> dict[int, dict[int, Met]]:
    """First entries of paths into areas, by number of the path and of the area."""
    m, k = path.lat.shape
    begin = np.arange(0, m * k + 1, k, dtype=np.int64)
    points = (np.ascontiguousarray(c, dtype=np.float64).ravel() for c in path)
    met = entries(Tracks(("",) * m, begin, *points), areas)
    found: dict[int, dict[int, Met]] = {}
    columns = (met.flight, met.area, met.entry_t, met.entry_lat, met.entry_lon)
    for i, area, *first in zip(*(column.tolist() for column in columns), strict=True):
        found.setdefault(i, {}).setdefault(area, Met(*first))
    return found


def _judge(
    desk: Desk, d: Any, near: dict[int, Met], far: dict[int, Met] | None, off_route: bool
) -> list[Line]:
    row = int(d["row"])
    which = sorted(near.keys() | (far or {}).keys() | desk.book.get(("AREA", row), {}).keys())
    return _judge_each(desk, row, d, near, far, off_route, which, 0.0)


def _judge_each(
    desk: Desk, row: int, d: Any, near: dict[int, Met], far: dict[int, Met] | None, off_route: bool,
    which: list[int], age: float,
) -> list[Line]:  # fmt: skip
    """One look at every area of one flight; `far` is None where only the short look was due."""
    lines = []
    lives, t = desk.book.setdefault(("AREA", row), {}), float(d["t"])
    for area in which:
        kept = lives.get(area, Kept(FRESH, "strategic", None, off_route))
        distant = kept.far if far is None else far.get(area)
        if far is None and isfinite(kept.entered) and distant is not None and distant.t <= t:
            distant = None  # that entry is behind it
        off = kept.off_route if far is None else off_route
        met = near.get(area) or distant
        seen, grade = _grade(t, near.get(area), distant, off)
        life, phase = live(kept.life, grade, grade == 0.0, t, HOLDS[seen if grade else kept.look])
        if phase == 0 and life.open == 1.0 and grade and seen != kept.look:
            phase = 2
        entered, presumed = _since(kept, seen, t, met, age)
        if phase == 0 and life.open == 1.0 and isfinite(presumed) and not isfinite(kept.presumed):
            phase = 2
        if phase:
            since = kept.life.since if phase == 3 else life.since
            worst = kept.life.grade if phase == 3 else max(grade, 1.0)
            look_, inside = (_last(kept) if phase == 3 else seen), (presumed if age else entered)
            lines.append(Line(d, row, area, look_, (phase, t, since, worst), met, age, inside))
        if life.open or grade:
            look_ = seen if grade else kept.look
            lives[area] = Kept(life, look_, distant, off, entered, presumed, age > 0.0)
        else:
            lives.pop(area, None)
    desk.rows["area_wake"][row] = min((_wake(kept) for kept in lives.values()), default=inf)
    if not lives:
        desk.book.pop(("AREA", row), None)
    return lines


def _since(kept: Kept, seen: str, t: float, met: Met | None, age: float) -> tuple[float, float]:
    """Since when a flight was seen inside, and since when it is presumed inside while it is carried on: since
    its entry was last foreseen, if that was less than two looks ago.
    """
    entered = kept.entered
    if seen == "inside" and not isfinite(entered):
        entered = t
    if age == 0.0 or met is None or met.t > t + EARLY:
        return entered, nan
    if isfinite(kept.presumed) or kept.look == "inside":
        return entered, kept.presumed if isfinite(kept.presumed) else entered
    recent = kept.far is not None and t - 2.0 * SECONDS_PER_MINUTE <= kept.far.t <= t
    return entered, kept.far.t if recent and kept.far is not None else t


def _wake(kept: Kept) -> float:
    """Until when (POSIX s) a look that finds nothing near, and does not look far, would change nothing: such
    a look sees what the last far one did. A little before is no harm, such looks may be taken.
    """
    life, look, far = kept.life, kept.look, kept.far
    if look != "strategic":
        return -inf
    hold = HOLDS[look]
    if far is None:
        return (life.clear + hold.end if isfinite(life.clear) else -inf) - EARLY
    return (life.said + hold.renew if life.open == 1.0 else life.since + hold.start) - EARLY


def _grade(t: float, near: Met | None, far: Met | None, off_route: bool) -> tuple[str, float]:
    """How an area is seen, and how bad that is."""
    if near is not None:
        return ("inside", 3.0) if near.t <= t + 1e-3 else ("tactical", 3.0)
    return "strategic", 0.0 if far is None else 2.0 if off_route else 1.0


def _tell(desk: Desk, lines: list[Line]) -> None:
    """Say lines in their order; the headings that clear the areas are sought for all of them together."""
    entered = [line for line in lines if line.met is not None and line.when[0] != 3]
    away = iter(_away(desk, entered).tolist() if entered else ())
    for line in lines:
        name = desk.areas.areas[line.area].name
        if line.when[0] == 3 or line.met is None:
            since = (("entered", instant(line.inside)),) if isfinite(line.inside) else ()
            details: Details = (("area", name), ("look", line.look), *since)
            say(desk, line.row, Rule.AREA, line.when, f"clear of {name}", details)
        else:
            _warn(desk, line, line.met, name, next(away))


def _away(desk: Desk, lines: list[Line]) -> Array:
    spans = [desk.site.ahead.strategic if line.look == "strategic" else CLEAR_FOR for line in lines]
    lat, lon, altitude, gs, course = (
        np.array([float(line.d[name]) for line in lines])
        for name in ("lat", "lon", "altitude", "gs", "course")
    )
    which, t = np.array([line.area for line in lines]), np.array([line.when[1] for line in lines])
    return clearing_headings(desk.areas, Asked(lat, lon, altitude, gs, course, which, np.array(spans), t))


def _warn(desk: Desk, line: Line, met: Met, name: str, away: float) -> None:
    _, row, _, seen, when, _, age, inside = line
    t = when[1]
    left = 0.0 if seen == "inside" else max(0.0, met.t - t)
    by_now = age > 0.0 and left <= EARLY
    how = f", carried on from {clock(t - age)} when it was last seen" if age else ""
    if seen == "inside":
        reason = f"inside {name}"
    elif by_now:
        reason = f"presumed inside {name} since {clock(inside)}, as it flew{how}"
    else:
        reason = f"enters {name} in {_time_left(left)}, at {clock(met.t)}, as it flies now{how}"
    clears = isfinite(away)
    reason += f"; heading {spoken(away)} true leads clear" if clears else "; no heading clears it"
    entered = (("entered", instant(inside)),) if isfinite(inside) and not age else ()
    details: Details = (
        ("area", name), ("look", seen), *entered, ("time_to_entry_s", left),
        ("entry_lat_deg", degrees(met.lat)), ("entry_lon_deg", degrees(met.lon)),
        ("clearing_heading_deg", degrees(away) % 360.0 if clears else nan), ("carried_on_s", age or nan),
    )  # fmt: skip
    say(desk, row, Rule.AREA, when, reason, details)


def _time_left(left: float) -> str:
    if left < 2.0 * SECONDS_PER_MINUTE:
        return f"{left:.0f} s"
    return f"{left / SECONDS_PER_MINUTE:.0f} min"
