"""Bytes from a connection, datagrams or standard input; what breaks is made anew, and said."""

import os
import select
import socket
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import NamedTuple, Protocol

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.service import link as links
from truecourse.service.clock import Clock, even
from truecourse.service.source import Kind, Source

POLL = 0.05  # s that a look for bytes may take
MOST = 1 << 18  # bytes taken at once
CONNECTING = 5.0  # s a connection may take to be made


class Piece(NamedTuple):
    """What one look brought: bytes (maybe none), when (POSIX s), a sentence, whether newly connected."""

    data: bytes
    received: float
    notice: str = ""
    anew: bool = False


class Wire(Protocol):
    """Something that bytes come from."""

    def receive(self, wait: float) -> bytes | None:
        """Bytes; None where none came within `wait` s; b"" where no more will. Raises OSError."""

    def close(self) -> None:
        """Let it go."""


class SocketWire:
    """A connected or bound socket."""

    def __init__(self, made: socket.socket, ends: bool) -> None:
        self._socket, self._ends = made, ends

    def receive(self, wait: float) -> bytes | None:
        """As `Wire`; datagrams never end, and an empty one says nothing."""
        self._socket.settimeout(wait)
        try:
            data = self._socket.recv(MOST)
        except TimeoutError:
            return None
        return data if data or self._ends else None

    def close(self) -> None:
        """As `Wire`."""
        self._socket.close()


class StreamWire:
    """Standard input, or any other descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def receive(self, wait: float) -> bytes | None:
        """As `Wire`."""
        ready, _, _ = select.select([self._descriptor], [], [], wait)
        return os.read(self._descriptor, MOST) if ready else None

    def close(self) -> None:
        """Standard input is not ours to close."""


def dial(source: Source) -> Wire:
    """The wire of a source that is not a file. Raises OSError."""
    if source.kind is Kind.STDIN:
        return StreamWire(sys.stdin.fileno())
    if source.kind is Kind.TCP:
        return SocketWire(socket.create_connection((source.host, source.port), CONNECTING), ends=True)
    family, _, _, _, where = socket.getaddrinfo(
        source.host or None, source.port, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        made.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22
        )  # a burst must not be lost while we think
        group = ip_address(where[0])
        if group.is_multicast:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
        if group.is_multicast and group.version == 4:
            made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group.packed + bytes(4))
    except OSError:
        made.close()
        raise
    return SocketWire(made, ends=False)


def first_wire(source: Source) -> Wire:
    """As `dial`, at the door: what is refused there is one sentence. Raises CaseError."""
    try:
        return dial(source)
    except OSError as error:
        why = quoted(error.strerror or str(error))
        hint = "take another port" if source.kind is Kind.UDP else "start the feed, or correct host and port"
        verb = "connected to" if source.kind is Kind.TCP else "listened to"
        raise CaseError(f"{source.text} cannot be {verb} ({why}); {hint}") from None


def listen(
    name: str, wire: Wire, redial: Callable[[], Wire] | None, clock: Clock, stall: float = links.STALL
) -> Iterator[Piece]:
    """Looks at a wire, `POLL` s or less apart, until the clock is over; where it ends or stalls it is dialled
    anew.

    Without `redial` it ends with the wire. A look that brings nothing is yielded too: time goes on. The wire
    is closed in the end.
    """
    now, link, wired = even(clock), links.begin(name, clock.ticking()), wire
    while not clock.over():
        notice, data, anew = "", b"", False
        if not link.up and redial is not None:
            link, notice, anew, wired = _again(link, wired, redial, clock)
        else:
            link, notice, data = _look(link, wired, clock, stall, redial is not None)
            if not link.up:
                wired.close()
        yield Piece(data, now(), notice, anew)
        if not link.up and redial is None:
            return
    wired.close()


def _look(
    link: links.Link, wire: Wire, clock: Clock, stall: float, again: bool
) -> tuple[links.Link, str, bytes]:
    try:
        data = wire.receive(POLL)
    except OSError as error:
        return *links.lose(link, clock.ticking(), quoted(error.strerror or str(error))), b""
    if data is None:
        if again and clock.ticking() - link.heard >= stall:
            return *links.lose(link, clock.ticking(), f"silent for {stall:.0f} s"), b""
        return *links.wait(link, clock.ticking(), stall), b""
    if not data:
        if not again:
            return links.lose(link, clock.ticking(), "it ended")[0], "", b""
        return *links.lose(link, clock.ticking(), "the other side closed it"), b""
    return *links.hear(link, clock.ticking()), data


def _again(
    link: links.Link, wire: Wire, redial: Callable[[], Wire], clock: Clock
) -> tuple[links.Link, str, bool, Wire]:
    if clock.ticking() < link.retry:
        clock.sleep(min(POLL, link.retry - clock.ticking()))
        return link, "", False, wire
    try:
        made = redial()
    except OSError as error:
        return *links.lose(link, clock.ticking(), quoted(error.strerror or str(error))), False, wire
    return links.connect(link, clock.ticking()), "", True, made
