"""What a claim holds of the source's own value, as one text that a person reads and that reads back.

"about 200 miles (320 km)", "before 23:50 on 1983-08-30 America/New_York", "59.3 -171.75 +-5 nm".
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from truecourse.feeds.claims_schema import AlsoRow, ClaimRow
from truecourse.feeds.precision import Qualifier
from truecourse.flight.claim import Kind

_WORDS = "|".join(q.value for q in Qualifier if q.value)
_NUMBER = re.compile(
    rf"(?:(?P<qualifier>{_WORDS}) )?(?P<value>\S+)(?: to (?P<value_to>\S+))? (?P<unit>\S+)"
    r"(?: \((?P<also>.+)\))?"
)
_TIME = re.compile(
    rf"(?:(?P<qualifier>{_WORDS})(?: |$))?(?:(?P<time>(?!on |zone )\S+)(?: to (?P<time_to>\S+))?(?: |$))?"
    r"(?:on (?P<date>\S+)(?: |$))?(?:zone (?P<zone>\S+))?"
)
_PLACE = re.compile(r"(?P<lat_deg>\S+) (?P<lon_deg>\S+)(?: \+-(?P<error_nm>\S+) nm)?(?:; (?P<when>.+))?")
_NUMBERS = {"value", "value_to", "lat_deg", "lon_deg", "error_nm"}


def told(row: ClaimRow) -> str:
    """The value of a claim as its source tells it; "" where it is only a term or an order."""
    if row.kind in {Kind.QUANTITY, Kind.INTERVAL}:
        also = f"({_number(row.also)})" if row.also else ""
        return " ".join(filter(None, (row.qualifier.value, _number(row), also)))
    when = _when(row)
    if row.kind is not Kind.POSITION:
        return when
    place = f"{row.lat_deg} {row.lon_deg}" + ("" if row.error_nm is None else f" +-{row.error_nm} nm")
    return f"{place}; {when}" if when else place


def _number(row: ClaimRow | AlsoRow) -> str:
    return f"{row.value}{'' if row.value_to is None else f' to {row.value_to}'} {row.unit}"


def _when(row: ClaimRow) -> str:
    parts = [row.qualifier.value, row.time, row.time_to and f"to {row.time_to}"]
    parts += [row.date and f"on {row.date}", row.zone and f"zone {row.zone}"]
    return " ".join(filter(None, parts))


def untold(kind: Kind, text: str) -> dict[str, Any]:
    """The keys of claims.toml that a text of `told` stands for. Raises ValueError if it is none."""
    pattern = {Kind.QUANTITY: _NUMBER, Kind.INTERVAL: _NUMBER, Kind.POSITION: _PLACE}.get(kind, _TIME)
    found = pattern.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a value as claims tell it")
    try:
        given: dict[str, Any] = {
            key: Decimal(value) if key in _NUMBERS else value
            for key, value in found.groupdict().items()
            if value
        }
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a value as claims tell it") from None
    if "also" in given:
        given["also"] = untold(Kind.QUANTITY, given["also"])
    when = given.pop("when", "")
    return given | (untold(Kind.TIME, when) if when else {})
