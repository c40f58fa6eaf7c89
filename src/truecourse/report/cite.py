"""Numbers on the page that say where in explanation.json they stand."""

from collections.abc import Callable
from html import escape
from typing import Any

from truecourse.report.words import (
    chance,
    clock,
    date,
    duration,
    likelihood,
    moment,
    number,
    percent,
    signed,
    times,
)

FORMATS: dict[str, Callable[[Any], str]] = {
    "percent": percent,
    "likelihood": likelihood,
    "count": lambda v: number(v, 0),
    "0": lambda v: number(v, 0),
    "1": lambda v: number(v, 1),
    "2": lambda v: number(v, 2),
    "3": lambda v: number(v, 3),
    "4": lambda v: number(v, 4),
    "signed1": lambda v: signed(v, 1),
    "times": times,
    "chance": chance,
    "clock": clock,
    "date": date,
    "moment": moment,
    "duration": duration,
}


def at(wire: Any, pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901), such as '/causes/0/probability'. Raises KeyError,
    IndexError.
    """
    for escaped in pointer.strip("/").split("/"):
        part = escaped.replace("~1", "/").replace("~0", "~")
        wire = wire[int(part)] if isinstance(wire, list) else wire[part]
    return wire


def cite(wire: dict[str, Any], pointer: str, form: str) -> str:
    """HTML of a number or time in explanation.json: what is printed, and where it stands there. `form` is one
    of FORMATS.
    """
    value = at(wire, pointer)
    full = "" if value is None else f' value="{escape(str(value))}"'
    return f'<data{full} data-at="{escape(pointer)}" data-form="{form}">{escape(FORMATS[form](value))}</data>'


def digits_of(low: float | None, high: float | None) -> str:
    """The form that shows a tenth of an interval's width."""
    if low is None or high is None or high <= low:
        return "2"
    width = high - low
    return next(
        (form for bound, form in ((10.0, "0"), (1.0, "1"), (0.1, "2"), (0.01, "3")) if width >= bound), "4"
    )
