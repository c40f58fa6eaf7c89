"""A transcript of transmissions, or the speech heard on a voice recording: CSV, one a line.

Columns, in any order: `time` (ISO 8601 with zone) or `t_s` (seconds by the voice recording's own clock), and
if wanted `time_error_s` (one standard deviation), `duration_s`, `who`, `text`. docs/recorder.md says more.
"""

import csv
import re
from collections.abc import Sequence
from math import isnan, nan
from pathlib import Path
from typing import NamedTuple

from truecourse.feeds.cells import Row, number_in, parsed
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import parse_time
from truecourse.feeds.toml_file import read_text
from truecourse.feeds.wire import quoted

COLUMNS = ("time", "t_s", "time_error_s", "duration_s", "who", "text")
MOST_LINES = 20_000
# Judgement. A time told to the second is a listener's, late or early by a second; told to the minute it is
# anywhere in it. Controllers and crews speak some 12 to 15 letters a second.
SECOND_ERROR, HALF_MINUTE = 1.0, 30.0
LETTERS_PER_SECOND = 13.0


class Told(NamedTuple):
    """One line: time (POSIX s UTC, or s of the voice recording), its error, s, and how long it lasted, s.

    Where only the minute is told `t` is its middle and `half` 30 s, for it may be anywhere in it.

    `duration` is NaN where it is not told and there is no text; `measured` is false where it is from the
    length of the text.
    """

    t: float
    error: float
    duration: float
    measured: bool
    who: str
    text: str
    half: float = 0.0


class Transcript(NamedTuple):
    """The lines of a transcript by time; `utc` is false where times count from the start of a recording."""

    lines: tuple[Told, ...]
    utc: bool


def read_transcript(path: Path, who: str = "") -> Transcript:
    """The transmissions in a CSV file, of all speakers or of one. Raises CaseError for what is wrong."""
    text = read_text(Path(path))
    file = Path(path).name
    reader = csv.reader(re.findall(r"[^\n]*\n|[^\n]+", text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise CaseError(f"{file}, line {reader.line_num}: {error}; close its quotes") from None
    _check_header(file, header)
    if len(rows) > MOST_LINES:
        raise CaseError(f"{file}: it has more than {MOST_LINES} lines; give the transcript of one flight")
    found = [_told(file, line, header, row) for line, row in rows]
    of = [one for one in found if not who or one.who.casefold() == who.casefold()]
    if found and not of:
        there = ", ".join(sorted({quoted(one.who) for one in found})[:8])
        raise CaseError(f"{file}: nothing is said by {quoted(who)}; the speakers are {there}")
    return Transcript(tuple(sorted(of, key=lambda one: one.t)), "time" in header)


def _check_header(file: str, header: Sequence[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or len(set(header)) < len(header) or ("time" in header) == ("t_s" in header):
        raise CaseError(
            f"{file}, line 1: it must name the columns time or t_s (one of the two), and of time_error_s, "
            "duration_s, who and text those there are, each once"
        )


def _told(file: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Told:
    try:
        if len(cells) != len(header):
            raise CaseError(
                f"it has {len(cells)} columns instead of {len(header)}; complete it, or put quotes around "
                "text that holds a comma"
            )
        row: Row = dict.fromkeys(COLUMNS, "") | {
            name: cell.strip() for name, cell in zip(header, cells, strict=True)
        }
        return _line(row)
    except CaseError as error:
        raise CaseError(f"{file}, line {line}: {error}") from None


def _line(row: Row) -> Told:
    if row["t_s"]:
        t = number_in(row, "t_s", -1e7, 1e7)
    elif row["time"]:
        t = parsed(row, "time", parse_time)
    else:
        raise CaseError("its time is empty; give it, or take the line out")
    error = number_in(row, "time_error_s", 1e-3, 3600.0)
    to_minute = isnan(error) and bool(re.fullmatch(r"[^:]*\d\d:\d\d(Z|[+-]\d\d:?\d\d)?", row["time"]))
    half = HALF_MINUTE if to_minute else 0.0
    error = SECOND_ERROR if isnan(error) else error
    duration = number_in(row, "duration_s", 0.1, 600.0)
    measured = not isnan(duration)
    if not measured:
        duration = max(1.0, len(row["text"]) / LETTERS_PER_SECOND) if row["text"] else nan
    return Told(t + half, error, duration, measured, row["who"], row["text"], half)
