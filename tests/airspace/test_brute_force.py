"""Every answer equals brute force: flights against areas one by one, sampled, without an index or chords."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.drawn import box, disc, holds, ring, sampled, to_boundary, tracks
from truecourse.airspace.entries import Entries, entries
from truecourse.airspace.index import contains, only, prepare
from truecourse.earth.geodesy import direct, inverse
from truecourse.flight.airspace import Airspace
from truecourse.flight.tracks import Tracks

NEAR = 10.0  # m: the bound on boundaries; nearer than this to one, either answer is right
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
seeds = st.integers(0, 2**32 - 1)


def _star(rng: np.random.Generator, name: str) -> Airspace:
    """An area of any of the kinds, anywhere, poles and 180° included; one in four is most of the Earth."""
    lat, lon = np.degrees(np.arcsin(rng.uniform(-1, 1))), rng.uniform(-180, 180)
    size, kind = 10 ** rng.uniform(4, 6.3), rng.integers(5)
    if kind == 0:
        return disc(lat, lon, size, name)
    bearing = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(5, 12)))[::-1]
    bearing = bearing[np.concatenate([[True], np.diff(bearing) < -0.05])]
    if len(bearing) < 3 or np.max(np.diff(np.append(bearing[::-1], bearing[-1] + 2 * np.pi))) > 2.5:
        bearing = np.linspace(2 * np.pi, 0, 7, endpoint=False)
    radius = size * rng.uniform(0.4, 1.0, len(bearing))
    outline = np.stack(direct(np.radians(lat), np.radians(lon), bearing, radius)[:2], axis=-1)
    if kind == 1:
        return Airspace(name, "", (), offset=min(size / 5, 4e5), lines=(outline[:4],))
    if kind == 2:
        return Airspace(name, "", (outline[::-1],))
    if kind == 3:
        return Airspace(name, "", (outline,), offset=min(size / 3, 4e5))
    hole = np.stack(direct(np.radians(lat), np.radians(lon), bearing, 0.3 * size)[:2], axis=-1)
    return Airspace(name, "", (outline,), holes=((hole,),) if rng.integers(2) else ())


def _flights(rng: np.random.Generator, areas: list[Airspace], n: int) -> Tracks:
    """Wandering flights that begin near an area; legs of 1 to 1,000 km."""
    flights = []
    for _ in range(n):
        area = areas[rng.integers(len(areas))]
        chain = (area.rings or area.lines)[0]
        lat, lon = chain[rng.integers(len(chain))]
        leg, course, rows = 10 ** rng.uniform(3, 6), rng.uniform(0, 2 * np.pi), []
        lat, lon, _ = direct(lat, lon, course + np.pi, 3 * leg * rng.uniform(0, 1))
        for k in range(rng.integers(2, 40)):
            rows.append((leg * k / 250.0, np.degrees(lat), np.degrees(lon), rng.uniform(0, 12e3)))
            course += rng.normal(0, 0.3)
            lat, lon, course = direct(lat, lon, course, leg * rng.uniform(0.2, 1.0))
        flights.append(rows)
    return tracks(*flights)


def _inside(found: Entries, flight: int, area: int, t: np.ndarray) -> np.ndarray:
    mine = (found.flight == flight) & (found.area == area)
    within = (found.entry_t[mine] <= t[:, None]) & (t[:, None] <= found.exit_t[mine])
    return within.any(axis=1)


def _lone(flights: Tracks, i: int) -> Tracks:
    rows = slice(flights.first[i], flights.first[i + 1])
    first = np.array([0, rows.stop - rows.start])
    return Tracks(
        flights.names[i : i + 1],
        first,
        flights.t[rows],
        flights.lat[rows],
        flights.lon[rows],
        flights.altitude[rows],
    )


@settings(max_examples=3)
@given(seeds)
def test_entries_equal_sampling_without_an_index(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = [_star(rng, f"A{i}") for i in range(4)]
    flights = _flights(rng, areas, 4)
    found = entries(flights, areas)
    for i in range(len(flights.names)):
        t, lat, lon, _ = sampled(_lone(flights, i), 3)
        for j, area in enumerate(areas):
            answer, truth = _inside(found, i, j, t), holds(area, lat, lon)
            doubtful = np.flatnonzero(answer != truth)
            if doubtful.size:
                edge = np.abs(to_boundary(area, lat[doubtful], lon[doubtful]) - area.offset)
                assert np.max(edge) < NEAR, (area.name, i, np.max(edge))


@settings(max_examples=4)
@given(seeds)
def test_the_index_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = [_star(rng, f"A{i}") for i in range(30)]
    flights = _flights(rng, areas, 10)
    together = entries(flights, areas)
    apart = [(i, j, entries(_lone(flights, i), areas[j : j + 1])) for i in range(10) for j in range(30)]
    rows = [
        (i, j, *(float(c[k]) for c in alone[2:])) for i, j, alone in apart for k in range(len(alone.flight))
    ]
    assert len(rows) == len(together.flight)
    for row, *columns in zip(rows, *together, strict=True):
        assert row[:2] == tuple(int(c) for c in columns[:2])
        assert row[2:] == pytest.approx([float(c) for c in columns[2:]], abs=1e-6)


@settings(max_examples=5)
@given(seeds)
def test_containing_equals_regions_on_the_ellipsoid(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = [_star(rng, f"A{i}") for i in range(6)]
    near = np.concatenate([(area.rings or area.lines)[0] for area in areas])
    near = near + rng.normal(0, 0.02, near.shape)
    lat = np.concatenate([np.arcsin(rng.uniform(-1, 1, 40)), np.clip(near[:, 0], -np.pi / 2, np.pi / 2)])
    lon = np.concatenate([rng.uniform(-np.pi, np.pi, 40), near[:, 1]])
    place, which = contains(prepare(areas), lat, lon)
    for j, area in enumerate(areas):
        answer = np.isin(np.arange(len(lat)), place[which == j])
        doubtful = np.flatnonzero(answer != holds(area, lat, lon))
        if doubtful.size:
            edge = np.abs(to_boundary(area, lat[doubtful], lon[doubtful]) - area.offset)
            assert np.max(edge) < NEAR


@settings(max_examples=50)
@given(seeds)
def test_entries_lie_on_the_boundary(seed: int) -> None:
    rng = np.random.default_rng(seed)
    area = _star(rng, "A")
    flights = _flights(rng, [area], 3)
    found = entries(flights, [area])
    begin, end = flights.t[flights.first[found.flight]], flights.t[flights.first[found.flight + 1] - 1]
    for t, lat, lon in (
        (found.entry_t, found.entry_lat, found.entry_lon),
        (found.exit_t, found.exit_lat, found.exit_lon),
    ):
        crossed = (t > begin) & (t < end)
        if crossed.any():
            assert np.max(np.abs(to_boundary(area, lat[crossed], lon[crossed]) - area.offset)) < NEAR


@settings(max_examples=50)
@given(seeds)
def test_four_dimensions_equal_sampling(seed: int) -> None:
    """Level and time: every sample strictly inside the limits and the ground is in a stay, and no other."""
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, 8000)
    times = np.sort(rng.uniform(0, 3000, 4))
    area = box(
        -5, -5, 5, 5, floor=low, ceiling=low + rng.uniform(100, 6000),
        active=((times[0], times[1]), (times[2], times[3])) if rng.integers(2) else (),
    )  # fmt: skip
    rows = [(300.0 * k, rng.uniform(-7, 7), rng.uniform(-7, 7), rng.uniform(0, 12e3)) for k in range(10)]
    flight = tracks(rows)
    t, lat, lon, altitude = sampled(flight, 50)
    truth = holds(area, lat, lon) & (altitude >= area.floor) & (altitude <= area.ceiling)
    if area.active:
        truth &= np.any([(a <= t) & (t <= b) for a, b in area.active], axis=0)
    wrong = _inside(entries(flight, [area]), 0, 0, t) != truth
    assert np.all(np.abs(to_boundary(area, lat[wrong], lon[wrong])) < NEAR)


@given(st.lists(places, min_size=2, max_size=12), st.integers(1, 5))
def test_samples_between_change_nothing(corners: list[tuple[float, float]], each: int) -> None:
    """A law: cutting a flight's legs into parts of its own geodesics does not move where it enters."""
    area = disc(50.0, 175.0, 3e5)
    rows = [(1000.0 * k, lat, lon, 0.0) for k, (lat, lon) in enumerate(corners)]
    flight = tracks(rows)
    length = inverse(flight.lat[:-1], flight.lon[:-1], flight.lat[1:], flight.lon[1:])[2]
    if np.any(length > 19e6):
        return
    t, lat, lon, _ = sampled(flight, each)
    finer = tracks([*zip(t, np.degrees(lat), np.degrees(lon), 0.0 * t, strict=True), rows[-1]])
    once, again = entries(flight, [area]), entries(finer, [area])
    if np.all(once.exit_t - once.entry_t > 1.0) and len(once.flight) == len(again.flight):
        assert again.entry_t == pytest.approx(once.entry_t, abs=0.01)
    else:  # a touch of less than a second may be there or not
        brief = np.append(once.exit_t - once.entry_t, again.exit_t - again.entry_t)
        assert brief.min() <= 1.0


