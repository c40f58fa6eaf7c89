"""Observations of one group, one after another, with their shared error integrated out: compiled, one
flight at a time.

Few observations: each is right or wrong, and for every choice of the right ones the integral over the shared
error is a normal density in closed form (`_by_subsets`). Many: the shared error lives on nodes
(`_by_nodes`); each observation reweights them, as a filter does, and what the weights lose is its log density
given those before. Leaving one out follows from the last weights: p(all) / p(all but j) = 1 / E[1 / p(j |
shared error)]. `likelihood.shared_density` is the same thing written plainly, and the test's oracle.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled
from truecourse.evidence.residual import Residual

Array = NDArray[np.float64]

FEW = 5  # observations, up to which all choices of the right ones are fewer than nodes


class Group(NamedTuple):
    """z (n, m, C): differences in errors; log_sd (n, m); happened (n, m); components, share, outlier (m,)."""

    z: Array
    log_sd: Array
    happened: NDArray[np.bool_]
    components: NDArray[np.int64]
    share: Array
    outlier: Array


class Shared(NamedTuple):
    """Nodes of the shared error and their weights; its share of the variance; the scale of a wrong source."""

    nodes: Array
    prior: Array
    variance: float
    gross: float


def group_terms(found: list[Residual], outlier: list[float], shared: Shared, never: float) -> Array:
    """Log densities (n, 2, m) of m observations: each given those before it, and each given all the others.

    What did not happen counts as `never` errors off, and only as a wrong source.
    """
    n, m = found[0].difference.shape[0], len(found)
    most = max(f.difference.shape[1] for f in found)
    group = Group(
        np.zeros((n, m, most)),
        np.zeros((n, m)),
        np.zeros((n, m), np.bool_),
        np.array([f.difference.shape[1] for f in found]),
        np.array([f.share for f in found]),
        np.maximum(np.array(outlier), 1e-12),
    )
    for i, f in enumerate(found):
        group.happened[:, i] = np.isfinite(f.difference).all(axis=1)
        z = np.nan_to_num(f.difference / f.sd, nan=never)
        group.z[:, i, : group.components[i]] = np.clip(z, -1e6, 1e6)
        group.log_sd[:, i] = np.log(f.sd).sum(axis=1) * f.share
    out = np.empty((n, 2, m))
    if m <= FEW and (group.share == 1.0).all():
        _by_subsets(group, shared, out, np.empty((2, 1 << m)))
    else:
        _by_nodes(group, shared, out, np.empty((m + 1, shared.nodes.size)))
    return out


@compiled
def _by_subsets(group: Group, shared: Shared, out: Array, room: Array) -> None:
    """Sum over which observations are right; `room` (2, 2^m): densities of the right, and of the wrong."""
    s, own = shared.variance, 1.0 - shared.variance
    m = group.z.shape[1]
    everything = (1 << m) - 1
    right, wrong = room[0], room[1]
    for j in range(group.z.shape[0]):
        for chosen in range(everything + 1):
            count, total, square, rest, constant, doubt = 0, 0.0, 0.0, 0.0, 1.0, 1.0
            for i in range(m):
                if chosen >> i & 1:
                    count += 1
                    total += group.z[j, i, 0]
                    square += group.z[j, i, 0] ** 2
                    constant *= (1.0 - group.outlier[i]) / np.sqrt(2.0 * np.pi * own)
                    constant *= 1.0 if group.happened[j, i] else 0.0
                    doubt *= group.outlier[i]
                for c in range(group.components[i]):
                    if chosen >> i & 1:
                        u = group.z[j, i, c] / shared.gross
                        doubt /= np.pi * shared.gross * (1.0 + u * u)
                        if c > 0:
                            rest += group.z[j, i, c] ** 2
                            constant /= np.sqrt(2.0 * np.pi)
            spread = 1.0 + count * s / own
            square = square / own - s * total * total / (own * own * spread)
            right[chosen] = constant / np.sqrt(spread) * np.exp(-0.5 * (square + rest))
            wrong[chosen] = doubt
        whole, before = _density(right, wrong, everything), 1.0
        for i in range(m):
            known = _density(right, wrong, (2 << i) - 1)
            out[j, 0, i] = np.log(known / before) - group.log_sd[j, i]
            out[j, 1, i] = np.log(whole / _density(right, wrong, everything & ~(1 << i))) - group.log_sd[j, i]
            before = known


@compiled
def _density(right: Array, wrong: Array, among: int) -> float:
    """Density of the observations in a set, summed over which of them are right."""
    total, chosen = 0.0, among
    while True:
        total += right[chosen] * wrong[among & ~chosen]
        if chosen == 0:
            return total
        chosen = (chosen - 1) & among


@compiled
def _by_nodes(group: Group, shared: Shared, out: Array, room: Array) -> None:
    """Run the nodes of every flight through its group; the last row of `room` holds the weights."""
    root, own2 = np.sqrt(shared.variance), 1.0 - shared.variance
    z, nodes, last = group.z, shared.nodes, room.shape[0] - 1
    for j in range(z.shape[0]):
        for k in range(nodes.size):
            room[last, k] = shared.prior[k]
        for i in range(z.shape[1]):
            share = group.share[i]
            cauchy, normal = 1.0, 1.0
            for c in range(group.components[i]):
                u = z[j, i, c] / shared.gross
                cauchy *= np.pi * shared.gross * (1.0 + u * u)
                normal *= np.sqrt(2.0 * np.pi * (own2 if c == 0 or share != 1.0 else 1.0))
            if share != 1.0:
                cauchy, normal = cauchy**share, normal**share
            far = group.outlier[i] / cauchy
            near = (1.0 - group.outlier[i]) / normal if group.happened[j, i] else 0.0
            total = 0.0
            for k in range(nodes.size):
                square = 0.0
                for c in range(group.components[i]):
                    if c == 0 or share != 1.0:  # what is shared is the first component's error
                        off = z[j, i, c] - root * nodes[k]
                        square += off * off / own2
                    else:
                        square += z[j, i, c] * z[j, i, c]
                room[i, k] = far + near * np.exp(-0.5 * share * square)
                room[last, k] *= room[i, k]
                total += room[last, k]
            for k in range(nodes.size):
                room[last, k] /= total
            out[j, 0, i] = np.log(total) - group.log_sd[j, i]
        for i in range(z.shape[1]):
            rest = 0.0
            for k in range(nodes.size):
                rest += room[last, k] / room[i, k]
            out[j, 1, i] = -np.log(rest) - group.log_sd[j, i]
