"""The ledger on a terminal: claims, one claim whole, findings, and the timeline with every clock."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from rich.table import Table

from truecourse.feeds.local_times import Clock, shown
from truecourse.flight.claim import Reading
from truecourse.ledger.status import SERIOUSNESS
from truecourse.report.spread import spread
from truecourse.report.timeline import SHARP, Event, lane_of, time_told
from truecourse.report.words import chance, clock, iso, listed

Wire = dict[str, Any]
FOLDED = ("agrees", "untestable")
WORDS = {"kind": "kind", "modality": "it is", "said_by": "said by", "said_at": "said at",
         "known_since": "known since", "term": "term", "first": "first", "second": "then", "datum": "datum",
         "language": "language", "lane": "whose doing"}  # fmt: skip


def claims_table(rows: list[Wire]) -> Table:
    """A line for each claim."""
    table = _table("claim", "source", "place in it", "kind", "subject", "what it says")
    for c in rows:
        table.add_row(c["id"], c["source"], c["locator"], c["kind"], c["subject"], c["says"])
    return table


def findings_table(rows: list[Wire], whole: bool = False) -> Table:
    """A line for each finding, gravest first; agreements and what cannot be tested only when `whole`."""
    table = _table("status", "kind", "claim", "source", "place in it", "p", "why")
    for f in rows:
        if whole or f["status"] not in FOLDED:
            p = "" if f["probability"] is None else chance(f["probability"])
            table.add_row(f["status"], f["kind"], f["claim"], f["source"], f["locator"], p, f["reason"])
    return table


def counted(rows: list[Wire]) -> str:
    """How many findings there are of each status, in a sentence; what was overturned is a contradiction
    already counted.
    """
    once = [f for f in rows if f["kind"] != "overturned"]
    counts = {s.value: sum(f["status"] == s.value for f in once) for s in SERIOUSNESS}
    again = len(rows) - len(once)
    more = f" Contradictions told again, as a claim that was overturned: {again}." if again else ""
    later = [f for f in rows if f["kind"] == "stage"]
    if later:
        names, sources = sum(len(f["against"]) for f in later), len({f["source"] for f in later})
        more += f" Not known by then, or not dated: {names} claims of {sources} sources."
    return "Findings: " + listed([f"{count} {status}" for status, count in counts.items()]) + "." + more


def consensus_table(rows: list[Wire]) -> Table:
    """A line for each number of which two or more sources speak: what they say together, and by grade."""
    table = _table("quantity", "consensus (90 %)", "sources", "voices", "by grade", "the reconstruction")
    for row in rows:
        if len(row["sources"]) > 1:
            table.add_row(*_together(row))
    return table


def _together(row: Wire) -> tuple[str, ...]:
    unit, read = row["unit"], row["reconstruction"]
    by_grade = "; ".join(f"{g['grade']} {spread(g, unit)}" for g in row["by_grade"])
    names = ", ".join(s["source"] for s in row["sources"])
    flights = spread(read, unit) if read else ""
    return row["title"], spread(row, unit), names, str(row["voices"]), by_grade, flights


def consensus_line(row: Wire) -> str:
    """What the sources together say of one number, by grade, in a line."""
    _, value, names, voices, grades, read = _together(row)
    many = "voice" if voices == "1" else "voices"
    line = f"Consensus on it: {value}, {voices} {many} of {names}; by grade {grades}"
    return f"{line}; the reconstruction {read}" if read else line


def timeline_table(events: Iterable[Event], clocks: tuple[Clock, ...]) -> Table:
    """A line for each reading of each event: as told, and what every clock showed at its middle.

    A clock whose day is not that of UTC has +1 or −1 behind it. ≠ is a claim that something contradicts.
    """
    table = _table("who", "what", "as told", "source", *(c.words for c in clocks))
    for e in events:
        for n, r in enumerate(e.readings):
            head = (lane_of(e.subject), e.subject.title, time_told(e.claim)) if n == 0 else ("", "", "or")
            source = e.claim.source + (" ≠" if e.against else "")
            table.add_row(*head, source, *_shown(r, clocks))
    return table


def _shown(r: Reading, clocks: tuple[Clock, ...]) -> list[str]:
    middle = r.middle if isfinite(r.middle) else 0.5 * (r.low + r.high)
    if not isfinite(middle) or r.high - r.low > SHARP:
        return [_days(r), *("" for _ in clocks[1:])]
    utc = iso(middle) or ""
    out = [f"{utc[:10]} {clock(utc)}"]
    for c in clocks[1:]:
        day = shown(middle, c, "%Y-%m-%d")
        out.append(shown(middle, c) + (" +1" if day > utc[:10] else " −1" if day < utc[:10] else ""))
    return out


def _days(r: Reading) -> str:
    low, high = ((iso(x) or "")[:10] for x in (r.low, r.high))
    return f"{low} to {high}" if low and high else f"after {low}" if low else f"before {high}"


def claim_lines(
    claim: Wire, source: Wire, others: list[Wire], findings: list[Wire], together: Wire | None = None
) -> list[str]:
    """One claim with everything: value as told and as read, its subject's other claims and their consensus,
    its findings.
    """
    lines = [
        f"{claim['id']}: {claim['says']}",
        f"  subject: {claim['title']} ({claim['subject']})",
        f"  source: {source['title']} ({source['id']}, {source['grade']}), {claim['locator']}",
    ]
    if claim["told"]:
        lines.append(f"  as told: {claim['told']}")
    lines += [f"  read as: {_reading(r)}" for r in claim["readings"]]
    if claim["lat_deg"] is not None:
        error = f", error {claim['error_nm']:.3g} NM" if claim["error_nm"] is not None else ""
        lines.append(f"  place: {claim['lat_deg']:.4f}°, {claim['lon_deg']:.4f}°{error}")
    lines += [f"  {word}: {claim[key]}" for key, word in WORDS.items() if claim[key]]
    if claim["actors"]:
        lines.append(f"  actors: {', '.join(claim['actors'])}")
    lines.append(f"  line {claim['line']} of claims.toml")
    if others:
        lines.append("Others on this subject:")
        lines += [f"  {c['id']} ({c['source']}): {c['says']}" for c in others]
    if together:
        lines.append(consensus_line(together))
    lines.append("Findings, without the reconstruction:" if findings else "Nothing was found of it.")
    lines += [f"  {f['status']} ({f['kind']}): {f['reason']}" for f in findings]
    return lines


def _reading(r: Wire) -> str:
    low, value, high = (r[key] if r["unit"] else r[timed] for key, timed in (
        ("low", "time_low"), ("value", "time"), ("high", "time_high")))  # fmt: skip
    words = [
        f"from {_number(low)}" if low is not None else "",
        f"to {_number(high)}" if high is not None else "",
        r["unit"] or "",
        f"(told {_number(value)})" if value is not None else "",
        f"by {r['how']}" if r["how"] else "",
    ]
    return " ".join(filter(None, words))


def _number(x: float | str) -> str:
    return x if isinstance(x, str) else f"{x:.7g}"


def _table(*heads: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
