"""On which line each [[table]] of a TOML file begins, and each key in it, which no parser of the standard
library tells.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
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
  | \n [ \t]*+ (?:
        (?P<key> [A-Za-z0-9_-]++ ) [ \t]*+ (?: \.[^=\n]*+ )?+ =
      | (?P<head> \[\[ [ \t]*+ ["']?+ [A-Za-z_] [A-Za-z0-9_.-]*+ ["']?+ [ \t]*+ \]\] )
      | (?P<odd> [\[({<]*+ [ \t]*+ ["']?+ [A-Za-z_] [A-Za-z0-9_. -]*+ ["']?+ [ \t]*+ [\])}>]*+ )
          [ \t\r]*+ (?: \#[^\n]*+ )?+ (?= \n | \Z )
    )
"""
_TOKEN = re.compile(f"{_LONG} | {_SHORT}", re.DOTALL | re.VERBOSE)
_TOKEN_OF_BROKEN = re.compile(_SHORT, re.DOTALL | re.VERBOSE)
_WHOLE = re.compile(r"""\[\[[ \t]*(["']?)[A-Za-z0-9_-]+\1[ \t]*\]\]""")
_VALUES = {"true", "false", "inf", "nan"}  # what may stand on a line of a list without quotes
_AROUND = "[]{}()<> \t\"'"


class Header(NamedTuple):
    """A [[name]], or what was meant as one, as written: the number of its line, from 1, where its line begins
    in the text, and the lines of its keys.
    """

    name: str
    line: int
    start: int
    written: str = ""
    keys: Mapping[str, int] = MappingProxyType({})


def headers(text: str, names: Sequence[str]) -> list[Header]:
    """Every [[name]] of these names in a TOML text, in order.

    After a string of three quotes that never ends, what follows is read as if it had ended with its line.
    """
    return [header for header in all_headers(text) if is_whole(header) and header.name in names]


def is_whole(header: Header) -> bool:
    """Whether it is written as a list's table is: [[name]]."""
    return _WHOLE.fullmatch(header.written) is not None


def all_headers(text: str) -> list[Header]:
    """Every line of a TOML text that is a table's header or looks meant as one: [[name]], [name], "[[name",
    "name]]". A table inside another ([subjects.about]) is part of that.
    """
    found: list[Header] = []
    keys: dict[str, int] = {}
    for line, start, key, odd in _lines("\n" + text):
        if key:
            keys.setdefault(key, line)
            continue
        name = odd.strip(_AROUND)
        if "." in name:  # [subjects.about]
            keys.setdefault(name.partition(".")[2].strip().split(".")[0], line)
        elif name.casefold() not in _VALUES:
            keys = {}
            found.append(Header(name, line, start, odd, MappingProxyType(keys)))
    return found


def _lines(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Number and start of each line that begins with a key or is one word in brackets, with those."""
    pattern, line, counted, at = _TOKEN, 0, 0, 0
    while token := pattern.search(text, at):
        at, parts = token.end(), token.groupdict()
        if parts.get("basic") is not None or parts.get("literal") is not None:
            pattern, at = _TOKEN_OF_BROKEN, token.start() + 3
            continue
        odd = parts["head"] or parts["odd"] or ""
        if parts["key"] is None and not set(odd) & set("[]"):
            continue
        line += text.count("\n", counted, token.start() + 1)
        counted = token.start() + 1
        yield line, token.start(), parts["key"] or "", odd.strip()
