"""Places by name, from a file that a user names: CSV of name, lat_deg, lon_deg, or GeoJSON points."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import parse_number, quoted

FIX_COLUMNS = ("name", "lat_deg", "lon_deg")
EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in degrees, where it is from, and of which edition it is, where that is said."""

    name: str
    lat_deg: float
    lon_deg: float
    source: str
    edition: str = ""


def read_fixes(path: Path) -> tuple[Place, ...]:
    """Places of a CSV (name, lat_deg, lon_deg; edition and other columns may follow) or of a GeoJSON
    FeatureCollection of points (name, and edition if given, in their properties). Names need not be unique.

    Raises CaseError naming the file, the line or feature and the remedy.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CaseError(
            f"{path.name} is not there; give the name of a CSV with {','.join(FIX_COLUMNS)}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} cannot be read ({quoted(str(error))}); save it as UTF-8 CSV") from None
    return _points(path.name, text) if text.lstrip().startswith("{") else _table(path, text)


def _table(path: Path, text: str) -> tuple[Place, ...]:
    try:
        rows = list(csv.reader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise CaseError(f"{path.name} cannot be read ({quoted(str(error))}); save it as UTF-8 CSV") from None
    if not rows or tuple(cell.strip() for cell in rows[0][:3]) != FIX_COLUMNS:
        raise CaseError(
            f"{path.name}, line 1: the columns must be {','.join(FIX_COLUMNS)}; write that line first"
        )
    header = [cell.strip() for cell in rows[0]]
    edition = header.index(EDITION) if EDITION in header else len(header)
    return tuple(_fix(path.name, line, row, edition) for line, row in enumerate(rows[1:], start=2) if row)


def _fix(file: str, line: int, row: list[str], edition: int) -> Place:
    here = f"{file}, line {line}"
    if len(row) < len(FIX_COLUMNS):
        raise CaseError(f"{here}: it has {len(row)} of {len(FIX_COLUMNS)} columns; complete it")
    try:
        lat, lon = parse_number(row[1]), parse_number(row[2])
    except ValueError as error:
        raise CaseError(f"{here}: lat_deg, lon_deg are {quoted(row[1])}, {quoted(row[2])}; {error}") from None
    said = row[edition].strip() if edition < len(row) else ""
    return _placed(here, row[0].strip(), lat, lon, said)


def _points(file: str, text: str) -> tuple[Place, ...]:
    try:
        features = json.loads(text)["features"]
        if not isinstance(features, list):
            raise ValueError("features is no list")
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise CaseError(
            f"{file} is no GeoJSON FeatureCollection ({quoted(str(error))}); write one, or a CSV with "
            f"{','.join(FIX_COLUMNS)}"
        ) from None
    return tuple(_point(f"{file}, feature {n}", feature) for n, feature in enumerate(features, start=1))


def _point(here: str, feature: Any) -> Place:
    try:
        properties, geometry = feature["properties"], feature["geometry"]
        name, (lon, lat) = properties["name"], geometry["coordinates"][:2]
        numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (lat, lon))
        if geometry["type"] != "Point" or not isinstance(name, str) or not numbers:
            raise ValueError
        return _placed(here, name.strip(), float(lat), float(lon), str(properties.get(EDITION) or ""))
    except CaseError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        raise CaseError(f"{here}: write a Point with coordinates, and a name in its properties") from None


def _placed(here: str, name: str, lat: float, lon: float, edition: str) -> Place:
    if not name:
        raise CaseError(f"{here}: it has no name; add one")
    if not (abs(lat) <= 90.0 and abs(lon) <= 180.0):
        raise CaseError(f"{here}: lat_deg, lon_deg are {lat}, {lon}; they must be -90 to 90 and -180 to 180")
    return Place(name, lat, lon, here, edition)
