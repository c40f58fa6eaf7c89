"""The map of where the flight met the surface, and where to look."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from truecourse.earth.region import densify
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_HOUR, SQUARE_METRES_PER_SQUARE_NM
from truecourse.ending.charted import Charted
from truecourse.ending.containment import Region, outline
from truecourse.ending.waters import COAST
from truecourse.ending.weighted import evenly, median_place
from truecourse.flight.airspace import Airspace
from truecourse.flight.ending import Impacts
from truecourse.flight.search import Sought
from truecourse.report.figures import sheet
from truecourse.report.figures.ground import Array, Ground, boundary, centre_of, lay, plane, window
from truecourse.report.search import reckons_with
from truecourse.report.words import listed, number, percent

_POINTS = 500  # drawn of each class, in proportion to their weight
_REGION = "#c0392b"
_FILLS = {0.5: 0.28, 0.9: 0.14, 0.95: 0.07}
_EDGES = {0.5: "-", 0.9: (0, (6, 2)), 0.95: (0, (1.2, 1.6))}
_WIDTHS = {0.5: 1.6, 0.9: 1.2, 0.95: 1.2}
_COASTS, _EDGES_OF = "coasts of the case", "edges of waters and airspaces"
_PLAN, _LEAST = "#111111", 0.005
_MARGIN = 0.08


@dataclass(frozen=True, slots=True)
class Beside:
    """A place set beside the answer, never evidence: `lat`, `lon` rad."""

    name: str
    lat: float
    lon: float


def draw(done: Charted, airspaces: tuple[Airspace, ...] = (), beside: tuple[Beside, ...] = ()) -> sheet.Drawn:
    """Containment regions, the classes' points, where it was lost, waters, rectangles of the plan, and
    places of tests.
    """
    lat, lon = _shown(done, beside)
    with sheet.style():
        ground = window(centre_of(lat, lon), lat, lon, _MARGIN, (0.45, 0.95))
        tall = 8.6 * ground.height / ground.width
        figure = Figure(figsize=(sheet.WIDTH, tall + 1.3), layout="constrained")
        axes, key = figure.subplots(2, 1, height_ratios=(tall, 0.8))
        lay(axes, ground, _right(ground, done))
        _waters(axes, ground, airspaces)
        _regions(axes, ground, done.regions)
        _points(axes, ground, done.impacts)
        _searched(axes, ground, done)
        _rectangles(axes, ground, done)
        _lost(axes, ground, done.impacts)
        _beside(axes, ground, beside)
        key.axis("off")
        handles, words = axes.get_legend_handles_labels()
        order = sorted(range(len(words)), key=lambda i: _rank(words[i], done.impacts))
        key.legend([handles[i] for i in order], [words[i] for i in order], loc="center", ncol=3)
        coasts = any(airspace.kind == COAST for airspace in airspaces)
        caption = _caption(done, beside, _outside(ground, done.impacts), coasts)
        return sheet.finish(figure, "ending", "Where it met the surface", caption, _alt(done))


def _rank(word: str, impacts: Impacts) -> tuple[int, int]:
    """The legend's order: regions, classes, the plan, the rest."""
    kinds = [impacts.kinds[k] for k, _ in _order(impacts)]
    kind = next((n for n, name in enumerate(kinds) if word.startswith(f"{name}, ")), -1)
    if kind >= 0:
        return 1, kind
    return (0, int(word[:2])) if " % region" in word else (2 if word.startswith("plan") else 3, 0)


def _shown(done: Charted, beside: tuple[Beside, ...]) -> tuple[Array, Array]:
    """Places the map must hold, rad: of the 95 % region the parts that matter, however far endings lie."""
    lat, lon = outline(done.chart, done.regions[-1])
    i = done.impacts
    lost = median_place(i.lost_lat, i.lost_lon, i.weight)
    boxes = [box for sought in (done.planned.sought if done.planned else ()) for box in sought.rectangles]
    return (
        np.concatenate([lat, [lost[0], *(b.lat for b in beside)], *(box.lat for box in boxes)]),
        np.concatenate([lon, [lost[1], *(b.lon for b in beside)], *(box.lon for box in boxes)]),
    )


