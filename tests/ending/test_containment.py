"""Containment regions against the circular normal's own, and their calibration."""

from collections.abc import Callable

import numpy as np
import pytest

from ending.clouds import impacts, normal
from truecourse.earth.region import area, contains
from truecourse.ending.chart import Chart, chart
from truecourse.ending.charted import SHARES, charted
from truecourse.ending.containment import Region, outline, region, share_within
from truecourse.ending.grid import Grid, plane, unplane
from truecourse.report import geojson

SIGMA, N = 9260.0, 20_000
PLACES = ((46.5, 141.3), (51.0, 179.999), (0.0, -180.0), (90.0, 0.0), (-89.95, 170.0))


@pytest.mark.parametrize("place", PLACES)
def test_areas_of_a_circular_normal(place: tuple[float, float], validation: Callable[..., None]) -> None:
    """The smallest region of share p of a circular normal has area -2 pi sigma² ln(1 - p); the kernel makes
    it `widened` times larger, which is stated, and the draw of points scatters by 1/sqrt(n).
    """
    lat, lon = normal(*place, SIGMA, N, seed=4)
    made = chart(lat, lon, np.full(N, 1.0 / N), np.zeros(N, np.int64))
    (kernel,) = made.kernels
    assert kernel.widened == pytest.approx(1.0 + N ** (-1.0 / 3.0), abs=0.003)
    worst = 0.0
    for share in SHARES:
        found = region(made, share)
        true = -2.0 * np.pi * SIGMA**2 * np.log1p(-share) * kernel.widened
        worst = max(worst, abs(found.area / true - 1.0))
        assert area(found.rings) == pytest.approx(found.area, rel=1e-6)
    assert worst < 0.03
    validation(
        "ending", "areas of 50, 90 and 95 % regions of a circular normal, kernel allowed for, relative error",
        worst, "", 0.03, "−2πσ² ln(1 − p)",
    )  # fmt: skip


