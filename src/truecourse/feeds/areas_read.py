"""What came of reading a file of areas: the areas, what was refused, and what was read with a doubt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.airspace import Airspace

LARGEST_FILE = 64 * 2**20  # bytes: the whole world's airspaces in any of the formats are smaller
MOST_AREAS = 200_000


@dataclass(frozen=True, slots=True)
class AreasRead:
    """Areas of one file. `refused`: one sentence for each entry that gave no area. `doubts`: one for each
    place where an area was taken wider, longer or otherwise not quite as written.

    Names are unique: of several entries with one name, the second is called "NAME (2)".
    """

    areas: tuple[Airspace, ...]
    refused: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def summary(self) -> str:
        """How many of each, in a sentence."""
        return f"{len(self.areas)} areas read, {len(self.refused)} refused, {len(self.doubts)} with a doubt"


def area_text(path: Path) -> str:
    """The text of a file of areas: UTF-8, or Latin-1 where it is not. Raises CaseError if it cannot be read
    or is over 64 MB.
    """
    return decoded(area_bytes(path))


def area_bytes(path: Path) -> bytes:
    """The bytes of a file of areas. Raises CaseError if it cannot be read or is over 64 MB."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CaseError(
            f"{path.name} cannot be read ({quoted(error.strerror)}); make it a readable file"
        ) from None
    if len(data) > LARGEST_FILE:
        raise CaseError(f"{path.name} is over {LARGEST_FILE // 2**20} MB; split it")
    return data


def decoded(data: bytes) -> str:
    """Text of bytes, UTF-8 with or without a mark, or Latin-1: old area files are in no one encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read(file: str, areas: Iterable[Airspace], refused: Iterable[str], doubts: Iterable[str]) -> AreasRead:
    """The areas under unique names, with what was said on the way.

    Raises CaseError if there is none: with the first refusal if there was one, for then the file is refused.
    """
    areas, refused = tuple(areas), tuple(refused)
    if not areas and refused:
        more = f" ({len(refused) - 1} more entries are refused too)" if len(refused) > 1 else ""
        raise CaseError(refused[0] + more)
    if len(areas) > MOST_AREAS:
        raise CaseError(f"{file} has more than {MOST_AREAS:,} areas; split it")
    taken: set[str] = set()
    counts: dict[str, int] = {}
    unique = []
    for area in areas:
        name = area.name
        while name in taken:
            counts[area.name] = counts.get(area.name, 1) + 1
            name = f"{area.name} ({counts[area.name]})"
        taken.add(name)
        unique.append(area if name == area.name else replace(area, name=name))
    return AreasRead(tuple(unique), refused, tuple(doubts))
