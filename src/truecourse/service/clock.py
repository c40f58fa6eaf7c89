"""Time as the service sees it: one that goes on evenly, whoever sets the machine's clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` POSIX s UTC, `ticking` s that never jump, `sleep` s, `over` whether the end was asked for; tests
    bring their own.
    """

    now: Callable[[], float] = time.time
    ticking: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    over: Callable[[], bool] = bool  # never


def even(clock: Clock) -> Callable[[], float]:
    """POSIX s UTC by the clock of the beginning: it neither jumps nor goes back when that clock is set."""
    began, ticked = clock.now(), clock.ticking()
    return lambda: began + clock.ticking() - ticked
