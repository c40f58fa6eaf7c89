"""A hundred flight hours of ARINC 717 at 256 words a second, from the file to Parquet: time and memory.

The recording is made up here: a bitstream of 12-bit words, most of them random walks as sensors have them,
and a map of 500 parameters that uses every word: at 4 Hz, 1 Hz, 1/4 Hz, of two words, discretes, and of a
superframe of 16 frames. All but the discretes have a range to be held to. What is timed is a fresh process of
`truecourse recorder read`, with the machine code kept from an earlier run on a minute of it, and without.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from truecourse.feeds.parameter_map import write_map
from truecourse.flight.parameter import SYNC_WORDS, FrameCounter, Parameter, ParameterMap, Part

HOURS, WORDS, CYCLE = 100.0, 256, 16
MOST_SECONDS = 60.0
WIDEST = 1e6  # what no parameter here can have: a range that every sample is held to and is in
_PIECE = 3600
_ALL = (1, 2, 3, 4)


def a_map() -> ParameterMap:
    """500 parameters over words 2 to 256."""
    made = []

    def add(name, kind, bits, *parts, **more):
        bounds = {"low": -WIDEST, "high": WIDEST} if kind == "linear" else {}
        made.append(Parameter(f"{name}_{len(made)}", kind, bits, samples=(parts,), **bounds, **more))

    word = iter(range(2, WORDS // 4 + 1))
    for _ in range(20):
        at = next(word)
        add(
            "FAST",
            "linear",
            12,
            Part(_ALL, tuple(at + k * WORDS // 4 for k in range(4))),
            sign="twos",
            scale=0.01,
        )
    taken = {w for p in made for w in p.samples[0][0].words}
    free = iter(w for w in range(2, WORDS + 1) if w not in taken)
    for _ in range(138):
        add("SLOW", "linear", 12, Part(_ALL, (next(free),)), sign="twos", scale=0.125, unit="kt")
    for _ in range(5):
        add("PAIR", "linear", 20, Part(_ALL, (next(free),)), Part(_ALL, (next(free),), 1, 8, 12), scale=0.25)
    for _ in range(10):
        at = next(free)
        for subframe in _ALL:
            add("QUARTER", "linear", 12, Part((subframe,), (at,)), scale=0.5)
    for _ in range(2):
        at = next(free)
        for subframe in _ALL:
            for frame in range(1, CYCLE + 1):
                add("SUPER", "linear", 12, Part((subframe,), (at,), frames=(frame,)))
    counter = next(free)
    add("COUNTER", "linear", 12, Part((1,), (counter,)))
    for at in free:
        for bit in range(1, 13):
            add("BIT", "discrete", 1, Part(_ALL, (at,), bit, 1), states=((0, "OFF"), (1, "ON")))
    assert len(made) == 500, len(made)
    return ParameterMap("made up", "717", WORDS, tuple(made), counter=FrameCounter(1, counter, cycle=CYCLE))


def write_file(path: Path, hours: float, made: ParameterMap) -> None:
    """A recording of so many hours, hour by hour."""
    rng = np.random.default_rng(0)
    state = rng.integers(0, 4096, WORDS)
    counter = made.counter.word - 1
    with path.open("wb") as file:
        total = round(hours * 3600)
        for start in range(0, total, _PIECE):
            count = min(_PIECE, total - start)
            words = state + np.cumsum(
                rng.integers(-1, 2, (count, WORDS), dtype=np.int8), axis=0, dtype=np.int64
            )
            state = words[-1]
            words &= 0xFFF
            second = start + np.arange(count)
            words[:, 0] = np.array(SYNC_WORDS)[second % 4]
            words[:, counter] = second // 4 & 0xFFF
            flat = words.ravel()
            pair = flat[0::2] | flat[1::2] << 12
            file.write(
                np.stack([pair & 0xFF, pair >> 8 & 0xFF, pair >> 16], axis=1).astype(np.uint8).tobytes()
            )


def timed(file: Path, chart: Path, out: Path) -> tuple[float, dict]:
    """Seconds of a fresh process, and what it said."""
    code = "from truecourse.cli import main; main()"
    command = [sys.executable, "-c", code, "recorder", "read", file, "--map", chart, "--out", out, "--json"]
    began = time.perf_counter()
    done = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True)
    return time.perf_counter() - began, json.loads(done.stdout)


def main() -> None:
    """Print one line of JSON."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else HOURS
    made = a_map()
    with tempfile.TemporaryDirectory(prefix="recorder-speed-") as folder:
        here = Path(folder)
        os.environ["NUMBA_CACHE_DIR"] = str(here / "kept")
        (here / "map.toml").write_text(write_map(made), encoding="utf-8")
        write_file(here / "short.dat", 1 / 60, made)
        first, _ = timed(here / "short.dat", here / "map.toml", here / "short.parquet")
        write_file(here / "long.dat", hours, made)
        wall, told = timed(here / "long.dat", here / "map.toml", here / "long.parquet")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            json.dumps(
                {
                    "hours": hours,
                    "parameters": len(told["parameters"]),
                    "samples": sum(row["samples"] for row in told["parameters"]),
                    "valid": sum(row["valid"] for row in told["parameters"]),
                    "wall_s": wall,
                    "cpu_s": used.ru_utime + used.ru_stime,
                    "first_run_of_a_minute_s": first,
                    "peak_gib": used.ru_maxrss / 2**20,
                    "raw_mib": (here / "long.dat").stat().st_size / 2**20,
                    "parquet_mib": (here / "long.parquet").stat().st_size / 2**20,
                    "problems": told["problems"],
                    "load": os.getloadavg()[0],
                }
            )
        )


if __name__ == "__main__":
    main()
