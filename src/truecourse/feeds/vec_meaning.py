"""What a parameter of an AGS map means: the lines of the .par table that belong to it."""

import re
from dataclasses import replace
from math import isfinite, nan
from typing import NamedTuple

from truecourse.feeds.vec_tables import Line, whole
from truecourse.flight.parameter import MOST_BITS, Parameter

_NAME, _SAYS, _TYPE, _SIGN, _MSB, _BITS, _COMPLEMENT, _OFFSET, _COMPUTATION = 0, 1, 2, 6, 7, 8, 9, 11, 12
_LOW, _HIGH, _LENGTH, _UNIT, _INTERNAL = 15, 16, 20, 21, 25
_MOST_DIGIT = 16
_UTC_FIELDS = ((12, 5, 3600.0), (6, 6, 60.0), (0, 6, 1.0))  # hours, minutes, seconds of ARINC 429 label 150


class Meaning(NamedTuple):
    """A parameter without its place: `field` is the bits of the 32-bit word that its raw value is made of,
    the least first (numbers from 1); `parameter` is None, with the reason, where it cannot be decoded.
    """

    parameter: Parameter | None
    field: tuple[int, ...]
    why_not: str = ""
    constant: bool = False
    on_ground: bool = False

    @property
    def width(self) -> int:
        """Bits of the raw value."""
        return len(self.field)


def meaning(lines: tuple[Line, ...], short: bool = False) -> Meaning:
    """What the lines of one parameter say; `short` where raw values are recorded without a 32-bit word
    around them (ARINC 767): the sign is then the bit above the data.
    """
    own = lines[0]
    kind, name = own.field(_TYPE), own.field(_NAME)
    base = Parameter(
        name=name, kind="linear", unit=own.field(_UNIT)[:40], description=_line(own.field(_SAYS)),
        low=_number(own.field(_LOW)), high=_number(own.field(_HIGH)),
    )  # fmt: skip
    if kind == "CONSTANT":
        value = _number(own.field(_COMPUTATION).removeprefix("Value="))
        if isfinite(value):
            return Meaning(replace(base, kind="constant", offset=value), (), constant=True)
        return Meaning(None, (), "it is a constant without a value")
    if kind == "COMPUTED ON GROUND":
        return Meaning(None, (), on_ground=True)
    field, sign = _field(own, short)
    if _raw_span(base.low, base.high):
        base = replace(base, low=nan, high=nan)
    if not 1 <= len(field) <= MOST_BITS:
        return Meaning(None, field, f"its raw value has {len(field)} bits; 1 to {MOST_BITS} can be read")
    made = _typed(replace(base, bits=len(field), sign=sign), kind, lines, field)
    return made._replace(field=field) if isinstance(made, Meaning) else Meaning(made, field)


def _raw_span(low: float, high: float) -> bool:
    """Whether a range is no more than what so many bits hold, 0 to 2^n − 1: nobody set it for a value."""
    return low == 0.0 and high >= 1.0 and high.is_integer() and (int(high) + 1) & int(high) == 0


def _field(own: Line, short: bool) -> tuple[tuple[int, ...], str]:
    """The bits of the word from the least on, the sign's last, and what the sign is."""
    sign, top, bits = (whole(own.field(i)) for i in (_SIGN, _MSB, _BITS))
    data = tuple(range(top - bits + 1, top + 1)) if 0 < bits <= top <= MOST_BITS else ()
    if sign <= 0 or not data or sign in data:
        return data, ""
    way = "magnitude" if own.field(_TYPE) == "BCD" or own.field(_COMPLEMENT) == "0" else "twos"
    return (*data, top + 1 if short else sign), way


