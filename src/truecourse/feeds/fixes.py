"""Places by name, from a CSV that a user names: name, lat_deg, lon_deg."""

import csv
from dataclasses import dataclass
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import parse_number, quoted

FIX_COLUMNS = ("name", "lat_deg", "lon_deg")


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in degrees, and where it is from."""

    name: str
    lat_deg: float
    lon_deg: float
    source: str


def read_fixes(path: Path) -> tuple[Place, ...]:
    """Places of a CSV: name, lat_deg, lon_deg. Raises CaseError naming the file, the line and the remedy."""
    path = Path(path)
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except FileNotFoundError:
        raise CaseError(
            f"{path.name} is not there; give the name of a CSV with {','.join(FIX_COLUMNS)}"
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CaseError(f"{path.name} cannot be read ({quoted(str(error))}); save it as UTF-8 CSV") from None
    if not rows or tuple(cell.strip() for cell in rows[0][:3]) != FIX_COLUMNS:
        raise CaseError(
            f"{path.name}, line 1: the columns must be {','.join(FIX_COLUMNS)}; write that line first"
        )
    return tuple(_fix(path.name, line, row) for line, row in enumerate(rows[1:], start=2) if row)


def _fix(file: str, line: int, row: list[str]) -> Place:
    here = f"{file}, line {line}"
    if len(row) < len(FIX_COLUMNS):
        raise CaseError(f"{here}: it has {len(row)} of {len(FIX_COLUMNS)} columns; complete it")
    try:
        lat, lon = parse_number(row[1]), parse_number(row[2])
    except ValueError as error:
        raise CaseError(f"{here}: lat_deg, lon_deg are {quoted(row[1])}, {quoted(row[2])}; {error}") from None
    if abs(lat) > 90.0 or abs(lon) > 180.0:
        raise CaseError(f"{here}: lat_deg, lon_deg are {lat}, {lon}; they must be -90 to 90 and -180 to 180")
    return Place(row[0].strip(), lat, lon, f"{file}, line {line}")
