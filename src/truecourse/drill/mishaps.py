"""What can happen to a flight, one made-up flight for each cause by name: told as commands and wrong beliefs.

Independent of the code of the causes on purpose: the names are the same, the flying is not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import degrees, nan, pi, radians

import numpy as np
from numpy.typing import NDArray

from truecourse.air import wind as winds
from truecourse.air.airspeed import heading_for_course
from truecourse.air.wind import Wind
from truecourse.drill.fleet import Act, Do
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.magnetic import variation
from truecourse.flight.assigned import Word
from truecourse.flight.case import Case
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.fix import Fix

Array = NDArray[np.float64]
NM, KNOT = 1852.0, 1852.0 / 3600.0
HEARS = 30.0  # s from a clearance to the hand
Steer = Callable[[float, float, float, float], tuple[Act, float]]  # of course, place and time
HELD = radians(245.0)  # KAL 007's, by the inquiry of 1993
PARALLEL = 50 * NM  # how far left the route runs that a flight was changed to and never flew


@dataclass(frozen=True, slots=True)
class Mishap:
    """One flight's story: what it is told and what it believes, beside what it was cleared to do.

    `began` POSIX s when the error began (NaN: never, or with leg number `wrong_leg`). `fixes` are the
    waypoints as entered. `belief` is turn (rad), onset (POSIX s), north, east (m), north and east ramp (m/s).
    `blown` m/s east, north.
    """

    cause: str
    what: str
    began: float
    fixes: tuple[Fix, ...]
    commands: tuple[Do, ...]
    belief: tuple[float, float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    blown: tuple[float, float] = (0.0, 0.0)
    said: tuple[Word, ...] = ()
    satellite: bool = False
    wrong_leg: int = 0


def stories(case: Case, forecast: Wind, blown: tuple[float, float], held: float = HELD) -> tuple[Mishap, ...]:
    """One flight for every cause, from one case's clearances, in that night's wind: forecast plus `blown`.

    `held` is the magnetic heading, rad, that a flight stays on which never takes its direct clearance.
    """
    clean = as_cleared(case, blown)
    made = (
        clean, heading_hold(clean, held), start_position(clean), waypoint_entry(clean),
        heading_entry(clean, held),
        variation_sign(clean), not_reprogrammed(clean, case), inertial_drift(clean, case),
        wind_dead_reckoning(clean, case, forecast), satellite_navigation(clean, case),
        deliberate(clean, case), none_of_these(clean, case),
    )  # fmt: skip
    return made


def as_cleared(case: Case, blown: tuple[float, float]) -> Mishap:
    """The clearances as given, each obeyed half a minute later (the take-off at once)."""
    fixes = tuple(point.fix for point in case.plan.points)
    commands = [Do(case.t_start, 0, Act.MACH, case.plan.mach)]
    for c in case.clearances:
        if c.granted in (Granted.TAKE_OFF, Granted.HEADING):
            delay = 0.0 if c.granted is Granted.TAKE_OFF else 10.0
            commands.append(Do(c.t + delay, 0, Act.MAGNETIC, c.heading_magnetic))
        elif c.granted is Granted.DIRECT and c.fix is not None:
            commands.append(Do(c.t + HEARS, 0, Act.DIRECT, _index(fixes, c.fix)))
        elif c.granted is Granted.LEVEL:
            commands.append(Do(c.t + HEARS, 0, Act.LEVEL, c.altitude))
    return Mishap("as-cleared", "follows its clearances", nan, fixes, tuple(commands), blown=blown)


def heading_hold(clean: Mishap, held: float) -> Mishap:
    """The heading selector is left on when the direct clearance comes."""
    what = f"holds {degrees(held):.0f} magnetic"
    return _held(clean, _joined(clean), held, "heading-hold", what)


def heading_entry(clean: Mishap, held: float) -> Mishap:
    """The same with a digit wrong: nine degrees more, as 254 is for 245."""
    wrong = held + radians(9.0)
    what = f"holds {degrees(wrong):.0f} magnetic, typed for {degrees(held):.0f}"
    return _held(clean, _joined(clean), wrong, "heading-entry", what)


def start_position(clean: Mishap) -> Mishap:
    """The ramp's longitude typed 10 degrees too far east: W139 for W149."""
    what = "believes itself 10 degrees of longitude too far east"
    belief = (radians(10.0), 0.0, 0.0, 0.0, 0.0, 0.0)
    return replace(clean, cause="start-position", what=what, began=_joined(clean), belief=belief)


def waypoint_entry(clean: Mishap) -> Mishap:
    """The third fix of the route entered one degree of latitude too far north."""
    fixes = list(clean.fixes)
    fixes[3] = replace(fixes[3], lat=fixes[3].lat + radians(1.0))
    what = f"{fixes[3].name} entered one degree too far north"
    return replace(clean, cause="waypoint-entry", what=what, fixes=tuple(fixes), wrong_leg=3)


def variation_sign(clean: Mishap) -> Mishap:
    """From the third fix on, headings by the clock, the variation applied with the wrong sign."""
    commands, began = _by_the_clock(clean, lambda course, lat, lon, t: (
        Act.MAGNETIC, course + float(variation(lat, lon, 0.0, t))))  # fmt: skip
    return replace(
        clean, cause="variation-sign", what="variation added where it is taken away", began=began,
        commands=commands,
    )  # fmt: skip


