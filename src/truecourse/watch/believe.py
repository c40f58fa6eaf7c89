"""Which report is believed, and of which of two places under one address the flight is judged.

The first row of an address is what the flight is judged by; what cannot be the same aircraft goes to the
second. Radar holds the first row against what the flight's own navigation says, for as long as it is heard;
and a place that nothing has been heard of for a while gives way to one that is confirmed.
"""

from typing import Any

import numpy as np

from truecourse.airspace.compiled import inner
from truecourse.watch.gnss_step import BESIDE, FASTEST
from truecourse.watch.opening import LEFT
from truecourse.watch.scan import FUTURE, LATE, OWN, RADIUS, REPEATED, SECOND, TAKEN, Heard, Rules
from truecourse.watch.state import MOVES

CONFIRMED = 3  # reports before a second aircraft is one
UNSEEN = 60.0  # s, five turns of a slow radar: a place that gets no report for as long has lost the flight
TURNING = 2.3  # m/s²: half of g times the tangent of 25 degrees, how a turn begun unseen leads off, by time²
# A flag for the ground is one bit. None below 100 kt flies as an airliner does; a thousand feet of pressure
# altitude are within what weather makes of sea level; no runway is higher than Daocheng's, 4,411 m.
TAXI, LOW, HIGHEST = 51.4, 305.0, 4800.0
RECENT = 60.0  # s that a level says where the flight is


@inner
def believe(
    s: Any, t: float, arrival: float, p: tuple[float, float, float], by_radar: bool, rules: Rules
) -> int:
    """Which of COUNTS a surveillance report falls under for row `s`: TAKEN, FUTURE, REPEATED, LATE, or SECOND
    where the flight cannot have come here since it was last seen, or radar and broadcast have it elsewhere.
    """
    if t > arrival + rules.future:
        return FUTURE
    if s.count == 0.0:
        return TAKEN
    dx, dy, dz = p[0] - s.x, p[1] - s.y, p[2] - s.z
    moved = np.sqrt(dx * dx + dy * dy + dz * dz) * RADIUS
    if moved > rules.fastest * abs(t - s.t) + rules.slack or contradicts(s, t, p, by_radar):
        return SECOND
    if t > s.t:
        return TAKEN
    return REPEATED if t == s.t and moved < 1.0 else LATE


@inner
def contradicts(s: Any, t: float, p: tuple[float, float, float], by_radar: bool) -> bool:
    """Whether a broadcast is not where radar has the flight, or radar not where only broadcasts have it, by
    more than their errors.
    """
    seen = abs(t - s.radar_t) < LEFT
    if not by_radar:
        return seen and apart(s, t - s.radar_t, (s.radar_x, s.radar_y, s.radar_z), p)
    if seen or not (s.heard >= OWN and abs(t - s.t) < LEFT):
        return False
    return apart(s, t - s.t, (s.x, s.y, s.z), p)


@inner
def apart(s: Any, age: float, at: tuple, p: tuple[float, float, float]) -> bool:
    """Whether a place (n-vector) is beside one of `age` s ago, carried on at the row's velocity."""
    dx, dy, dz = p[0] - at[0], p[1] - at[1], p[2] - at[2]
    square = max(1e-24, at[0] * at[0] + at[1] * at[1])
    rho = np.sqrt(square)
    east = RADIUS * (at[0] * dy - at[1] * dx) / rho
    north = RADIUS * (square * dz - at[2] * (at[0] * dx + at[1] * dy)) / rho
    gate = BESIDE + TURNING * age * age
    if np.isnan(s.gs + s.course):
        return np.sqrt(east * east + north * north) > gate + FASTEST * abs(age)
    east, north = east - age * s.gs * np.sin(s.course), north - age * s.gs * np.cos(s.course)
    return np.sqrt(east * east + north * north) > gate


@inner
def takes_over(first: Any, second: Any, deceived: bool) -> bool:
    """Whether the second row is where the flight is: confirmed, and nothing heard of the first for a while,
    or radar sees the second and only the flight's own navigation has it at the first. Where GNSS holds the
    flight to be `deceived`, broadcasts do not take the place of one that was confirmed.
    """
    if second.count < CONFIRMED:
        return False
    if second.heard < OWN and first.heard >= OWN and not second.t - first.radar_t < LEFT:
        return True
    believed = first.count < CONFIRMED or second.heard < OWN or not deceived
    return believed and second.t - first.t > UNSEEN


@inner
def exchange(cells: Any, hist: Any, r: int, other: int) -> None:
    """Two rows change places: all that was heard of each; words, routes and alerts stay with the flight.
    `cells` `(rows, fields)` are the rows as plain numbers.
    """
    for k in range(MOVES):
        cells[r, k], cells[other, k] = cells[other, k], cells[r, k]
    for k in range(hist.shape[1]):
        for j in range(3):
            hist[r, k, j], hist[other, k, j] = hist[other, k, j], hist[r, k, j]


@inner
def start_anew(s: Any, hist: Any, r: int) -> None:
    """Nothing is known of the place of this row any more."""
    s.count, s.interval, s.radar_t, s.drift_t = 0.0, np.nan, np.nan, np.nan
    s.altitude, s.altitude_t, s.climb, s.gs, s.course = np.nan, np.nan, np.nan, np.nan, np.nan
    for k in range(hist.shape[1]):
        hist[r, k, 0] = np.nan


@inner
def grounded(s: Any, h: Heard, i: int) -> bool:
    """Whether a report that says so is of a flight on the ground: not one as fast as flights fly and above
    the lowest levels, nor one higher than any runway. `s` has taken the report in.
    """
    if not h.on_ground[i]:
        return False
    known = s.t - s.altitude_t <= RECENT
    return not (known and (s.altitude > HIGHEST or (s.altitude > LOW and s.gs > TAXI)))
