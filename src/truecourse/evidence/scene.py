"""A case made ready to be flown: its air, route, schedule and grids; built once, shared by all causes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.autopilot.environment import Environment
from truecourse.autopilot.fly import Duration
from truecourse.earth.geodesy import inverse
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import from_nvector
from truecourse.flight.case import Case
from truecourse.flight.fix import Fix

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scene:
    """A case, its wind, and what follows from them.

    route: fixes flown over, first the departure, then those of later route clearances; `filed` of them are
    the plan's. waypoints (WAYPOINTS, 3): their n-vectors, the last repeated. planned: times (k,) s since the
    start, n-vectors (k, 3), altitudes, and magnetic bearings of the next waypoint of the flight as cleared in
    the mean wind. wind_root (WIND_KNOTS, modes): leading modes of the wind error (a square root of its
    covariance) at knots `wind_interval` s apart; wind_sd: its standard deviation at cruise, m/s. edges:
    signed distance grids by area name.
    """

    case: Case
    wind: Wind
    environment: Environment
    time: Duration
    route: tuple[Fix, ...]
    filed: int
    waypoints: Array
    start: Array
    start_heading: float
    wind_interval: float
    wind_root: Array
    wind_sd: float
    edges: dict[str, NDArray[np.float32]]
    planned_t: Array
    planned_p: Array
    planned_altitude: Array
    planned_magnetic: Array

    @property
    def span(self) -> float:
        """Length of the whole case, s: what "any time of the flight" means, however much of it is flown."""
        return self.case.t_end - self.case.t_start


def planned_course(scene: Scene, t: Array) -> Array:
    """Magnetic bearing (rad) of the next planned waypoint at times since the start: what a pilot selects."""
    return np.mod(np.interp(t, scene.planned_t, scene.planned_magnetic), 2 * np.pi)


def bearing_ahead(t: Array, p: Array, ahead: Array, case: Case) -> Array:
    """Magnetic bearing (k,), rad without jumps, from places to those ahead (k, 3), n-vectors, at times."""
    lat, lon = from_nvector(p)
    to_lat, to_lon = from_nvector(ahead)
    bearing, _, _ = inverse(lat, lon, to_lat, to_lon)
    return np.unwrap(bearing - variation(lat, lon, case.plan.altitude, case.t_start + t))
