"""observations.csv: one thing somebody saw in each row, its unit named in the `unit` column."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan, nan, radians
from pathlib import Path
from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import DAY, format_time, parse_day, parse_time
from truecourse.feeds.route import distance, where
from truecourse.feeds.wire import DEGREE, FLIGHT_LEVEL, FOOT, KNOT, NAUTICAL_MILE, parse_number, quoted
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

COLUMNS = (
    "id", "kind", "time", "time_error_s", "place", "lat_deg", "lon_deg", "leg_from", "leg_to", "value", "unit",
    "error", "group", "use", "known_since", "outlier_probability", "tag", "source", "note",
)  # fmt: skip

_FEET_LEVEL = {"fl": FLIGHT_LEVEL, "ft": FOOT}
UNITS: dict[Seen, dict[str, float]] = {
    Seen.POSITION: {"": NAUTICAL_MILE},
    Seen.OFFSET_ABEAM: {"nm_right": NAUTICAL_MILE},
    Seen.REGION_ENTRY: {"": 1.0},
    Seen.REGION_EXIT: {"": 1.0},
    Seen.LEVEL: _FEET_LEVEL,
    Seen.HEIGHT: {"ft": FOOT},
    Seen.HEADING_MAGNETIC: {"deg": DEGREE},
    Seen.COURSE: {"deg": DEGREE},
    Seen.MEAN_SPEED: {"kt": KNOT},
    Seen.WIND_REPORT: {"deg_kt": 1.0},
    Seen.WIND_AT_PLACE: {"deg_kt": 1.0},
    Seen.MEAN_WIND: {"kt_head": KNOT},
    Seen.INSTRUMENT_REPORT: {"": 1.0},
    Seen.HEARD: {"nm_range": NAUTICAL_MILE},
    Seen.NOT_HEARD: {"nm_range": NAUTICAL_MILE},
    Seen.NOT_SEEN: {"nm_range": NAUTICAL_MILE},
    Seen.EVENT: {"": 1.0},
    Seen.DERIVED: {"nm_right": NAUTICAL_MILE},
    Seen.WRECK: {"": NAUTICAL_MILE},
    Seen.SEARCH_AREA: {"nm2": NAUTICAL_MILE**2},
}
_AT_COORDINATES = {Seen.POSITION, Seen.WRECK, Seen.SEARCH_AREA}
_AT_PLACE = {
    Seen.OFFSET_ABEAM, Seen.WIND_AT_PLACE, Seen.INSTRUMENT_REPORT, Seen.HEARD, Seen.NOT_HEARD, Seen.NOT_SEEN, Seen.DERIVED,
}  # fmt: skip
_ON_LEG = {Seen.OFFSET_ABEAM, Seen.MEAN_WIND, Seen.DERIVED}
_AT_REGION = {Seen.REGION_ENTRY, Seen.REGION_EXIT}
_AT_TIME_ONLY = _AT_REGION | {Seen.INSTRUMENT_REPORT, Seen.EVENT}
_WIND = {Seen.WIND_REPORT, Seen.WIND_AT_PLACE}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)
_ELSEWHERE = 1.0 * NAUTICAL_MILE  # beyond this and three of its errors a written place is not the fix of that name


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may refer to: fixes and regions by name, and the flight's first and last moment (POSIX s)."""

    fixes: Mapping[str, Fix]
    regions: frozenset[str] | None
    t_start: float
    t_end: float


def read_observations(path: Path, known: Known) -> tuple[tuple[Observation, ...], list[str]]:
    """The observations of a CSV file and every problem found, one sentence each; rows with a problem are left out.

    Raises nothing: what cannot be read at all is a problem too.
    """
    try:
        rows = _rows(path)
    except CaseError as error:
        return (), [str(error)]
    found: list[Observation] = []
    problems: list[str] = []
    ids: dict[str, int] = {}
    for line, cells in rows:
        here = f"{path.name}, line {line}"
        if len(cells) != len(COLUMNS):
            problems.append(
                f"{here}: it has {len(cells)} of {len(COLUMNS)} columns, so the row is cut short or has a comma too "
                "many; complete it, with quotes around text that holds a comma"
            )
            continue
        row = {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}
        if row["id"] in ids:
            problems.append(f"{here}: id {row['id']!r} is already that of line {ids[row['id']]}; give it another")
        ids.setdefault(row["id"], line)
        try:
            found.append(_observation(row, known))
        except CaseError as error:
            problems.append(f"{here} ({quoted(row['id'])}), {error}")
    return tuple(found), problems


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Line number and cells of each row after the header; blank lines are passed over."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CaseError(f"{path.name} is missing; add it, with at least the line {','.join(COLUMNS)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} cannot be read as UTF-8 text ({quoted(str(error))}); save it again") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows = []
    try:
        header = next(reader, [])
        for row in reader:
            if row:
                rows.append((reader.line_num, row))
    except csv.Error as error:
        raise CaseError(
            f"{path.name}, line {reader.line_num}: {error}; close the quote, or complete the row if it is cut short"
        ) from None
    if tuple(cell.strip() for cell in header) != COLUMNS:
        raise CaseError(f"{path.name}, line 1: the columns must be {','.join(COLUMNS)}; write that line first")
    return rows


