"""Routes, levels and equipment of made-up traffic, drawn flight by flight from one seed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.drill.fleet import Beliefs, Kit
from truecourse.earth.geodesy import direct
from truecourse.earth.nvector import to_nvector
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint

Array = NDArray[np.float64]

FOOT, NM, KNOT = 0.3048, 1852.0, 1852.0 / 3600.0
MIDDLE = np.radians(55.0), np.pi  # about the 180th meridian, so that whatever crosses it is tried
AROUND = 1.2e6  # m: flights begin within this of the middle
MOST_FIXES = 9
LEGS = 3, MOST_FIXES - 1
LENGTHS = 150e3, 450e3
TURN = np.radians(22.0)


class Traffic(NamedTuple):
    """F flights before they fly; arrays `(F, ...)`, SI and radians.

    `lat`, `lon` `(F, 9)` of the fixes, `course` the first leg's, `cruise` and `mach`, `start` POSIX s.
    `broadcasts`, `enhanced`, `reports` say who has ADS-B, who tells radar its heading and airspeed, whose
    crew gives position reports. `altimeter` m is each altimeter's own error.
    """

    lat: Array
    lon: Array
    course: Array
    cruise: Array
    mach: Array
    start: Array
    broadcasts: NDArray[np.bool_]
    enhanced: NDArray[np.bool_]
    reports: NDArray[np.bool_]
    altimeter: Array
    kit: Kit


def draw(rng: np.random.Generator, flights: int, t: float, spread: float) -> Traffic:
    """So many flights, each beginning within `spread` s of `t`."""
    count = rng.integers(LEGS[0], LEGS[1], flights, endpoint=True) + 1
    lat, lon, course = np.empty((flights, MOST_FIXES)), np.empty((flights, MOST_FIXES)), []
    lat[:, 0], lon[:, 0], _ = direct(
        *MIDDLE, rng.uniform(-np.pi, np.pi, flights), AROUND * np.sqrt(rng.random(flights))
    )
    onward = rng.uniform(-np.pi, np.pi, flights)
    for i in range(1, MOST_FIXES):
        onward = onward + (TURN * rng.standard_normal(flights) if i > 1 else 0.0)
        course.append(onward)
        length = rng.uniform(*LENGTHS, flights)
        lat[:, i], lon[:, i], onward = direct(lat[:, i - 1], lon[:, i - 1], onward, length)
    cruise = 100.0 * FOOT * rng.choice(np.arange(290.0, 420.0, 10.0), flights)
    broadcasts = rng.random(flights) < 0.35
    inertial = rng.random(flights) < 0.3
    drift = np.where(inertial, 0.5 * KNOT, 0.0)
    beliefs = Beliefs(
        np.zeros(flights), np.zeros(flights) + t, *(80.0 * rng.standard_normal((2, flights))),
        *(drift * rng.standard_normal((2, flights))),
    )  # fmt: skip
    kit = Kit(
        to_nvector(lat, lon), count, rng.uniform(140.0, 160.0, flights), rng.uniform(9.0, 14.0, flights),
        np.radians(rng.uniform(20.0, 27.0, flights)), beliefs, np.zeros((2, flights)),
    )  # fmt: skip
    return Traffic(
        lat, lon, course[0], cruise, rng.uniform(0.74, 0.85, flights), t + spread * rng.random(flights),
        broadcasts & ~inertial, ~broadcasts & (rng.random(flights) < 0.5), rng.random(flights) < 0.2,
        25.0 * rng.standard_normal(flights), kit,
    )  # fmt: skip


def plan_of(traffic: Traffic, flight: int) -> FlightPlan:
    """The flight plan of one of them, its fixes named after it."""
    fixes = fixes_of(traffic, flight)
    cruise, mach = float(traffic.cruise[flight]), float(traffic.mach[flight])
    text = f"M{round(100 * mach):03d}F{round(cruise / FOOT / 100):03d} " + " DCT ".join(f.name for f in fixes)
    return FlightPlan(text, tuple(PlannedPoint(fix) for fix in fixes), cruise, mach, source="made up")


def fixes_of(traffic: Traffic, flight: int) -> tuple[Fix, ...]:
    """The fixes of one flight's route."""
    count = int(traffic.kit.count[flight])
    return tuple(
        Fix(f"D{flight}{'ABCDEFGHI'[i]}", float(traffic.lat[flight, i]), float(traffic.lon[flight, i]))
        for i in range(count)
    )
