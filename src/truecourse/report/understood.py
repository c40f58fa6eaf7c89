"""How a value as told is understood, in words: in SI and in the units of flying, with its precision."""

from typing import Any

from truecourse.report.cite import digits_of
from truecourse.report.claims import UNITS
from truecourse.report.consensus import flying
from truecourse.report.words import clock, measure, moment, number

Wire = dict[str, Any]


def understood(reading: Wire, of: str = "") -> str:
    """A reading of a claim in words; `of` is its subject's measure, which tells heights from distances."""
    how = f", read as {reading['how']}" if reading["how"] else ""
    if reading["unit"] is None:
        return f"{_time(reading)}{how}"
    dimension = next(name for name, unit in UNITS.items() if unit == reading["unit"])
    unit, factor = flying(dimension, of, reading["how"] or "")
    ends = [reading[key] for key in ("low", "value", "high")]
    si = _between(ends, "" if dimension in ("count", "ratio") else reading["unit"])
    if not factor or dimension == "mass":
        return f"{si}{how}"
    return f"{_between([None if x is None else x / factor for x in ends], unit)} = {si}{how}"


def _time(r: Wire) -> str:
    low, at, high = r["time_low"], r["time"], r["time_high"]
    if low and high:
        same = low[:10] == high[:10]
        ends = f"{moment(low)} to {clock(high) if same else moment(high)} UTC"
        return f"{moment(at)} UTC ({ends})" if at else ends
    return f"{moment(low)} UTC or later" if low else f"{moment(high)} UTC or earlier"


def _between(ends: list[float | None], unit: str) -> str:
    low, value, high = ends
    form = int(digits_of(low, high)) if low is not None and high is not None and high > low else 1
    after = measure("°" if unit == "deg" else unit)

    def write(x: float | None) -> str:
        whole = x is not None and abs(x - round(x)) < 1e-6 * max(abs(x), 1.0)
        return number(x, 0 if whole else form)

    if low is None or high is None:
        return f"at least {write(low)}{after}" if low is not None else f"at most {write(high)}{after}"
    if low == high:
        return f"{write(low)}{after} exactly"
    if value is None:
        return f"{write(low)} to {write(high)}{after}"
    return f"{write(value)}{after} ({write(low)} to {write(high)})"
