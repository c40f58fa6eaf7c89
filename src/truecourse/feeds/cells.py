"""Cells of a row of a table, turned into numbers, times and words or refused by their column's name."""

from collections.abc import Callable, Mapping
from enum import Enum
from math import nan
from typing import TypeVar

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import parse_number, quoted

Row = Mapping[str, str]
Word = TypeVar("Word", bound=Enum)


def parsed(row: Row, column: str, parser: Callable[[str], float], text: str | None = None) -> float:
    """A cell (or a part of it, `text`) through a parser whose ValueError says what to write instead."""
    try:
        return parser(row[column] if text is None else text)
    except ValueError as error:
        raise CaseError(f"{column} is {quoted(row[column])}; {error}") from None


def number_in(row: Row, column: str, low: float, high: float) -> float:
    """A finite number from `low` to `high`, NaN where the cell is empty. Raises CaseError otherwise."""
    if not row[column]:
        return nan
    number = parsed(row, column, parse_number)
    if not low <= number <= high:
        raise CaseError(f"{column} is {quoted(row[column])}; it must be {low:g} to {high:g}")
    return number


def word_of(enum: type[Word], row: Row, column: str) -> Word:
    """The member of an enumeration that a cell names. Raises CaseError listing them."""
    names = [str(member.value) for member in enum]
    if row[column] not in names:
        raise CaseError(f"{column} is {quoted(row[column])}; use one of {', '.join(names)}")
    return enum(row[column])
