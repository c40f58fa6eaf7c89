"""WAYPOINT: a fix or a place was reported, but surveillance has the flight elsewhere.

A unit that declares passage when abeam keeps its reports on time however far off it is: only the place tells.
So abeam is not passed: the alert ends when surveillance has the flight as near to the place as the limit,
when another report agrees with surveillance, or when the flight is over.
"""

from math import degrees, isfinite, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.geodesy import direct, inverse
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Estimate
from truecourse.flight.fix import Fix
from truecourse.watch.say import Details, clock, say
from truecourse.watch.state import Desk

RECKONED = 0.1  # of the way since last seen: how wrong a position carried on may be (drift, wind, a turn)
Array = NDArray[np.float64]
LONGEST = 2.0 * 3600.0  # s after which nothing is reckoned
PARTS = 8  # of the way between two positions kept, for the nearest place on it
ABEAM = 1.0 * METRES_PER_NM  # so much nearer than before and after: more than noise


class Kept(NamedTuple):
    """A report that surveillance does not bear out: since when that is said, where the flight said it was,
    how bad it is, how far off it was first and how far at its nearest (m), when that was (POSIX s), and
    whether that has been said.
    """

    since: float
    fix: Fix
    grade: float
    first: float
    nearest: float
    at: float
    abeam: bool


def passed(desk: Desk, row: int, word: Estimate) -> bool | None:
    """Hold a passage that was reported against where surveillance had the flight then; whether it agrees,
    None where it did not see the flight near enough to that time to tell.
    """
    desk.rows["told_held"][row] = max(float(desk.rows["told_held"][row]), word.over)
    return _hold(desk, row, word)


def _hold(desk: Desk, row: int, word: Estimate) -> bool | None:
    lat, lon, doubt, age = place_at(desk, row, word.over)
    if not isfinite(lat):
        return None
    open_ = desk.book.setdefault(("WAYPOINT", row), {})
    away = float(inverse(lat, lon, word.fix.lat, word.fix.lon)[2])
    limit, name = _limit(desk, row), word.fix.name
    if away - doubt > limit:
        grade = 3.0 if away - doubt > 2.0 * limit else 2.0
        before = open_.get("")
        since = before.since if before else word.t
        open_[""] = Kept(since, word.fix, grade, away, away, word.over, False)
        how = (
            "surveillance has it"
            if age < SECONDS_PER_MINUTE
            else f"carried on from {clock(word.over - age)} it is"
        )
        off = away / METRES_PER_NM
        reason = f"reported {name} at {clock(word.over)}, but {how} {off:.0f} NM from there"
        details = (
            ("fix", name), ("distance_nm", off), ("doubt_nm", doubt / METRES_PER_NM), ("age_s", age),
        )  # fmt: skip
        say(desk, row, Rule.WAYPOINT, (2 if before else 1, word.t, since, grade), reason, details)
    elif "" in open_ and age < SECONDS_PER_MINUTE and away + doubt < limit:
        _end(desk, row, word.t, f"reported {name}, and surveillance agrees")
    if age > desk.site.trust.stale:
        return None
    return False if away - doubt > limit else True if away + doubt <= limit else None


def look(desk: Desk, t: float) -> None:
    """At a tick: places that were reported since the last one; and once a minute, flights that surveillance
    has since seen at the place they had reported, or abeam of it.
    """
    rows = desk.rows[: desk.capacity]
    for row in np.flatnonzero(rows["told_t"] > rows["told_held"]).tolist():
        over, lat, lon = (float(rows[name][row]) for name in ("told_t", "told_lat", "told_lon"))
        rows["told_held"][row] = over
        _hold(desk, row, Estimate(t, Fix(spoken(lat, lon), lat, lon), over, True))
    if t % SECONDS_PER_MINUTE:
        return
    for row in [row for (rule, row), lives in desk.book.items() if rule == "WAYPOINT" and lives]:
        if t - desk.rows[row]["t"] <= desk.site.trust.stale:
            _look(desk, row, t)


def _look(desk: Desk, row: int, t: float) -> None:
    """Whether a flight in sight has been where it said it was, or passes abeam."""
    kept = desk.book["WAYPOINT", row][""]
    nearest, at, now, came = _approach(desk, row, kept.fix)
    name = kept.fix.name
    if nearest <= _limit(desk, row):
        how = f"{name} passed at {clock(at)}, by surveillance, at {nearest / METRES_PER_NM:.0f} NM"
        _end(desk, row, t, how)
        return
    if came and nearest < kept.nearest:
        kept = kept._replace(nearest=nearest, at=at)
    nearer = min(kept.first, now) - kept.nearest > ABEAM
    if nearer and not kept.abeam:
        kept = kept._replace(abeam=True)
        off = kept.nearest / METRES_PER_NM
        reason = f"abeam {name} at {off:.0f} NM at {clock(kept.at)}, by surveillance: not passed as reported"
        say(
            desk,
            row,
            Rule.WAYPOINT,
            (2, t, kept.since, kept.grade),
            reason,
            (("fix", name), ("distance_nm", off)),
        )
    desk.book["WAYPOINT", row][""] = kept


