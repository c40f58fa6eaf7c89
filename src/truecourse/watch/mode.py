"""MODE: does a flight follow its route, hold a magnetic heading, hold a true heading, or fly it displaced?

Four hypotheses race, each a Gaussian model of what is seen of a flight whose wind nobody knows
(`mode_filter`); the log of the ratio of their marginal likelihoods is the log Bayes factor. A flight that
holds a heading drifts with the wind and turns with the variation; one that follows its route makes the course
good whatever the wind, smoothly, or joins it (`mode_cross`); a displaced one does so beside it. Which begins
when is not known: the test begins afresh whenever the route has ten to one on its side, after an unforeseen
turn and after a clearance, and the k-th beginning has prior probability 1/(k (k + 1)), so that by Ville's
inequality a flight that follows its route is ever said not to at b to 1 with probability at most 1/b. The
other three hypotheses share their side of the odds alike: the best alone could be wrong three times as often.

Priors: wind one standard deviation 26 kt (13.4 m/s) a component about its climatology, as `air.wind_error`,
or 18 m/s about calm, the mean being as unknown; correlated over 700 km and 18 h as flown (2,910 s at 240
m/s); direction, displacement and speed in `mode_step`. Not used: reported airspeed and heading (they would
tell sooner, and a flight that reports its heading is checked directly). Missed: a heading that makes good the
course in a wind that does not change, until the leg turns; what lasts under two minutes; anything flown
within 20 km before a turn.
"""

from math import inf, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.magnetic import variation
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_HOUR
from truecourse.flight.reports import Heard, Reports
from truecourse.watch.mode_cross import aside, best_member, either
from truecourse.watch.mode_filter import PARAMETERS, entry, part
from truecourse.watch.mode_step import (
    DISPLACED,
    EVERY,
    GATHERING,
    IDLE,
    MAGNETIC,
    PATIENCE,
    ROUTE,
    ROW,
    SLOT,
    TESTING,
    TRUE,
    forward,
    gather,
    sort,
    start_heading,
    start_route,
    test,
)
from truecourse.watch.scan import Heard as Columns

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
State = NDArray  # (capacity,) of `SLOT`; `.copy()` shares nothing

__all__ = ["DISPLACED", "MAGNETIC", "ROUTE", "TRUE", "Findings", "Priors", "Where", "words"]

# One deviation of a coordinate, m, where a report gives no accuracy of its own: radar 0.3 NM (two minutes of
# azimuth at 200 NM is 0.12 NM, more for primary echoes); ADS-B 93 m (NACp 7); ADS-C as coarse as its message.
NOISE = (556.0, 556.0, 93.0, nan, 500.0)
LEAST_NOISE = 50.0  # m: nobody's positions are tied to the clock better than to a fifth of a second
RAYLEIGH = 2.448  # 95 % radius over one deviation of a coordinate
CERTAIN = float(
    np.log(1e4)
)  # a route that was amended unheard is as likely as one in 10,000: no more is claimed
NAMED = float(np.log(10.0))  # by so much a hypothesis must lead the other two to be called by its name


class Priors(NamedTuple):
    """Deviations of what is not known: `wind` m/s a component, `wind_time` s its correlation as flown; `slow`
    m the error of navigation (2 NM: an inertial unit of 0.8 NM/h after three hours, and any authorised
    strategic offset), `drift` m/s and `drift_time` s the rate at which it changes (0.68 kt an axis: 0.8 NM/h,
    half of all within; it swings with Schuler's period of 84.4 minutes); `fast_time` s in which an error of
    steering falls to 1/e (an autopilot has turned back onto its track in two minutes); walks of speed and
    heading.
    """

    wind: float = 18.0
    wind_time: float = 2910.0
    slow: float = 2.0 * METRES_PER_NM
    drift: float = 0.68 * METRES_PER_NM / SECONDS_PER_HOUR
    drift_time: float = 5064.0
    fast_time: float = 120.0
    speed_walk: float = 3.0**2 / 600.0  # m²/s³: Mach is held, temperature is not
    heading_walk: float = 0.005**2 / 600.0  # rad²/s: 0.3 degrees in 10 minutes
    climatology: float = 13.4  # m/s a component about a mean that is given


