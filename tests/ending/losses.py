"""Flights at their loss and ways of coming down, made up for the tests of the ending."""

import numpy as np

from truecourse.air.atmosphere import SEA_LEVEL_DENSITY, density
from truecourse.air.wind import still
from truecourse.earth.nvector import to_nvector
from truecourse.ending.begin import Flights, air_below, shelve
from truecourse.ending.descent import AIR_STEP, AIR_TOP, Held, Lost, nothing
from truecourse.ending.likelihood import times
from truecourse.ending.scenario import Reading, Scenario

FEET, KNOT, NM = 0.3048, 1852.0 / 3600.0, 1852.0
HIT = 431_200_000.0  # POSIX s, some time in 1983


def lost(n=1, at=(0.8, 2.4), altitude=10_000.0, north=200.0, east=0.0, climb=0.0, wind=(0.0, 0.0)):
    """n like flights at their loss in one wind (north, east) at every level."""
    ones = np.ones(n)
    air = np.zeros((n, int(AIR_TOP / AIR_STEP) + 1, 2)) + np.asarray(wind)
    place = np.repeat(to_nvector(*at)[None], n, axis=0)
    tas = np.hypot(north - wind[0], east - wind[1])
    return Lost(place, HIT * ones, altitude * ones, north * ones, east * ones, climb * ones, tas * ones, air)


def free(n=1, lift=0.0, drag=0.0, thrust=0.0, bank=0.0):
    """One phase without control; each number one or (n,)."""
    phases = nothing(n)
    for name, value in (("lift", lift), ("drag", drag), ("thrust", thrust), ("bank", bank)):
        getattr(phases, name)[:] = np.broadcast_to(np.asarray(value, float), (n,))[:, None]
    return phases


def flown(n=1, speed=100.0, climb=0.0, slope=0.0, bank=0.0):
    """One phase in which somebody holds a speed, a descent and a bank."""
    phases = nothing(n)
    phases.held[:] = Held.FLOWN
    for name, value in (("speed", speed), ("climb", climb), ("slope", slope), ("bank", bank)):
        getattr(phases, name)[:] = np.broadcast_to(np.asarray(value, float), (n,))[:, None]
    return phases


def eas_of(tas, altitude):
    """Equivalent airspeed."""
    return tas * float(np.sqrt(density(altitude) / SEA_LEVEL_DENSITY))


def flights(rng, rows=(), n=300, at=(0.81, 2.47), spread=10.0 * NM, altitude=10_668.0, tas=249.0):
    """Flights about a place, south-west bound in still air, as weighted draws of a reconstruction."""
    off = rng.standard_normal((n, 2)) * spread / 6371000.0
    place = to_nvector(at[0] + off[:, 0], at[1] + off[:, 1] / np.cos(at[0]))[:, None]
    course = np.radians(235.0) + rng.normal(0.0, 0.02, n)
    north, east = tas * np.cos(course)[:, None], tas * np.sin(course)[:, None]
    asked = times(rows)
    back = (np.minimum(asked, HIT) - HIT)[None, :, None] / 6371000.0
    up = np.stack([-np.sin(at[0]) * np.cos(at[1]), -np.sin(at[0]) * np.sin(at[1]), np.cos(at[0])])
    aside = np.array([-np.sin(at[1]), np.cos(at[1]), 0.0])
    before = place + (north[:, :, None] * up + east[:, :, None] * aside) * back
    before = before / np.linalg.norm(before, axis=-1, keepdims=True)
    level = np.full((n, len(asked), 1), altitude)
    return Flights(
        weight=np.full(n, 1.0 / n),
        t=np.array([HIT]),
        place=place,
        altitude=np.full((n, 1), altitude),
        north=north,
        east=east,
        climb=np.zeros((n, 1)),
        wind=np.zeros((n, 1, 2)),
        before=np.concatenate([before, level], axis=-1),
    )


def scenario(rng, rows=(), hurt=True, wind=None):
    """Descents of made-up flights in still air, or in `wind` whose error is unknown below."""
    made = flights(rng, rows)
    reading = Reading("all", np.ones(len(rows), bool))
    nothing_seen = Reading("nothing", np.zeros(len(rows), bool))
    air = air_below(wind or still(), made)
    return Scenario(made, air, shelve(made), tuple(rows), (reading, nothing_seen), hurt)
