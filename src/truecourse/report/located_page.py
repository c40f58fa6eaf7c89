"""Where a flight ended, as one HTML page: summary, figures, ways, readings and the search plan."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from truecourse.flight.ending import QUICK
from truecourse.report.figures.sheet import Drawn
from truecourse.report.located_said import (
    answer_lines,
    comparison_lines,
    give_or_take,
    reading_rows,
    taken_lines,
)
from truecourse.report.words import number, percent, place

Wire = dict[str, Any]


def located_page(wire: Wire, plan_said: list[str], drawn: list[Drawn], written: str = "") -> str:
    """The page as text: `wire` as from `located_wire`, `plan_said` as from `plan_lines`; `written` on which
    day.
    """
    static = files("truecourse.report").joinpath("static")
    template = Template(static.joinpath("located.html").read_text(encoding="utf-8"))
    figures = "\n".join(_figure(figure, n) for n, figure in enumerate(drawn, 1))
    sections = (
        ("Where", figures),
        ("Ways of coming down", _ways(wire)),
        ("What was seen afterwards", _taken(wire)),
        ("What each observation did", _readings(wire)),
        ("Never used, set beside the answer", _comparisons(wire)),
        ("Where to look", _plan(wire.get("plan")) + _list(_rest(plan_said))),
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
        version=escape(wire["versions"].get("truecourse", "")),
        written=f" on {escape(written)}" if written else "",
    )


def _stage(wire: Wire) -> str:
    return f"as known at stage {escape(wire['stage'])}" if wire["stage"] else "on all that is known of it"


def _summary(wire: Wire, plan_said: list[str]) -> str:
    """The sentences of the terminal, by what they are about."""
    parts = [("The answer", answer_lines(wire)), ("The search", plan_said[-1:])]
    return "\n".join(f"<dt>{title}</dt><dd>{_list(said)}</dd>" for title, said in parts if said)


def _figure(figure: Drawn, n: int) -> str:
    return (
        f'<figure id="figure-{figure.name}">{figure.svg}<figcaption><strong>Figure {n}. '
        f"{escape(figure.title)}.</strong> {escape(figure.caption)}</figcaption></figure>"
    )


def _list(lines: list[str]) -> str:
    """Sentences of the terminal as a list."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _taken(wire: Wire) -> str:
    """The rows used after the loss, by the names they have in every table, and what they are taken to say."""
    if not wire["taken"]:
        return ""
    rows = [(r["observation"], r["kind"].replace("_", " "), r["group"], r["source"]) for r in wire["taken"]]
    return (
        "<p>The rows of the case that weigh the ways of coming down, under the names by which the table "
        "below leaves them out.</p>"
        + _table(("row", "kind", "source group", "what it is"), rows)
        + _list(taken_lines(wire))
    )


def _comparisons(wire: Wire) -> str:
    """Places that are the test, as numbered on the map."""
    said = comparison_lines(wire)
    if not said:
        return ""
    rows = [
        (line.strip().rstrip("."), c["source"]) for line, c in zip(said, wire["comparisons"], strict=True)
    ]
    return "<p>The numbers are those on the map.</p>" + _table(("place", "what it is"), rows)


def _rest(plan_said: list[str]) -> list[str]:
    """What the plan says apart from its rectangles, which the table holds."""
    return [line for line in plan_said if not line.startswith("  ")]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(word)}</th>" for word in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{top}</tr>{body}</table></div>'


def _readings(wire: Wire) -> str:
    """The readings' table, in percent."""
    head, *rows = reading_rows(wire, errors=True)
    soon = f" within {QUICK:.0f} s"
    left = " Searches and finds of the plan are left out." if wire["before_searches_and_finds"] else ""
    told = f"In percent, with its error where that is known; ? is not known, too few draws count.{left}"
    return f"<p>{told}</p>" + _table((*head[:-2], f"met the surface{soon}", f"broken up{soon}"), rows)


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
    head = (
        "rectangle",
        "corners",
        "size",
        "tracks",
        "effort",
        "finds it with probability",
        "together with those above",
    )
    return _table(head, rows)
