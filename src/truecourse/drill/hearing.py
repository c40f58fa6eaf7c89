"""What is heard of many flights at once: radars on a grid, and broadcasts, with noise and bias."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.drill.fleet import RADIUS, Fleet, Kit, believed
from truecourse.drill.routes import AROUND, FOOT, LEGS, LENGTHS, MIDDLE, Traffic
from truecourse.earth.geodesy import direct
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.reports import Heard, Reports, blank

Array = NDArray[np.float64]

SPACING = 400e3  # m between radars: nowhere is further than 300 km from one
RANGE_NOISE, AZIMUTH_NOISE = 100.0, 0.0011  # m, rad
RANGE_BIAS, AZIMUTH_BIAS = 70.0, 0.0009  # one deviation from radar to radar: registration left over
DETECTED = 0.97
SATELLITE_NOISE = 12.0  # m


class Net(NamedTuple):
    """R radars: n-vectors `(R, 3)`, biases `(R,)`, and where in its turn each begins."""

    place: Array
    range_bias: Array
    azimuth_bias: Array
    phase: Array


class Sight(NamedTuple):
    """Which radar hears each flight and when in its turn, a share of it; of flights that broadcast, when."""

    radar: NDArray[np.int64]
    phase: Array


def net(rng: np.random.Generator) -> Net:
    """Radars on a grid wide enough for all flights; no horizon, so that what is lost is lost by chance."""
    reach = AROUND + LEGS[1] * LENGTHS[1]
    steps = np.arange(-reach, reach + 1.0, SPACING)
    x, y = (c.ravel() for c in np.meshgrid(steps, steps))
    inside = np.hypot(x, y) < reach
    x, y = x[inside], y[inside]
    lat, lon, _ = direct(*MIDDLE, np.arctan2(x, y), np.hypot(x, y))
    n = len(x)
    return Net(
        to_nvector(lat, lon), RANGE_BIAS * rng.standard_normal(n), AZIMUTH_BIAS * rng.standard_normal(n),
        rng.random(n),
    )  # fmt: skip


def sight(radars: Net, fleet: Fleet) -> Sight:
    """The nearest radar of each flight, and when its beam is there."""
    nearest = np.argmax(radars.place @ fleet.p, axis=0)
    north, east, _ = _from_radar(radars.place[nearest].T, fleet.p)
    azimuth = np.arctan2(east, north) / (2.0 * np.pi)
    return Sight(nearest, np.mod(azimuth + radars.phase[nearest], 1.0))


def hear(
    rng: np.random.Generator, traffic: Traffic, who: NDArray[np.int64], fleet: Fleet, kit: Kit, seen: Sight,
    radars: Net, t: Array,
) -> Reports:  # fmt: skip
    """What is heard of the flights `who`, whose rows these are, at times `t` close to the fleet's.

    Radar misses some; on the ground none is missed. Keys are left at the flights' numbers.
    """
    sends = traffic.broadcasts[who]
    kept = sends | (rng.random(len(who)) < DETECTED)
    n = int(kept.sum())
    speed, course = np.hypot(fleet.north, fleet.east), np.arctan2(fleet.east, fleet.north)
    north, east = fleet.north * (t - fleet.t), fleet.east * (t - fleet.t)
    away_north, away_east, distance = _from_radar(radars.place[seen.radar].T, fleet.p)
    outward = radars.range_bias[seen.radar] + RANGE_NOISE * rng.standard_normal(len(who))
    aside = distance * (radars.azimuth_bias[seen.radar] + AZIMUTH_NOISE * rng.standard_normal(len(who)))
    own = SATELLITE_NOISE * rng.standard_normal((2, len(who)))
    north = north + np.where(sends, own[0], outward * away_north - aside * away_east)
    east = east + np.where(sends, own[1], outward * away_east + aside * away_north)
    lat, lon = moved(np.where(sends, believed(fleet, kit.beliefs), fleet.p), north, east)
    step = np.where(sends, 25.0, 100.0) * FOOT
    columns: dict[str, Any] = blank(n)
    tells = traffic.enhanced[who] | sends
    noise = rng.standard_normal((2, len(who)))
    known = {
        "lat": lat, "lon": lon, "t": t, "received": t + np.where(sends, 0.15, 0.8),
        "altitude": np.round((fleet.altitude + traffic.altimeter[who]) / step) * step,
        "gs": speed + np.where(sends, 0.3, 2.0) * noise[0],
        "course": np.mod(course + np.where(sends, 0.003, 0.02) * noise[1], 2.0 * np.pi),
        "tas": np.where(tells, fleet.tas, np.nan),
        "heading_magnetic": np.where(tells, np.mod(fleet.heading - fleet.variation, 2.0 * np.pi), np.nan),
        "vertical_rate": np.where(tells, fleet.climbing, np.nan),
        "accuracy": np.where(sends, 60.0, 2.45 * np.hypot(RANGE_NOISE, AZIMUTH_NOISE * distance) / 1.414),
    }  # fmt: skip
    for name, values in known.items():
        columns[name] = values[kept]
    columns["key"], columns["sensor"] = who[kept], np.where(sends, 0, 1 + seen.radar)[kept].astype(np.int16)
    columns["heard"] = np.where(sends, Heard.ADS_B, Heard.SECONDARY)[kept].astype(np.int8)
    return Reports(**columns)


def moved(p: Array, north: Array, east: Array) -> tuple[Array, Array]:
    """Latitude and longitude of places `(3, n)` moved a few km north and east, m."""
    x, y, z = p
    across = np.hypot(x, y)
    north, east = north / RADIUS, east / RADIUS
    at = np.stack([x - (z * x * north + y * east) / across, y - (z * y * north - x * east) / across,
                   z + across * north], axis=-1)  # fmt: skip
    return from_nvector(at)


def _from_radar(radar: Array, p: Array) -> tuple[Array, Array, Array]:
    """Direction away from the radar at each place, north and east, and the distance, m."""
    x, y, z = p
    closeness = (radar * p).sum(axis=0)
    u = p * closeness - radar
    size = np.sqrt(np.maximum((u * u).sum(axis=0), 1e-18))
    across = np.hypot(x, y)
    east = (-y * u[0] + x * u[1]) / across
    north = (-z * (x * u[0] + y * u[1])) / across + across * u[2]
    return north / size, east / size, RADIUS * np.arcsin(np.minimum(size, 1.0))
