"""How fast the watch takes reports through all its rules: run by benchmarks/run.py, prints a line of JSON.

15,000 flights follow routes of their own over the northern half of the Earth, one report a second each from
its own navigation, with 10,000 areas about; one in a hundred drifts off. Loops are compiled first, on a small
fleet, and that is told apart; so are the first four minutes, in which plans are laid out and MODE gathers
what it needs. Then three things are timed. Reports a second in batches of one second, over five minutes, as
long as alerts need to be said again: by the clock, and by the processor's time, which others on the machine
do not add to. How late an alert is at 20,000 reports a second gathered for 50 ms: batches wait for the one
before them; the times of the steps are measured (both ways), the arrivals computed. And how memory grows over
an hour of 500 flights with a report every 4 s.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from truecourse.earth.geodesy import direct
from truecourse.flight.airspace import Airspace
from truecourse.flight.alert import Alert
from truecourse.flight.assigned import Assigned
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.watch.monitor import assign, in_place, init, step
from truecourse.watch.state import Watch

FLIGHTS, AREAS = 15_000, 10_000
SPEED, LEG, NOISE = 240.0, 1.5e6, 50.0
T0 = 1.7e9
SECONDS, WARM, FEW = 300, 240, 300
LATE_RATE, GATHERED, LATE_SECONDS = 20_000, 0.05, 60.0
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
        self.phase = np.sort(rng.random(n))  # of the second at which each reports
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


def by_second(fleet: Fleet, begin: int, seconds: int) -> Iterator[Reports]:
    """One batch a second of every flight, in order of time."""
    everyone = np.arange(len(fleet.lat))
    for s in range(begin, begin + seconds):
        yield fleet.heard(s + fleet.phase, everyone)


def timed(watch: Watch, batch: Reports, now: float) -> tuple[Watch, tuple[float, float], tuple[Alert, ...]]:
    """A step: its seconds by the clock and by the processor, and what it says."""
    clock, used = time.perf_counter(), time.process_time()
    watch, said = step(watch, batch, now)
    return watch, (time.perf_counter() - clock, time.process_time() - used), said


def run(watch: Watch, batches: Iterator[Reports]) -> tuple[Watch, np.ndarray, float]:
    """Steps over batches: their seconds (k, 2), and how many alerts."""
    spent, alerts = [], 0
    for batch in batches:
        watch, took, said = timed(watch, batch, float(batch.received[-1]))
        spent.append(took)
        alerts += len(said)
    return watch, np.array(spent), float(alerts)


def compiling(rng: np.random.Generator, drawn: tuple[Airspace, ...]) -> dict[str, float]:
    """Seconds until a few flights have gone through every rule: nearly all of it is compilation."""
    begun = time.perf_counter()
    fleet = Fleet(rng, FEW)
    watch = in_place(assign(init(None, drawn[:FEW]), fleet.words()))
    run(watch, by_second(fleet, 0, WARM))
    return {"compiling_s": time.perf_counter() - begun}


def throughput(watch: Watch, fleet: Fleet) -> tuple[Watch, dict[str, float]]:
    """The first minutes, then reports a second."""
    watch, warm, _ = run(watch, by_second(fleet, 0, WARM))
    watch, spent, alerts = run(watch, by_second(fleet, WARM, SECONDS))
    wall, cpu = spent.sum(axis=0)
    return watch, {
        "first_minutes_s": float(warm[:, 0].sum()), "reports_per_s": FLIGHTS * SECONDS / float(wall),
        "reports_per_cpu_s": FLIGHTS * SECONDS / float(cpu), "alerts": alerts,
        "longest_second_ms": 1e3 * float(spent[:, 0].max()),
        "longest_second_cpu_ms": 1e3 * float(spent[:, 1].max()),
    }  # fmt: skip


def lateness(watch: Watch, fleet: Fleet) -> dict[str, float]:
    """Quantiles of how long after its report an alert is out: with what the steps took by the clock, and with
    what they took of the processor, as if nobody else were on the machine.
    """
    rng, begin = fleet.rng, float(WARM + SECONDS)
    per, count = int(LATE_RATE * GATHERED), int(LATE_SECONDS / GATHERED)
    spent, heard, step_of = np.zeros((count, 2)), [], []
    for k in range(count):
        t = begin + GATHERED * k + np.sort(rng.random(per)) * GATHERED
        batch = fleet.heard(t, rng.integers(0, len(fleet.lat), per))
        watch, spent[k], said = timed(watch, batch, float(T0 + begin + GATHERED * (k + 1)))
        new = [alert.t - T0 for alert in said if alert.t - T0 >= begin]
        heard += new
        step_of += [k] * len(new)
    found = {"alerts_timed": float(len(heard)), "median_step_ms": 1e3 * float(np.median(spent[:, 1]))}
    for by, took in (("", spent[:, 0]), ("_cpu", spent[:, 1])):
        out = np.zeros(count)
        for k in range(count):
            out[k] = max(out[k - 1] if k else 0.0, begin + GATHERED * (k + 1)) + took[k]
        late = 1e3 * (out[step_of] - np.array(heard))
        p50, p99 = np.quantile(late, (0.5, 0.99))
        found |= {
            f"late_p50{by}_ms": float(p50), f"late_p99{by}_ms": float(p99),
            f"longest_step{by}_ms": 1e3 * float(took.max()),
        }  # fmt: skip
    return found


def resident() -> float:
    """MiB in use now (peak where the system does not tell)."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def an_hour(rng: np.random.Generator, drawn: tuple[Airspace, ...]) -> dict[str, float]:
    """MiB an hour by which memory grows, by least squares over the last fifty minutes."""
    fleet = Fleet(rng, HOUR_FLIGHTS)
    watch = in_place(assign(init(None, drawn), fleet.words()))
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
    found = compiling(rng, drawn)
    fleet = Fleet(rng, FLIGHTS)
    watch = in_place(assign(init(None, drawn), fleet.words()))
    watch, fast = throughput(watch, fleet)
    found |= fast | lateness(watch, fleet)
    if "--quick" not in sys.argv:
        found |= an_hour(rng, drawn)
    print(json.dumps({"flights": FLIGHTS, "areas": AREAS, "load": os.getloadavg()[0]} | found))


if __name__ == "__main__":
    main()
