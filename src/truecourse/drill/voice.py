"""Position reports by voice of made-up traffic: passages to the minute, honest estimates for the next."""

import numpy as np
from numpy.typing import NDArray

from truecourse.drill.aloft import Aloft
from truecourse.drill.control import Said
from truecourse.drill.fleet import RADIUS, Fleet
from truecourse.drill.leg import leg_course
from truecourse.drill.routes import Traffic, fixes_of
from truecourse.flight.assigned import Estimate

Array = NDArray[np.float64]

SPEAKS = 45.0  # s from a passage to its report
DESCENT = 300e3  # m from the last fix: nearer than that a flight may be on its way down


def announced(aloft: Aloft, before: NDArray[np.int64], traffic: Traffic, beyond: Array) -> list[Said]:
    """What crews who report say of fixes passed since the legs were `before`, by row.

    A fix is passed when it is abeam, and that is said `SPEAKS` s later: what is returned lies ahead.
    The estimate is what the flight's speed over the ground on its new leg makes of the distance; none while
    climbing or descending, and none for a fix that is passed in the descent.
    """
    fleet, said = aloft.fleet, []
    for row in np.flatnonzero((fleet.leg > before) & traffic.reports[aloft.who]).tolist():
        i, leg = int(aloft.who[row]), int(fleet.leg[row])
        fix = aloft.kit.waypoints[row, leg - 1]
        speed = float(np.hypot(fleet.north[row], fleet.east[row]))
        over, fixes = fleet.t + _ahead(fleet, row, fix) / speed, fixes_of(traffic, i)
        t = max(over, fleet.t) + SPEAKS
        said.append(Said(t, i, Estimate(t, fixes[leg - 1], _minute(over), passed=True)))
        settled = abs(fleet.altitude[row] - fleet.level[row]) < 60.0 and not aloft.sent[row]
        if settled and beyond[i, leg] > DESCENT:
            course = float(leg_course(fleet.p, fleet.line)[row])
            along = fleet.wind_north[row] * np.cos(course) + fleet.wind_east[row] * np.sin(course)
            aside = fleet.wind_east[row] * np.cos(course) - fleet.wind_north[row] * np.sin(course)
            ground = float(np.sqrt(fleet.tas[row] ** 2 - aside**2) + along)
            length = float(beyond[i, leg - 1] - beyond[i, leg])
            estimate = _minute(over + length / ground)
            said.append(Said(t, i, Estimate(t, fixes[leg], estimate, passed=False)))
    return said


def _ahead(fleet: Fleet, row: int, place: Array) -> float:
    """Metres to go, the way the flight is going now, until a place `(3,)` is abeam; negative past it."""
    x, y, z = fleet.p[:, row]
    across = np.hypot(x, y)
    east = (-y * place[0] + x * place[1]) / across
    north = (-z * (x * place[0] + y * place[1])) / across + across * place[2]
    course = np.arctan2(fleet.east[row], fleet.north[row])
    return RADIUS * float(north * np.cos(course) + east * np.sin(course))


def _minute(t: float) -> float:
    return 60.0 * round(t / 60.0)
