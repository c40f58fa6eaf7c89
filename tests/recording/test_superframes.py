"""Superframes: parameters that take their turn in the frames of a cycle, found by the frame counter."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recording.encoder import bits_of, flat, packed, put, recording
from truecourse.flight.parameter import FrameCounter, Parameter, ParameterMap, Part
from truecourse.recording.decode import named, samples
from truecourse.recording.find import find

COUNTER, TURN = 9, 20  # words


def a_map(cycle: int, counter: FrameCounter) -> ParameterMap:
    """One parameter in frame 3 of the cycle, one of two parts in frames 2 and 4, one in frames 1 and 5."""

    def turn(frames, low=1, bits=12, at=0):
        return Part((2,), (TURN,), low, bits, at, frames)

    return ParameterMap(
        "test", "717", 64,
        (
            Parameter(name="THIRD", kind="linear", bits=12, samples=((turn((3,)),),)),
            Parameter(name="BOTH", kind="linear", bits=19, samples=((turn((2,)), turn((4,), 5, 7, 12)),)),
            Parameter(name="TWICE", kind="linear", bits=12, samples=((turn((1, 5)),),)),
        ),
        counter=counter,
    )  # fmt: skip


def sent(frames: int, begins: int, step: int, seed: int, first: int = 0) -> tuple[list[list[int]], list[int]]:
    """Subframes with a counter in subframe 1, and the words of subframe 2 that take turns, by frame."""
    subframes = recording(64, 4 * frames, seed)
    for f in range(frames):
        subframes[4 * f][COUNTER - 1] = (first + (begins + f) * step) % 4096
    return subframes, [subframes[4 * f + 1][TURN - 1] for f in range(frames)]


@settings(max_examples=12)
@given(st.integers(0, 4095), st.sampled_from([1, 2, 256]), st.integers(0, 3), st.integers(0, 2**20))
def test_each_takes_its_turn_wherever_the_file_begins(begins: int, step: int, skip: int, seed: int) -> None:
    """Counters that grow by one, or by 256 so that the top four bits are the cycle's number."""
    subframes, words = sent(40, begins, step, seed)
    counter = FrameCounter(1, COUNTER, cycle=16)
    made = a_map(16, counter)
    held = find(np.frombuffer(packed(bits_of(flat(subframes[skip:]))), np.uint8), made)
    when = {f: 4 * f + 1 + (TURN - 1) / 64 - skip for f in range(40)}
    turn = {f: (begins + f) % (4096 // step) % 16 + 1 for f in range(40)}
    frames = range((skip + 2) // 4, 40)
    third = samples(held, made, named(made, "THIRD"))
    assert third.valid.all()
    expected = [(when[f], words[f]) for f in frames if turn[f] == 3]
    assert list(zip(third.t, third.value, strict=True)) == expected
    twice = samples(held, made, named(made, "TWICE"))
    assert list(zip(twice.t, twice.value, strict=True)) == [
        (when[f], words[f]) for f in frames if turn[f] in (1, 5)
    ]
    both = samples(held, made, named(made, "BOTH"))
    whole = [
        (when[f], words[f] | (words[f + 2] >> 4 & 0x7F) << 12) for f in frames if turn[f] == 2 and f < 38
    ]
    assert list(zip(both.t[both.valid], both.value[both.valid], strict=True)) == whole


@settings(max_examples=12)
@given(st.integers(0, 4095), st.integers(5, 30), st.integers(1, 300), st.integers(0, 2**20))
def test_frames_cut_out_of_the_file_are_time_gone_by(begins: int, at: int, lost: int, seed: int) -> None:
    """The counter tells how many, where the bits of the file tell nothing."""
    subframes, words = sent(at + lost + 12, begins, 1, seed)
    made = a_map(16, FrameCounter(1, COUNTER, cycle=16))
    kept = subframes[: 4 * at] + subframes[4 * (at + lost) :]
    held = find(np.frombuffer(packed(bits_of(flat(kept))), np.uint8), made)
    third = samples(held, made, named(made, "THIRD"))
    turns = [
        f for f in range(at + lost + 12) if (begins + f) % 4096 % 16 + 1 == 3 and not at <= f < at + lost
    ]
    got = list(zip(third.t[third.valid], third.value[third.valid], strict=True))
    assert got == [(4 * f + 1 + (TURN - 1) / 64, words[f]) for f in turns]


def test_a_wrong_bit_of_the_counter_moves_nothing() -> None:
    subframes, words = sent(40, 100, 1, 3)
    subframes[4 * 20][COUNTER - 1] ^= 0o100
    made = a_map(16, FrameCounter(1, COUNTER, cycle=16))
    held = find(np.frombuffer(packed(bits_of(flat(subframes))), np.uint8), made)
    assert int(held.frames.second[-1]) == 159
    third = samples(held, made, named(made, "THIRD"))
    right = [words[f] for f in range(40) if (100 + f) % 16 + 1 == 3]
    assert [v for v in third.value.tolist() if v in right] == right


def test_a_counter_that_does_not_count_is_told() -> None:
    rng = random.Random(5)
    subframes, _ = sent(20, 0, 1, 3)
    for f in range(20):
        subframes[4 * f][COUNTER - 1] = rng.randrange(4096)
    made = a_map(16, FrameCounter(1, COUNTER, cycle=16))
    held = find(np.frombuffer(packed(bits_of(flat(subframes))), np.uint8), made)
    assert any("frame counter does not count" in problem for problem in held.problems)
    assert len(samples(held, made, named(made, "THIRD")).t) == 0


@pytest.mark.parametrize("value", [0, 1, 77, -1, -77, 2**18 - 1, -(2**18)])
def test_a_value_of_several_words_and_subframes(value: int) -> None:
    """19 bits in three pieces: in words 5 and 6 of subframe 1, and in subframe 3."""
    subframes = recording(64, 8)
    raw = value % 2**19
    for first in (0, 4):
        subframes[first][4] = put(subframes[first][4], 1, 12, raw & 0xFFF)
        subframes[first][5] = put(subframes[first][5], 9, 4, raw >> 12 & 0xF)
        subframes[first + 2][29] = put(subframes[first + 2][29], 2, 3, raw >> 16)
    parts = (Part((1,), (5,)), Part((1,), (6,), 9, 4, 12), Part((3,), (30,), 2, 3, 16))
    wide = Parameter(name="WIDE", kind="linear", bits=19, samples=(parts,), sign="twos")
    made = ParameterMap("test", "717", 64, (wide,))
    got = samples(find(np.frombuffer(packed(bits_of(flat(subframes))), np.uint8), made), made, wide)
    assert got.value.tolist() == [value, value] and got.t.tolist() == [4 / 64, 4 + 4 / 64]


def test_samples_at_places_of_their_own_come_in_the_order_of_time() -> None:
    subframes = recording(64, 8)
    groups = ((Part((3,), (7,), 3, 10),), (Part((1,), (4,), 1, 10),))
    one = Parameter(name="TWO", kind="linear", bits=10, samples=groups)
    made = ParameterMap("test", "717", 64, (one,))
    got = samples(find(np.frombuffer(packed(bits_of(flat(subframes))), np.uint8), made), made, one)
    assert got.t.tolist() == [3 / 64, 2 + 6 / 64, 4 + 3 / 64, 6 + 6 / 64]
    assert got.value.tolist() == [
        subframes[0][3] & 0x3FF, subframes[2][6] >> 2, subframes[4][3] & 0x3FF, subframes[6][6] >> 2,
    ]  # fmt: skip


def test_a_counter_that_begins_again_early_is_no_gap() -> None:
    """It counts to 3599 and begins again, as some do, though twelve bits hold 4095."""
    subframes, words = sent(40, 0, 1, 3)
    for f in range(40):
        subframes[4 * f][COUNTER - 1] = (3584 + f) % 3600
    made = a_map(16, FrameCounter(1, COUNTER, cycle=16))
    held = find(np.frombuffer(packed(bits_of(flat(subframes))), np.uint8), made)
    assert int(held.frames.second[-1]) == 159
    third = samples(held, made, named(made, "THIRD"))
    assert third.value.tolist() == [words[f] for f in range(40) if (3584 + f) % 3600 % 16 == 2]
