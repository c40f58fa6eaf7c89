"""The words JSON Schemas are written in: kinds of values, lists and records."""

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
FLAG: dict[str, Any] = {"type": "boolean"}
COUNT: dict[str, Any] = {"type": "integer"}
NUMBER: dict[str, Any] = {"type": ["number", "null"]}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
SHARE: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
TIME: dict[str, Any] = {"type": ["string", "null"], "format": "date-time", "pattern": "Z$"}
LAT: dict[str, Any] = {"type": ["number", "null"], "minimum": -90, "maximum": 90}
LON: dict[str, Any] = {"type": ["number", "null"], "minimum": -180, "maximum": 180}


def listing(items: dict[str, Any]) -> dict[str, Any]:
    """An array of such items."""
    return {"type": "array", "items": items}


def record(what: str, fields: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An object with these fields, all there and no others."""
    return {
        "type": "object",
        "description": what,
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def mapping(values: dict[str, Any], what: str) -> dict[str, Any]:
    """An object with any keys and such values."""
    return {"type": "object", "description": what, "additionalProperties": values}


def meaning(kind: dict[str, Any], what: str) -> dict[str, Any]:
    """A kind of value with what it means."""
    return {**kind, "description": what}
