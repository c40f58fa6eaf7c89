"""How fast the watch takes reports through all its rules: run by benchmarks/run.py, prints a line of JSON.

15,000 flights follow routes of their own over the northern half of the Earth, one report a second each from
its own navigation, with 10,000 areas about; one in a hundred drifts off. The first minute, in which the loops
are compiled and every flight's plan is laid out, is told apart. Three things are timed: reports a second in
batches of one second; how late an alert is at 20,000 reports a second gathered for 50 ms (a batch waits for
the one before it; the times of the steps are measured, the arrivals computed); and how memory grows over an
hour of 500 flights.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from truecourse.earth.geodesy import direct
from truecourse.flight.airspace import Airspace
from truecourse.flight.assigned import Assigned
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.watch.monitor import assign, init, step

FLIGHTS, AREAS = 15_000, 10_000
SPEED, LEG, NOISE = 240.0, 1.5e6, 50.0
T0 = 1.7e9
SECONDS, WARM = 60, 60
LATE_RATE, GATHERED, LATE_SECONDS = 20_000, 0.05, 10.0
HOUR_FLIGHTS, HOUR_EVERY = 500, 4.0


def areas(rng: np.random.Generator, n: int) -> tuple[Airspace, ...]:
    """Ellipses of twenty corners, 0.2 to 1 degree; one in twenty reaches FL500, the rest end at FL195, below
    everybody: a watch that warns of half of its flights is not one.
    """
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    drawn = []
    for i in range(n):
        lat, lon, radius = rng.uniform(5, 65), rng.uniform(-180, 178), rng.uniform(0.2, 1)
        ring = np.radians(np.c_[lat + radius * np.sin(turn), lon + radius * np.cos(turn) * 1.5])
        drawn.append(
            Airspace(f"A{i}", "danger", (ring,), floor=0.0, ceiling=(195 if i % 20 else 500) * 30.48)
        )
    return tuple(drawn)


class Fleet:
    """Flights along geodesics from places of their own; `drift` rad is how far off their course some fly."""

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        self.lat, self.lon = np.radians(rng.uniform(10, 60, n)), np.radians(rng.uniform(-180, 180, n))
        self.course = rng.uniform(0, 2 * np.pi, n)
        self.begun = rng.uniform(0.0, 1800.0, n)  # s flown when the watch begins
        self.drift = np.where(np.arange(n) % 100 == 0, np.radians(5.0), 0.0)
        self.rng = rng

    def words(self) -> list[Assigned]:
        """A plan of two legs for each."""
        far = [direct(self.lat, self.lon, self.course, np.full(len(self.lat), LEG * k)) for k in (1, 2)]
        found = []
        for i in range(len(self.lat)):
            places = [(self.lat[i], self.lon[i]), *((float(f[0][i]), float(f[1][i])) for f in far)]
            fixes = tuple(Fix(f"W{k}", float(la), float(lo)) for k, (la, lo) in enumerate(places))
            word = FlightPlan("", tuple(PlannedPoint(f) for f in fixes), 10e3)
            found.append(Assigned(i + 1, f"T{i}", T0, word))
        return found

    def heard(self, t: np.ndarray, which: np.ndarray) -> Reports:
        """Reports of flights `which` at times `t`, s after the start, with noise."""
        way = SPEED * (t + self.begun[which])
        lat, lon, at = direct(self.lat[which], self.lon[which], self.course[which] + self.drift[which], way)
        noise = self.rng.normal(0.0, NOISE / 6.37e6, (2, len(t)))
        columns = blank(len(t)) | {
            "key": which.astype(np.int64) + 1, "t": T0 + t, "received": T0 + t,
            "lat": lat + noise[0], "lon": lon + noise[1] / np.cos(lat), "course": at,
            "gs": np.full(len(t), SPEED), "altitude": np.full(len(t), 10e3),
            "vertical_rate": np.zeros(len(t)), "accuracy": np.full(len(t), 185.0),
            "heard": np.full(len(t), Heard.ADS_B, np.int8),
        }  # fmt: skip
        return Reports(**columns)


def by_second(fleet: Fleet, begin: int, seconds: int) -> list[Reports]:
    """One batch a second of every flight, in order of time."""
    everyone = np.arange(len(fleet.lat))
    phase = np.sort(fleet.rng.random(len(everyone)))
    return [fleet.heard(begin + s + phase, everyone) for s in range(seconds)]


def throughput(watch, fleet: Fleet) -> tuple[object, dict[str, float]]:
    """The warm-up, then reports a second."""
    begun = time.perf_counter()
    for batch in by_second(fleet, 0, WARM):
        watch, _ = step(watch, batch, float(batch.received[-1]))
    warm = time.perf_counter() - begun
    batches = by_second(fleet, WARM, SECONDS)
    alerts, begun = 0, time.perf_counter()
    for batch in batches:
        watch, said = step(watch, batch, float(batch.received[-1]))
        alerts += len(said)
    wall = time.perf_counter() - begun
    return watch, {
        "reports_per_s": FLIGHTS * SECONDS / wall, "first_minute_s": warm, "alerts": float(alerts),
    }  # fmt: skip


def lateness(watch, fleet: Fleet) -> dict[str, float]:
    """Quantiles of how long after its report an alert is out."""
    rng, begin = fleet.rng, float(WARM + SECONDS)
    per = int(LATE_RATE * GATHERED)
    free, late, longest = 0.0, [], 0.0
    for k in range(int(LATE_SECONDS / GATHERED)):
        t = begin + GATHERED * k + np.sort(rng.random(per)) * GATHERED
        batch = fleet.heard(t, rng.integers(0, len(fleet.lat), per))
        clock = time.perf_counter()
        watch, said = step(watch, batch, float(T0 + begin + GATHERED * (k + 1)))
        spent = time.perf_counter() - clock
        longest = max(longest, spent)
        out = max(free, begin + GATHERED * (k + 1)) + spent
        free = out
        late += [out - (alert.t - T0) for alert in said if alert.t - T0 >= begin]
    return {
        "late_p50_ms": 1e3 * float(np.quantile(late, 0.5)) if late else float("nan"),
        "late_p99_ms": 1e3 * float(np.quantile(late, 0.99)) if late else float("nan"),
        "longest_step_ms": 1e3 * longest, "alerts_timed": float(len(late)),
    }  # fmt: skip


def resident() -> float:
    """MiB in use now (peak where the system does not tell)."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def an_hour(rng: np.random.Generator, drawn: tuple[Airspace, ...]) -> dict[str, float]:
    """MiB an hour by which memory grows, by least squares over the last fifty minutes."""
    fleet = Fleet(rng, HOUR_FLIGHTS)
    watch = assign(init(None, drawn), fleet.words())
    everyone, used = np.arange(HOUR_FLIGHTS), []
    for k in range(int(3600.0 / HOUR_EVERY)):
        t = HOUR_EVERY * k + np.sort(rng.random(HOUR_FLIGHTS)) * HOUR_EVERY
        batch = fleet.heard(t, everyone)
        watch, _ = step(watch, batch, float(batch.received[-1]))
        used.append((T0 + t[-1], resident()))
    last = np.array([u for u in used if u[0] > T0 + 600.0])
    slope = float(np.polyfit(last[:, 0] - T0, last[:, 1], 1)[0]) * 3600.0
    return {"hour_mib": float(last[-1, 1]), "hour_slope_mib_per_h": slope}


def main() -> None:
    """Measure, and print."""
    rng = np.random.default_rng(1)
    drawn = areas(rng, AREAS)
    fleet = Fleet(rng, FLIGHTS)
    watch = assign(init(None, drawn), fleet.words())
    watch, found = throughput(watch, fleet)
    found |= lateness(watch, fleet)
    if "--quick" not in sys.argv:
        found |= an_hour(rng, drawn)
    print(json.dumps({"flights": FLIGHTS, "areas": AREAS} | found))


if __name__ == "__main__":
    main()
