"""Recordings with a piece taken out, made with their truth, and whole ones."""

import numpy as np
import pytest

from recording.simulated_radio import radio
from truecourse.flight.recording import Series
from truecourse.recording.alignment import align
from truecourse.recording.check import Status
from truecourse.recording.cut import cut, cut_sentence
from truecourse.recording.keyed_alike import keyed_alike
from truecourse.recording.keying import keyings


def _spliced(channel: Series, at: float, length: float) -> Series:
    """Seconds from `at` taken out, and times closed over it."""
    t = channel.t - channel.t[0]
    kept = (t < at) | (t >= at + length)
    time = np.where(t[kept] < at, t[kept], t[kept] - length)
    return Series(channel.name, "", channel.t[0] + time, channel.value[kept], channel.valid[kept])


@pytest.mark.parametrize(("seed", "at"), [(0, 1000.0), (0, 2000.0), (1, 2000.0), (2, 1800.0)])
def test_a_piece_taken_out_is_found_with_its_time(seed: int, at: float) -> None:
    made = radio(seed, told=24, error=0.3, bad=0.05)
    channel = keyings(_spliced(made.channel, at, 40.0))
    found = align(channel, made.told)
    one = cut(channel, made.told, found)
    assert one is not None
    assert abs(one.shift) == pytest.approx(40.0, abs=1.5)
    assert one.low <= at <= one.high
    assert f"{'first' if one.first else 'last'} {one.calls} transmissions fit at an offset 4" in cut_sentence(
        one
    )
    row = keyed_alike(found, one)
    assert row.status is Status.ODD and "may be cut" in row.found and row.at == (one.low, one.high)


def test_whole_recordings_are_not_called_cut() -> None:
    for seed in range(8):
        made = radio(seed + 50, told=24, bad=0.2, untold=0.4)
        channel = keyings(made.channel)
        assert cut(channel, made.told, align(channel, made.told)) is None
