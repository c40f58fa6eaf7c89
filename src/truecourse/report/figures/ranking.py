"""The ranking of causes, stage by stage of the inquiry."""

import numpy as np
from matplotlib.axes import Axes

from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation, StageResult
from truecourse.report.answer import ranked
from truecourse.report.figures import sheet
from truecourse.report.words import listed, number, percent

_FAR = 45.0  # nats: beyond, a bar says no more than that the cause is out of the question


def draw(explanation: Explanation, case: Case) -> sheet.Drawn:
    """Log evidence less the best cause's, with its error, and the probability printed; a column a stage."""
    this = StageResult(
        explanation.stage, "everything used in this run", explanation.observations, explanation.causes
    )
    stages = [*explanation.stages] or [this]
    order = [cause.name for cause in ranked(explanation.causes)]
    with sheet.style():
        figure, grid = sheet.new(0.9 + 0.3 * len(order), 1, len(stages))
        for k, (axes, stage) in enumerate(zip(grid[0], stages, strict=True)):
            _column(axes, stage, order)
            axes.set_title(
                f"{stage.stage or 'this run'}: {len(stage.observations)} observations", fontsize=8.5
            )
            if k:
                axes.set_yticklabels([])
        alt = (
            f"Log evidence of {len(order)} causes at {len(stages)} stages; "
            f"{order[0] if order else 'none'} first."
        )
        return sheet.finish(
            figure, "ranking", "The causes ranked, by what was known when", _caption(stages), alt
        )


def _column(axes: Axes, stage: StageResult, order: list[str]) -> None:
    causes = {cause.name: cause for cause in stage.causes}
    known = [c.log_evidence for c in stage.causes if np.isfinite(c.log_evidence)]
    best = max(known, default=0.0)
    low = (
        -_FAR
        if known and min(known) < best - _FAR
        else min(-5.0, 1.15 * (min(known, default=best) - best) - 2)
    )
    for y, name in enumerate(order):
        cause = causes.get(name)
        if cause is None or not np.isfinite(cause.log_evidence):
            converged = cause is not None and cause.converged
            word = "not weighed" if cause is None else cause.why_not if converged else "did not converge"
            axes.text(
                0.02 * low, y, word, ha="right", va="center", fontsize=7.5, color=sheet.SOFT, style="italic"
            )
            continue
        value = cause.log_evidence - best
        if value < low:
            axes.annotate(
                f"{number(value, 0)} ± {number(cause.log_evidence_sd, 1)}",
                (low, y),
                (9, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
                color=sheet.SOFT,
            )
            axes.plot([low * 0.985], [y], marker="<", color=sheet.colour(y), markersize=5)
        else:
            axes.errorbar(
                [value],
                [y],
                xerr=[cause.log_evidence_sd],
                marker="o",
                markersize=5,
                color=sheet.colour(y),
                capsize=3,
                linewidth=1.2,
            )
        axes.text(
            1.01,
            y,
            percent(cause.probability),
            va="center",
            fontsize=8,
            transform=axes.get_yaxis_transform(),
            weight="bold"
            if cause.probability == max(c.probability for c in stage.causes if c.probability == c.probability)
            else "normal",
        )
    axes.set_yticks(range(len(order)), order)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlim(low, -0.04 * low)
    axes.set_xlabel("log evidence less the best (nats)")


def _caption(stages: list[StageResult]) -> str:
    text = []
    for stage in stages:
        order = [c for c in ranked(stage.causes) if np.isfinite(c.probability)]
        when = f"At stage {stage.stage} ({stage.title})" if stage.stage else "In this run"
        if len(order) < 2:
            text.append(f"{when} fewer than two causes have a number.")
            continue
        a, b = order[:2]
        error = float(np.hypot(a.log_evidence_sd, b.log_evidence_sd))
        text.append(
            f"{when} {a.name} leads with {percent(a.probability)}; its log evidence is "
            f"{number(a.log_evidence - b.log_evidence, 1)} ± "
            f"{number(error, 1)} nats above that of {b.name} ({percent(b.probability)})."
        )
    lost = sorted({c.name for stage in stages for c in stage.causes if not c.converged})
    text.append(
        "Percentages at the right are probabilities, priors included; bars are one standard deviation."
    )
    return " ".join(
        text + ([f"Not known, since the sampler did not converge: {listed(lost)}."] if lost else [])
    )
