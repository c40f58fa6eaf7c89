"""Very many areas and flights: what is found for a sample of flights equals brute force over all areas.

Brute force knows no index: each pair is looked at. Where a flight's nearest sample is farther from the middle
of an area than the area reaches, by straight distance through a sphere with 2 % to spare, it is apart; every
other pair is sampled along the flight and held against `earth.region` and geodesic distances.
"""

import resource
from time import process_time

import numpy as np
import pytest

from airspace.drawn import disc, holds, sampled, to_boundary
from airspace.test_brute_force import NEAR, _inside, _lone
from truecourse.airspace.entries import Entries, entries
from truecourse.airspace.index import prepare
from truecourse.earth.geodesy import along, direct, inverse
from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.flight.airspace import Airspace
from truecourse.flight.tracks import Tracks

RADIUS, SPARE, EACH = 6.371e6, 1.02, 4


def _area(rng: np.random.Generator, name: str, largest: float) -> Airspace:
    """A circle, corridor, polygon, widened polygon or one with a hole, of 5 km or more; half have limits."""
    lat, lon, size = np.arcsin(rng.uniform(-1, 1)), rng.uniform(-np.pi, np.pi), rng.uniform(5e3, largest)
    low = rng.uniform(0, 8000)
    more = {"floor": low, "ceiling": low + rng.uniform(500, 6000)} if rng.integers(2) else {}
    kind, corners = rng.integers(5), rng.integers(3, 12)
    if kind == 0:
        return disc(float(np.degrees(lat)), float(np.degrees(lon)), size, name, **more)
    bearing = -2 * np.pi * (np.arange(corners) + rng.uniform(0, 0.4, corners)) / corners
    outline = np.stack(direct(lat, lon, bearing, size * rng.uniform(0.5, 1.0, corners))[:2], axis=-1)
    if kind == 1:
        return Airspace(name, "", (), offset=size / 4, lines=(outline,), **more)
    hole = np.stack(direct(lat, lon, bearing, 0.2 * size)[:2], axis=-1)
    return Airspace(name, "", (outline,), offset=size / 4 if kind == 2 else 0.0,
                    holes=((hole,),) if kind == 3 else (), **more)  # fmt: skip


def _flights(rng: np.random.Generator, areas: list[Airspace], n: int, samples: int = 12) -> Tracks:
    """Flights that begin near an area and wander; legs of 1 to 200 km, one in ten without a level."""
    starts = np.array([(area.rings or area.lines)[0][0] for area in areas])[rng.integers(len(areas), size=n)]
    leg, course = 10 ** rng.uniform(3, 5.3, n), rng.uniform(0, 2 * np.pi, n)
    lat, lon, _ = direct(*starts.T, course + np.pi, leg * rng.uniform(0, 5, n))
    rows = []
    for k in range(samples):
        rows.append((leg * k / 250.0, lat, lon, rng.uniform(0, 12e3, n)))
        lat, lon, course = direct(lat, lon, course, leg * rng.uniform(0.2, 1.0, n))
        course = course + rng.normal(0, 0.3, n)
    t, lat, lon, altitude = (np.stack(column, axis=1) for column in zip(*rows, strict=True))
    altitude[rng.integers(10, size=n) == 0] = np.nan
    names = tuple(f"F{i}" for i in range(n))
    return Tracks(
        names, np.arange(0, n * samples + 1, samples), *(c.ravel() for c in (t, lat, lon, altitude))
    )


def _reach(area: Airspace) -> tuple[np.ndarray, float]:
    """The middle of an area as a unit vector, and how far it reaches from there, m: a cap is convex."""
    chain = (area.rings or area.lines)[0]
    middle = to_nvector(*chain.T).mean(axis=0)
    lat, lon = from_nvector(middle)
    return to_nvector(lat, lon), float(np.max(inverse(lat, lon, *chain.T)[2])) + area.offset


