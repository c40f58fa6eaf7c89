"""A TOML file read whole, or one sentence that says where it is wrong."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import wrong_day
from truecourse.feeds.wire import quoted

# A key of many parts takes the parser time as their number squared: 50,000 of them half a minute.
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_CHAIN = re.compile(rf"(?:^|[{{,])[ \t\[]*+(?:{_PART}[ \t]*+\.[ \t]*+){{99}}", re.MULTILINE)
_BARE = re.compile(r"""[ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*([^"'#\[\]{}\n\r]{1,200}?)[ \t]*(?:#.*)?\r?""")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\d/|])", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+(?:,\d+)+(?:\.\d+)?", re.ASCII)
_INNER = re.compile(r"""[ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*"(?!"")[^"\\]*(?:\\.[^"\\]*)*"[^\s,#}\]].*""")
_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_IN_QUOTES = {
    "a month": re.compile(r"\d{4}-\d{2}", re.ASCII),
    "an interval": re.compile(rf"{_DATE}/{_DATE}", re.ASCII),
    "several of which one is meant": re.compile(r"[^|]+(?:\|[^|]+)+"),
    "a time of day without seconds": re.compile(r"\d{1,2}:\d{2}", re.ASCII),
    "an offset": re.compile(r"[+-]\d{2}:\d{2}", re.ASCII),
    "text": re.compile(r"(?!(?i:t|tr|true?|f|fa|fal|false?|nan?|inf?)$)[^\W\d_].*"),
}  # fmt: skip


def is_folder(text: str) -> bool:
    """Whether a text names a folder that is there."""
    try:
        return bool(text) and Path(text).is_dir()
    except OSError:  # a name too long for the file system
        return False


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says. Raises CaseError where it is missing, no text in UTF-8 or no TOML."""
    return parse_toml(read_text(path), path.name)


def read_text(path: Path) -> str:
    """A file's text, UTF-8. Raises CaseError where it or its folder is missing, or it is no such text."""
    if not is_folder(str(path.parent)):
        raise CaseError(
            f"{path.parent.name or path.parent} is not a folder; give the folder that holds {path.name}"
        )
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        folder = "this folder" if path.parent == Path() else quoted(path.parent.name or str(path.parent))
        raise CaseError(f"{path.name} is missing from {folder}; add it") from None
    except OSError as error:
        raise CaseError(f"{path.name} cannot be read ({error.strerror}); save it again") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CaseError(f"{path.name}, line {line}: it is not text in UTF-8; save it as that") from None


def parse_toml(text: str, file: str, first: int = 1, number: Callable[[str], Any] = float) -> dict[str, Any]:
    """What TOML text says; `first` is the number of its first line in `file`, `number` reads a decimal.

    Raises CaseError, naming the line where the parser does.
    """
    if (chain := _CHAIN.search(text)) is not None:
        line = text.count("\n", 0, chain.start()) + first
        raise CaseError(f"{file}, line {line}: a key has a hundred parts or more; write it shorter")
    try:
        return tomllib.loads(text, parse_float=number)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise CaseError(_not_toml(file, text, str(error), first)) from None


def _bare_value(line: str) -> str:
    """What to write where a line has a value that TOML reads only in quotes, a day that never was, a comma in
    a number, or a quotation mark within a text; "" where that is not what is wrong.
    """
    if inner := _INNER.fullmatch(line.rstrip("\r")):
        return (
            f'{inner[1]} has a quotation mark within its quotes; write \\" for each within, or put the whole '
            "between ' and '"
        )
    found = _BARE.fullmatch(line)
    if not found:
        return ""
    key, value = found[1], found[2].rstrip()
    if _COMMA.fullmatch(value):
        point = (
            value.replace(",", ".") if value.count(",") == 1 and "." not in value else value.replace(",", "")
        )
        return f"{key} has a comma; write {key} = {point}, with a point before decimals and none at thousands"
    if day := _DAY.match(value):
        wrong = wrong_day(int(day[1]), int(day[2]), int(day[3]))
        return f"{key} is {day[0]}, a day that does not exist: {wrong}; correct it" if wrong else ""
    kind = next((kind for kind, pattern in _IN_QUOTES.items() if pattern.fullmatch(value)), "")
    return f'{key} is {kind}, which needs quotes; write {key} = "{value}"' if kind else ""


def toml_string(text: str) -> str:
    """A TOML basic string: JSON's escapes are all TOML's too, apart from DEL (TOML 1.0, section String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _not_toml(file: str, text: str, said: str, first: int) -> str:
    """A parser's complaint with the line in front; a file cut short is wrong at its last line."""
    what, _, where = said.rpartition(" (at ")
    at = re.match(r"line (\d+), column (\d+)", where)
    if at:
        line = int(at[1]) + first - 1
        remedy = _bare_value(text.split("\n")[int(at[1]) - 1])
        if remedy:
            return f"{file}, line {line}: {remedy}"
        return f"{file}, line {line}: it is not TOML: {quoted(what, 90)}, column {at[2]}; correct that line"
    if where.startswith("end of document"):
        last = (len(text.rstrip().splitlines()) or 1) + first - 1
        return f"{file}, line {last}: it ends too early: {quoted(what, 90)}; complete what is cut short"
    here = file if first == 1 else f"{file}, line {first}"
    return f"{here} is not TOML: {quoted(said, 120)}; correct it"
