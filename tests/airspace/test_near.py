"""What is left out at once meets nothing: levels, times and boxes against entries found the whole way."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from airspace.drawn import FLIGHT_LEVEL, box, tracks
from truecourse.airspace.entries import entries, of_pieces
from truecourse.airspace.index import Areas, prepare
from truecourse.airspace.near import Boxes, near
from truecourse.airspace.pieces import pieces
from truecourse.flight.tracks import Tracks


def _areas(rng: np.random.Generator, n: int) -> Areas:
    """Boxes in storeys, one in three of them active for part of the time."""
    drawn = []
    for i in range(n):
        west, south, floor = rng.uniform(-12, 10), rng.uniform(40, 58), rng.choice([0.0, 100.0, 245.0])
        active = () if i % 3 else ((float(rng.uniform(0, 900)), 1000.0),)
        limits = {"floor": floor * FLIGHT_LEVEL, "ceiling": (floor + rng.uniform(20, 200)) * FLIGHT_LEVEL}
        drawn.append(box(west, south, west + 1.5, south + 1.0, f"B{i}", active=active, **limits))
    return prepare(drawn)


def _flights(rng: np.random.Generator, n: int) -> Tracks:
    flights = []
    for _ in range(n):
        lat, lon, level = rng.uniform(40, 58), rng.uniform(-10, 10), rng.uniform(0, 12e3)
        turn, climb = rng.uniform(-0.4, 0.4, 2), rng.uniform(-2e3, 2e3)
        begin = rng.uniform(0, 900)
        flights.append(
            [(begin + 60.0 * k, lat + k * turn[0], lon + k * turn[1], level + k * climb) for k in range(3)]
        )
    return tracks(*flights)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_whoever_meets_an_area_is_near_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas, flights = _areas(rng, 60), _flights(rng, 80)
    path = pieces(flights, 0, len(flights.names))
    whole = [slice(path.first[i], path.first[i + 1]) for i in range(len(flights.names))]
    low, high = (np.array([f(path.points[w], axis=0) for w in whole]) for f in (np.min, np.max))
    altitude = np.array([(path.altitude[w].min(), path.altitude[w].max()) for w in whole])
    t = np.array([(path.t[w][0], path.t[w][-1]) for w in whole])
    kept = near(areas, Boxes(low, high, altitude, t))
    assert kept[entries(flights, areas).flight].all()
    assert not near(areas, Boxes(low, high, altitude + 40e3, t)).any()
    assert not kept.all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_asked_about_one_area_a_flight_meets_it_as_it_does_among_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas, flights = _areas(rng, 40), _flights(rng, 60)
    path, alone = pieces(flights, 0, len(flights.names)), rng.integers(0, 40, 60)
    every, one = of_pieces(path, areas), of_pieces(path, areas, alone)
    own = every.area == alone[every.flight]
    for among_all, asked in zip(every, one, strict=True):
        np.testing.assert_array_equal(among_all[own], asked)
