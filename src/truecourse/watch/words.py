"""What is said to, by or for a flight, taken in when its time has come."""

from dataclasses import replace
from math import cos, isfinite, nan

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Assigned, Became, Ended, Permission, Special
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan
from truecourse.watch import alerting, became, ending, estimate, mode_rule, waypoint
from truecourse.watch.pieces import append, of_route
from truecourse.watch.say import say
from truecourse.watch.state import Desk, Flight, row_of
from truecourse.watch.sweep import RETURN

HERE = 2000.0  # m: a fix nearer than this is where the flight is
# s after a word in which a flight may be on its way to what it was cleared to fly, and MODE looks away: to an
# offset of a few miles at a cut of 5 to 30 degrees; straight after a turn (back from a deviation: RETURN).
SIDESTEP, STRAIGHTEN = 420.0, 60.0
LATE = 30.0  # s: a word may come so long after the fix it names was passed
OVERDUE = 600.0  # s after which a place is too old to begin a route at


def apply(desk: Desk, said: Assigned) -> None:
    """Take one word in; from here on the rules go by it."""
    row = int(row_of(desk, np.array([said.key]))[0])
    if isinstance(said.word, Became):
        became.move(desk, row, said)
        return
    flight = desk.flights.get(row, Flight())
    if said.flight and flight.name != said.flight:
        desk.flights[row] = replace(flight, name=said.flight)
    elif row not in desk.flights:
        desk.flights[row] = flight
    word = said.word
    if isinstance(word, FlightPlan):
        _file(desk, row, word, said.t)
    elif isinstance(word, Clearance):
        _clear(desk, row, word, said.t)
    elif isinstance(word, Permission):
        _permit(desk, row, word, said.t)
    elif isinstance(word, Ended):
        ending.said(desk, row, word)
    elif word.passed:
        estimate.passed(desk, row, word, waypoint.passed(desk, row, word))
    else:
        estimate.given(desk, row, word)


def _file(desk: Desk, row: int, plan: FlightPlan, t: float) -> None:
    fixes = tuple(point.fix for point in plan.points)
    desk.flights[row] = replace(desk.flights[row], filed=fixes)
    desk.rows["planned"][row] = 1.0
    desk.rows["due"][row] = plan.arrival
    ending.begin(desk, row)
    lay(desk, row, fixes, explicit=False)


def _clear(desk: Desk, row: int, word: Clearance, t: float) -> None:
    rows, flight = desk.rows, desk.flights[row]
    rows["planned"][row] = 1.0
    ending.begin(desk, row)
    if word.granted is Granted.LEVEL:
        cease(desk, row, 1, t, "cleared to another level")
        heights = desk.site.heights
        on_qnh = word.reference == "AMSL" and word.altitude <= heights.transition
        rows["level_qnh"][row] = heights.correction if on_qnh else nan
        rows["level"][row] = word.altitude + (heights.correction if on_qnh else 0.0)
        rows["level_t"][row] = t
        rows["level_side"][row] = rows["level_reached"][row] = 0.0
    elif word.granted is Granted.HEADING:
        cease(desk, row, 0, t, "on a vector")
        cease(desk, row, 2, t, "cleared to another heading")
        rows["vector"][row], rows["vector_t"][row] = word.heading_magnetic, t
        desk.anchors = tuple(a for a in desk.anchors if a[1] != row)
    elif word.granted is Granted.DIRECT and word.fix is not None:
        _onward(
            desk, row, _after(_flown(desk, row), word.fix) or _after(flight.filed, word.fix) or (word.fix,), t
        )
    elif word.granted is Granted.ROUTE and word.fixes:
        last = word.fixes[-1]
        rest = _after(flight.filed, last) or _after(_flown(desk, row), last)
        _onward(desk, row, (*word.fixes, *rest[1:]), t)


def _permit(desk: Desk, row: int, word: Permission, t: float) -> None:
    rows = desk.rows
    if word.special is Special.RESUME:
        mode_rule.begin_afresh(desk, row, t + (RETURN if rows["free"][row] > 0.0 else SIDESTEP))
        rows["offset"][row] = rows["free"][row] = 0.0
        rows["permit_until"][row] = rows["free_until"][row] = nan
        if isfinite(rows["vector"][row]):
            leg = _next_leg(desk, row)
            _onward(desk, row, desk.flights[row].fixes[leg:], t)
        return
    if word.special is Special.LAND:
        rows["land_by"][row] = (word.until if isfinite(word.until) else t) + alerting.TO_LAND
        return
    mode_rule.begin_afresh(desk, row, t + SIDESTEP)
    which = "offset" if word.special is Special.OFFSET else "free"
    rows[which][row] = word.value if which == "offset" else abs(word.value)
    rows["permit_until" if which == "offset" else "free_until"][row] = rows["permit_end"][row] = word.until


