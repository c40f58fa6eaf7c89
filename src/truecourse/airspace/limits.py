"""Floors, ceilings and times of activity in SI: pressure altitudes, and intervals of time."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import inner
from truecourse.flight.airspace import REFERENCES, Airspace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Limits(NamedTuple):
    """By area: `floor`, `ceiling` (A,) pressure altitudes m, both within; `windows` (w, 2) POSIX s, those of
    area i from `first[i]` to `first[i + 1]`, and none where it is always active.
    """

    floor: Floats
    ceiling: Floats
    windows: Floats
    first: Integers


def limits(areas: Sequence[Airspace], correction: float = 0.0, ground: float = 0.0) -> Limits:
    """The limits of areas. What is above mean sea level becomes a pressure altitude by adding `correction` m,
    what is above ground by adding the elevation `ground` m too. A floor of 0 or less above ground is no
    floor: an aircraft on the ground is above it whatever its altimeter says.

    Raises ValueError for an unknown reference, a floor above its ceiling (NaN included), and times that
    overlap or run backwards.
    """
    for area in areas:
        _check(area)
    floor = [_level(a.floor, a.floor_ref, correction, ground) for a in areas]
    ceiling = [_level(a.ceiling, a.ceiling_ref, correction, ground) for a in areas]
    floor = [
        -np.inf if a.floor_ref == "SFC" and a.floor <= 0.0 else m for a, m in zip(areas, floor, strict=True)
    ]
    windows = np.array([w for area in areas for w in area.active], np.float64).reshape(-1, 2)
    first = np.concatenate([[0], np.cumsum([len(area.active) for area in areas], dtype=np.int64)])
    return Limits(np.array(floor, np.float64), np.array(ceiling, np.float64), windows, first.astype(np.int64))


def active_at(given: Limits, area: Integers, t: Floats) -> NDArray[np.bool_]:
    """Whether areas (n,) are active at times (n,) POSIX s, both ends of an interval included."""
    now = given.first[area] == given.first[area + 1]
    for i in np.flatnonzero(~now):
        mine = given.windows[given.first[area[i]] : given.first[area[i] + 1]]
        now[i] = bool(np.any((mine[:, 0] <= t[i]) & (t[i] <= mine[:, 1])))
    return now


@inner
def open_to(given: Limits, area: int, altitude: tuple[float, float], t: tuple[float, float]) -> bool:
    """Whether a flight that is between two altitudes m (NaN: at any) and two times POSIX s can be in an area
    by its floor, ceiling and times of activity, the ends included.
    """
    if given.floor[area] > altitude[1] or given.ceiling[area] < altitude[0]:
        return False
    first, last = given.first[area], given.first[area + 1]
    for w in range(first, last):
        if given.windows[w, 0] <= t[1] and given.windows[w, 1] >= t[0]:
            return True
    return bool(first == last)


def _level(height: float, reference: str, correction: float, ground: float) -> float:
    return height + {"STD": 0.0, "AMSL": correction, "SFC": correction + ground}[reference]


def _check(area: Airspace) -> None:
    for reference in (area.floor_ref, area.ceiling_ref):
        if reference not in REFERENCES:
            raise ValueError(f"{area.name}: a height's reference is {reference!r}; make it STD, AMSL or SFC")
    if area.floor_ref == area.ceiling_ref and not area.floor <= area.ceiling:
        raise ValueError(f"{area.name}: its floor is above its ceiling; exchange or correct them")
    ends = [t for window in area.active for t in window]
    if not all(a <= b for a, b in pairwise(ends)):
        raise ValueError(f"{area.name}: its times of activity overlap or run backwards; put them in order")
