"""Words find their flights: what is filed for a callsign meets the address that is heard under it."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from truecourse.feeds.heard.identity import key_of_name
from truecourse.flight.assigned import Assigned, Became
from truecourse.flight.reports import Reports
from truecourse.service.event import Event, nothing, part, together

PATIENCE = 1200.0  # s that a word waits for its flight to be heard before it is taken as of its name alone
# s that an old word waits when the watch begins: who is heard says its name every 5 s in the air, every 10 s
# on the ground (ICAO Doc 9871, aircraft identification).
BEGIN = 120.0
# s of the watch after which a word is no longer for whoever is heard under its name: a day's flight has the
# callsign of yesterday's, and the longest in the world takes 19 hours from its plan's off-block time.
LONGEST = 19.0 * 3600.0
Kept = tuple[float, Assigned]  # until when it is for whoever is heard under the name, POSIX s, and the word
MOST_NAMES = 100_000  # callsigns remembered, and flights whose words wait


@dataclass
class _Desk:
    """`addresses`: the key heard under each name's key. `waiting`: words not yet handed on, by their name's
    key. `given`: those that the name itself was given, because it is watched by its name. `due`: when to
    lose patience with which name. `positions`: those not yet due.
    """

    positions: Reports
    addresses: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, list[Kept]] = field(default_factory=dict)
    given: dict[int, list[Kept]] = field(default_factory=dict)
    due: list[tuple[float, int]] = field(default_factory=list)


def accompany(
    events: Iterable[Event], words: tuple[Assigned, ...], positions: Reports | None = None
) -> Iterator[Event]:
    """The events with `words` given to the flights they are for, and `positions` reported when they came.

    A word whose key was made of a callsign waits until a flight of that name is heard, and goes to the key
    that is heard. `PATIENCE` after it was said, and not before `BEGIN` of the watch, it goes to the name, so
    that a flight never heard of is missed too; if the flight is heard after all, everything said to its name
    goes to the key that is heard, and the name became it (`Became`). Words and reports that the feed itself
    brings are renamed alike.
    """
    desk = _Desk(nothing() if positions is None else positions)
    coming = words
    for event in events:
        batch, desk.positions = _due(desk.positions, event.now)
        reports = together([event.reports, batch])
        ready = _found(desk, _learn(desk, reports), event.now)
        reports = _renamed(reports, desk.addresses)
        ready += _taken_in(desk, (*coming, *event.words), event.now)
        ready += _impatient(desk, event.now)
        coming = ()
        yield replace(event, reports=reports, words=tuple(ready))


def _learn(desk: _Desk, reports: Reports) -> list[int]:
    """The names' keys that are heard for the first time, or under an address for the first time."""
    new = []
    for key, name in reports.names:
        named = key_of_name(name)
        before = desk.addresses.get(named)
        if before is None or (before == named and key != named):
            new.append(named)
        if before is None or key != named:
            desk.addresses[named] = key
    _bounded(desk.addresses)
    return new


def _found(desk: _Desk, names: list[int], now: float) -> list[Assigned]:
    """What waited for names that are heard now, and what had gone to the name alone."""
    ready: list[Assigned] = []
    for named in names:
        key, before = desk.addresses.get(named, named), desk.given.pop(named, None)
        kept = [pair for pair in desk.waiting.pop(named, ()) if now <= pair[0]]
        if key == named:
            desk.given[named] = [*(before or ()), *kept]
        elif before is not None:
            ready.append(Assigned(named, "", now, Became(key)))
            kept = [*(pair for pair in before if now <= pair[0]), *kept]
        ready += [replace(word, key=key) for _, word in kept]
    return ready


def _taken_in(desk: _Desk, words: tuple[Assigned, ...], now: float) -> list[Assigned]:
    """Of words that have come those to be handed on at once; the rest waits."""
    ready: list[Assigned] = []
    for word in words:
        key, until = desk.addresses.get(word.key), max(word.t, now) + LONGEST
        if word.key in desk.given:
            desk.given[word.key].append((until, word))
            ready.append(word)
        elif key is not None or word.key != key_of_name(word.flight):
            ready.append(word if key is None else replace(word, key=key))
        else:
            desk.waiting.setdefault(word.key, []).append((until, word))
            heapq.heappush(desk.due, (max(word.t + PATIENCE, now + BEGIN), word.key))
    return ready


def _impatient(desk: _Desk, now: float) -> list[Assigned]:
    """Words that have waited long enough: all of their flight go to its name."""
    ready: list[Assigned] = []
    while desk.due and desk.due[0][0] < now:
        named = heapq.heappop(desk.due)[1]
        kept = desk.waiting.pop(named, [])
        if kept:
            ready += [word for _, word in kept]
            desk.given.setdefault(named, []).extend(kept)
    _bounded(desk.given)
    return ready


def _bounded(names: dict[int, Any]) -> None:
    while len(names) > MOST_NAMES:
        del names[next(iter(names))]


def _due(positions: Reports, now: float) -> tuple[Reports, Reports]:
    split = int(np.searchsorted(positions.received, now, side="right"))
    return part(positions, 0, split), part(positions, split, len(positions.key))


def _renamed(reports: Reports, addresses: dict[int, int]) -> Reports:
    """Reports of a flight known by name only, under the key it is heard with."""
    present = addresses.keys() & set(reports.key.tolist()) if addresses else set()
    if not present:
        return reports
    key = reports.key.copy()
    for named in present:
        key[reports.key == named] = addresses[named]
    names = tuple((addresses.get(named, named), name) for named, name in reports.names)
    return replace(reports, key=key, names=names)
