"""A recorded parameter and a parameter map as CSV, JSON and tables."""

import csv
import io
from collections.abc import Sequence
from math import isfinite
from typing import Any

from rich.table import Table

from truecourse.flight.parameter import Parameter, ParameterMap, times
from truecourse.flight.recording import Series

_PLACES = 9  # decimals of a second: no clock of a recorder has more


def series_csv(series: Series, parameter: Parameter) -> str:
    """Lines `t_s,value`: seconds from the series' first sample; the value is empty where it is not valid, and
    the text of a parameter of characters.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["t_s", "value"])
    writer.writerows(zip(map(repr, _seconds(series)), _values(series, parameter), strict=True))
    return out.getvalue()


def series_wire(series: Series, parameter: Parameter) -> dict[str, Any]:
    """The same, JSON-ready, and what the parameter is; `first_s` is when the first sample is."""
    return {
        "parameter": series.name, "unit": series.unit, "kind": parameter.kind,
        "description": parameter.description,
        "first_s": round(float(series.t[0]), _PLACES) if len(series.t) else None,
        "t_s": _seconds(series),
        "value": [float(v) if isfinite(v) else None for v in series.value.tolist()],
        "valid": series.valid.tolist(),
        "text": list(series.text),
    }  # fmt: skip


def series_table(series: Series, parameter: Parameter, most: int) -> Table:
    """The first samples as a table."""
    named = bool(series.text) and parameter.kind != "character"
    unit = f"{series.name}, {series.unit}" if series.unit else series.name
    table = Table("t, s", unit, *(["state"] if named else []), box=None, header_style="bold")
    rows = zip(_seconds(series)[:most], _values(series, parameter), strict=False)
    for k, (t, value) in enumerate(rows):
        shown = value if series.valid[k] else "not valid"
        table.add_row(f"{t:g}", shown, *([series.text[k]] if named else []))
    return table


def parameters_table(made: ParameterMap) -> Table:
    """The parameters of a map, a row each."""
    table = Table(
        "parameter", "kind", "unit", "a second", "where", "description", box=None, header_style="bold"
    )
    for p in made.parameters:
        rate = rate_of(made, p)
        table.add_row(p.name, p.kind, p.unit, f"{rate:g}" if rate else "", where(p), p.description[:60])
    return table


def left_out_table(made: ParameterMap) -> Table:
    """The parameters that a map cannot decode, and why."""
    table = Table("parameter", "why not", box=None, header_style="bold")
    for name, reason in made.left_out:
        table.add_row(name, reason)
    return table


def map_wire(made: ParameterMap) -> dict[str, Any]:
    """A map, JSON-ready: what it is of, its parameters, and those left out with the reason."""
    rows = [
        {
            "name": p.name, "kind": p.kind, "unit": p.unit, "description": p.description,
            "rate_hz": rate_of(made, p) or None, "where": where(p),
            "low": p.low if isfinite(p.low) else None, "high": p.high if isfinite(p.high) else None,
        }
        for p in made.parameters
    ]  # fmt: skip
    return {
        "name": made.name, "standard": made.standard, "words": made.words, "source": made.source,
        "parameters": rows, "left_out": [{"name": name, "reason": why} for name, why in made.left_out],
    }  # fmt: skip


def rate_of(made: ParameterMap, parameter: Parameter) -> float:
    """Samples a second; 0 where a parameter has no rate of its own."""
    if parameter.place is not None:
        return next(frame.rate for frame in made.frames if frame.id == parameter.place.frame)
    count = parameter.repeats * sum(times(group[0]) for group in parameter.samples)
    cycle = made.counter.cycle if made.counter and any(g[0].frames for g in parameter.samples) else 1
    return count / (4.0 * made.period * cycle)


def where(parameter: Parameter) -> str:
    """Words of its first sample, the most significant part last, or the frame of ARINC 767."""
    if parameter.place is not None:
        place = parameter.place
        return f"frame {place.frame}, bits {place.first}-{place.first + place.bits - 1}"
    if not parameter.samples:
        return parameter.expression
    parts = parameter.samples[0]
    told = [f"{_each('word', p.words)} bits {p.low}-{p.low + p.bits - 1}" for p in parts[:3]]
    frames = f"{_each('frame', parts[0].frames)} " if parts[0].frames else ""
    subframes = "" if len(parts[0].subframes) == 4 else f"{_each('subframe', parts[0].subframes)} "
    more = "" if len(parameter.samples) == 1 else f", and {len(parameter.samples) - 1} more"
    return frames + subframes + " + ".join(told) + (" ..." if len(parts) > 3 else "") + more


def _each(noun: str, numbers: Sequence[int]) -> str:
    return f"{noun}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _seconds(series: Series) -> list[float]:
    return [round(t, _PLACES) for t in (series.t - series.t[0]).tolist()] if len(series.t) else []


def _values(series: Series, parameter: Parameter) -> list[str]:
    if parameter.kind == "character":
        return list(series.text)
    if parameter.kind == "discrete":
        return [str(int(v)) if isfinite(v) else "" for v in series.value.tolist()]
    return [repr(v) if isfinite(v) else "" for v in series.value.tolist()]
