"""Subframes found by their sync words (ARINC 573-7 section 4.4.1, ARINC 717-15 section 4.3)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled, inner, larger
from truecourse.recording.stream import PACKED, STEPS, STRIDES, word_at

_MASK = 0xFFF
_NOT = 8  # added to a sync word's number, 0 to 3, where all its bits are inverted


class Found(NamedTuple):
    """Subframes in the order of the file: `place` (n,) bit of the sync word; `number` (n,) 1 to 4; `flipped`
    (n,) whether all bits are inverted; `sound` (n,) whether it begins with its own sync word and the next
    subframe stands where it should.
    """

    place: NDArray[np.int64]
    number: NDArray[np.int64]
    flipped: NDArray[np.bool_]
    sound: NDArray[np.bool_]


def find_subframes(data: NDArray[np.uint8], form: int, words: int, sync: tuple[int, ...]) -> Found:
    """Every subframe of `words` words: held from sync to sync, and searched for again where it was lost.

    A sync word begins a subframe only where two more follow in their order, a subframe apart, or one at the
    end of the file or where no such three are near. A subframe whose sync word alone is broken is kept, not
    sound; so is one that does not end where it should, for a slip within it cannot be placed.
    """
    rows = _find(data, form, words * STRIDES[form], STEPS[form], sync_table(sync))
    place, number = np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1]) + 1
    return Found(place, number, rows[:, 2] != 0, rows[:, 3] != 0)


def sync_table(sync: tuple[int, ...]) -> NDArray[np.int8]:
    """For each 12-bit word, which sync word it is, 0 to 3, else −1. (4096,).

    With all bits inverted the standard's first is its last and its second its third: the order of those that
    follow tells an inverted stream.
    """
    table = np.full(_MASK + 1, -1, dtype=np.int8)
    table[list(sync)] = np.arange(len(sync))
    return table


@inner
def _is(data: NDArray[np.uint8], form: int, bit: int, wanted: int, table: NDArray[np.int8]) -> bool:
    """Whether the word at a bit is sync word `wanted`: 0 to 3, or 8 to 11 inverted."""
    if bit + (12 if form == PACKED else 16) > data.size * 8:
        return False
    word = word_at(data, bit, form)
    if wanted >= _NOT:
        return table[~word & _MASK] == wanted - _NOT
    return table[word] == wanted


@inner
def _next(wanted: int, ahead: int) -> int:
    return (wanted & _NOT) | ((wanted + ahead) & 3)


@inner
def _followed(data, form, bit, kind, period, table) -> int:  # type: ignore[no-untyped-def]
    """How many of the next two sync words are where they should be; the end of the file counts as one."""
    if not _is(data, form, bit + period, _next(kind, 1), table):
        return 0
    return 2 if _is(data, form, bit + 2 * period, _next(kind, 2), table) else 1


@inner
def _search(data, form, start, period, step, table) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """The first sync word from a bit on that two more follow, or else one; and which it is. −1: none."""
    first, first_kind = -1, 0
    last = data.size * 8 - period - 16
    for bit in range(start, last + 1, step):
        if first >= 0 and bit > first + period:
            break
        word = word_at(data, bit, form)
        for upright in range(2):
            kind = table[word] if upright == 0 else table[~word & _MASK]
            if kind < 0:
                continue
            wanted = kind + (0 if upright == 0 else _NOT)
            follow = _followed(data, form, bit, wanted, period, table)
            if follow == 2:
                return bit, wanted
            if follow == 1 and first < 0:
                first, first_kind = bit, wanted
    return first, first_kind


@compiled
def _find(data, form, period, step, table):  # type: ignore[no-untyped-def]
    """Rows of place, number from 0, inverted, sound."""
    rows = np.empty((data.size * 8 // period + 16, 4), np.int64)
    n, total = 0, data.size * 8
    bit, kind = _search(data, form, 0, period, step, table)
    while bit >= 0 and bit + period <= total:
        if n + 2 > len(rows):
            rows = larger(rows)
        ends = bit + period + 12 > total
        after = _is(data, form, bit + period, _next(kind, 1), table)
        skipped = not after and _is(data, form, bit + 2 * period, _next(kind, 2), table)
        rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3] = bit, kind & 3, kind >= _NOT, after or skipped or ends
        n += 1
        if skipped:  # the next one's sync word is broken, the one after stands where it should
            rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3] = bit + period, (kind + 1) & 3, kind >= _NOT, 0
            n += 1
            bit, kind = bit + 2 * period, _next(kind, 2)
        elif after:
            bit, kind = bit + period, _next(kind, 1)
        elif ends:
            bit = -1
        else:
            bit, kind = _search(data, form, bit + step, period, step, table)
    return rows[:n]
