"""WAYPOINT: a fix was reported passed, but surveillance has the flight elsewhere.

A unit that declares passage when abeam keeps its reports on time however far off it is: only the place tells.
"""

from math import isfinite, nan

import numpy as np

from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Estimate
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk

RECKONED = 0.1  # of the way since last seen: how wrong a position carried on may be (drift, wind, a turn)
LONGEST = 2.0 * 3600.0  # s after which nothing is reckoned


def passed(desk: Desk, row: int, word: Estimate) -> None:
    """Hold a passage that was reported against where surveillance had the flight then."""
    lat, lon, doubt, age = place_at(desk, row, word.over)
    open_ = desk.book.setdefault(("WAYPOINT", row), {})
    if not isfinite(lat):
        return
    away = float(inverse(lat, lon, word.fix.lat, word.fix.lon)[2])
    limit = desk.site.waypoint if isfinite(desk.site.waypoint) else float(desk.rows["limit"][row])
    limit += float(desk.rows["free"][row]) + abs(float(desk.rows["offset"][row]))  # passed abeam, as cleared
    name, distance = word.fix.name, away / METRES_PER_NM
    if away - doubt > limit:
        since, before = open_.get("", (word.t, ""))
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
        open_[""] = (since, name)
    elif "" in open_ and age < SECONDS_PER_MINUTE and away + doubt < limit:
        since, _ = open_.pop("")
        say(desk, row, Rule.WAYPOINT, (3, word.t, since, 2.0), f"passed {name}, and surveillance agrees", ())


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
    nearest = int(np.argmin(np.where(known, np.abs(times - t), np.inf)))
    gap = t - float(times[nearest])
    if gap < -60.0 or gap > LONGEST or not isfinite(place["gs"]):
        return nan, nan, nan, nan
    way = float(place["gs"]) * gap
    lat, lon, _ = direct(lats[nearest], lons[nearest], place["course"], way)
    return float(lat), float(lon), RECKONED * abs(way), max(0.0, gap)
