"""The night of KAL 007 as a drill: SYNTHETIC surveillance of it, and of the same flight for other causes.

Nothing here is a record of that night. What is from sources: the places of the radars' aerodromes, the times
the crew gave, the clearances (the case's). What is made up: every plot, the wind's departure from its
climatology, the radars' errors, and all surveillance beyond the reach of Kenai and King Salmon.
"""

from dataclasses import replace
from itertools import pairwise
from math import nan, pi, radians
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.drill.crew import Said, as_reports, as_words, passages, position_reports
from truecourse.drill.fleet import RADIUS
from truecourse.drill.flown import Flown, fly_stories
from truecourse.drill.mishaps import Mishap, stories
from truecourse.drill.radar import Radar, at_times, broadcast, merged, plots
from truecourse.earth.geodesy import direct, inverse, project
from truecourse.earth.nvector import to_nvector
from truecourse.flight.assigned import Assigned
from truecourse.flight.case import Case
from truecourse.flight.clearance import Clearance
from truecourse.flight.fix import Fix
from truecourse.flight.reports import Reports

Array = NDArray[np.float64]
NM = 1852.0
PUBLISHED = "kal007"  # the case whose crew's reports are known
KEY = 0x718007  # made up: no address is known of an aircraft of 1983
BLOWN = (-2.0, 4.5)  # m/s east and north: chosen so that 245 magnetic is 12 NM right at Bethel, as reported
OFF = 2 * NM  # off its clearance from here on
ROWS = 5  # every fifth row, 20 s, is looked at for that
FREE = ("deliberate", "none-of-these", "variation-sign", "wind-dead-reckoning")  # report by the plan's clock

_AT = "at the beacon of that name: the antenna's own place was not at hand; its errors and reach are made up"
RADARS = (
    Radar(1, "Anchorage approach", radians(61.167866), radians(-149.960143), reach=60 * NM, period=4.8,
          range_noise=60.0, azimuth_noise=0.0015, range_bias=30.0, azimuth_bias=0.0005, source=_AT),
    Radar(2, "Kenai", radians(60.614694), radians(-151.195250), reach=200 * NM, range_bias=-80.0,
          azimuth_bias=0.0010, source=_AT),
    Radar(3, "King Salmon", radians(58.724722), radians(-156.752333), reach=215 * NM, range_bias=110.0,
          azimuth_bias=-0.0008, source=_AT),
)  # fmt: skip


class Drill(NamedTuple):
    """One flight's drill: what was heard and said, in order, and the truth about it.

    `off` POSIX s when it was first 2 NM off what it was cleared to do (NaN: never); `began` of its error.
    """

    cause: str
    what: str
    reports: Reports
    assigned: tuple[Assigned, ...]
    began: float
    off: float


def demonstrations(case: Case, wind: Wind, surveillance: str, seed: int = 7) -> tuple[Drill, ...]:
    """A drill for every cause; `surveillance` is "ended" (radar of Alaska only) or "full" (imagined beyond).

    Raises ValueError for another word.
    """
    if surveillance not in ("ended", "full"):
        raise ValueError(f"Surveillance is 'ended' or 'full', not {surveillance!r}.")
    told = stories(case, wind, BLOWN)
    flown = fly_stories(told, case, wind)
    radars = RADARS if surveillance == "ended" else RADARS + imagined(case)
    return tuple(made(case, told, flown, i, radars, (seed, KEY + i)) for i in range(len(told)))


def imagined(case: Case) -> tuple[Radar, ...]:
    """Radars that never stood there: two lines, along the route from Bethel on and 200 NM to its right."""
    fixes = [p.fix for p in case.plan.points[1:]]
    found: list[Radar] = []
    for a, b in pairwise(fixes):
        course = float(inverse(a.lat, a.lon, b.lat, b.lon)[1])
        for aside in (0.0, 200 * NM):
            lat, lon, _ = direct(b.lat, b.lon, course + pi / 2, aside)
            sign = -1.0 if len(found) % 2 else 1.0
            found.append(
                Radar(11 + len(found), f"imagined {11 + len(found)}", float(lat), float(lon), height=500.0,
                      reach=230 * NM, range_bias=60.0 * sign, azimuth_bias=0.0006 * sign,
                      source="imagined: no radar stood there")
            )  # fmt: skip
    return tuple(found)


