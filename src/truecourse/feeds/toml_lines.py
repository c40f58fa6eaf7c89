"""On which line each [[table]] of a TOML file begins, which no parser of the standard library tells."""

import re
from collections.abc import Sequence
from typing import NamedTuple

# Strings and comments are stepped over whole, so that a header inside one is none. Possessive (*+), so that
# no text takes longer than in proportion to its length.
_LONG = r"""(?:
    \"{3} (?: [^"\\]++ | \\. | "{1,2}(?!") )*+ (?: "{3,5} | (?P<basic> \\?\Z) )
  | '{3} (?: [^']++ | '{1,2}(?!') )*+ (?: '{3,5} | (?P<literal> \Z) )
)"""
_SHORT = r"""
    " (?: [^"\\\n]++ | \\[^\n] )*+ "?
  | ' [^'\n]*+ '?
  | \# [^\n]*+
  | \n [ \t]*+ (?P<header> \[\[ [^\n]*+ )
"""
_TOKEN = re.compile(f"{_LONG} | {_SHORT}", re.DOTALL | re.VERBOSE)
_TOKEN_OF_BROKEN = re.compile(_SHORT, re.DOTALL | re.VERBOSE)
_HEADER = re.compile(r"\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\][ \t\r]*(?:\#.*)?")


class Header(NamedTuple):
    """A [[name]] with the number of its line, from 1, and where its line begins in the text."""

    name: str
    line: int
    start: int


def headers(text: str, names: Sequence[str]) -> list[Header]:
    """Every [[name]] of these names in a TOML text, in order.

    After a string of three quotes that never ends, what follows is read as if it had ended with its line.
    """
    found, text = [], "\n" + text
    pattern, line, counted, at = _TOKEN, 0, 0, 0
    while token := pattern.search(text, at):
        at, parts = token.end(), token.groupdict()
        if parts.get("basic") is not None or parts.get("literal") is not None:
            pattern, at = _TOKEN_OF_BROKEN, token.start() + 3
            continue
        if parts["header"] is None:
            continue
        header = _HEADER.fullmatch(parts["header"])
        if header and header[1] in names:
            line += text.count("\n", counted, token.start() + 1)
            counted = token.start() + 1
            found.append(Header(header[1], line, token.start()))
        else:
            at = token.start("header") + 2  # an array of arrays: look on inside it
    return found
