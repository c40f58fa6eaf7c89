"""A flight's position, velocity, climb and heading, which raw feeds tell in different messages, in one.

A Mode S squitter holds a place (register 0,5) or a velocity (0,9), and a reply to a radar a velocity (5,0) or
a heading (6,0), never all (ICAO Doc 9871). The last of each heard under an address is kept with its time, and
a position that comes without them takes them while they are fresh.
"""

from typing import Any

import numpy as np

from truecourse.airspace.compiled import inner
from truecourse.flight.reports import Heard as Source

# Velocities are squittered twice a second, and a receiver loses most of them at its range's end; in a
# standard turn of 3 degrees a second a course is out by 15 degrees after this.
FRESH = 5.0  # s
# A heading is asked for once in a radar's turn, 12 s at the slowest; a turn is over before HEADING judges.
FRESH_HEADING = 15.0  # s
OWN = float(Source.ADS_B)  # this and what follows is told by the flight's own navigation
TOLD = float(Source.CREW)  # this and what follows is what the flight believes
MERGED = np.dtype(
    [(name, np.float64) for name in ("gs", "course", "vertical_rate")]
    + [("anew", np.bool_), ("on_ground", np.bool_)]
)


@inner
def remember(a: Any, h: Any, i: int) -> None:
    """Keep, in row `a` of the address, what report `i` tells of velocity, heading and climb.

    A velocity without a place is the flight's own, whoever asked for it; one beside a place is of whoever
    found the place.
    """
    t = h.t[i]
    if h.heard[i] >= TOLD:
        return
    if not (np.isnan(h.gs[i] + h.course[i]) or t < a.vel_t):
        alone = np.isnan(h.lat[i] + h.lon[i])
        a.vel_t, a.vel_gs, a.vel_course = t, h.gs[i], h.course[i]
        a.vel_own = 1.0 if alone or h.heard[i] >= OWN else 0.0
        if alone:
            a.vel_new = 1.0
    if not ((np.isnan(h.heading_magnetic[i]) and np.isnan(h.heading[i])) or t < a.turn_t):
        a.turn_t, a.turn_magnetic, a.turn_true = t, h.heading_magnetic[i], h.heading[i]
    if not (np.isnan(h.vertical_rate[i]) or t < a.rate_t):
        a.rate_t, a.rate = t, h.vertical_rate[i]


@inner
def complete(a: Any, h: Any, i: int, out: Any) -> None:
    """What position `i` has of velocity and climb, with what is fresh of its address, into `out` (`MERGED`).

    A radar's position takes no velocity that the flight's own navigation tells. `anew`: the velocity was
    told in a message of its own since the last broadcast position, and is new even where it is the same.
    """
    t, own = h.t[i], h.heard[i] >= OWN
    out.gs, out.course, out.vertical_rate = h.gs[i], h.course[i], h.vertical_rate[i]
    out.on_ground, out.anew = h.on_ground[i], False
    if np.isnan(out.gs + out.course) and 0.0 <= t - a.vel_t <= FRESH and (own or a.vel_own == 0.0):
        out.gs, out.course = a.vel_gs, a.vel_course
        out.anew = own and a.vel_new == 1.0
        a.vel_new = 0.0 if own else a.vel_new
    if np.isnan(out.vertical_rate) and 0.0 <= t - a.rate_t <= FRESH:
        out.vertical_rate = a.rate


@inner
def heading_at(a: Any, t: float) -> tuple[float, float]:
    """Magnetic and true heading heard under an address, while fresh; NaN else."""
    if 0.0 <= t - a.turn_t <= FRESH_HEADING:
        return a.turn_magnetic, a.turn_true
    return np.nan, np.nan
