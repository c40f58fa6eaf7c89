"""How many pairs of a flight and an area `traffic` tests a second: run by benchmarks/run.py in its own
environment.

The flights and areas are those of airspace_speed.py, drawn with the same seed, as `Flight.intersects` takes
them; a part of the pairs is enough. Prints one line of JSON.
"""

import json
import time
import warnings

import numpy as np
import pandas as pd
from shapely.geometry import Polygon
from traffic.core import Flight
from traffic.core.airspace import Airspace, ExtrudedPolygon

warnings.filterwarnings("ignore")
SAMPLES, FLIGHTS, AREAS = 600, 200, 100
TESTED = (50, 20)


def flights(rng):
    """Straight flights of 600 samples, 10 s apart."""
    drawn = []
    for i in range(FLIGHTS):
        lat0, lon0, course = rng.uniform(40, 55), rng.uniform(-5, 20), rng.uniform(0, 2 * np.pi)
        s = np.arange(SAMPLES) * 10 * 450 * 0.514444 / 111320
        columns = {
            "timestamp": pd.date_range("2024-01-01", periods=SAMPLES, freq="10s", tz="UTC"),
            "latitude": lat0 + s * np.cos(course),
            "longitude": lon0 + s * np.sin(course) / np.cos(np.radians(lat0)),
            "altitude": np.full(SAMPLES, 35000.0),
            "flight_id": f"f{i}",
        }
        drawn.append(Flight(pd.DataFrame(columns)))
    return drawn


def areas(rng):
    """Ellipses of forty corners."""
    drawn = []
    for i in range(AREAS):
        lat, lon = rng.uniform(40, 55), rng.uniform(-5, 20)
        turn, radius = np.linspace(0, 2 * np.pi, 40, endpoint=False), rng.uniform(0.2, 1)
        ring = Polygon(np.c_[lon + radius * np.cos(turn) * 1.5, lat + radius * np.sin(turn)])
        drawn.append(Airspace(f"A{i}", [ExtrudedPolygon(ring, lower=0, upper=500)]))
    return drawn


def main():
    """Time it and print."""
    rng = np.random.default_rng(1)
    tracks, drawn = flights(rng)[: TESTED[0]], areas(rng)[: TESTED[1]]
    begun = time.perf_counter()
    met = sum(bool(track.intersects(area)) for track in tracks for area in drawn)
    wall = time.perf_counter() - begun
    print(json.dumps({"pairs_per_s": TESTED[0] * TESTED[1] / wall, "met": met}))


if __name__ == "__main__":
    main()
