"""The sum over every way in which keyings and transmissions can belong together, in their order.

Two sequences in order of time, each with members that the other lacks: the probability of both is the sum
over all order-preserving pairings, by the forward recursion of a pair hidden Markov model (R. Durbin et al.,
Biological Sequence Analysis, 1998, section 4.2), here with the unmatched members' factors taken out, so that
only pairs near each other in time cost anything.
"""

from math import erf, log, sqrt
from typing import Any

import numpy as np

from truecourse.airspace.compiled import compiled, inner

REACH = 6.0  # standard deviations beyond which a pair is none
_LARGE = 1e120


@compiled
def density(x: float, sd: float, half: float) -> float:
    """Density at `x` of a normal error of `sd` plus a uniform one of ± `half`; all in one unit."""
    if half <= 0.0:
        return float(np.exp(-0.5 * (x / sd) ** 2) / (sd * 2.5066282746310002))
    root = sd * sqrt(2.0)
    return (erf((x + half) / root) - erf((x - half) / root)) / (4.0 * half)


@inner
def _ramp(x: float, sd: float) -> float:
    """The integral from far below to `x` of the normal distribution function."""
    z = x / sd
    return x * 0.5 * (1.0 + erf(z / sqrt(2.0))) + sd * float(np.exp(-0.5 * z * z)) / 2.5066282746310002


@compiled
def density_of_two(x: float, sd: float, half: float, other: float) -> float:
    """Density at `x` of a normal error of `sd` plus two uniform ones of ± `half` and ± `other`, all in one
    unit: the second difference of the integral of the normal distribution function.
    """
    small, large = min(half, other), max(half, other)
    if small < 1e-3 * max(sd, large):
        return density(x, sd, large)
    x = -abs(x)  # there all terms are small, and their differences exact
    total = _ramp(x + large + small, sd) - _ramp(x + large - small, sd)
    total -= _ramp(x - large + small, sd) - _ramp(x - large - small, sd)
    return max(total, 0.0) / (4.0 * small * large)


@compiled
def log_pairings(at: Any, half: Any, told: Any, errors: Any, alike: Any, weight: Any) -> float:
    """Log of the sum over pairings of the product of `weight` × density × `alike`.

    `at` (K,) keyings on the transcript's clock and `told` (n,) transmissions, both ascending; `half` (K,)
    and `errors` (n, 2), a normal one's standard deviation and a uniform one's half-width, as `density_of_two`
    takes them; `alike` (K, n) factors by which durations speak for a pair; `weight`
    (K,) of a pair of that keying against both being without one. The empty pairing counts 1.
    """
    n = len(told)
    sums = np.ones(n + 1)
    widest = (REACH * errors[:, 0] + errors[:, 1]).max() if n else 0.0
    scale, low, top = 0.0, 0, 0
    for i in range(len(at)):
        reach = widest + half[i]
        while low < n and told[low] < at[i] - reach:
            low += 1
        high = max(low, top)
        while high < n and told[high] <= at[i] + reach:
            high += 1
        for j in range(top + 1, high + 1):
            sums[j] = sums[top]
        top = max(top, high)
        added, before = 0.0, sums[low]
        for j in range(low, top):
            one = density_of_two(told[j] - at[i], errors[j, 0], half[i], errors[j, 1])
            pair = weight[i] * alike[i, j] * one
            added += pair * before
            before = sums[j + 1]
            sums[j + 1] += added
        if sums[top] > _LARGE:
            scale += log(sums[top])
            sums[low : top + 1] /= sums[top]
    return scale + log(sums[top])


@compiled
def log_surface(
    times: Any, half: Any, told: Any, errors: Any, alike: Any, places: Any, chances: Any, span: Any
) -> Any:
    """Log-likelihood (M,) at `places` (M, 2), relative to the transcript being of another recording.

    `times` (K,) keyings by the recorder's clock about its middle; a place is (offset, drift), and the
    transcript's clock is times × (1 + drift) + offset. `chances` (wrong, heard): of a transmission told while
    the recorder ran the chance to be wrong, and of a keying the chance to be told. `span`: the recorder's
    first and last moment about its middle, the transcript's first and last, and how long it is for its rate.
    """
    wrong, heard = chances
    n, K = len(told), len(times)
    out = np.empty(len(places))
    weight = np.empty(K)
    at = np.empty(K)
    usual = n / span[4]
    for m in range(len(places)):
        offset, faster = places[m, 0], 1.0 + places[m, 1]
        first, last = span[0] * faster + offset, span[1] * faster + offset
        inside, covered = 0, 0
        for j in range(n):
            if first <= told[j] <= last:
                inside += 1
        for i in range(K):
            at[i] = times[i] * faster + offset
            if span[2] <= at[i] <= span[3]:
                covered += 1
            weight[i] = heard / ((1.0 - heard) * wrong * usual)
        both = max(0.0, min(last, span[3]) - max(first, span[2]))
        told_alone = inside * log(wrong) + (1.0 - wrong) * usual * both
        out[m] = told_alone + covered * log(1.0 - heard) + log_pairings(at, half, told, errors, alike, weight)
    return out
