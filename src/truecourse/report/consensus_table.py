"""The consensus on the page: of each number what the sources together say, each grade, and the flights."""

from html import escape
from typing import Any

from truecourse.report.cite import cite
from truecourse.report.spread import cited
from truecourse.report.tables import table

Wire = dict[str, Any]
HEAD = ("quantity", "consensus, 90 % spread", "what each grade says", "what the reconstruction says")
CAPTION = (
    "What the sources together say of each number: the median, weighted by the grade of the source, and from "
    "where to where nine parts in ten of the weight lie. Sources that copy, and one speaker reported twice, "
    "count once; denials and one-sided numbers are left out. The reconstruction's speeds are over the "
    "ground, its heights by pressure, its offsets positive to the right."
)


def consensus(wire: Wire) -> str:
    """Quantities told by two or more sources, then folded those of one source alone."""
    shared: list[tuple[str, ...]] = []
    alone: list[tuple[str, ...]] = []
    for i, row in enumerate(wire["consensus"]):
        (shared if len(row["sources"]) > 1 else alone).append(_row(wire, i, row))
    text = table(HEAD, shared, CAPTION) if shared else ""
    if alone:
        caption = "Quantities of which one source alone tells a number."
        text += f"<details><summary>Told by one source alone: {len(alone)}</summary>\n"
        text += f"{table(HEAD, alone, caption)}</details>"
    return text


def _row(wire: Wire, i: int, row: Wire) -> tuple[str, ...]:
    base, unit = f"/consensus/{i}", row["unit"]
    apart = row["value"] is None
    told = [(s, f" {cited(wire, f'{base}/sources/{n}', s, unit)}") for n, s in enumerate(row["sources"])]
    names = ", ".join(f"{escape(s['source'])}{value if apart else ''}" for s, value in told)
    voices = f"{cite(wire, f'{base}/voices', 'count')} voice{'s' if row['voices'] > 1 else ''}"
    grades = [
        f"{escape(g['grade'])}: {cited(wire, f'{base}/by_grade/{n}', g, unit)}"
        for n, g in enumerate(row["by_grade"])
    ]
    read = row["reconstruction"]
    return (
        f"{escape(row['title'])}<br><small>{names}: {voices}</small>",
        cited(wire, base, row, unit),
        "<br>".join(grades),
        cited(wire, f"{base}/reconstruction", read, unit) if read else "",
    )
