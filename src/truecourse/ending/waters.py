"""On what a flight came down: land, territorial waters, or waters that none of a case's areas claims."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.nvector import to_nvector
from truecourse.earth.region import contains, signed_distance
from truecourse.ending.descent import Array
from truecourse.flight.airspace import Airspace

RADIUS = 6371000.0
COAST, TERRITORIAL = "coast", "territorial"
INTERNATIONAL, LAND = "international", "land"


def waters(areas: Sequence[Airspace], lat: Array, lon: Array) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of waters, and for every place (n,) which of them it is in; ((), ...) where areas tell nothing.

    Inside a coast is land, inside a territorial area its name ("territorial, sakhalin-territorial"), and
    anything else "international": in none of the areas given, which is only as good as their completeness.
    """
    coasts = [a for a in areas if a.kind == COAST and a.rings]
    territorial = [a for a in areas if a.kind == TERRITORIAL and a.rings]
    if not coasts and not territorial:
        return (), np.full(len(lat), -1, np.int64)
    names = [INTERNATIONAL, *(f"{TERRITORIAL}, {a.name}" for a in territorial), LAND]
    where: NDArray[np.int64] = np.zeros(len(lat), np.int64)
    for i, area in enumerate(territorial, start=1):
        where[_within(area, lat, lon)] = i
    for area in coasts:
        where[_within(area, lat, lon)] = len(names) - 1
    found = [i for i in range(len(names)) if i == 0 or (where == i).any()]
    return tuple(names[i] for i in found), np.searchsorted(found, where)


def _within(area: Airspace, lat: Array, lon: Array) -> NDArray[np.bool_]:
    """Whether places are in an area, its offset counted; ring by ring, and only rings that are near."""
    inside = np.zeros(len(lat), bool)
    places = to_nvector(lat, lon)
    middle = places.mean(axis=0)
    middle /= np.linalg.norm(middle)
    reach = float(np.arccos(np.clip((places @ middle).min(), -1.0, 1.0)))
    for ring in area.rings:
        corners = to_nvector(ring[:, 0], ring[:, 1])
        nearest = float(np.arccos(np.clip((corners @ middle).max(), -1.0, 1.0)))
        gap = float(np.arccos(np.clip((corners * np.roll(corners, 1, axis=0)).sum(axis=1).min(), -1.0, 1.0)))
        if nearest - 0.5 * gap > reach + area.offset / RADIUS and not _round(ring, lat, lon):
            continue
        inside |= signed_distance((ring,), lat, lon, area.edges) <= area.offset
    return inside


def _round(ring: Array, lat: Array, lon: Array) -> bool:
    """Whether a ring whose edge is far from all the places goes round them: then it holds any of them."""
    return bool(contains((ring,), lat[:1], lon[:1])[0])
