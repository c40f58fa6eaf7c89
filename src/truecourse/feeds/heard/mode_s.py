"""Mode S frames become reports: rs1090 takes the frames apart, positions are put together here, over time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isnan, nan
from typing import Any

import numpy as np
import rs1090
from numpy.typing import NDArray

from truecourse.feeds.heard import cpr
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.identity import NOBODY, clean_name, key_of_address
from truecourse.feeds.heard.settle import Rows, settle
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.flight.reports import Heard

UNPROVEN = (
    "of an address not yet heard"  # refused: the address is the frame's parity, and may be an error of it
)
UNCERTAIN = "of a register not certain"  # its Comm-B field reads as several registers: that field is dropped
_PAIR = 10.0  # s between an even and an odd message (Doc 9871, C.2.6.7)
_FRESH = 180.0  # s; a position less old places a single message
_AGAIN = 0.2  # s; the same frame so soon is heard by a second receiver, aircraft wait longer
_AGREE = 0.05  # degrees between the position placed by the last one and by a pair
_STUBBORN = 3  # pairs that contradict before they are believed
_MOST = 50_000  # aircraft remembered
# 95 % radius in metres by NUCp, 0 to 9 (RTCA DO-260, table 2-11)
_ACCURACY = (nan, 18520.0, 9260.0, 1852.0, 926.0, 463.0, 185.2, 92.6, 10.0, 3.0)
_READ = frozenset({4, 17, 18, 20, 21})
_REGISTERS = ("20", "50", "60")  # of Comm-B: identification, track and turn, heading and speed
_RELAYED = frozenset({2, 3, 5})  # DF 18 control fields of ground stations (TIS-B)
_NUMBERS = {"groundspeed": "gs_kt", "track": "course_deg", "vertical_rate": "vertical_rate_ftmin",
            "TAS": "tas_kt", "vrate_barometric": "vertical_rate_ftmin"}  # fmt: skip
WIRE = ("t", "received", "lat_deg", "lon_deg", "altitude_ft", "height_ft", "gs_kt", "tas_kt", "course_deg",
        "heading_magnetic_deg", "vertical_rate_ftmin", "accuracy_m")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of one aircraft: its last even and odd message, its last position, and when."""

    t: float = -inf
    messages: tuple[tuple[float, bool, tuple[int, int]] | None, ...] = (None, None)
    placed: float = -inf
    lat_deg: float = nan
    lon_deg: float = nan
    contradicted: int = 0


