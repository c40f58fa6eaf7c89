"""What independent runs of a sampler leave open: the error of a mean that each of them has its own value
of.
"""

import numpy as np
from numpy.typing import NDArray

from truecourse.ending.descent import Array


def error_of_mean(each: Array) -> Array:
    """Standard error of the mean over runs (R, ...) of what each found; zeros where there is one run."""
    if len(each) < 2:
        return np.zeros(np.shape(each)[1:])
    return np.asarray(np.std(each, axis=0, ddof=1) / np.sqrt(len(each)))


def by_run(weight: Array, run: NDArray[np.int64], value: Array) -> Array:
    """Weighted mean of values (n,) or (n, k) by run, one row a run that has weight: (R,) or (R, k)."""
    value = np.asarray(value, np.float64)
    rows = [np.flatnonzero(run == r) for r in np.unique(run[weight > 0.0])]
    return np.array([weight[i] @ value[i] / weight[i].sum() for i in rows])


def distinct(weight: Array, flight: NDArray[np.int64]) -> float:
    """Effective number (Kish) of the flights that weighted draws (n,) are of."""
    heft = np.bincount(np.unique(flight, return_inverse=True)[1].ravel(), weight)
    return float(heft.sum() ** 2 / (heft**2).sum())
