"""Small ledgers for tests: the example of the documentation, and pieces to put after it."""

import re
from pathlib import Path

from truecourse.feeds.claims import parse_ledger
from truecourse.flight.claim import Claim

DOCS = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
EXAMPLE = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL).group(1)
HEAD = """
[[sources]]
id = "s"
title = "a source"
language = "en"
grade = "recollection"
""" + "".join(
    f'\n[[subjects]]\nid = "{d or "word"}"\ntitle = "x"\ndimension = "{d}"\n'
    for d in ("", "time", "length", "speed", "duration", "count", "angle", "mass")
)
CLAIM = '\n[[claims]]\nid = "{}"\nsource = "s"\nlocator = "1"\nsays = "x"\nkind = "{}"\nsubject = "{}"\n{}\n'


def claim(kind: str, subject: str, keys: str, name: str = "c") -> str:
    """The text of one claim of the source s."""
    return CLAIM.format(name, kind, subject or "word", keys)


def read_one(kind: str, subject: str, keys: str) -> Claim:
    """The claim that a file with this one claim has; nothing may be wrong with it."""
    ledger, problems = parse_ledger(HEAD + claim(kind, subject, keys))
    assert problems == []
    (only,) = ledger.claims
    return only


def check_said(text: str, sentence: str, claims: int = 0) -> None:
    """One thing is wrong, with its line and a remedy, and so many claims are still read."""
    ledger, problems = parse_ledger(text)
    assert len(problems) == 1, problems
    assert re.search(sentence, problems[0]), problems[0]
    assert re.match(r"claims\.toml, line \d+", problems[0])
    assert problems[0].isprintable()
    assert re.search("; |must be", problems[0]), problems[0]
    assert len(ledger.claims) == claims
