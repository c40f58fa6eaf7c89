"""Entries and exits in four dimensions: boundary, floor and ceiling, times of activity.

Between samples a flight flies the geodesic at constant speed and climbs or descends evenly. Where it changes
sides between two samples the time and place are solved for, not sampled.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled, inner, larger
from truecourse.airspace.index import Areas, prepare
from truecourse.airspace.lateral import SHORT, stretches
from truecourse.airspace.limits import Limits
from truecourse.airspace.pieces import Pieces, batches, pieces, place_at
from truecourse.flight.airspace import Airspace
from truecourse.flight.tracks import Tracks

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Entries(NamedTuple):
    """A row (n,) for each stay of a flight in an area, by flight, area and time.

    `flight`, `area` number the tracks' names and the areas. `entry_t`, `exit_t` POSIX s; `..._lat`,
    `..._lon` rad; `..._altitude` m pressure altitude, NaN where a flight never told its own. A stay that a
    track's first or last sample cuts begins or ends there.
    """

    flight: Integers
    area: Integers
    entry_t: Floats
    entry_lat: Floats
    entry_lon: Floats
    entry_altitude: Floats
    exit_t: Floats
    exit_lat: Floats
    exit_lon: Floats
    exit_altitude: Floats


def entries(tracks: Tracks, areas: Areas | Sequence[Airspace]) -> Entries:
    """Every stay of every flight in every area.

    A boundary, a floor and a ceiling belong to the area; a mere touch, of no duration, is no stay. A missing
    altitude is drawn between those heard before and after; a flight that never told one is taken to be at
    every level, because what may be inside is to be warned of. Pass `prepare(areas)` to ask often. Raises
    ValueError as `prepare` does, and for samples that are not in order, not finite, or near-antipodes.
    """
    ready = areas if isinstance(areas, Areas) else prepare(areas)
    found = []
    for begin, end in batches(tracks):
        stays = of_pieces(pieces(tracks, begin, end), ready)
        found.append(stays._replace(flight=stays.flight + begin))
    if not found:
        return Entries(*(np.zeros(0, np.int64),) * 2, *(np.zeros(0),) * 8)
    return Entries(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def of_pieces(path: Pieces, areas: Areas, alone: Integers | None = None) -> Entries:
    """`entries` of flights that are in pieces already; into one area each, where `alone` (F,) names it."""
    which = np.zeros(0, np.int64) if alone is None else alone
    flight, area, s = stretches(areas.trees, areas.limits, path, which)
    order = np.lexsort((s[:, 0], area, flight))
    rows, into, out = _stays(path, areas.limits, flight[order], area[order], s[order])
    flight, area = flight[order][rows], area[order][rows]
    entry, exit_ = place_at(path, flight, into), place_at(path, flight, out)
    return Entries(flight, area, *entry, *exit_)


@compiled
def _stays(
    path: Pieces, given: Limits, flight: Integers, area: Integers, s: Floats
) -> tuple[Integers, Floats, Floats]:
    """Stays cut out of stretches by level and time: row of the stretch, from and to along the flight.

    Stretches come by flight, area and beginning; those of one pair that touch or overlap make one stay.
    """
    row, ends, count = np.empty((64, 1), np.int64), np.empty((64, 2)), 0
    reached, fresh = 0.0, True
    for i in range(len(s)):
        if i == 0 or flight[i] != flight[i - 1] or area[i] != area[i - 1]:
            reached, fresh = -1.0, True
        at = max(s[i, 0], reached)
        reached = max(reached, s[i, 1])
        windows = max(1, given.first[area[i] + 1] - given.first[area[i]])
        for k in range(int(at), int(np.ceil(s[i, 1]))):
            for w in range(windows):
                u, v = max(at - k, 0.0), min(s[i, 1] - k, 1.0)
                u, v = _allowed(path, given, path.first[flight[i]] + k, (area[i], w), (u, v))
                if not u <= v:
                    continue
                if not fresh and k + u - ends[count - 1, 1] <= SHORT:
                    ends[count - 1, 1] = k + v
                    continue
                if count == len(row):
                    row, ends = larger(row), larger(ends)
                row[count, 0], ends[count, 0], ends[count, 1] = i, k + u, k + v
                fresh = False
                count += 1
    lasting = ends[:count, 1] - ends[:count, 0] > SHORT
    return row[:count, 0][lasting], ends[:count, 0][lasting], ends[:count, 1][lasting]


@inner
def _allowed(
    path: Pieces, given: Limits, k: int, which: tuple[int, int], share: tuple[float, float]
) -> tuple[float, float]:
    """What of the share (u, v) of piece `k` is between floor and ceiling, and in a window of activity."""
    area, window = which
    u, v = share
    low, high = path.altitude[k], path.altitude[k + 1]
    if not np.isnan(low):
        u, v = _between(low, high, given.floor[area], given.ceiling[area], (u, v))
    if given.first[area + 1] > given.first[area]:
        times = given.windows[given.first[area] + window]
        u, v = _between(path.t[k], path.t[k + 1], times[0], times[1], (u, v))
    return u, v


@inner
def _between(
    begins: float, ends: float, least: float, most: float, share: tuple[float, float]
) -> tuple[float, float]:
    """What of a share lies where a value going evenly from one to another is within bounds; (1, 0): none."""
    u, v = share
    if begins == ends:
        return (u, v) if least <= begins <= most else (1.0, 0.0)
    first, second = (least - begins) / (ends - begins), (most - begins) / (ends - begins)
    return max(u, min(first, second)), min(v, max(first, second))
