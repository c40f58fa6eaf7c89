"""The paper every figure is drawn on: size, colours, type, and SVG that is the same every time."""

import io
import re
from contextlib import AbstractContextManager
from html import escape
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import AutoDateLocator, DateFormatter, HourLocator, MinuteLocator, date2num
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

WIDTH = 9.0  # inches: 648 points, shown at 900 pixels, so that 8 points are read as 11 pixels
INK, SOFT, FAINT = "#1a1a1a", "#5f6368", "#d5d8dc"
LAND, SEA = "#e9e6df", "#f6f9fb"
# Okabe & Ito 2008: told apart by the colour-blind; given by rank, so that the leader is blue in every figure.
RANKS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
DASHES = ("-", (0, (5, 2)), (0, (1.2, 1.6)), (0, (6, 2, 1.2, 2)), (0, (3, 1.5)), (0, (8, 3)))
OTHERS = "#9aa0a6"
FONTS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.titlesize": 9.0,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 8.5,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.7,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e8eb",
    "grid.linewidth": 0.6,
    "legend.fontsize": 8.0,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
    "timezone": "UTC",
}


class Drawn(NamedTuple):
    """A figure ready for the page: `alt` describes it to who cannot see it, `caption` says what to see."""

    name: str
    title: str
    svg: str
    caption: str
    alt: str


def style() -> AbstractContextManager[None]:
    """The settings every figure is made and saved under, for a `with` statement."""
    return mpl.rc_context(_STYLE)


def new(
    height: float,
    rows: int = 1,
    columns: int = 1,
    ratios: tuple[float, ...] | None = None,
    widths: tuple[float, ...] | None = None,
) -> tuple[Figure, NDArray]:
    """A figure so many inches high with a grid of axes `(rows, columns)`; call within `style()`."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, height_ratios=ratios, width_ratios=widths)
    return figure, axes


def finish(figure: Figure, name: str, title: str, caption: str, alt: str) -> Drawn:
    """Save as SVG: text as text, no dates, ids of its own, no request to anywhere."""
    for axes in figure.axes:
        axes.yaxis.label.set_rotation_mode(
            "anchor"
        )  # SVG then centres the label itself, whatever the reader's font
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": f"truecourse {name}"}):
        FigureCanvasSVG(figure).print_svg(
            file, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    return Drawn(name, title, _inline(file.getvalue().decode(), name, title, alt), caption, alt)


def stacked(drawn: list[Drawn]) -> str:
    """Figures below one another as one SVG file."""
    sizes = [re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figure.svg) for figure in drawn]
    boxes = [(float(size[1]), float(size[2])) for size in sizes if size]
    wide, high = max((w for w, _ in boxes), default=0.0), sum(h for _, h in boxes)
    text, y = "", 0.0
    for figure, (w, h) in zip(drawn, boxes, strict=True):
        text += figure.svg.replace("<svg", f'<svg y="{y:.2f}" width="{w:.2f}" height="{h:.2f}"', 1) + "\n"
        y += h
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.2f} {high:.2f}" width="{wide:.2f}pt">'
    )
    return f"{head}\n{text}</svg>\n"


def _inline(svg: str, name: str, title: str, alt: str) -> str:
    """An SVG file as part of a page: no prologue, ids told apart from other figures', a title and a
    description.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'\b(id="|xlink:href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = svg.replace("xlink:href=", "href=").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    svg = svg.replace("'DejaVu Sans'", FONTS.replace('"', "'"))
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"-?\d+\.\d{2,}", _short, path.group()), svg)
    head, rest = svg.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*pt"', "", head)
    label = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(alt)}</desc>'
    return f'{head} role="img" aria-labelledby="{name}-title {name}-desc">{label}{rest}'.strip()


def _short(match: re.Match[str]) -> str:
    """A coordinate to a hundredth of a point: a seventieth of a pixel."""
    return f"{float(match.group()):.2f}".rstrip("0").rstrip(".")


def colour(rank: int) -> str:
    """The colour of the cause so ranked (0 leads)."""
    return RANKS[rank] if 0 <= rank < len(RANKS) else OTHERS


def dash(rank: int) -> object:
    """The dashes of the cause so ranked: a second way to tell it, for print and for the colour-blind."""
    return DASHES[rank] if 0 <= rank < len(DASHES) else "-"


def days(t: ArrayLike) -> NDArray:
    """POSIX seconds as Matplotlib's days."""
    return np.asarray(date2num(np.asarray(np.asarray(t, dtype=float) * 1e6).astype("datetime64[us]")))


def labels(axes: Axes, points: list[tuple[float, float, str]], gap: float = 9.0) -> None:
    """Names beside points (data coordinates), moved apart up and down until none covers another, `gap` points
    each.

    A name that had to move is joined to its point by a thin line.
    """
    figure = axes.get_figure(root=True)
    engine = figure.get_layout_engine() if figure else None
    if figure is None or engine is None:
        raise ValueError("names are placed on axes of a figure made by `new`, whose layout can be asked for")
    engine.execute(figure)  # where the axes will be is known only then
    box, (west, east), (south, north) = axes.get_position(), axes.get_xlim(), axes.get_ylim()
    scale = box.height * figure.get_figheight() * 72.0 / (north - south)
    last = -np.inf
    for x, y, word in sorted(
        (p for p in points if west <= p[0] <= east and south <= p[1] <= north), key=lambda p: p[1]
    ):
        at = max((y - south) * scale + 2.0, last + gap)
        last = at
        moved = at - (y - south) * scale
        aside = 14 if moved > gap else 8
        left = (x - west) > 0.8 * (east - west)
        line = (
            {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2}
            if moved > gap
            else None
        )
        axes.annotate(
            word,
            (x, y),
            (-aside if left else aside, moved),
            textcoords="offset points",
            fontsize=7,
            va="center",
            ha="right" if left else "left",
            arrowprops=line,
            clip_on=True,
            zorder=7,
        )


def time_axis(axes: Axes) -> None:
    """Label a time axis with hours and minutes UTC; call when its limits are set."""
    hours = 24.0 * float(np.ptp(axes.get_xlim()))
    ticks = HourLocator() if hours > 2.5 else MinuteLocator(byminute=range(0, 60, 15 if hours > 0.8 else 5))
    axes.xaxis.set_major_locator(ticks if hours < 16 else AutoDateLocator())
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M"))
    axes.set_xlabel("time (UTC)")