class Where(NamedTuple):
    """Where each of n reports is on its cleared route: `cross_track` m right of the leg, `leg_course` (rad,
    true) of the leg abeam, `to_go` m to the leg's end, `leg` any number that changes with the leg.

    NaN cross-track: no route, on a vector, deviating as cleared, or not watched. `wind_north`, `wind_east`
    m/s are the mean wind there, None where there is no climatology. `variation` rad, where it is known (a
    minute old is near enough); None: worked out.
    """

    cross_track: Array
    leg_course: Array
    to_go: Array
    leg: Ints
    wind_north: Array | None = None
    wind_east: Array | None = None
    variation: Array | None = None


class Findings(NamedTuple):
    """Where the tests stand after the reports that were used, one row each, in their order.

    `row` of the batch, `slot`; `mode` the best of the other hypotheses; `log_bayes_factor` of all three, each
    as likely beforehand, against the route, nats, the prior of its beginning taken off, within ±`CERTAIN`;
    `lead` nats of the best over the next but the route; `heading_magnetic` rad held now; `heading` rad true;
    `offset` m right of the route; `since` POSIX s.
    """

    row: Ints
    slot: Ints
    t: Array
    mode: Ints
    log_bayes_factor: Array
    lead: Array
    heading_magnetic: Array
    heading: Array
    offset: Array
    since: Array


def init(capacity: int) -> State:
    """Nothing known of `capacity` flights."""
    state = np.zeros(capacity, SLOT)
    state["place"][:, [0, 5, 6]], state["hold"] = -inf, -inf
    return state


def grow(state: State, capacity: int, slots: Ints | None = None) -> State:
    """Room for `capacity` flights; those known keep their slots, or move to `slots`."""
    bigger = init(capacity)
    bigger[np.arange(len(state)) if slots is None else slots] = state
    return bigger


def reset(state: State, slots: Ints) -> State:
    """Begin afresh after a clearance; in place. What a flight was tested for before is not forgotten."""
    state["phase"][slots] = IDLE
    return state


def forget(state: State, slots: Ints) -> State:
    """The slots are free for other flights; in place."""
    state[slots] = init(1)[0]
    return state


def update(
    state: State, slots: Ints, reports: Reports | Columns, where: Where, priors: Priors | None = None
) -> tuple[State, Findings]:
    """Take n reports in order, `slots` (n,) their flights (-1: leave out); `state` is written in place.

    A position is used every 10 s at most, never a crew's word of where it is (that is what it believes).
    """
    usable = (slots >= 0) & (reports.heard != Heard.CREW) & np.isfinite(reports.lat + reports.lon + reports.t)
    used = np.flatnonzero(usable & ~reports.on_ground)
    if not used.size:
        return state, _findings(used, slots[used], np.zeros((0, 9)))
    rows = _rows(used, slots, reports, where)
    out = np.full((used.size, 9), nan)
    calm = where.wind_north is None
    _run(state, rows, _parameters(priors or Priors(), calm), np.zeros((3, 8, 8)), out)
    tested = np.flatnonzero(out[:, 0] > 0.0)
    return state, _findings(used[tested], rows["slot"][tested], out[tested])


def _rows(used: Ints, slots: Ints, reports: Reports | Columns, where: Where) -> NDArray:
    """The reports used, with what is known of the noise, the variation and the wind there."""
    lat, lon, t = reports.lat[used], reports.lon[used], reports.t[used]
    given = reports.accuracy[used] / RAYLEIGH
    noise = np.maximum(np.where(np.isfinite(given), given, np.array(NOISE)[reports.heard[used]]), LEAST_NOISE)
    rows = np.zeros(used.size, ROW)
    rows["slot"], rows["leg"] = slots[used], where.leg[used]
    rows["sensor"] = np.where(reports.heard[used] >= Heard.ADS_B, -1, reports.sensor[used])
    rows["t"], rows["lat"], rows["lon"], rows["noise"] = t, lat, lon, noise**2
    rows["climb"] = reports.vertical_rate[used]
    if where.variation is None:
        rows["variation"] = variation(lat, lon, np.nan_to_num(reports.altitude[used], nan=0.0), t)
    else:
        rows["variation"] = where.variation[used]
    rows["cross_track"], rows["leg_course"] = where.cross_track[used], where.leg_course[used]
    rows["to_go"] = where.to_go[used]
    if where.wind_north is not None and where.wind_east is not None:
        rows["wind_north"], rows["wind_east"] = where.wind_north[used], where.wind_east[used]
    return rows


