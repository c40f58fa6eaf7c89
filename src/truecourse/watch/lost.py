"""LOST: a track that is no longer heard. Low and near its destination it has landed: that is no loss.

A flight out of sight is lost after its own patience; seconds in which the whole feed was down (`feed`) do
not count against it, and nothing else excuses it.
"""

from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.geodesy import inverse
from truecourse.flight.alert import Rule
from truecourse.watch import ending
from truecourse.watch.feed import excused
from truecourse.watch.level import flight_level
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk

DESCENDING = -1.0  # m/s and less: under way down (200 ft a minute)
SLOW = 110.0  # m/s: no transport cruises so slowly, and few are allowed to be faster below 10,000 ft
CRUISE, STEADY = 6000.0, 2.5  # m and m/s: an unplanned flight is lost only from level flight up there


def look(desk: Desk, t: float) -> None:
    """At a tick: flights that are heard again, and those that are not heard any more."""
    rows = desk.rows[: desk.capacity]
    back = np.flatnonzero((rows["lost"] == rows["lost"]) & (rows["arrival"] > rows["lost"]))
    for row in back:
        since, grade = float(rows["lost"][row]), 2.0 if rows["planned"][row] else 1.0
        rows["lost"][row] = nan
        say(desk, int(row), Rule.LOST, (3, float(rows["arrival"][row]), since, grade), "heard again")
    if desk.feed.stalled == desk.feed.stalled:
        return
    clocks = desk.site.clocks
    silent = (t - rows["arrival"] > clocks.silence) & np.isnan(rows["lost"]) & (rows["count"] > 2)
    if not silent.any():
        return
    patience = np.fmax(clocks.silence, clocks.turns * rows["interval"])
    silent &= _wanted(desk) & (rows["on_ground"] == 0.0) & (rows["over"] == ending.GOES_ON)
    for row in np.flatnonzero(silent & (t - rows["arrival"] > patience)):
        if t - rows["arrival"][row] - excused(desk.feed, float(rows["arrival"][row])) <= patience[row]:
            continue
        if destination := arrived(desk, int(row)):
            why = f"presumed landed at {destination}: last seen low, close by and on its way down or slow"
            ending.presume(desk, int(row), t, why)
        else:
            _tell(desk, int(row), t)


def _wanted(desk: Desk) -> NDArray[np.bool_]:
    """Flights whose silence is told: with a plan; of the others, where the site wants them, in cruise."""
    rows = desk.rows[: desk.capacity]
    planned: NDArray[np.bool_] = rows["planned"] == 1.0
    if not desk.site.clocks.unplanned:
        return planned
    return planned | ((rows["altitude"] > CRUISE) & ~(np.abs(rows["climb"]) > STEADY))


def arrived(desk: Desk, row: int) -> str:
    """The destination that a flight was seen to reach, "" where it was not: within `arrival` m of the end of
    its filed route, below `low` m, descending or slow; not off its route then, and not cleared to land, when
    a landing must be told (Annex 11, 5.2.1 b 2: `alerting`).
    """
    place, flight, clocks = desk.rows[row], desk.flights.get(row), desk.site.clocks
    fixes = (flight.filed or flight.fixes) if flight else ()
    if not fixes or desk.lives[row, 0, 2] == 1.0 or isfinite(place["land_by"]):
        return ""
    down = place["climb"] <= DESCENDING or place["gs"] <= SLOW
    if not (place["altitude"] <= clocks.low and down):
        return ""
    to_go = float(inverse(place["lat"], place["lon"], fixes[-1].lat, fixes[-1].lon)[2])
    return (fixes[-1].name or "its destination") if to_go <= clocks.arrival else ""


def _tell(desk: Desk, row: int, t: float) -> None:
    place = desk.rows[row]
    seen = float(place["arrival"])
    place["lost"] = seen
    height = f", {flight_level(float(place['altitude']))}" if isfinite(place["altitude"]) else ""
    grade = (3.0 if desk.lives[row, 0, 2] == 1.0 else 2.0) if place["planned"] else 1.0
    details = (
        ("last_lat_deg", float(np.degrees(place["lat"]))),
        ("last_lon_deg", float(np.degrees(place["lon"]))),
        ("silence_s", t - seen),
    )  # fmt: skip
    say(desk, row, Rule.LOST, (1, t, seen, grade), f"track lost: last seen {clock(seen)}{height}", details)
