"""WAYPOINT: a fix was reported passed, but surveillance has the flight elsewhere.

A unit that declares passage when abeam keeps its reports on time however far off it is: only the place tells.
"""

from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Estimate
from truecourse.watch import estimate
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk

RECKONED = 0.1  # of the way since last seen: how wrong a position carried on may be (drift, wind, a turn)
Array = NDArray[np.float64]
LONGEST = 2.0 * 3600.0  # s after which nothing is reckoned


def passed(desk: Desk, row: int, word: Estimate) -> bool | None:
    """Hold a passage that was reported against where surveillance had the flight then; whether it agrees,
    None where it did not see the flight near enough to that time to tell.
    """
    lat, lon, doubt, age = place_at(desk, row, word.over)
    if not isfinite(lat):
        return None
    open_ = desk.book.setdefault(("WAYPOINT", row), {})
    away = float(inverse(lat, lon, word.fix.lat, word.fix.lon)[2])
    limit = desk.site.waypoint if isfinite(desk.site.waypoint) else float(desk.rows["limit"][row])
    limit += float(desk.rows["free"][row]) + abs(float(desk.rows["offset"][row]))  # passed abeam, as cleared
    name, distance = word.fix.name, away / METRES_PER_NM
    if away - doubt > limit:
        since, before = open_.get("", (word.t, "", None))[:2]
        how = (
            "surveillance has it"
            if age < SECONDS_PER_MINUTE
            else f"carried on from {clock(word.over - age)} it is"
        )
        reason = f"reported {name} at {clock(word.over)}, but {how} {distance:.0f} NM from there"
        details = (
            ("fix", name), ("distance_nm", distance), ("doubt_nm", doubt / METRES_PER_NM), ("age_s", age),
        )  # fmt: skip
        grade = 3.0 if away - doubt > 2.0 * limit else 2.0
        say(desk, row, Rule.WAYPOINT, (2 if before else 1, word.t, since, grade), reason, details)
        open_[""] = (since, name, word.fix)
    elif "" in open_ and age < SECONDS_PER_MINUTE and away + doubt < limit:
        since = open_.pop("")[0]
        say(desk, row, Rule.WAYPOINT, (3, word.t, since, 2.0), f"passed {name}, and surveillance agrees", ())
    if age > desk.site.trust.stale:
        return None
    return False if away - doubt > limit else True if away + doubt <= limit else None


def look(desk: Desk, t: float) -> None:
    """Once a minute: flights that surveillance has since seen at the fix they had reported, or past it on
    their route.
    """
    if t % SECONDS_PER_MINUTE:
        return
    rows = [row for (rule, row), lives in desk.book.items() if rule == "WAYPOINT" and lives]
    for row in rows:
        since, name, fix = desk.book["WAYPOINT", row][""]
        place, flight = desk.rows[row], desk.flights[row]
        if t - place["t"] > desk.site.trust.stale:
            continue
        near = abs(place["deviation"]) < desk.site.lateral.end * place["limit"]
        past = near and estimate.to_go(desk, row, flight, fix) < 0.0
        if past or estimate.at_fix(desk, row, fix):
            del desk.book["WAYPOINT", row]
            why = f"{name} passed since, by surveillance"
            say(desk, row, Rule.WAYPOINT, (3, t, since, 2.0), why, (("fix", name),))


def place_at(desk: Desk, row: int, t: float) -> tuple[float, float, float, float]:
    """Where surveillance had a flight at `t`: latitude, longitude, metres of doubt, and how long before it
    was last seen (s; 0 within its track). NaN where it was not seen near enough to that time.
    """
    kept = desk.hist[row]
    kept = kept[np.isfinite(kept[:, 0])]
    place = desk.rows[row]
    times = np.concatenate([[place["t"]], kept[:, 0]])
    lats, lons = np.concatenate([[place["lat"]], kept[:, 1]]), np.concatenate([[place["lon"]], kept[:, 2]])
    known = np.isfinite(times)
    if not known.any():
        return nan, nan, nan, nan
    if np.min(times[known]) <= t <= np.max(times[known]):
        return _between(times[known], lats[known], lons[known], t)
    nearest = int(np.argmin(np.where(known, np.abs(times - t), np.inf)))
    gap = t - float(times[nearest])
    if gap < -60.0 or gap > LONGEST or not isfinite(place["gs"]):
        return nan, nan, nan, nan
    way = float(place["gs"]) * gap
    lat, lon, _ = direct(lats[nearest], lons[nearest], place["course"], way)
    return float(lat), float(lon), RECKONED * abs(way), max(0.0, gap)


def _between(times: Array, lats: Array, lons: Array, t: float) -> tuple[float, float, float, float]:
    """The place at `t` on the straight way between the positions kept before and after it."""
    order = np.argsort(times)
    times, lats, lons = times[order], lats[order], lons[order]
    after = int(np.searchsorted(times, t))
    if t == times[after]:
        return float(lats[after]), float(lons[after]), 0.0, 0.0
    before, gap = after - 1, float(times[after] - times[after - 1])
    course, _, way = inverse(lats[before], lons[before], lats[after], lons[after])
    share = (t - float(times[before])) / gap
    lat, lon, _ = direct(lats[before], lons[before], course, share * way)
    doubt = RECKONED * float(way) * min(share, 1.0 - share)
    return float(lat), float(lon), doubt, 0.0
