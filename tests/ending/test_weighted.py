"""Weighted numbers against numbers written out as often as they weigh."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from truecourse.ending.weighted import evenly, median_place, quantiles

ROWS = st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(0, 5)), min_size=1, max_size=8).filter(
    lambda rows: any(times for _, times in rows)
)


@given(ROWS, st.floats(0.001, 1.0))
def test_a_weight_of_k_is_k_like_numbers(rows: list[tuple[float, int]], share: float) -> None:
    x, times = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    written_out = np.sort(np.repeat(x, times))
    at = share * len(written_out)
    near = {int(np.ceil(at + off)) - 1 for off in (-1e-9, 1e-9)}  # a share that falls between two
    allowed = {written_out[min(max(k, 0), len(written_out) - 1)] for k in near}
    assert float(quantiles(x, times.astype(float), share)) in allowed


@given(ROWS, st.floats(0.01, 0.99))
def test_as_many_as_the_weights_are_each_row_its_weight(rows: list[tuple[float, int]], start: float) -> None:
    times = np.array([row[1] for row in rows])
    chosen = evenly(times.astype(float), int(times.sum()), start)
    assert np.bincount(chosen, minlength=len(times)).tolist() == times.tolist()


@given(st.floats(-179.9, 179.9), st.lists(st.floats(-5.0, 5.0), min_size=3, max_size=9))
def test_a_median_place_is_the_same_wherever_the_seam_is(turn: float, east: list[float]) -> None:
    """Longitudes turned round the Earth have the median turned as far: 180 degrees are no seam."""
    lon, weight = np.radians(east), np.ones(len(east))
    here = median_place(0.1 * lon, lon, weight)
    there = median_place(0.1 * lon, np.mod(lon + np.radians(turn) + np.pi, 2 * np.pi) - np.pi, weight)
    assert abs(np.degrees(here[1]) - np.sort(east)[(len(east) - 1) // 2]) < 1e-9
    assert abs(np.angle(np.exp(1j * (there[1] - here[1] - np.radians(turn))))) < 1e-9
