"""A feed that is silent altogether: one fault, said once, and no flight's.

How long a feed may be silent is told by its own interval, as for flights; it is back when it has been heard
for a while, so that one that comes and goes is down until it stays.
"""

from math import fsum, isfinite, isnan, nan

import numpy as np

from truecourse.flight.alert import Rule
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk, Feed

RECENT = 900.0  # s within which a flight counts as being heard
LONGEST = 300.0  # s, the longest gap that counts as the feed's interval
SHARE = 0.2  # of a new gap in the smoothed interval
KEPT = 32  # outages remembered


def look(desk: Desk, t: float) -> None:
    """At a tick: whether surveillance of every flight has stopped at once, or has come back."""
    known = desk.feed
    now = max(known.heard, float(np.fmax.reduce(desk.rows["arrival"], initial=-np.inf)))
    if not isnan(known.stalled):
        desk.feed = _down(desk, t, now)
        return
    gap = min(now - known.heard, LONGEST)
    interval = known.interval
    if gap > 0.0 and isfinite(known.heard):
        interval = gap if isnan(interval) else interval + SHARE * (gap - interval)
    desk.feed = known._replace(heard=now, interval=interval)
    if isnan(interval) or t - now <= patience(desk):
        return
    rows = desk.rows[: desk.capacity]
    heard = (now - rows["arrival"] < RECENT) & np.isnan(rows["lost"]) & (rows["on_ground"] == 0.0)
    alive = int(np.sum(heard & (rows["over"] == 0.0)))
    if alive >= 2:
        desk.feed = desk.feed._replace(stalled=now, back=nan)
        reason = f"no surveillance of any of {alive} flights since {clock(now)}: the feed, not the flights"
        details = (("feed", "silent"), ("flights", float(alive)))
        say(desk, -1, Rule.LOST, (1, t, now, 3.0), reason, details)


def patience(desk: Desk) -> float:
    """Seconds of silence after which the feed is down."""
    clocks = desk.site.clocks
    return float(np.fmax(clocks.stall, clocks.turns * desk.feed.interval))


def excused(feed: Feed, since: float) -> float:
    """Seconds since `since` (POSIX s) in which the feed was down."""
    return fsum(max(0.0, end - max(begin, since)) for begin, end in feed.outages)


def _down(desk: Desk, t: float, now: float) -> Feed:
    """The feed is down: has it come back, and stayed?"""
    known, stalled = desk.feed, desk.feed.stalled
    back = known.back
    if now > known.heard and (isnan(back) or now - known.heard > patience(desk)):
        back = now
    elif t - now > patience(desk):
        back = nan
    if not now - back >= desk.site.clocks.stall:
        return known._replace(heard=now, back=back)
    details = (("feed", "silent"), ("silence_s", back - stalled))
    say(desk, -1, Rule.LOST, (3, now, stalled, 3.0), "surveillance is back", details)
    outages = (*known.outages, (stalled, back))[-KEPT:]
    return Feed(now, nan, nan, known.interval, outages)
