"""Lines of alerts: who, what, when, and a sentence."""

from math import degrees, isnan

import numpy as np

from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_NM, SECONDS_PER_MINUTE
from truecourse.flight.alert import Alert, Phase, Rule, Severity
from truecourse.watch import heading, level, route
from truecourse.watch.state import Desk

PHASES = {1: Phase.START, 2: Phase.UPDATE, 3: Phase.END}
SEVERITIES = {1: Severity.ADVISORY, 2: Severity.CAUTION, 3: Severity.WARNING}
Details = tuple[tuple[str, float | str], ...]
When = tuple[int, float, float, float]  # phase, t, since, grade


def say(desk: Desk, row: int, rule: Rule, when: When, reason: str, details: Details = ()) -> None:
    """Add a line; an end says so."""
    phase, t, since, grade = when
    key = int(desk.key_of[row % desk.capacity]) if row >= 0 else -1
    name = name_of(desk, row) if row >= 0 else "feed"
    if phase == 3 and not reason.startswith("over:"):
        reason = f"over: {reason}"
    kept = tuple(
        (k, v) for k, v in details if isinstance(v, str) or not isnan(v)
    )  # what is not known is left out
    severity = SEVERITIES[max(1, int(grade))]
    desk.said.append(Alert(float(t), float(since), key, name, rule, severity, PHASES[phase], reason, kept))


def name_of(desk: Desk, row: int) -> str:
    """What the flight of a row is called: its callsign, else its address."""
    known = desk.flights.get(row % desk.capacity)
    key = int(desk.key_of[row % desk.capacity])
    return known.name if known and known.name else f"{key:06x}"


def clock(t: float) -> str:
    """Hours and minutes UTC of a time."""
    minutes = int(t // SECONDS_PER_MINUTE) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def instant(t: float) -> str:
    """A time as details hold it: ISO 8601 UTC, whole seconds where they are, else the nearest millisecond."""
    return str(np.datetime64(round(1000.0 * t), "ms")).removesuffix(".000") + "Z"


def leg_name(desk: Desk, row: int, leg: float) -> str:
    """The leg of a row's route by its ends: CRN-BET."""
    fixes = desk.flights[row].fixes
    i = min(int(leg), len(fixes) - 2)
    return f"{fixes[i].name}-{fixes[i + 1].name}" if i >= 0 else "its route"


def of_line(desk: Desk, line: object) -> None:
    """Say a line of the pass (a record of `scan.SAID`)."""
    d = {name: line[name] for name in line.dtype.names}  # type: ignore[index, attr-defined]
    row, when = int(d["row"]), (int(d["phase"]), d["t"], d["since"], d["grade"])
    if d["rule"] == 0:
        leg = leg_name(desk, row, d["leg"])
        by_word = d["word"] == route.WORD
        reason = route.sentence(leg, d["cross"], d["rate"], d["limit"], d["word"])
        details: Details = (
            ("axis", "lateral"),
            ("cross_track_nm", d["cross"] / METRES_PER_NM),
            ("opening_nm_min", d["rate"] * SECONDS_PER_MINUTE / METRES_PER_NM),
            ("limit_nm", d["limit"] / METRES_PER_NM),
            ("leg", leg),
            ("source", "crew or data link" if by_word else "surveillance"),
        )
        say(desk, row, Rule.ROUTE, when, reason, details)
    elif d["rule"] == 1:
        qnh = float(desk.rows["level_qnh"][row])
        reason = level.sentence(d["cross"], d["limit"], d["rate"], d["leg"] == 1.0, qnh)
        details = (
            ("altitude_ft", d["cross"] / METRES_PER_FOOT),
            ("cleared_altitude_ft", d["limit"] / METRES_PER_FOOT),
            ("vertical_rate_fpm", d["rate"] * SECONDS_PER_MINUTE / METRES_PER_FOOT),
        )
        say(desk, row, Rule.LEVEL, when, reason, details)
    else:
        by_course = d["word"] == 1.0
        reason = heading.sentence(d["cross"], d["limit"], by_course)
        details = (
            ("heading_magnetic_deg" if not by_course else "course_magnetic_deg", degrees(d["cross"]) % 360.0),
            ("cleared_heading_magnetic_deg", degrees(d["limit"]) % 360.0),
            ("turn_deg", degrees(d["rate"])),
        )
        say(desk, row, Rule.HEADING, when, reason, details)
