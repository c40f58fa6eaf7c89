"""Raw Mode S frames: against a reference decode of a whole flight, and published examples."""

import gzip
import json
from collections import Counter
from itertools import pairwise
from math import degrees
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.feeds.heard import cpr, live
from truecourse.feeds.heard.beast import frames_of, write_frame
from truecourse.feeds.heard.mode_s import Sky, rows_of_frames
from truecourse.feeds.heard.open import open_source
from truecourse.flight.reports import Heard

# ICAO Doc 9871 / J. Sun, The 1090 Megahertz Riddle, 2nd edition, section 5.2: one aircraft, even and odd
EVEN, ODD = "8d40621d58c382d690c8ac2863a7", "8d40621d58c386435cc412692ad6"
NAMED = "8d4840d6202cc371c32ce0576098"  # same book, section 4: KLM1023


@pytest.fixture(scope="module")
def flight(shared: Path) -> list[dict]:
    with gzip.open(shared / "data" / "modes" / "full_flight_short.jsonl.gz") as file:
        return [json.loads(line) for line in file]


def test_the_book_example() -> None:
    """The book gives 52.25720 N 3.91937 E at 38,000 ft, the even message being the later one."""
    _, rows, told = rows_of_frames(Sky(), [(ODD, 1457996400.0), (EVEN, 1457996402.0), (NAMED, 1457996403.0)])
    assert told.wrong == {"position not yet certain": 1}
    assert degrees(rows.columns["lat"][1]) == pytest.approx(52.25720, abs=1e-5)
    assert degrees(rows.columns["lon"][1]) == pytest.approx(3.91937, abs=1e-5)
    assert rows.columns["altitude"][1] == pytest.approx(38000 * 0.3048)
    assert rows.columns["key"].tolist() == [0x40621D, 0x40621D, 0x4840D6]
    assert rows.calls[rows.call[2]] == "KLM1023"


def test_the_whole_flight_against_the_reference(flight: list[dict], validation) -> None:
    """Every position that the reference gives is given, but where a second receiver heard the same frame."""
    frames = [(row["frame"], row["timestamp"]) for row in flight]
    assert len(frames) == 57793
    sky = Sky(lat_deg=49.0, lon_deg=2.55)  # the reference was given the aerodrome, too
    _, rows, told = rows_of_frames(sky, frames)
    c = rows.columns
    places = {
        t: (lat, lon) for t, lat, lon in zip(c["t"], c["lat"], c["lon"], strict=True) if np.isfinite(lat)
    }
    heard_before = {}
    worst, compared, missing = 0.0, 0, 0
    for row in flight:
        t, frame = row["timestamp"], row["frame"]
        again = t - heard_before.get(frame, -9.0) < 0.2
        heard_before[frame] = t
        if "latitude" not in row:
            continue
        if t in places:
            lat, lon = (degrees(angle) for angle in places[t])
            worst = max(worst, abs(lat - row["latitude"]), abs(lon - row["longitude"]))
            compared += 1
        else:
            missing += not again
    assert missing == 0
    assert compared >= 7817  # 8,324 less those heard twice
    assert worst < 1e-9
    assert told.heard == 57793
    what = "positions of raw frames against the reference decode"
    validation("feeds", what, worst, "degree", 1e-9, f"rs1090's own decode of {compared} positions")


def test_speeds_and_headings_against_the_reference(flight: list[dict]) -> None:
    frames = [(row["frame"], row["timestamp"]) for row in flight]
    _, rows, _ = rows_of_frames(Sky(), frames)
    c = rows.columns
    at = {t: i for i, t in enumerate(c["t"].tolist())}
    bearing = Counter(row["timestamp"] for row in flight)  # several frames may bear one time
    knot, degree = 1852 / 3600, np.pi / 180
    pairs = {
        "gs": ("groundspeed", knot),
        "course": ("track", degree),
        "tas": ("TAS", knot),
        "heading_magnetic": ("heading", degree),
    }
    seen = dict.fromkeys(pairs, 0)
    for row in flight:
        t = row["timestamp"]
        if row.get("bds") not in ("09", "50", "60") or t not in at or bearing[t] > 1:
            continue
        for ours, (theirs, factor) in pairs.items():
            found = c[ours][at[t]]
            if row.get(theirs) is not None and np.isfinite(found):
                turn = 2 * np.pi if factor == degree else 1e9
                assert found == pytest.approx(row[theirs] * factor % turn, rel=1e-9, abs=1e-12)
                seen[ours] += 1
    assert all(count > 1800 for count in seen.values()), seen
    assert not np.isfinite(c["heading"]).any()


def test_positions_only_come_of_squitters(flight: list[dict]) -> None:
    """A Comm-B register can look like a position; 140 in this flight do."""
    _, rows, _ = rows_of_frames(Sky(), [(r["frame"], r["timestamp"]) for r in flight])
    placed = np.isfinite(rows.columns["lat"])
    assert (rows.columns["heard"][placed] == Heard.ADS_B).all()


def test_the_file_of_frames_is_read(shared: Path) -> None:
    batches = list(open_source(shared / "data" / "modes" / "full_flight_short.jsonl.gz"))
    assert batches[0][1].heard == 57793
    assert sum(len(batch.t) for batch, _ in batches) == batches[0][1].reports
    assert dict(batches[0][0].names)[0x393322] == "AFR34ZG"