def test_a_track_along_an_edge_and_through_corners_is_on_the_right_side_afterwards() -> None:
    square = Airspace("SQUARE", "", (ring((0, 0), (0, 1), (1, 1), (1, 0)),))
    path = [
        (0, 0, -1, 0),
        (10, 0, 0, 0),
        (20, 0, 0.5, 0),
        (30, 0, 1, 0),
        (40, 0, 2, 0),
        (50, 2, 2, 0),
        (60, 1, 1, 0),
    ]
    path += [(70, 0, 0, 0), (80, -1, -1, 0), (90, 0.5, -1, 0), (100, 0.5, 2, 0)]
    found = entries(tracks(path), [square])
    late = found.entry_t > 45
    assert found.entry_t[late] == pytest.approx([60, 90 + 10 / 3], abs=0.1)
    assert found.exit_t[late] == pytest.approx([70, 90 + 20 / 3], abs=0.1)


@settings(max_examples=5)
@given(seeds)
def test_one_of_many_alone_says_what_it_says_among_them(seed: int) -> None:
    """To the last bit, areas of several parts and with times of activity among them."""
    rng = np.random.default_rng(seed)
    areas = [_star(rng, f"A{i}") for i in range(8)]
    parts = (areas[0].rings or areas[0].lines) + (areas[1].rings or areas[1].lines)
    areas.append(Airspace("two", "", (), offset=1e4, lines=parts))
    areas[3] = replace(areas[3], active=((0.0, 500.0), (2000.0, 9000.0)))
    ready, flights = prepare(areas), _flights(rng, areas[:8], 20)
    together = entries(flights, ready)
    for number in range(len(areas)):
        mine = together.area == number
        alone = entries(flights, only(ready, number))
        assert not alone.area.any()
        for field in set(Entries._fields) - {"area"}:
            np.testing.assert_array_equal(getattr(alone, field), getattr(together, field)[mine])
