"""Heading hold over 2,000 NM, against an integration that shares nothing with the kernel but the Earth."""

import numpy as np
import pytest

from autopilot.flights import DEG, NM, TAS, Command, air, flight, flown, metres
from truecourse.autopilot.environment import SPACING
from truecourse.autopilot.fly import STEP
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.orders import Mode

WHEN = 431_000_000.0  # 29 August 1983
SEMI_MAJOR, ECCENTRICITY2 = 6378137.0, 6.69437999014e-3  # WGS 84
SECONDS = 2000 * NM / TAS
# start (deg), heading selected (deg), mode
FLIGHTS = {
    "from Anchorage across 180": (61.17, -150.0, 245.0, Mode.HEADING_MAGNETIC),
    "across 180, eastwards": (50.0, 165.0, 80.0, Mode.HEADING_MAGNETIC),
    "southern hemisphere": (-45.0, 20.0, 110.0, Mode.HEADING_MAGNETIC),
    "variation the wrong way": (61.17, -150.0, 230.0, Mode.HEADING_TWICE),
    "over the Arctic within a degree of the pole": (80.0, -60.0, 81.0, Mode.HEADING_MAGNETIC),
}


def wind(lat, lon):
    """East and north, m/s, smooth across the poles and 180°: a solid rotation about a tilted axis."""
    return 15.0 * np.cos(lat) + 8.0 * np.sin(lat) * np.cos(lon), -8.0 * np.sin(lon)


def velocity(p, heading, times):
    """Rate of n-vectors `(m, 3)`, 1/s: the vector sum of air speed and wind over the radii of curvature."""
    lat, lon = from_nvector(p)
    nose = heading + times * variation(lat, lon, 0.0, WHEN)
    east, north = wind(lat, lon)
    w = 1.0 - ECCENTRICITY2 * np.sin(lat) ** 2
    to_east = (TAS * np.sin(nose) + east) * np.sqrt(w) / SEMI_MAJOR
    to_north = (TAS * np.cos(nose) + north) * w**1.5 / (SEMI_MAJOR * (1.0 - ECCENTRICITY2))
    east = np.stack([-np.sin(lon), np.cos(lon), 0 * lon], -1)
    return to_east[:, None] * east + to_north[:, None] * np.cross(p, east)


@pytest.fixture(scope="module")
def by_hand():
    """Where the flights are at the end, how near a pole each came (rad): fourth order, 30 s steps."""
    lat, lon, heading, mode = (np.array(column) for column in zip(*FLIGHTS.values(), strict=True))
    heading, times = heading * DEG, mode.astype(int)
    p = to_nvector(lat * DEG, lon * DEG)
    nearest = np.full(len(p), np.pi)
    for _ in range(round(SECONDS / 30.0)):
        k1 = velocity(p, heading, times)
        k2 = velocity(p + 15.0 * k1, heading, times)
        k3 = velocity(p + 15.0 * k2, heading, times)
        k4 = velocity(p + 30.0 * k3, heading, times)
        p = p + 5.0 * (k1 + 2 * k2 + 2 * k3 + k4)
        p /= np.linalg.norm(p, axis=1, keepdims=True)
        nearest = np.minimum(nearest, np.arccos(np.abs(p[:, 2])))
    return dict(zip(FLIGHTS, zip(p, nearest, strict=True), strict=True))


@pytest.mark.parametrize("name", FLIGHTS)
def test_2000_miles_on_a_heading(name, by_hand, validation):
    lat, lon, heading, mode = FLIGHTS[name]
    lat, lon, heading = np.radians([lat, lon, heading])
    end, nearest = by_hand[name]
    route = np.stack([to_nvector(lat, lon), end])
    # near the pole, and the magnetic one 300 NM after it, north turns fast: finer steps and a finer grid
    longest, spacing = (20.0, 12.5e3) if "pole" in name else (STEP, SPACING)
    environment = air(route, wind, lambda la, lo: variation(la, lo, 0.0, WHEN), spacing=spacing)
    nose = heading + int(mode) * float(variation(lat, lon, 0.0, WHEN))  # the first turn is not tested here
    orders = flight(route, Command(0.0, mode, heading), altitude=0.0, nose=nose)
    seconds = round(SECONDS / 30.0) * 30.0
    off = float(metres(flown(orders, environment, seconds, longest)[-1, 1:4], end)) / NM
    assert off < 0.1
    assert (nearest < DEG) == ("pole" in name)
    what = f"2,000 NM on a heading in {longest:.0f} s steps, grid {spacing / 1e3:g} km, {name}"
    validation("autopilot", what, off, "NM", 0.1, "own fourth-order integration with IGRF-14")
