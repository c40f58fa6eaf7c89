"""The text tables of an AGS parameter map (.vec): a zip file of UTF-16 tables, fields between tabs.

A line is `kind|field<TAB>field...`; lines that begin with // say what the fields are. The .par table has a
parameter's own line (kind 1) and after it the lines that belong to it; .fra (ARINC 717) and .frd (767) say
where parameters are recorded. The structure was learnt from the public project FlightDataDecode.
"""

import zipfile
from pathlib import Path
from typing import NamedTuple

from truecourse.feeds.errors import CaseError
from truecourse.feeds.recorder_file import DAMAGE
from truecourse.feeds.wire import quoted

MOST_BYTES = 64 << 20  # of one table
_WANTED = ("par", "fra", "frd", "ver")
_REMEDY = "export the frame from the AGS again"


class Line(NamedTuple):
    """A line of a table: its kind and its fields."""

    kind: str
    fields: tuple[str, ...]

    def field(self, index: int) -> str:
        """A field without blanks around it; empty where the line is shorter."""
        return self.fields[index].strip() if index < len(self.fields) else ""


class Tables(NamedTuple):
    """The tables of a .vec file; one that is not there is empty. `version` is the text of .ver."""

    name: str
    par: tuple[Line, ...]
    fra: tuple[Line, ...]
    frd: tuple[Line, ...]
    version: str


def read_vec(path: Path) -> Tables:
    """The tables. Raises CaseError where the file is no such zip file, or has neither .fra nor .frd."""
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as packed:
            texts = _texts(packed, path.name)
    except FileNotFoundError:
        raise CaseError(f"{quoted(path.name)} is missing; give a .vec file") from None
    except CaseError:
        raise
    except DAMAGE:
        raise CaseError(f"{quoted(path.name)} is no .vec file (a zip file of tables); {_REMEDY}") from None
    if "par" not in texts or not ({"fra", "frd"} & set(texts)):
        raise CaseError(f"{quoted(path.name)} lacks the table .par, or .fra or .frd; {_REMEDY}")
    lines = {kind: tuple(_lines(texts.get(kind, ""))) for kind in ("par", "fra", "frd")}
    return Tables(path.stem, lines["par"], lines["fra"], lines["frd"], texts.get("ver", ""))


def _texts(packed: zipfile.ZipFile, name: str) -> dict[str, str]:
    texts = {}
    for member in packed.infolist():
        ending = member.filename.rpartition(".")[2].lower()
        if ending not in _WANTED or ending in texts:
            continue
        with packed.open(member) as inside:
            raw = inside.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise CaseError(f"{quoted(name)}: its table .{ending} is over 64 MiB, as no map is; {_REMEDY}")
        try:
            texts[ending] = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError:
            raise CaseError(f"{quoted(name)}: its table .{ending} is no text in UTF-16; {_REMEDY}") from None
    return texts


def _lines(text: str) -> list[Line]:
    lines = []
    for line in text.splitlines():
        kind, bar, rest = line.partition("|")
        if bar and not line.lstrip().startswith("//"):
            lines.append(Line(kind.strip(), tuple(rest.split("\t"))))
    return lines


def whole(text: str, usual: int = 0) -> int:
    """A whole number as the tables write it; `usual` where there is none or it is no number."""
    try:
        return int(text)
    except ValueError:
        return usual
