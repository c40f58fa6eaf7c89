"""Columns in the units of a feed become columns in SI; what cannot be true is dropped, counted and named."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.angles import wrap, wrap_course
from truecourse.earth.units import METRES_PER_FOOT, MPS_PER_FOOT_PER_MINUTE, MPS_PER_KNOT, RAD_PER_DEG
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.identity import NOBODY
from truecourse.feeds.heard.tally import Tally, tally
from truecourse.flight.reports import NUMBERS, Heard, Reports, blank

EARLIEST = 0.0  # POSIX s; nothing that this program reads as surveillance is older
TOLERATED = 10.0  # s; a clock that is less wrong than this is not worth a word
# s; what a live feed dates longer before its arrival is dated by a clock in another zone (the least step of
# zones is 15 minutes), and not by what a network holds back.
OLDEST = 600.0
ROWS = 8192  # reports in a batch

# name on the wire: column, factor to SI, least and greatest value that can be true
UNITS: dict[str, tuple[str, float, float, float]] = {
    "lat_deg": ("lat", RAD_PER_DEG, -90.0, 90.0),
    "lon_deg": ("lon", RAD_PER_DEG, -180.0, 360.0),
    "altitude_ft": ("altitude", METRES_PER_FOOT, -2000.0, 150_000.0),
    "height_ft": ("height", METRES_PER_FOOT, -3000.0, 150_000.0),
    "altitude_m": ("altitude", 1.0, -600.0, 46_000.0),
    "height_m": ("height", 1.0, -900.0, 46_000.0),
    "gs_kt": ("gs", MPS_PER_KNOT, 0.0, 4100.0),
    "tas_kt": ("tas", MPS_PER_KNOT, 0.0, 4100.0),
    "gs_mps": ("gs", 1.0, 0.0, 2100.0),
    "course_deg": ("course", RAD_PER_DEG, -180.0, 360.0),
    "heading_deg": ("heading", RAD_PER_DEG, -180.0, 360.0),
    "heading_magnetic_deg": ("heading_magnetic", RAD_PER_DEG, -180.0, 360.0),
    "vertical_rate_ftmin": ("vertical_rate", MPS_PER_FOOT_PER_MINUTE, -40_000.0, 40_000.0),
    "vertical_rate_mps": ("vertical_rate", 1.0, -200.0, 200.0),
    "accuracy_m": ("accuracy", 1.0, 0.0, inf),
}
_DIRECTIONS = ("course", "heading", "heading_magnetic")


@dataclass(frozen=True, slots=True)
class Rows:
    """Reports on the way to a batch: columns in SI, and for each row which of `calls` it gives (-1: none)."""

    columns: dict[str, NDArray]
    call: NDArray[np.int32]
    calls: Sequence[str] = field(default_factory=tuple)


def settle(
    wire: Mapping[str, NDArray], calls: Sequence[str] = (), now: float = inf, live: bool = False
) -> tuple[Rows, Tally]:
    """Rows of SI columns, and what was wrong.

    `wire` holds `key` (n,) int64, `t` POSIX s, and any of `received`, `call` (index in `calls` or -1),
    `on_ground`, `heard`, `sensor` and the names of `UNITS`, all (n,); what is missing is unknown. `now` POSIX
    s is the latest time that can be true in a recording. Where `live`, `received` is trusted: a report dated
    more than `TOLERATED` after it, or `OLDEST` before it, is taken as of its arrival.
    """
    n = len(wire["key"])
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    columns = blank(n)
    for name in wire.keys() & UNITS.keys():
        column, factor, least, most = UNITS[name]
        values = np.asarray(wire[name], dtype=np.float64)
        bad = (values < least) | (values > most) | np.isinf(values)
        if bad.any():
            _count(wrong, examples, f"{name} out of range", bad, values)
            values = np.where(bad, np.nan, values)
        columns[column] = values * factor
    half = np.isnan(columns["lat"]) != np.isnan(columns["lon"])
    if half.any():
        _count(wrong, examples, named.HALF, half, columns["lat"])
        columns["lat"], columns["lon"] = (np.where(half, np.nan, columns[name]) for name in ("lat", "lon"))
    columns["lon"] = wrap(columns["lon"])
    for name in _DIRECTIONS:
        if not np.isnan(columns[name]).all():  # most messages say no direction, and NaN is slow to wrap
            columns[name] = wrap_course(columns[name])
    for name in ("key", "on_ground", "heard", "sensor"):
        if name in wire:
            columns[name] = np.asarray(wire[name]).astype(columns[name].dtype)
    kept = _times(columns, wire, now, live, wrong, examples)
    call = np.asarray(wire.get("call", np.full(n, -1)), dtype=np.int32)
    if not kept.all():
        columns, call = {name: values[kept] for name, values in columns.items()}, call[kept]
    return Rows(columns, call, calls), tally(n, int(kept.sum()), wrong, examples)


def _times(
    columns: dict[str, NDArray],
    wire: Mapping[str, NDArray],
    now: float,
    live: bool,
    wrong: Counter[str],
    examples: dict[str, object],
) -> NDArray[np.bool_]:
    """Which rows have a time and an identity; sets `t` and `received`."""
    t = np.asarray(wire["t"], dtype=np.float64)
    received = np.asarray(wire.get("received", t), dtype=np.float64)
    received = np.where(np.isfinite(received), received, t)
    never = ~(t >= EARLIEST) | np.isinf(t)
    _count(wrong, examples, named.NO_TIME, never, t)
    late = ~never & (t > (received + TOLERATED if live else np.full(len(t), now)))
    _count(wrong, examples, named.FUTURE, late, t)
    old = ~never & live & (t < received - OLDEST)
    _count(wrong, examples, named.STALE, old, t)
    nobody = columns["key"] == NOBODY
    _count(wrong, examples, named.NO_IDENTITY, nobody, t)
    columns["t"] = np.where(late | old, received, t) if live else t
    columns["received"] = received
    return ~(never | nobody) if live else ~(never | nobody | late)


def _count(
    wrong: Counter[str], examples: dict[str, object], name: str, bad: NDArray[np.bool_], values: NDArray
) -> None:
    count = int(np.count_nonzero(bad))
    if count:
        wrong[name] += count
        examples.setdefault(name, float(values[np.argmax(bad)]))


def join(parts: Sequence[Rows]) -> Rows:
    """Rows one after another."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Rows(blank(0), np.zeros(0, np.int32))
    calls: dict[str, int] = {}
    call = []
    for part in parts:
        index = np.array([calls.setdefault(name, len(calls)) for name in part.calls] or [-1], dtype=np.int32)
        call.append(np.where(part.call >= 0, index[part.call], -1).astype(np.int32))
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    return Rows(columns, np.concatenate(call), tuple(calls))


