"""How the leader fares when something assumed is changed."""

import numpy as np

from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation, Sensitivity
from truecourse.report.answer import leader
from truecourse.report.figures import sheet
from truecourse.report.words import NOT_KNOWN, listed, number

_FEW = 50.0  # effective samples: below it a reweighted margin is drawn hollow


def draw(explanation: Explanation, case: Case) -> sheet.Drawn:
    """A row a setting: the leader's log odds over its strongest rival and their error, left of zero where
    another cause leads.
    """
    rows = explanation.sensitivity
    first = leader(explanation)
    with sheet.style():
        figure, grid = sheet.new(0.9 + 0.26 * max(len(rows), 2))
        axes = grid[0, 0]
        for y, row in enumerate(rows):
            if not np.isfinite(row.margin):
                axes.text(0.0, y, "  not known", va="center", fontsize=7.5, style="italic", color=sheet.SOFT)
                continue
            value = _margin(row)
            colour = sheet.SOFT if _open(row) else sheet.colour(0 if row.leads else 1)
            axes.plot([0, value], [y, y], color=colour, linewidth=1.2)
            if np.isfinite(row.margin_sd):
                axes.errorbar([value], [y], xerr=[row.margin_sd], color=colour, capsize=2.5, linewidth=0.9)
            axes.plot(
                [value],
                [y],
                marker="o",
                color=colour,
                markersize=5.5,
                markerfacecolor=colour if row.effective_samples >= _FEW else "white",
            )
            word = number(value, 1) + _who(row)
            reach = max(value, 0.0) + (row.margin_sd if np.isfinite(row.margin_sd) else 0.0)
            axes.annotate(word, (reach, y), (7, 0), textcoords="offset points", va="center", fontsize=7.5)
        axes.axvline(0.0, color=sheet.INK, linewidth=0.9)
        axes.set_yticks(range(len(rows)), [f"{row.what}: {row.setting}" for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.margins(x=0.16)
        axes.set_xlabel(
            f"log odds of {first.name if first else 'the leader'} over its strongest rival (nats)"
        )
        alt = f"Log odds of the leading cause under {len(rows)} changed assumptions."
        return sheet.finish(
            figure, "sensitivity", "What would have to be different for another answer", _caption(rows), alt
        )


def _margin(row: Sensitivity) -> float:
    """The margin with the sign of who leads: a lost lead is drawn left of zero, whichever way it was
    recorded; where it is not known who leads, as it was recorded.
    """
    if _open(row):
        return row.margin
    return abs(row.margin) if row.leads else -abs(row.margin)


def _open(row: Sensitivity) -> bool:
    """Whether it is not known who leads."""
    return not row.leads and row.leader.startswith(NOT_KNOWN)


def _who(row: Sensitivity) -> str:
    """Who leads where the leader does not, to stand after the margin."""
    if row.leads:
        return ""
    return f": {row.leader}" if _open(row) else f": {row.leader} leads"


def _named(row: Sensitivity) -> str:
    return f"{row.what} {row.setting}"


def _caption(rows: tuple[Sensitivity, ...]) -> str:
    if not rows:
        return "No sensitivity was computed in this run."
    known = [row for row in rows if np.isfinite(row.margin)]
    lost = [row for row in known if not row.leads]
    unsure = [row for row in lost if _open(row)]
    other = [row for row in lost if not _open(row)]
    weak = [row for row in known if row.effective_samples < _FEW]
    text = f"The leader still leads under {len(known) - len(lost)} of {len(known)} settings with a number. "
    if other:
        text += f"Another leads with {listed([f'{_named(row)} ({row.leader})' for row in other])}. "
    if unsure:
        text += f"Which leads is not known with {listed([_named(row) for row in unsure])}. "
    kept = [row for row in known if row.leads]
    if kept:
        least = min(kept, key=lambda row: row.margin)
        text += (
            f"Where it leads, it does so by at least {number(least.margin, 1)} nats ({least.what} "
            f"{least.setting}). "
        )
    moved = [row for row in known if np.isfinite(row.change_sd) and abs(row.change) > row.change_sd > 0.0]
    if any(np.isfinite(row.change_sd) for row in known):
        text += "Bars are one standard deviation. " + (
            f"The change is larger than its own error only with {listed([_named(row) for row in moved])}. "
            if moved
            else "No change is larger than its own error. "
        )
    if weak:
        text += f"Hollow: under {number(_FEW, 0)} effective samples, so a hint only ({len(weak)}). "
    if len(known) < len(rows):
        text += f"Not known for {len(rows) - len(known)}."
    return text.strip()
