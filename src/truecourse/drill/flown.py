"""Whole made-up flights: stories flown second by second, and kept."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.drill.fleet import Act, Beliefs, Do, Fleet, Kit, begin, believed, fly, obey, surround
from truecourse.drill.mishaps import Mishap
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.case import Case

Array = NDArray[np.float64]
STEP, REFRESH = 4.0, 60.0  # s


class Flown(NamedTuple):
    """F flights at T times: `t` `(T,)`, the others `(T, F)`; SI, radians; believed places beside true ones.

    `leg` is the number of the waypoint flown to, `to_go` m along the leg to it, as believed.
    """

    t: Array
    lat: Array
    lon: Array
    altitude: Array
    gs: Array
    tas: Array
    course: Array
    heading: Array
    heading_magnetic: Array
    vertical_rate: Array
    leg: Array
    to_go: Array
    believed_lat: Array
    believed_lon: Array


def fly_stories(stories: tuple[Mishap, ...], case: Case, forecast: Wind, every: float = STEP) -> Flown:
    """Fly all stories side by side from the case's start to `t_end`, a row each `every` s (of 4 s steps)."""
    kit = _kit(stories, case)
    start = to_nvector(case.start.lat, case.start.lon)
    n = len(stories)
    take_off = next((do.value for do in stories[0].commands if do.act is Act.MAGNETIC), 0.0)
    fleet = begin(
        case.t_start, np.repeat(start[:, None], n, axis=1), np.zeros(n), np.full(n, case.start_altitude), kit
    )
    fleet = surround(fleet, kit, forecast)
    fleet = fleet._replace(heading=take_off + fleet.variation)
    waiting = sorted((do._replace(flight=i) for i, s in enumerate(stories) for do in s.commands), key=_when)
    rows, steps = [], round((case.t_end - case.t_start) / STEP)
    for k in range(steps + 1):
        due: list[Do] = []
        while waiting and waiting[0].t <= fleet.t:
            due.append(waiting.pop(0))
        fleet = obey(fleet, kit, due)
        if k % round(REFRESH / STEP) == 0:
            fleet = surround(fleet, kit, forecast)
        if k % round(every / STEP) == 0:
            rows.append(_row(fleet, kit))
        fleet = fly(fleet, kit, STEP)
    times = np.asarray(case.t_start + every * np.arange(len(rows)), np.float64)
    return Flown(times, *np.array(rows).transpose(1, 0, 2))


def _when(do: Do) -> float:
    return do.t


def _kit(stories: tuple[Mishap, ...], case: Case) -> Kit:
    n, most = len(stories), max(len(s.fixes) for s in stories)
    waypoints = np.zeros((n, most, 3))
    for i, s in enumerate(stories):
        places = to_nvector([f.lat for f in s.fixes], [f.lon for f in s.fixes])
        waypoints[i] = places[np.minimum(np.arange(most), len(places) - 1)]
    turn, onset, north, east, north_ramp, east_ramp = np.array([s.belief for s in stories]).T
    plane = case.aircraft
    rate = plane.climb_rates[0][1]
    return Kit(
        waypoints, np.array([len(s.fixes) for s in stories]), np.full(n, plane.climb_cas), np.full(n, rate),
        np.full(n, plane.bank), Beliefs(turn, onset, north, east, north_ramp, east_ramp),
        np.array([s.blown for s in stories]).T,
    )  # fmt: skip


def _row(fleet: Fleet, kit: Kit) -> list[Array]:
    lat, lon = from_nvector(fleet.p.T)
    unit_lat, unit_lon = from_nvector(believed(fleet, kit.beliefs).T)
    two_pi = 2.0 * np.pi
    return [
        lat, lon, fleet.altitude, np.hypot(fleet.north, fleet.east), fleet.tas,
        np.mod(np.arctan2(fleet.east, fleet.north), two_pi), np.mod(fleet.heading, two_pi),
        np.mod(fleet.heading - fleet.variation, two_pi), fleet.climbing, fleet.leg.astype(float), fleet.to_go,
        unit_lat, unit_lon,
    ]  # fmt: skip
