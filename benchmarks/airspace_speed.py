"""Pair tests per second of flights against areas, on the flights and areas the peer is timed with.

A pair test is one flight of 600 samples against one area, as `traffic`'s `intersects` does it; pairs that the
index rejects count, as `traffic`'s own bounding boxes' rejections do. The first compilation is not in the
time; preparing the areas is told apart, as the peer's areas are made before its clock starts. The best of a
few repeats counts. With --large: 100,000 flights against 10,000 areas over the whole Earth instead, of the
same sizes (10,000 flights ten times, so that memory is this program's). Prints one line of JSON.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from truecourse.airspace.entries import entries
from truecourse.airspace.index import prepare
from truecourse.flight.airspace import Airspace
from truecourse.flight.tracks import Tracks

SAMPLES = 600
EUROPE, EARTH = ((40, 55), (-5, 20)), ((-65, 70), (-180, 180))  # latitudes, longitudes
Made = TypeVar("Made")
Spread = tuple[tuple[float, float], tuple[float, float]]


def flights(rng: np.random.Generator, n: int, over: Spread = EUROPE) -> Tracks:
    """Straight flights, a sample each 10 s, 1,390 km long; over Europe drawn as the peer's are."""
    lat, lon = [], []
    for _ in range(n):
        lat0, lon0, course = rng.uniform(*over[0]), rng.uniform(*over[1]), rng.uniform(0, 2 * np.pi)
        s = np.arange(SAMPLES) * 10 * 450 * 0.514444 / 111320
        lat.append(np.clip(lat0 + s * np.cos(course), -89, 89))
        lon.append(lon0 + s * np.sin(course) / np.cos(np.radians(lat0)))
    t = np.tile(10.0 * np.arange(SAMPLES), n)
    altitude = np.full(n * SAMPLES, 35000 * 0.3048)
    first = SAMPLES * np.arange(n + 1)
    names = tuple(f"f{i}" for i in range(n))
    return Tracks(names, first, t, np.radians(np.concatenate(lat)), np.radians(np.concatenate(lon)), altitude)


def areas(rng: np.random.Generator, n: int, over: Spread = EUROPE) -> list[Airspace]:
    """Ellipses of forty corners, 0.2 to 1 degree, from the ground to FL500."""
    drawn = []
    for i in range(n):
        lat, lon = rng.uniform(*over[0]), rng.uniform(*over[1])
        turn, radius = np.linspace(0, 2 * np.pi, 40, endpoint=False), rng.uniform(0.2, 1)
        ring = np.radians(np.c_[lat + radius * np.sin(turn), lon + radius * np.cos(turn) * 1.5])
        drawn.append(Airspace(f"A{i}", "", (ring,), floor=0.0, ceiling=500 * 30.48))
    return drawn


def timed(run: Callable[[], Made], repeats: int) -> tuple[float, Made]:
    """The shortest wall time of a few, s, and what was made."""
    least = np.inf
    for _ in range(repeats):
        begun = time.perf_counter()
        made = run()
        least = min(least, time.perf_counter() - begun)
    return least, made


def main() -> None:
    """Time it and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    large = parser.parse_args().large
    rng = np.random.default_rng(1)
    over = EARTH if large else EUROPE
    tracks, drawn = flights(rng, 10_000 if large else 200, over), areas(rng, 10_000 if large else 100, over)
    entries(flights(rng, 1), drawn[:1])  # compiled now
    preparing, ready = timed(lambda: prepare(drawn), 3)
    each, stays = timed(lambda: entries(tracks, ready), 1 if large else 7)
    if large:
        each += sum(timed(lambda: entries(tracks, ready), 1)[0] for _ in range(9))
    pairs = len(tracks.names) * len(drawn) * (10 if large else 1)
    result = {
        "flights": len(tracks.names) * (10 if large else 1),
        "areas": len(drawn),
        "stays": len(stays.flight) * (10 if large else 1),
        "prepare_s": preparing,
        "entries_s": each,
        "pairs_per_s": pairs / each,
        "pairs_per_s_with_preparing": pairs / (each + preparing),
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
