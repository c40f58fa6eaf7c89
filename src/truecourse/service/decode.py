"""The decoder of a live feed: whole messages are cut from the stream, the rest waits for more."""

from dataclasses import replace

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import live as heard
from truecourse.feeds.heard.tally import MALFORMED, Tally, add
from truecourse.feeds.heard.words import parse_words
from truecourse.feeds.wire import quoted
from truecourse.flight.assigned import Assigned
from truecourse.flight.fix import Fix
from truecourse.flight.reports import Reports
from truecourse.service.event import nothing

WORDS = "words"  # plans, clearances and position reports as JSON lines
FORMATS = (*heard.FORMATS, WORDS)
WHOLE = ("asterix", "readsb", WORDS)  # formats whose decoder must be given whole messages
LONGEST = 1 << 20  # bytes of a message that has not ended; more is none


class Stream:
    """A decoder that remembers what came before; `datagrams` says that every piece is whole."""

    def __init__(self, format: str, datagrams: bool, places: tuple[Fix, ...] = ()) -> None:
        self._state = heard.start(format) if format != WORDS else None
        self._cut = format if format in WHOLE and not datagrams else ""
        self._places, self._rest = places, b""

    def anew(self) -> None:
        """A new connection: what had begun will not be ended."""
        self._rest = b""
        if self._state is not None:
            self._state = replace(self._state, rest=b"")

    def feed(self, data: bytes, received: float) -> tuple[Reports, tuple[Assigned, ...], Tally]:
        """What these bytes, received at that POSIX s, complete."""
        told = Tally()
        if self._cut:
            data, self._rest = cut(self._cut, self._rest + data)
            if len(self._rest) > LONGEST:
                self._rest, told = b"", Tally(1, 0, {MALFORMED: 1})
            if not data:
                return nothing(), (), told
        if self._state is None:
            words = parse_words(data.decode("utf-8", "replace"), self._places, received, received)
            return words.reports, words.assigned, add(told, words.tally)
        self._state, reports, tally = heard.decode(self._state, data, received)
        return reports, (), add(told, tally)


def cut(format: str, data: bytes) -> tuple[bytes, bytes]:
    """Whole messages, and the bytes of one that has not ended: lines, or blocks of ASTERIX by their length.

    A block that says it is shorter than its own head ends nowhere: all that follows it is handed on.
    """
    if format != "asterix":
        end = data.rfind(b"\n") + 1
        return data[:end], data[end:]
    at = 0
    while at + 3 <= len(data):
        length = int.from_bytes(data[at + 1 : at + 3], "big")
        if length < 3:
            return data, b""
        if at + length > len(data):
            break
        at += length
    return data[:at], data[at:]


def stream_of(format: str, text: str, datagrams: bool, places: tuple[Fix, ...] = ()) -> Stream:
    """The decoder of a format. Raises CaseError, naming the source (`text`), where there is none."""
    if format not in FORMATS:
        why = f"{quoted(format)} is not decoded as it comes" if format else "its format cannot be told"
        raise CaseError(f"{text}: {why}; add ?format= or --format with one of {', '.join(FORMATS)}")
    return Stream(format, datagrams, places)
