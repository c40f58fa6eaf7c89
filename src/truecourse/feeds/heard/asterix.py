"""ASTERIX data blocks: target reports of categories 021 and 048, tracks of 062; 034 for where a radar is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan, radians
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.units import METRES_PER_FOOT, RAD_PER_DEG, SECONDS_PER_DAY
from truecourse.feeds.heard import pcap, pcapng, source
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.asterix_items import ORDERS, records
from truecourse.feeds.heard.asterix_rows import NUMBERS, row_of
from truecourse.feeds.heard.radar import Radar, plot_place
from truecourse.feeds.heard.settle import UNITS, Rows, join, settle
from truecourse.feeds.heard.tally import Tally, add, tally

SIMULATED = "simulated or a test"  # refused: the record says so itself
# refused: nobody saw the flight there (I062/080, octet 4, CST: no update for longer than the tracker's
# threshold; octet 2, TSE: the last message of a track). Counted as seen it would put off LOST.
UNSEEN = "of a track that is coasted or ended"
UNDATED = "of a day not known"  # kept: their times are of 1970-01-01
_LONGEST = 1 << 28  # bytes of a file that is not a capture


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in blocks: rows on the wire, and radars that said where they are."""

    rows: list[dict[str, Any]]
    radars: dict[int, Radar]
    heard: int


def rows_of(
    file: BinaryIO, now: float, radars: Mapping[int, Radar] | None = None
) -> Iterator[tuple[Rows, Tally]]:
    """Rows of a capture (pcap or pcapng), or of blocks one after another; times of blocks and of packets that
    have none are of 1970-01-01.

    `radars` as in `rows_of_blocks`; those that say where they are (category 034) are learnt.
    """
    wrong: Counter[str] = Counter()
    head = next(source.pieces(file, wrong, 4), b"")
    known = radars or {}
    if head in pcap.MAGIC or head == pcapng.SECTION:
        payloads = pcapng.payloads if head == pcapng.SECTION else pcap.payloads
        found = list(payloads(head + b"".join(source.pieces(file, wrong)), wrong))
        last = nan
        for _, payload in found:  # a radar may say where it is after its first plots
            known = {**_blocks(payload, Counter(), {}).radars, **known}
        for t, payload in found:
            rows, told, known = rows_of_blocks(payload, t, known, now)
            last = _following(rows, last) if isnan(t) else last
            yield rows, add(told, tally(0, 0, {UNDATED: len(rows.call) if isnan(t) else 0}))
    else:
        data = head + b"".join(source.pieces(file, wrong))
        rows, told, _ = rows_of_blocks(data[:_LONGEST], nan, known, now)
        yield rows, add(told, tally(0, 0, {UNDATED: len(rows.call)}))
    yield join([]), tally(0, 0, wrong)


def _following(rows: Rows, last: float) -> float:
    """Put rows without a day, in place, on the one that is nearest to the `last` time before them; the new
    last time.
    """
    t = rows.columns["t"]
    if not len(t):
        return last
    if not isnan(last):
        shift = np.round((last - t[0]) / SECONDS_PER_DAY) * SECONDS_PER_DAY
        t += shift
        rows.columns["received"] += shift
    return float(t[-1])


def rows_of_blocks(
    data: bytes, received: float, radars: Mapping[int, Radar], now: float = inf, live: bool = False
) -> tuple[Rows, Tally, Mapping[int, Radar]]:
    """Rows of data blocks that arrived at `received`, POSIX s (NaN: not known), and radars as known after.

    `radars` gives the place of a radar by SAC * 256 + SIC. A plot of another is kept without a position.
    """
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    found = _blocks(data, wrong, examples)
    radars = {**radars, **found.radars} if found.radars else radars
    rows = [row for row in found.rows if not row["simulated"]]
    wrong[SIMULATED] += len(found.rows) - len(rows)
    wrong[UNSEEN] += sum(row["unseen"] for row in rows)
    rows = [row for row in rows if not row["unseen"]]
    calls = list(dict.fromkeys(row["call"] for row in rows if row["call"]))
    wire = _columns(rows, calls)
    _place(wire, radars, wrong)
    base = 0.0 if isnan(received) else received
    of_day = wire.pop("of_day")
    if isnan(received):
        wire["t"] = _unrolled(of_day)
    else:
        wire["t"] = of_day + np.round((base - of_day) / SECONDS_PER_DAY) * SECONDS_PER_DAY
        wire["received"] = np.full(len(rows), received)
    settled, told = settle(wire, calls, now, live and not isnan(received))
    return settled, add(tally(found.heard - told.heard, 0, wrong, examples), told), radars


