"""Areas from a file of any format read here: GeoJSON, OpenAir, AIXM 5.1, NOTAM."""

import re
from pathlib import Path

from truecourse.feeds.aixm import gather_aixm
from truecourse.feeds.areas import gather_areas
from truecourse.feeds.areas_read import AreasRead, area_bytes, decoded
from truecourse.feeds.errors import CaseError
from truecourse.feeds.notam import gather_notams
from truecourse.feeds.openair import gather_openair

_OPENAIR = re.compile(r"^[ \t]*AC[ \t]+\S", re.MULTILINE | re.IGNORECASE)
_NOTAM = re.compile(r"\bQ\)\s*[A-Z]{4}\s*/|\bNOTAM[NRC]\b", re.IGNORECASE)


def open_areas(path: Path) -> AreasRead:
    """The areas of a file; what the file is, is seen from what is in it, not from its name.

    What begins with `{` is GeoJSON and with `<` AIXM; what has a Q) line is NOTAMs, what has lines that begin
    with AC is OpenAir. Raises CaseError for a file that is none of these, cannot be read, is over 64 MB, or
    has no usable area.
    """
    data = area_bytes(path)
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if start.startswith(b"{"):
        return gather_areas(path.name, data)
    if start.startswith(b"<"):
        return gather_aixm(path.name, data)
    text = decoded(data)
    if _NOTAM.search(text):
        return gather_notams(path.name, text)
    if _OPENAIR.search(text):
        return gather_openair(path.name, text)
    raise CaseError(
        f"{path.name} is no file of areas; give GeoJSON, OpenAir, AIXM 5.1 or NOTAMs in ICAO format"
    )
