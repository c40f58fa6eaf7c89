"""Subframes are found whatever the word rate, the form and the place, and what slipped is marked."""

import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recording.encoder import SYNC, aligned, bits_of, flat, packed, recording
from truecourse.flight.parameter import WORD_RATES, Parameter, ParameterMap, Part
from truecourse.flight.recording import Subframes
from truecourse.recording.decode import Held, samples
from truecourse.recording.find import find

ALL = (1, 2, 3, 4)


def a_map(rate: int, *words: int) -> ParameterMap:
    """A map of whole words."""
    parameters = tuple(
        Parameter(name=f"W{word}", kind="linear", bits=12, samples=((Part(ALL, (word,)),),)) for word in words
    )
    return ParameterMap("test", "717", rate, parameters)


def found(data: bytes, made: ParameterMap) -> Held:
    return find(np.frombuffer(data, dtype=np.uint8), made)


def subframes(held: Held) -> Subframes:
    assert isinstance(held.frames, Subframes)
    return held.frames


@settings(max_examples=40)
@given(
    st.sampled_from(WORD_RATES[:3]),
    st.integers(1, 4),
    st.integers(0, 40),
    st.integers(0, 11),
    st.integers(0, 2**20),
)
def test_every_word_of_a_bitstream_comes_back(
    rate: int, first: int, before: int, cut: int, seed: int
) -> None:
    """Whatever bits come before, and wherever within a word the file is cut."""
    sent = recording(rate, 7, seed, first)
    junk = [random.Random(seed).randrange(2) for _ in range(before)]
    bits = junk + bits_of(flat(sent))
    whole = packed(bits[: len(bits) - cut])
    words = [2, rate // 2, rate]
    held = found(whole, a_map(rate, *words))
    count = len(subframes(held).place)
    assert 7 - (cut > 0) <= count <= 7  # a byte filled up with zeros may make the last one whole again
    for word in words:
        got = samples(held, a_map(rate, word), a_map(rate, word).parameters[0])
        assert got.valid.all()
        assert got.value.tolist()[:6] == [one[word - 1] for one in sent][:6]
        assert got.t.tolist()[:6] == [k + (word - 1) / rate for k in range(6)]


@pytest.mark.parametrize("rate", WORD_RATES)
@pytest.mark.parametrize("form", ["bitstream", "low byte first", "high byte first"])
def test_form_and_rate_are_seen_from_the_file(rate: int, form: str) -> None:
    sent = flat(recording(rate, 6))
    data = packed(bits_of(sent)) if form == "bitstream" else aligned(sent, form.startswith("high"))
    for right in WORD_RATES:
        made = a_map(right, 5)
        if right == rate:
            got = samples(found(data, made), made, made.parameters[0])
            assert got.value.tolist() == sent[4::rate]
            continue
        with pytest.raises(
            ValueError, match=f"it has {rate} words a subframe, but the map test is of {right}"
        ):
            found(data, made)


@settings(max_examples=40)
@given(st.integers(12 * 64 + 12, 12 * 64 * 9), st.integers(-40, 40), st.integers(0, 2**20))
@example(12 * 64 * 3, -12, 1)
@example(12 * 64 * 3 + 5, 1, 2)
def test_a_slip_costs_the_subframe_it_is_in_and_no_other(at: int, slip: int, seed: int) -> None:
    """Bits taken out or put in anywhere: every other subframe comes back, in its own second."""
    sent = recording(64, 12, seed)
    bits = bits_of(flat(sent))
    extra = [random.Random(seed + 1).randrange(2) for _ in range(max(0, slip))]
    broken = bits[:at] + extra + bits[at + max(0, -slip) :]
    made = a_map(64, 30)
    held = found(packed(broken), made)
    got = samples(held, made, made.parameters[0])
    hit = {at // 768, (at + max(0, -slip) - 1) // 768} if slip else set()
    truth = {k + 29 / 64: one[29] for k, one in enumerate(sent)}
    kept = [(t, v) for t, v, sound in zip(got.t, got.value, got.valid, strict=True) if sound]
    right = [(t, v) for t, v in kept if truth.get(t) == v]
    # those cut into, and the one before where the sync word that should confirm it is gone
    assert len(kept) - len(right) <= len(hit)
    missing = [k for k in range(12) if (k + 29 / 64, float(sent[k][29])) not in right]
    assert set(missing) <= hit | {k - 1 for k in hit} | {k + 1 for k in hit}
    assert len(missing) <= 2


@settings(max_examples=20)
@given(st.integers(2, 30), st.integers(1, 9), st.integers(0, 2**20))
def test_time_goes_on_where_whole_subframes_are_missing(after: int, lost: int, seed: int) -> None:
    """Fewer than four missing are told by their numbers; the bits that stand in their place tell the rest."""
    sent = recording(64, 44, seed)
    zeros = [[0] * 64] * lost
    data = packed(bits_of(flat(sent[:after] + zeros + sent[after + lost :])))
    made = a_map(64, 30)
    got = samples(found(data, made), made, made.parameters[0])
    sound = dict(zip(got.t[got.valid].tolist(), got.value[got.valid].tolist(), strict=True))
    assert sound == {k + 29 / 64: one[29] for k, one in enumerate(sent)
                     if not after - 1 <= k < after + lost} or sound == {
        k + 29 / 64: one[29] for k, one in enumerate(sent) if not after <= k < after + lost}  # fmt: skip
    cut = packed(bits_of(flat(sent[:after] + sent[after + lost :])))
    got = samples(found(cut, made), made, made.parameters[0])
    seconds = got.t[got.valid] - 29 / 64
    assert np.all(np.diff(seconds) >= 1) and seconds[-1] == 43 - 4 * (lost // 4)


def test_an_inverted_stream_is_turned_back() -> None:
    """Polarity is lost on tape; it may even change within a recording."""
    sent = recording(128, 12)
    bits = bits_of(flat(sent))
    turned = bits[: 5 * 1536] + [1 - bit for bit in bits[5 * 1536 :]]
    made = a_map(128, 77)
    held = found(packed(turned), made)
    got = samples(held, made, made.parameters[0])
    assert got.value[got.valid].tolist() == [one[76] for k, one in enumerate(sent) if got.valid[k]]
    assert got.valid.sum() >= 11
    assert any("inverted" in problem for problem in held.problems)


def test_a_broken_sync_word_leaves_the_others_and_their_seconds() -> None:
    sent = recording(64, 9)
    sent[4][0] ^= 0o40
    made = a_map(64, 30)
    held = found(packed(bits_of(flat(sent))), made)
    got = samples(held, made, made.parameters[0])
    assert got.valid.tolist() == [k != 4 for k in range(9)]
    assert got.t.tolist() == [k + 29 / 64 for k in range(9)]
    assert got.value[got.valid].tolist() == [sent[k][29] for k in range(9) if k != 4]
    assert held.problems == ("1 of 9 subframes are not sound; their samples are not valid",)


def test_data_that_look_like_sync_words_are_no_frames() -> None:
    """Every word after the first is a sync word too, in no order of a subframe."""
    sent = [[SYNC[k % 4]] + [SYNC[(k + 2) % 4]] * 63 for k in range(12)]
    made = a_map(64, 30)
    held = found(packed(bits_of(flat(sent))), made)
    assert subframes(held).place.tolist() == [768 * k for k in range(12)]


def test_what_a_file_without_frames_is_said_to_be() -> None:
    noise = random.Random(1).randbytes(200_000)
    with pytest.raises(ValueError, match="no ARINC 717 frame is in it; is it raw flight data"):
        found(noise, a_map(256, 5))
    with pytest.raises(ValueError, match="it is empty"):
        found(b"", a_map(256, 5))
    for short in (b"\0", b"\x47\x02", packed(bits_of(recording(64, 1)[0]))):
        with pytest.raises(ValueError, match="no ARINC 717 frame"):
            found(short, a_map(64, 5))


def test_noise_around_a_recording_is_left_out_and_told() -> None:
    rng = random.Random(2)
    sent = recording(64, 40)
    data = rng.randbytes(5000) + packed(bits_of(flat(sent))) + rng.randbytes(3000)
    made = a_map(64, 30)
    held = found(data, made)
    got = samples(held, made, made.parameters[0])
    assert got.value[:39].tolist() == [one[29] for one in sent[:39]]  # the end of the last is not confirmed
    assert got.valid[:39].all() and len(got.t) == 40
    assert any(p.startswith("5000 bytes come before") for p in held.problems)
    assert any(p.endswith("after the last whole subframe; they are left out") for p in held.problems)


def test_two_rates_in_one_file_are_told() -> None:
    data = packed(bits_of(flat(recording(64, 40)) + flat(recording(256, 6))))
    held = found(data, a_map(64, 30))
    assert any("256 words a subframe" in problem and "two recordings" in problem for problem in held.problems)


@pytest.mark.parametrize("slip", [1, 100, 128 * 5 + 2])
def test_a_stream_is_not_taken_for_another_three_times_as_slow(slip: int) -> None:
    """Aligned words of 64 a subframe have every third sync word where an inverted bitstream of 256 has it."""
    sent = flat(recording(64, 14))
    data = aligned(sent)
    made = a_map(64, 30)
    assert found(data, made).form == 1
    held = found(data[:slip] + data[slip + 1 :], made)
    assert held.form == 1 and held.frames.period == 1024
