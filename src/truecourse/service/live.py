"""A live feed as events: bytes decoded as they come, handed on together twenty times a second."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from truecourse.feeds.heard.tally import Tally, add
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports
from truecourse.service.event import Event, together
from truecourse.service.transport import Piece

TOGETHER = 0.05  # s over which reports are gathered: half of what an alert may take
TICK = 1.0  # s after which time goes on without any


class Decoder(Protocol):
    """Bytes in, reports, words and a tally out; what is incomplete waits inside for its rest."""

    def feed(self, data: bytes, received: float) -> tuple[Reports, tuple[Assigned, ...], Tally]:
        """What has been completed by these bytes, received at that POSIX s."""

    def anew(self) -> None:
        """Forget what is incomplete: the connection is a new one."""


def live(pieces: Iterable[Piece], decoder: Decoder) -> Iterator[Event]:
    """Events of a feed; at a new connection the decoder is told that bytes before it lack their rest."""
    waiting, words, told, since = list[Reports](), list[Assigned](), Tally(), float("-inf")
    for piece in pieces:
        if piece.anew:
            decoder.anew()
        if piece.data:
            reports, said, tally = decoder.feed(piece.data, piece.received)
            waiting.append(reports)
            words.extend(said)
            told = add(told, tally)
        elapsed = piece.received - since
        if piece.notice or elapsed >= TICK or (waiting and elapsed >= TOGETHER):
            yield Event(piece.received, together(waiting), tuple(words), told, piece.notice)
            waiting, words, told, since = [], [], Tally(), piece.received
    if waiting:
        yield Event(piece.received, together(waiting), tuple(words), told)
