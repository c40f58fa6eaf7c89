"""A case made ready to be flown: its air, its route, its schedule, and the kernel's grids; built once, shared by all causes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.autopilot.environment import Environment
from truecourse.autopilot.fly import Duration
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import from_nvector
from truecourse.flight.case import Case
from truecourse.flight.fix import Fix

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scene:
    """A case, its wind, and what follows from them.

    route: fixes flown over, first the departure, then those of later route clearances; `filed` of them are the plan's.
    waypoints (WAYPOINTS, 3): their n-vectors, the last repeated. leg_course (m - 1,): true, at each leg's start. planned: times (k,) s since the start, n-vectors
    (k, 3), altitudes of the flight as cleared in the mean wind. wind_root (WIND_KNOTS, WIND_KNOTS): Cholesky factor of the wind error
    at knots `wind_interval` s apart; wind_sd: its standard deviation at cruise, m/s. edges: signed distance grids by area name.
    """

    case: Case
    wind: Wind
    environment: Environment
    time: Duration
    route: tuple[Fix, ...]
    filed: int
    waypoints: Array
    leg_course: Array
    start: Array
    start_heading: float
    wind_interval: float
    wind_root: Array
    wind_sd: float
    edges: dict[str, NDArray[np.float32]]
    planned_t: Array
    planned_p: Array
    planned_altitude: Array


def planned_course(scene: Scene, t: Array) -> Array:
    """Magnetic course of the planned route at times since the start, rad: what a pilot would read off and select."""
    step = np.gradient(scene.planned_p, axis=0)
    p = np.stack([np.interp(t, scene.planned_t, scene.planned_p[:, k]) for k in range(3)], -1)
    d = np.stack([np.interp(t, scene.planned_t, step[:, k]) for k in range(3)], -1)
    lat, lon = from_nvector(p)
    north = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)], -1)
    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], -1)
    course = np.arctan2((d * east).sum(-1), (d * north).sum(-1))
    return course - variation(lat, lon, scene.case.plan.altitude, scene.case.t_start + t)
