"""How far from where it was lost: probability within a radius, of all endings and of each class."""

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.earth.units import METRES_PER_NM
from truecourse.ending.charted import Charted
from truecourse.ending.weighted import median_place, quantiles
from truecourse.report.figures import sheet
from truecourse.report.words import listed, number

_SHARES = (0.5, 0.9, 0.95)
_EDGE = 0.99  # of the probability: how far the axis goes


def draw(done: Charted) -> sheet.Drawn:
    """Probability within a radius of the place of loss and of the median place of endings, and what the
    smallest region of as large an area holds.
    """
    impacts = done.impacts
    good = np.isfinite(impacts.lat) & np.isfinite(impacts.lost_lat)
    lat, lon, weight = impacts.lat[good], impacts.lon[good], impacts.weight[good] / impacts.weight[good].sum()
    far = inverse(impacts.lost_lat[good], impacts.lost_lon[good], lat, lon)[2] / METRES_PER_NM
    off = inverse(*median_place(lat, lon, weight), lat, lon)[2] / METRES_PER_NM
    kinds = impacts.kind[good]
    with sheet.style():
        figure, grid = sheet.new(3.6)
        axes = grid[0, 0]
        order = sorted(range(len(impacts.kinds)), key=lambda k: -float(weight[kinds == k].sum()))
        for rank, kind in enumerate(order):
            mine = kinds == kind
            if weight[mine].sum() > 0.005:
                axes.plot(
                    *_curve(far[mine], weight[mine]),
                    color=sheet.colour(rank),
                    linestyle=sheet.dash(rank),
                    linewidth=1.0,
                    label=f"{impacts.kinds[kind]}, alone",
                )
        axes.plot(*_curve(far, weight), color=sheet.INK, linewidth=2.0, label="all, from where it was lost")
        axes.plot(
            *_curve(off, weight),
            color=sheet.SOFT,
            linewidth=1.4,
            linestyle=(0, (4, 2)),
            label="all, from the median place of the surface",
        )
        axes.plot(
            *_region(done),
            color="#c0392b",
            linewidth=1.4,
            label="smallest region of a circle's area",
        )
        said = quantiles(far, weight, _SHARES).tolist()
        for share, x in zip(_SHARES, said, strict=True):
            axes.plot([0.0, x, x], [share, share, 0.0], color=sheet.FAINT, linewidth=0.8, zorder=0.5)
            axes.annotate(f"{number(x, 1)} NM", (x, share), (3, -9), textcoords="offset points", fontsize=7)
        axes.set_xlim(0.0, max(*(1.05 * float(quantiles(r, weight, _EDGE)) for r in (far, off)), 1e-3))
        axes.set_ylim(0.0, 1.02)
        axes.set_xlabel("radius (NM)")
        axes.set_ylabel("probability within it")
        axes.legend(loc="lower right")
        words = listed(
            [f"{100 * s:.0f} % within {number(x, 1)} NM" for s, x in zip(_SHARES, said, strict=True)]
        )
        caption = (
            f"From where it was hit or lost: {words} (black). Dashes are from the median place at which it "
            "met the surface: the medians of all latitudes and longitudes. The red line is the radius of a "
            "circle as large as the smallest region that holds the probability: what knowing the shape saves."
        )
        return sheet.finish(figure, "radius", "How far from where it was lost", caption, f"Curves: {words}.")


def _curve(far: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(far)
    held = np.cumsum(weight[order]) / weight.sum()
    kept = np.unique(np.searchsorted(held, np.linspace(0.0, 1.0, 301)).clip(0, far.size - 1))
    return np.concatenate([[0.0], far[order][kept]]), np.concatenate([[0.0], held[kept]])


def _region(done: Charted) -> tuple[np.ndarray, np.ndarray]:
    """Radius in NM of a circle as large as the smallest regions of the chart, and what they hold."""
    held = np.cumsum(np.sort(done.chart.probability.ravel())[::-1])
    last = int(np.searchsorted(held, 0.999)) + 1
    at = np.unique(np.linspace(0.0, last**0.5, 300).astype(int) ** 2).clip(1, last)
    radius = np.sqrt(at * done.chart.grid.area / np.pi) / METRES_PER_NM
    return np.concatenate([[0.0], radius]), np.concatenate([[0.0], held[at - 1]])
