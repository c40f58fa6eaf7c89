"""When the key was down: intervals of a discrete that was sampled only now and then."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.flight.recording import Series

Array = NDArray[np.float64]


class Keyings(NamedTuple):
    """Intervals with the key down, in order, by the recorder's clock, s.

    `start` (n,) is the middle of the gap between the last sample that was up and the first that was down, and
    the true edge lies within `start_half` of it, anywhere alike; `end` and `end_half` likewise. `begin` and
    `finish` are the recorder's first and last sample, between which a keying could have been seen. A keying
    already down at the first sample, or still down at the last, has an edge that was not seen: its half is
    infinite.
    """

    start: Array
    end: Array
    start_half: Array
    end_half: Array
    begin: float
    finish: float

    @property
    def duration(self) -> Array:
        """Time down, s (n,), give or take both halves."""
        return self.end - self.start


def keyings(series: Series, down: ArrayLike | None = None) -> Keyings:
    """The keyings of a recorded discrete, or of the samples for which `down` (n,) says so.

    Without `down`, a valid value that is not zero means down. Samples that are not valid are passed over: the
    edge is then anywhere in the longer gap. Raises ValueError where fewer than two samples are valid.
    """
    known = np.asarray(series.valid) & (np.isfinite(series.value) if down is None else True)
    if known.sum() < 2:
        raise ValueError(f"{series.name} has fewer than two valid samples; choose another parameter")
    t = np.asarray(series.t)[known]
    is_down = (series.value[known] != 0.0) if down is None else np.asarray(down, dtype=bool)[known]
    change = np.diff(np.r_[False, is_down, False].astype(np.int8))
    first, after = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    gap = np.diff(t)
    step = float(np.median(gap))
    before_gap = np.r_[np.inf, gap][first]
    after_gap = np.r_[gap, np.inf][after - 1]
    start = t[first] - np.where(np.isfinite(before_gap), before_gap, step) / 2.0
    end = t[after - 1] + np.where(np.isfinite(after_gap), after_gap, step) / 2.0
    return Keyings(start, end, before_gap / 2.0, after_gap / 2.0, float(t[0]), float(t[-1]))
