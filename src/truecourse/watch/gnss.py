"""GNSS: positions that a flight broadcasts against its own speed, course and time, and against radar.

Said, flight by flight and as it happens: JUMP (to where it cannot be, five positions or more that agree with
one another), FREEZE (the position stands while the velocity goes on), CIRCLE (a full turn no transport could
bank for), DRAGGED (pulled away from its own velocity, or from radar), SLOW (slower than it could stay up),
and CLOCK (positions right but for their time, or a second series of altitudes, of another time or another
aircraft, among the flight's own): a fault of clocks or of the feed, never spoofing. A single position or
altitude that nothing agrees with is a fault of decoding: counted, not said. A position repeated to the last
digit with everything else is an old one, not a new one.

Why each threshold: `gnss_step`. Missed: a drag under 8 m/s whose position and velocity agree and that no
radar sees; a jump that the flight could have flown while nothing was heard; jamming (silence: `LOST`); slow
deceit below about 9 km and of flights that were never fast. Fighters turning are taken for circles. Two
aircraft under one address are kept apart before this.
"""

from math import inf, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.atmosphere import SEA_LEVEL_DENSITY, density
from truecourse.flight.reports import Heard, Reports
from truecourse.watch.gnss_step import (
    CIRCLE,
    CLEAN,
    CLOCK,
    DRAGGED,
    FREEZE,
    JET,
    JUMP,
    ROW,
    SLOT,
    SLOW,
    look,
)
from truecourse.watch.mode_filter import entry
from truecourse.watch.scan import Heard as Columns

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
State = NDArray  # (capacity,) of `SLOT`; `.copy()` shares nothing

__all__ = ["CIRCLE", "CLOCK", "DRAGGED", "FREEZE", "JUMP", "SLOW", "Findings", "words"]

WORDS = {
    JUMP: "its position jumped to where it cannot have flown",
    FREEZE: "its position stands still while its velocity goes on",
    CIRCLE: "its position circles as it could not",
    DRAGGED: "its position is dragged away from where its speed and course, or radar, have it",
    SLOW: "it is said to be slower than it could stay up",
    CLOCK: "positions or altitudes of another time: a fault of a clock or of the feed, no spoofing",
}


class Findings(NamedTuple):
    """What began or ended, in the order of the reports: `row` of the batch, `slot`, `kind`, `since` POSIX s;
    `until` POSIX s where it ended, NaN where it began. CLOCK is no spoofing.
    """

    row: Ints
    slot: Ints
    t: Array
    kind: Ints
    since: Array
    until: Array


def init(capacity: int) -> State:
    """Nothing known of `capacity` flights."""
    state = np.zeros(capacity, SLOT)
    for name in ("t", "lat", "lon", "gs", "course", "altitude", "vertical", "since", "told"):
        state[name] = nan
    state["heard"], state["quiet"] = -inf, inf
    return state


def grow(state: State, capacity: int, slots: Ints | None = None) -> State:
    """Room for `capacity` flights; those known keep their slots, or move to `slots`."""
    bigger = init(capacity)
    bigger[np.arange(len(state)) if slots is None else slots] = state
    return bigger


def forget(state: State, slots: Ints) -> State:
    """The slots are free for other flights; in place."""
    state[slots] = init(1)[0]
    return state


def update(
    state: State, slots: Ints, reports: Reports | Columns, anew: NDArray[np.bool_] | None = None
) -> tuple[State, Findings]:
    """Take n reports in order, `slots` (n,) their flights (-1: leave out); `state` is written in place.

    `anew` (n,): the velocity came in a message of its own since the last position, and is new even where it
    is the same. What a crew or a data link says is left out, and so is what is on the ground.
    `state["faults"]` counts isolated positions and altitudes, and reports stamped before the last.
    """
    heard = (reports.heard <= Heard.ADS_B) & np.isfinite(reports.lat + reports.lon + reports.t)
    used = np.flatnonzero((slots >= 0) & heard & ~reports.on_ground)
    rows = np.zeros(used.size, ROW)
    rows["slot"], rows["radar"] = slots[used], reports.heard[used] != Heard.ADS_B
    for name in ("t", "lat", "lon", "gs", "course", "altitude"):
        rows[name] = getattr(reports, name)[used]
    rows["vertical"] = np.nan_to_num(reports.vertical_rate[used], nan=0.0)
    rows["anew"] = False if anew is None else anew[used]
    rows["slowest"] = slowest(rows["altitude"])
    out = np.full((used.size, 3), nan)
    _run(state, rows, out)
    said = np.flatnonzero(np.isfinite(out[:, 0]))
    kind = out[said, 0].astype(np.int64)
    return state, Findings(
        used[said], rows["slot"][said], rows["t"][said], kind, out[said, 1], out[said, 2]
    )  # fmt: skip


def slowest(altitude: Array) -> Array:
    """Ground speed (m/s) below which no airliner stays up at a pressure altitude (m), in the worst headwind.

    150 kt calibrated, as true airspeed at that density, less 110 m/s of wind; NaN where unknown.
    """
    return CLEAN * np.sqrt(SEA_LEVEL_DENSITY / density(altitude)) - JET


@entry
def _run(state: State, rows: NDArray, out: Array) -> None:
    """Every report in order; `out` (n, 3) is kind, since and until where something began or ended."""
    for i in range(rows.size):
        s = state[rows[i].slot]
        kind, since = s.kind, s.since
        found = look(s, rows[i])
        if found > 0:
            out[i, 0], out[i, 1] = s.kind, s.since
        elif found < 0:
            out[i, 0], out[i, 1] = kind, since
            out[i, 2] = rows[i].t if s.since == since else s.since


def words(findings: Findings, i: int) -> str:
    """Row `i` in a sentence."""
    kind = int(findings.kind[i])
    trust = "" if kind == CLOCK else "not to be believed where it says it is: "
    said = f"{trust}{WORDS[kind]}, since {_clock(findings.since[i])}"
    return said if np.isnan(findings.until[i]) else f"{said}, until {_clock(findings.until[i])}"


def _clock(t: float) -> str:
    minutes = int(t // 60.0) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{int(t % 60.0):02d}"
