"""Rows for machines as CSV: lists joined by "; ", records as columns of their own."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> str:
    """A header and a line for each row; `columns` where there may be no row to take them from."""
    flat = [_flat(row) for row in rows]
    names = list(flat[0]) if flat else list(columns)
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat)
    return text.getvalue()


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name} {key}": each for key, each in value.items()}
        elif isinstance(value, list):
            found[name] = "; ".join(_words(each) for each in value)
        else:
            found[name] = value
    return found


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in value.items() if each is not None)
    return str(value)
