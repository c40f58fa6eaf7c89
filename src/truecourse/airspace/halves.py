"""Work on many flights in two halves side by side: loops and geodesics release the interpreter's lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

LEAST = 64  # flights, of which half are worth a thread: it costs a tenth of a millisecond to begin


def halves(work: Callable[[NDArray[np.int64]], T], n: int, least: int = LEAST) -> list[T]:
    """What `work` makes of the numbers 0 to n, in one part or, from `least` on, in two at once; in order.

    `work` must write nothing that the other half reads. What either raises is raised.
    """
    numbers = np.arange(n)
    if n < least:
        return [work(numbers)]
    return list(together(lambda: work(numbers[: n // 2]), lambda: work(numbers[n // 2 :])))


def together(one: Callable[[], T], other: Callable[[], T]) -> tuple[T, T]:
    """What both make, at once; neither may write what the other reads. What either raises is raised."""
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(other)
        return one(), second.result()
