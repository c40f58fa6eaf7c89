"""Claims as rows for spreadsheets: the value in columns of its own, and since when it is known."""

from typing import Any

from truecourse.flight.claim import Ledger
from truecourse.report.claims import claim_rows, source_rows
from truecourse.report.period import period
from truecourse.report.words import moment

Wire = dict[str, Any]
VALUE = ("how", "unit", "low", "value", "high")
TIMED = {"low": "time_low", "value": "time", "high": "time_high"}


def spreadsheet_rows(rows: list[Wire], ledger: Ledger) -> list[Wire]:
    """Rows of `claims.claim_rows` for people: of each reading its unit and bounds ("UTC" and ISO 8601 for
    times), several joined by " | "; and since when it is known, as `claims show` has it.
    """
    sources = {row["id"]: row for row in source_rows(ledger)}
    return [_flat(row, sources.get(row["source"])) for row in rows]


def spreadsheet_columns(ledger: Ledger) -> list[str]:
    """The columns, where there may be no row to take them from."""
    return list(spreadsheet_rows(claim_rows(ledger)[:1], ledger)[0])


def _flat(row: Wire, source: Wire | None) -> Wire:
    found: Wire = {}
    for key, value in row.items():
        if key == "readings":
            found |= {column: _joined(value, column) for column in VALUE}
        elif key == "known_since":
            own = period(value, row["known_to"]) if row["known_to"] or not value else f"{moment(value)} UTC"
            found[key] = own or (period(source["published"], source["published_to"]) if source else "")
        elif key != "known_to":
            found[key] = value
    return found


def _joined(readings: list[Wire], column: str) -> Any:
    found = [_of(reading, column) for reading in readings]
    return found[0] if len(found) == 1 else " | ".join("" if x is None else str(x) for x in found)


def _of(reading: Wire, column: str) -> Any:
    if reading["unit"] is not None or column == "how":
        return reading[column]
    return "UTC" if column == "unit" else reading[TIMED[column]]