def wind_dead_reckoning(clean: Mishap, case: Case, forecast: Wind) -> Mishap:
    """From the third fix on, true headings by the clock for the forecast wind, which is 30 knots off."""
    altitude, tas = case.plan.altitude, 250.0

    def steer(course: float, lat: float, lon: float, t: float) -> tuple[Act, float]:
        east, north = winds.at(forecast, lat, lon, altitude, t)
        return Act.TRUE, float(heading_for_course(course, tas, east, north)[0])

    commands, began = _by_the_clock(clean, steer)
    aside = 30 * KNOT
    return replace(
        clean, cause="wind-dead-reckoning", what="dead reckoning, the wind 30 kt off the forecast",
        began=began, commands=commands, blown=(clean.blown[0], clean.blown[1] + aside),
    )  # fmt: skip


def not_reprogrammed(clean: Mishap, case: Case) -> Mishap:
    """An hour out cleared to a route 50 NM to the left; flies the old one."""
    t = case.t_start + 3600.0
    kept = clean.fixes[3:8]
    moved = [_beside(a, b, PARALLEL) for a, b in pairwise(kept)]
    word = Clearance(t, Granted.ROUTE, fixes=(*moved, *clean.fixes[8:]))
    what = "cleared to a route 50 NM to the left, flies the old one"
    return replace(clean, cause="not-reprogrammed", what=what, began=t + HEARS, said=(word,))


def inertial_drift(clean: Mishap, case: Case) -> Mishap:
    """The coupled inertial unit drifts south at 6 knots from the start, so the flight drifts north."""
    belief = (0.0, case.t_start, 0.0, 0.0, -6 * KNOT, 0.0)
    what = "inertial position drifts 6 kt"
    return replace(clean, cause="inertial-drift", what=what, began=case.t_start, belief=belief)


def satellite_navigation(clean: Mishap, case: Case) -> Mishap:
    """At an hour the satellite position jumps 3 NM south and is dragged on at 60 knots."""
    t = case.t_start + 3600.0
    belief = (0.0, t, -3 * NM, 0.0, -60 * KNOT, 0.0)
    what = "satellite position jumps 3 NM, then dragged at 60 kt"
    return replace(clean, cause="satellite-navigation", what=what, began=t, belief=belief, satellite=True)


def deliberate(clean: Mishap, case: Case) -> Mishap:
    """At an hour the flight turns off to two places of its own, 200 NM right of the route."""
    t = case.t_start + 3600.0
    own = tuple(_beside(a, b, -200 * NM) for a, b in (clean.fixes[4:6], clean.fixes[6:8]))
    fixes = (*clean.fixes[:4], *own, *clean.fixes[-1:])
    commands = (*clean.commands, Do(t, 0, Act.DIRECT, 4))
    return replace(
        clean,
        cause="deliberate",
        what="turns off to places of its own",
        began=t,
        fixes=fixes,
        commands=commands,
    )


def none_of_these(clean: Mishap, case: Case) -> Mishap:
    """From the first hour on, a magnetic heading of its own every forty minutes."""
    t = case.t_start + 3600.0
    headings = (250.0, 225.0, 262.0, 240.0, 215.0, 250.0, 230.0)
    turns = tuple(Do(t + 2400.0 * i, 0, Act.MAGNETIC, radians(h)) for i, h in enumerate(headings))
    return replace(
        clean, cause="none-of-these", what="headings of its own", began=t, commands=(*clean.commands, *turns)
    )


def _held(clean: Mishap, t: float, heading: float, cause: str, what: str) -> Mishap:
    """The clearance to go direct answered by a heading."""
    commands = tuple(Do(t, 0, Act.MAGNETIC, heading) if do.act is Act.DIRECT else do for do in clean.commands)
    return replace(clean, cause=cause, what=what, began=t, commands=commands)


def _joined(clean: Mishap) -> float:
    """When the flight takes its direct clearance."""
    return next(do.t for do in clean.commands if do.act is Act.DIRECT)


def _by_the_clock(clean: Mishap, steer: Steer) -> tuple[tuple[Do, ...], float]:
    """Leg by leg from the third fix on, at planned times, a heading for the leg's middle course."""
    t = _joined(clean) + _length(clean.fixes[0], clean.fixes[2]) / 220.0
    began, commands = t, list(clean.commands)
    for a, b in pairwise(clean.fixes[2:]):
        length = _length(a, b)
        course = float(inverse(a.lat, a.lon, b.lat, b.lon)[0])
        lat, lon, middle = (float(x) for x in direct(a.lat, a.lon, course, 0.5 * length))
        commands.append(Do(t, 0, *steer(middle, lat, lon, t)))
        t += length / 245.0
    return tuple(commands), began


def _length(a: Fix, b: Fix) -> float:
    return float(inverse(a.lat, a.lon, b.lat, b.lon)[2])


def _index(fixes: tuple[Fix, ...], fix: Fix) -> int:
    return next(i for i, f in enumerate(fixes) if f.name == fix.name)


def _beside(a: Fix, b: Fix, left: float) -> Fix:
    """The place `left` m left of `b` as the leg from `a` comes in; right where it is negative."""
    course = float(inverse(a.lat, a.lon, b.lat, b.lon)[1])
    lat, lon, _ = direct(b.lat, b.lon, course - pi / 2 * np.sign(left), abs(left))
    side = "L" if left > 0 else "R"
    return Fix(f"{b.name}{abs(left) / NM:.0f}{side}", float(lat), float(lon), source="made up for the drill")
