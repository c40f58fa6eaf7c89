"""A feed as it arrives, piece by piece: what is kept between the pieces is handed in and out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan
from typing import Any

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import asterix, avr, beast, readsb, sbs
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.mode_s import Sky, rows_of_frames
from truecourse.feeds.heard.radar import Radar
from truecourse.feeds.heard.settle import Rows, reports, take
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.flight.reports import NUMBERS, Reports

FORMATS = ("beast", "avr", "frames", "sbs", "readsb", "asterix")
_MOST = 100_000  # flights remembered to tell what is repeated and what is out of order
_SAID = tuple(name for name in NUMBERS if name != "received")


@dataclass(frozen=True, slots=True)
class State:
    """What a decoder remembers: a message cut in two, the sky of Mode S, the last report of each flight.

    `radars` gives the place of a radar by its SAC * 256 + SIC, for plots in range and azimuth.
    """

    format: str
    rest: bytes = b""
    sky: Sky = field(default_factory=Sky)
    last: Mapping[int, tuple[float, bytes]] = field(default_factory=dict)
    radars: Mapping[int, Radar] = field(default_factory=dict)


def start(
    format: str, lat_deg: float = nan, lon_deg: float = nan, radars: Mapping[int, Radar] | None = None
) -> State:
    """The state before the first byte of a feed in one of `FORMATS`. Raises CaseError for another.

    `lat_deg`, `lon_deg` is the receiver's place, needed for aircraft first heard on the ground.
    """
    if format not in FORMATS:
        raise CaseError(f"format {format} is not decoded as it arrives; use one of {', '.join(FORMATS)}")
    return State(format, sky=Sky(lat_deg=lat_deg, lon_deg=lon_deg), radars=radars or {})


def decode(state: State, data: bytes, received: float) -> tuple[State, Reports, Tally]:
    """The reports in bytes that arrived at `received`, POSIX s UTC, and the state for the bytes after them.

    Stream formats may be cut anywhere. For "asterix" the bytes are one datagram, for "readsb" one document or
    whole lines. Nothing is raised, whatever the bytes; what is wrong is tallied. The state is not changed.
    """
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    if state.format == "asterix":
        rows, told, radars = asterix.rows_of_blocks(data, received, state.radars, live=True)
        state = replace(state, radars=radars)
    elif state.format == "readsb":
        rows, told = readsb.rows_of_text(data, received, live=True)
    elif state.format == "sbs":
        whole, rest = _cut(state.rest + data, wrong)
        rows, told = sbs.rows_of_lines(whole, received, live=True)
        state = replace(state, rest=rest)
    else:
        frames, rest, heard = _frames(state, data, received, wrong, examples)
        sky, rows, told = rows_of_frames(state.sky, frames, live=True)
        state = replace(state, rest=rest, sky=sky)
        told = add(tally(heard - len(frames), 0, {}), told)
    last, rows, order = _sequence(state.last, rows)
    return replace(state, last=last), reports(rows), add(tally(0, 0, wrong, examples), told, order)


def _frames(
    state: State, data: bytes, received: float, wrong: Counter[str], examples: dict[str, object]
) -> tuple[Sequence[tuple[str, float]], bytes, int]:
    """Frames with their time of arrival, the bytes left over, how many messages there were."""
    if state.format == "frames":
        return avr.stamped_frames(state.rest + data, wrong, examples)
    if state.format == "avr":
        texts, rest, heard = avr.frames_of(state.rest + data, wrong, examples)
        return [(frame, received) for frame in texts], rest, heard
    ticked, rest, heard = beast.frames_of(state.rest + data, wrong)
    return [(frame, received) for frame, _ in ticked], rest, heard


def _cut(data: bytes, wrong: Counter[str]) -> tuple[bytes, bytes]:
    end = data.rfind(b"\n") + 1
    rest = data[end:]
    if len(rest) > avr.LONGEST:
        wrong[named.MALFORMED] += 1
        rest = b""
    return data[:end], rest


def _sequence(
    last: Mapping[int, tuple[float, bytes]], rows: Rows
) -> tuple[Mapping[int, tuple[float, bytes]], Rows, Tally]:
    """What repeats the flight's last report goes; what is older than it is counted and kept."""
    n = len(rows.call)
    if not n:
        return last, rows, Tally()
    now, wrong, kept = dict(last), Counter[str](), np.ones(n, dtype=np.bool_)
    said = np.column_stack([*(rows.columns[name] for name in _SAID), rows.call])
    octets: list[Any] = (
        said.view(np.dtype((np.void, said.itemsize * said.shape[1]))).ravel().tolist()
    )  # of a row each
    times = zip(rows.columns["key"].tolist(), rows.columns["t"].tolist(), octets, strict=True)
    for i, (key, t, words) in enumerate(times):
        before = now.get(key)
        if before is not None and before == (t, words):
            kept[i] = False
            wrong[named.REPEATED] += 1
        elif before is not None and t < before[0]:
            wrong[named.REORDERED] += 1
        else:
            now[key] = (t, words)
    if len(now) > _MOST:
        now = dict(sorted(now.items(), key=lambda item: item[1][0])[-_MOST // 2 :])
    told = tally(0, -wrong[named.REPEATED], wrong)
    return now, rows if kept.all() else take(rows, np.flatnonzero(kept)), told