def _observation(row: dict[str, str], known: Known) -> Observation:
    kind = _member(Seen, row, "kind")
    use = _member(Use, row, "use")
    if not _ID.fullmatch(row["id"]):
        raise CaseError(f"id: {quoted(row['id'])} must be letters, digits, dots and hyphens without spaces")
    t, t_end, t_error = _interval(row, kind)
    value, error, value2, error2 = _value(row, kind)
    outlier = _number(row, "outlier_probability", nan)
    if isnan(outlier) and use is Use.EXPLAIN:
        raise CaseError("outlier_probability is empty; give the chance that the source is simply wrong, such as 0.05")
    if not isnan(outlier) and not 0.0 <= outlier < 1.0:
        raise CaseError(f"outlier_probability is {row['outlier_probability']}; it must be 0 or more and less than 1")
    known_since = _parsed(row, "known_since", parse_day)
    _check_times(row, use, known, (t, t_end if not isnan(t_end) else t), known_since)
    return Observation(
        id=row["id"], kind=kind, t=t, t_error=t_error, value=value, error=error, group=row["group"], use=use,
        known_since=known_since, outlier_probability=outlier, t_end=t_end, value2=value2, error2=error2,
        place=_place(row, kind, known), leg_from=_leg(row, "leg_from", kind, known),
        leg_to=_leg(row, "leg_to", kind, known), region=_region(row, kind, known),
        tag=row["tag"], source=row["source"], note=row["note"],
    )  # fmt: skip


def _member(enum: type, row: dict[str, str], column: str) -> Any:
    names = [member.value for member in enum]
    if row[column] not in names:
        raise CaseError(f"{column} is {quoted(row[column])}; use one of {', '.join(names)}")
    return enum(row[column])


def _parsed(row: dict[str, str], column: str, parser: Callable[[str], float]) -> float:
    try:
        return parser(row[column])
    except ValueError as error:
        raise CaseError(f"{column} is {quoted(row[column])}; {error}") from None


def _number(row: dict[str, str], column: str, empty: float) -> float:
    return empty if not row[column] else _parsed(row, column, parse_number)


def _interval(row: dict[str, str], kind: Seen) -> tuple[float, float, float]:
    """Start, end (NaN for an instant) and error of the time, s; a mean speed's error is half its interval."""
    t_error = _number(row, "time_error_s", 0.0)
    if t_error < 0.0 or t_error > 30 * DAY:
        raise CaseError(f"time_error_s is {row['time_error_s']}; it must be seconds, 0 or more")
    if "/" in row["time"]:
        first, _, last = row["time"].partition("/")
        t, t_end = (_parsed({"time": part}, "time", parse_time) for part in (first, last))
        if t_end <= t:
            raise CaseError(f"time is {quoted(row['time'])}; it must end after it begins")
        return t, t_end, t_error
    t = _parsed(row, "time", parse_time)
    if kind is Seen.MEAN_SPEED:
        if t_error == 0.0:
            raise CaseError("time_error_s is empty; for a mean speed it is half the interval it was measured over")
        return t - t_error, t + t_error, 0.0
    return t, nan, t_error


def _value(row: dict[str, str], kind: Seen) -> tuple[float, float, float, float]:
    """Value, error, second value and second error, SI and radians; NaN where the kind has none."""
    units = UNITS[kind]
    if row["unit"] not in units:
        wanted = " or ".join(quoted(unit) if unit else "empty" for unit in units)
        raise CaseError(f"unit is {quoted(row['unit'])}; for {kind.value} it must be {wanted}")
    factor = units[row["unit"]]
    if kind in _WIND:
        direction, speed = _pair(row, "value")
        direction_error, speed_error = _pair(row, "error")
        _between(row, "value", direction, 0.0, 360.0)
        _between(row, "value", speed, 0.0, 400.0)
        return radians(direction), radians(direction_error), speed * KNOT, speed_error * KNOT
    error = _error(row, kind) * factor
    if kind in _AT_TIME_ONLY or kind in (Seen.POSITION, Seen.WRECK):
        if row["value"]:
            raise CaseError(f"value is {quoted(row['value'])}; {kind.value} has none, leave it empty")
        return nan, error, nan, nan
    if not row["value"]:
        raise CaseError(f"value is empty; {kind.value} needs a number in {row['unit']}")
    value = _number(row, "value", nan)
    low, high = (0.0, 360.0) if row["unit"] == "deg" else (-1e5, 1e5)
    _between(row, "value", value, low, high)
    return value * factor, error, nan, nan


