"""Detection functions: the probability of detection at a coverage, with parallel tracks.

Coverage is sweep width over track spacing, or area swept over area searched. Laws and their names are
Koopman's (Search and Screening, 1946, ch. 3): a definite range sees all within it; a search at random leaves
e^(−z); sight falling with the cube of distance gives erf(z √π / 2) between parallel tracks. Each begins with
slope 1 and is concave, so that shares of effort can be weighed against one another by their slopes.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

from truecourse.flight.search import Law

Array = NDArray[np.float64]


def detected(law: Law, coverage: ArrayLike) -> Array:
    """Probability of detection at coverages of 0 or more."""
    z = np.asarray(coverage, float)
    if law is Law.DEFINITE:
        return np.minimum(z, 1.0)
    if law is Law.EXPONENTIAL:
        return np.asarray(-np.expm1(-z))
    return np.asarray(erf(0.5 * np.sqrt(np.pi) * z))
