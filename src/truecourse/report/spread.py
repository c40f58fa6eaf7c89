"""A value with its spread as a person reads it: on the page, in a figure and on a terminal alike."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from truecourse.earth.units import SECONDS_PER_DAY
from truecourse.report.cite import FORMATS, cite, digits_of

Wire = dict[str, Any]
_AFTER = {"deg": "°", "count": "", "ratio": "", "s": "", "UTC": "\u00a0UTC"}


def spread(row: Wire, unit: str | None) -> str:
    """Plain text of a row with `value`, `low` and `high`: the value, in brackets from where to where. A value
    is None where what is told excludes its middle.
    """
    return _written(row, unit, lambda key, form: FORMATS[form](row[key]))


def cited(wire: Wire, pointer: str, row: Wire, unit: str | None) -> str:
    """HTML of the same; `pointer` is where the row stands in explanation.json."""
    return _written(row, unit, lambda key, form: cite(wire, f"{pointer}/{key}", form))


def _written(row: Wire, unit: str | None, write: Callable[[str, str], str]) -> str:
    first, rest = _forms(row, unit)
    after = _AFTER.get(unit or "", f"\u00a0{unit}" if unit else "")
    text = "no one value" if row["value"] is None else write("value", first)
    if row["low"] != row["high"]:
        text += f" ({write('low', rest)} to {write('high', rest)})"
    return text + after


def _seconds(low: str, high: str) -> float:
    return (datetime.fromisoformat(high) - datetime.fromisoformat(low)).total_seconds()


def _forms(row: Wire, unit: str | None) -> tuple[str, str]:
    """The forms of the value and of its bounds."""
    low, high = row["low"], row["high"]
    if unit == "UTC" and _seconds(low, high) >= SECONDS_PER_DAY:
        return "date", "date"  # amid days, months or years a clock would be nobody's word
    if unit == "UTC":
        days = {str(row[key])[:10] for key in ("value", "low", "high") if row[key] is not None}
        return "moment", "clock" if len(days) == 1 else "moment"
    if unit == "s":
        return "duration", "duration"
    whole = all(float(row[key]).is_integer() for key in ("value", "low", "high") if row[key] is not None)
    form = "0" if whole or unit == "ft" else digits_of(low, high)
    return form, form
