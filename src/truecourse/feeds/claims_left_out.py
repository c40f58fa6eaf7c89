"""What stands in claims.toml and was not read, counted: nothing is left out in silence."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from truecourse.feeds.claims_tables import meant
from truecourse.feeds.toml_lines import all_headers
from truecourse.feeds.wire import quoted
from truecourse.flight.claim import Ledger

KINDS = {"sources": "source", "subjects": "subject", "claims": "claim", "stories": "story"}
MOST_NAMED = 8
_ID = re.compile(r"""^[ \t]*id[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*')""", re.MULTILINE)


class Written(NamedTuple):
    """A table as it stands in the file, readable or not: "claim", its id ("" where none is seen), line."""

    kind: str
    id: str
    line: int


def written(text: str) -> tuple[Written, ...]:
    """Every table of a file that is one of its four kinds, or is headed so that one was meant."""
    heads = all_headers(text)
    ends = [*(head.start for head in heads[1:]), len(text)][: len(heads)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        name = head.name if head.name in KINDS else meant(head, tuple(KINDS))
        given = _ID.search(text, head.start, end)
        if name:
            found.append(Written(KINDS[name], given[1][1:-1] if given else "", head.line))
    return tuple(found)


def left_out(text: str, ledger: Ledger) -> tuple[Written, ...]:
    """The tables of a file that are not in the ledger read from it; of two with one id the second."""
    lines = {claim.line for claim in ledger.claims}
    kept = {("source", s.id) for s in ledger.sources} | {("subject", s.id) for s in ledger.subjects}
    kept |= {("story", s.id) for s in ledger.stories}
    lost = []
    for table in written(text):
        there = table.line in lines if table.kind == "claim" else (table.kind, table.id) in kept
        kept.discard((table.kind, table.id))
        lost += [] if there else [table]
    return tuple(lost)


def say_left_out(text: str, ledger: Ledger, file: str) -> list[str]:
    """A sentence that counts and names what is left out; none where everything is read."""
    lost = left_out(text, ledger)
    if not lost:
        return []
    counts = read_counts(text, ledger)
    told = [f"{read} of {of} {_many(kind)}" for kind, (read, of) in counts.items() if read < of]
    names = [f"{table.kind} {_name(table.id)} (line {table.line})" for table in lost[:MOST_NAMED]]
    more = f" and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
    return [f"{file}: {', '.join(told)} read; left out: {', '.join(names)}{more}"]


def read_counts(text: str, ledger: Ledger) -> Mapping[str, tuple[int, int]]:
    """By kind of table how many were read, of how many that stand in the file."""
    every, lost = written(text), left_out(text, ledger)
    counts = {kind: sum(table.kind == kind for table in every) for kind in KINDS.values()}
    return {kind: (of - sum(table.kind == kind for table in lost), of) for kind, of in counts.items()}


def _many(kind: str) -> str:
    return "stories" if kind == "story" else f"{kind}s"


def _name(id: str) -> str:
    return id if id.isprintable() and 0 < len(id) <= 60 else quoted(id) if id else "without an id"
