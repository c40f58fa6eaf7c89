"""Pair tests per second of flights against areas, on the flights and areas the peer is timed with.

A pair test is one flight of 600 samples against one area, as `traffic`'s `intersects` does it; pairs that the
index rejects count, as `traffic`'s own bounding boxes' rejections do. Areas are prepared in the time; the
first compilation is not. With --large: 100,000 flights against 10,000 areas instead. Prints one line of JSON.
"""

import argparse
import json
import time

import numpy as np

from truecourse.airspace.entries import entries
from truecourse.airspace.index import prepare
from truecourse.flight.airspace import Airspace
from truecourse.flight.tracks import Tracks

SAMPLES = 600


def flights(rng: np.random.Generator, n: int) -> Tracks:
    """Straight flights over Europe, a sample each 10 s, drawn as ../shared/bench/peer_airspace.py draws."""
    lat, lon = [], []
    for _ in range(n):
        lat0, lon0, course = rng.uniform(40, 55), rng.uniform(-5, 20), rng.uniform(0, 2 * np.pi)
        s = np.arange(SAMPLES) * 10 * 450 * 0.514444 / 111320
        lat.append(lat0 + s * np.cos(course))
        lon.append(lon0 + s * np.sin(course) / np.cos(np.radians(lat0)))
    t = np.tile(10.0 * np.arange(SAMPLES), n)
    altitude = np.full(n * SAMPLES, 35000 * 0.3048)
    first = SAMPLES * np.arange(n + 1)
    names = tuple(f"f{i}" for i in range(n))
    return Tracks(names, first, t, np.radians(np.concatenate(lat)), np.radians(np.concatenate(lon)), altitude)


def areas(rng: np.random.Generator, n: int) -> list[Airspace]:
    """Ellipses of forty corners, 0.2 to 1 degree, from the ground to FL500."""
    drawn = []
    for i in range(n):
        lat, lon = rng.uniform(40, 55), rng.uniform(-5, 20)
        turn, radius = np.linspace(0, 2 * np.pi, 40, endpoint=False), rng.uniform(0.2, 1)
        ring = np.radians(np.c_[lat + radius * np.sin(turn), lon + radius * np.cos(turn) * 1.5])
        drawn.append(Airspace(f"A{i}", "", (ring,), floor=0.0, ceiling=500 * 30.48))
    return drawn


def main() -> None:
    """Time it and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    large = parser.parse_args().large
    rng = np.random.default_rng(1)
    tracks = flights(rng, 2000 if large else 200)
    drawn = areas(rng, 10_000 if large else 100)
    entries(flights(rng, 1), drawn[:1])  # compiled now
    begun = time.perf_counter()
    ready = prepare(drawn)
    prepared = time.perf_counter()
    repeats = 50 if large else 5
    for _ in range(repeats):
        stays = entries(tracks, ready)
    ended = time.perf_counter()
    pairs = len(tracks.names) * len(drawn)
    each = (ended - prepared) / repeats
    result = {
        "flights": len(tracks.names) * (repeats if large else 1),
        "areas": len(drawn),
        "stays": len(stays.flight),
        "prepare_s": prepared - begun,
        "entries_s": ended - prepared if large else each,
        "pairs_per_s": pairs / (each + (prepared - begun) / (repeats if large else 1)),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
