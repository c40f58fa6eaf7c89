"""Numbers on the wire: exact factors to SI, and text that is a finite number or is refused."""

import re
from math import isfinite, pi

FOOT = 0.3048
NAUTICAL_MILE = 1852.0
KNOT = 1852.0 / 3600.0
FOOT_PER_MINUTE = FOOT / 60.0
DEGREE = pi / 180.0
FLIGHT_LEVEL = 100.0 * FOOT

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def parse_number(text: str) -> float:
    """A finite decimal number. Raises ValueError for anything else, "nan" and "inf" included."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise ValueError("it must be a finite number with a decimal point, such as 12.5")
    return float(text)


def quoted(value: object, longest: int = 60) -> str:
    """A value as it is shown in a sentence: printable, on one line, cut short."""
    text = ascii(value) if not isinstance(value, str) else f'"{value}"'
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"
