"""Raw values put together from the words and bits that hold them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled
from truecourse.flight.parameter import SUBFRAMES, Parameter, Part, times
from truecourse.recording.clock import Grid
from truecourse.recording.stream import STRIDES, word_at

# Of a layout: seconds after the frame's begin, bits after the sync word, low bit, bits, target bit.
_COLUMNS = 5


class Raw(NamedTuple):
    """Samples of one parameter in the order of time, n of them: `t` (n,) s, `value` (n,) the raw bits as they
    stand, and whether all of their words were sound.
    """

    t: NDArray[np.float64]
    value: NDArray[np.int64]
    valid: NDArray[np.bool_]


def gather(data: NDArray[np.uint8], form: int, words: int, grid: Grid, parameter: Parameter) -> Raw:
    """The samples of a parameter of ARINC 717, those that were lost among them; t is of the earliest word."""
    raw = _gathered(data, form, words, grid, parameter)
    many = parameter.repeats
    if many == 1:
        return raw
    apart = SUBFRAMES / sum(times(group[0]) for group in parameter.samples) / many
    later = np.tile(apart * np.arange(many), len(raw.t))
    return Raw(np.repeat(raw.t, many) + later, np.repeat(raw.value, many), np.repeat(raw.valid, many))


def _gathered(data: NDArray[np.uint8], form: int, words: int, grid: Grid, parameter: Parameter) -> Raw:
    cyclic = bool(parameter.samples[0][0].frames)
    moments, tables, firsts = [], [], []
    for group in parameter.samples:
        layout, after, first = _layout(group, words, STRIDES[form])
        tables.append(layout)
        moments.append(after)
        firsts.append(first)
    width = max(table.shape[1] for table in tables)
    table = np.concatenate([_padded(table, width) for table in tables])
    after, first = np.concatenate(moments), np.concatenate(firsts)
    order = np.lexsort((after, first))
    table, after, first = table[order], after[order], first[order]
    if not cyclic:
        base = np.arange(len(grid.cycle), dtype=np.int64)
        return _kept(data, form, grid, base, table, after)
    parts = [
        _kept(
            data,
            form,
            grid,
            np.flatnonzero(grid.cycle == number),
            table[first == number],
            after[first == number],
        )
        for number in np.unique(first)
    ]
    t = np.concatenate([part.t for part in parts])
    in_time = np.argsort(t, kind="stable")
    value = np.concatenate([part.value for part in parts])
    return Raw(t[in_time], value[in_time], np.concatenate([part.valid for part in parts])[in_time])


def _kept(
    data: NDArray[np.uint8], form: int, grid: Grid, base: NDArray[np.int64], table: NDArray[np.int64],
    after: NDArray[np.float64],
) -> Raw:  # fmt: skip
    """The samples that begin in these frames, without those before the file begins or after it ends."""
    value = np.empty(len(base) * len(table), dtype=np.int64)
    valid, t = np.empty(len(value), dtype=bool), np.empty(len(value))
    begin = base * SUBFRAMES
    _gather(data, form, grid.place, grid.flipped, begin, table, value, valid)
    _times(begin, after, grid.before, t)
    first, last = np.searchsorted(t, (0.0, float(grid.end)))
    return Raw(t[first:last], value[first:last], valid[first:last])


def _layout(
    group: tuple[Part, ...], words: int, stride: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Where the parts of each sample of a frame stand: (samples, parts, columns), when after the frame's
    begin the earliest word is, and in which frame of the cycle (0: every).
    """
    first = group[0]
    frames = first.frames or (0,)
    count = len(frames) * len(first.subframes) * len(first.words)
    table = np.zeros((count, len(group), _COLUMNS), dtype=np.int64)
    after = np.full(count, np.inf)
    for p, part in enumerate(group):
        k = 0
        for j, own in enumerate(part.frames or (0,)):
            ahead = (own - frames[j]) * SUBFRAMES
            for subframe in part.subframes:
                for word in part.words:
                    second = ahead + subframe - 1
                    table[k, p] = second, (word - 1) * stride, part.low - 1, part.bits, part.at
                    after[k] = min(after[k], second + (word - 1) / words)
                    k += 1
    return table, after, np.repeat(np.array(frames), count // len(frames))


def _padded(table: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """As many parts in every group: one more that adds no bits changes nothing."""
    missing = width - table.shape[1]
    if not missing:
        return table
    empty = np.repeat(table[:, :1], missing, axis=1)
    empty[:, :, 3] = 0
    return np.concatenate((table, empty), axis=1)


@compiled
def _times(base, after, before, t):  # type: ignore[no-untyped-def]
    """Fill t (frames x samples,), s from the first subframe of the file."""
    for f in range(base.size):
        for s in range(after.size):
            t[f * after.size + s] = float(base[f]) + after[s] - before


@compiled
def _gather(data, form, place, flipped, base, table, value, valid):  # type: ignore[no-untyped-def]
    """Fill value and valid (frames x samples,)."""
    samples, parts = table.shape[0], table.shape[1]
    for f in range(base.size):
        for s in range(samples):
            raw, sound = np.int64(0), True
            for p in range(parts):
                at = base[f] + table[s, p, 0]
                if at < 0 or at >= place.size or place[at] < 0:
                    sound = False
                    break
                word = word_at(data, place[at] + table[s, p, 1], form)
                if flipped[at]:
                    word ^= 0xFFF
                mask = (1 << table[s, p, 3]) - 1
                raw |= ((word >> table[s, p, 2]) & mask) << table[s, p, 4]
            value[f * samples + s] = raw if sound else 0
            valid[f * samples + s] = sound
