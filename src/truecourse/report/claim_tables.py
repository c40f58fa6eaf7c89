"""The ledger on the page: what was found of the claims, alternative stories, and the sources."""

from html import escape
from typing import Any

from truecourse.ledger.say import amount
from truecourse.report.chain_tables import sentence, who
from truecourse.report.cite import cite
from truecourse.report.claims import UNITS
from truecourse.report.period import period
from truecourse.report.tables import table
from truecourse.report.untestable import by_reason
from truecourse.report.words import listed

Wire = dict[str, Any]
FOLDED = ("agrees", "untestable")
FEW = 8  # claims named in a table without folding them
MEANING = {
    "contradicted": "contradicted",
    "implausible": "implausible",
    "supported": "supported",
    "agrees": "agree",
    "untestable": "untestable",
}


def findings(wire: Wire) -> str:
    """What was found, gravest first; agreements and what cannot be tested counted and folded."""
    wrong = "".join(f"<p><small>{escape(problem)}</small></p>" for problem in wire["claim_problems"])
    if not wire["claims"]:
        return wrong
    head = ("claim", "where from", "what the evidence says", "p", "why")
    rows = [
        (row["status"], _finding(wire, i, row))
        for i, row in enumerate(wire["findings"])
        if row["kind"] != "story"  # they stand with the stories
    ]
    open_rows = [cells for status, cells in rows if status not in FOLDED]
    text = f"<p>{_counted(wire)}</p>{wrong}"
    text += table(head, open_rows, _caption(wire), (3,)) if open_rows else ""
    if folded := [cells for status, cells in rows if status == "agrees"]:
        title = "Findings of agreement"
        text += _folded(f"{title}: {len(folded)}", table(head, folded, f"{title}.", (3,)))
    return text + untestable(wire)


def untestable(wire: Wire) -> str:
    """What cannot be tested, by reason: how many findings, and of which claims."""
    groups = by_reason(row for row in wire["findings"] if row["kind"] != "story")
    if not groups:
        return ""
    rows = []
    for why, of in groups:
        names = escape(", ".join(dict.fromkeys(row["claim"] or row["source"] for row in of)))
        which = names if len(of) <= FEW else f"<details><summary>which</summary>{names}</details>"
        rows.append((escape(why), str(len(of)), f"<small>{which}</small>"))
    caption = (
        "Findings that test nothing, by reason. It is no fault of a claim. Each stands in explanation.json "
        "(findings) with its own words, and in what claims check --csv prints."
    )
    title = f"Findings that test nothing: {sum(len(of) for _, of in groups)}"
    return _folded(title, table(("why", "findings", "claims"), rows, caption, (1,)))


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{escape(title)}</summary>\n{content}</details>"


def _counted(wire: Wire) -> str:
    def count(name: str) -> str:
        return cite(wire, f"/claim_counts/{name}", "count")

    by_status = listed([f"{count(status)} {word}" for status, word in MEANING.items()])
    return (
        f"{count('claims')} claims of {count('sources')} sources on {count('subjects')} subjects were held "
        f"against each other and against what else is known. Of the findings, {by_status}. A finding judges "
        "a statement, never a person, and belongs to who said it, not to who reports it."
    )


def _caption(wire: Wire) -> str:
    limits = {name: cite(wire, f"/thresholds/{name}", "chance") for name in wire["thresholds"]}
    return (
        f"Findings, gravest first. p is the probability of a difference as large, normal errors: below "
        f"{limits['contradicted_below']} contradicted, below {limits['implausible_below']} implausible; "
        "supported is what the evidence could have contradicted and did not. What was found of stories "
        "stands with them."
    )


def _finding(wire: Wire, i: int, row: Wire) -> tuple[str, ...]:
    claim = next((c for c in wire["claims"] if c["id"] == row["claim"]), None)
    p = cite(wire, f"/findings/{i}/probability", "chance") if row["probability"] is not None else ""
    said = "sources as such"
    if claim:
        said = f"{escape(claim['title'])}: {escape(claim['says'])}"
        said += f"<br><small><code>{escape(claim['id'])}</code></small>"
    return (
        said,
        f"{who(claim, row['source'])}<br><small>{escape(row['locator'])}</small>",
        f"<span class=k>{escape(row['status'])}</span><br><small>{escape(row['kind'])}</small>",
        p,
        escape(row["reason"]),
    )


def stories(wire: Wire) -> str:
    """Alternative accounts: what each needs, what it would have made observable, and what the check says."""
    rows = []
    for story in wire["stories"]:
        needs = [escape(c["name"]) + _set(c["set"]) for c in story["causes"]]
        found = [
            f"<strong>{escape(row['status'])}</strong>: "
            + escape(sentence(row["reason"].removeprefix(f"{story['title']}: ")))
            for row in wire["findings"]
            if row["kind"] == "story" and row["source"] == f"story {story['id']}"
        ]
        rows.append(
            (
                escape(story["title"]),
                escape(", ".join(story["told_by"])),
                ", ".join(needs) or "no cause of the program",
                "<br>".join(f"{escape(e['title'])}: {escape(_expected(e))}" for e in story["expects"]),
                "<br>".join(found) or "nothing was found of it",
            )
        )
    head = ("story", "told by", "needs", "would have made observable", "what the check says")
    return table(head, rows, "Alternative stories, held against the same evidence.") if rows else ""


def _set(parameters: Wire) -> str:
    return f" ({escape(', '.join(f'{k} {v}' for k, v in parameters.items()))})" if parameters else ""


def _expected(e: Wire) -> str:
    """A term, or the bounds in the units of the trade."""
    if e["term"]:
        return str(e["term"]).replace("-", " ")
    dimension = next((name for name, unit in UNITS.items() if unit == e["unit"]), "")
    ends = []
    for word, end in (("from", "low"), ("to", "high")):
        if e[f"time_{end}"] is not None:
            ends.append(f"{word} {e[f'time_{end}']}")
        elif e[end] is not None:
            ends.append(f"{word} {amount(e[end], dimension)}")
    return " ".join(ends) or "any value"


def sources(wire: Wire) -> str:
    """The sources of the claims: what each is, and what it draws on."""
    rows = [
        (
            f"<code>{escape(s['id'])}</code>",
            escape(s["title"]),
            escape(s["grade"]),
            escape(s["language"]),
            period(s["published"], s["published_to"]),
            escape(", ".join(s["depends_on"])),
            cite(wire, f"/claim_sources/{i}/claims", "count"),
        )
        for i, s in enumerate(wire["claim_sources"])
    ]
    head = ("source", "what it is", "grade", "language", "published", "draws on", "claims")
    return table(head, rows, "Sources of the claims.", (6,)) if wire["claim_sources"] else ""
