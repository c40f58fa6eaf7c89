import numpy as np
import pytest

from truecourse.flight.recording import Series
from truecourse.recording.keying import keyings


def _series(value: list[float], valid: list[bool] | None = None, step: float = 1.0) -> Series:
    n = len(value)
    return Series("KEY", "", step * np.arange(n), np.array(value), np.array(valid or [True] * n, dtype=bool))


def test_edges_lie_between_the_samples_that_saw_them() -> None:
    found = keyings(_series([0, 0, 1, 1, 0, 0, 1, 0], step=0.5))
    assert found.start.tolist() == [0.75, 2.75]
    assert found.end.tolist() == [1.75, 3.25]
    assert found.start_half.tolist() == [0.25, 0.25]
    assert (found.begin, found.finish) == (0.0, 3.5)


def test_an_edge_nobody_saw_is_said_to_be_unknown() -> None:
    found = keyings(_series([1, 1, 0, 1]))
    assert found.start_half.tolist() == [np.inf, 0.5]
    assert found.end_half.tolist() == [0.5, np.inf]


def test_lost_samples_widen_the_gap_an_edge_is_in() -> None:
    found = keyings(_series([0, 0, 0, 1, 1, 0], [True, False, False, True, True, True]))
    assert found.start.tolist() == [1.5]
    assert found.start_half.tolist() == [1.5]


def test_a_channel_with_no_samples_is_refused() -> None:
    with pytest.raises(ValueError, match="KEY has fewer than two valid samples"):
        keyings(_series([0, 1], [False, True]))
