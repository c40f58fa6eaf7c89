"""The ledger on a terminal: its claims, one claim whole, and what sources together say of a number."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from truecourse.ledger.status import SERIOUSNESS
from truecourse.report.findings_shown import INSET, finding_lines
from truecourse.report.spread import spread
from truecourse.report.understood import understood
from truecourse.report.words import date, listed, moment, number, place
from truecourse.report.wrapped import wrapped

Wire = dict[str, Any]
LABEL = 16  # letters
SAID = {
    "asserted": "said as so",
    "alleged": "an allegation, which the source does not make its own",
    "denied": "said not to be so",
    "conclusion": "found by an inquiry",
}


class Shape(NamedTuple):
    """How wide a line is; the measure of the claim's subject; whether flights took part in its findings."""

    width: int
    measure: str = ""
    flown: bool = False


def claims_lines(rows: list[Wire], width: int) -> list[str]:
    """A line for each claim with its kind and subject, and beneath it whose word it is and what it says."""
    names = max((len(c["id"]) for c in rows), default=0)
    lines = []
    for c in rows:
        lines.append(f"{c['id']:<{names}}  {c['kind']:<8}  {c['subject']}")
        lines += wrapped(f"{c['source']}, {c['locator']}: {c['says']}", width, INSET)
    return lines


def consensus_lines(rows: list[Wire], width: int) -> list[str]:
    """Each number of which two or more sources speak: what they say together, and by grade."""
    lines = []
    for row in rows:
        if len(row["sources"]) > 1:
            value, *rest = together(row)
            lines += [*wrapped(f"{row['title']}: {value}", width, INSET, first="")]
            lines += wrapped("; ".join(rest), width, INSET)
    return lines


def together(row: Wire) -> list[str]:
    """What sources say of a number together; of how many voices; by grade; and what the flights have."""
    unit, read, many = row["unit"], row["reconstruction"], row["voices"]
    names = listed([s["source"] for s in row["sources"]])
    parts = [spread(row, unit), f"{many} voice{'s' if many > 1 else ''} of {names}"]
    if row["value"] is None:
        parts += [f"{s['source']} {spread(s, unit)}" for s in row["sources"]]
    parts += [f"{g['grade']} {spread(g, unit)}" for g in row["by_grade"] if len(row["by_grade"]) > 1]
    return [*parts, *([f"the reconstruction {spread(read, unit)}"] if read else [])]


def claim_lines(
    claim: Wire, source: Wire, others: list[Wire], found: list[Wire], shared: Wire | None, shape: Shape
) -> list[str]:
    """One claim with everything: whose word it is, its value as told and as understood, what its subject's
    other claims say and their consensus (`shared`), and its findings.
    """
    width, measure, flown = shape
    lines = wrapped(f"{claim['id']}: {claim['says']}", width, INSET, first="")
    for label, text in _about(claim, source, measure):
        lines += wrapped(text, width, LABEL + 2, first=f"  {label}".ljust(LABEL + 2))
    if others:
        lines.append(f"Others on this subject ({len(others)}):")
        for c in others:
            lines += wrapped(f"{c['id']}, {c['source']}: {_value(c)}", width, 2 * INSET, first="    ")
    if shared:
        lines += wrapped(f"Consensus on it: {'; '.join(together(shared))}", width, INSET, first="")
    how = "" if flown else ", without the reconstruction (--flights adds it)"
    lines.append(f"Findings{how}:" if found else f"Nothing was found of it{how}.")
    names = max((len(row["claim"] or row["source"]) for row in found), default=0)
    for row in found:
        lines += [f"  {line}" for line in finding_lines(row, width - 2, names)]
    counts = {s.value: sum(row["status"] == s.value for row in found) for s in SERIOUSNESS}
    told = [f"{count} {status}" for status, count in counts.items() if count]
    return [*lines, f"{len(found)} findings: {listed(told)}"] if len(found) > 1 else lines


def _about(c: Wire, source: Wire, measure: str) -> Iterator[tuple[str, str]]:
    """What there is to know of a claim itself: a label and a text."""
    yield (
        "subject",
        f"{c['title']} ({c['subject']})" + (f", read off flights as {measure}" if measure else ""),
    )
    published = (
        f", published {date(source['published'])}" if source["published"] else ", publication not dated"
    )
    draws = f", draws on {listed(source['depends_on'])}" if source["depends_on"] else ""
    yield "source", f"{source['title']} ({source['id']}), {source['grade']}{published}{draws}"
    yield "place in it", f"{c['locator']}, in {c['language']}; line {c['line']} of claims.toml"
    who = f"{c['said_by']}, as the source reports" if c["said_by"] else "the source itself"
    when = f", on {moment(c['said_at'])} UTC" if c["said_at"] else ""
    yield "who says it", f"{who}{when}; {SAID[c['modality']]}"
    stands = f"{date(source['published'])}, when its source appeared" if source["published"] else "not known"
    yield "known since", f"{moment(c['known_since'])} UTC" if c["known_since"] else stands
    lane = f", the doing of {c['lane']}" if c["lane"] else ""
    yield "kind", c["kind"] + lane
    if c["actors"]:
        yield "who, to whom", " → ".join(c["actors"])
    if c["told"] or c["term"]:
        yield "as told", ", ".join(filter(None, (c["term"], c["told"])))
    if c["reading"]:
        yield "compiler reads", c["reading"]
    if c["datum"]:
        yield "datum", c["datum"]
    if c["first"]:
        yield "order", f"{c['first']} came before {c['second']}"
    if c["lat_deg"] is not None:
        error = f", standard deviation {number(c['error_nm'], 2)} NM" if c["error_nm"] is not None else ""
        yield "place", f"{place(c['lat_deg'], c['lon_deg'], 4)}{error}"
    for n, reading in enumerate(c["readings"]):
        yield "understood as" if n == 0 else "or as", understood(reading, measure)


def _value(c: Wire) -> str:
    """What a claim says, short."""
    told = ", ".join(filter(None, (c["term"], c["told"])))
    told = told or (f"{c['first']} before {c['second']}" if c["first"] else c["says"])
    by = f" (said by {c['said_by']})" if c["said_by"] else ""
    return f"{'not ' if c['modality'] == 'denied' else ''}{told}{by}"