def _parameters(priors: Priors, calm: bool) -> Array:
    """As the filters take them. 1.3 over the correlation time fits a Matérn 3/2 to a squared exponential's
    0.61 at one correlation time (0.63), and changes a little faster before; at 2.15 over a time it is 1/e.
    """
    p = np.zeros(PARAMETERS)
    p[:8] = (
        priors.wind if calm else priors.climatology, 1.3 / priors.wind_time, priors.speed_walk,
        priors.heading_walk, priors.slow, priors.drift, priors.drift_time, 2.15 / priors.fast_time,
    )  # fmt: skip
    return p


@entry
def _run(state: State, rows: NDArray, p: Array, work: Array, out: Array) -> None:
    """Every report in order; `out` (n, 9) says what the tests say after it, nothing where none goes on.

    Each stage is called from here: a function is optimised again inside each that calls it, however deep.
    """
    gain, ground = work[2, 1], work[2, 2]
    for i in range(rows.size):
        s, r = state[rows[i].slot], rows[i]
        if r.t - s.place[6] < EVERY:
            continue
        if r.sensor != s.sensor and r.t - s.place[6] < PATIENCE and s.phase != IDLE:
            continue
        s.place[6] = r.t
        what = sort(s, r)
        if what == GATHERING and gather(s, r, ground):
            start_heading(s, r, p, ground)
            start_route(s, r, p, ground, gain)
        elif what >= TESTING:
            forward(s, r, p, work)
            if what == TESTING and test(s, r, p, gain):
                _say(s, r, out[i])


@part
def _say(s: Any, r: Any, out: Array) -> None:
    best, second = MAGNETIC, -np.inf
    for h in range(TRUE, DISPLACED + 1):
        if s.score[h] > s.score[best]:
            best, second = h, s.score[best]
        else:
            second = max(second, s.score[h])
    begun = s.starts
    held = s.heading[1, 3] if best == TRUE else s.heading[0, 3] + r.variation
    out[0], out[1], out[2] = 1.0, r.t, best
    others = either(either(s.score[MAGNETIC], s.score[TRUE]), s.score[DISPLACED]) - np.log(3.0)
    out[3] = others - s.score[ROUTE] - np.log(begun * (begun + 1.0))
    out[4], out[5], out[6] = s.score[best] - second, held - r.variation, held
    out[7], _ = aside(s, 1, best_member(s, 1))
    out[8] = s.since


def _findings(row: Ints, slot: Ints, out: Array) -> Findings:
    turn = 2.0 * np.pi
    return Findings(
        row, slot, out[:, 1], out[:, 2].astype(np.int64), np.clip(out[:, 3], -CERTAIN, CERTAIN),
        out[:, 4], out[:, 5] % turn, out[:, 6] % turn, out[:, 7], out[:, 8],
    )  # fmt: skip


def words(findings: Findings, i: int) -> str:
    """Row `i` in a sentence: "25 to 1 that it holds about 245 magnetic since 13:04, not the route"."""
    minutes = int(findings.since[i] // 60.0) % 1440
    since = f"since {minutes // 60:02d}:{minutes % 60:02d}"
    mode = int(findings.mode[i])
    sure = findings.lead[i] >= NAMED
    if mode == DISPLACED:
        off = findings.offset[i]
        what = f"flies {abs(off) / METRES_PER_NM:.0f} NM {'right' if off > 0 else 'left'} of its route"
        said = f"it {what}, displaced, {since}" if sure else f"it {what} {since}"
    elif mode == TRUE and sure:
        said = f"it holds about {_figures(findings.heading[i])} true {since}"
    else:
        doubt = "" if sure else " (or a true heading)"
        said = f"it holds about {_figures(findings.heading_magnetic[i])} magnetic{doubt} {since}"
    return f"{odds(float(findings.log_bayes_factor[i]))} that {said}, not the route"


def odds(factor: float) -> str:
    """A log Bayes factor as people bet: "25 to 1"."""
    return f"{np.exp(min(factor, CERTAIN)):,.0f} to 1"


def _figures(angle: float) -> str:
    return f"{(round(float(np.degrees(angle))) - 1) % 360 + 1:03d}"