def _end(desk: Desk, row: int, t: float, why: str) -> None:
    kept = desk.book.pop(("WAYPOINT", row))[""]
    details: Details = (("fix", kept.fix.name),)
    say(desk, row, Rule.WAYPOINT, (3, t, kept.since, kept.grade), why, details)


def _limit(desk: Desk, row: int) -> float:
    """How far, m, from a place that it reports a flight may be: as cleared, it may pass abeam."""
    limit = desk.site.waypoint if isfinite(desk.site.waypoint) else float(desk.rows["limit"][row])
    return limit + float(desk.rows["free"][row]) + abs(float(desk.rows["offset"][row]))


def _approach(desk: Desk, row: int, fix: Fix) -> tuple[float, float, float, bool]:
    """How near, m, surveillance has had a flight to a place on the ways between the positions kept of it,
    when (POSIX s), how far it is now, and whether it was farther before.
    """
    times, lats, lons = _track(desk, row)
    share = np.arange(PARTS) / PARTS
    if len(times) > 1:
        course, _, way = inverse(lats[:-1], lons[:-1], lats[1:], lons[1:])
        lat, lon, _ = direct(lats[:-1, None], lons[:-1, None], course[:, None], way[:, None] * share)
        when = times[:-1, None] + np.diff(times)[:, None] * share
        lats, lons = np.append(lat, lats[-1]), np.append(lon, lons[-1])
        times = np.append(when, times[-1])
    away = inverse(lats, lons, fix.lat, fix.lon)[2]
    best = int(np.argmin(away))
    return float(away[best]), float(times[best]), float(away[-1]), best > 0


def _track(desk: Desk, row: int) -> tuple[Array, Array, Array]:
    """Times and places of the positions kept of a row, oldest first."""
    kept, place = desk.hist[row], desk.rows[row]
    times = np.append(kept[:, 0], place["t"])
    lats, lons = np.append(kept[:, 1], place["lat"]), np.append(kept[:, 2], place["lon"])
    order = np.flatnonzero(np.isfinite(times))
    order = order[np.argsort(times[order], kind="stable")]
    return times[order], lats[order], lons[order]


def spoken(lat: float, lon: float) -> str:
    """A place as plans and reports write it (ICAO Doc 4444, appendix 3, item 15 c): 5042N00236E."""
    minutes = [round(abs(degrees(float(angle))) * 60.0) for angle in (lat, lon)]
    north, east = "NS"[int(lat < 0.0)], "EW"[int(lon < 0.0)]
    return (
        f"{minutes[0] // 60:02d}{minutes[0] % 60:02d}{north}{minutes[1] // 60:03d}{minutes[1] % 60:02d}{east}"
    )


def place_at(desk: Desk, row: int, t: float) -> tuple[float, float, float, float]:
    """Where surveillance had a flight at `t`: latitude, longitude, metres of doubt, and how long before it
    was last seen (s; 0 within its track). NaN where it was not seen near enough to that time.
    """
    place = desk.rows[row]
    times, lats, lons = _track(desk, row)
    if not times.size:
        return nan, nan, nan, nan
    if times[0] <= t <= times[-1]:
        return _between(times, lats, lons, t)
    nearest = int(np.argmin(np.abs(times - t)))
    gap = t - float(times[nearest])
    if gap < -60.0 or gap > LONGEST or not isfinite(place["gs"]):
        return nan, nan, nan, nan
    way = float(place["gs"]) * gap
    lat, lon, _ = direct(lats[nearest], lons[nearest], place["course"], way)
    return float(lat), float(lon), RECKONED * abs(way), max(0.0, gap)


def _between(times: Array, lats: Array, lons: Array, t: float) -> tuple[float, float, float, float]:
    """The place at `t` on the straight way between the positions kept before and after it."""
    after = int(np.searchsorted(times, t))
    if t == times[after]:
        return float(lats[after]), float(lons[after]), 0.0, 0.0
    before, gap = after - 1, float(times[after] - times[after - 1])
    course, _, way = inverse(lats[before], lons[before], lats[after], lons[after])
    share = (t - float(times[before])) / gap
    lat, lon, _ = direct(lats[before], lons[before], course, share * way)
    doubt = RECKONED * float(way) * min(share, 1.0 - share)
    return float(lat), float(lon), doubt, 0.0
