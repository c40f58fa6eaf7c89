"""Two halves at once make what one part makes, and what goes wrong in either is raised."""

import numpy as np
import pytest

from truecourse.airspace.halves import halves, together


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 100])
def test_the_halves_are_the_numbers_in_order(n: int) -> None:
    parts = halves(lambda numbers: numbers, n, 8)
    assert len(parts) == (1 if n < 8 else 2)
    np.testing.assert_array_equal(np.concatenate(parts), np.arange(n))


@pytest.mark.parametrize("wrong", [2, 7])
def test_what_goes_wrong_in_either_half_is_raised(wrong: int) -> None:
    def work(numbers: np.ndarray) -> int:
        if wrong in numbers:
            raise ValueError("wrong")
        return len(numbers)

    with pytest.raises(ValueError, match="wrong"):
        halves(work, 8, 8)
    assert together(lambda: work(np.arange(2)), lambda: work(np.arange(1))) == (2, 1)
