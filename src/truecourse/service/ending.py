"""A watch is ended by a signal: by the first in order, by the second at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STATUS = 128  # what a shell adds to the number of the signal that ended a program


@dataclass
class Ending:
    """`number` of the signal that asked for the end, 0 while none has."""

    number: int = 0

    def asked(self) -> bool:
        """Whether the end was asked for."""
        return self.number != 0


@contextmanager
def heeded(ending: Ending) -> Iterator[None]:
    """Within it Ctrl-C and SIGTERM are noted in `ending`, and raise KeyboardInterrupt only the second time.

    An alert is then never half given, and what was heard is judged before the end. Outside the main thread,
    where Python lets nobody catch signals, nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        if ending.number:
            raise KeyboardInterrupt
        ending.number = number

    before = {number: signal.signal(number, note) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
