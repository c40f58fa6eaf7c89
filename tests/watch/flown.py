"""Flights made for the tests of MODE, by nothing that MODE is made of: geodesics, and winds drawn at once."""

import numpy as np

from truecourse.earth import geodesy
from truecourse.earth.magnetic import variation
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.watch.mode import DISPLACED, MAGNETIC, ROUTE, Where

NM = 1852.0
STEP = 12.0


def smooth(rng, n, times, scale, sd):
    """(n, times) of a squared-exponential process."""
    apart = (times[:, None] - times[None, :]) / scale
    root = np.linalg.cholesky(np.exp(-0.5 * apart**2) + 1e-8 * np.eye(times.size))
    return sd * rng.standard_normal((n, times.size)) @ root.T


def fading(rng, n, times, scale, sd):
    """(n, times) of an Ornstein-Uhlenbeck process."""
    keep = np.exp(-np.diff(times) / scale)
    x = np.empty((n, times.size))
    x[:, 0] = rng.standard_normal(n)
    for k, f in enumerate(keep):
        x[:, k + 1] = f * x[:, k] + np.sqrt(1 - f * f) * rng.standard_normal(n)
    return sd * x


def fly(rng, n, truth, hours=1.25, noise=0.3 * NM):
    """`n` flights that do `truth` from some time in their first 20 minutes on (a displaced one always has).

    Returns columns (n, times): t, lat, lon, and of the route: cross-track, leg course, to go; and (n,) when.
    """
    times = np.arange(0.0, hours * 3600.0, STEP)
    lat0, lon0 = rng.uniform(0.3, 1.05, n), rng.uniform(-np.pi, np.pi, n)
    course0, length = rng.uniform(-np.pi, np.pi, n), 2500e3
    to_lat, to_lon, _ = geodesy.direct(lat0, lon0, course0, length)
    wind = [smooth(rng, n, times, 2910.0, 13.4) + rng.normal(0.0, 12.0, (n, 1)) for _ in range(2)]
    tas = rng.uniform(225.0, 250.0, n)
    beside = rng.normal(0.0, 1.5 * NM, (n, 1)) + rng.normal(0.0, 0.68, (n, 1)) * NM * times / 3600.0
    beside = beside + smooth(rng, n, times, 120.0, 0.05 * NM)
    if truth == DISPLACED:
        beside = beside + rng.normal(0.0, 30 * NM, (n, 1))
    begins = rng.uniform(300.0, 1200.0, n)
    along, held = np.zeros(n), np.full(n, np.nan)
    lat, lon = np.empty((2, n, times.size))
    here_lat, here_lon = lat0.copy(), lon0.copy()
    for k, t in enumerate(times):
        foot_lat, foot_lon, leg = geodesy.direct(lat0, lon0, course0, along)
        across, ahead = wind[1][:, k] * np.cos(leg) - wind[0][:, k] * np.sin(leg), 0.0
        ahead = wind[0][:, k] * np.cos(leg) + wind[1][:, k] * np.sin(leg)
        on_lat, on_lon, _ = geodesy.direct(foot_lat, foot_lon, leg + np.pi / 2, beside[:, k])
        off = np.zeros(n, bool) if truth in (ROUTE, DISPLACED) else t >= begins
        var = variation(here_lat, here_lon, 1e4, 4.3e8) if truth == MAGNETIC else 0.0
        start = off & np.isnan(held)
        crab = leg - np.arcsin(across / tas) + rng.normal(0.0, np.radians(5.0), n)
        held = np.where(start, crab - var, held)
        here_lat, here_lon = np.where(off, here_lat, on_lat), np.where(off, here_lon, on_lon)
        lat[:, k], lon[:, k] = here_lat, here_lon
        nose = held + var
        north, east = tas * np.cos(nose) + wind[0][:, k], tas * np.sin(nose) + wind[1][:, k]
        next_lat, next_lon, _ = geodesy.direct(
            here_lat, here_lon, np.where(off, np.arctan2(east, north), 0.0),
            np.where(off, STEP * np.hypot(north, east), 0.0))  # fmt: skip
        here_lat, here_lon = np.where(off, next_lat, here_lat), np.where(off, next_lon, here_lon)
        along += STEP * (np.sqrt(tas**2 - across**2) + ahead)
    lat = lat + noise / 6.37e6 * rng.standard_normal(lat.shape)
    lon = lon + noise / 6.37e6 * rng.standard_normal(lon.shape) / np.cos(lat)
    found = geodesy.project(
        lat, lon, lat0[:, None], lon0[:, None], to_lat[:, None], to_lon[:, None])  # fmt: skip
    onward, _, to_go = geodesy.inverse(found.lat, found.lon, to_lat[:, None], to_lon[:, None])
    t = np.broadcast_to(4.3e8 + times, lat.shape)
    return t, lat, lon, found.cross_track, onward, to_go, 4.3e8 + begins


def heard(flown, heard_by=Heard.SECONDARY):
    """Slots, reports and where they are on their route, in the order of time."""
    t, lat, lon, cross, course, to_go, _ = flown
    n, times = t.shape
    order = lambda a: np.ascontiguousarray(a.T).ravel()  # noqa: E731
    columns = blank(n * times)
    columns |= {"t": order(t), "lat": order(lat), "lon": order(lon)}
    columns["altitude"][:], columns["heard"][:] = 10000.0, heard_by
    where = Where(order(cross), order(course), order(to_go), np.zeros(n * times, np.int64))
    return np.tile(np.arange(n), times), Reports(**columns), where


def follow(rng, beside, noise, heard_by=Heard.SECONDARY, sensor=None, bias=None):
    """Slots, reports and places of flights that are `beside` (n, times) m right of a great circle, seen with
    `noise` m a coordinate. `sensor` (times,) says who sees them, `bias` (sensors,) m to the north of each.
    """
    n, k = beside.shape
    times = STEP * np.arange(k)
    lat0, lon0 = rng.uniform(0.3, 1.05, n), rng.uniform(-np.pi, np.pi, n)
    course0, length = rng.uniform(-np.pi, np.pi, n), 270.0 * times[-1] + 100e3
    to_lat, to_lon, _ = geodesy.direct(lat0, lon0, course0, length)
    speed = rng.uniform(225.0, 250.0, (n, 1)) + smooth(rng, n, times, 2910.0, 13.4)
    along = np.cumsum(STEP * speed, axis=1)
    foot_lat, foot_lon, leg = geodesy.direct(lat0[:, None], lon0[:, None], course0[:, None], along)
    lat, lon, _ = geodesy.direct(foot_lat, foot_lon, leg + np.pi / 2, beside)
    if sensor is not None:
        lat = lat + bias[sensor] / 6.37e6
    lat = lat + noise / 6.37e6 * rng.standard_normal(lat.shape)
    lon = lon + noise / 6.37e6 * rng.standard_normal(lon.shape) / np.cos(lat)
    found = geodesy.project(
        lat, lon, lat0[:, None], lon0[:, None], to_lat[:, None], to_lon[:, None])  # fmt: skip
    onward, _, to_go = geodesy.inverse(found.lat, found.lon, to_lat[:, None], to_lon[:, None])
    t = np.broadcast_to(4.3e8 + times, lat.shape)
    slots, reports, where = heard((t, lat, lon, found.cross_track, onward, to_go, None), heard_by)
    reports.accuracy[:] = 2.448 * noise
    if sensor is not None:
        reports.sensor[:] = np.repeat(sensor + 1, n)
    return slots, reports, where
