"""What Pydantic found wrong, as sentences a person can act on."""

from typing import Any

from pydantic import ValidationError

from truecourse.feeds.schema import CaseFile, description_of
from truecourse.feeds.wire import quoted


def sentences(error: ValidationError, file: str, data: dict[str, Any]) -> list[str]:
    """One sentence for each thing wrong: file, key, what stands there, what to write."""
    return [_sentence(detail, file, data) for detail in error.errors(include_url=False)]


def _sentence(detail: Any, file: str, data: dict[str, Any]) -> str:
    loc = detail["loc"]
    here = f"{file}, {_key(loc, data)}"
    wanted = description_of(loc)
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
            words[-1] += f" {part + 1}" + (f" ({name})" if isinstance(name, str) else "")
        else:
            words.append(part if part.isprintable() else quoted(part))
    return ", ".join(words)
