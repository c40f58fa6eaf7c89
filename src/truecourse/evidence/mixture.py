"""Observations of one group, one after another, with their shared error integrated out: compiled, one
flight at a time.

The shared error lives on nodes; each observation reweights them, as a filter does, and what the weights
lose is its log density given those before. Leaving one out follows from the last weights: p(all) / p(all
but j) = 1 / E[1 / p(j | shared error)]. `likelihood.shared_density` is the same thing written plainly, and
the test's oracle.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled
from truecourse.evidence.residual import Residual

Array = NDArray[np.float64]


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
    _filter(group, shared, out, np.empty((m + 1, shared.nodes.size)))
    return out


@compiled
def _filter(group: Group, shared: Shared, out: Array, room: Array) -> None:
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
