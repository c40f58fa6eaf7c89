"""Flights that stray anywhere but where KAL 007 did: every cause on routes, winds and radars of their own.

For choosing a site's settings and for measuring delays, so that neither is ever fitted to the demonstration.
Nothing here is a record of anything.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import degrees, nan, pi, radians

import numpy as np

from truecourse.air.wind import Wind
from truecourse.drill.demonstration import Drill, imagined, made
from truecourse.drill.flown import fly_stories
from truecourse.drill.mishaps import stories
from truecourse.drill.radar import Radar
from truecourse.drill.routes import FOOT, NM
from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.magnetic import variation
from truecourse.flight.aircraft import Aircraft
from truecourse.flight.case import Case
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint

FIXES = 12
LATITUDES = radians(25.0), radians(60.0)  # of the take-off, north or south
LEGS = 240e3, 400e3
TURN = radians(12.0)  # one deviation, from leg to leg
LASTS = 3.0 * 3600.0  # s from take-off
BLOWN = 5.0  # m/s, one deviation of the wind nobody forecast
VECTOR = radians(15.0)  # one deviation of the first vector from the course that joins the route
FIRST_KEY = 0x100000
KENAI = 61.0, -150.0  # no route begins within `AWAY` of where KAL 007's did
AWAY = 3000e3


def strayed(seed: int, routes: int, wind: Wind, t: float) -> Iterator[Drill]:
    """A drill for every cause on each of so many made-up routes, all taking off at `t` (POSIX s UTC).

    Keys run from `FIRST_KEY` on, sixteen to a route.
    """
    for number in range(routes):
        rng = np.random.default_rng([seed, number])
        case, held = made_case(rng, t, f"AWAY{number}")
        blown = (BLOWN * rng.standard_normal(), BLOWN * rng.standard_normal())
        told = stories(case, wind, blown, held)
        flown = fly_stories(told, case, wind)
        radars = (_first(case, rng), *imagined(case))
        for i in range(len(told)):
            yield made(case, told, flown, i, radars, (seed + number, FIRST_KEY + 16 * number + i))


def made_case(rng: np.random.Generator, t: float, name: str) -> tuple[Case, float]:
    """A route with its clearances (take-off, a vector, direct to the third fix, the level) and the magnetic
    heading of the vector, which a flight may forget to leave, rad.
    """
    while True:
        lat = rng.uniform(*LATITUDES) * rng.choice([-1.0, 1.0])
        lon = rng.uniform(-pi, pi)
        if float(inverse(lat, lon, *np.radians(KENAI))[2]) > AWAY:
            break
    fixes = _route(rng, float(lat), float(lon), name)
    level = 1000.0 * FOOT * float(rng.choice([29, 31, 33, 35, 37]))
    mach = float(rng.uniform(0.78, 0.85))
    course = float(inverse(fixes[0].lat, fixes[0].lon, fixes[2].lat, fixes[2].lon)[0])
    magnetic = course - float(variation(lat, lon, 0.0, t)) + VECTOR * rng.standard_normal()
    held = radians(5.0 * round(degrees(magnetic) / 5.0)) % (2.0 * pi)
    clearances = (
        Clearance(t, Granted.TAKE_OFF, heading_magnetic=held),
        Clearance(t, Granted.LEVEL, altitude=level),
        Clearance(t + 30.0, Granted.HEADING, heading_magnetic=held),
        Clearance(t + 150.0, Granted.DIRECT, fix=fixes[2]),
    )
    plane = Aircraft(
        type="made up", climb_cas=155.0, cruise_mach=mach, climb_rates=((0.0, 11.0), (12e3, 2.0)),
        descent_rate=10.0, bank=radians(25.0), inertial_units=3, capture_gate=7.5 * NM,
        satellite_navigation=False,
    )  # fmt: skip
    plan = FlightPlan("", tuple(PlannedPoint(fix) for fix in fixes), level, mach, source="made up")
    case = Case(
        name=name, title="made up", callsign=name, t_start=t, t_end=t + LASTS, aircraft=plane, plan=plan,
        clearances=clearances, observations=(), airspaces=(), stages=(), fixes=fixes, start=fixes[0],
        undisturbed_until=nan,
    )  # fmt: skip
    return case, held


def _route(rng: np.random.Generator, lat: float, lon: float, name: str) -> tuple[Fix, ...]:
    """Fixes one after another, the first course within 50 degrees of east or west."""
    course = radians(90.0) * rng.choice([-1.0, 1.0]) + radians(rng.uniform(-50.0, 50.0))
    fixes = [Fix(f"{name}A", lat, lon)]
    for letter in "BCDEFGHIJKL"[: FIXES - 1]:
        a, b, onward = direct(fixes[-1].lat, fixes[-1].lon, course, rng.uniform(*LEGS))
        fixes.append(Fix(f"{name}{letter}", float(a), float(b)))
        course = float(onward) + TURN * rng.standard_normal()
    return tuple(fixes)


def _first(case: Case, rng: np.random.Generator) -> Radar:
    """The radar of the departure, near it."""
    lat, lon, _ = direct(case.start.lat, case.start.lon, rng.uniform(-pi, pi), 20 * NM)
    radar = Radar(9, "departure", float(lat), float(lon), height=300.0, reach=230 * NM)
    range_bias, azimuth_bias = rng.standard_normal(2) * (70.0, 0.0009)
    return replace(radar, range_bias=float(range_bias), azimuth_bias=float(azimuth_bias))
