"""Seconds of a recording: one a subframe, those lost counted by the bits and numbers around them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.parameter import SUBFRAMES, FrameCounter
from truecourse.recording.stream import STRIDES, words_at
from truecourse.recording.sync import Found

# Frames of one count, before and after, for a jump of the counter to be a gap and no error of a bit.
_AGREE = 2
_LONGEST_GAP = 21_600  # frames (a day) beyond which a jump of the counter is no gap


class Grid(NamedTuple):
    """Subframes by the second, G of them, the first being subframe 1 of the frame in which the file begins.

    `place` (G,) is the bit of the file, −1 where lost or not sound; `flipped` (G,); `before` is how many
    seconds of the first frame lie before the first subframe of the file, which is at t = 0; `end` is when the
    last ends; `cycle` (G / 4,) is each frame's number in the superframe's cycle, from 1, and 0 where it is
    not known.
    """

    place: NDArray[np.int64]
    flipped: NDArray[np.bool_]
    before: int
    end: int
    cycle: NDArray[np.int64]


def without_false(found: Found, period: int) -> Found:
    """What is left when a subframe not sound is overtaken by another within half its length: its sync word
    was data.
    """
    near = np.diff(found.place) < period // 2
    false = np.append(near & ~found.sound[:-1], False)
    return Found(*(column[~false] for column in found))


def seconds(found: Found, period: int) -> NDArray[np.int64]:
    """Seconds of subframes (n,) after the beginning of the frame that the first belongs to.

    Between two the time is what the bits between them would take, to the nearest whole second that fits
    their numbers (1 to 4), and at least one.
    """
    apart = np.rint(np.diff(found.place) / period).astype(np.int64)
    wanted = np.diff(found.number)
    apart += (wanted - apart + 2) % SUBFRAMES - 2
    apart[apart < 1] += SUBFRAMES
    return found.number[0] - 1 + np.concatenate(([0], np.cumsum(apart)))


def counters(
    data: NDArray[np.uint8], found: Found, form: int, counter: FrameCounter | None
) -> NDArray[np.int64]:
    """The frame counter (n,) in the subframes that hold it and are sound, else −1."""
    out = np.full(len(found.place), -1, dtype=np.int64)
    if counter is None:
        return out
    here = np.flatnonzero((found.number == counter.subframe) & found.sound)
    words = np.empty(len(here), dtype=np.int64)
    words_at(data, found.place[here] + (counter.word - 1) * STRIDES[form], form, words)
    words = np.where(found.flipped[here], words ^ 0xFFF, words)
    out[here] = (words >> (counter.low - 1)) & ((1 << counter.bits) - 1)
    return out


def counter_step(counted: NDArray[np.int64], second: NDArray[np.int64], counter: FrameCounter) -> int:
    """By how much the counter grows from frame to frame, as most pairs of neighbours have it; 0 where it
    stands still, or no step is that of most: then it is no counter.
    """
    if counter.step:
        return counter.step
    here = np.flatnonzero(counted >= 0)
    pairs = here[:-1][np.diff(second[here]) == SUBFRAMES], here[1:][np.diff(second[here]) == SUBFRAMES]
    if not len(pairs[0]):
        return 0
    steps, how_many = np.unique(
        (counted[pairs[1]] - counted[pairs[0]]) % (1 << counter.bits), return_counts=True
    )
    return int(steps[np.argmax(how_many)]) if 2 * how_many.max() > how_many.sum() else 0


def with_gaps(
    second: NDArray[np.int64], counted: NDArray[np.int64], step: int, counter: FrameCounter
) -> NDArray[np.int64]:
    """Seconds (n,) where frames that the counter leaves out are time gone by: a jump forward that holds for
    two frames on both sides. A jump of less than half the counter's range is forward; one to its first value
    is none, for counters may begin again before their bits are used up.
    """
    here = np.flatnonzero(counted >= 0)
    if step <= 0 or len(here) < 2 * _AGREE:
        return second
    span = (1 << counter.bits) // step
    lag = (counted[here] // step - second[here] // SUBFRAMES) % span
    same = np.diff(lag) == 0
    second = second.copy()
    for k in np.flatnonzero(~same).tolist():
        steady = k >= 1 and k + 2 < len(lag) and same[k - 1] and same[k + 1]
        jump = int(lag[k + 1] - lag[k]) % span
        if counted[here[k + 1]] == counter.first:
            continue
        if steady and jump < span // 2 and jump <= _LONGEST_GAP:
            second[_first_after(second, here, k) :] += SUBFRAMES * jump
    return second


def backward(
    second: NDArray[np.int64], counted: NDArray[np.int64], step: int, counter: FrameCounter
) -> NDArray[np.int64]:
    """Subframes before which the counter goes back, or begins again before its bits are used up, and counts
    on from there for two frames as before. A counter that begins again at one value over and over rolls over.
    """
    here = np.flatnonzero(counted >= 0)
    if step <= 0 or len(here) < 2 * _AGREE:
        return here[:0]
    lag = counted[here] // step - second[here] // SUBFRAMES
    span = (1 << counter.bits) // step
    jump = np.diff(lag) % span
    steady = np.zeros(len(jump), dtype=bool)
    steady[1:-1] = (jump[:-2] == 0) & (jump[2:] == 0)
    anew = (jump > 0) & (counted[here[1:]] == counter.first)
    back = np.flatnonzero(steady & ((jump >= span // 2) | anew))
    return here[back[~rolls(counted[here], back)] + 1]


def rolls(counted: NDArray[np.int64], jumps: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the steps of a counter (those after `jumps`) it makes more than once: so it rolls over."""
    pairs = np.stack([counted[jumps], counted[jumps + 1]], axis=1)
    if not len(pairs):
        return np.zeros(0, dtype=bool)
    _, which, often = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(often[which.ravel()] > 1)


