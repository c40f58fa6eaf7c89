"""Frames of either standard found in a file's bytes, with sentences on what is wrong with it."""

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.parameter import SYNC_WORDS, WORD_RATES, FrameCounter, ParameterMap
from truecourse.flight.recording import Subframes
from truecourse.recording.check import places
from truecourse.recording.clock import (
    backward,
    counter_step,
    counters,
    cycle_numbers,
    grid,
    seconds,
    with_gaps,
    without_false,
)
from truecourse.recording.decode import Held
from truecourse.recording.frames import find_frames, one_session
from truecourse.recording.rate import find_rates, rivals
from truecourse.recording.stream import ALIGNED, NAMES, STRIDES
from truecourse.recording.sync import Found, find_subframes

_SHARE_767 = 0.5  # of a file that frames must make up for it to be ARINC 767 when no map says so
_MARK = 0x1000  # bit 13 of an aligned sync word: words were added to fill the subframe up


def find(data: NDArray[np.uint8], map_: ParameterMap) -> Held:
    """Find the frames of the map's standard. Raises ValueError, in one sentence, where there are none, or
    the file's word rate or standard is not the map's.
    """
    if data.size == 0:
        raise ValueError("it is empty; give the file as it came from the recorder")
    return find_767(data, map_) if map_.standard == "767" else find_717(data, map_)


def find_767(data: NDArray[np.uint8], map_: ParameterMap) -> Held:
    """The frames of ARINC 767; t counts from the first frame that the map has."""
    found = find_frames(data)
    frames = found.frames
    if not len(frames.place):
        raise ValueError(f"no ARINC 767 frame is in it{_what_it_is(data)}")
    known = np.isin(frames.id, [kind.id for kind in map_.frames])
    if not known.any():
        ids = ", ".join(str(i) for i in np.unique(frames.id)[:8])
        raise ValueError(f"the map {map_.name} has none of its frames (ids {ids}); give this recorder's map")
    frames, fitting, odd, others = one_session(frames, known)
    known = np.isin(frames.id, [kind.id for kind in map_.frames])
    problems = _strange(found.strange, data.size)
    if odd:
        problems.append(f"{odd} frames have time stamps that do not fit their neighbours'; they are left out")
    if others:
        problems.append(f"{others} frames are of another recording, for time begins again; they are left out")
    for kind in map_.frames:
        short = int(np.sum((frames.id == kind.id) & (frames.size * 8 - 96 < kind.bits)))
        if short:
            problems.append(
                f"{short} frames of id {kind.id} are shorter than the map's; their end is left out"
            )
    for other in np.unique(frames.id[~known & (frames.id > 2)]):
        count = int(np.sum(frames.id == other))
        problems.append(f"{count} frames of id {other} are not in the map; they are left out")
    if found.other:
        problems.append(f"{found.other} frames hold messages, no parameters; they are left out")
    return Held(data, frames, began=float(frames.t[known].min()), problems=tuple(problems), found=fitting)


def find_717(data: NDArray[np.uint8], map_: ParameterMap) -> Held:
    """The subframes of ARINC 717, put on a grid of seconds."""
    rates = tuple(sorted({*WORD_RATES, map_.words}))
    seen = find_rates(data, rates, map_.sync)
    if not seen:
        raise ValueError(f"no ARINC 717 frame is in it{_what_it_is(data)}")
    best = seen[0]
    if best.words != map_.words:
        raise ValueError(
            f"it has {best.words} words a subframe, but the map {map_.name} is of {map_.words}; give this "
            "recorder's map"
        )
    period = map_.words * STRIDES[best.form]
    found = without_false(
        _unmarked(data, best.form, find_subframes(data, best.form, map_.words, map_.sync)), period
    )
    if not found.sound.any():
        raise ValueError("no ARINC 717 subframe in it is sound; give the file as it came from the recorder")
    counter, at = map_.counter, seconds(found, period)
    counted = counters(data, found, best.form, counter)
    step = counter_step(counted, at, counter) if counter else 0
    if counter:
        at = with_gaps(at, counted, step, counter)
    table = grid(found, at)
    if counter:
        table = table._replace(cycle=cycle_numbers(len(table.cycle), at, counted, step, counter))
    problems = [*_rivals(seen), *_lost(data, found, at, period)]
    if counter and step:
        problems += _back(counted, at, step, counter, map_.period)
    if counter and step == 0:
        problems.append("its frame counter does not count, so parameters of the superframe have no samples")
    frames = Subframes(
        found.place, found.number, at - table.before, counted, period, int(np.sum(~found.sound))
    )
    return Held(data, frames, best.form, table, problems=tuple(problems))


def _unmarked(data: NDArray[np.uint8], form: int, found: Found) -> Found:
    """Subframes that the aligned form marks as filled up are not sound, unless it marks most of them: then
    the bit means something else.
    """
    if form != ALIGNED:
        return found
    marked = (data[found.place // 8 + 1].astype(np.int64) << 8 & _MARK) != 0
    if 2 * int(marked.sum()) >= len(marked):
        return found
    return found._replace(sound=found.sound & ~marked)


def _rivals(seen: list) -> list[str]:
    return [
        f"{100 * other.share:.0f} % of it has {other.words} words a subframe ({NAMES[other.form]}), against "
        f"{100 * seen[0].share:.0f} % with {seen[0].words}: it is of two recordings, or damaged"
        for other in rivals(seen)
    ]


def _back(
    counted: NDArray[np.int64], at: NDArray[np.int64], step: int, counter: FrameCounter, period: float
) -> list[str]:
    """A sentence where the counter goes back: no time can be told for what lies between."""
    where = backward(at, counted, step, counter)
    if not len(where):
        return []
    first = float(at[where[0]] - at[0]) * period
    return [
        f"the frame counter goes back {places(len(where))}, first at {first:g} s: what follows may be another"
        " flight, or a piece that stands twice or out of order; it is put straight after what is before"
    ]


def _lost(data: NDArray[np.uint8], found: Found, at: NDArray[np.int64], period: int) -> list[str]:
    """Sentences on bits outside subframes, subframes not sound, seconds that are missing, and inversion."""
    problems = []
    bad, total = int(np.sum(~found.sound)), len(found.place)
    if bad:
        problems.append(f"{bad} of {total} subframes are not sound; their samples are not valid")
    missing = int(at[-1] - at[0]) + 1 - total
    if missing:
        problems.append(f"{missing} seconds are missing between the first subframe and the last")
    flipped = int(np.sum(found.flipped))
    if flipped:
        problems.append(f"{flipped} of {total} subframes have all bits inverted; they were turned back")
    end = data.size * 8 - int(found.place[-1]) - period
    head, tail = int(found.place[0]) // 8, max(0, end) // 8
    if head:
        problems.append(f"{head} bytes come before the first subframe; they are left out")
    if tail > 1:
        problems.append(f"{tail} bytes come after the last whole subframe; they are left out")
    return problems


def _strange(strange: int, size: int) -> list[str]:
    if not strange:
        return []
    return [f"{strange} of {size} bytes belong to no whole frame; they are left out"]


def _what_it_is(data: NDArray[np.uint8]) -> str:
    """What a file without the map's frames is, if it can be told, as the end of a sentence."""
    frames = find_frames(data[: 1 << 20])
    if frames.strange < _SHARE_767 * min(data.size, 1 << 20):
        return ", but there are ARINC 767 frames; give a map of that standard"
    seen = find_rates(data[: 1 << 20], WORD_RATES, SYNC_WORDS)
    if seen:
        return f", but there is ARINC 717 of {seen[0].words} words a subframe; give a map of that standard"
    return "; is it raw flight data?"
