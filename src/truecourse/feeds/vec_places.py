"""Where an AGS map has a parameter recorded in ARINC 717: rows of the .fra table as parts of raw values.

A row copies `bits` of a 12-bit word, from `out` down, to the 32-bit word of the parameter, from `in` down.
Rows whose copies begin at the same bit are samples of their own; others are parts of one sample.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from truecourse.feeds.vec_meaning import Meaning
from truecourse.feeds.vec_tables import Line, whole
from truecourse.flight.parameter import SUBFRAMES, WORD_BITS, Part

_MOST_PARTS = 16


class Rows(NamedTuple):
    """The rows of a frame of `words` words: of regular parameters and of the superframe's by name, and the
    words of the superframes by their number.
    """

    words: int
    regular: Mapping[str, list[Line]]
    cyclic: Mapping[str, list[Line]]
    super_words: Mapping[str, Line]
    counted: bool


class Copy(NamedTuple):
    """Bits copied: where from, and to which bits of the parameter's word (`top` down)."""

    subframes: tuple[int, ...]
    words: tuple[int, ...]
    frames: tuple[int, ...]
    out: int
    bits: int
    top: int


class Placed(NamedTuple):
    """The samples of a parameter, none where `why` says why; `field` is the bits of its word that its raw
    value has left, `repeats` how often each row stands in the table.
    """

    samples: tuple[tuple[Part, ...], ...]
    field: tuple[int, ...] = ()
    repeats: int = 1
    why: str = ""


def samples_of(rows: Rows, name: str, known: Meaning) -> Placed:
    """Where a parameter is recorded.

    Of a signed value whose highest data bits are not recorded, those bits are copies of the sign, as in every
    number in two's complement that is small enough to leave them out: the sign then follows the highest bit
    that is recorded.
    """
    of = rows.regular.get(name) or rows.cyclic.get(name) or []
    if known.parameter is None or not of:
        return Placed(())
    once = list(dict.fromkeys(of))
    repeats = len(of) // len(once) if all(of.count(row) * len(once) == len(of) for row in once) else 1
    if name in rows.regular:
        copies = [_regular(rows.words, row) for row in once]
    elif not rows.counted:
        return Placed((), why="it is of the superframe, but the frame has no counter")
    else:
        copies = [_cyclic(rows, row) for row in once]
    sound = [copy for copy in copies if copy is not None]
    if len(sound) < len(copies):
        return Placed((), why="the .fra table places it outside the subframe, or by a second counter")
    field = _recorded(known, sound)
    groups = [_parts(group, field) for group in _groups(sound)]
    groups = _without_doubles([group for group in groups if group])
    if not groups:
        return Placed((), why="the bits that are recorded are none of its own")
    if any(len(group) > _MOST_PARTS for group in groups):
        return Placed((), why=f"it is made of more than {_MOST_PARTS} parts")
    return Placed(tuple(groups), field, min(16, repeats))


def _recorded(known: Meaning, copies: list[Copy]) -> tuple[int, ...]:
    """The field without data bits above the highest that is recorded, where it is in two's complement."""
    data, sign = known.field[:-1], known.field[-1]
    assert known.parameter is not None
    kept = {copy.top - k for copy in copies for k in range(copy.bits)}
    if known.parameter.sign != "twos" or sign not in kept or not kept & set(data):
        return known.field
    highest = max(kept & set(data))
    return (*(bit for bit in data if bit <= highest), sign)


def _regular(words: int, row: Line) -> Copy | None:
    """A row of kind 2: name, part, rate (samples a frame of four), subframe, word, bit out, bits, bit in."""
    rate, subframe, word, out, bits, top = (whole(row.field(i)) for i in range(2, 8))
    if rate not in (1, 2, 4, 8, 16, 32, 64, 128, 256) or not _inside(words, subframe, word, out, bits):
        return None
    every = max(1, SUBFRAMES // rate)
    subframes = tuple(sorted((subframe - 1 + k) % SUBFRAMES + 1 for k in range(0, SUBFRAMES, every)))
    apart = words // max(1, rate // SUBFRAMES)
    if apart == 0:
        return None
    columns = tuple(range(word, word + words - apart + 1, apart)) if rate > SUBFRAMES else (word,)
    return Copy(subframes, columns, (), out, bits, top) if columns[-1] <= words else None


def _cyclic(rows: Rows, row: Line) -> Copy | None:
    """A row of kind 4: name, part, period, superframe, frame, bit out, bits, bit in."""
    period, frame, out, bits, top = (whole(row.field(i)) for i in (2, 4, 5, 6, 7))
    place = rows.super_words.get(row.field(3))
    if place is None or whole(place.field(5), 1) != 1 or not 1 <= frame <= max(1, period):
        return None
    subframe, word = whole(place.field(1)), whole(place.field(2))
    if not _inside(rows.words, subframe, word, out, bits):
        return None
    return Copy((subframe,), (word,), (frame,), out, bits, top)


def _inside(words: int, subframe: int, word: int, out: int, bits: int) -> bool:
    return 1 <= subframe <= SUBFRAMES and 1 <= word <= words and 1 <= bits <= out <= WORD_BITS


def _groups(copies: list[Copy]) -> list[list[Copy]]:
    """Copies that make up one sample, the k-th of each target together."""
    targets: dict[int, list[Copy]] = defaultdict(list)
    for copy in sorted(copies, key=lambda c: (c.frames, c.subframes, c.words)):
        targets[copy.top].append(copy)
    most = max(len(of) for of in targets.values())
    groups = [[of[k] for of in targets.values() if k < len(of)] for k in range(most)]
    whole_ones = [group for group in groups if len(group) == len(targets)]
    return whole_ones or groups[:1]


def _parts(group: list[Copy], field: tuple[int, ...]) -> tuple[Part, ...]:
    """Runs of bits that stand side by side in the word and in the raw value; bits of no raw value are cut."""
    places = {bit: at for at, bit in enumerate(field)}
    parts = []
    for copy in group:
        run: list[tuple[int, int]] = []
        pairs = [(copy.out - k, places.get(copy.top - k)) for k in reversed(range(copy.bits))]
        for low, at in [*pairs, (0, None)]:
            if at is not None and (not run or (low, at) == (run[-1][0] + 1, run[-1][1] + 1)):
                run.append((low, at))
                continue
            if run:
                parts.append(Part(copy.subframes, copy.words, run[0][0], len(run), run[0][1], copy.frames))
            run = [(low, at)] if at is not None else []
    return tuple(parts)


def _without_doubles(groups: list[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """Groups at different words; of two in the same ones, samples of one moment, the first."""
    kept: list[tuple[Part, ...]] = []
    for group in groups:
        if all((a.subframes, a.words, a.frames) != (b.subframes, b.words, b.frames)
               for other in kept for a, b in zip(group[:1], other[:1], strict=True)):  # fmt: skip
            kept.append(group)
    return kept
