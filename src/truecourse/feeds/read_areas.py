"""Areas from a file of any format read here: GeoJSON, OpenAir, AIXM 5.1, NOTAM."""

import re
from collections.abc import Collection, Iterable
from math import nan
from pathlib import Path

from truecourse.feeds.aixm import gather_aixm
from truecourse.feeds.areas import gather_areas
from truecourse.feeds.areas_read import AreasRead, area_bytes, decoded
from truecourse.feeds.errors import CaseError
from truecourse.feeds.notam import gather_notams
from truecourse.feeds.openair import gather_openair
from truecourse.flight.airspace import Airspace

_OPENAIR = re.compile(r"^[ \t]*AC[ \t]+\S", re.MULTILINE | re.IGNORECASE)
_NOTAM = re.compile(r"\bQ\)\s*[A-Z]{4}\s*/|\bNOTAM[NRC]\b", re.IGNORECASE)


def chosen(areas: Iterable[Airspace], switches: Collection[str] = ()) -> tuple[Airspace, ...]:
    """A case's areas to watch: no bare coasts, and of alternatives the one that the switches ask for.

    Only a case names areas so; a user's own `TMA-with-hole` is no alternative.

    An area named `A-with-B` is `A` as it is if B belongs to it; with B among the switches it stands in place
    of `A`, and otherwise it is left out. (Whether the Commander Islands carried the Soviet buffer of 1983 is
    not known: the case `kal007` has the switch `commander-islands`.) Raises ValueError for a switch that no
    area has.
    """
    areas = [area for area in areas if area.kind != "coast" or area.offset > 0.0]
    known = {area.name.partition("-with-")[2] for area in areas} - {""}
    unknown = sorted(set(switches) - known)
    if unknown:
        raise ValueError(
            f"no area has the switch {unknown[0]}; there are {', '.join(sorted(known)) or 'none'}"
        )
    taken = {area.name for area in areas if area.name.partition("-with-")[2] in {*switches, ""}}
    replaced = {name.partition("-with-")[0] for name in taken if "-with-" in name}
    return tuple(area for area in areas if area.name in taken - replaced)


def open_areas(path: Path, near: float = nan) -> AreasRead:
    """The areas of a file; what the file is, is seen from what is in it, not from its name.

    What begins with `{` is GeoJSON and with `<` AIXM; what has a Q) line is NOTAMs, what has lines that begin
    with AC is OpenAir. `near` POSIX s is when flights are to be watched there: schedules without an end are
    worked out about that time, and are always active without it (`area_times.around`). Raises CaseError for a
    file that is none of these, cannot be read, is over 64 MB, or has no usable area.
    """
    data = area_bytes(path)
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if start.startswith(b"{"):
        return gather_areas(path.name, data)
    if start.startswith(b"<"):
        return gather_aixm(path.name, data, near)
    text = decoded(data)
    if _NOTAM.search(text):
        return gather_notams(path.name, text, near)
    if _OPENAIR.search(text):
        return gather_openair(path.name, text, near)
    raise CaseError(
        f"{path.name} is no file of areas; give GeoJSON, OpenAir, AIXM 5.1 or NOTAMs in ICAO format"
    )
