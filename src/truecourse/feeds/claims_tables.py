"""The tables of claims.toml as parsed, with their lines; of a broken file those that are whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, NamedTuple

from truecourse.feeds.errors import CaseError
from truecourse.feeds.toml_file import parse_toml
from truecourse.feeds.toml_lines import Header, all_headers, is_whole
from truecourse.feeds.wire import quoted

MOST_LINES = 6  # named in one sentence
MOST_LETTERS = 30  # of a header that may be one misspelt


class Found(NamedTuple):
    """A table as the parser gave it, with its line and those of its keys."""

    line: int
    table: dict[str, Any]
    keys: Mapping[str, int]


def line_of(line: int, keys: Mapping[str, int], where: str) -> int:
    """The line of the key that a place in a table ("expects 1") begins with; else the table's."""
    return keys.get(where.split(" ", maxsplit=1)[0], line)


def meant(header: Header, names: Sequence[str]) -> str:
    """The name that a header was meant to have, the nearest of these; "" where none is near."""
    name = header.name.lower()
    return next(iter(get_close_matches(name, names, 1) if len(name) <= MOST_LETTERS else ()), "")


def lines_told(lines: Sequence[int]) -> str:
    """Numbers of lines in words, the first few of many."""
    told = ", ".join(map(str, lines[:MOST_LINES]))
    more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {told}{more}"


def tables(text: str, file: str, problems: list[str], names: Sequence[str]) -> dict[str, list[Found]]:
    """The tables of each name; of a text that is no TOML, or has headers that are none, the others.

    `problems` is told what is wrong, a sentence each.
    """
    found: dict[str, list[Found]] = {name: [] for name in names}
    heads = all_headers(text)
    good = [head for head in heads if is_whole(head) and head.name in names]
    problems += _odd_headers([head for head in heads if head not in good], file, names)
    try:
        parts = [(good, parse_toml(text, file, number=_decimal))]
    except CaseError:
        parts = _pieces(text, file, heads, good, problems)
    said = {head.name for head in heads}
    for own, data in parts:
        for name, rows in data.items():
            mine = [head for head in own if head.name == name]
            if name not in names:
                if name not in said:
                    wanted = f"[[{']], [['.join(names)}]]"
                    problems.append(f"{file}: {quoted(name)} is not known; write one of {wanted}")
            elif not isinstance(rows, list) or len(mine) != len(rows):
                problems.append(
                    f"{file}: {name} is not a list of [[{name}]]; write each so, on a line of its own"
                )
            else:
                pairs = zip(mine, rows, strict=True)
                found[name] += [Found(head.line, table, head.keys) for head, table in pairs]
    return found


def _pieces(
    text: str, file: str, heads: list[Header], good: list[Header], problems: list[str]
) -> list[tuple[list[Header], dict[str, Any]]]:
    """Each table of a broken text by itself, so that a broken one takes no other with it."""
    starts = [0, *(head.start for head in heads), len(text)]
    parts = []
    for index, own in enumerate([[], *([head] for head in heads)]):
        if own and own[0] not in good:
            continue
        piece = text[starts[index] : starts[index + 1]]
        try:
            parts.append((own, parse_toml(piece, file, own[0].line if own else 1, _decimal)))
        except CaseError as error:
            problems.append(str(error))
    return parts


def _odd_headers(odd: list[Header], file: str, names: Sequence[str]) -> list[str]:
    """A sentence for each way in which headers are none that this file has."""
    by_text: dict[str, list[Header]] = {}
    for head in odd:
        by_text.setdefault(head.written, []).append(head)
    said = []
    for written, alike in by_text.items():
        name, lines = meant(alike[0], names), [head.line for head in alike]
        write = f"[[{name}]]" if name else f"one of [[{']], [['.join(names)}]]"
        more = f", and so on {lines_told(lines[1:])}" if len(lines) > 1 else ""
        said.append(
            f"{file}, line {lines[0]}: {quoted(written)} heads no table of this file; write {write}{more}"
        )
    return said


def _decimal(text: str) -> Decimal:
    """A decimal keeps the digits it was written with; a float would not."""
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return Decimal("nan")