def _typed(
    base: Parameter, kind: str, lines: tuple[Line, ...], field: tuple[int, ...]
) -> Parameter | Meaning:
    own = lines[0]
    offset = _number(own.field(_OFFSET))
    base = replace(base, offset=offset if isfinite(offset) else 0.0)
    states = tuple(
        sorted({whole(line.field(0), -1): line.field(1)[:200] for line in lines if line.kind == "6"}.items())
    )
    states = tuple((raw, text) for raw, text in states if 0 <= raw < 1 << len(field))
    resolution = _number(own.field(_COMPUTATION).removeprefix("Resol="))
    made: Parameter | Meaning = base
    match kind.partition("(")[0].strip():
        case "BNR LINEAR":
            made = replace(base, scale=resolution if isfinite(resolution) else 1.0)
        case "BNR SEGMENTS":
            table = tuple(sorted(_rows(lines, "2", 1, 3)))
            made = replace(base, kind="segments", table=table) if table else _no("no segments")
        case "DISCRETE" | "PACKED BITS":
            made = replace(base, kind="discrete", states=states, offset=0.0)
        case "BCD":
            made = _bcd(base, own, lines, field)
        case "CHARACTER":
            digits = _digits(lines, field) or ((0, len(field), 1.0),)
            made = replace(base, kind="character", digits=digits, offset=0.0)
        case "UTC":
            made = replace(base, kind="utc", digits=_UTC_FIELDS) if len(field) == 17 else _no("no 17 bits")
        case "COMPUTED ON BOARD":
            is_float = own.field(_INTERNAL) == "Float" and len(field) == 32
            made = replace(base, kind="float" if is_float else "linear")
        case _:
            made = _by_table(base, kind, lines)
    return made


def _by_table(base: Parameter, kind: str, lines: tuple[Line, ...]) -> Parameter | Meaning:
    """A parameter of another type that has points or a polynomial."""
    if points := sorted(_rows(lines, "3", 1, 2)):
        return replace(base, kind="points", table=tuple(points))
    if powers := _rows(lines, "4", 0, 2):
        return replace(base, kind="polynomial", table=tuple(powers))
    return _no(f"the type {kind!r}")


def _no(what: str) -> Meaning:
    return Meaning(None, (), f"it has {what}, which is not understood")


def _bcd(base: Parameter, own: Line, lines: tuple[Line, ...], field: tuple[int, ...]) -> Parameter | Meaning:
    """Digits weighed by tens, as many below the point as the display has; a last digit of one bit is a half
    where the range ends on one (frequencies of ADF, ARINC 429 label 032).
    """
    digits = _digits(lines, field)
    if not digits:
        return _no("BCD without digits")
    fraction = min(9, max(0, whole(own.field(_LENGTH).partition(".")[2])))
    weights = [10.0**power for power in range(len(digits) - 1, -1, -1)]
    if len(digits) == 1:
        weights = [1.0]
    if fraction and digits[-1][1] == 1 and own.field(_HIGH).endswith(".5"):
        weights[-1] = 5.0
    told = tuple((low, bits, weight) for (low, bits, _), weight in zip(digits, weights, strict=True))
    if fraction:
        told = tuple((low, bits, weight / 10.0**fraction) for low, bits, weight in told)
    return replace(base, kind="bcd", digits=told)


def _digits(lines: tuple[Line, ...], field: tuple[int, ...]) -> tuple[tuple[int, int, float], ...]:
    """The bits of each digit in the raw value, the most significant first."""
    rows = sorted((whole(line.field(0)), whole(line.field(1)), whole(line.field(2)))
                  for line in lines if line.kind == "5")  # fmt: skip
    out = []
    for _, top, bits in rows:
        low = top - bits + 1
        if 0 < bits <= _MOST_DIGIT and low in field and top in field:
            out.append((field.index(low), bits, 1.0))
    return tuple(out)


def _rows(lines: tuple[Line, ...], kind: str, first: int, count: int) -> list[tuple[float, ...]]:
    """Finite numbers of the lines of a kind."""
    rows = [
        tuple(_number(line.field(i)) for i in range(first, first + count))
        for line in lines
        if line.kind == kind
    ]
    return [row for row in rows if all(isfinite(value) for value in row)]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan


def _line(text: str) -> str:
    """A description on one line."""
    return re.sub(r"(\\r|\\n|\s)+", " ", text).strip()[:300]