def _first_after(second: NDArray[np.int64], here: NDArray[np.int64], k: int) -> int:
    """The subframe after counter k at which time jumps: after the longest step there, else the next frame's
    first.
    """
    apart = np.diff(second[here[k] : here[k + 1] + 1])
    if apart.max() > 1:
        return int(here[k] + int(np.argmax(apart)) + 1)
    begins = np.flatnonzero(second[here[k] : here[k + 1] + 1] % SUBFRAMES == 0)
    return int(here[k] + (begins[-1] if len(begins) else 1))


def cycle_numbers(
    frames: int, second: NDArray[np.int64], counted: NDArray[np.int64], step: int, counter: FrameCounter
) -> NDArray[np.int64]:
    """The number, from 1, of each frame (F,) in the superframe's cycle; counted on from the last frame whose
    counter is sound, and back from the first. 0 where the counter does not count.
    """
    here = np.flatnonzero(counted >= 0)
    if step <= 0 or not len(here):
        return np.zeros(frames, dtype=np.int64)
    phase = ((counted[here] - counter.first) // step - second[here] // SUBFRAMES) % counter.cycle
    frame = np.arange(frames)
    last = np.clip(np.searchsorted(second[here] // SUBFRAMES, frame, side="right") - 1, 0, None)
    return (phase[last] + frame) % counter.cycle + 1


def grid(found: Found, second: NDArray[np.int64]) -> Grid:
    """The subframes by the second, those that are not sound being lost; no cycle is known yet."""
    count = -(-(int(second[-1]) + 1) // SUBFRAMES) * SUBFRAMES
    place, flipped = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=bool)
    place[second[found.sound]] = found.place[found.sound]
    flipped[second[found.sound]] = found.flipped[found.sound]
    before, end = int(found.number[0]) - 1, int(second[-1]) + 1
    return Grid(place, flipped, before, end - before, np.zeros(count // SUBFRAMES, dtype=np.int64))
