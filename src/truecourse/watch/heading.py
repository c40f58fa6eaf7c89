"""HEADING: whether a flight on a vector flies the heading it was given."""

from math import degrees, isfinite
from typing import Any

import numpy as np

from truecourse.airspace.compiled import inner
from truecourse.watch.hysteresis import Hold

HOLD = Hold(start=30.0, end=15.0, renew=60.0)
AWAITED = 60.0  # s after a heading was heard for which the next one is awaited: five turns of a slow radar


@inner
def turned(heading_magnetic: float, heading: float, course: float, variation: float) -> tuple[float, bool]:
    """The magnetic heading as best known (rad), and whether it is only the course, drift unknown."""
    if not np.isnan(heading_magnetic):
        return heading_magnetic, False
    if not np.isnan(heading):
        return heading - variation, False
    return course - variation, True


@inner
def off(flown: float, cleared: float) -> float:
    """Radians from the cleared to the flown heading, right positive, within half a turn."""
    turn = flown - cleared
    return turn - 2.0 * np.pi * np.round(turn / (2.0 * np.pi))


@inner
def grade(turn: float, by_course: bool, rule: Any) -> float:
    """2 where the heading is off by more than the tolerance, 3 by more than twice; 0 where not known."""
    tolerance = rule.by_course if by_course else rule.tolerance
    if np.isnan(turn) or abs(turn) <= tolerance:
        return 0.0
    return 3.0 if abs(turn) > 2.0 * tolerance else 2.0


def sentence(flown: float, cleared: float, by_course: bool) -> str:
    """What a controller is told; radians."""
    what = "course" if by_course else "heading"
    shown = f"{spoken(flown)} magnetic" if isfinite(flown) else "unknown"
    return f"{what} {shown}, cleared heading {spoken(cleared)}"


def spoken(angle: float) -> str:
    """Three figures, 001 to 360."""
    return f"{(round(degrees(angle)) - 1) % 360 + 1:03d}"
