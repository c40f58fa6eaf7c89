"""Values of observations: which unit each kind is written in, and what it is in SI and radians."""

from math import isnan, nan, radians

from truecourse.earth.units import (
    METRES_PER_FOOT,
    METRES_PER_NM,
    MPS_PER_KNOT,
    RAD_PER_DEG,
    SQUARE_METRES_PER_SQUARE_NM,
)
from truecourse.feeds.cells import Row, number_in, parsed
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, parse_number, quoted
from truecourse.flight.observation import Seen

# For each kind its units on the wire and their size in SI; an empty unit stands where `value` is empty too,
# and the error of a position is then in nautical miles.
UNITS: dict[Seen, dict[str, float]] = {
    Seen.POSITION: {"": METRES_PER_NM},
    Seen.OFFSET_ABEAM: {"nm_right": METRES_PER_NM},
    Seen.REGION_ENTRY: {"": 1.0},
    Seen.REGION_EXIT: {"": 1.0},
    Seen.LEVEL: {"fl": METRES_PER_FLIGHT_LEVEL, "ft": METRES_PER_FOOT},
    Seen.HEIGHT: {"ft": METRES_PER_FOOT},
    Seen.HEADING_MAGNETIC: {"deg": RAD_PER_DEG},
    Seen.COURSE: {"deg": RAD_PER_DEG},
    Seen.MEAN_SPEED: {"kt": MPS_PER_KNOT},
    Seen.WIND_REPORT: {"deg_kt": 1.0},
    Seen.WIND_AT_PLACE: {"deg_kt": 1.0},
    Seen.MEAN_WIND: {"kt_head": MPS_PER_KNOT},
    Seen.INSTRUMENT_REPORT: {"": 1.0},
    Seen.HEARD: {"nm_range": METRES_PER_NM},
    Seen.NOT_HEARD: {"nm_range": METRES_PER_NM},
    Seen.NOT_SEEN: {"nm_range": METRES_PER_NM},
    Seen.EVENT: {"": 1.0},
    Seen.DERIVED: {"nm_right": METRES_PER_NM},
    Seen.WRECK: {"": METRES_PER_NM},
    Seen.SEARCH_AREA: {"nm2": SQUARE_METRES_PER_SQUARE_NM},
}
WITHOUT_VALUE = {kind for kind, units in UNITS.items() if "" in units}
A_TIME_ONLY = {Seen.REGION_ENTRY, Seen.REGION_EXIT, Seen.INSTRUMENT_REPORT, Seen.EVENT}
_RANGES = {
    "nm_right": (-5400.0, 5400.0), "fl": (-10.0, 999.0), "ft": (-1000.0, 99900.0), "deg": (0.0, 360.0),
    "kt": (0.0, 2000.0), "kt_head": (-400.0, 400.0), "nm_range": (0.0, 5400.0), "nm2": (0.0, 1e8),
}  # fmt: skip


def measured(row: Row, kind: Seen) -> tuple[float, float, float, float]:
    """Value, its error, second value and its error (a wind's speed), SI and radians; NaN where there is none.

    Raises CaseError for a unit that is not the kind's, a number that is none or out of range, an error that
    is not more than zero.
    """
    units = UNITS[kind]
    if row["unit"] not in units:
        wanted = " or ".join(unit or "left empty" for unit in units)
        raise CaseError(f"unit is {quoted(row['unit'])}; for {kind.value} it must be {wanted}")
    factor = units[row["unit"]]
    if row["unit"] == "deg_kt":
        return _wind(row)
    error = _error(row, kind) * factor
    if kind in WITHOUT_VALUE:
        if row["value"]:
            raise CaseError(f"value is {quoted(row['value'])}; {kind.value} has none, so leave it empty")
        return nan, error, nan, nan
    if not row["value"]:
        raise CaseError(f"value is empty; {kind.value} needs a number in {row['unit']}")
    value = number_in(row, "value", *_RANGES[row["unit"]])
    return value * factor, error, nan, nan


def _error(row: Row, kind: Seen) -> float:
    """One standard deviation in the row's unit, NaN where the kind is a time only or an area."""
    error = number_in(row, "error", 0.0, 1e6)
    if isnan(error) and kind not in A_TIME_ONLY and kind is not Seen.SEARCH_AREA:
        unit = row["unit"] or "nautical miles"
        raise CaseError(f"error is empty; give one standard deviation in {unit}")
    if error == 0.0:
        raise CaseError("error is 0; give one standard deviation, more than zero, for nothing is exact")
    return error


def _wind(row: Row) -> tuple[float, float, float, float]:
    direction, speed = _pair(row, "value")
    direction_error, speed_error = _pair(row, "error")
    if not (0.0 <= direction <= 360.0 and 0.0 <= speed <= 400.0):
        raise CaseError(
            f"value is {quoted(row['value'])}; write 0 to 360 degrees and 0 to 400 knots, as 250/60"
        )
    if not (0.0 < direction_error <= 360.0 and 0.0 < speed_error <= 400.0):
        raise CaseError(f"error is {quoted(row['error'])}; both parts must be more than zero, as 10/10")
    return radians(direction), radians(direction_error), speed * MPS_PER_KNOT, speed_error * MPS_PER_KNOT


def _pair(row: Row, column: str) -> tuple[float, float]:
    first, stroke, second = row[column].partition("/")
    if not stroke:
        raise CaseError(f"{column} is {quoted(row[column])}; write degrees/knots, such as 250/60")
    return parsed(row, column, parse_number, first), parsed(row, column, parse_number, second)
