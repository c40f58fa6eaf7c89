"""The report as one HTML file: a page of summary, then figures, tables, method and sources. It asks
nothing of anyone.
"""

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation
from truecourse.flight.track import Track
from truecourse.report import chain_tables, claim_tables, consensus_table, tables
from truecourse.report.claims import NOTHING, Checked
from truecourse.report.figures import cockpit, ledger, map, offset, posterior, ranking, said, sensitivity
from truecourse.report.figures.sheet import Drawn
from truecourse.report.summary import summary

Wire = dict[str, Any]

METHOD = (
    "Each cause is a way a flight can come to be where it was seen: it turns a few unknown parameters, "
    "each with a prior, "
    "into orders to the autopilot and errors of its instruments.",
    "For each cause many flights are simulated with those parameters, the case's clearances, aircraft and "
    "wind, and a smooth random "
    "error of the wind.",
    "Every observation has an error, a group that shares part of it, and a probability that its source is "
    "simply wrong; so one "
    "second-hand number can decide only so much.",
    "A flight's likelihood is the product over groups of how well it agrees with what was seen.",
    "Tempered sequential Monte Carlo takes flights from the prior to the posterior; the log evidence (the "
    "logarithm of the "
    "likelihood averaged over the prior) falls out of it, and its error bar comes from replicates.",
    "Probability is prior times evidence, made to add up to one over the causes that converged; 'none of "
    "these', a "
    "free flight, is one of them, so that a poor fit everywhere shows.",
    "What an observation said is the log evidence with it less the log evidence without it; where too few "
    "flights remain "
    "to tell, it says 'not known'.",
    "A stage of the inquiry uses only what was known by its date; a limit in time only what had happened "
    "by then. Both can be set.",
    "Wrecks and the inquiry's own reconstruction are never used as evidence; they are set beside the answer.",
    "Words for probabilities follow the IPCC's scale: virtually certain from 99 %, very likely from 90 %, "
    "likely from "
    "66 %, about as likely as not from 33 %, unlikely below, very unlikely below 10 %, exceptionally "
    "unlikely below 1 %. "
    "One nat is a factor of 2.72 in the odds.",
)


def draw_all(
    explanation: Explanation,
    case: Case,
    tracks: Mapping[str, Track],
    leader: str | None,
    claims: Checked = NOTHING,
) -> list[Drawn]:
    """Every figure there are records for, in the order of the page."""
    drawn = [map.draw(explanation, case), offset.draw(explanation, case), ranking.draw(explanation, case)]
    drawn += [said.draw(explanation, case)] if explanation.contributions else []
    drawn += (
        [posterior.draw(explanation, case)] if any(cause.parameters for cause in explanation.causes) else []
    )
    drawn += [cockpit.draw(tracks[leader], case)] if leader and leader in tracks else []
    drawn += [sensitivity.draw(explanation, case)] if explanation.sensitivity else []
    return drawn + ledger.draw(claims, case)


def page(wire: Wire, drawn: list[Drawn]) -> str:
    """The whole page as text: `wire` as from `to_wire`, the figures as from `draw_all`."""
    static = files("truecourse.report").joinpath("static")
    template = Template(static.joinpath("page.html").read_text(encoding="utf-8"))
    figures = {figure.name: _figure(figure, number) for number, figure in enumerate(drawn, 1)}
    sections = _sections(wire, figures)
    body = "\n".join(
        f'<section id="{key}"><h2>{title}</h2>\n{content}</section>' for key, title, content in sections
    )
    contents = " · ".join(f'<a href="#{key}">{title}</a>' for key, title, _ in sections)
    notes = "".join(f"<p>{escape(note)}</p>" for note in wire["notes"])
    return template.substitute(
        title=escape(f"{wire['title']}: what explains it"),
        heading=escape(wire["title"]),
        scope=_scope(wire),
        style=static.joinpath("style.css").read_text(encoding="utf-8"),
        summary=summary(wire),
        contents=contents,
        notes=f'<div class="notes">{notes}</div>' if notes else "",
        body=body,
        version=escape(wire["versions"].get("truecourse", "")),
        seed=wire["seed"],
    )


