"""Words find their flights: what is filed for a callsign meets the address that is heard under it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from truecourse.feeds.heard.identity import key_of_name
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports
from truecourse.service.event import Event, nothing, part, together

PATIENCE = 1200.0  # s that words wait for their flight to be heard before they are taken as of its name alone
MOST_NAMES = 100_000  # callsigns remembered


@dataclass
class _Desk:
    """Words not yet handed on, positions not yet due, and the address heard under each name's key."""

    words: list[Assigned]
    positions: Reports
    addresses: dict[int, int] = field(default_factory=dict)


def accompany(
    events: Iterable[Event], words: tuple[Assigned, ...], positions: Reports | None = None
) -> Iterator[Event]:
    """The events with `words` given to the flights they are for, and `positions` reported when they came.

    A word whose key was made of a callsign waits until a flight of that name is heard, and goes to the key
    that is heard; after `PATIENCE` it goes to the name, so that a flight never heard of is missed too. Words
    and reports that the feed itself brings are renamed alike.
    """
    desk = _Desk(list(words), nothing() if positions is None else positions)
    for event in events:
        _learn(desk.addresses, event.reports)
        desk.words.extend(event.words)
        batch, desk.positions = _due(desk.positions, event.now)
        reports = _renamed(together([event.reports, batch]), desk.addresses)
        ready, desk.words = _ready(desk, event.now)
        yield replace(event, reports=reports, words=tuple(ready))


def _learn(addresses: dict[int, int], reports: Reports) -> None:
    for key, name in reports.names:
        named = key_of_name(name)
        if named != key:
            addresses[named] = key
    while len(addresses) > MOST_NAMES:
        del addresses[next(iter(addresses))]


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


def _ready(desk: _Desk, now: float) -> tuple[list[Assigned], list[Assigned]]:
    ready: list[Assigned] = []
    later: list[Assigned] = []
    for word in desk.words:
        if word.key in desk.addresses:
            ready.append(replace(word, key=desk.addresses[word.key]))
        elif word.key != key_of_name(word.flight) or now - word.t > PATIENCE:
            ready.append(word)
        else:
            later.append(word)
    return ready, later