def _error(row: dict[str, str], kind: Seen) -> float:
    error = _number(row, "error", nan)
    if isnan(error) and kind not in _AT_TIME_ONLY and kind is not Seen.SEARCH_AREA:
        raise CaseError(f"error is empty; give one standard deviation in {row['unit'] or 'nautical miles'}")
    if error <= 0.0:
        raise CaseError(f"error is {row['error']}; it must be more than zero, for nothing is exact")
    return error


def _pair(row: dict[str, str], column: str) -> tuple[float, float]:
    first, stroke, second = row[column].partition("/")
    if not stroke:
        raise CaseError(f"{column} is {quoted(row[column])}; write degrees/knots, such as 250/60")
    pair = tuple(_parsed({column: part}, column, parse_number) for part in (first, second))
    if column == "error" and min(pair) <= 0.0:
        raise CaseError(f"error is {quoted(row[column])}; both parts must be more than zero")
    return pair[0], pair[1]


def _between(row: dict[str, str], column: str, number: float, low: float, high: float) -> None:
    if not low <= number <= high:
        raise CaseError(f"{column} is {quoted(row[column])}; it must be {low:g} to {high:g} {row['unit']}")


def _check_times(row: dict[str, str], use: Use, known: Known, span: tuple[float, float], known_since: float) -> None:
    if span[0] < known.t_start:
        raise CaseError(
            f"time {format_time(span[0])} is before take-off at {format_time(known.t_start)}; correct it, or take_off "
            "in case.toml"
        )
    if use is Use.EXPLAIN and span[1] > known.t_end:
        raise CaseError(
            f"time {format_time(span[1])} is after the end at {format_time(known.t_end)}; correct it, or make end in "
            "case.toml later"
        )
    if known_since + DAY <= span[0]:
        raise CaseError(
            f"known_since is {row['known_since']}, before it happened ({format_time(span[0])}); correct one of the two"
        )


def _place(row: dict[str, str], kind: Seen, known: Known) -> Fix | None:
    """The place of a row: its fix where one of that name is known, else a place of its own from its coordinates."""
    lat, lon = _number(row, "lat_deg", nan), _number(row, "lon_deg", nan)
    if abs(lat) > 90.0 or abs(lon) > 180.0 or isnan(lat) != isnan(lon):
        raise CaseError(
            f"lat_deg, lon_deg are {quoted(row['lat_deg'])}, {quoted(row['lon_deg'])}; give both, "
            "degrees north -90 to 90 and degrees east -180 to 180"
        )
    if kind in _AT_COORDINATES and isnan(lat):
        raise CaseError(f"lat_deg is empty; {kind.value} needs lat_deg and lon_deg")
    if kind not in _AT_PLACE | _AT_COORDINATES:
        return None
    fix = known.fixes.get(row["place"])
    if isnan(lat):
        if fix is None:
            raise CaseError(_unknown_fix("place", row["place"], known) + ", or give lat_deg and lon_deg in this row")
        return fix
    here = Fix(row["place"] or row["id"], radians(lat), radians(lon), source=row["source"])
    if fix is None:
        return here
    if distance(fix, here) > max(_ELSEWHERE, 3.0 * fix.position_error):
        miles = distance(fix, here) / NAUTICAL_MILE
        raise CaseError(
            f"place {fix.name} is written at {where(here)}, {miles:.0f} NM from the fix of that name in case.toml at "
            f"{where(fix)}; correct the place that is wrong, or give this one another name"
        )
    return fix


def _leg(row: dict[str, str], column: str, kind: Seen, known: Known) -> Fix | None:
    if kind not in _ON_LEG:
        return None
    fix = known.fixes.get(row[column])
    if fix is None:
        raise CaseError(_unknown_fix(column, row[column], known))
    if column == "leg_to" and distance(fix, known.fixes[row["leg_from"]]) < 100.0:
        raise CaseError(f"the leg {row['leg_from']} to {row['leg_to']} has no length; name the leg's two ends")
    return fix


def _unknown_fix(column: str, name: str, known: Known) -> str:
    return f"{column} is {quoted(name)}, which is not a fix of this case; add it under [[fixes]] in case.toml"


def _region(row: dict[str, str], kind: Seen, known: Known) -> str:
    if kind not in _AT_REGION:
        return ""
    if not row["place"] or (known.regions is not None and row["place"] not in known.regions):
        names = ", ".join(sorted(known.regions or ())) or "none yet"
        raise CaseError(f"place is {quoted(row['place'])}, which is not a region of areas.geojson ({names}); add it there")
    return row["place"]