def published(case: Case) -> list[Said]:
    """The reports of that night at the times the sources give (C2, estimates R); none of them was true."""
    fix = {p.fix.name: p.fix for p in case.plan.points}
    day = case.t_start - 13 * 3600.0

    def at(clock: float) -> float:
        hours, minutes = divmod(clock, 100.0)
        return day + 3600.0 * hours + 60.0 * minutes

    return [
        Said(at(1350), fix["BET"], at(1350), fix["NABIE"], at(1430)),
        Said(at(1435), fix["NABIE"], at(1432), fix["NEEVA"], at(1549)),
        Said(at(1444), None, nan, fix["NEEVA"], at(1553)),
        Said(at(1600), fix["NEEVA"], at(1558), fix["NIPPI"], at(1708)),
        Said(at(1709), fix["NIPPI"], at(1707), fix["NOKKA"], at(1826)),
    ]


def made(
    case: Case, told: tuple[Mishap, ...], flown: Flown, i: int, radars: tuple[Radar, ...], of: tuple[int, int]
) -> Drill:
    """The drill of the i-th of the stories flown; `of` is the seed of its noise and its key."""
    story, (seed, key) = told[i], of
    rng = np.random.default_rng([seed, i])
    last = _ends(case)
    heard = [plots(rng, radar, flown, i, key) for radar in radars]
    if story.satellite:
        heard.append(broadcast(rng, flown, i, key))
    names = tuple(point.fix for point in case.plan.points)
    if story.cause == "heading-hold" and case.name == PUBLISHED:
        said = published(case)
    else:
        speaker = 0 if story.cause in FREE else i
        said = position_reports(passages(flown, speaker, len(names)), names, first=2)
    said = [s for s in said if s.t < last]
    levels = at_times(flown, i, np.array([s.t for s in said]))[2] if said else np.zeros(0)
    heard.append(as_reports(said, key, np.round(levels / 30.48) * 30.48))
    reports = merged(heard, ((key, case.callsign),))
    words = [
        Assigned(key, case.callsign, case.t_start - 1800.0, case.plan),
        *(Assigned(key, case.callsign, c.t, c) for c in case.clearances),
        *(Assigned(key, case.callsign, w.t, w) for w in story.said if isinstance(w, Clearance)),
        *as_words(said, key, case.callsign),
    ]
    words.sort(key=_said_at)
    began = passages(flown, i, len(names))[story.wrong_leg - 1] if story.wrong_leg else story.began
    off = _off(story, told[0], flown, i, float(began))
    return Drill(story.cause, story.what, reports, tuple(words), float(began), off)


def _said_at(word: Assigned) -> float:
    return word.t


def _ends(case: Case) -> float:
    return case.t_end if np.isnan(case.undisturbed_until) else case.undisturbed_until


def _off(story: Mishap, clean: Mishap, flown: Flown, i: int, began: float) -> float:
    """When the flight was first `OFF` away from where it was cleared to be, its error having begun.

    Where it was cleared to be is the track of the flight as cleared; after a new route, that route's legs.
    """
    if story.said:
        fixes = next(w.fixes for w in story.said if isinstance(w, Clearance))
        aside = _from_legs(flown, i, (clean.fixes[2], *fixes))
    else:
        aside = _from_track(flown, i)
    late = (flown.t[::ROWS] > began) & (aside > OFF)
    return float(flown.t[::ROWS][np.flatnonzero(late)[0]]) if late.any() else nan


def _from_track(flown: Flown, i: int) -> Array:
    """Distance, m, from the nearest row of the flight as cleared (4 s, under 1 km, apart)."""
    here = to_nvector(flown.lat[::ROWS, i], flown.lon[::ROWS, i])
    cleared = to_nvector(flown.lat[:, 0], flown.lon[:, 0])
    closest = np.concatenate([(part @ cleared.T).max(axis=1) for part in np.array_split(here, 20)])
    return RADIUS * np.sqrt(np.maximum(2.0 - 2.0 * closest, 0.0))


def _from_legs(flown: Flown, i: int, fixes: tuple[Fix, ...]) -> Array:
    """Distance, m, from the nearest of the legs that a flight is abeam of."""
    lat, lon = flown.lat[::ROWS, i], flown.lon[::ROWS, i]
    best = np.full(len(lat), np.inf)
    for a, b in pairwise(fixes):
        length = float(inverse(a.lat, a.lon, b.lat, b.lon)[2])
        seen = project(lat, lon, a.lat, a.lon, b.lat, b.lon)
        inside = (seen.along_track > -20 * NM) & (seen.along_track < length + 20 * NM)
        best = np.where(inside, np.minimum(best, np.abs(seen.cross_track)), best)
    return np.where(np.isfinite(best), best, 0.0)


def renamed(drill: Drill, key: int, flight: str) -> Drill:
    """The same drill under another identity, so that several can be heard at once."""
    reports = replace(drill.reports, key=np.full_like(drill.reports.key, key), names=((key, flight),))
    words = tuple(replace(word, key=key, flight=flight) for word in drill.assigned)
    return drill._replace(reports=reports, assigned=words)