def _next_leg(desk: Desk, row: int) -> int:
    """Number of the fix that the flight's present leg leads to."""
    piece = int(desk.rows["route_at"][row] + desk.rows["piece"][row])
    return int(desk.table.data[piece, 13]) + 1 if desk.rows["route_n"][row] > 0 else 0


def _after(fixes: tuple[Fix, ...], fix: Fix) -> tuple[Fix, ...]:
    """The route from a fix on; none where the route does not know it."""
    names = [known.name for known in fixes]
    return (fix, *fixes[names.index(fix.name) + 1 :]) if fix.name in names else ()


def _flown(desk: Desk, row: int) -> tuple[Fix, ...]:
    """The route a flight is on, or is turning to: what was filed may be long behind it."""
    waits = any(row == of for _, of in desk.anchors)
    return desk.flights[row].onward if waits else desk.flights[row].fixes


def _onward(desk: Desk, row: int, fixes: tuple[Fix, ...], t: float) -> None:
    """Own navigation to fixes, from wherever the flight is once it has turned."""
    if not fixes:
        return
    cease(desk, row, 0, t, "cleared on another route")
    cease(desk, row, 2, t, "own navigation")
    due = t + desk.site.lateral.settle
    desk.flights[row] = replace(desk.flights[row], onward=fixes)
    desk.rows["vector"][row], desk.rows["route_n"][row] = nan, 0.0
    desk.rows["watched_from"][row] = due
    desk.anchors = (*(a for a in desk.anchors if a[1] != row), (due, row))


def anchor(desk: Desk, t: float) -> None:
    """Begin the routes whose time has come where their flights are; those not seen fly the whole of it."""
    now = [row for due, row in desk.anchors if due <= t]
    desk.anchors = tuple(a for a in desk.anchors if a[0] > t)
    for row in now:
        onward, place = desk.flights[row].onward, desk.rows[row]
        here = isfinite(place["lat"]) and t - place["t"] <= OVERDUE
        if here and _to_come(desk, row, onward):
            onward = (Fix("its position when cleared", float(place["lat"]), float(place["lon"])), *onward)
        filed = desk.flights[row].filed
        if len(onward) < 2 or not here:
            names = [fix.name for fix in filed]
            if onward[0].name in names:
                at = names.index(onward[0].name)
                onward = (*filed[max(0, at - 1) : at], *onward)
            elif len(onward) < 2:
                onward = filed or onward
        lay(desk, row, onward, explicit=True)


def _to_come(desk: Desk, row: int, onward: tuple[Fix, ...]) -> bool:
    """Whether a flight has yet to fly to the first fix of its new route: it is not there, and has not passed
    it while it was given the time to turn.
    """
    place = desk.rows[row]
    bearing, _, away = inverse(place["lat"], place["lon"], onward[0].lat, onward[0].lon)
    if len(onward) > 1 and cos(float(bearing) - place["course"]) < 0.0:
        return float(away) > max(HERE, place["gs"] * (desk.site.lateral.settle + LATE))
    return float(away) > HERE


def lay(desk: Desk, row: int, fixes: tuple[Fix, ...], *, explicit: bool) -> None:
    """Give a flight its route. About the aerodromes of the plan, its first and last point, it is not watched;
    a route that was cleared (`explicit`) is watched from its start.
    """
    pieces = of_route(fixes)
    desk.table, at = append(desk.table, desk.used, pieces)
    desk.used = at + len(pieces)
    desk.flights[row] = replace(desk.flights[row], fixes=fixes)
    rows = desk.rows
    rows["route_at"][row], rows["route_n"][row], rows["piece"][row] = at, len(pieces), 0.0
    filed = desk.flights[row].filed
    rows["from_field"][row] = float(not explicit)
    rows["to_field"][row] = float(bool(fixes and filed) and fixes[-1] == filed[-1])
    rows["along"][row] = rows["deviation"][row] = rows["left_t"][row] = nan
    mode_rule.begin_afresh(desk, row, desk.clock + STRAIGHTEN)


def cease(desk: Desk, row: int, rule: int, t: float, why: str) -> None:
    """A clearance has taken the ground from under an alert: it ends, and its rule begins afresh. What ends
    ROUTE ends MODE: there is another route to follow, or none.
    """
    life = desk.lives[row, rule]
    if life[2] == 1.0:
        say(desk, row, (Rule.ROUTE, Rule.LEVEL, Rule.HEADING)[rule], (3, t, life[0], life[4]), why)
    desk.lives[row, rule] = (nan, nan, 0.0, nan, 0.0)
    if rule == 0:
        mode_rule.cease(desk, row, t, why)
