"""ALERTING: the phases of the alerting service and their clocks (ICAO Annex 11, 5.2.1).

Uncertainty (INCERFA): nothing heard for 30 minutes after a report was due. Alert (ALERFA) and distress
(DETRESFA) follow when further attempts fail; the Annex gives them no minutes, so theirs are the site's. A
report was due when the flight estimated its next fix, when its track was lost, or after the usual interval of
a flight out of sight. Anything heard of the flight ends the phase; what only people know (a landing, a call
to another unit) is theirs to tell.
"""

from math import inf, nan

import numpy as np

from truecourse.earth.units import SECONDS_PER_MINUTE
from truecourse.flight.alert import Rule
from truecourse.watch.say import clock, say
from truecourse.watch.state import Desk

PHASES = ("", "uncertainty", "alert", "distress")
CODES = ("", "INCERFA", "ALERFA", "DETRESFA")


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
    known = (rows["planned"] == 1.0) & (rows["sign"] == rows["sign"]) & (rows["on_ground"] == 0.0)
    for row in np.flatnonzero(known & (t - rows["sign"] > clocks.uncertainty)):
        due = _due(desk, int(row))
        overdue = t - due
        phase = sum(overdue >= limit for limit in (clocks.uncertainty, clocks.alert, clocks.distress))
        before = int(rows["phase"][row])
        if phase > before:
            rows["phase"][row], rows["phase_since"][row] = (
                phase,
                due if before == 0 else rows["phase_since"][row],
            )
            reason = (
                f"{PHASES[phase]} phase ({CODES[phase]}): a report was due at {clock(due)}, nothing since "
                f"{clock(float(rows['sign'][row]))}, {overdue / SECONDS_PER_MINUTE:.0f} min overdue"
            )
            when = (2 if before else 1, t, float(rows["phase_since"][row]), float(phase))
            details = (("phase", PHASES[phase]), ("code", CODES[phase]), ("overdue_s", overdue))
            say(desk, int(row), Rule.ALERTING, when, reason, details)


def _due(desk: Desk, row: int) -> float:
    """When something should have been heard of a flight that is not."""
    place = desk.rows[row]
    heard = float(place["sign"])
    fixes = [word.over for word in desk.flights[row].estimates if word.over > heard]
    told = place["told_t"] == place["told_t"] and not place["arrival"] >= heard
    return min([*fixes, heard + desk.site.clocks.report if told else heard, inf])
