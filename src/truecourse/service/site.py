"""A site's tolerances from a TOML file.

What a file does not name keeps its labelled default (`watch.site`). Regions with limits of their own are
polygons with geodesic edges, listed either way round (round a pole anticlockwise, as seen from above it).
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.area_shapes import ShapeError, finished
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.service.settings import SETTINGS, Setting
from truecourse.watch.site import Edition, Region, Site

LARGEST = 1_000_000  # bytes; no site's file is so long
EDITIONS = {"now": Edition.NOW, "before": Edition.BEFORE}


TABLES = tuple(dict.fromkeys(setting.table for setting in SETTINGS))
_TOP = ("name", "edition", "waypoint_nm", "quiet_kinds", "regions", *TABLES)
SWITCHES = {"lost": ("unplanned",)}  # true or false, by table
_REGION = ("name", "polygon", "limit_nm", "offset_nm")


def read_site(path: Path, site: Site) -> Site:
    """The site with what a file names put in its place. Raises CaseError with file, key and remedy."""
    given = _parsed(path)
    here = path.name
    _known(given, _TOP, here)
    for setting in SETTINGS:
        table = given.get(setting.table, {})
        if not isinstance(table, dict):
            raise CaseError(
                f"{here}, {setting.table}: it is {quoted(table)}; write a table [{setting.table}]"
            )
        known = tuple(s.key for s in SETTINGS if s.table == setting.table)
        _known(table, (*known, *SWITCHES.get(setting.table, ())), f"{here}, {setting.table}")
        if setting.key in table:
            value = _number(table[setting.key], setting, f"{here}, {setting.table}, {setting.key}")
            part = replace(getattr(site, setting.part), **{setting.field: value * setting.factor})
            site = replace(site, **{setting.part: part})
    return _rest(given, site, here)


def _rest(given: dict[str, Any], site: Site, here: str) -> Site:
    """What is no number of a table: name, edition, the fix's limit, kinds not watched, regions."""
    name = given.get("name", site.name)
    kinds = given.get("quiet_kinds", list(site.ahead.quiet))
    edition = given.get("edition", "now")
    if not isinstance(name, str):
        raise CaseError(f"{here}, name: it is {quoted(name)}; write a text")
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise CaseError(f'{here}, quiet_kinds: write a list of kinds, such as ["fir", "tma"]')
    if not isinstance(edition, str) or edition not in EDITIONS:
        raise CaseError(f"{here}, edition: it is {quoted(edition)}; write one of {', '.join(EDITIONS)}")
    site = replace(site, name=name, ahead=replace(site.ahead, quiet=tuple(kinds)))
    if "edition" in given:
        site = replace(site, edition=EDITIONS[edition])
    if "waypoint_nm" in given:
        site = replace(site, waypoint=_plain(given["waypoint_nm"], f"{here}, waypoint_nm") * METRES_PER_NM)
    unplanned = given.get("lost", {}).get("unplanned", site.clocks.unplanned)
    if not isinstance(unplanned, bool):
        raise CaseError(f"{here}, lost, unplanned: it is {quoted(unplanned)}; write true or false")
    site = replace(site, clocks=replace(site.clocks, unplanned=unplanned))
    clocks = site.clocks
    if not clocks.uncertainty <= clocks.alert <= clocks.distress:
        raise CaseError(f"{here}, alerting: uncertainty, alert and distress must not come in another order")
    rows = given.get("regions", [])
    if not isinstance(rows, list):
        raise CaseError(f"{here}, regions: write each as a table [[regions]]")
    return replace(site, regions=tuple(_region(row, n, site, here) for n, row in enumerate(rows, 1)))


def _region(row: Any, number: int, site: Site, here: str) -> Region:
    where = f"{here}, regions {number}"
    if not isinstance(row, dict):
        raise CaseError(f"{where}: write it as a table [[regions]]")
    _known(row, _REGION, where)
    corners = row.get("polygon")
    if not isinstance(corners, list) or len(corners) < 3:
        raise CaseError(f"{where}, polygon: write at least three corners as [latitude, longitude], degrees")
    for corner in corners:
        numbers = isinstance(corner, list) and len(corner) == 2 and all(map(_is_number, corner))
        if not numbers or not (abs(corner[0]) <= 90.0 and abs(corner[1]) <= 180.0):
            raise CaseError(f"{where}, polygon: {quoted(corner)} is no [latitude, longitude] in degrees")
    if not isinstance(row.get("name"), str):
        raise CaseError(f"{where}, name: it is missing; add it")
    limit, offset = (
        _plain(row[key], f"{where}, {key}") * METRES_PER_NM if key in row else default
        for key, default in (("limit_nm", site.lateral.limit), ("offset_nm", site.lateral.offset))
    )
    try:
        ring = finished(np.radians(np.array(corners, np.float64)), as_written=True)
    except ShapeError as error:
        raise CaseError(f"{where} ({quoted(row['name'])[1:-1]}), polygon: {error}") from None
    return Region(row["name"], (ring,), limit, offset)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({error.strerror}); give a site's TOML file") from None
    if len(text) > LARGEST:
        raise CaseError(f"{path.name} is longer than {LARGEST} bytes; that is no site's file")
    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # undecodable text is one too
        raise CaseError(f"{path.name} is not TOML ({quoted(str(error))}); correct it") from None


def _known(table: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in names:
            raise CaseError(f"{where}: {quoted(key)} is not known; write one of {', '.join(names)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _plain(value: Any, where: str) -> float:
    if not _is_number(value) or not value >= 0.0:
        raise CaseError(f"{where}: it is {quoted(value)}; write a number of nautical miles")
    return float(value)


def _number(value: Any, setting: Setting, where: str) -> float:
    if not _is_number(value) or not setting.least <= value <= setting.most:
        raise CaseError(
            f"{where}: it is {quoted(value)}; write a number from {setting.least:g} to {setting.most:g}"
        )
    return float(value)
