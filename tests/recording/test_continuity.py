"""Frames that are broken, stop, begin again or stand in another order: what each is called, and no more."""

import random

import numpy as np
import pytest

from recording.encoder import SYNC, bits_of, flat, frame767, packed, recording
from truecourse.flight.parameter import FrameCounter, FrameType, ParameterMap
from truecourse.flight.recording import Subframes
from truecourse.recording.check import Check, Status
from truecourse.recording.continuity import continuity
from truecourse.recording.decode import Held
from truecourse.recording.find import find

COUNTER = FrameCounter(1, 64)


def _by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def _counting(values: list[int]) -> Subframes:
    """Whole frames whose counter, in subframe 1, has these values."""
    n = 4 * len(values)
    counter = np.full(n, -1)
    counter[::4] = values
    return Subframes(768 * np.arange(n), np.arange(n) % 4 + 1, np.arange(n), counter, 768)


def test_a_counter_that_begins_again_once_is_odd_and_one_that_does_so_always_rolls_over() -> None:
    once = _by_name(continuity(_counting([*range(500, 560), *range(40)])))["frame counter"]
    assert once.status is Status.ODD
    assert "begins again in one place, first at 0 after 559" in once.found
    often = continuity(_counting([*range(500, 560), *range(560), *range(40)]))
    assert _by_name(often)["frame counter"].status is Status.CONSISTENT
    full = continuity(_counting([*range(4000, 4096), *range(40)]))
    assert _by_name(full)["frame counter"].status is Status.CONSISTENT


def _found(words: list[int], made: bytes | None = None) -> Held:
    data = packed(bits_of(words)) if made is None else made
    return find(np.frombuffer(data, np.uint8), ParameterMap("made up", "717", 64, (), counter=COUNTER))


def _subframes(count: int, begin: int = 0) -> list[list[int]]:
    made = recording(64, count, seed=begin)
    for k, one in enumerate(made):
        one[63] = begin + k // 4
    return made


def test_one_dropped_byte_is_odd_and_a_fifth_of_the_sync_words_destroyed_is_not_consistent() -> None:
    whole = packed(bits_of(flat(_subframes(280))))
    slipped = _found([], whole[:9640] + whole[9641:])
    assert _by_name(continuity(slipped.frames))["sync"].status is Status.ODD
    broken = _subframes(280)
    for one in broken[10::5]:
        one[0] ^= 0xFF
    check = _by_name(continuity(_found(flat(broken)).frames))["sync"]
    assert check.status is Status.CONTRADICTS
    assert "54 of 280 subframes are not sound" in check.found


def test_a_counter_that_goes_back_is_told_by_every_command() -> None:
    once, twice = _found(flat(_subframes(200, 30))), _found(flat(_subframes(200, 30) * 2))
    assert once.problems == ()
    assert any("goes back in one place, first at 200 s" in one for one in twice.problems), twice.problems
    assert _by_name(continuity(twice.frames))["frame counter"].status is Status.ODD


def _stamped(*seconds: np.ndarray) -> Held:
    """Frames of ARINC 767 at these times."""
    kept = random.Random(0)
    data = b"".join(frame767(3, int(1000 * t), kept.randbytes(8)) for t in np.concatenate(seconds))
    made = ParameterMap("made up", "767", 0, (), frames=(FrameType(3, "FRAME", 1.0, 64),))
    return find(np.frombuffer(data, np.uint8), made)


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        (((0, 600),), Status.CONSISTENT),
        (((0, 600), (0, 600)), Status.ODD),
        (((0, 600), (0, 300)), Status.ODD),
        (((300, 600), (0, 300)), Status.CONTRADICTS),
    ],
)
def test_frames_of_767_are_checked_as_they_stand_in_the_file(
    pieces: tuple[tuple[int, int], ...], status: Status
) -> None:
    held = _stamped(*(np.arange(*piece) for piece in pieces))
    assert held.found is not None
    assert continuity(held.found)[0].status is status


def test_the_sync_words_here_are_the_standard_s() -> None:
    assert ParameterMap("", "717", 64, ()).sync == SYNC