def in_order(rows: Rows) -> tuple[Rows, Tally]:
    """A recording's rows in order of time; what was out of order is counted, what is repeated goes."""
    key, t = rows.columns["key"], rows.columns["t"]
    by_key = np.argsort(key, kind="stable")
    same = key[by_key][1:] == key[by_key][:-1]
    back = same & (t[by_key][1:] < t[by_key][:-1])
    order = np.lexsort((t, key))
    again = np.zeros(len(key), dtype=np.bool_)
    again[order[1:]] = _equal(rows, order)
    order = np.argsort(t, kind="stable")
    order = order[~again[order]]
    counts = {named.REORDERED: int(back.sum()), named.REPEATED: int(again.sum())}
    return take(rows, order), Tally(0, -int(again.sum()), {name: n for name, n in counts.items() if n})


def _equal(rows: Rows, order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each row (from the second on, in this order) says the same as the one before."""
    same = rows.columns["key"][order][1:] == rows.columns["key"][order][:-1]
    for name in NUMBERS:
        if not same.any():
            break
        values = rows.columns[name][order]
        same = same & ((values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1])))
    return same & (rows.call[order][1:] == rows.call[order][:-1])


def take(rows: Rows, which: NDArray) -> Rows:
    """Some of the rows, in the order asked for."""
    return Rows({name: values[which] for name, values in rows.columns.items()}, rows.call[which], rows.calls)


def reports(rows: Rows) -> Reports:
    """The rows as a batch; `names` gives the last callsign of each key that says one."""
    said = np.flatnonzero(rows.call >= 0)[::-1]
    keys, last = np.unique(rows.columns["key"][said], return_index=True)
    pairs = zip(keys.tolist(), rows.call[said][last].tolist(), strict=True)
    return Reports(**rows.columns, names=tuple((key, rows.calls[i]) for key, i in pairs))


def batches(rows: Rows, size: int = ROWS) -> Iterator[Reports]:
    """Batches of at most `size` reports, in the order of the rows."""
    for start in range(0, len(rows.call), size):
        yield reports(take(rows, np.arange(start, min(start + size, len(rows.call)))))


def heard_of(kinds: Sequence[str]) -> NDArray[np.int8]:
    """`Heard` of names such as "mlat" or "adsb_icao" (readsb's), ADS-B for those not known."""
    radar = ("mlat", "mode_s", "mode_ac", "secondary", "tisb", "tisb_icao", "tisb_trackfile", "tisb_other")
    own = {"primary": Heard.PRIMARY, "crew": Heard.CREW, "adsc": Heard.ADS_C, "ads_c": Heard.ADS_C}
    own |= dict.fromkeys(radar, Heard.SECONDARY)
    return np.array([own.get(kind, Heard.ADS_B) for kind in kinds], dtype=np.int8)
