"""Alerts posted to a web address, without ever holding up the watch."""

import queue
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException
from urllib.parse import urlsplit

from truecourse.feeds.alerts.lines import write_line
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.alert import Alert

WAITING = 1000  # alerts that may wait to be posted
ANSWER = 5.0  # s the other side has to answer
LOOK = 0.1  # s between looks whether the end has come
_POSTED = "posted"
LAST = 5.0  # s that what waits has when the watch ends


def check_address(text: str) -> str:
    """The address if it is one that can be posted to. Raises CaseError."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise CaseError(f"--webhook {quoted(text)} is no web address; write it like https://host/path")
    return text


class Webhook:
    """An outlet: each alert is posted as the JSON of its line, by a thread of its own.

    At most `WAITING` alerts wait; what comes while that many do is dropped, and counted. Safe to be used by
    one thread. `say` is given a sentence when alerts begin to be lost and when they no longer are, by the
    thread of its own.
    """

    def __init__(
        self,
        address: str,
        waiting: int = WAITING,
        answer: float = ANSWER,
        say: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._address, self._answer, self._say = check_address(address), answer, say
        self._lost = 0
        self._queue: queue.Queue[str] = queue.Queue(waiting)
        self._counts: Counter[str] = Counter()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._post_all, name="webhook", daemon=True)
        self._thread.start()

    def give(self, alert: Alert) -> None:
        """Leave an alert to be posted; returns at once."""
        try:
            self._queue.put_nowait(write_line(alert))
        except queue.Full:
            self._counts["dropped, too many were waiting"] += 1

    def tick(self, now: float) -> None:
        """Nothing is done with time."""

    def close(self, patience: float = LAST) -> dict[str, int]:
        """Post what waits, for at most `patience` s; what was posted, failed and dropped, by name."""
        self._ending.set()
        self._thread.join(patience)
        counts = Counter(self._counts)
        if self._thread.is_alive():
            counts["not posted before the end"] += self._queue.qsize() + 1
        return dict(counts)

    def _post_all(self) -> None:
        while True:
            try:
                line = self._queue.get(timeout=LOOK)
            except queue.Empty:
                if self._ending.is_set():
                    return
                continue
            became = self._post(line)
            self._counts[became] += 1
            self._tell(became)

    def _tell(self, became: str) -> None:
        """Say the first loss of a series, and its end."""
        if became != _POSTED:
            self._lost += 1
            if self._lost == 1:
                self._say(
                    f"Webhook: an alert was not taken, {became}; alerts are lost there until it answers"
                )
        elif self._lost:
            self._say(f"Webhook: alerts are taken again; {self._lost} were lost meanwhile")
            self._lost = 0

    def _post(self, line: str) -> str:
        request = urllib.request.Request(
            self._address, line.encode("utf-8"), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=self._answer):
                return _POSTED
        except urllib.error.HTTPError as error:
            error.close()
            return f"refused with status {error.code}"
        except (OSError, ValueError, HTTPException) as error:
            return f"failed ({type(getattr(error, 'reason', error)).__name__})"
