"""Which form a file has and how many words a subframe, seen from where its sync words stand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled, inner
from truecourse.recording.stream import FORMS, STEPS, STRIDES, SWAPPED, word_at
from truecourse.recording.sync import sync_table

_WINDOW = 1 << 20  # bytes looked at first, at the beginning, the middle and the end
_LEAST = 0.02  # share of what a stretch could hold that must be there: chance gives 5e-11 a bit
_RIVAL = 0.1
_ODD = (3, 5, 7, 9)  # times the period of a stream at which its sync words stand in an order too


class Rate(NamedTuple):
    """A form (`stream.FORMS`), words a subframe, and the share of the stretch looked at that it explains."""

    form: int
    words: int
    share: float


def find_rates(data: NDArray[np.uint8], rates: tuple[int, ...], sync: tuple[int, ...]) -> list[Rate]:
    """The forms and rates in which sync words follow each other, the best first; empty where none do.

    Three sync words in their order and as far apart as a rate has them count; three windows of 1 MiB are
    looked at, and the whole file where they have nothing.
    """
    if data.size > 3 * _WINDOW:
        middle = data.size // 2
        windows = [data[:_WINDOW], data[middle : middle + _WINDOW], data[-_WINDOW:]]
        found = _best([_counts(window, rates, sync) for window in windows], rates, 3 * _WINDOW)
        if found:
            return found
    return _best([_counts(data, rates, sync)], rates, data.size)


def rivals(found: list[Rate]) -> list[Rate]:
    """Other rates that a good part of the file has: it is made of several recordings, or damaged."""
    return [rate for rate in found[1:] if rate.share > _RIVAL]


def _best(counts: list[NDArray[np.int64]], rates: tuple[int, ...], size: int) -> list[Rate]:
    """Those that explain enough, without those that are another's: every third sync word of a stream stands
    in the order of an inverted one, every fifth in its own, so that a stream of 64 words in 16 bits each
    looks like an inverted bitstream of 256.
    """
    total = np.sum(counts, axis=0)
    seen = [
        (form, words, words * STRIDES[form], int(total[form, k]))
        for form in FORMS for k, words in enumerate(rates) if total[form, k]
    ]  # fmt: skip
    found = []
    for form, words, period, count in seen:
        borrowed = any(period % p == 0 and period // p in _ODD and 2 * n > count for _, _, p, n in seen)
        share = count * period / max(1, size * 8)
        if not borrowed and share >= _LEAST:
            found.append(Rate(form, words, min(1.0, share)))
    return sorted(found, key=lambda rate: -rate.share)


def _counts(data: NDArray[np.uint8], rates: tuple[int, ...], sync: tuple[int, ...]) -> NDArray[np.int64]:
    counted = np.zeros((len(FORMS), len(rates)), dtype=np.int64)
    table = sync_table(sync)
    for form in FORMS:
        periods = np.array([words * STRIDES[form] for words in rates], dtype=np.int64)
        counted[form] = _count(data, form, periods, STEPS[form], table)
    return counted


@compiled
def _count(data, form, periods, step, table):  # type: ignore[no-untyped-def]
    """How often three sync words in order stand each period apart, upright or inverted."""
    counted = np.zeros(periods.size, np.int64)
    either = np.zeros(table.size, np.bool_)
    for either_way in range(table.size):
        either[either_way] = table[either_way] >= 0 or table[either_way ^ 0xFFF] >= 0
    for byte in range(data.size - 2):
        bits = np.int64(data[byte]) | (np.int64(data[byte + 1]) << 8) | (np.int64(data[byte + 2]) << 16)
        for shift in range(0, 8, step):
            word = (bits >> shift) & 0xFFF if form != SWAPPED else word_at(data, byte * 8, form)
            if either[word]:
                for turn in (0, 0xFFF):
                    if table[word ^ turn] >= 0:
                        _tally(data, form, byte * 8 + shift, turn, periods, table, counted)
    return counted


@inner
def _tally(data, form, bit, turn, periods, table, counted):  # type: ignore[no-untyped-def]
    """Count the periods at which the two sync words that follow the one at a bit stand."""
    kind = table[word_at(data, bit, form) ^ turn]
    for k in range(periods.size):
        end = bit + 2 * periods[k]
        if (
            end + 16 <= data.size * 8
            and table[word_at(data, bit + periods[k], form) ^ turn] == (kind + 1) & 3
            and table[word_at(data, end, form) ^ turn] == (kind + 2) & 3
        ):
            counted[k] += 1