def test_regions_hold_what_they_say(validation: Callable[..., None]) -> None:
    """New draws from the same truth, two classes of unlike width, across 180: the shares are even."""
    rng = np.random.default_rng(5)

    def draw(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        kind = (rng.random(n) < 0.4).astype(np.int64)
        xy = rng.normal(0.0, 1.0, (n, 2)) * np.where(kind, 2000.0, 9000.0)[:, None] + kind[:, None] * 15_000.0
        return (*unplane(0.8, np.pi, *xy.T), kind)

    lat, lon, kind = draw(8000)
    made = chart(lat, lon, np.full(8000, 1.0), kind)
    lat, lon, _ = draw(2000)
    shares = np.array([share_within(made, a, o) for a, o in zip(lat, lon, strict=True)])
    worst = max(abs(float(np.mean(shares <= p)) - p) for p in (0.25, *SHARES))
    assert worst < 0.03  # 2,000 draws: one standard deviation is 0.011 at a half
    for p in SHARES:
        rings = region(made, p).rings
        inside = sum(contains([ring], lat, lon).astype(int) for ring in rings)
        assert abs(float(np.mean(inside % 2)) - p) < 0.03
    validation(
        "ending", "share of new draws inside 25, 50, 90 and 95 % regions, less what was said", worst, "",
        0.03, "draws from the same truth",
    )  # fmt: skip


def test_a_ring_of_places_has_a_region_with_a_hole_and_the_pole_stays_inside() -> None:
    angle = np.random.default_rng(6).random(6000) * 2.0 * np.pi
    far = 40_000.0 + np.random.default_rng(7).normal(0.0, 3000.0, 6000)
    for lat0, lon0 in ((0.7, 3.1), (np.pi / 2, 0.0)):
        lat, lon = unplane(lat0, lon0, far * np.cos(angle), far * np.sin(angle))
        made = chart(lat, lon, np.full(6000, 1.0), np.zeros(6000, np.int64))
        found = region(made, 0.5)
        signed = [area([ring]) < 1e12 for ring in found.rings]
        assert not all(signed), "the hole is clockwise: all that is outside it"
        whole = geojson.area(found.rings)
        assert all(abs(x) <= 180.0 for part in whole["coordinates"] for ring in part for x, _ in ring)
        assert sum(len(part) > 1 for part in whole["coordinates"]) + len(whole["coordinates"]) >= 2
    lat, lon = normal(90.0, 0.0, 9000.0, 4000)
    done = charted(impacts(lat, lon))
    box = geojson.area(done.regions[1].rings)["coordinates"]
    assert max(y for part in box for ring in part for _, y in ring) == 90.0


def test_the_outline_leaves_out_parts_that_hold_little() -> None:
    """By hand: 55 and 38 % in two squares, 2 % in a cell of its own, 5 % in ten cells all over the grid."""
    grid = Grid(0.8, np.pi, -30_000.0, -30_000.0, 1000.0, 60, 60)
    cells = np.zeros(grid.shape)
    cells[25:35, 25:35], cells[40:44, 40:44] = 0.55 / 100, 0.38 / 16
    cells[30, 50] = 0.02
    cells[[0, 0, 0, 59, 59, 59, 10, 10, 50, 50], [0, 30, 59, 0, 30, 59, 1, 58, 1, 58]] = 0.005
    found = Region(0.95, 0.0, (), 0.001 / grid.area)
    x, y = plane(grid.lat, grid.lon, *outline(Chart(grid, cells), found))
    column, row = np.floor((x - grid.west) / 1000.0), np.floor((y - grid.south) / 1000.0)
    assert {(25, 25), (34, 34), (40, 40), (43, 43), (50, 30)} < set(zip(column, row, strict=True))
    assert (column.min(), column.max(), row.min(), row.max()) == (25, 50, 25, 43)
    assert len(x) == 36 + 12 + 1, "edges alone"


def test_weights_and_points_that_say_nothing() -> None:
    lat, lon = normal(10.0, 20.0, 5000.0, 500)
    lat = np.append(lat, np.nan)
    made = chart(lat, np.append(lon, 0.0), np.append(np.full(500, 1.0), 1.0), np.zeros(501, np.int64))
    assert made.probability.sum() == pytest.approx(1.0)
    for weight, said in ((np.zeros(500), "nothing to map"), (np.full(500, -1.0), "negative")):
        with pytest.raises(ValueError, match=said):
            chart(lat[:-1], lon, weight, np.zeros(500, np.int64))
    one = chart(lat[:1], lon[:1], np.ones(1), np.zeros(1, np.int64))
    assert region(one, 0.9).area < np.pi * 1000.0**2


def test_a_line_with_a_scatter_about_it_has_regions_of_one_piece() -> None:
    """Nine tenths on a slanted line, the rest all round, and few far off: as of aircraft that mostly
    broke at once, or late, or flew on. What regions hold of new draws from the same truth is what they say.
    """
    rng = np.random.default_rng(8)

    def draw(n: int) -> np.ndarray:
        along, across = rng.normal(0.0, 20_000.0, n), rng.normal(0.0, 3000.0, n)
        line = np.column_stack([along - across, along + across]) / np.sqrt(2.0)
        scatter = rng.normal(0.0, 40_000.0, (n, 2))
        far = rng.normal(0.0, 300_000.0, (n, 2))
        u = rng.random(n)[:, None]
        return np.where(u < 0.9, line, np.where(u < 0.995, scatter, far))

    lat, lon = unplane(0.9, 2.5, *draw(20_000).T)
    made = chart(lat, lon, np.full(20_000, 1.0), np.zeros(20_000, np.int64))
    assert len(made.kernels) > 1
    assert {kernel.kind for kernel in made.kernels} == {0}
    lat, lon = unplane(0.9, 2.5, *draw(4000).T)
    shares = np.array([share_within(made, a, o) for a, o in zip(lat, lon, strict=True)])
    for p in SHARES:
        assert len(region(made, p).rings) <= 3
        assert -0.025 < float(np.mean(shares <= p)) - p < 0.05  # blurred, so rather too large


def test_a_kernel_narrower_than_a_cell_leaves_no_spots_beside_it() -> None:
    rng = np.random.default_rng(9)
    along = rng.normal(0.0, 20_000.0, 2000)
    lat, lon = unplane(0.1, 0.2, along, 0.6 * along)
    made = chart(lat, lon, np.full(2000, 1.0), np.zeros(2000, np.int64), cell=4000.0)
    grid = made.grid
    x = grid.west + (np.arange(grid.columns) + 0.5) * grid.cell
    y = grid.south + (np.arange(grid.rows) + 0.5) * grid.cell
    off = np.abs(0.6 * x[None] - y[:, None]) / np.hypot(0.6, 1.0)
    assert made.probability[off > 6.0 * grid.cell].sum() < 1e-4


def test_points_in_two_unlike_heaps_have_a_chart() -> None:
    """Most of the weight near one spot, the rest far off: nothing is near the mean, and that is no fault."""
    lat, lon = unplane(0.5, 1.0, np.array([0.0, 50.0, 1e6]), np.zeros(3))
    made = chart(lat, lon, np.array([0.4, 0.4, 0.2]), np.zeros(3, np.int64))
    assert made.probability.sum() == pytest.approx(1.0)
    assert region(made, 0.9).area > 0.0
