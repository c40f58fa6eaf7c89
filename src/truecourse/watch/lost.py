"""LOST: a track that is no longer heard; and a feed that is silent altogether, which is one fault."""

from math import nan

import numpy as np

from truecourse.flight.alert import Rule
from truecourse.watch.level import flight_level
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk, Feed

RECENT = 900.0  # s within which a flight counts as being heard


def look(desk: Desk, t: float) -> None:
    """At a tick: the feed first, then its flights."""
    feed(desk, t)
    rows = desk.rows[: desk.capacity]
    back = np.flatnonzero((rows["lost"] == rows["lost"]) & (rows["arrival"] > rows["lost"]))
    for row in back:
        since = float(rows["lost"][row])
        rows["lost"][row] = nan
        say(desk, int(row), Rule.LOST, (3, float(rows["arrival"][row]), since, 2.0), "heard again")
    if desk.feed.stalled == desk.feed.stalled:
        return
    clocks = desk.site.clocks
    heard = np.maximum(rows["arrival"], desk.feed.returned)
    patience = np.fmax(clocks.silence, clocks.turns * rows["interval"])
    silent = (rows["count"] > 2) & (rows["planned"] == 1.0) & (rows["on_ground"] == 0.0)
    for row in np.flatnonzero(silent & np.isnan(rows["lost"]) & (t - heard > patience)):
        place = rows[row]
        place["lost"] = place["arrival"]
        height = (
            f", {flight_level(float(place['altitude']))}" if place["altitude"] == place["altitude"] else ""
        )
        reason = f"track lost: last seen {clock(float(place['arrival']))}{height}"
        grade = 3.0 if desk.lives[row, 0, 2] == 1.0 else 2.0
        details = (
            ("last_lat_deg", float(np.degrees(place["lat"]))),
            ("last_lon_deg", float(np.degrees(place["lon"]))),
            ("silence_s", t - float(place["arrival"])),
        )  # fmt: skip
        say(desk, int(row), Rule.LOST, (1, t, float(place["arrival"]), grade), reason, details)


def feed(desk: Desk, t: float) -> None:
    """Whether surveillance of every flight has stopped at once, or has come back."""
    heard, stalled, returned = desk.feed
    now = float(np.fmax.reduce(desk.rows["arrival"], initial=-np.inf))
    if now > heard and not np.isnan(stalled):
        details = (("feed", "silent"), ("silence_s", now - stalled))
        say(desk, -1, Rule.LOST, (3, now, stalled, 3.0), "surveillance is back", details)
        stalled, returned = nan, now
    elif np.isnan(stalled) and t - now > desk.site.clocks.stall:
        rows = desk.rows[: desk.capacity]
        alive = int(
            np.sum((now - rows["arrival"] < RECENT) & np.isnan(rows["lost"]) & (rows["on_ground"] == 0.0))
        )
        if alive >= 2:
            stalled = now
            reason = (
                f"no surveillance of any of {alive} flights since {clock(now)}: the feed, not the flights"
            )
            details = (("feed", "silent"), ("flights", float(alive)))
            say(desk, -1, Rule.LOST, (1, t, now, 3.0), reason, details)
    desk.feed = Feed(max(heard, now), stalled, returned)
