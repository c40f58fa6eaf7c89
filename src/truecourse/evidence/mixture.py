"""Observations of one group, one after another, with their shared error integrated out: compiled, one flight at a time.

The shared error lives on nodes; each observation reweights them, as a filter does, and what the weights lose is its log density
given those before. Leaving one out follows from the last weights: p(all) / p(all but j) = 1 / E[1 / p(j | shared error)].
`likelihood.shared_density` is the same thing written plainly, and the test's oracle.
"""

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled
from truecourse.evidence.residual import Residual

Array = NDArray[np.float64]


def group_terms(
    found: list[Residual], outlier: list[float], nodes: Array, shared: float, gross: float, never: float
) -> Array:
    """Log densities (n, 2, m) of m observations: each given those before it, and each given all the others."""
    n, m = found[0].difference.shape[0], len(found)
    most = max(f.difference.shape[1] for f in found)
    z, log_sd = np.zeros((n, m, most)), np.zeros((n, m))
    components, happened = np.zeros(m, np.int64), np.zeros((n, m), np.bool_)
    for i, f in enumerate(found):
        c = f.difference.shape[1]
        components[i] = c
        happened[:, i] = np.isfinite(f.difference).all(axis=1)
        z[:, i, :c] = np.clip(np.nan_to_num(f.difference / f.sd, nan=never), -1e6, 1e6)
        log_sd[:, i] = np.log(f.sd).sum(axis=1) * f.share
    weights = np.exp(-0.5 * nodes**2)
    out = np.empty((n, 2, m))
    _filter(
        z,
        log_sd,
        happened,
        components,
        np.array([f.share for f in found]),
        np.maximum(np.array(outlier), 1e-12),
        nodes,
        weights / weights.sum(),
        np.array([shared, gross]),
        out,
        np.empty((m, nodes.size)),
        np.empty(nodes.size),
    )
    return out


@compiled
def _filter(
    z: Array,
    log_sd: Array,
    happened: NDArray[np.bool_],
    components: NDArray[np.int64],
    share: Array,
    outlier: Array,
    nodes: Array,
    prior: Array,
    constants: Array,
    out: Array,
    density: Array,
    weights: Array,
) -> None:
    """Run the nodes of every flight through its group; `density` and `weights` are room to work in."""
    root, own2 = np.sqrt(constants[0]), 1.0 - constants[0]
    for j in range(z.shape[0]):
        for k in range(nodes.size):
            weights[k] = prior[k]
        for i in range(z.shape[1]):
            far, scale = outlier[i], 1.0
            for c in range(components[i]):
                u = z[j, i, c] / constants[1]
                cauchy = np.pi * constants[1] * (1.0 + u * u)
                normal = np.sqrt(2.0 * np.pi * own2)
                if share[i] == 1.0:
                    far /= cauchy
                    scale /= normal
                else:
                    far /= cauchy ** share[i]
                    scale /= normal ** share[i]
            total = 0.0
            for k in range(nodes.size):
                d = far
                if happened[j, i]:
                    square = 0.0
                    for c in range(components[i]):
                        off = z[j, i, c] - root * nodes[k]
                        square += off * off
                    d += (1.0 - outlier[i]) * scale * np.exp(-0.5 * share[i] * square / own2)
                density[i, k] = d
                weights[k] *= d
                total += weights[k]
            for k in range(nodes.size):
                weights[k] /= total
            out[j, 0, i] = np.log(total) - log_sd[j, i]
        for i in range(z.shape[1]):
            rest = 0.0
            for k in range(nodes.size):
                rest += weights[k] / density[i, k]
            out[j, 1, i] = -np.log(rest) - log_sd[j, i]
