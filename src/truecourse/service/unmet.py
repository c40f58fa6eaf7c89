"""Which plans and words met no flight: an error in a callsign would be silent otherwise."""

from collections.abc import Iterable, Iterator

import numpy as np

from truecourse.feeds.heard.identity import key_of_name
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Heard, Reports
from truecourse.service.event import Event

MOST = 20  # flights named, before the rest is only counted


class Unmet:
    """The flights of what was said beforehand that surveillance has not heard so far, and how many words each
    has. Words are met by a report under their key, or by a flight of their callsign where that is their key.
    """

    def __init__(self, words: tuple[Assigned, ...], positions: Reports | None) -> None:
        self._waiting: dict[int, tuple[str, int]] = {}
        for word in words:
            self._count(word.key, word.flight)
        if positions is not None:
            names = dict(positions.names)
            passed = {(word.key, word.t) for word in words}  # a fix reported passed is a word already
            for key, t in zip(positions.key.tolist(), positions.received.tolist(), strict=True):
                if (key, t) not in passed:
                    self._count(key, names.get(key, ""))

    def _count(self, key: int, flight: str) -> None:
        name, before = self._waiting.get(key, ("", 0))
        self._waiting[key] = (name or flight, before + 1)

    def note(self, reports: Reports) -> None:
        """Strike out who is heard in a batch. What crews report themselves is not surveillance."""
        if not self._waiting or not (len(reports.key) or reports.names):
            return
        told = reports.heard >= Heard.CREW
        waiting = np.fromiter(self._waiting, np.int64, len(self._waiting))
        met = waiting[np.isin(waiting, reports.key[~told])].tolist()
        only_told = set(reports.key[told].tolist()) - set(reports.key[~told].tolist()) if told.any() else ()
        met += [key_of_name(name) for key, name in reports.names if key not in only_told]
        for key in met:
            self._waiting.pop(key, None)

    def sentences(self) -> Iterator[str]:
        """One for each flight that was not met, up to `MOST`, and how many more there are."""
        for key, (flight, count) in list(self._waiting.items())[:MOST]:
            name = flight or f"{key:06x}"
            address = f" ({key:06x})" if flight and key != key_of_name(flight) else ""
            words = "1 word" if count == 1 else f"{count} words"
            yield f"What was said for {name}{address} met no flight ({words}); is that how it is heard?"
        if len(self._waiting) > MOST:
            yield f"{len(self._waiting) - MOST} more flights with a plan or words were not met"


def noting(events: Iterable[Event], unmet: Unmet) -> Iterator[Event]:
    """The same events, each noted."""
    for event in events:
        unmet.note(event.reports)
        yield event
