"""From raw bits to engineering units, and to the texts that states, characters and times have."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.parameter import Parameter

_LOOKED_UP = 16  # bits up to which every raw value is worked out once


class Values(NamedTuple):
    """n samples: `value` (n,) in the parameter's unit, NaN where there is no number; `code` (n,) the place of
    its text in `names`, −1 where it has none. `beyond` (n,) is where a table of the map does not reach.
    """

    value: NDArray[np.float64]
    code: NDArray[np.int32]
    names: tuple[str, ...]
    beyond: NDArray[np.bool_]


def convert(parameter: Parameter, raw: NDArray[np.int64]) -> Values:
    """Engineering values of raw ones (n,), which hold `parameter.bits` bits."""
    if parameter.bits <= _LOOKED_UP and len(raw) > 1 << parameter.bits:
        value, code, names, beyond = _convert(parameter, np.arange(1 << parameter.bits))
        codes = code[raw] if names else np.full(len(raw), -1, dtype=np.int32)
        return Values(value[raw], codes, names, beyond[raw] if beyond.any() else np.zeros(len(raw), bool))
    return _convert(parameter, raw)


def _convert(parameter: Parameter, raw: NDArray[np.int64]) -> Values:
    nothing, no_text = np.zeros(len(raw), dtype=bool), np.full(len(raw), -1, dtype=np.int32)
    if parameter.kind in ("character", "utc"):
        different, code = np.unique(raw, return_inverse=True)
        texts = [_text(parameter, int(one)) for one in different]
        value = np.full(len(raw), np.nan)
        if parameter.kind == "utc":
            value, nothing = _weighed(parameter, raw), np.array([not t for t in texts], dtype=bool)[code]
        return Values(value, code.astype(np.int32), tuple(texts), nothing)
    if parameter.kind == "float":
        with np.errstate(invalid="ignore"):  # of a NaN that signals
            value = raw.astype(np.uint32).view(np.float32).astype(np.float64)
        return Values(value * parameter.scale + parameter.offset, no_text, (), ~np.isfinite(value))
    if parameter.kind == "bcd":
        value = _weighed(parameter, raw) * parameter.scale + parameter.offset
        return Values(value, no_text, (), _no_digits(parameter, raw))
    value = _tabled(parameter, signed(parameter, raw))
    if parameter.kind == "discrete" and parameter.states:
        states = dict(parameter.states)
        keys = np.array(sorted(states), dtype=np.int64)
        at = np.clip(np.searchsorted(keys, raw), 0, len(keys) - 1)
        code = np.where(keys[at] == raw, at, -1)
        return Values(value, code.astype(np.int32), tuple(states[k] for k in keys.tolist()), nothing)
    return Values(value, no_text, (), np.isnan(value))


def signed(parameter: Parameter, raw: NDArray[np.int64]) -> NDArray[np.int64]:
    """Raw values (n,) as whole numbers, by two's complement or sign and magnitude."""
    top = 1 << max(0, parameter.bits - 1)
    negative = (raw & top) != 0
    if parameter.sign == "twos":
        return np.where(negative, raw - 2 * top, raw)
    if parameter.sign == "magnitude":
        return np.where(negative, -(raw & (top - 1)), raw)
    return raw


def _tabled(parameter: Parameter, whole: NDArray[np.int64]) -> NDArray[np.float64]:
    x, table = whole.astype(np.float64), np.asarray(parameter.table, dtype=np.float64)
    match parameter.kind:
        case "segments":
            at = np.clip(np.searchsorted(table[:, 0], x, side="right") - 1, 0, len(table) - 1)
            return table[at, 1] * x + table[at, 2]
        case "points":
            return np.interp(x, table[:, 0], table[:, 1], left=np.nan, right=np.nan)
        case "polynomial":
            return np.sum(table[:, 0] * x[:, None] ** table[:, 1], axis=1)
    value = x * parameter.scale
    return value + parameter.offset if parameter.offset else value


def _digit(raw: NDArray[np.int64], low: int, bits: int) -> NDArray[np.int64]:
    return (raw >> low) & ((1 << bits) - 1)


def _weighed(parameter: Parameter, raw: NDArray[np.int64]) -> NDArray[np.float64]:
    """Whole weights are summed before fractions are taken, so that 1013.2 is the number nearest to it."""
    least = min((abs(weight) for _, _, weight in parameter.digits if weight), default=1.0)
    per_unit = round(1.0 / least) if least < 1.0 else 1
    total = np.zeros(len(raw))
    for low, bits, weight in parameter.digits:
        total += _digit(raw, low, bits) * (weight * per_unit)
    total = np.rint(total) / per_unit if per_unit > 1 else total
    if parameter.sign == "magnitude":
        total = np.where(raw & (1 << (parameter.bits - 1)), -total, total)
    return total


def _no_digits(parameter: Parameter, raw: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a digit is more than nine: what no equipment sends but one that has failed."""
    wrong = np.zeros(len(raw), dtype=bool)
    for low, bits, _ in parameter.digits:
        wrong |= _digit(raw, low, bits) > 9
    return wrong


def _text(parameter: Parameter, raw: int) -> str:
    """What a raw value spells; a time of the day that there is none is no text."""
    pieces = [(raw >> low) & ((1 << bits) - 1) for low, bits, _ in parameter.digits]
    if parameter.kind == "character":
        return "".join(chr(c) if 32 <= c < 127 else " " for c in pieces).rstrip()
    total = sum(piece * weight for piece, (_, _, weight) in zip(pieces, parameter.digits, strict=True))
    if total >= 86400.0 or any(
        p >= 60 and w <= 60.0 for p, (_, _, w) in zip(pieces, parameter.digits, strict=True)
    ):
        return ""
    return f"{int(total // 3600):02d}:{int(total // 60) % 60:02d}:{int(total) % 60:02d}"