def _right(ground: Ground, done: Charted) -> bool:
    """Whether the scale bar is better in the lower right corner: less probability there."""
    x, y = plane(ground, done.impacts.lat, done.impacts.lon)
    low = y < ground.south + 0.2 * ground.height
    left, right = x < ground.west + 0.3 * ground.width, x > ground.east - 0.3 * ground.width
    return bool(np.sum(low & left) > np.sum(low & right))


def _waters(axes: Axes, ground: Ground, airspaces: tuple[Airspace, ...]) -> None:
    """Edges of the case's areas: its coasts, which tell land from sea, apart from all others."""
    labelled = set()
    for airspace in airspaces:
        word = _COASTS if airspace.kind == COAST else _EDGES_OF
        for line in boundary(ground, airspace):
            axes.plot(
                *line.T,
                color="#6b6459" if airspace.kind == COAST else "#7a5c99",
                linewidth=0.9,
                linestyle="-" if not airspace.offset else (0, (2, 1.5)),
                zorder=1.5,
                label=None if word in labelled else word,
            )
            labelled.add(word)


def _regions(axes: Axes, ground: Ground, regions: tuple[Region, ...]) -> None:
    for found in sorted(regions, key=lambda region: -region.share):
        rings = [np.column_stack(plane(ground, *ring.T)) for ring in found.rings]
        if not rings:
            continue
        paths = [Path(np.vstack([ring, ring[:1]]), closed=True) for ring in rings]
        patch = PathPatch(
            Path.make_compound_path(*paths),
            facecolor=_REGION,
            alpha=_FILLS.get(found.share, 0.1),
            linewidth=0,
            zorder=2,
        )
        axes.add_patch(patch)
        for k, ring in enumerate(rings):
            axes.plot(
                *np.vstack([ring, ring[:1]]).T,
                color=_REGION,
                linewidth=_WIDTHS.get(found.share, 1.0),
                linestyle=_EDGES.get(found.share, "-"),
                zorder=2.2,
                label=f"{100 * found.share:.0f} % region, {_area(found)} NM²" if k == 0 else None,
            )


def _area(found: Region) -> str:
    return number(found.area / SQUARE_METRES_PER_SQUARE_NM, 0)


def _order(impacts: Impacts) -> list[tuple[int, float]]:
    """Classes and their probabilities, the most probable first."""
    shares = [
        (k, float(impacts.weight[impacts.kind == k].sum() / impacts.weight.sum()))
        for k in range(len(impacts.kinds))
    ]
    return sorted((pair for pair in shares if pair[1] > _LEAST), key=lambda pair: -pair[1])


def _points(axes: Axes, ground: Ground, impacts: Impacts) -> None:
    """Each class's endings in proportion to their weight."""
    for rank, (kind, share) in reversed(list(enumerate(_order(impacts)))):
        mine = np.flatnonzero((impacts.kind == kind) & np.isfinite(impacts.lat))
        chosen = mine[np.unique(evenly(impacts.weight[mine], max(12, int(_POINTS * share))))]
        axes.plot(
            *plane(ground, impacts.lat[chosen], impacts.lon[chosen]),
            linestyle="",
            marker="osD^vP"[rank % 6],
            markersize=2.6,
            color=sheet.colour(rank),
            alpha=0.55,
            markeredgewidth=0,
            zorder=3,
            label=f"{impacts.kinds[kind]}, {percent(share)}",
        )


def _searched(axes: Axes, ground: Ground, done: Charted) -> None:
    for k, row in enumerate(done.asked.searched if done.asked else ()):
        ring = densify(row.ring, spacing=2_000.0)
        axes.fill(
            *plane(ground, *ring.T),
            facecolor="none",
            edgecolor=sheet.SOFT,
            hatch="////",
            linewidth=0.6,
            zorder=2.5,
            label="searched in vain" if k == 0 else None,
        )


