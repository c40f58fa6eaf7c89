"""The value of a claim, from the keys its kind has to what the record holds."""

from dataclasses import dataclass
from math import cos, nan, radians, sqrt

from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.claim_measures import SIGNED
from truecourse.feeds.claim_times import day_of, time_readings, zone_rules
from truecourse.feeds.claim_units import Told, dimension_of, narrowed, readings
from truecourse.feeds.claims_schema import ClaimRow
from truecourse.feeds.precision import Digits, Qualifier, spread
from truecourse.feeds.wire import quoted
from truecourse.flight.claim import Kind, Reading, Subject

_TIMED = {"time", "time_to", "date", "zone", "qualifier"}
_NUMBER = {"value", "value_to", "unit", "qualifier", "datum", "also"}
_PLACE = {"lat_deg", "lon_deg", "error_nm", "datum"}
_TERM = {"term"} | _TIMED
KEYS = {
    Kind.TIME: _TIMED, Kind.QUANTITY: _NUMBER, Kind.INTERVAL: _NUMBER, Kind.POSITION: _PLACE | _TIMED,
    Kind.ORDER: {"first", "second"}, Kind.IDENTITY: _TERM, Kind.CAUSE: _TERM, Kind.DECISION: _TERM,
    Kind.MIND: _TERM,
}  # fmt: skip
NEEDED = {
    Kind.TIME: (), Kind.QUANTITY: ("value",), Kind.INTERVAL: ("value",),
    Kind.POSITION: ("lat_deg", "lon_deg"), Kind.ORDER: ("first", "second"),
}  # fmt: skip
_OF_VALUE = set().union(*KEYS.values())
_INTERVALS = {"duration", "length"}


@dataclass(frozen=True, slots=True)
class Value:
    """What a claim's record holds of its value; see `flight.claim.Claim`."""

    readings: tuple[Reading, ...] = ()
    lat: float = nan
    lon: float = nan
    error: float = nan


def value_of(row: ClaimRow, subject: Subject) -> Value:
    """The value of a claim on its subject.

    Raises ValueError, "key: what is wrong; what to write", for keys its kind does not have or needs, and for
    a unit, number, time or zone that cannot be.
    """
    _refuse_keys(row)
    _refuse_negative(row, subject)
    dimension = subject.dimension
    match row.kind:
        case Kind.QUANTITY | Kind.INTERVAL:
            return Value(_number(row, dimension))
        case Kind.POSITION:
            _refuse_dimension(dimension in {"", "position"}, row, dimension)
            return _place(row)
        case Kind.TIME:
            _refuse_dimension(dimension == "time", row, dimension)
            return Value(_time(row))
        case Kind.ORDER:
            if row.first == row.second:
                raise ValueError(
                    f"second: {quoted(row.second)} cannot come before itself; correct one of them"
                )
            return Value()
    _refuse_dimension(dimension == "", row, dimension)
    return Value(_time(row) if _has_time(row) else ())


def _refuse_keys(row: ClaimRow) -> None:
    given = {key for key in _OF_VALUE if key in row.model_fields_set and getattr(row, key) not in (None, "")}
    given -= {"qualifier"} if row.qualifier is Qualifier.NONE else set()
    for key in sorted(given - KEYS[row.kind]):
        raise ValueError(f"{key}: a claim of kind {row.kind.value} has no such key; remove it")
    for key in NEEDED.get(row.kind, ("term",)):
        if key not in given:
            raise ValueError(f"{key}: it is missing, and a claim of kind {row.kind.value} needs it; add it")
    if row.kind is not Kind.TIME and not _has_time(row) and given & _TIMED and "value" not in given:
        raise ValueError(
            f"{min(given & _TIMED)}: it has no time or date it belongs to; add that or remove it"
        )


_NEVER_NEGATIVE = {"count", "duration", "mass", "pressure"}
_HEIGHTS = {"m", "ft", "fl"}  # some places lie below the sea


def _refuse_negative(row: ClaimRow, subject: Subject) -> None:
    """A count, a span or a distance cannot be negative; an offset has a side, and a height a datum."""
    distance = subject.dimension == "length" and subject.measure not in SIGNED
    distance = distance and (row.kind is Kind.INTERVAL or row.unit not in _HEIGHTS)
    if not distance and subject.dimension not in _NEVER_NEGATIVE:
        return
    for key, value in (("value", row.value), ("value_to", row.value_to)):
        if value is not None and value < 0:
            what = "distance" if distance else subject.dimension
            raise ValueError(f"{key}: it is {value}, and a {what} cannot be negative; correct it")


def _refuse_dimension(fits: bool, row: ClaimRow, dimension: str) -> None:
    if not fits:
        raise ValueError(
            f"kind: it is {row.kind.value}, and the subject {quoted(row.subject)} has the dimension "
            f"{quoted(dimension)}; correct one of them"
        )


def _has_time(row: ClaimRow) -> bool:
    return bool(row.time or row.date)


def _time(row: ClaimRow) -> tuple[Reading, ...]:
    if row.time_to and not row.time:
        raise ValueError("time: it is missing before time_to; add it")
    key = "zone"
    try:
        for zone in row.zone.split("|") if row.zone else ():
            zone_rules(zone.strip())
        key = "date"
        for day in row.date.split("|") if row.date else ():
            day_of(day.strip())
        key = "time" if row.time or not row.date else "date"
        return time_readings(row.time, row.time_to, row.date, row.zone, row.qualifier)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _number(row: ClaimRow, dimension: str) -> tuple[Reading, ...]:
    assert row.value is not None  # needed by its kind
    try:
        of_unit = dimension_of(row.unit)
        if of_unit != dimension:
            raise ValueError(
                f"{quoted(row.unit)} measures {of_unit}, and the subject {quoted(row.subject)} has the "
                f"dimension {quoted(dimension)}; correct one of them"
            )
        if row.kind is Kind.INTERVAL and of_unit not in _INTERVALS:
            raise ValueError(f"an interval is a duration or a length, not {of_unit}; make it a quantity")
        told = Told(row.value, row.value_to, row.unit)
        found = readings(told, row.qualifier)
    except ValueError as error:
        raise ValueError(f"unit: {error}") from None
    if row.also is None:
        return found
    try:
        return narrowed(told, Told(row.also.value, row.also.value_to, row.also.unit), row.qualifier)
    except ValueError as error:
        raise ValueError(f"also: {error}") from None


def _place(row: ClaimRow) -> Value:
    """A place; without an error, half a unit of the last digit is taken as the edge of a uniform error."""
    assert row.lat_deg is not None and row.lon_deg is not None  # needed by its kind
    for key, value, most in (("lat_deg", row.lat_deg, 90), ("lon_deg", row.lon_deg, 180)):
        if abs(value) > most:
            raise ValueError(f"{key}: it is {value}; it must be degrees, {-most} to {most}")
    lat, lon = radians(float(row.lat_deg)), radians(float(row.lon_deg))
    if row.error_nm is None:
        south, north = spread(row.lat_deg, Qualifier.NONE, Digits.ALL)
        west, east = spread(row.lon_deg, Qualifier.NONE, Digits.ALL)
        error_nm = max(north - south, (east - west) * cos(lat)) / 2.0 * 60.0 / sqrt(3.0)
    else:
        if not 0 <= row.error_nm <= 1000:
            raise ValueError(f"error_nm: it is {row.error_nm}; it must be a standard deviation, 0 to 1000 NM")
        error_nm = float(row.error_nm)
    return Value(_time(row) if _has_time(row) else (), lat, lon, error_nm * METRES_PER_NM)
