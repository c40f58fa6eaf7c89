"""ARINC 767 frames, against frames put together by the standard's layout."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recording.encoder import frame767, msb_first
from truecourse.flight.parameter import FrameType, Parameter, ParameterMap, Place
from truecourse.recording.decode import named, samples
from truecourse.recording.find import find


def a_map() -> ParameterMap:
    fast, slow = FrameType(4, "5 Hz", 5.0, 24), FrameType(7, "1/4 Hz", 0.25, 40)
    return ParameterMap(
        "test", "767", 0,
        (
            Parameter(name="A", kind="linear", bits=5, place=Place(4, 0, 5)),
            Parameter(name="B", kind="linear", bits=18, place=Place(4, 5, 18), sign="twos"),
            Parameter(name="C", kind="float", bits=32, place=Place(7, 3, 32)),
        ),
        frames=(fast, slow),
    )  # fmt: skip


def a_file(count: int, seed: int) -> tuple[list[bytes], list[tuple[int, int]], list[float]]:
    """Frames in the order of time, and the values in them."""
    rng = random.Random(seed)
    pairs = [(rng.randrange(32), rng.randrange(-(2**17), 2**17)) for _ in range(count)]
    floats = [float(np.float32(rng.uniform(-1e6, 1e6))) for _ in range(count)]
    frames = []
    for k, (a, b) in enumerate(pairs):
        if k % 20 == 0:
            word = int(np.float32(floats[k]).view(np.uint32))
            frames.append(frame767(7, 5000 + 200 * k, msb_first([(5, 3), (word, 32), (0, 5)])))
        frames.append(frame767(4, 5000 + 200 * k, msb_first([(a, 5), (b % 2**18, 18), (1, 1)])))
    return frames, pairs, floats[::20]


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 2**20), st.integers(0, 30))
def test_every_bit_comes_back_at_its_own_time(count: int, seed: int, junk: int) -> None:
    frames, pairs, floats = a_file(count, seed)
    made = a_map()
    data = random.Random(seed).randbytes(junk).replace(b"\xeb", b"\0") + b"".join(frames)
    held = find(np.frombuffer(data, np.uint8), made)
    a, b, c = (samples(held, made, named(made, name)) for name in "ABC")
    assert a.value.tolist() == [one for one, _ in pairs] and b.value.tolist() == [two for _, two in pairs]
    assert np.allclose(a.t, 0.2 * np.arange(count), atol=1e-9)
    assert c.value.tolist() == floats and a.valid.all() and b.valid.all() and c.valid.all()
    assert (f"{junk} of {len(data)} bytes belong to no whole frame; they are left out" in held.problems) == (
        junk > 0
    )


@settings(max_examples=40)
@given(st.integers(30, 50), st.data())
def test_damage_costs_the_frames_it_is_in(count: int, data: st.DataObject) -> None:
    """Bytes taken out anywhere after the first frames: the rest comes back, what is lost is not valid.

    Just a frame's length taken out makes one frame of two halves, which nothing in the standard tells.
    """
    frames, pairs, _ = a_file(count, 9)
    whole = b"".join(frames)
    at = data.draw(st.integers(60, len(whole) - 60))
    gone = data.draw(st.integers(1, 40).filter(lambda n: n % 15 and n % 17))
    made = a_map()
    held = find(np.frombuffer(whole[:at] + whole[at + gone :], np.uint8), made)
    a = samples(held, made, named(made, "A"))
    assert len(a.t) == count
    right = [a.value[k] == pairs[k][0] for k in range(count)]
    assert all(right[k] or not a.valid[k] for k in range(count))
    assert np.sum(~a.valid) <= gone // 15 + 2


def test_a_cut_frame_a_strange_one_and_messages_are_told() -> None:
    frames, pairs, _ = a_file(10, 1)
    extra = [frame767(9, 6000, b"\0" * 5), frame767(3, 6100, b"\1" * 9, type_=16)]
    data = b"".join(frames[:5] + extra + frames[5:]) + frames[3][:-4]
    held = find(np.frombuffer(data, np.uint8), a_map())
    assert held.problems == (
        f"{len(frames[3]) - 4} of {len(data)} bytes belong to no whole frame; they are left out",
        "1 frames of id 9 are not in the map; they are left out",
        "1 frames hold messages, no parameters; they are left out",
    )
    assert samples(held, a_map(), named(a_map(), "A")).value.tolist() == [one for one, _ in pairs]


def test_the_wrong_standard_and_the_wrong_map_are_refused() -> None:
    data = np.frombuffer(b"".join(a_file(40, 2)[0]), np.uint8)
    of_717 = ParameterMap("other", "717", 256, ())
    with pytest.raises(ValueError, match="no ARINC 717 frame is in it, but there are ARINC 767 frames"):
        find(data, of_717)
    other = ParameterMap("other", "767", 0, (), frames=(FrameType(99, "", 1.0, 8),))
    with pytest.raises(ValueError, match=r"the map other has none of its frames \(ids 4, 7\)"):
        find(data, other)
    with pytest.raises(ValueError, match="no ARINC 767 frame is in it; is it raw flight data"):
        find(np.frombuffer(random.Random(1).randbytes(100_000), np.uint8), other)


def moved(frame: bytes, by: int) -> bytes:
    """A frame with another time stamp."""
    return frame[:4] + (int.from_bytes(frame[4:8], "big") + by).to_bytes(4, "big") + frame[8:]


def test_stamps_that_do_not_fit_and_a_second_recording_are_left_out() -> None:
    frames, pairs, _ = a_file(50, 3)
    odd = frame767(4, 4_000_000_000, msb_first([(1, 5), (1, 18), (1, 1)]))
    again, _, _ = a_file(20, 4)
    again, late = [moved(frame, -5000) for frame in again], [moved(frame, 10**6) for frame in frames]
    held = find(np.frombuffer(b"".join([*late[:30], odd, *late[30:], *again]), np.uint8), a_map())
    assert held.problems == (
        "1 frames have time stamps that do not fit their neighbours'; they are left out",
        f"{len(again)} frames are of another recording, for time begins again; they are left out",
    )
    assert samples(held, a_map(), named(a_map(), "A")).value.tolist() == [one for one, _ in pairs]
