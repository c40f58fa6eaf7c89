"""The leading cause's parameters: what they were believed to be before, and what the flight says."""

from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation, Parameter
from truecourse.report.answer import leader
from truecourse.report.figures import sheet
from truecourse.report.words import listed, measure, number, split_unit

_COLUMNS, _MOST = 3, 12


def digits(parameter: Parameter) -> int:
    """Decimals that show a tenth of the 90 % interval's width."""
    width = parameter.high_90 - parameter.low_90
    return int(np.clip(1 - np.floor(np.log10(width)), 0, 4)) if np.isfinite(width) and width > 0 else 2


def draw(explanation: Explanation, case: Case) -> sheet.Drawn:
    """A histogram a parameter, its 90 % interval shaded, its median a line, its prior in words."""
    first = leader(explanation)
    shown = [p for p in first.parameters if np.isfinite(p.samples).sum() > 1][:_MOST] if first else []
    name = first.name if first else "no cause"
    with sheet.style():
        rows = max(1, ceil(len(shown) / _COLUMNS))
        figure, grid = sheet.new(0.3 + 2.3 * rows, rows, min(_COLUMNS, max(len(shown), 1)))
        for axes in grid.flat[len(shown) :]:
            axes.axis("off")
        for axes, parameter in zip(grid.flat, shown, strict=False):
            _histogram(axes, parameter)
        for row in grid[:, :1].flat:
            row.set_ylabel("density")
        alt = f"Histograms of {listed([_label(p)[0] for p in shown]) or 'no parameter'} of {name}."
        caption = _caption(name, shown)
        return sheet.finish(
            figure, "posterior", f"What the leading cause's numbers must have been: {name}", caption, alt
        )


def _histogram(axes: Axes, parameter: Parameter) -> None:
    samples = parameter.samples[np.isfinite(parameter.samples)]
    bins = int(np.clip(np.sqrt(samples.size), 8, 30))
    axes.axvspan(parameter.low_90, parameter.high_90, color=sheet.colour(0), alpha=0.12, linewidth=0)
    axes.hist(samples, bins=bins, density=True, color=sheet.colour(0), alpha=0.75)
    axes.axvline(parameter.median, color=sheet.INK, linewidth=1.0)
    words, unit = _label(parameter)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.set_xlabel(f"{words} ({unit})" if unit else words)
    axes.set_title(f"{number(parameter.median, digits(parameter))}{measure(unit)}", fontsize=8.5)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.text(
        0.0,
        -0.31,
        f"prior: {_short(parameter.prior)}",
        transform=axes.transAxes,
        fontsize=7,
        color=sheet.SOFT,
        va="top",
    )


def _label(parameter: Parameter) -> tuple[str, str]:
    """What a parameter is, in the case's own words where they are short enough for an axis, and its unit."""
    words, unit = split_unit(parameter.name)
    return (parameter.meaning if 0 < len(parameter.meaning) <= 40 else words), unit


def _short(text: str, most: int = 46) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _caption(name: str, shown: list[Parameter]) -> str:
    if not shown:
        return f"No parameters were kept for {name}."
    said = []
    for p in shown:
        d, (words, unit) = digits(p), _label(p)
        said.append(
            f"{words} {number(p.median, d)}{measure(unit)}"
            + f" ({number(p.low_90, d)} to {number(p.high_90, d)})"
        )
    return (
        f"Given {name}: {listed(said)}. Medians with 90 % intervals (shaded); the prior of each is "
        f"beneath it."
    )
