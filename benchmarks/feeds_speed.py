"""How many messages a second each decoder takes apart, on one core: CPU time, the best of a few.

Messages are of the demonstration's positions, written anew in each format; Mode S frames are those of the
shared recording where it is at hand (TRUECOURSE_SHARED), else three published ones over and over. Each is
decoded as it comes live, in pieces of `PIECE` bytes or whole documents, own Parquet as a file.
"""

import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np

from truecourse.feeds.heard import live, own
from truecourse.feeds.heard.beast import write_frame
from truecourse.feeds.heard.open import open_source
from truecourse.flight.reports import Reports

PIECE = 1 << 16
REPEATS = 3
AT_ONCE = 200  # aircraft of a document of readsb, records of a datagram of ASTERIX are a tenth
FRAMES = ("8d40621d58c382d690c8ac2863a7", "8d40621d58c386435cc412692ad6", "8d4840d6202cc371c32ce0576098")
# a plot of category 048 as a radar sent it: time of day at octets 8 to 10, its address at 22 to 24
PLOT = bytes.fromhex(
    "fdf70219c9356d4da0c5aff1e0020005283c660c10c236d4182001c0780031bc0000400deb07b9582e410020f5"
)


def positions() -> tuple[Reports, int]:
    """Reports of the demonstration, and how many."""
    (batch, _), *_ = open_source(Path(str(files("truecourse.feeds") / "data" / "demo.parquet")))
    return batch, len(batch.key)


def sbs(batch: Reports, n: int) -> Iterator[bytes]:
    """Lines, a piece at a time."""
    lat, lon = np.degrees(batch.lat), np.degrees(batch.lon)
    lines = []
    for i, again in ((i, again) for again in range(8) for i in range(n)):
        when = datetime.fromtimestamp(float(batch.t[i]) + 9000.0 * again, UTC).strftime(
            "%Y/%m/%d,%H:%M:%S.%f"
        )[:-3]
        feet = "" if np.isnan(batch.altitude[i]) else f"{batch.altitude[i] / 0.3048:.0f}"
        place = f"{lat[i]:.5f},{lon[i]:.5f}"
        lines.append(f"MSG,3,1,1,{int(batch.key[i]):06X},1,{when},{when},,{feet},,,{place},,,0,0,0,0\n")
    yield from pieces("".join(lines).encode())


def pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]


def frames() -> list[str]:
    """Raw frames of the shared recording, or published ones over and over."""
    root = Path(os.environ.get("TRUECOURSE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    path = root / "data" / "modes" / "full_flight_short.jsonl.gz"
    if not path.is_file():
        return list(FRAMES) * 20_000
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["frame"] for line in file]


def readsb(batch: Reports, n: int) -> Iterator[bytes]:
    """Documents of many aircraft, a second apart."""
    lat, lon = np.degrees(batch.lat), np.degrees(batch.lon)
    for first, again in ((first, again) for again in range(4) for first in range(0, n - AT_ONCE, AT_ONCE)):
        aircraft = [
            {"hex": f"{(int(batch.key[i]) + i) & 0xFFFFFF:06x}", "flight": f"X{i}", "lat": round(lat[i], 6),
             "lon": round(lon[i], 6), "alt_baro": 35000, "gs": 450.1, "track": 91.2, "baro_rate": 64,
             "seen": 0.4, "seen_pos": 0.5, "type": "adsb_icao"}
            for i in range(first, first + AT_ONCE) if np.isfinite(lat[i])
        ]  # fmt: skip
        yield (
            json.dumps({"now": float(batch.t[first]) + 9000.0 * again, "aircraft": aircraft}).encode() + b"\n"
        )


def asterix() -> Iterator[bytes]:
    """Datagrams of plots, each of another flight and a little later."""
    for first in range(0, 40_000, AT_ONCE // 10):
        body = b""
        for i in range(first, first + AT_ONCE // 10):
            of_day = (128 * 20_000 + i).to_bytes(3, "big")
            body += PLOT[:5] + of_day + PLOT[8:19] + (0x400000 + i % 3000).to_bytes(3, "big") + PLOT[22:]
        yield b"\x30" + (len(body) + 3).to_bytes(2, "big") + body


def rate(format: str, given: list[bytes]) -> dict[str, float]:
    """Messages and reports a second of CPU time."""
    least, heard, reports = np.inf, 0, 0
    for _ in range(REPEATS):
        state, heard, reports, begun = live.start(format), 0, 0, time.process_time()
        for i, data in enumerate(given):
            state, _, told = live.decode(state, data, 1.8e9 + i)
            heard, reports = heard + told.heard, reports + told.reports
        least = min(least, time.process_time() - begun)
    return {"messages_per_s": heard / least, "reports_per_s": reports / least}


def of_file(read: Callable[[], int]) -> dict[str, float]:
    """The same of a file read whole."""
    least, rows = np.inf, 0
    for _ in range(REPEATS):
        begun = time.process_time()
        rows = read()
        least = min(least, time.process_time() - begun)
    return {"messages_per_s": rows / least, "reports_per_s": rows / least}


def main() -> None:
    """Time them and print."""
    batch, n = positions()
    written = own.write_reports(batch)
    beast = b"".join(write_frame(frame, i * 12_000) for i, frame in enumerate(frames()))
    every = {
        "SBS": lambda: rate("sbs", list(sbs(batch, n))),
        "Beast": lambda: rate("beast", list(pieces(beast))),
        "readsb JSON": lambda: rate("readsb", list(readsb(batch, n))),
        "ASTERIX 048": lambda: rate("asterix", list(asterix())),
        "own Parquet": lambda: of_file(
            lambda: sum(told.reports for _ in range(20) for _, told in own.rows_of(BytesIO(written), np.inf))
        ),
    }
    only = sys.argv[1:]
    print(json.dumps({name: run() for name, run in every.items() if not only or name in only}))


if __name__ == "__main__":
    main()
