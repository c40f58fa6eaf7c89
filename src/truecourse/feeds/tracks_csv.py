"""Many flights' tracks from one CSV: flight, time, lat_deg, lon_deg and, where it was heard, altitude_ft."""

import csv
import gzip
import zlib
from math import nan
from pathlib import Path

import numpy as np

from truecourse.earth.angles import wrap
from truecourse.earth.geodesy import LONGEST_LEG, inverse
from truecourse.earth.units import METRES_PER_FOOT
from truecourse.feeds.errors import CaseError
from truecourse.feeds.table import BY_WIRE, IDENTITY, instant
from truecourse.feeds.wire import parse_number, quoted
from truecourse.flight.tracks import Tracks

NEEDED = ("flight", "time", "lat_deg", "lon_deg")
ALTITUDE = "altitude_ft"
_HEADER = ",".join((*NEEDED, ALTITUDE))

Row = tuple[str, float, float, float, float, int]


def read_tracks_csv(path: Path) -> Tracks:
    """The flights of a CSV, in the order they are first named, each in order of time; `.gz` may follow.

    `time` is ISO 8601 with its zone, or POSIX seconds. `altitude_ft` may be empty, or the column missing;
    other columns of a track may stand there under their own names and are not read. Flights may be
    interleaved. Raises CaseError, a sentence with the file, the row (its line) and the remedy, for anything
    else, and for two samples of a flight so nearly antipodal that its way is not defined.
    """
    path = Path(path)
    reader = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    rows: list[Row] = []
    try:
        columns = _columns(path.name, [cell.strip() for cell in next(reader, [])])
        for cells in reader:
            if cells:
                rows.append(_row(f"{path.name}, row {reader.line_num}", cells, columns, reader.line_num))
    except csv.Error as error:
        raise CaseError(
            f"{path.name}, row {reader.line_num}: {error}; complete the row, it may be cut short"
        ) from None
    if not rows:
        raise CaseError(f"{path.name} holds no sample; write rows of {_HEADER} under the first line")
    return _tracks(path.name, rows)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except FileNotFoundError:
        raise CaseError(f"{path.name} is not there; give the name of a CSV with {_HEADER}") from None
    except UnicodeDecodeError:
        raise CaseError(f"{path.name} is not UTF-8 text; save it as UTF-8 CSV with {_HEADER}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CaseError(f"{path.name} cannot be read ({quoted(str(error))}); fetch it again") from None


def _columns(file: str, names: list[str]) -> dict[str, int]:
    """Where the columns stand that are read; how many there are under ""."""
    if len(names) == 1 and ";" in names[0]:
        raise CaseError(
            f"{file}, row 1: it has ; between its columns; write commas, and numbers with a decimal point"
        )
    known = {*NEEDED, *BY_WIRE, *IDENTITY}
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise CaseError(
            f"{file}, row 1: there is no column {', '.join(missing)}; write {_HEADER} as the first line"
        )
    twice = [name for name in names if names.count(name) > 1]
    unknown = [name for name in names if name not in known]
    if unknown or twice:
        wrong = (
            f"{quoted(unknown[0])} is no column of a track" if unknown else f"{twice[0]} stands there twice"
        )
        raise CaseError(f"{file}, row 1: {wrong}; rename or remove it")
    return {name: names.index(name) for name in (*NEEDED, ALTITUDE) if name in names} | {"": len(names)}


def _row(here: str, cells: list[str], columns: dict[str, int], line: int) -> Row:
    if len(cells) != columns[""]:
        raise CaseError(f"{here}: it has {len(cells)} of {columns['']} columns; complete the row")
    flight = cells[columns["flight"]].strip()
    if not flight:
        raise CaseError(f"{here}: flight is empty; name the flight")
    text = {name: cells[columns[name]].strip() for name in columns if name}
    name = "time"
    try:
        t = instant(text[name])
        name = "lat_deg"
        lat = parse_number(text[name])
        name = "lon_deg"
        lon = parse_number(text[name])
        name = ALTITUDE
        altitude = parse_number(text[name]) if text.get(name) else nan
    except ValueError as error:
        raise CaseError(f"{here}, {name} is {quoted(text[name])}; {error}") from None
    if not (abs(lat) <= 90.0 and -180.0 <= lon <= 360.0):
        raise CaseError(
            f"{here}: lat_deg, lon_deg are {lat:g}, {lon:g}; write north -90 to 90, east -180 to 180"
        )
    return flight, t, lat, lon, altitude, line


def _tracks(file: str, rows: list[Row]) -> Tracks:
    names = tuple(dict.fromkeys(row[0] for row in rows))
    number = {name: i for i, name in enumerate(names)}
    who = np.array([number[row[0]] for row in rows])
    t, lat, lon, altitude = (np.array([row[k] for row in rows], np.float64) for k in range(1, 5))
    order = np.lexsort((t, who))
    who, lat, lon = who[order], np.radians(lat[order]), wrap(np.radians(lon[order]))
    length = np.where(np.diff(who) == 0, inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])[2], 0.0)
    if np.any(length > LONGEST_LEG):
        i = int(np.argmax(length > LONGEST_LEG))
        raise CaseError(
            f"{file}, row {rows[order[i + 1]][5]}: it is on the other side of the Earth from the sample of "
            f"flight {quoted(names[who[i]])} before it; correct it, or put samples in between"
        )
    first = np.searchsorted(who, np.arange(len(names) + 1)).astype(np.int64)
    return Tracks(names, first, t[order], lat, lon, METRES_PER_FOOT * altitude[order])