def _near(flight: Tracks, middles: np.ndarray, reaches: np.ndarray) -> np.ndarray:
    """The areas that a flight is not apart from."""
    cosine = np.clip(to_nvector(flight.lat, flight.lon) @ middles.T, -1.0, 1.0)
    longest = np.max(inverse(flight.lat[:-1], flight.lon[:-1], flight.lat[1:], flight.lon[1:])[2])
    return np.flatnonzero(RADIUS * np.arccos(cosine.max(axis=0)) <= SPARE * (reaches + longest) + 100.0)


def _agrees(found: Entries, i: int, flight: Tracks, j: int, area: Airspace) -> bool:
    """Whether one pair's stays are what samples say; whether there is any."""
    t, lat, lon, altitude = sampled(flight, EACH)
    truth = holds(area, lat, lon) & ~((altitude < area.floor) | (altitude > area.ceiling))
    doubtful = np.flatnonzero(_inside(found, i, j, t) != truth)
    if doubtful.size:
        edge = np.abs(to_boundary(area, lat[doubtful], lon[doubtful]) - area.offset)
        assert np.max(edge) < NEAR, (area.name, i, np.max(edge))
    mine = np.flatnonzero((found.flight == i) & (found.area == j))
    for middle in 0.5 * (found.entry_t[mine] + found.exit_t[mine]):  # a stay between samples is one too
        k = min(int(np.searchsorted(flight.t, middle, side="right")) - 1, len(flight.t) - 2)
        share = np.array([(middle - flight.t[k]) / (flight.t[k + 1] - flight.t[k])])
        at = along(flight.lat[k], flight.lon[k], flight.lat[k + 1], flight.lon[k + 1], share)
        if not holds(area, *at)[0]:
            assert abs(float(to_boundary(area, *at)[0]) - area.offset) < NEAR
    return bool(mine.size or truth.any())


def _compare(areas: list[Airspace], flights: Tracks, found: Entries, sample: np.ndarray) -> tuple[int, int]:
    """Hold a sample of flights against all areas; how many pairs were looked at closely, and met."""
    middles, reaches = (np.array(column) for column in zip(*map(_reach, areas), strict=True))
    looked = met = 0
    for i in sample.tolist():
        flight = _lone(flights, i)
        near = _near(flight, middles, reaches)
        mine = slice(*np.searchsorted(found.flight, [i, i + 1]))
        here = Entries(*(column[mine] for column in found))
        assert set(here.area.tolist()) <= set(near.tolist())  # none is found that is apart
        for j in near.tolist():
            met += _agrees(here, i, flight, j, areas[j])
            looked += 1
    return looked, met


def test_some_hundred_areas_and_a_thousand_flights_equal_brute_force() -> None:
    rng = np.random.default_rng(5)
    areas = [_area(rng, f"A{i}", 4e5) for i in range(400)]
    flights = _flights(rng, areas, 1000)
    looked, met = _compare(areas, flights, entries(flights, areas), rng.choice(1000, 60, replace=False))
    assert met >= 30
    assert looked > met  # pairs that the index rejects, and brute force too


@pytest.mark.slow
def test_ten_thousand_areas_and_a_hundred_thousand_flights_equal_brute_force(validation) -> None:
    rng = np.random.default_rng(6)
    areas = [_area(rng, f"A{i}", 1e5) for i in range(10_000)]
    flights = _flights(rng, areas, 100_000)
    entries(_flights(rng, areas[:10], 2), areas[:10])  # what is compiled is not timed
    begun = process_time()
    ready = prepare(areas)
    prepared = process_time()
    found = entries(flights, ready)
    done = process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sample = rng.choice(100_000, 500, replace=False)
    looked, met = _compare(areas, flights, found, sample)
    assert met > 500
    said = f"{looked} of {len(sample) * len(areas)} pairs looked at closely, {met} met, none differs"
    validation("airspace", "500 of 100,000 flights against all of 10,000 areas", said, "", "every pair equal",
               "sampling without an index, 10 m at boundaries")  # fmt: skip
    took = f"{len(found.flight)} stays; {prepared - begun:.1f} s to prepare; {memory:.0f} MB at most"
    validation("airspace", "time of 10,000 areas, 100,000 flights", done - begun, "s of one core", "", took)
    print(f"{said}; entries {done - prepared:.2f} s, {took}")
