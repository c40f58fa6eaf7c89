"""Sources by facts: what each source tells of a subject, and whether the others agree."""

from textwrap import shorten, wrap

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from truecourse.flight.claim import Ledger
from truecourse.report.facts import AGREES, BOTH, DIFFERS, Cell, Fact, busiest
from truecourse.report.figures import sheet

COLUMNS = 6  # sources with a column of their own
LETTERS, LINES, TITLE = 16, 4, 32  # of a cell, and of a subject
LEFT, OTHERS, READ = 1.95, 1.5, 0.95  # inches: where cells begin, width of the columns that are no source
LINE = 0.137  # inches
MOST_HEIGHT = 8.2  # inches of rows in one figure, which then fits a printed page
WASH = {AGREES: "#dcefe7", DIFFERS: "#fbe0d0", BOTH: "#fdf0d5", "": "#f2f3f5", "read": "#e3ebf7"}
READ_BY = (
    " The last has what the reconstruction's flights show: of a number the median and from where to where "
    "nine in ten lie (speeds over the ground, heights by pressure, offsets positive to the right), of a "
    "place the middle and one standard deviation along an axis, of a cause the most probable; not known "
    "where flights show nothing of it."
)
SIGN = {AGREES: "=", DIFFERS: "≠", BOTH: "= ≠", "": ""}


def draw(ledger: Ledger, facts: list[Fact]) -> list[sheet.Drawn]:
    """Figures of the contested facts, then of the others; as many as are needed to read them."""
    drawn = []
    for name, title, rows in (
        ("matrix", "Facts that sources tell differently", [f for f in facts if f.contested]),
        ("matrix-agreed", "Facts that no source contradicts", [f for f in facts if not f.contested]),
    ):
        columns = busiest(rows, ledger)[: COLUMNS - any(fact.reconstruction for fact in rows)]
        for n, page in enumerate(_pages(rows, columns)):
            drawn.append(_draw(page, columns, name + (f"-{n + 1}" if n else ""), title))
    return drawn


def _pages(facts: list[Fact], columns: list[str]) -> list[list[Fact]]:
    pages: list[list[Fact]] = []
    room = 0.0
    for fact in facts:
        high = LINE * _lines(fact, columns) + 0.06
        if room < high:
            pages.append([])
            room = MOST_HEIGHT
        pages[-1].append(fact)
        room -= high
    return pages


def _texts(fact: Fact, columns: list[str]) -> list[tuple[list[str], str]]:
    """The lines and the mark of each cell: a column for each of the sources named, one for all others, and
    one for the reconstruction where it says something.
    """
    found = []
    for source in columns:
        cell = fact.cells.get(source)
        found.append((_wrapped(cell), cell.mark) if cell else ([], "-"))
    others = [(s, c) for s, c in fact.cells.items() if s not in columns]
    lines: list[str] = []
    for source, cell in others:
        lines += wrap(f"{SIGN[cell.mark]} {' / '.join(cell.told)}: {source}".strip(), 25)[:LINES]
    marks = {c.mark for _, c in others} - {""}
    mark = BOTH if len(marks) > 1 else next(iter(marks), "")
    read = (
        [(wrap(fact.reconstruction.replace("\u00a0", " "), LETTERS), "read")] if fact.reconstruction else []
    )
    return [*found, (lines, mark if others else "-"), *read]


def _wrapped(cell: Cell) -> list[str]:
    text = " / ".join(cell.told)
    lines = wrap(f"{SIGN[cell.mark]} {text}".strip(), LETTERS)
    if len(lines) <= LINES:
        return lines
    return [*lines[: LINES - 1], shorten(" ".join(lines[LINES - 1 :]), LETTERS, placeholder="…")]


def _lines(fact: Fact, columns: list[str]) -> int:
    return max(len(wrap(fact.subject.title, TITLE)), *(len(text) for text, _ in _texts(fact, columns)), 1)


def _draw(facts: list[Fact], columns: list[str], name: str, title: str) -> sheet.Drawn:
    heights = [LINE * _lines(fact, columns) + 0.06 for fact in facts]
    with sheet.style():
        figure, grid = sheet.new(sum(heights) + 0.42)
        axes = grid[0, 0]
        axes.set_axis_off()
        axes.set_xlim(0.0, sheet.WIDTH)
        axes.set_ylim(sum(heights), -0.34)
        read = READ if any(fact.reconstruction for fact in facts) else 0.0
        wide = (sheet.WIDTH - LEFT - OTHERS - read) / max(len(columns), 1)
        edges = [LEFT + wide * k for k in range(len(columns) + 1)]
        edges += [sheet.WIDTH - read, sheet.WIDTH] if read else [sheet.WIDTH]
        for x, word in zip(edges, [*columns, "others", *(["reconstruction"] if read else [])], strict=False):
            lines = wrap(word.replace("-", "- "), 14)
            head = "\n".join(lines).replace("- ", "-")
            axes.text(x + 0.03, -0.04, head, fontsize=8, weight="bold", va="bottom")
        y = 0.0
        for fact, high in zip(facts, heights, strict=True):
            _row(axes, fact, columns, (y, high), edges)
            y += high
        return sheet.finish(figure, name, title, _caption(facts, columns), _alt(facts))


def _row(axes: Axes, fact: Fact, columns: list[str], at: tuple[float, float], edges: list[float]) -> None:
    y, high = at
    axes.plot([0.0, sheet.WIDTH], [y, y], color=sheet.FAINT, linewidth=0.6)
    axes.text(
        0.0, y + 0.035, "\n".join(wrap(fact.subject.title, TITLE)), fontsize=7.8, va="top", linespacing=1.1
    )
    for k, (lines, mark) in enumerate(_texts(fact, columns)):
        if mark == "-":
            continue
        corner, wide = (edges[k], y + 0.015), edges[k + 1] - edges[k] - 0.03
        axes.add_patch(Rectangle(corner, wide, high - 0.03, facecolor=WASH[mark], linewidth=0))
        axes.text(edges[k] + 0.03, y + 0.035, "\n".join(lines), fontsize=7.6, va="top", linespacing=1.1)


def _caption(facts: list[Fact], columns: list[str]) -> str:
    return (
        f"{len(facts)} subjects of which two or more sources speak. = agrees with another; ≠ is "
        "contradicted by one, given both precisions; = ≠ agrees with some and not with others; without a "
        f"mark they cannot be compared. The {len(columns)} sources that tell most of these have a column."
        + (READ_BY if any(fact.reconstruction for fact in facts) else "")
    )


def _alt(facts: list[Fact]) -> str:
    rows = []
    for fact in facts:
        cells = "; ".join(f"{source} {' / '.join(cell.told)}" for source, cell in fact.cells.items())
        cells += f"; the reconstruction {fact.reconstruction}" if fact.reconstruction else ""
        rows.append(f"{fact.subject.title}: {cells}")
    return ". ".join(rows) + "."
