"""How the kernel is compiled: scalar code, one flight at a time, by Numba, the interpreter's lock released.

NaN and infinity keep their meaning (no `nnan`, no `ninf`): missing values are NaN and unused commands are at
infinity. Nothing inside allocates (`_nrt=False` makes sure of it), and everything becomes one function.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import config, njit

F = TypeVar("F", bound=Callable)
OPTIONS: dict[str, Any] = {
    "_nrt": False,
    "forceinline": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "arcp", "nsz", "reassoc"},
}
ENTRY: dict[str, Any] = OPTIONS | {"cache": bool(getattr(config, "CACHE_DIR", ""))}
INNER: dict[str, Any] = OPTIONS | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: F) -> F:
    """The function as part of the kernel; to the type checker it is what it was.

    What is compiled is kept for the next run only where the door has named a folder for it (`cli.kept`).
    """
    return njit(**ENTRY)(function)


def inner(function: F) -> F:
    """`compiled` for what only compiled functions call: without what the interpreter would need to hand over
    a dozen tuples of arrays, which is a good part of the compilation.
    """
    return njit(**INNER)(function)