@given(st.floats(-89.9, 89.9), st.floats(-180.0, 180.0), st.booleans())
def test_compact_positions_come_back(lat: float, lon: float, odd_is_last: bool) -> None:
    """Encoded as Doc 9871 C.2.6.3 says and decoded again: within 17 bits of a zone, 5.1 m of latitude."""

    def encode(i: int) -> tuple[int, int]:
        d = 360.0 / (60 - i)
        y = int(np.floor(2**17 * (lat % d) / d + 0.5))
        r = d * (y / 2**17 + np.floor(lat / d))
        d = 360.0 / max(cpr.zones(r) - i, 1)
        return y % 2**17, int(np.floor(2**17 * (lon % d) / d + 0.5)) % 2**17

    even, odd = encode(0), encode(1)
    here = cpr.airborne(even, odd, odd_is_last)
    alone = cpr.near(odd if odd_is_last else even, odd_is_last, False, lat, lon)
    for found in (here, alone):
        if not np.isnan(found[0]):
            assert abs(found[0] - lat) < 360 / 59 / 2**17
            assert abs((found[1] - lon + 180) % 360 - 180) <= 360 / max(cpr.zones(found[0]) - 1, 1) / 2**17
    assert not np.isnan(alone[0]) or abs(lat) > 89.0


def test_zone_numbers() -> None:
    """Doc 9871 table C-2 gives where NL changes: 10.47047130, 52.53..., 86.53536998, 87."""
    for lat, below in [(10.47047130, 59), (14.82817437, 58), (52.53, 36), (86.53536998, 3)]:
        assert cpr.zones(lat - 1e-6) == below or lat == 52.53
    assert [cpr.zones(lat) for lat in (0.0, 10.4705, 87.0, 87.1, -90.0)] == [59, 58, 2, 1, 1]


def beast_stream() -> bytes:
    frames = [NAMED, ODD, EVEN, "5d4840d6a1b2c3", NAMED]
    return b"".join(write_frame(frame, 12_000_000 * i) for i, frame in enumerate(frames))


@given(st.lists(st.integers(0, 150), max_size=8))
def test_beast_may_be_cut_anywhere(cuts: list[int]) -> None:
    data = beast_stream()
    ends = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    state, keys = live.start("beast"), []
    for a, b in pairwise(ends):
        state, reports, _ = live.decode(state, data[a:b], 1457996400.0 + a)
        keys += reports.key.tolist()
    whole = live.decode(live.start("beast"), data, 1457996400.0)[1].key.tolist()
    assert set(keys) == set(whole) == {0x4840D6, 0x40621D}


@given(
    st.binary(max_size=60),
    st.integers(0, 2**48 - 1),
    st.sampled_from([EVEN, NAMED, "1a" * 14, "5d4840d61a1a1a"]),
)
def test_beast_frames_come_back_after_noise(noise: bytes, ticks: int, frame: str) -> None:
    frames, rest, heard = frames_of(write_frame(frame, ticks), Counter())
    assert (frames, rest, heard) == ([(frame, ticks)], b"", 1)
    after, _, _ = frames_of(noise.replace(b"\x1a", b"") + write_frame(frame, ticks), Counter())
    assert (frame, ticks) in after


def test_avr_lines() -> None:
    text = f"*{NAMED};\r\n@0123456789AB{ODD};\n*00;\n*1234;\n*zz;\n*{EVEN}"
    state, reports, told = live.decode(live.start("avr"), text.encode(), 1457996400.0)
    assert reports.key.tolist() == [0x4840D6, 0x40621D]
    assert told.wrong == {"malformed": 2, "of a kind not read": 1, "position not yet certain": 1}
    _, reports, _ = live.decode(state, b";\n", 1457996401.0)
    assert degrees(reports.lat[0]) == pytest.approx(52.25720, abs=1e-5)


def test_a_damaged_frame_and_a_reply_of_nobody() -> None:
    damaged = EVEN[:-1] + "0"
    _, rows, told = rows_of_frames(Sky(), [(damaged, 1.0), ("a000013bddf95b10e2544686c534", 2.0)])
    assert len(rows.call) == 0
    assert told.wrong == {"corrupt": 1, "of an address not yet heard": 1}
    assert told.heard == 2


STARTS = {
    "beast": beast_stream(),
    "avr": f"*{EVEN};\n*{ODD};\n".encode(),
    "frames": json.dumps({"timestamp": 1, "frame": EVEN}).encode() + b"\n",
    "sbs": b"MSG,3,1,1,4CA2D6,1,2024/01/02,12:34:56.900,2024/01/02,12:34:56.900,,370,,,51.4,-1.0,,,0,0,0,0\n",
    "readsb": b'{"now":1.7e9,"aircraft":[{"hex":"4ca2d6","lat":51.4,"lon":-1.0,"alt_baro":"ground"}]}',
    "asterix": bytes.fromhex(
        "300030fdf70219c9356d4da0c5aff1e0020005283c660c10c236d4182001c0780031bc0000400deb07b9582e410020f5"
    ),
}


@settings(max_examples=200)
@given(st.data())
def test_nothing_heard_is_fatal(data: st.DataObject) -> None:
    format = data.draw(st.sampled_from(live.FORMATS))
    start = STARTS[format]
    state = live.start(format)
    for _ in range(data.draw(st.integers(1, 4))):
        piece = bytearray(start)
        for _ in range(data.draw(st.integers(0, 4))):
            at = data.draw(st.integers(0, len(piece)))
            piece[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        state, reports, told = live.decode(state, bytes(piece), 1700000000.0)
        assert len(reports.t) == told.reports
        assert told.heard >= told.reports
        assert np.isfinite(reports.t).all()
        assert not (np.abs(reports.lat) > np.pi / 2).any()
        assert len(state.rest) < 10_000
