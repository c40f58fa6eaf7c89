"""Set the scene: the air and the grids about a case's route, and the flight as cleared in them."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from truecourse.air.airspeed import crossover, tas_from_cas, tas_from_mach
from truecourse.air.wind import Wind, at
from truecourse.air.wind_error import error_covariance
from truecourse.autopilot.environment import PROFILE_STEP, Plane, build, nodes, plane_about
from truecourse.autopilot.fly import duration, fly
from truecourse.earth.geodesy import inverse
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.earth.region import signed_distance
from truecourse.evidence.baseline import cleared
from truecourse.evidence.scene import Scene, bearing_ahead
from truecourse.flight.aircraft import Aircraft
from truecourse.flight.case import Case
from truecourse.flight.clearance import Granted
from truecourse.flight.fix import Fix
from truecourse.flight.orders import WAYPOINTS, WIND_KNOTS

Array = NDArray[np.float64]

TOP = 16000.0  # m; profiles reach this altitude
SLOW_BELOW = 3048.0  # m (10,000 ft): 250 kt indicated is the limit below it nearly everywhere
SLOW_CAS = 128.6111
WIND_KEPT = 0.99  # share of the wind error's variance along the flight that its leading modes must hold


def route_of(case: Case) -> tuple[tuple[Fix, ...], int]:
    """Every fix of the plan and of later route clearances, and how many are the plan's.

    Raises ValueError where there are more than `WAYPOINTS`.
    """
    filed = tuple(point.fix for point in case.plan.points)
    later = tuple(fix for c in case.clearances if c.granted is Granted.ROUTE for fix in c.fixes)
    if len(filed) + len(later) > WAYPOINTS:
        raise ValueError(
            f"The route of {case.name} has {len(filed) + len(later)} points; leave out points beyond the "
            f"area of interest until there are at most {WAYPOINTS}."
        )
    return filed + later, len(filed)


def profiles(aircraft: Aircraft, mach: float, tas: float) -> tuple[Array, Array]:
    """True airspeed and climb rate by altitude: 250 kt below 10,000 ft, the climb speed until the cruise."""
    altitude = np.arange(0.0, TOP + PROFILE_STEP, PROFILE_STEP)
    climb = np.interp(altitude, *np.array(aircraft.climb_rates).T)
    slow = tas_from_cas(min(SLOW_CAS, aircraft.climb_cas), altitude)
    fast = tas_from_cas(aircraft.climb_cas, altitude)
    cruise = np.full(altitude.shape, tas) if np.isnan(mach) else tas_from_mach(mach, altitude)
    if np.isnan(mach):
        fast = np.minimum(fast, tas)
        change = TOP
    else:
        change = float(crossover(aircraft.climb_cas, mach))
    speed = np.where(altitude < SLOW_BELOW, slow, np.where(altitude < change, fast, cruise))
    return np.minimum(speed, cruise) if np.isnan(mach) else speed, climb


def bends(climb_cas: float, mach: float) -> Array:
    """Altitudes where the speed schedule changes: the ends of the 10,000 ft speed-up, and the crossover."""
    below = np.floor(SLOW_BELOW / PROFILE_STEP) * PROFILE_STEP
    change = [] if np.isnan(mach) else [float(crossover(climb_cas, mach))]
    return np.sort([below, below + PROFILE_STEP, *change])


def wind_profile(wind: Wind, lat: Array, lon: Array, t: float, reference: float) -> Array:
    """Wind speed over that at the reference altitude, by altitude, RMS over the route; 1 in still air."""
    altitude = np.arange(0.0, TOP + PROFILE_STEP, PROFILE_STEP)
    east, north = at(wind, lat, lon, altitude[:, None], t)
    here = np.hypot(*at(wind, lat, lon, reference, t))
    speed = np.sqrt(np.nanmean(east**2 + north**2, axis=1))
    base = np.sqrt(np.nanmean(here**2))
    return speed / base if base > 0.1 else np.ones(altitude.shape)


def stage(case: Case, wind: Wind, t_end: float, regions: tuple[str, ...] = ()) -> Scene:
    """Build the scene of a case up to `t_end` (POSIX s), with the edges of the named areas."""
    route, filed = route_of(case)
    lat, lon = np.array([f.lat for f in route]), np.array([f.lon for f in route])
    p = to_nvector(lat, lon)
    plane = plane_about(p)
    middle = case.t_start + 0.5 * (t_end - case.t_start)
    mach = (
        case.aircraft.cruise_mach if np.isnan(case.plan.mach) and np.isnan(case.plan.tas) else case.plan.mach
    )
    tas, climb = profiles(case.aircraft, mach, case.plan.tas)
    reference = case.plan.altitude
    environment = build(
        plane,
        lambda la, lo: _filled(*at(wind, la, lo, reference, middle)),
        lambda la, lo: variation(la, lo, reference, middle),
        (wind_profile(wind, lat, lon, middle, reference), tas, climb),
        bends(case.aircraft.climb_cas, mach),
        case.aircraft.descent_rate,
        case.aircraft.bank,
    )
    time = duration(t_end - case.t_start)
    first = next((c for c in case.clearances if c.granted is Granted.TAKE_OFF), None)
    start = to_nvector(case.start.lat, case.start.lon)
    onto, _, _ = inverse(case.start.lat, case.start.lon, lat[1], lon[1])
    heading = float(onto)
    if first is not None and np.isfinite(first.heading_magnetic):
        heading = first.heading_magnetic + float(variation(case.start.lat, case.start.lon, 0.0, case.t_start))
    bare = Scene(
        case, wind, environment, time, route, filed,
        np.concatenate([p, np.repeat(p[-1:], WAYPOINTS - len(p), 0)]), start, heading,
        time.t_end / (WIND_KNOTS - 1), np.zeros((WIND_KNOTS, 1)), 0.0,
        edges(case, plane, regions), np.zeros(0), np.zeros((0, 3)), np.zeros(0), np.zeros(0),
    )  # fmt: skip
    track = fly(*cleared(bare), environment, time)[0]
    return with_plan(bare, track)


def with_plan(scene: Scene, track: Array) -> Scene:
    """The scene with the flight as cleared in the mean wind, and the wind error along it."""
    moved = np.concatenate([[True], np.diff(track[:, 0]) > 1e-6])
    t, p, altitude = track[moved, 0], track[moved, 1:4], track[moved, 4]
    legs = track[moved, 10].astype(int)
    ahead = scene.waypoints[
        np.append(legs[1:], legs[-1])
    ]  # a command at this time already shows in the next row
    knots = np.arange(WIND_KNOTS) * scene.wind_interval
    lat, lon = from_nvector(np.stack([np.interp(knots, t, p[:, k]) for k in range(3)], 1))
    covariance = error_covariance(
        scene.wind, lat, lon, np.interp(knots, t, altitude), scene.case.t_start + knots
    )
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    modes = int(np.searchsorted(np.cumsum(values) / values.sum(), WIND_KEPT)) + 1 if values.sum() > 0 else 1
    root = vectors[:, :modes] * np.sqrt(values[:modes])
    return replace(
        scene,
        wind_root=root,
        wind_sd=float(np.sqrt(covariance.diagonal().max())),
        planned_t=t,
        planned_p=p,
        planned_altitude=altitude,
        planned_magnetic=bearing_ahead(t, p, ahead, scene.case),
    )


def edges(case: Case, plane: Plane, names: tuple[str, ...]) -> dict[str, NDArray[np.float32]]:
    """Signed distance to named areas on the plane's nodes, m, positive outside; one search for one coast."""
    lat, lon = nodes(plane)
    known = {area.name: area for area in case.airspaces}
    distances: dict[int, Array] = {}
    found = {}
    for name in names:
        area = known[name]
        each = []
        for ring in area.rings:
            if id(ring) not in distances:
                distances[id(ring)] = signed_distance((ring,), lat, lon)
            each.append(distances[id(ring)])
        found[name] = (np.min(each, axis=0) - area.offset).astype(np.float32)
    return found


def _filled(east: Array, north: Array) -> tuple[Array, Array]:
    """Where a grid has no wind to give, none is put: nothing flown comes near there."""
    return np.nan_to_num(east), np.nan_to_num(north)
