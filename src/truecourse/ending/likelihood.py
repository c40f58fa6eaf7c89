"""What was seen after the loss, against descents: log likelihood of each observation for each draw.

A height, level or position was measured while something was there to be measured: what had met the surface by
then gives it no chance but that of a wrong source. Its time is uncertain by the row's own error: a height or
a level was read at some moment within plus or minus that error, a position at a normal about its time, and
the likelihood is the mean over those moments. A wrong source (the row's own probability) is any value as
likely as another. Rows of one group are of one source. Half of the variance of their errors is shared, as in
`evidence.likelihood`: by its heights, and by its mean speeds and positions, which come of the same plots:
along the track, a source that puts the aircraft too far on has it too fast. So is half of the doubt: that
often none of it is right.

An `event` used for an ending is the last sign of the aircraft: in a group named "recorder" a recorder's last
sample, in one named "radio" a last word, in any other a last echo, whose error is half the width of the time
it was put down to (30 s for a printed minute). Recorders that stop together are one event: they share a power
bus. A `level` in a group named "top" is that of the top of a climb.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr, ndtri

from truecourse.earth.nvector import to_nvector
from truecourse.ending.descent import Array
from truecourse.flight.observation import Observation, Seen

RADIUS = 6371000.0
MOMENTS = 9
_NORMAL = ndtri((np.arange(MOMENTS) + 0.5) / MOMENTS)
SHARED = 0.5  # judgement, as in `evidence.likelihood`
NODES = np.linspace(-4.0, 4.0, 17)  # of the shared error; wider ones weigh under 1e-4
ANY_HEIGHT = 14000.0  # m: a wrong height is any up to an airliner's ceiling
ANY_TIME = 3600.0  # s: a wrong time is any within an hour
ANY_SPEED = 300.0  # m/s
GROSS = 10.0  # a wrong position is off by a Cauchy of this many errors, as in `evidence.likelihood`
# Recorders of aircraft that broke up stopped then and there: AI 182, PA 103, UTA 772, TWA 800, CI 611, MH17,
# six of six (final reports, recalled), so one in eight may run on (Laplace's rule of succession).
RUNS_ON = 1.0 / 8.0
STOPS_WITHIN = 2.0  # s of the break-up
# Those of damaged aircraft that stayed whole ran to the surface or stopped before: Swissair 111, ValuJet 592,
# EgyptAir 990, and Ukraine International 752 with the first hit; Turkish 981, JAL 123, AF 447, UA 232 and
# Azerbaijan 8243 ran on (final reports, recalled). Four of nine, with a half to each, which is a judgement:
# nobody has counted them all.
STOPS_EARLY = 4.5 / 10.0
# When they stopped early: some 20 s after the hit, 15 min after the first smell, some seconds before the end.
# Power is lost by what was hit and by what spreads from it: soon more often than late, as likely in each
# ratio of time from 5 s on (judgement).
SOONEST = 5.0
# An echo is lost below the radar's horizon: over (d - sqrt(2 R h))² / (2 R) at a distance d, R of 4/3 the
# Earth's radius, the antenna h = 100 m up (judgement). Where the row has no place of the radar, d is
# anything up to 200 km, as far as an approach radar reaches.
ANTENNA, FURTHEST = 100.0, 200e3
BENT = 4.0 / 3.0 * 6371000.0
HEIGHTS = 33  # distances looked at
LEAST_SINK = 1.0  # m/s
ROUNDED = 0.2  # of half the width of a time's interval: how soft its ends are, for clocks differ
TOP_CLIMB, ANY_CLIMB = 2.0, 100.0  # m/s: what is left of a climb at its top, a sample apart; any climb at all
LOWER = (Seen.LEVEL, Seen.HEIGHT)
FIXED = (Seen.POSITION, *LOWER, Seen.HEARD, Seen.NOT_HEARD, Seen.NOT_SEEN)
USED = (*FIXED, Seen.MEAN_SPEED, Seen.EVENT)
RECORDER, RADIO, TOP = "recorder", "radio", "top"
_SHARE = {Seen.LEVEL: "level", Seen.HEIGHT: "height", Seen.POSITION: "motion", Seen.MEAN_SPEED: "motion"}


class Down(NamedTuple):
    """n draws flown down: times POSIX s of loss, break-up and surface (n,); metres gone to the surface (n,).

    place (n, Q, 3), altitude, climb, path (n, Q): at the times asked, of the flight before the loss and of
    the descent after it, NaN after the surface and, for climb and path, before the loss. lost, end (n, 3):
    where it was lost and met the surface. sink (n,): m/s, there. turned (n,): as in `Descents`.
    flight (n,): which of the flights each is of. sound (n,): False where the numbers drawn were so far out
    that no descent came of them; such a draw is one that came down at once, and has no likelihood.
    """

    lost_t: Array
    broken_t: Array
    surface_t: Array
    gone: Array
    place: Array
    altitude: Array
    climb: Array
    path: Array
    lost: Array
    end: Array
    sink: Array
    turned: np.ndarray
    flight: NDArray[np.intp]
    sound: NDArray[np.bool_]


class Said(NamedTuple):
    """What a row says of n draws: likelihood where its source is `right`, (n, 1), or (n, nodes) where
    it shares an error; and where it is wrong, `otherwise`, (n, 1).
    """

    right: Array
    otherwise: Array


class Terms(NamedTuple):
    """What rows say of so many `draws`; `errors` names the error that each shares, "" where it has its
    own.
    """

    draws: int
    rows: tuple[Observation, ...]
    of: tuple[Said, ...]
    errors: tuple[str, ...]


def moments(o: Observation) -> Array:
    """Times (POSIX s) at which an observation wants the state of a draw."""
    middle = (np.arange(MOMENTS) + 0.5) / MOMENTS
    if o.kind is Seen.MEAN_SPEED:
        return np.array([o.t, o.t_end])
    if o.kind in LOWER:
        return o.t + o.t_error * (2.0 * middle - 1.0)
    if o.kind in FIXED:
        return o.t + o.t_error * _NORMAL
    return np.zeros(0)


def times(rows: tuple[Observation, ...]) -> Array:
    """The times of all rows, one after another."""
    return np.concatenate([np.zeros(0), *(moments(o) for o in rows)])


def terms(rows: tuple[Observation, ...], down: Down, held: bool = False) -> Terms:
    """Log likelihood of every row for every draw; `held`: heights held all through their time, rather than
    having been read at some moment in it.
    """
    keys = [f"{o.group}, {_SHARE[o.kind]}" if o.group and o.kind in _SHARE else "" for o in rows]
    errors = tuple(k if keys.count(k) > 1 else "" for k in keys)
    found, first = [], 0
    for o, error in zip(rows, errors, strict=True):
        span = slice(first, first + len(moments(o)))
        first = span.stop
        found.append(_said(o, down, span, NODES if error else np.zeros(1), held))
    return Terms(len(down.lost_t), rows, tuple(found), errors)


def total(found: Terms, used: np.ndarray | None = None) -> Array:
    """Log likelihood (n,) of the rows that are used (all of them), shared errors and doubts summed over."""
    kept = _once(found.rows, np.ones(len(found.rows), bool) if used is None else used)
    chosen = np.flatnonzero(kept).tolist()
    out: Array = np.zeros(found.draws)
    for group in dict.fromkeys(found.rows[j].group or found.rows[j].id for j in chosen):
        mine = [j for j in chosen if (found.rows[j].group or found.rows[j].id) == group]
        out = out + _of_group(found, mine)
    return out


def _once(rows: tuple[Observation, ...], used: np.ndarray) -> np.ndarray:
    """Rows to count: of recorders that stopped together, within their errors, the first that is used."""
    out = np.array(used, bool)
    stops = [j for j, o in enumerate(rows) if out[j] and o.kind is Seen.EVENT and o.group == RECORDER]
    for n, j in enumerate(stops):
        before = [rows[i] for i in stops[:n] if out[i]]
        out[j] = all(abs(o.t - rows[j].t) > 3.0 * np.hypot(o.t_error, rows[j].t_error) for o in before)
    return out


def _of_group(found: Terms, mine: list[int]) -> Array:
    """Log likelihood (n,) of the rows of one source: none of it right, or each right or wrong by itself."""
    doubt = {j: max(found.rows[j].outlier_probability, 1e-12) for j in mine}
    together = SHARED * min(doubt.values()) if len(mine) > 1 else 0.0
    prior = np.exp(-0.5 * NODES**2)
    apart: Array = np.zeros(found.draws)
    for error in dict.fromkeys(found.errors[j] for j in mine):
        logs: Array = np.zeros((found.draws, 1))
        for j in (j for j in mine if found.errors[j] == error):
            wrong = (doubt[j] - together) / (1.0 - together)  # of its own: it is wrong as often as it says
            logs = logs + np.log((1.0 - wrong) * found.of[j].right + wrong * found.of[j].otherwise)
        shared = np.log(prior / prior.sum()) if error else np.zeros(1)
        apart = apart + logsumexp(logs + shared, axis=1)
    if together == 0.0:
        return apart
    none = np.sum([np.log(found.of[j].otherwise[:, 0]) for j in mine], axis=0)
    return np.asarray(np.logaddexp(np.log(together) + none, np.log1p(-together) + apart))


def _said(o: Observation, down: Down, span: slice, shared: Array, held: bool) -> Said:
    share = SHARED if len(shared) > 1 else 0.0
    if o.kind in LOWER:
        top = down.climb[:, span] if o.group == TOP else None
        right = _height(o, down.altitude[:, span], top, shared, share, held)
        return Said(right, np.full((len(right), 1), 1.0 / ANY_HEIGHT))
    if o.kind is Seen.EVENT:
        sign = {RECORDER: _recorder, RADIO: _last_word}.get(o.group, _last_echo)
        return Said(sign(o, down)[:, None], np.full((len(down.lost_t), 1), 1.0 / ANY_TIME))
    if o.kind is Seen.MEAN_SPEED:
        right = _mean_speed(o, down, span, shared, share)
        return Said(right, np.full((len(right), 1), 1.0 / ANY_SPEED))
    if o.kind is Seen.POSITION:
        return Said(_near(o, down, span, shared, share), _far(o, down, span))
    return Said(_range(o, down.place[:, span]), np.full((len(down.lost_t), 1), 0.5))


def _height(
    o: Observation, altitude: Array, top: Array | None, shared: Array, share: float, held: bool
) -> Array:
    """Read at one of some moments, or held through all of them; (n, nodes). `top`: climb (n, moments), which
    was nothing in the moment.
    """
    sd, bias = o.error * np.sqrt(1.0 - share), o.error * np.sqrt(share) * shared
    density = _normal(o.value - altitude[:, :, None] - bias, sd)  # NaN where nothing was in the air
    density = np.where(np.isfinite(altitude)[:, :, None], density, 0.0)
    if top is not None:
        density = density * np.nan_to_num(_normal(top, TOP_CLIMB) * ANY_CLIMB)[:, :, None]
    return np.asarray(
        np.exp(np.log(np.maximum(density, 1e-300)).mean(axis=1)) if held else density.mean(axis=1)
    )


def _near(o: Observation, down: Down, span: slice, shared: Array, share: float) -> Array:
    """Density of a position that is right, (n, nodes): its shared error lies along the way from or to the
    loss.
    """
    assert o.place is not None
    place = down.place[:, span]
    off = (to_nvector(o.place.lat, o.place.lon) - place) * RADIUS
    way = (place - down.lost[:, None]) * np.where(moments(o)[None, :] < down.lost_t[:, None], -1.0, 1.0)[
        ..., None
    ]
    way = way / np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-12)
    along = (off * way).sum(axis=2)
    across = np.sqrt(np.maximum((off**2).sum(axis=2) - along**2, 0.0))
    bias, sd = o.error * np.sqrt(share) * shared, o.error * np.sqrt(1.0 - share)
    density = _normal(along[..., None] - bias, sd) * _normal(across, o.error)[..., None]
    return np.asarray(np.nan_to_num(density).mean(axis=1))


def _far(o: Observation, down: Down, span: slice) -> Array:
    """Density of a position that is wrong, (n, 1)."""
    assert o.place is not None
    here = to_nvector(o.place.lat, o.place.lon)
    away = np.linalg.norm(down.place[:, span] - here, axis=2) * RADIUS
    last = np.linalg.norm(down.end - here, axis=1) * RADIUS
    nearest = np.minimum(np.where(np.isfinite(away), away, np.inf).min(axis=1), last)
    wide = GROSS * o.error
    return np.asarray(1.0 / (2.0 * np.pi * wide**2 * (1.0 + (nearest / wide) ** 2) ** 1.5))[:, None]


def _mean_speed(o: Observation, down: Down, span: slice, shared: Array, share: float) -> Array:
    """Distance along the track over the time, (n, nodes); what came down before its end went no further."""
    begin, end = span.start, span.stop - 1
    chord = np.linalg.norm(down.place[:, begin] - down.lost, axis=1) * RADIUS
    after = np.where(np.isfinite(down.path[:, end]), down.path[:, end], down.gone)
    before = np.where(o.t < down.lost_t, chord, -np.nan_to_num(down.path[:, begin]))
    off = o.value - (before + after) / (o.t_end - o.t)
    return _normal(off[:, None] - o.error * np.sqrt(share) * shared, o.error * np.sqrt(1.0 - share))


def _recorder(o: Observation, down: Down) -> Array:
    """Density of the time at which a recorder stopped: with the structure or, whole, at or before the end."""
    hit = down.surface_t - down.lost_t
    ran, broke = o.t - down.lost_t, down.broken_t - down.lost_t
    early = _soon(ran, hit, o.t_error)
    whole = STOPS_EARLY * early + (1.0 - STOPS_EARLY) * _normal(ran - hit, o.t_error)
    parts = np.isfinite(broke) & (broke < hit)
    at_once = _normal(ran - np.where(parts, broke, 0.0), np.hypot(o.t_error, STOPS_WITHIN))
    return np.where(parts, (1.0 - RUNS_ON) * at_once + RUNS_ON * early, whole)


def _last_word(o: Observation, down: Down) -> Array:
    """Density of the time of a last word by radio: any time between the loss and the surface."""
    hit, ran = down.surface_t - down.lost_t, o.t - down.lost_t
    return np.asarray((ndtr(ran / o.t_error) - ndtr((ran - hit) / o.t_error)) / np.maximum(hit, 1.0))


def _soon(ran: Array, hit: Array, error: float) -> Array:
    """Density of a stop as likely in each ratio of time from `SOONEST` to `hit`, s after the loss."""
    latest = np.maximum(hit, 2.0 * SOONEST)
    within = ndtr((ran - SOONEST) / error) - ndtr((ran - latest) / error)
    return np.asarray(within / (np.maximum(ran, SOONEST) * np.log(latest / SOONEST)))


def _last_echo(o: Observation, down: Down) -> Array:
    """Density of the time of a last echo: it was lost to view at a height, which it then sank through."""
    if o.place is None:
        away = FURTHEST * (np.arange(HEIGHTS) + 0.5)[None] / HEIGHTS
    else:
        away = np.linalg.norm(down.end - to_nvector(o.place.lat, o.place.lon), axis=1)[:, None] * RADIUS
    unseen = np.maximum(away - np.sqrt(2.0 * BENT * ANTENNA), 0.0) ** 2 / (2.0 * BENT)
    lag = unseen / np.maximum(down.sink, LEAST_SINK)[:, None]
    off, soft = o.t - down.surface_t[:, None] + lag, ROUNDED * o.t_error
    inside = ndtr((off + o.t_error) / soft) - ndtr((off - o.t_error) / soft)
    return np.asarray((inside / (2.0 * o.t_error)).mean(axis=1))


def _range(o: Observation, place: Array) -> Array:
    """Heard or seen with the chance that the station reached so far; nothing in the air is not heard."""
    assert o.place is not None
    chord = np.linalg.norm(place - to_nvector(o.place.lat, o.place.lon), axis=2)
    away = 2.0 * RADIUS * np.arcsin(np.clip(0.5 * chord, 0.0, 1.0))  # a satellite's footprint is wide
    reached = np.nan_to_num(ndtr((o.value - away) / o.error)).mean(axis=1)
    chance = reached if o.kind is Seen.HEARD else 1.0 - reached
    return np.asarray(np.maximum(chance, 1e-12))[:, None]


def _normal(off: Array, sd: Array | float) -> Array:
    return np.asarray(np.exp(-0.5 * (off / sd) ** 2) / (np.sqrt(2.0 * np.pi) * sd))
