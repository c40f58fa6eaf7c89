"""On which line each [[table]] of a TOML file begins, which no parser of the standard library tells."""

import re
from collections.abc import Sequence
from typing import NamedTuple

# Strings and comments are stepped over whole, so that a header inside one is none. A string that never ends
# ends with its line: what follows is then read as well as can be.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"?|\'[^\'\n]*\'?'
    r"|\#[^\n]*|\n[ \t]*(\[\[[^\n]*)",
    re.DOTALL,
)
_HEADER = re.compile(r"\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\][ \t\r]*(?:\#.*)?")


class Header(NamedTuple):
    """A [[name]] with the number of its line, from 1, and where its line begins in the text."""

    name: str
    line: int
    start: int


def headers(text: str, names: Sequence[str]) -> list[Header]:
    """Every [[name]] of these names in a TOML text, in order."""
    found, text = [], "\n" + text
    line, counted, at = 0, 0, 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token[1] is None:
            continue
        header = _HEADER.fullmatch(token[1])
        if header and header[1] in names:
            line += text.count("\n", counted, token.start() + 1)
            counted = token.start() + 1
            found.append(Header(header[1], line, token.start()))
        else:
            at = token.start(1) + 2  # an array of arrays: look on inside it
    return found
