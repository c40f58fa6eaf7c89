"""What Pydantic found wrong, as sentences a person can act on."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from truecourse.earth.units import SECONDS_PER_DAY
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time
from truecourse.feeds.schema import CaseFile, Table, described, json_schema
from truecourse.feeds.wire import quoted

Where = Callable[[tuple[int | str, ...]], str]
Whole = TypeVar("Whole", bound=Table)


def read_as(table: type[Whole], data: dict[str, Any], file: str) -> Whole:
    """What a file says, as its table. Raises CaseError for the first thing that is wrong."""
    try:
        return table.model_validate(data)
    except ValidationError as error:
        raise CaseError(sentences(error, file, data, table)[0]) from None


def sentences(
    error: ValidationError, file: str | Where, data: dict[str, Any], table: type[Table]
) -> list[str]:
    """One sentence for each thing wrong: file, key, what stands there, what to write, as the fields of the
    table that it should be say. `file` may give where a Pydantic location is.
    """
    schema = json_schema(table)
    return [_sentence(detail, file, data, schema) for detail in error.errors(include_url=False)]


def order_problems(table: CaseFile, file: str) -> list[str]:
    """What is wrong between keys that are each right by themselves: order of times, names given twice."""
    problems = []
    if table.end <= table.take_off:
        problems.append(f"{file}, end: {format_time(table.end)} is not after take_off; make it later")
    if table.end - table.take_off > 2 * SECONDS_PER_DAY:
        problems.append(f"{file}, end: it is more than two days after take_off; make it earlier")
    hit = table.undisturbed_until
    if hit is not None and hit <= table.take_off:
        problems.append(
            f"{file}, undisturbed_until: {format_time(hit)} is not after take_off; give the moment in this "
            "flight at which something outside struck it, or leave the key out"
        )
    if hit is not None and table.take_off < table.end < hit:
        problems.append(
            f"{file}, undisturbed_until: {format_time(hit)} is after end at {format_time(table.end)}; "
            "correct it, or make end later if the flight was still up"
        )
    for key, names in (
        ("fixes", [" ".join(filter(None, (row.name, row.edition))) for row in table.fixes]),
        ("stages", [row.name for row in table.stages]),
        ("priors", [row.cause for row in table.priors]),
    ):
        doubled = sorted({name for name in names if names.count(name) > 1})
        problems += [
            f"{file}, {key}: {quoted(name)} stands there twice; remove or rename one" for name in doubled
        ]
    for number, row in enumerate(table.stages, start=1):
        if row.known_by < table.take_off:
            problems.append(
                f"{file}, stages {number} ({row.name}), known_by: it is before take_off; correct it"
            )
    return problems


def _sentence(detail: Any, file: str | Where, data: dict[str, Any], schema: dict[str, Any]) -> str:
    loc = detail["loc"]
    here = f"{file if isinstance(file, str) else file(loc)}, {_key(loc, data)}"
    wanted = described(schema, loc)
    match detail["type"]:
        case "missing":
            return f"{here}: it is missing; add it" + (f" ({wanted})" if wanted else "")
        case "extra_forbidden":
            return f"{here}: this key is not known; remove it or correct its spelling"
        case "value_error":
            return f"{here}: it is {quoted(detail['input'])}; {detail['ctx']['error']}"
    must = wanted or detail["msg"].removeprefix("Input should be ")
    return f"{here}: it is {quoted(detail['input'])}; it must be {must}"


def _key(loc: tuple[int | str, ...], data: dict[str, Any]) -> str:
    """The way to a value in words: "fixes 3 (NABIE), lat_deg", counting from one."""
    words: list[str] = []
    value: Any = data
    for part in loc:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(part, int):
            name = value.get("name", value.get("id")) if isinstance(value, dict) else None
            words[-1] += f" {part + 1}" + (
                f" ({name})" if isinstance(name, str) and name.isprintable() else ""
            )
        else:
            words.append(part if part.isprintable() else quoted(part))
    return ", ".join(words)
