"""Clouds of endings with known truth, and the published closed form."""

import numpy as np

from truecourse.ending.chart import Chart
from truecourse.ending.grid import Grid, unplane
from truecourse.flight.ending import Impacts

NM = 1852.0


def normal(lat_deg: float, lon_deg: float, sigma: float, n: int, seed: int = 0) -> tuple:
    """Places in rad of a circular normal on the equal-area plane that touches there."""
    xy = np.random.default_rng(seed).normal(0.0, sigma, (n, 2))
    return unplane(np.radians(lat_deg), np.radians(lon_deg), *xy.T)


def impacts(lat: np.ndarray, lon: np.ndarray, kind: np.ndarray | None = None) -> Impacts:
    """Endings of equal weight, lost where they fell."""
    n = len(lat)
    t = np.full(n, 430_000_000.0)
    kind = np.zeros(n, np.int64) if kind is None else kind
    names = tuple(f"class {k}" for k in range(int(kind.max()) + 1))
    return Impacts(lat, lon, t, lat, lon, t, np.full(n, 1.0 / n), kind, names)


def field(name: str, cells: int = 120, cell: float = 1000.0 / 3.0) -> Chart:
    """Maps with one peak or several, on a plane."""
    half = 0.5 * cells * cell
    grid = Grid(0.8, 2.4, -half, -half, cell, cells, cells)
    x, y = np.meshgrid(*grid.centres())

    def hill(east: float, north: float, wide: float, high: float) -> np.ndarray:
        bump = np.exp(-0.5 * ((x - east) / wide) ** 2 - 0.5 * ((y - north) / high) ** 2)
        return bump / bump.sum()

    shapes = {
        "one peak": hill(0, 0, 3000, 3000),
        "two peaks": 0.6 * hill(-8000, 0, 2000, 2000) + 0.4 * hill(8000, 3000, 3000, 1000),
        "three peaks": 0.4 * hill(-8000, 0, 2000, 2000)
        + 0.3 * hill(8000, 6000, 1500, 1500)
        + 0.3 * hill(5000, -9000, 3000, 3000),
        "a peak on a plain": 0.5 * hill(0, 0, 800, 800) + 0.5 * hill(2000, 2000, 7000, 7000),
        "a bow": sum(
            hill(10_000 * np.cos(a), 10_000 * np.sin(a) - 5000, 1500, 1500) for a in np.linspace(0, np.pi, 25)
        ),
    }
    return Chart(grid, shapes[name] / shapes[name].sum())
