"""Records of ADS-B receivers as others write them: pandas JSON records, and readsb's trace files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite, nan
from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import parse_time
from truecourse.feeds.table import checked_instant
from truecourse.feeds.wire import quoted

_NUMBERS = {
    "altitude_ft": ("altitude",),
    "gs_kt": ("groundspeed",),
    "tas_kt": ("TAS", "tas"),
    "course_deg": ("track",),
    "heading_magnetic_deg": (
        "heading",
    ),  # Comm-B register 6,0, bits 1 to 12: magnetic (ICAO Doc 9871, table A-2-96)
}
_PER_SECOND = (
    (1e17, 1e9),
    (1e14, 1e6),
    (1e11, 1e3),
)  # a time stamp this large counts nano-, micro-, milliseconds
_GEOMETRIC = 8  # readsb, README-json.md, trace flags: altitude is geometric


def is_records(data: Any) -> bool:
    """Whether JSON is a list of objects with a time stamp and a place."""
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(row, dict) for row in data)
        and "timestamp" in data[0]
    )


def records_of_columns(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Records of what pandas writes by default: column, row label, value. Empty if it is not that."""
    if "timestamp" not in data or not all(isinstance(column, dict) for column in data.values()):
        return []
    return [{name: column.get(row) for name, column in data.items()} for row in data["timestamp"]]


def tracks_of_records(
    file: str, records: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, list[Any]], list[int]]:
    """Wire columns and row numbers of records with timestamp, latitude, longitude and so on.

    A row without a callsign belongs to the flight its aircraft was on before. Raises CaseError with the row.
    """
    table: dict[str, list[Any]] = {"time": [], "lat_deg": [], "lon_deg": [], "callsign": [], "icao24": []}
    table |= {
        wire: []
        for wire, names in _NUMBERS.items()
        if any(name in row for row in records[:1] for name in names)
    }
    flights: dict[str, str] = {}
    for number, row in enumerate(records, start=1):
        here = f"{file}, row {number}"
        aircraft = str(row.get("icao24") or "")
        flights[aircraft] = str(row.get("callsign") or "").strip() or flights.get(aircraft, "")
        table["time"].append(_moment(here, row.get("timestamp")))
        lat, lon = _number(here, row, ("latitude",)), _number(here, row, ("longitude",))
        both = isfinite(lat) and isfinite(lon)
        table["lat_deg"].append(lat if both else nan)
        table["lon_deg"].append(lon if both else nan)
        table["callsign"].append(flights[aircraft])
        table["icao24"].append(aircraft)
        for wire in table.keys() & _NUMBERS.keys():
            table[wire].append(_number(here, row, _NUMBERS[wire]))
    _name_the_first_rows(table)
    return table, list(range(1, len(records) + 1))


def readsb_trace(file: str, data: Mapping[str, Any]) -> tuple[dict[str, list[Any]], list[int]]:
    """Wire columns and row numbers of a readsb trace: seconds after `timestamp`, place, altitude and so on.

    Geometric altitudes and "ground" are left out: `altitude` is pressure altitude. Raises CaseError with
    the row.
    """
    table: dict[str, list[Any]] = {
        name: []
        for name in ("time", "lat_deg", "lon_deg", "altitude_ft", "gs_kt", "course_deg", "callsign", "icao24")
    }
    callsign = ""
    for number, point in enumerate(data["trace"], start=1):
        here = f"{file}, trace row {number}"
        if not isinstance(point, list) or len(point) < 7:
            raise CaseError(f"{here}: it has no seven values; fetch the file again, it may be cut short")
        details = point[8] if len(point) > 8 and isinstance(point[8], dict) else {}
        callsign = str(details.get("flight") or callsign).strip()
        flags = point[6] if isinstance(point[6], int) else 0
        row = dict(zip(("after", "lat", "lon", "altitude", "gs", "course"), point, strict=False))
        if row["altitude"] == "ground" or flags & _GEOMETRIC:
            row["altitude"] = None
        table["time"].append(
            _moment(here, _number(here, data, ("timestamp",)) + _number(here, row, ("after",)))
        )
        for wire, name in (
            ("lat_deg", "lat"),
            ("lon_deg", "lon"),
            ("altitude_ft", "altitude"),
            ("gs_kt", "gs"),
        ):
            table[wire].append(_number(here, row, (name,)))
        table["course_deg"].append(_number(here, row, ("course",)))
        table["callsign"].append(callsign)
        table["icao24"].append(str(data.get("icao", "")))
    _name_the_first_rows(table)
    return table, list(range(1, len(data["trace"]) + 1))


def _name_the_first_rows(table: dict[str, list[Any]]) -> None:
    """Rows before an aircraft first said its callsign take that first one."""
    first: dict[str, str] = {}
    for aircraft, callsign in zip(table["icao24"], table["callsign"], strict=True):
        if callsign:
            first.setdefault(aircraft, callsign)
    table["callsign"][:] = [
        c or first.get(a, "") for a, c in zip(table["icao24"], table["callsign"], strict=True)
    ]


def _moment(here: str, value: Any) -> float:
    """POSIX seconds of a number of whichever part of a second, of ISO text with its zone, of a datetime."""
    try:
        if isinstance(value, datetime):
            return parse_time(value if value.tzinfo else value.replace(tzinfo=UTC))
        if isinstance(value, int | float) and not isinstance(value, bool):
            per_second = next((per for least, per in _PER_SECOND if abs(value) > least), 1.0)
            return checked_instant(value / per_second)
        return parse_time(value)
    except (ValueError, OverflowError) as error:
        raise CaseError(f"{here}: timestamp is {quoted(value)}; {error}") from None


def _number(here: str, row: Mapping[str, Any], names: Iterable[str]) -> float:
    value = next((row[name] for name in names if row.get(name) is not None), None)
    if value is None:
        return nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseError(f"{here}: {next(iter(names))} is {quoted(value)}; write a number or null")
    return float(value)
