"""How this room's loops are compiled: by Numba, scalar, the interpreter's lock released.

As the autopilot's, with two differences: rows that are found need room, so memory may be taken, and NaN and
the order of sums keep their meaning, because the same boundary must be crossed at the same bit from both
sides.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import config, njit

F = TypeVar("F", bound=Callable)
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
ENTRY: dict[str, Any] = OPTIONS | {"cache": bool(getattr(config, "CACHE_DIR", ""))}
INNER: dict[str, Any] = OPTIONS | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: F) -> F:
    """The function as machine code, made when it is first called; to the type checker it is what it was."""
    return njit(**ENTRY)(function)


def inner(function: F) -> F:
    """`compiled` for what only compiled functions call: nothing is made that the interpreter would need to
    hand a dozen arrays over, which shortens the compilation.
    """
    return njit(**INNER)(function)


@inner
def larger(rows: Any) -> Any:
    """A copy of rows with room for as many again. (Numba's own `concatenate` takes seconds to compile.)"""
    copy = np.empty((2 * len(rows), rows.shape[1]), rows.dtype)
    for i in range(len(rows)):
        for k in range(rows.shape[1]):
            copy[i, k] = rows[i, k]
    return copy


@inner
def put_in_order(rows: Any) -> None:
    """Sort rows (n, 2) by their first and then their second column, in place (Shell 1959, Knuth's gaps)."""
    gap = 1
    while gap < len(rows) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, len(rows)):
            a, b, j = rows[i, 0], rows[i, 1], i
            while j >= gap and (rows[j - gap, 0] > a or (rows[j - gap, 0] == a and rows[j - gap, 1] > b)):
                rows[j, 0], rows[j, 1] = rows[j - gap, 0], rows[j - gap, 1]
                j -= gap
            rows[j, 0], rows[j, 1] = a, b
        gap //= 3
