"""observations.csv: one thing somebody saw in each row, its unit named in the `unit` column."""

import csv
import re
from collections.abc import Sequence
from math import isnan, nan
from pathlib import Path

from truecourse.earth.units import SECONDS_PER_DAY
from truecourse.feeds.cells import Row, number_in, parsed, word_of
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time, parse_day, parse_time
from truecourse.feeds.measured import A_TIME_ONLY, measured
from truecourse.feeds.whereabouts import Known, leg_of, place_of, region_of
from truecourse.feeds.wire import quoted
from truecourse.flight.observation import Observation, Seen, Use

COLUMNS = (
    "id", "kind", "time", "time_error_s", "place", "lat_deg", "lon_deg", "leg_from", "leg_to", "value",
    "unit", "error", "group", "use", "known_since", "outlier_probability", "tag", "source", "note",
)  # fmt: skip

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)
_NEVER_EVIDENCE = {Seen.DERIVED, Seen.WRECK, Seen.SEARCH_AREA}


def read_observations(path: Path, known: Known) -> tuple[tuple[Observation, ...], list[str]]:
    """The observations of a CSV file and every problem found, one sentence each.

    A row with a problem is left out. Raises nothing: what cannot be read at all is a problem too.
    """
    try:
        rows = _rows(path)
    except CaseError as error:
        return (), [str(error)]
    found: list[Observation] = []
    problems: list[str] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        here = f"{path.name}, line {line}"
        try:
            row = _row(cells)
            first = lines.setdefault(row["id"], line)
            if first != line:
                raise CaseError(f"id: {quoted(row['id'])} is already that of line {first}; give it another")
            found.append(_observation(row, known))
        except CaseError as error:
            name = f" ({cells[0]})" if _ID.fullmatch(cells[0]) else ""
            problems.append(f"{here}{name}: {error}")
    return tuple(found), problems


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Line number and cells of each row after the header; blank lines are passed over."""
    columns = ",".join(COLUMNS)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CaseError(f"{path.name} is missing; add it, with at least the line {columns}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} is not text in UTF-8 ({quoted(str(error))}); save it as that") from None
    reader = csv.reader(re.findall(r"[^\n]*\n|[^\n]+", text), strict=True)
    try:
        header = next(reader, [])
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise CaseError(
            f"{path.name}, line {reader.line_num}: {error}; complete the row if it is cut short, or "
            "close its quotes"
        ) from None
    if tuple(cell.strip() for cell in header) != COLUMNS:
        raise CaseError(f"{path.name}, line 1: these are not the columns; make the line read {columns}")
    return rows


def _row(cells: Sequence[str]) -> Row:
    if len(cells) != len(COLUMNS):
        raise CaseError(
            f"it has {len(cells)} columns instead of {len(COLUMNS)}, so it is cut short or has a comma too "
            "many; complete it, and put quotes around text that holds a comma"
        )
    if any("\0" in cell for cell in cells):
        raise CaseError("it holds a zero byte, so the file is damaged; write the row again")
    return {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}


def _observation(row: Row, known: Known) -> Observation:
    if not _ID.fullmatch(row["id"]):
        raise CaseError(
            f"id: {quoted(row['id'])} will not do; use letters, digits, dots and hyphens, no spaces"
        )
    kind, use = word_of(Seen, row, "kind"), word_of(Use, row, "use")
    if kind in _NEVER_EVIDENCE and use in (Use.EXPLAIN, Use.ENDING):
        raise CaseError(f"use: {kind.value} is never evidence; write test or compare")
    if kind is Seen.EVENT and use is Use.EXPLAIN:
        raise CaseError(
            "use: an event is a time that no cause predicts, so it explains nothing; write context or ending"
        )
    t, t_end, t_error = _interval(row, kind)
    known_since = parsed(row, "known_since", parse_day)
    _check_times(row, use, known, (t, t if isnan(t_end) else t_end), known_since)
    value, error, value2, error2 = measured(row, kind)
    place, region = place_of(row, kind, known), region_of(row, kind, known)
    leg_from, leg_to = leg_of(row, kind, known)
    return Observation(
        id=row["id"], kind=kind, t=t, t_error=t_error, value=value, error=error, group=row["group"], use=use,
        known_since=known_since, outlier_probability=_outlier_probability(row, use), t_end=t_end,
        value2=value2, error2=error2, place=place, leg_from=leg_from, leg_to=leg_to, region=region,
        tag=row["tag"], source=row["source"], note=row["note"],
    )  # fmt: skip


def _interval(row: Row, kind: Seen) -> tuple[float, float, float]:
    """Start, end (NaN for an instant) and error of the time, s.

    The `time` of a mean speed is the middle of its interval and `time_error_s` half of its length.
    """
    t_error = number_in(row, "time_error_s", 0.0, 30.0 * SECONDS_PER_DAY)
    if "/" in row["time"]:
        first, _, last = row["time"].partition("/")
        t, t_end = parsed(row, "time", parse_time, first), parsed(row, "time", parse_time, last)
        if t_end <= t:
            raise CaseError(f"time is {quoted(row['time'])}; it must end after it begins")
        return t, t_end, 0.0 if isnan(t_error) else t_error
    t = parsed(row, "time", parse_time)
    if kind is Seen.MEAN_SPEED:
        if not t_error > 0.0:
            raise CaseError("time_error_s is empty; for a mean speed give half the time it was measured over")
        return t - t_error, t + t_error, 0.0
    if not t_error > 0.0 and kind in A_TIME_ONLY:
        raise CaseError(
            f"time_error_s is {quoted(row['time_error_s'])}; {kind.value} is a time: give its error"
        )
    return t, nan, 0.0 if isnan(t_error) else t_error


def _outlier_probability(row: Row, use: Use) -> float:
    """The chance that the source is simply wrong; NaN only where the row is no evidence."""
    probability = number_in(row, "outlier_probability", 0.0, 0.99)
    if isnan(probability) and use in (Use.EXPLAIN, Use.ENDING):
        raise CaseError(
            "outlier_probability is empty; give the chance that the source is simply wrong, as 0.05"
        )
    return probability


def _check_times(row: Row, use: Use, known: Known, span: tuple[float, float], known_since: float) -> None:
    begun, ended = (format_time(t) for t in span)
    if span[0] < known.t_start:
        raise CaseError(
            f"time: {begun} is before take-off at {format_time(known.t_start)}; correct it, or take_off "
            "in case.toml"
        )
    if use is Use.EXPLAIN and span[1] > known.t_end:
        raise CaseError(
            f"time: {ended} is after the end at {format_time(known.t_end)}; correct it, or make end "
            "in case.toml later"
        )
    bare = ":" not in row["known_since"]  # a whole day, over at the next midnight
    if known_since + SECONDS_PER_DAY <= span[0] if bare else known_since < span[0]:
        raise CaseError(
            f"known_since is {row['known_since']}, before it happened ({begun}); correct one of the two"
        )
