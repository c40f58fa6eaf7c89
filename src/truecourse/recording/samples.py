"""Samples of one parameter at the moments of another."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.flight.recording import Series

Array = NDArray[np.float64]


def sampled(series: Series, t: ArrayLike, angle: bool = False) -> Array:
    """Values at times `t` (n,), s, linear between valid samples; NaN outside, and in gaps longer than five
    sampling times. An `angle` (rad) goes the shorter way round and is not wrapped back.
    """
    t = np.asarray(t, dtype=float)
    kept = series.valid & np.isfinite(series.value)
    at, value = series.t[kept], series.value[kept]
    if len(at) < 2:
        return np.full(t.shape, np.nan)
    value = np.unwrap(value) if angle else value
    gap = np.diff(at)
    right = np.clip(np.searchsorted(at, t), 1, len(at) - 1)
    far = gap[right - 1] > 5.0 * np.median(gap)
    inside = (t >= at[0]) & (t <= at[-1])
    return np.where(inside & ~far, np.interp(t, at, value), np.nan)


def latest(series: Series, t: ArrayLike) -> Array:
    """The last valid value at or before each time, as of a discrete; NaN before the first."""
    t = np.asarray(t, dtype=float)
    kept = series.valid & np.isfinite(series.value)
    at, value = series.t[kept], series.value[kept]
    k = np.searchsorted(at, t, side="right") - 1
    return np.where(k >= 0, value[np.maximum(k, 0)], np.nan) if len(at) else np.full(t.shape, np.nan)


def slope(value: Array, step: float, width: int) -> Array:
    """Rate of change (n,) by the line of least squares through `width` (odd) samples, `step` s apart.

    NaN where a sample is, and at the ends (Savitzky and Golay, Anal. Chem. 36:1627, 1964, first order).
    """
    half = width // 2
    lag = np.arange(-half, half + 1)
    out = np.full(len(value), np.nan)
    if len(value) >= width:
        out[half : len(value) - half] = np.convolve(value, -lag, "valid") / (step * float(lag @ lag))
    return out


def mean(value: Array, width: int) -> Array:
    """The running mean (n,) over `width` (odd) samples; NaN where a sample is, and at the ends."""
    half = width // 2
    out = np.full(len(value), np.nan)
    if len(value) >= width:
        out[half : len(value) - half] = np.convolve(value, np.full(width, 1.0 / width), "valid")
    return out