def _rectangles(axes: Axes, ground: Ground, done: Charted) -> None:
    for n, sought in enumerate(done.planned.sought if done.planned else ()):
        for k, box in enumerate(sought.rectangles):
            ring = densify(np.column_stack([box.lat, box.lon]), spacing=2_000.0)
            x, y = plane(ground, *np.vstack([ring, ring[:1]]).T)
            name = f"plan {chr(ord('A') + n % 26)}: {sought.sensor.name}"
            label = f"{name}, {_hours(sought)} h, {percent(sought.success)}"
            axes.plot(
                x,
                y,
                color=_PLAN,
                linewidth=1.1,
                linestyle=sheet.dash(n),
                zorder=4,
                label=label if k == 0 else None,
            )
            at = plane(ground, box.lat[:1], box.lon[:1])
            axes.annotate(
                f"{chr(ord('A') + n % 26)}{k + 1}",
                (float(at[0][0]), float(at[1][0])),
                (2, 2),
                textcoords="offset points",
                fontsize=7,
                zorder=7,
                clip_on=True,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5},
            )


def _hours(sought: Sought) -> str:
    return number(sought.effort / SECONDS_PER_HOUR, 0)


def _lost(axes: Axes, ground: Ground, impacts: Impacts) -> None:
    x, y = plane(ground, *median_place(impacts.lost_lat, impacts.lost_lon, impacts.weight))
    axes.plot(
        x,
        y,
        marker="*",
        markersize=12,
        color="#f0c808",
        markeredgecolor=sheet.INK,
        markeredgewidth=0.8,
        linestyle="",
        zorder=6,
        label="hit or lost, median place",
    )


def _beside(axes: Axes, ground: Ground, beside: tuple[Beside, ...]) -> None:
    names = []
    for k, row in enumerate(beside):
        x, y = (float(v) for v in plane(ground, row.lat, row.lon))
        axes.plot(
            x,
            y,
            marker="X",
            markersize=5,
            markerfacecolor="white",
            markeredgecolor=sheet.INK,
            markeredgewidth=0.8,
            linestyle="",
            zorder=6,
            label="set beside the answer, never evidence" if k == 0 else None,
        )
        names.append((x, y, str(k + 1)))
    if names:
        sheet.labels(axes, names, gap=11.0)
        for text in axes.texts[-len(names) :]:
            text.set(fontsize=8, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.4})


def _outside(ground: Ground, impacts: Impacts) -> str:
    """How many endings lie outside the map, in a sentence; nothing where there are none."""
    x, y = plane(ground, impacts.lat, impacts.lon)
    out = (x < ground.west) | (x > ground.east) | (y < ground.south) | (y > ground.north)
    if not out.any():
        return ""
    share = percent(float(impacts.weight[out].sum() / impacts.weight.sum()))
    return f"Outside the map lie {out.sum():,} of {out.size:,} endings, with {share} of the probability. "


def _caption(done: Charted, beside: tuple[Beside, ...], outside: str, coasts: bool) -> str:
    sizes = [f"{100 * r.share:.0f} % in {_area(r)} NM²" for r in done.regions]
    text = f"The smallest regions that hold the probability: {listed(sizes)}. "
    if done.before:
        text += f"They are after {reckons_with(done)}. "
    text += (
        "Points are endings in proportion to their probability, by class; the star is the median place at "
        "which it was hit or lost. "
    ) + outside
    for n, sought in enumerate(done.planned.sought if done.planned else ()):
        if not sought.rectangles:
            continue
        text += (
            f"Rectangles {chr(ord('A') + n % 26)} are the plan for {sought.sensor.name}: "
            f"found with probability {percent(sought.success)} in {_hours(sought)} h. "
        )
    if beside:
        told = listed([f"{k} {row.name}" for k, row in enumerate(beside, 1)])
        text += f"Crosses are set beside the answer and were not seen by it: {told}. "
    if coasts:
        text += "Brown lines are the coasts of the case, by which it came down on land or at sea. "
    return text + (
        "Grey land is the picture's own, from Natural Earth, 1:50 million, and decides nothing. Lambert "
        "azimuthal equal-area projection, WGS 84."
    )


def _alt(done: Charted) -> str:
    names = listed([done.impacts.kinds[k] for k, _ in _order(done.impacts)])
    far = done.regions[1].area ** 0.5 / METRES_PER_NM
    return f"Map of regions about {number(far, 0)} NM across where the flight met the surface, by {names}."
