"""ARINC 767 frames: found by their sync word, length and trailer, and their parameters bit by bit.

A frame is 0xEB90, its length in bytes (16 bits), a count of milliseconds since the recording began (32), its
type and id (8 each), its data, and type and id again; all numbers with the most significant byte first
(ARINC 767-1, section on frame-based recording).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled
from truecourse.flight.parameter import FrameType, Place
from truecourse.flight.recording import Frames
from truecourse.recording.gather import Raw

SYNC = 0xEB90
HEAD, TAIL = 10, 2  # bytes before and after the data
LONGEST = 8192  # bytes of a frame, by the standard
_LATE = 1.5  # periods between two frames of a type beyond which one was lost
ANY_ORDER = 60.0  # s
_LONGEST_HOLE = 100_000.0  # s between a stamp's neighbours beyond which they say nothing of it
_MOST_LOST = 100_000  # frames of one gap that are written as lost; a longer one is a new recording


class FoundFrames(NamedTuple):
    """The frames of a file and how many bytes of it belong to none; `other` counts frames of types but 0."""

    frames: Frames
    strange: int
    other: int


def find_frames(data: NDArray[np.uint8]) -> FoundFrames:
    """Every whole frame whose trailer repeats its type and id."""
    place, size, kind, stamp, used = _find(data)
    fixed = kind >> 8 == 0
    frames = Frames(place[fixed], size[fixed], kind[fixed] & 0xFF, stamp[fixed] / 1000.0)
    return FoundFrames(frames, data.size - used, int(np.sum(~fixed)))


@compiled
def _find(data):  # type: ignore[no-untyped-def]
    room = data.size // (HEAD + TAIL) + 1
    place, size = np.empty(room, np.int64), np.empty(room, np.int64)
    kind, stamp = np.empty(room, np.int64), np.empty(room, np.int64)
    n, i, used = 0, 0, 0
    while i + HEAD + TAIL <= data.size:
        length = (np.int64(data[i + 2]) << 8) | data[i + 3]
        end = i + length
        if (
            data[i] != SYNC >> 8
            or data[i + 1] != SYNC & 0xFF
            or length < HEAD + TAIL
            or length > LONGEST
            or end > data.size
            or data[end - 2] != data[i + 8]
            or data[end - 1] != data[i + 9]
        ):
            i += 1
            continue
        place[n], size[n], kind[n] = i, length, (np.int64(data[i + 8]) << 8) | data[i + 9]
        count = np.int64(0)
        for k in range(4):
            count = (count << 8) | data[i + 4 + k]
        stamp[n] = count
        n, i, used = n + 1, end, used + length
    return place[:n].copy(), size[:n].copy(), kind[:n].copy(), stamp[:n].copy(), used


def one_session(frames: Frames, known: NDArray[np.bool_]) -> tuple[Frames, Frames, int, int]:
    """The frames of one recording; all that count whose stamps fit between their neighbours'; how many do
    not; and how many are of other recordings, where stamps begin again.

    `known` (n,) is the frames that count; others are kept as they are, for their stamps mean nothing. Frames
    of one moment may stand in any order within a minute.
    """
    here = np.flatnonzero(known)
    t = frames.t[here]
    before, after = np.append(t[:1], t[:-1]), np.append(t[1:], t[-1:])
    agree = (before <= after + ANY_ORDER) & (after - before < _LONGEST_HOLE)
    odd = agree & ((t < before - ANY_ORDER) | (t > after + ANY_ORDER))
    here, t = here[~odd], t[~odd]
    session = np.concatenate(([0], np.cumsum(np.diff(t) < -ANY_ORDER)))
    longest = session == np.argmax(np.bincount(session))
    keep = ~known
    keep[here[longest]] = True
    return _chosen(frames, keep), _chosen(frames, here), int(odd.sum()), int(np.sum(~longest))


def _chosen(frames: Frames, which: NDArray[Any]) -> Frames:
    return Frames(frames.place[which], frames.size[which], frames.id[which], frames.t[which])


def gather_frames(
    data: NDArray[np.uint8], frames: Frames, began: float, kind: FrameType, place: Place
) -> Raw:
    """The samples of a parameter of ARINC 767, at its frames' own times less `began`; lost ones are put in
    where frames of its type are late by more than half a period.
    """
    here = np.flatnonzero(
        (frames.id == kind.id) & (frames.size * 8 >= 8 * (HEAD + TAIL) + place.first + place.bits)
    )
    t = frames.t[here] - began
    in_time = np.argsort(t, kind="stable")
    here, t = here[in_time], t[in_time]
    value = np.empty(len(here), dtype=np.int64)
    _bits(data, frames.place[here] + HEAD, place.first, place.bits, value)
    valid = np.ones(len(here), dtype=bool)
    period = 1.0 / kind.rate if kind.rate > 0.0 else np.inf
    missing = np.rint(np.diff(t) / period).astype(np.int64) - 1
    late = np.flatnonzero((np.diff(t) > _LATE * period) & (missing < _MOST_LOST))
    if not len(late):
        return Raw(t, value, valid)
    at = np.repeat(late + 1, missing[late])
    lost = np.concatenate([t[k] + period * np.arange(1, missing[k] + 1) for k in late])
    return Raw(np.insert(t, at, lost), np.insert(value, at, 0), np.insert(valid, at, False))


@compiled
def _bits(data, begin, first, bits, value):  # type: ignore[no-untyped-def]
    for i in range(begin.size):
        raw = np.int64(0)
        for bit in range(first, first + bits):
            byte = data[begin[i] + (bit >> 3)]
            raw = (raw << 1) | ((byte >> (7 - (bit & 7))) & 1)
        value[i] = raw
