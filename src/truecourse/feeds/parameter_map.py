"""A parameter map from its file, and back: TOML as people write it, or the same in JSON."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields
from math import isnan, nan
from pathlib import Path
from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.map_check import map_problems
from truecourse.feeds.map_schema import EDITION, MapFile, ParameterTable, PartTable
from truecourse.feeds.problems import read_as
from truecourse.feeds.toml_file import parse_toml, read_text, toml_string
from truecourse.feeds.wire import quoted
from truecourse.flight.parameter import FrameCounter, FrameType, Parameter, ParameterMap, Part, Place

MOST_CHARACTERS = 20_000_000
_OURS = "write one as docs/recorder.md says, or make it with truecourse recorder convert-map"


def read_map(path: Path) -> ParameterMap:
    """The map in a file. Raises CaseError, in one sentence, for the first thing that is wrong with it."""
    path = Path(path)
    if path.suffix.lower() in (".vec", ".xml", ".zip"):
        raise CaseError(
            f"{path.name} is no map of ours; truecourse recorder convert-map {path.name} --out MAP makes one"
        )
    if path.is_file() and path.stat().st_size > MOST_CHARACTERS:
        raise CaseError(f"{path.name} is larger than any map (20 MB); {_OURS}")
    return parse_map(read_text(path), path.name)


def parse_map(text: str, file: str) -> ParameterMap:
    """The map that a text says; `file` is what sentences call it."""
    if text.lstrip().startswith("{"):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CaseError(f"{file} is not JSON: {quoted(str(error), 90)}; correct it") from None
    else:
        data = parse_toml(text, file)
    if not isinstance(data, dict) or data.get("format") != EDITION:
        raise CaseError(f'{file} does not begin with format = "{EDITION}"; {_OURS}')
    made = _map(read_as(MapFile, data, file))
    for problem in map_problems(made):
        raise CaseError(f"{file}, {problem}")
    return made


def write_map(made: ParameterMap) -> str:
    """A map as TOML, what is as usual left out; it reads back the same."""
    head: dict[str, Any] = {"format": EDITION, "name": made.name, "standard": made.standard}
    if made.standard == "717":
        head |= {"words": made.words, "sync": [f"{word:03X}" for word in made.sync]}
    head |= {"period": made.period} if made.period != 1.0 else {}
    head |= {"source": made.source} if made.source else {}
    head |= {"counter": _told(made.counter)} if made.counter else {}
    text = _lines(head)
    for key, rows in (("frames", made.frames), ("parameters", made.parameters)):
        text += "".join(f"\n[[{key}]]\n{_lines(_told(row))}" for row in rows)
    left = [{"name": name, "reason": reason} for name, reason in made.left_out]
    return text + "".join(f"\n[[left_out]]\n{_lines(row)}" for row in left)


def _map(table: MapFile) -> ParameterMap:
    counter = FrameCounter(**table.counter.model_dump()) if table.counter else None
    return ParameterMap(
        name=table.name,
        standard=table.standard,
        words=table.words,
        parameters=tuple(_parameter(row) for row in table.parameters),
        sync=tuple(int(word, 16) for word in table.sync),
        period=table.period,
        counter=counter,
        frames=tuple(FrameType(row.id, row.name, row.rate, row.bits) for row in table.frames),
        left_out=tuple((row.name, row.reason) for row in table.left_out),
        source=table.source,
    )


def _parameter(row: ParameterTable) -> Parameter:
    place = Place(row.place.frame, row.place.first, row.place.bits) if row.place else None
    return Parameter(
        name=row.name,
        kind=row.kind,
        bits=row.bits,
        unit=row.unit,
        description=row.description,
        samples=tuple(tuple(_part(part) for part in group) for group in row.samples),
        place=place,
        repeats=row.repeats,
        sign=row.sign,
        scale=row.scale,
        offset=row.offset,
        table=tuple(tuple(line) for line in row.table),
        digits=tuple((digit.low, digit.bits, digit.weight) for digit in row.digits),
        states=tuple((state.raw, state.name) for state in row.states),
        expression=row.expression,
        low=nan if row.low is None else row.low,
        high=nan if row.high is None else row.high,
    )


def _part(row: PartTable) -> Part:
    return Part(tuple(row.subframes), tuple(row.words), row.low, row.bits, row.at, tuple(row.frames))


_DIGIT, _STATE = ("low", "bits", "weight"), ("raw", "name")


def _told(record: Any) -> dict[str, Any]:
    """A record's fields by name, those at their defaults left out, every part told by its keys."""
    out: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        usual = field.default is not MISSING and value == field.default
        if usual or (isinstance(value, float) and isnan(value)):
            continue
        if field.name == "samples":
            value = [[_told(part) for part in group] for group in value]
        elif field.name == "place":
            value = _told(value)
        elif field.name in ("digits", "states"):
            keys = _DIGIT if field.name == "digits" else _STATE
            value = [dict(zip(keys, line, strict=True)) for line in value]
        if not (field.name == "subframes" and value == (1, 2, 3, 4)):
            out[field.name] = value
    return out


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    match value:
        case str():
            return toml_string(value)
        case dict():
            return f"{{{', '.join(_pairs(value))}}}"
        case list() | tuple():
            return f"[{', '.join(_value(each) for each in value)}]"
    return repr(value)


def _pairs(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{key} = {_value(value)}"
