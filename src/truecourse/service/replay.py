"""A recording as events, as fast as they can be watched or paced by a clock."""

from collections.abc import Iterable, Iterator
from math import ceil, inf, nan

import numpy as np

from truecourse.feeds.heard.tally import Tally
from truecourse.flight.reports import Reports
from truecourse.service.clock import Clock
from truecourse.service.event import Event, by_arrival, nothing, part, together

SLICE = 4.0  # s of a recording watched together: about a turn of a radar
GAP = 10.0  # s between looks at the time where a recording has no reports
MOST_TICKS = 2000  # in one gap, however long
NAP = 0.1  # s slept at once, so that who asks for the end is not kept waiting


def replay(batches: Iterable[tuple[Reports, Tally]], slice: float = SLICE) -> Iterator[Event]:
    """Events of batches in order of time; the first tally gives how many reports there are in all.

    Where nothing was recorded time goes on in steps of `GAP`, so that what is overdue is said in time.
    """
    total, seen, now = 0, 0, -inf
    for batch, told in batches:
        total += told.reports
        first = True
        for piece, end in _slices(batch, now, slice):
            yield from _gap(now, end - slice, seen / total if total else nan)
            now, seen = end, seen + len(piece.key)
            yield Event(now, piece, told=told if first else None, done=seen / total if total else nan)
            first = False
        if first:
            yield Event(now, batch, told=told, done=seen / total if total else nan)


def _slices(batch: Reports, now: float, slice: float) -> Iterator[tuple[Reports, float]]:
    """Parts of a batch of at most `slice` s, and the latest time by which each had been received."""
    if not len(batch.key):
        return
    arrival = np.where(np.isfinite(batch.received), batch.received, batch.t)
    arrival = np.fmax.accumulate(np.concatenate([[now], arrival]))[1:]
    turns = np.floor(arrival / slice)
    starts = np.flatnonzero(np.diff(turns, prepend=nan) != 0.0)
    for first, last in zip(starts, [*starts[1:], len(turns)], strict=True):
        yield part(batch, int(first), int(last)), float(arrival[last - 1])


def _gap(now: float, until: float, done: float) -> Iterator[Event]:
    if not np.isfinite(now) or until - now < GAP:
        return
    ticks = min(MOST_TICKS, ceil((until - now) / GAP) - 1)
    for n in range(1, ticks + 1):
        yield Event(now + n * (until - now) / (ticks + 1), nothing(), done=done)


def paced(events: Iterable[Event], speed: float, clock: Clock) -> Iterator[Event]:
    """The same events, each not before its time, `speed` times as fast as life, until the clock is over."""
    began: tuple[float, float] | None = None
    for event in events:
        if np.isfinite(event.now):
            began = began or (clock.ticking(), event.now)
            due = began[0] + (event.now - began[1]) / speed
            while (early := due - clock.ticking()) > 0.0 and not clock.over():
                clock.sleep(min(NAP, early))
        if clock.over():
            return
        yield event


def merged(
    batches: Iterable[tuple[Reports, Tally]], positions: Reports | None
) -> Iterator[tuple[Reports, Tally]]:
    """Batches in order of time with other reports put where their `received` is."""
    rest = nothing() if positions is None else by_arrival(positions)
    for batch, told in batches:
        if not len(rest.key) or not len(batch.key):
            yield batch, told
            continue
        split = int(np.searchsorted(rest.received, batch.received.max(), side="right"))
        added, rest = part(rest, 0, split), part(rest, split, len(rest.key))
        yield (by_arrival(together([batch, added])) if split else batch), told
    if len(rest.key):
        yield rest, Tally()