@dataclass(frozen=True, slots=True)
class Sky:
    """Every aircraft heard lately by address, frames of the last moment, the receiver's place (degrees)."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    recent: Mapping[str, float] = field(default_factory=dict)
    lat_deg: float = nan
    lon_deg: float = nan


def rows_of_frames(
    sky: Sky, frames: Sequence[tuple[str, float]], now: float = inf, live: bool = False
) -> tuple[Sky, Rows, Tally]:
    """Rows of frames (hexadecimal, POSIX s of arrival), and the sky as it is remembered after them.

    `now` and `live` as in `settle`. The frames must be hexadecimal; they are not trusted otherwise.
    """
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    chosen, recent = _worth_reading(frames, dict(sky.recent), wrong, examples)
    decoded = rs1090.decode([frame for frame, _ in chosen]) if chosen else []
    seen = dict(sky.seen)
    wire: list[dict[str, Any]] = []
    for (frame, t), message in zip(chosen, decoded, strict=True):
        if message is None:
            wrong[named.CORRUPT] += 1
            examples.setdefault(named.CORRUPT, frame)
        elif (row := _row(frame, t, message, seen, sky, wrong)) is not None:
            wire.append(row)
    _forget(seen)
    calls = list(dict.fromkeys(row["call"] for row in wire if row["call"]))
    rows, told = settle(_columns(wire, calls), calls, now, live)
    told = add(tally(len(frames) - told.heard, 0, wrong, examples), told)
    return replace(sky, seen=seen, recent=recent), rows, told


def _worth_reading(
    frames: Iterable[tuple[str, float]],
    recent: dict[str, float],
    wrong: Counter[str],
    examples: dict[str, object],
) -> tuple[list[tuple[str, float]], dict[str, float]]:
    """The frames that may hold something, and those of the last moment to know the next ones by."""
    chosen = []
    latest = -inf
    for given, t in frames:
        frame = given.lower()
        kind = int(frame[:2], 16) >> 3
        if len(frame) == 28 and kind < 16:
            frame = frame[:14]  # some receivers hand on what they heard after a short frame
        if len(frame) != (28 if kind >= 16 else 14):
            wrong[named.MALFORMED] += 1
            examples.setdefault(named.MALFORMED, frame)
        elif abs(t - recent.get(frame, -inf)) < _AGAIN:
            wrong[named.REPEATED] += 1
        elif kind not in _READ:
            wrong[named.UNKNOWN] += 1
            examples.setdefault(named.UNKNOWN, f"downlink format {kind}")
        else:
            chosen.append((frame, t))
        recent[frame] = t
        latest = max(latest, t)
    return chosen, {frame: t for frame, t in recent.items() if abs(t - latest) < _AGAIN}


def _row(
    frame: str, t: float, message: Mapping[str, Any], seen: dict[str, Seen], sky: Sky, wrong: Counter[str]
) -> dict[str, Any] | None:
    """One report on the wire, or None where the message holds nothing."""
    address = str(message.get("icao24", ""))
    own = message.get("df") in ("17", "18")
    if not own and address not in seen:
        wrong[UNPROVEN] += 1
        return None
    message = _register(message, wrong)
    row: dict[str, Any] = dict.fromkeys(WIRE, nan) | {"t": t, "received": t, "key": key_of_address(address)}
    if row["key"] == NOBODY:
        wrong[named.NO_IDENTITY] += 1
        return None
    before = seen.get(address, Seen())
    seen[address] = replace(before, t=max(before.t, t))
    row["call"] = clean_name(message.get("callsign"))
    row["on_ground"] = message.get("bds") == "06"
    relayed = message.get("df") == "18" and (int(frame[:2], 16) & 7) in _RELAYED
    row["heard"] = Heard.ADS_B if own and not relayed else Heard.SECONDARY
    row |= {ours: message[theirs] for theirs, ours in _NUMBERS.items() if message.get(theirs) is not None}
    if message.get("bds") == "60" and message.get("heading") is not None:
        row["heading_magnetic_deg"] = message["heading"]
    if message.get("altitude") is not None:
        geometric = str(message.get("source", "")).lower().startswith("g")
        row["height_ft" if geometric else "altitude_ft"] = message["altitude"]
    if message.get("lat_cpr") is not None:
        seen[address], row["lat_deg"], row["lon_deg"] = _placed(seen[address], t, message, sky)
        row["accuracy_m"] = _ACCURACY[min(int(message.get("NUCp") or 0), 9)]
        wrong[named.AMBIGUOUS] += isnan(row["lat_deg"])
    said = any(row[name] == row[name] for name in WIRE[2:-1]) or row["call"]
    if not said:
        wrong[named.UNKNOWN] += "lat_cpr" not in message
        return None
    return row


def _register(message: Mapping[str, Any], wrong: Counter[str]) -> Mapping[str, Any]:
    """The message with its Comm-B register, where it can be only one: the frame does not say which it is."""
    registers = [
        value for name, value in message.items() if name.startswith("bds") and isinstance(value, dict)
    ]
    wrong[UNCERTAIN] += len(registers) > 1
    if len(registers) != 1 or registers[0].get("bds") not in _REGISTERS:
        return message
    return {**message, **registers[0]}


def _placed(before: Seen, t: float, message: Mapping[str, Any], sky: Sky) -> tuple[Seen, float, float]:
    """Where a position message says that the aircraft is, degrees, NaN where that is not certain yet."""
    is_odd, surface = message.get("parity") == "odd", message.get("bds") == "06"
    pair = (int(message["lat_cpr"]), int(message["lon_cpr"]))
    messages = tuple((t, surface, pair) if i == is_odd else old for i, old in enumerate(before.messages))
    here, other = (nan, nan), messages[not is_odd]
    if other is not None and abs(t - other[0]) < _PAIR and not surface and not other[1]:
        here = cpr.airborne(messages[0][2], messages[1][2], is_odd)  # type: ignore[index]
    contradicted = 0
    if abs(t - before.placed) < _FRESH:
        local = cpr.near(pair, is_odd, surface, before.lat_deg, before.lon_deg)
        differ = max(abs(here[0] - local[0]), abs((here[1] - local[1] + 180.0) % 360.0 - 180.0)) > _AGREE
        contradicted = before.contradicted + 1 if differ else before.contradicted * isnan(here[0])
        if contradicted < _STUBBORN:
            here = local
        else:
            contradicted = 0
    elif surface and not isnan(sky.lat_deg):
        here = cpr.near(pair, is_odd, surface, sky.lat_deg, sky.lon_deg)
    if isnan(here[0]):
        return replace(before, messages=messages), nan, nan
    return Seen(before.t, messages, t, *here, contradicted), *here


def _forget(seen: dict[str, Seen]) -> None:
    """Of too many aircraft, the half that was heard last is kept."""
    if len(seen) > _MOST:
        for address in sorted(seen, key=lambda a: seen[a].t)[: len(seen) - _MOST // 2]:
            del seen[address]


def _columns(wire: Sequence[Mapping[str, Any]], calls: Sequence[str]) -> dict[str, NDArray]:
    columns: dict[str, NDArray] = {
        name: np.array([row[name] for row in wire], dtype=np.float64) for name in WIRE
    }
    columns["key"] = np.array([row["key"] for row in wire], dtype=np.int64)
    columns["on_ground"] = np.array([row["on_ground"] for row in wire], dtype=np.bool_)
    columns["heard"] = np.array([row["heard"] for row in wire], dtype=np.int8)
    index = {name: i for i, name in enumerate(calls)}
    columns["call"] = np.array([index.get(row["call"], -1) for row in wire], dtype=np.int32)
    return columns
