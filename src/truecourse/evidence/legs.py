"""Legs flown by the clock: when each begins, its heading in the mean wind, and when it ends."""

import numpy as np
from numpy.typing import ArrayLike

from truecourse.air.airspeed import heading_for_course
from truecourse.air.wind import at
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector
from truecourse.evidence.baseline import Row, Values, lateral_rows, until
from truecourse.evidence.scene import Scene
from truecourse.flight.orders import COMMANDS

RESERVED = 6  # commands left for take-off, vectors and what a cause adds


def by_the_clock(scene: Scene, most: int = COMMANDS - RESERVED) -> list[tuple[float, float, float]]:
    """(start s, true heading rad, end s) of the planned legs, as a navigator without other means flies them.

    The course is the one at the middle of the leg, the wind the mean one there, the times the planned ones;
    what lies beyond the last of `most` legs is flown on the last heading.
    """
    passed = _passages(scene)
    legs = []
    for i in range(min(len(scene.route) - 1, most)):
        a, b = scene.route[i], scene.route[i + 1]
        out, _, distance = inverse(a.lat, a.lon, b.lat, b.lon)
        middle = 0.5 * (passed[i] + passed[i + 1])
        lat, lon = _planned(scene, middle)
        to, _, _ = inverse(lat, lon, b.lat, b.lon)
        course = float(to) if distance > 1.0 else float(out)
        altitude = float(np.interp(middle, scene.planned_t, scene.planned_altitude))
        east, north = at(scene.wind, lat, lon, altitude, scene.case.t_start + middle)
        tas = float(np.interp(altitude, np.arange(scene.environment.tas.size) * 250.0, scene.environment.tas))
        heading, _ = heading_for_course(course, tas, np.nan_to_num(east), np.nan_to_num(north))
        legs.append((passed[i], float(heading), passed[i + 1]))
    return [(*leg[:2], np.inf if i == len(legs) - 1 else leg[2]) for i, leg in enumerate(legs)]


def steered(scene: Scene, values: Values, mode: ArrayLike) -> list[Row]:
    """Clearances as obeyed until `begins_s`, from then on legs by the clock, each off by
    `steering_error_deg`; `mode` says how the heading is meant, (n,) or one.
    """
    begin = values["begins_s"]
    rows = until(lateral_rows(scene, values), begin)
    for t, heading, end in by_the_clock(scene, min(COMMANDS - RESERVED, COMMANDS - len(rows))):
        start = np.where(end > begin, np.maximum(t, begin), np.inf)
        rows.append(Row(start, heading + values["steering_error_deg"], mode))
    return rows


def _passages(scene: Scene) -> list[float]:
    """Times at which the planned flight is nearest to each fix of the route, never going back."""
    times = []
    latest = 0.0
    for waypoint in scene.waypoints[: len(scene.route)]:
        nearest = float(scene.planned_t[int(np.argmax(scene.planned_p @ waypoint))])
        latest = max(latest, nearest)
        times.append(latest)
    return times


def _planned(scene: Scene, t: float) -> tuple[float, float]:
    p = [np.interp(t, scene.planned_t, scene.planned_p[:, k]) for k in range(3)]
    lat, lon = from_nvector(np.array(p))
    return float(lat), float(lon)
