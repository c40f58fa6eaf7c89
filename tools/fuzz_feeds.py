"""Mutated messages to every decoder of feeds: none may crash, hang or hoard (not part of `make test`).

    python tools/fuzz_feeds.py --messages 1000000 --seed 1

A message is a good one with bytes changed, cut, doubled, swapped or put in; those that led to a tally not met
before (names of faults, how many digits of each count) are mutated further, which leads the search into new
branches without tracing. Says how many messages were heard, the rate, the slowest call, the growth of memory.
"""

import argparse
import random
import resource
import time
from math import log2

from truecourse.feeds.heard import live
from truecourse.feeds.heard.beast import write_frame
from truecourse.feeds.heard.words import parse_words

FRAMES = ("8d40621d58c382d690c8ac2863a7", "8d40621d58c386435cc412692ad6", "8d4840d6202cc371c32ce0576098")
SBS = b"MSG,3,1,1,4CA2D6,1,2024/01/02,12:34:56.900,2024/01/02,12:34:56.900,,37000,,,51.4,-1.0,,,0,0,0,0\n"
CAT048 = bytes.fromhex(
    "300030fdf70219c9356d4da0c5aff1e0020005283c660c10c236d4182001c0780031bc0000400deb07b9582e410020f5"
)
SEEDS = {
    "beast": [b"".join(write_frame(frame, i) for i, frame in enumerate(FRAMES))],
    "avr": ["".join(f"*{frame};\n" for frame in FRAMES).encode()],
    "frames": ["".join(f'{{"timestamp":1.7e9,"frame":"{frame}"}}\n' for frame in FRAMES).encode()],
    "sbs": [SBS * 3],
    "readsb": [
        b'{"now":1.7e9,"aircraft":[{"hex":"4ca2d6","flight":"A1","lat":51.4,"lon":-1.0,"alt_baro":9,"seen":1}]}',
        b'{"icao":"4ca2d6","timestamp":1.7e9,"trace":[[0,51.4,-1.0,"ground",9,90,0,0,{"flight":"A"},"mlat"]]}',
    ],
    "asterix": [CAT048, CAT048 + CAT048],
    "words": [
        b'{"time":1.7e9,"flight":"A","kind":"position","lat_deg":1,"lon_deg":2,"next":"46N078W","next_time":1}',
        b'{"time":1.7e9,"flight":"A","kind":"route","route":["46N078W","DUB180040"]}\n{"kind":"offset"}',
        b"(FPL-KAL007-IS\n-B742/H-S/C\n-PANC1250\n-M084F310 DCT 46N178W\n-RKSI0753\n-DOF/830831)",
    ],
}
STREAMS = frozenset({"beast", "avr", "frames", "sbs"})  # may be cut anywhere: many at once
_KEPT = 400  # mutants kept of each format


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to eight changes."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at = rng.randrange(len(found) + 1)
        kind = rng.randrange(6)
        if kind == 0 and found:
            found[at % len(found)] ^= 1 << rng.randrange(8)
        elif kind == 1 and found:
            found[at % len(found)] = rng.choice(
                (0, 255, 0x1A, 0x30, 0x2C, 0x7B, 0x22, 0x0A, rng.randrange(256))
            )
        elif kind == 2:
            del found[at : at + rng.randrange(1, 9)]
        elif kind == 3:
            found[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 5)))
        elif kind == 4:
            found[at:at] = found[at : at + rng.randrange(1, 40)]
        else:
            del found[at:]
    return bytes(found[:4096])


def signature(told: live.Tally) -> tuple:
    """What a mutant led to, roughly."""
    return tuple(sorted((name, int(log2(count))) for name, count in told.wrong.items())), min(told.reports, 3)


def main() -> None:
    """Run until so many messages have been heard."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng, met, slowest, done = random.Random(given.seed), set(), 0.0, 0
    states = {name: live.start(name) for name in live.FORMATS}
    pools = {name: list(seeds) for name, seeds in SEEDS.items()}
    began, memory = time.monotonic(), 0
    while done < given.messages:
        name = rng.choice(list(SEEDS))
        pool, batch = pools[name], [mutated(rng.choice(pools[name]), rng) for _ in range(50)]
        if name in STREAMS:
            batch = [b"".join(batch)]
        for data in batch:
            start = time.monotonic()
            if name == "words":
                told = parse_words(data.decode("utf-8", "replace")).tally
            else:
                states[name], reports, told = live.decode(states[name], data, 1.7e9 + done)
                assert len(reports.t) == told.reports <= told.heard, (name, data)
            slowest = max(slowest, time.monotonic() - start)
            done += told.heard
            if (name, signature(told)) not in met:
                met.add((name, signature(told)))
                pool.append(data[-4096:])
                del pool[len(SEEDS[name]) : len(pool) - _KEPT]
        if not memory and done > given.messages // 10:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    rate = done / (time.monotonic() - began)
    print(f"{done} messages, {rate:.0f}/s, slowest {1e3 * slowest:.1f} ms, {len(met)} outcomes")
    print(f"+{grown:.1f} MiB after the first tenth")


if __name__ == "__main__":
    main()
