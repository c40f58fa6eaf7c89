"""Where a flight ended, as one HTML page: summary, figures, ways, readings and the search plan."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from truecourse.flight.ending import QUICK
from truecourse.report.figures.sheet import Drawn
from truecourse.report.located_said import comparison_lines, give_or_take, located_lines, reading_rows
from truecourse.report.words import number, percent, place

Wire = dict[str, Any]


def located_page(wire: Wire, plan_said: list[str], drawn: list[Drawn]) -> str:
    """The page as text: `wire` as from `located_wire`, `plan_said` as from `plan_lines`."""
    static = files("truecourse.report").joinpath("static")
    template = Template(static.joinpath("located.html").read_text(encoding="utf-8"))
    figures = "\n".join(_figure(figure, n) for n, figure in enumerate(drawn, 1))
    sections = (
        ("Where", figures),
        ("Ways of coming down", _ways(wire)),
        ("What each observation did", _readings(wire)),
        ("Never used, set beside the answer", _said(comparison_lines(wire))),
        ("Where to look", _plan(wire.get("plan")) + _said(_rest(plan_said))),
    )
    return template.substitute(
        heading=escape(wire["title"]),
        scope=f"case <code>{escape(wire['case'])}</code>, {_stage(wire)}",
        style=static.joinpath("style.css").read_text(encoding="utf-8"),
        summary=_summary(wire, plan_said),
        body="\n".join(
            f"<section><h2>{title}</h2>\n{text}</section>" for title, text in sections if text.strip()
        ),
        seed=wire["seed"],
    )


def _stage(wire: Wire) -> str:
    return f"as known at stage {escape(wire['stage'])}" if wire["stage"] else "on all that is known of it"


def _summary(wire: Wire, plan_said: list[str]) -> str:
    """The sentences of the terminal, by what they are about."""
    lines = located_lines(wire)
    answer = lines[: lines.index("")] if "" in lines else lines
    parts = [("The answer", answer), ("The search", plan_said[-1:])]
    return "\n".join(
        f"<dt>{title}</dt><dd>{'<br>'.join(escape(line) for line in said)}</dd>"
        for title, said in parts
        if said
    )


def _figure(figure: Drawn, n: int) -> str:
    return (
        f'<figure id="figure-{figure.name}">{figure.svg}<figcaption><strong>Figure {n}. '
        f"{escape(figure.title)}.</strong> {escape(figure.caption)}</figcaption></figure>"
    )


def _said(lines: list[str]) -> str:
    """Sentences of the terminal as a list; headings and empty lines among them are left to the page."""
    items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines if line.startswith("  "))
    return f"<ul>{items}</ul>" if items else ""


def _rest(plan_said: list[str]) -> list[str]:
    """What the plan says apart from its rectangles, which the table holds."""
    return [f"  {line}" for line in plan_said if not line.startswith("  ")]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(word)}</th>" for word in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{top}</tr>{body}</table></div>'


def _readings(wire: Wire) -> str:
    """The readings' table, in percent."""
    head, *rows = reading_rows(wire)
    soon = f" within {QUICK:.0f} s"
    return "<p>In percent; ? is not known, too few draws count.</p>" + _table(
        (*head[:-2], f"surface{soon}", f"broken up{soon}"), rows
    )


def _ways(wire: Wire) -> str:
    return _table(
        ("way", "probability", "before", "log evidence", "where the prior is from"),
        (
            (
                way["title"],
                give_or_take(way),
                percent(way["prior"]),
                f"{number(way['log_evidence'], 2)} ± {number(way['log_evidence_error'], 2)}",
                way["prior_source"],
            )
            for way in wire["classes"]
        ),
    )


def _plan(plan: Wire | None) -> str:
    """Every rectangle of every sensor, best first."""
    if not plan:
        return ""
    rows = []
    for n, sensor in enumerate(plan["sensors"]):
        for k, box in enumerate(sensor["rectangles"], 1):
            rows.append(
                (
                    f"{chr(ord('A') + n % 26)}{k}, {sensor['name']}",
                    " · ".join(place(c["lat_deg"], c["lon_deg"], 4) for c in box["corners"]),
                    f"{number(box['length_nm'])} × {number(box['breadth_nm'])} NM",
                    f"{box['tracks']} on {box['track_direction_deg']:03.0f}°, "
                    f"{number(box['track_spacing_nm'], 2)} NM apart",
                    f"{number(box['hours'])} h",
                    percent(box["probability_of_success"]),
                    f"{percent(box['cumulative_probability'])} after {number(box['cumulative_hours'])} h",
                )
            )
    head = ("rectangle", "corners", "size", "tracks", "effort", "finds it with", "together")
    return _table(head, rows)
