"""Where alerts go. An outlet that fails says so in its counts; the watch and the other outlets go on."""

import socket
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from truecourse.feeds.alerts.asterix import Numbers, alive, encode
from truecourse.feeds.alerts.geojson import append, begin_collection
from truecourse.feeds.alerts.lines import write_line
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.alert import Alert, Phase

ALIVE_EVERY = 10.0  # s between messages that say that the safety net is there

MessageType = Callable[[Alert], int | None]


class Outlet(Protocol):
    """Something that takes alerts and never holds up who gives them."""

    def give(self, alert: Alert) -> None:
        """Take an alert."""

    def tick(self, now: float) -> None:
        """Time has come to POSIX s `now`."""

    def close(self) -> Mapping[str, int]:
        """End; what became of the alerts, by name."""


class Printed:
    """Alerts printed one a line: `show` prints, `words` makes the line."""

    def __init__(self, show: Callable[[Alert], None]) -> None:
        self._show, self._given = show, 0

    def give(self, alert: Alert) -> None:
        """Print it at once. Raises OSError where nobody reads any more."""
        self._show(alert)
        self._given += 1

    def tick(self, now: float) -> None:
        """Nothing is done with time."""

    def close(self) -> Mapping[str, int]:
        """How many were printed."""
        return {"printed": self._given}


def as_json(alert: Alert) -> None:
    """Print the JSON line of an alert, not kept back in a buffer."""
    print(write_line(alert), flush=True)


class Mapped:
    """Alerts in a GeoJSON file that is whole after every alert."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = begin_collection(path)
        except OSError as error:
            why = quoted(error.strerror or str(error))
            raise CaseError(
                f"--geojson {quoted(str(path))} cannot be written ({why}); name another file"
            ) from None
        self._counts: Counter[str] = Counter()

    def give(self, alert: Alert) -> None:
        """Append it; a full disk is counted."""
        try:
            append(self._file, alert)
        except OSError as error:
            self._counts[f"not written ({error.strerror})"] += 1
        else:
            self._counts["written"] += 1

    def tick(self, now: float) -> None:
        """Nothing is done with time."""

    def close(self) -> Mapping[str, int]:
        """Close the file; how many were written."""
        self._file.close()
        return self._counts


class Asterix:
    """Alerts as category 004 datagrams, an alive message now and then.

    `kind` gives the message type of an alert, None where EUROCONTROL has none: such an alert is not sent on
    this wire, and counted by its rule.
    """

    def __init__(self, host: str, port: int, kind: MessageType, source: tuple[int, int] = (0, 0)) -> None:
        self._kind, self._source, self._numbers = kind, source, Numbers()
        self._counts: Counter[str] = Counter()
        self._kinds: set[int] = set()
        self._said = float("-inf")
        try:
            family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        except OSError as error:
            raise CaseError(
                f"--asterix {quoted(host)} is not known ({quoted(error.strerror)}); correct the host"
            ) from None
        self._to: tuple[Any, ...] = where
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def give(self, alert: Alert) -> None:
        """Send it, or count why not."""
        kind = self._kind(alert)
        if kind is None:
            self._counts[f"not sent, {alert.rule.value} has no message type here"] += 1
            return
        block = encode(alert, kind, self._numbers, self._source)
        if block is None:
            ends = alert.state is Phase.END
            lacks = "an end of what was not sent" if ends else f"lacks what type {kind} says"
            self._counts[f"not sent, {alert.rule.value} {lacks}"] += 1
        else:
            self._send(block, "sent")

    def tick(self, now: float) -> None:
        """Say that the safety net is alive."""
        if not 0.0 <= now - self._said < ALIVE_EVERY:
            self._said = now
            self._send(alive(now, FUNCTIONS, self._source), "alive messages sent")

    def close(self) -> Mapping[str, int]:
        """Close the socket; how many were sent, and why others were not."""
        self._socket.close()
        return self._counts

    def _send(self, block: bytes, name: str) -> None:
        try:
            self._socket.sendto(block, self._to)
        except OSError as error:
            self._counts[f"not sent ({error.strerror})"] += 1
        else:
            self._counts[name] += 1


FUNCTIONS = (2, 3, 5, 6, 25)  # the functions that I004/060 can name of those that run