def _unrolled(of_day: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times of day in the order of their records as s from a midnight on: after 86,399 comes 86,401. What is
    half a day later than the one before it is of the day before.
    """
    known = np.isfinite(of_day)
    t = of_day.copy()
    if known.any():
        t[known] = np.unwrap(of_day[known], period=SECONDS_PER_DAY)
        t -= min(0.0, np.floor(np.min(t[known]) / SECONDS_PER_DAY) * SECONDS_PER_DAY)
    return t


def _blocks(data: bytes, wrong: Counter[str], examples: dict[str, object]) -> _Found:
    found = _Found([], {}, 0)
    at, heard = 0, 0
    while at < len(data):
        length = int.from_bytes(data[at + 1 : at + 3], "big")
        if at + 3 > len(data) or length < 4 or at + length > len(data):
            name = named.MALFORMED if at + 3 <= len(data) and length < 4 else named.TRUNCATED
            wrong[name] += 1
            examples.setdefault(name, data[at : at + 12].hex())
            return _Found(found.rows, found.radars, heard + 1)
        category, body = data[at], data[at + 3 : at + length]
        at += length
        if category not in ORDERS:
            wrong[named.UNKNOWN] += 1
            examples.setdefault(named.UNKNOWN, f"category {category:03d}")
            heard += 1
            continue
        items, whole = records(category, body)
        heard += len(items) + (not whole)
        if not whole:
            wrong[named.MALFORMED] += 1
            examples.setdefault(named.MALFORMED, f"category {category:03d}, {body[:12].hex()}")
        if category == 34:
            wrong[named.UNKNOWN] += len(items)
            examples.setdefault(named.UNKNOWN, "category 034: of the radar, not of a flight")
            for record in items:
                _learn(record, found.radars)
        else:
            found.rows.extend(row_of(category, record) for record in items)
    return _Found(found.rows, found.radars, heard)


def _learn(record: Mapping[str, bytes], radars: dict[int, Radar]) -> None:
    """The place of a radar, I034/120: metres, and 180 / 2^23 degrees."""
    place, source_of = record.get("120"), record.get("010")
    if place is None or source_of is None:
        return
    height = int.from_bytes(place[:2], "big", signed=True)
    lat, lon = (int.from_bytes(part, "big", signed=True) * 180 / 2**23 for part in (place[2:5], place[5:]))
    if abs(lat) <= 90.0:
        radars[int.from_bytes(source_of, "big")] = Radar(radians(lat), radians(lon), float(height))


def _columns(rows: Sequence[Mapping[str, Any]], calls: Sequence[str]) -> dict[str, NDArray]:
    wire: dict[str, NDArray] = {
        name: np.array([row[name] for row in rows], dtype=np.float64) for name in NUMBERS
    }
    wire["key"] = np.array([row["key"] for row in rows], dtype=np.int64)
    wire["on_ground"] = np.array([row["on_ground"] for row in rows], dtype=np.bool_)
    wire["heard"] = np.array([row["heard"] for row in rows], dtype=np.int8)
    wire["sensor"] = np.array([row["sensor"] for row in rows], dtype=np.uint16).astype(np.int16)
    index = {name: i for i, name in enumerate(calls)}
    wire["call"] = np.array([index.get(row["call"], -1) for row in rows], dtype=np.int32)
    return wire


def _place(wire: dict[str, NDArray], radars: Mapping[int, Radar], wrong: Counter[str]) -> None:
    """Latitude and longitude of plots in range and azimuth, where the radar's place is known."""
    slant, azimuth = wire.pop("slant_m"), wire.pop("azimuth_deg") * RAD_PER_DEG
    del wire["sent"]
    polar = np.isfinite(slant)
    _, _, least, most = UNITS["altitude_ft"]
    height = np.clip(wire["altitude_ft"], least, most) * METRES_PER_FOOT
    for sensor in np.unique(wire["sensor"][polar]).tolist():
        of = polar & (wire["sensor"] == sensor)
        radar = radars.get(sensor & 0xFFFF)
        if radar is None:
            wrong[named.AMBIGUOUS] += int(of.sum())
            continue
        lat, lon = plot_place(radar, slant[of], azimuth[of], height[of])
        wire["lat_deg"][of], wire["lon_deg"][of] = lat / RAD_PER_DEG, lon / RAD_PER_DEG
