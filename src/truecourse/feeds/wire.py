"""Text and numbers on the wire: a finite number or a refusal, and values as a sentence can show them."""

import re
from datetime import date
from math import isfinite

from truecourse.earth.units import METRES_PER_FOOT

METRES_PER_FLIGHT_LEVEL = 100.0 * METRES_PER_FOOT

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def parse_number(text: str) -> float:
    """A finite decimal number. Raises ValueError for anything else, "nan" and "inf" included."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise ValueError("write a finite number with a decimal point, such as 12.5")
    return float(text)


def quoted(value: object, longest: int = 60) -> str:
    """A value as a sentence can show it: printable, on one line, cut short."""
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**longest:
        return "a very long number"
    text = f'"{value}"' if isinstance(value, str) else ascii(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"
