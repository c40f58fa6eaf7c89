"""ALERTING: the phases of the alerting service and their clocks (ICAO Annex 11, 5.2.1).

Uncertainty (INCERFA): nothing heard for 30 minutes after a report was due (5.2.1 a 1), or after a flight was
to arrive (a 2): the one for flights that were never heard at all, by their first estimate, else by the
off-block and elapsed times of their plan. Alert (ALERFA) and distress (DETRESFA) follow when further attempts
fail; the Annex gives them no minutes, so theirs are the site's. Cleared to land, and not landed five minutes
after the estimated time, without a word: ALERFA (b 2). A report was due when the flight estimated its next
fix, when its track was lost, or after the usual interval of a flight out of sight. Anything heard of the
flight ends the phase, and so does word of its landing or of another unit (`ending`).
"""

from math import inf, isfinite, nan

import numpy as np

from truecourse.earth.units import SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.watch import ending
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk

PHASES = ("", "uncertainty", "alert", "distress")
CODES = ("", "INCERFA", "ALERFA", "DETRESFA")
TO_LAND = 5.0 * SECONDS_PER_MINUTE  # s after the estimated time of landing (Annex 11, 5.2.1 b 2)


def look(desk: Desk, t: float) -> None:
    """At a tick: every planned flight that is not heard of."""
    rows, clocks = desk.rows[: desk.capacity], desk.site.clocks
    back = np.flatnonzero((rows["phase"] > 0.0) & (rows["sign"] > rows["phase_since"]))
    for row in back:
        grade, since = float(rows["phase"][row]), float(rows["phase_since"][row])
        rows["phase"][row], rows["phase_since"][row] = 0.0, nan
        say(desk, int(row), Rule.ALERTING, (3, float(rows["sign"][row]), since, grade), "heard again")
    if desk.feed.stalled == desk.feed.stalled:
        return
    known = (rows["planned"] == 1.0) & (rows["on_ground"] == 0.0) & (rows["over"] == ending.GOES_ON)
    if not known.any():
        return
    quiet = t - np.where(np.isnan(rows["sign"]), rows["due"], rows["sign"])
    landing = (t > rows["land_by"]) & (quiet > clocks.silence)
    for row in np.flatnonzero(known & ((quiet > clocks.uncertainty) | landing)):
        _judge(desk, int(row), t, bool(landing[row]))


def _judge(desk: Desk, row: int, t: float, landing: bool) -> None:
    """One flight that is silent: in which phase it is."""
    place, clocks = desk.rows[row], desk.site.clocks
    due = float(place["land_by"]) - TO_LAND if landing else _due(desk, row)
    overdue = t - due
    phase = sum(overdue >= limit for limit in (clocks.uncertainty, clocks.alert, clocks.distress))
    phase, before = max(phase, 2 * landing), int(place["phase"])
    if phase <= before:
        return
    place["phase"], place["phase_since"] = phase, place["phase_since"] if before else due
    what = "it was to land" if landing else "a report was due"
    heard = f"nothing since {clock(float(place['sign']))}" if isfinite(place["sign"]) else "never heard"
    reason = (
        f"{PHASES[phase]} phase ({CODES[phase]}): {what} at {clock(due)}, {heard}, "
        f"{overdue / SECONDS_PER_MINUTE:.0f} min overdue"
    )
    when = (2 if before else 1, t, float(place["phase_since"]), float(phase))
    details = (("phase", PHASES[phase]), ("code", CODES[phase]), ("overdue_s", overdue))
    say(desk, row, Rule.ALERTING, when, reason, details)


def _due(desk: Desk, row: int) -> float:
    """When something should have been heard of a flight that is not."""
    place = desk.rows[row]
    heard = float(place["sign"])
    if not isfinite(heard):
        return float(place["due"])
    fixes = [word.over for word in desk.flights[row].estimates if word.over > heard]
    told = place["told_t"] == place["told_t"] and not place["arrival"] >= heard
    return min([*fixes, heard + desk.site.clocks.report if told else heard, inf])
