"""What each observation said: how far it separates the two leading causes, and since when it was known."""

import numpy as np
from matplotlib.axes import Axes

from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation
from truecourse.report.answer import differences
from truecourse.report.figures import sheet
from truecourse.report.words import date, iso, listed, signed


def draw(explanation: Explanation, case: Case) -> sheet.Drawn:
    """Left: nats for each of the two leading causes. Right: the difference, and since when it was known."""
    pair, rows = differences(explanation)
    known = {row.id: date(iso(row.known_since)) for row in case.observations}
    with sheet.style():
        figure, grid = sheet.new(1.3 + 0.24 * max(len(rows), 2), 1, 2)
        left, right = grid[0]
        for rank, offset in ((0, -0.16), (1, 0.16)):
            values = [row[1 + rank] for row in rows]
            name = pair[rank] if pair else ""
            left.barh(np.arange(len(rows)) + offset, values, height=0.3, color=sheet.colour(rank), label=name)
        gap = np.array([a - b for _, a, b in rows], dtype=float)
        right.barh(
            np.arange(len(rows)),
            np.nan_to_num(gap),
            height=0.5,
            color=np.where(gap > 0, sheet.colour(0), sheet.colour(1)),
        )
        for y, value in enumerate(gap):
            end = 0.0 if not np.isfinite(value) else value
            word = signed(value, 1)
            right.annotate(
                word,
                (end, y),
                (4 if end >= 0 else -4, 0),
                textcoords="offset points",
                va="center",
                ha="left" if end >= 0 else "right",
                fontsize=7.5,
                color=sheet.INK if np.isfinite(value) else sheet.SOFT,
            )
            right.text(
                1.02,
                y,
                known.get(rows[y][0], ""),
                transform=right.get_yaxis_transform(),
                va="center",
                fontsize=7.5,
            )
        _dress(left, right, [row[0] for row in rows], pair)
        alt = (
            f"Bars of the log evidence each of {len(rows)} observations adds to "
            f"{listed(list(pair)) if pair else 'no cause'}."
        )
        return sheet.finish(
            figure,
            "said",
            "What each observation said, and since when it was known",
            _caption(pair, rows, known),
            alt,
        )


def _dress(left: Axes, right: Axes, names: list[str], pair: tuple[str, str] | None) -> None:
    for axes in (left, right):
        axes.axvline(0.0, color=sheet.SOFT, linewidth=0.8)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        axes.margins(x=0.22)
    left.set_yticks(range(len(names)), names)
    right.set_yticks(range(len(names)), [])
    left.set_xlabel("log evidence with it less without it (nats)")
    right.set_xlabel(f"for {pair[0]} over {pair[1]} (nats)" if pair else "difference (nats)")
    if pair:
        left.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2)
    right.text(
        1.02,
        -0.8,
        "known since",
        transform=right.get_yaxis_transform(),
        fontsize=7.5,
        color=sheet.SOFT,
        va="bottom",
    )


def _caption(
    pair: tuple[str, str] | None, rows: list[tuple[str, float, float]], known: dict[str, str]
) -> str:
    if pair is None:
        return "What each observation said is not known for two causes."
    finite = [(name, a - b) for name, a, b in rows if np.isfinite(a - b)]
    lost = [name for name, a, b in rows if not np.isfinite(a - b)]
    most = [
        f"{name} ({signed(gap)} nats, known since {known.get(name, '')})" for name, gap in finite if gap > 1.0
    ][:3]
    against = [f"{name} ({signed(gap)})" for name, gap in reversed(finite) if gap < -0.3][:3]
    text = (
        f"Each bar is what leaving one observation out would take from a cause's log evidence. "
        f"{_for(pair, most)} "
    )
    text += (
        f"Most for {pair[1]}: {listed(against)}. "
        if against
        else f"None speaks for {pair[1]} by more than 0.3 nats. "
    )
    if lost:
        text += f"Not known, because too few flights remain when it is left out: {listed(lost)}. "
    total = sum(gap for _, gap in finite)
    return text + (
        f"The known differences add up to {signed(total)} nats; they need not equal the difference of the "
        f"log "
        "evidence, because observations that agree share what they say."
    )


def _for(pair: tuple[str, str], most: list[str]) -> str:
    if not most:
        return f"No single observation speaks for {pair[0]} over {pair[1]} by more than 1 nat."
    return f"Most for {pair[0]} over {pair[1]}: {listed(most)}."
