"""The smallest region that holds nine tenths of a weighted cloud of positions."""

import contourpy
import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, rfft2

from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.nvector import from_nvector
from truecourse.flight.explanation import Prediction

Array = NDArray[np.float64]

SHARE = 0.9
CELLS = 400


def predict(t: float, p: Array, weights: Array, cloud: NDArray[np.int64] | None = None) -> Prediction:
    """Highest-density region of weighted positions (n, 3), n-vectors, on the plane about their mean.

    `cloud` (n,) numbers the clouds (causes) that are mixed, one by default. Kernel density with Silverman's
    bandwidth for each cloud; the level is the density that nine tenths of the cloud exceed
    (Hyndman 1996). Area is that of the plane, which at 1,000 km from its centre is 0.4 % too large.
    """
    weights = weights / weights.sum()
    mean = weights @ p
    lat0, lon0 = (float(v) for v in from_nvector(mean))
    lat, lon = from_nvector(p)
    course, _, distance = inverse(np.full(lat.shape, lat0), np.full(lat.shape, lon0), lat, lon)
    xy = np.stack([distance * np.sin(course), distance * np.cos(course)], axis=1)
    middle = np.array([_median(xy[:, k], weights) for k in range(2)])
    grid, density, at_points = _density(xy, weights, np.zeros(len(xy), np.int64) if cloud is None else cloud)
    order = np.argsort(at_points)[::-1]
    level = at_points[order][np.searchsorted(np.cumsum(weights[order]), SHARE)]
    cell = (grid[0][1] - grid[0][0]) * (grid[1][1] - grid[1][0])
    lines = contourpy.contour_generator(grid[0], grid[1], density).lines(level)
    rings = tuple(_back(np.asarray(line, float), lat0, lon0) for line in lines if len(line) > 3)
    to_lat, to_lon, _ = direct(lat0, lon0, np.arctan2(middle[0], middle[1]), np.hypot(*middle))
    return Prediction(
        t, float(to_lat), float(to_lon), float((density >= level).sum() * cell), rings, lat, lon, weights
    )


def contains(rings: tuple[Array, ...], lat: float, lon: float) -> bool:
    """Whether a place lies inside rings (radians): inside an odd number of them, so not in a hole.

    A ring goes round a place where the azimuth from there to its points turns full circle: right across 180
    degrees and at the poles.
    """
    inside = False
    for ring in rings:
        azimuth = inverse(lat, lon, ring[:, 0], ring[:, 1])[0]
        turned = (np.diff(azimuth, append=azimuth[:1]) + np.pi) % (2.0 * np.pi) - np.pi
        inside ^= bool(round(float(turned.sum() / (2.0 * np.pi))) % 2)
    return inside


def _median(x: Array, weights: Array) -> float:
    order = np.argsort(x)
    return float(x[order][int(np.searchsorted(np.cumsum(weights[order]), 0.5))])


def _density(xy: Array, weights: Array, cloud: NDArray[np.int64]) -> tuple[tuple[Array, Array], Array, Array]:
    """Density on a grid, and at the points: each cloud binned and blurred by a bandwidth of its own shape."""
    shapes = {k: _bandwidth(xy[cloud == k], weights[cloud == k]) for k in np.unique(cloud)}
    widest = np.sqrt(np.max([np.diag(h) for h in shapes.values()], axis=0))
    start, end = xy.min(axis=0) - 4 * widest, xy.max(axis=0) + 4 * widest
    edges = [np.linspace(start[k], end[k], CELLS + 1) for k in range(2)]
    step = (end - start) / CELLS
    offsets = [(np.arange(CELLS) - CELLS // 2) * step[k] for k in range(2)]
    blurred = np.zeros((CELLS, CELLS))
    for k, bandwidth in shapes.items():
        mine = cloud == k
        counts, _, _ = np.histogram2d(xy[mine, 0], xy[mine, 1], bins=edges, weights=weights[mine])
        inverse_h = np.linalg.inv(bandwidth + np.diag(step**2) / 12.0)
        x, y = np.meshgrid(*offsets, indexing="ij")
        square = inverse_h[0, 0] * x**2 + 2 * inverse_h[0, 1] * x * y + inverse_h[1, 1] * y**2
        kernel = np.exp(-0.5 * square)
        blurred += _convolved(counts, kernel / kernel.sum())
    centres = tuple(0.5 * (e[:-1] + e[1:]) for e in edges)
    where = [np.clip(((xy[:, k] - start[k]) / step[k]).astype(int), 0, CELLS - 1) for k in range(2)]
    return (centres[0], centres[1]), blurred.T, blurred[where[0], where[1]]


def _convolved(counts: Array, kernel: Array) -> Array:
    """Counts blurred by a kernel about cell CELLS // 2, nothing coming in again from the other side."""
    room = (2 * CELLS, 2 * CELLS)
    middle = slice(CELLS // 2, CELLS // 2 + CELLS)
    full = irfft2(rfft2(counts, room) * rfft2(kernel, room), room)
    return np.maximum(full[middle, middle], 0.0)


def _bandwidth(xy: Array, weights: Array) -> Array:
    """Silverman's bandwidth (2, 2) along a cloud's principal axes, by quartiles where its tails are long."""
    weights = weights / weights.sum()
    centred = xy - weights @ xy
    _, axes = np.linalg.eigh((centred * weights[:, None]).T @ centred + np.eye(2))
    along = centred @ axes
    sd = np.sqrt(weights @ along**2)
    low, high = (np.array([_quantile(along[:, k], weights, q) for k in range(2)]) for q in (0.25, 0.75))
    width = np.minimum(sd, (high - low) / 1.349 + 1e3) * np.sum(weights**2) ** (1 / 6)
    return np.asarray((axes * np.maximum(width, 500.0) ** 2) @ axes.T)


def _quantile(x: Array, weights: Array, share: float) -> float:
    order = np.argsort(x)
    at = int(np.searchsorted(np.cumsum(weights[order]), share))
    return float(x[order][min(at, x.size - 1)])


def _back(line: Array, lat0: float, lon0: float) -> Array:
    """A contour as latitudes and longitudes, not closed."""
    open_line = line[:-1] if np.allclose(line[0], line[-1]) else line
    x, y = open_line.T
    lat, lon, _ = direct(np.full(x.shape, lat0), np.full(x.shape, lon0), np.arctan2(x, y), np.hypot(x, y))
    return np.stack([lat, lon], axis=1)
