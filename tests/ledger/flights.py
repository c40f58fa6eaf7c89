"""Made-up flights whose every measure is known by hand, and a case about them."""

from math import pi, radians

import numpy as np

from truecourse.earth.geodesy import direct
from truecourse.flight.aircraft import Aircraft
from truecourse.flight.airspace import Airspace
from truecourse.flight.case import Case
from truecourse.flight.ensemble import Ensemble
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint

START = 431_200_000.0
SPEED = 240.0
RADIUS = 6_378_137.0  # of the equator, along which these flights go
STEP = 60.0


def east_along_equator(offsets, lon=170.0, steps=200, speed=SPEED, weights=None, **more) -> Ensemble:
    """Flights east along parallels close to the equator, `offsets` m south of it (right of the course)."""
    t = START + STEP * np.arange(steps + 1)
    away = speed * (t - START)
    lat, lon_all = [], []
    for south in offsets:
        begin, _, _ = (
            direct(0.0, radians(lon), pi, south) if south >= 0 else direct(0.0, radians(lon), 0.0, -south)
        )
        lat.append(np.full(len(t), float(begin)))
        lon_all.append(radians(lon) + away / (RADIUS * np.cos(float(begin))))
    shape = (len(offsets), len(t))
    lons = np.mod(np.array(lon_all) + pi, 2 * pi) - pi
    n = len(offsets)
    return Ensemble(
        t=t,
        lat=np.array(lat),
        lon=lons,
        altitude=np.full(shape, 10_000.0),
        gs=np.full(shape, speed),
        heading_magnetic=np.full(shape, pi / 2),
        weights=np.full(n, 1.0 / n) if weights is None else np.asarray(weights, float),
        cause=np.zeros(n, np.int64),
        **{"names": ("heading-hold",), "probabilities": (1.0,)} | more,
    )


def fix(name: str, lat: float, lon: float) -> Fix:
    return Fix(name, radians(lat), radians(lon))


def box(
    name: str, south: float, west: float, north: float, east: float, kind: str = "territorial"
) -> Airspace:
    ring = np.radians([[south, west], [south, east], [north, east], [north, west]])
    return Airspace(name, kind, (ring,))


def case(*areas: Airspace, kind: str = "B742", observations=(), fixes=()) -> Case:
    route = (fix("A", 0.0, 170.0), fix("B", 0.0, 178.0), fix("C", 0.0, -170.0), *fixes)
    return Case(
        name="made up",
        title="",
        callsign="X1",
        t_start=START,
        t_end=START + 200 * STEP,
        aircraft=Aircraft(kind, 160.0, 0.84, ((0.0, 7.0),), 10.0, 0.4, 3, 13890.0, False),
        plan=FlightPlan("", tuple(PlannedPoint(f) for f in route[:3]), 10_000.0),
        clearances=(),
        observations=tuple(observations),
        airspaces=areas,
        stages=(),
        fixes=route,
        start=route[0],
    )
