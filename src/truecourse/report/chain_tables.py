"""The ledger on the page: who knew, ordered and was told what, orders of events, and what changed when."""

from html import escape
from typing import Any

from truecourse.report.tables import table

Wire = dict[str, Any]


def chain(wire: Wire) -> str:
    """Who knew, ordered and was told what, as each source has it: two versions of one decision together."""
    claims = {c["id"]: c for c in wire["claims"]}
    against = _against(wire)
    rows, before = [], None
    for name in wire["chain"]:
        c = claims[name]
        when = (
            escape((c["told"] or "").replace(" zone ", " "))
            if c["readings"] and not c["readings"][0]["unit"]
            else ""
        )
        rows.append(
            (
                escape(c["title"]) if c["subject"] != before else "",
                escape(" → ".join(c["actors"]) or c["lane"] or ""),
                escape(sentence(c["says"])) + (" <strong>≠</strong>" if name in against else ""),
                when,
                f"{who(c, c['source'])}, <small>{escape(c['locator'])}</small>",
            )
        )
        before = c["subject"]
    head = ("what", "who → whom", "as the source has it", "when, as told", "where from")
    caption = "Who knew, ordered and was told what, as each source has it; ≠ marks what is contradicted."
    return table(head, rows, caption) if rows else ""


def _against(wire: Wire) -> set[str]:
    """As `timeline.contradicted`, of rows."""
    found: set[str] = set()
    for row in wire["findings"]:
        if row["status"] in ("contradicted", "implausible"):
            found |= {row["claim"], *row["against"]} if row["undecided"] else {row["claim"]}
    return found


def orders(wire: Wire) -> str:
    """What sources say came before what, and whether others, or the times told, have it otherwise."""
    titles, against = {s["id"]: s["title"] for s in wire["claim_subjects"]}, _against(wire)
    rows = [
        (
            escape(titles.get(c["first"], c["first"])),
            ("not before" if c["modality"] == "denied" else "before")
            + (" <strong>≠</strong>" if c["id"] in against else ""),
            escape(titles.get(c["second"], c["second"])),
            f"{who(c, c['source'])}, <small>{escape(c['locator'])}</small>",
        )
        for c in wire["claims"]
        if c["kind"] == "order"
    ]
    return table(("first", "", "then", "where from"), rows, "Orders of events as told.") if rows else ""


def knowledge(wire: Wire) -> str:
    """What was held at each stage of the inquiry, and what a later claim overturned."""
    claims, known = {c["id"]: c for c in wire["claims"]}, wire["knowledge"]
    rows: list[tuple[str, ...]] = []
    before: set[str] = set()
    for stage in dict.fromkeys(h["stage"] for h in known):
        held = [h for h in known if h["stage"] == stage]
        now = {h["subject"] for h in held}
        changed = [f"{escape(h['title'])}: {_was(claims, h)}" for h in held if h["overturns"]]
        rows.append(
            (
                escape(stage),
                str(len(now)),
                str(len(now - before)),
                "; ".join(escape(h["title"]) for h in held if h["disputed_by"]) or "none",
                "<br>".join(changed) or "nothing",
            )
        )
        before = now
    head = ("stage", "subjects known", "of them new", "disputed among what was known by then", "overturned")
    caption = "What was held at each stage: of each subject the best founded claim known by then."
    return table(head, rows, caption) if rows else ""


def _was(claims: Wire, held: Wire) -> str:
    old, new = claims[held["overturns"]], claims[held["claim"]]
    return " to ".join(f"{escape(_value(c))} ({escape(c['source'])})" for c in (old, new))


def _value(claim: Wire) -> str:
    return str(claim["told"] or claim["term"] or claim["says"])


def who(claim: Wire | None, source: str) -> str:
    """HTML of whose word it is: the speaker reported and the source, and how it is said."""
    by = claim["said_by"] if claim else None
    word = escape(f"{by}, in {source}" if by else source)
    return f"{word} ({escape(claim['modality'])})" if claim and claim["modality"] != "asserted" else word


def sentence(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]