def _scope(wire: Wire) -> str:
    stage = f"as known at stage {escape(wire['stage'])}" if wire["stage"] else "on all that is known of it"
    until = f", until {escape(wire['until'])}" if wire["until"] else ""
    return f"Flight {escape(wire['callsign'])}, case <code>{escape(wire['case'])}</code>, {stage}{until}"


def _figure(figure: Drawn, number: int) -> str:
    return (
        f'<figure id="figure-{figure.name}">{figure.svg}'
        f"<figcaption><strong>Figure {number}. {escape(figure.title)}.</strong> "
        f"{escape(figure.caption)}</figcaption></figure>"
    )


def _sections(wire: Wire, figures: dict[str, str]) -> list[tuple[str, str, str]]:
    """Key, title and content of each section that has any."""

    def shown(*names: str) -> str:
        return "\n".join(figures.get(name, "") for name in names)

    method = "<ol>" + "".join(f"<li>{escape(line)}</li>" for line in METHOD) + "</ol>"
    sections = [
        ("track", "The flight", shown("map", "offset")),
        ("causes", "The causes", shown("ranking") + tables.ranking(wire)),
        ("evidence", "The observations", shown("said") + tables.observations(wire) + tables.candidates(wire)),
        ("leader", "The leading cause", shown("posterior") + tables.parameters(wire) + _fit(wire)),
        ("cockpit", "What the cockpit showed", shown("cockpit")),
        ("beside", "Set beside the answer", tables.beside(wire)),
        (
            "sensitivity",
            "How the answer depends on what is assumed",
            shown("sensitivity") + tables.sensitivity(wire),
        ),
        ("claims", "What the sources claim", claim_tables.findings(wire) + consensus_table.consensus(wire)),
        ("when", "Who says what happened when", _when(wire, figures)),
        ("facts", "Sources by facts", _facts(figures)),
        ("knowledge", "What changed at each stage", chain_tables.knowledge(wire)),
        ("stories", "Other stories", claim_tables.stories(wire)),
        ("method", "Method", method),
        ("sources", "Sources", _sources(wire) + claim_tables.sources(wire)),
        ("again", "Seed, versions, inputs", tables.identity(wire)),
    ]
    return [section for section in sections if section[2].strip()]


def _when(wire: Wire, figures: dict[str, str]) -> str:
    shown = "\n".join(text for name, text in figures.items() if name.startswith("timeline"))
    return shown + chain_tables.chain(wire) + chain_tables.orders(wire)


def _facts(figures: dict[str, str]) -> str:
    """The facts told differently; those told alike folded."""
    of = [(name, text) for name, text in figures.items() if name.startswith("matrix")]
    alike = "\n".join(text for name, text in of if name.startswith("matrix-agreed"))
    folded = (
        f"<details><summary>Facts that no source contradicts</summary>\n{alike}</details>" if alike else ""
    )
    return "\n".join(text for name, text in of if not name.startswith("matrix-agreed")) + folded


def _fit(wire: Wire) -> str:
    if not wire["fit"]:
        return ""
    said = wire["fit"]["statement"].strip().rstrip(".")
    return f"<p>Does it fit at all? {escape(said[:1].upper() + said[1:])}.</p>"


def _sources(wire: Wire) -> str:
    """Every source named in the case, with what rests on it."""
    uses: dict[str, list[str]] = {}
    for row in wire["observation_table"]:
        uses.setdefault(row["source"] or "no source given", []).append(row["id"])
    for cause in wire["causes"]:
        uses.setdefault(cause["prior_source"] or "no source given", []).append(f"prior of {cause['name']}")
    items = [
        f"<li>{escape(source)}: <small>{escape(', '.join(rows))}</small></li>"
        for source, rows in uses.items()
    ]
    return "<ul>" + "".join(items) + "</ul><p>Coast: Natural Earth, 1:50 million, public domain.</p>"
