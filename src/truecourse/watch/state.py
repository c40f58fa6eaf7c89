"""What the watch remembers: a row a flight, in columns that grow; the words said to it; the alerts out.

Rows come in pairs: flight i has row i, and row `capacity + i` is for a second aircraft under the same address
(or for a wild position, which must not spoil the first). Arrays of a `Watch` are never written after `step`
has handed it out: every `step` and every `assign` works on its own copy, so an old Watch stays what it was.
Copies are most of the work of short steps, so a fold that keeps only the newest Watch goes on `in_place`.
"""

from dataclasses import dataclass, field, replace
from math import inf, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.index import Areas, prepare
from truecourse.flight.airspace import Airspace
from truecourse.flight.alert import Alert
from truecourse.flight.assigned import Assigned, Estimate
from truecourse.flight.fix import Fix
from truecourse.watch import gnss, mode
from truecourse.watch.pieces import Table, empty
from truecourse.watch.site import Site

Array = NDArray[Any]

# What is known of a place that was heard moves with it where two rows change places (`believe.exchange`).
_SEEN = {
    "t": nan, "arrival": nan, "lat": nan, "lon": nan, "x": nan, "y": nan, "z": nan,
    "altitude": nan, "altitude_t": nan, "climb": nan, "gs": nan, "course": nan,
    "heading_magnetic": nan, "heading": nan,
    "heard": nan, "sensor": nan, "count": 0.0, "interval": nan, "on_ground": 0.0, "first": nan,
    "radar_t": nan, "radar_x": nan, "radar_y": nan, "radar_z": nan,
    "drift_t": nan, "drift_off": nan, "drift_rate": nan, "drift_sensor": nan,
    "drift_var": nan, "drift_mix": nan, "drift_rate_var": nan,
}  # fmt: skip
MOVES = len(_SEEN)  # of the fields of `ROW`, the first
_HEARD = _SEEN | {
    "vel_t": nan, "vel_gs": nan, "vel_course": nan, "vel_own": 0.0, "vel_new": 0.0,
    "turn_t": nan, "turn_magnetic": nan, "turn_true": nan, "rate_t": nan, "rate": nan,
    "told_t": nan, "told_lat": nan, "told_lon": nan, "told_held": -inf, "sign": nan, "variation": nan,
    "piece": 0.0, "cross_track": nan, "cross_rate": nan, "along": nan, "deviation": nan, "by_word": 0.0,
    "watched": 0.0, "left_t": nan, "aside": nan, "mode_t": -inf,
    "area_due": -inf, "strategic_due": -inf, "hist_n": 0.0,
}  # fmt: skip
_ASSIGNED = {
    "route_at": -1.0, "route_n": 0.0, "from_field": 0.0, "to_field": 0.0, "watched_from": -inf,
    "limit": nan, "slack_right": nan, "offset": 0.0, "free": 0.0, "permit_until": nan,
    "planned": 0.0, "estimate_due": inf, "lost": nan, "phase": 0.0, "phase_since": nan,
    "level": nan, "level_qnh": nan, "level_t": nan, "level_side": 0.0, "level_reached": 0.0,
    "vector": nan, "vector_t": nan,
    "mode": -1.0, "mode_from": -inf, "mode_variation": nan, "mode_variation_t": -inf, "permit_end": nan,
    "area_wake": inf, "share": 0.0, "survey": 0.0,
    "free_until": nan, "over": 0.0, "over_t": nan, "due": nan, "land_by": nan, "born": nan,
}  # fmt: skip
DEFAULTS = {**_HEARD, **_ASSIGNED}
HEARD_FIELDS, ASSIGNED_FIELDS = tuple(_HEARD), tuple(_ASSIGNED)
ROW = np.dtype([(name, np.float64) for name in DEFAULTS])
FIRST = 16  # flights there is room for at first
GOLDEN = 0.5 * (5.0**0.5 - 1.0)  # its multiples spread evenly over an interval, whichever keys there are
KEPT = 16  # positions kept of a flight: 8 a half minute apart, then 8 some four minutes apart
RULES = ("ROUTE", "LEVEL", "HEADING", "MODE", "GNSS")  # rules judged report by report, by place in `lives`
COUNTS = (
    "taken", "no position", "impossible values", "future-dated", "repeated", "late", "second aircraft",
    "heard on the ground", "from the crew",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flight:
    """Words of one flight: its name, the route it flies, its filed route, and its estimates.

    `onward` is a new route that begins wherever the flight is once it has turned.
    """

    name: str = ""
    fixes: tuple[Fix, ...] = ()
    filed: tuple[Fix, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    onward: tuple[Fix, ...] = ()


class Feed(NamedTuple):
    """When surveillance was last heard of any flight, since when it is silent, since when it is heard again
    (NaN: it is not); its smoothed interval; and its last outages, begin and end. POSIX s, s.
    """

    heard: float = -inf
    stalled: float = nan
    back: float = nan
    interval: float = nan
    outages: tuple[tuple[float, float], ...] = ()


@dataclass(slots=True, eq=False)
class Memory:
    """Everything the watch knows at `clock` (POSIX s, -inf before anything was heard).

    `rows` `(2 capacity,)` of `ROW`; `hist` `(2 capacity, KEPT, 3)` t, lat, lon; `lives` `(2 capacity, rules,
    5)`; `keys` sorted and `slots` their rows, `key_of` the key of each row (-1: in `free`); `flights` words
    by row; `table` pieces of all routes,
    `used` of them this one's; `book` the lives that have no column, by (rule, row,
    what); `queue` words that are not yet due, `anchors` (due, row) of routes that begin where the flight is
    then; `mode` the tests of flights with a route (`rows["mode"]` says which), `gnss` by row what is thought
    of what flights broadcast. Both have room only for what was heard. `spent`: a step in place
    has used it up.
    """

    site: Site
    areas: Areas
    clock: float
    rows: Array
    hist: Array
    lives: Array
    keys: Array
    slots: Array
    key_of: Array
    flights: dict[int, Flight]
    table: Table
    used: int
    book: dict[tuple[str, int], dict[Any, Any]]
    queue: tuple[Assigned, ...]
    anchors: tuple[tuple[float, int], ...]
    feed: Feed
    counts: Array
    noted: dict[str, int]
    mode: Array
    gnss: Array
    free: Array
    spent: bool = False

    @property
    def capacity(self) -> int:
        """Flights there is room for."""
        return len(self.rows) // 2


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """A watch between steps: its `memory` is never written again, unless it is worked on `in_place`."""

    memory: Memory
    in_place: bool = False


@dataclass(slots=True, eq=False)
class Desk(Memory):
    """A Watch being worked on: its own copies, written in place, until it is handed out as the next Watch."""

    said: list[Alert] = field(default_factory=list)
    in_place: bool = False


WRITTEN = ("rows", "hist", "lives", "counts", "mode", "gnss")  # arrays that a step writes in place


def in_place(watch: Watch) -> Watch:
    """The same watch, for a fold that keeps only the newest: from here on each `step` and `assign` works on
    what it is given and uses it up. A Watch that is used up is refused with ValueError.
    """
    return replace(hand_out(take(watch)), in_place=True)


def take(watch: Watch) -> Desk:
    """A working copy. Dictionaries of the book are copied two deep; what they hold is never changed. In place
    nothing is copied, and the Watch is used up.
    """
    memory = unspent(watch)
    given = {name: getattr(memory, name) for name in Memory.__dataclass_fields__}
    if watch.in_place:
        memory.spent = True
        return Desk(**given, in_place=True)
    for name in WRITTEN:
        given[name] = given[name].copy()
    given["flights"], given["noted"] = dict(memory.flights), dict(memory.noted)
    given["book"] = {key: dict(lives) for key, lives in memory.book.items()}
    return Desk(**given)


def unspent(watch: Watch) -> Memory:
    """What a Watch knows. Raises ValueError for one that a step in place has used up."""
    if watch.memory.spent:
        raise ValueError("this Watch was worked on in place and is used up; go on with the newest one")
    return watch.memory


def hand_out(desk: Desk) -> Watch:
    """The next Watch; the desk is not used again."""
    memory = Memory(**{name: getattr(desk, name) for name in Memory.__dataclass_fields__})
    return Watch(memory, desk.in_place)


def init(site: Site | None = None, areas: tuple[Airspace, ...] = ()) -> Watch:
    """A watch that has heard nothing, for a site (by default the labelled defaults) and its areas.

    Altitudes and heights of areas stand on the site's QNH and elevation. Raises ValueError for an area
    without a proper boundary.
    """
    site = site or Site()
    heights = site.heights
    quiet = {kind.lower() for kind in site.ahead.quiet}
    loud = [area for area in areas if area.kind.lower() not in quiet]
    watched = prepare(loud, heights.correction, heights.elevation)
    none = np.zeros(0, np.int64)
    return Watch(Memory(
        site=site, areas=watched, clock=-inf, rows=fresh(2 * FIRST), hist=np.full((2 * FIRST, KEPT, 3), nan),
        lives=fresh_lives(2 * FIRST), keys=none, slots=none, key_of=none, flights={}, table=empty(), used=0,
        book={}, queue=(), anchors=(), feed=Feed(), counts=np.zeros(len(COUNTS), np.int64), noted={},
        mode=mode.init(0), gnss=gnss.init(0), free=none,
    ))  # fmt: skip


def row_of(desk: Desk, keys: Array) -> Array:
    """Rows of keys `(n,)`, known or new; there is room for all of them afterwards."""
    place = np.searchsorted(desk.keys, keys)
    if desk.keys.size and np.all(desk.keys[np.minimum(place, desk.keys.size - 1)] == keys):
        return desk.slots[place]
    new = np.setdiff1d(keys, desk.keys)
    if new.size:
        rows = _room(desk, new)
        where = np.searchsorted(desk.keys, new)
        desk.keys = np.insert(desk.keys, where, new)
        desk.slots = np.insert(desk.slots, where, rows)
        desk.rows["share"][rows] = new * GOLDEN % 1.0
        desk.rows["limit"][rows] = desk.site.lateral.limit
        desk.rows["slack_right"][rows] = desk.site.lateral.offset
        desk.rows["born"][rows] = desk.clock
    return desk.slots[np.searchsorted(desk.keys, keys)]


def _room(desk: Desk, new: Array) -> Array:
    """Rows for so many new keys: those given back first."""
    again, desk.free = desk.free[: new.size], desk.free[new.size :]
    before = len(desk.key_of)
    after = before + new.size - again.size
    if after > desk.capacity:
        _grow(desk, max(2 * desk.capacity, after))
    rows = np.concatenate([again, np.arange(before, after)])
    desk.key_of = np.concatenate([desk.key_of, np.full(after - before, -1)])
    desk.key_of[rows] = new
    return rows


def _grow(desk: Desk, capacity: int) -> None:
    """Room for more flights: the pairs of rows keep their distance, the new capacity."""
    old = desk.capacity
    second = capacity + np.arange(old)
    rows, lives = fresh(2 * capacity), fresh_lives(2 * capacity)
    hist = np.full((2 * capacity, KEPT, 3), nan)
    for grown, array in ((rows, desk.rows), (lives, desk.lives), (hist, desk.hist)):
        grown[:old], grown[second] = array[:old], array[old:]
    moved = {
        (rule, row + capacity - old if row >= old else row): kept for (rule, row), kept in desk.book.items()
    }
    desk.rows, desk.lives, desk.hist, desk.book = rows, lives, hist, moved


def fresh(n: int) -> Array:
    """`n` rows of which nothing is known."""
    rows = np.zeros(n, ROW)
    for name, value in DEFAULTS.items():
        rows[name] = value
    return rows


def fresh_lives(n: int) -> Array:
    """Lives of `n` rows, none begun."""
    lives = np.full((n, len(RULES), 5), nan)
    lives[:, :, 2] = lives[:, :, 4] = 0.0
    return lives
