"""How the kernel is compiled: scalar code, one flight at a time, by Numba, the interpreter's lock released.

NaN and infinity keep their meaning (no `nnan`, no `ninf`): missing values are NaN and unused commands are at
infinity. Nothing inside allocates (`_nrt=False` makes sure of it), and everything becomes one function.
"""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

F = TypeVar("F", bound=Callable)
FAST = {"contract", "arcp", "nsz", "reassoc"}


def compiled(function: F) -> F:
    """The function as part of the kernel; to the type checker it is what it was."""
    return njit(_nrt=False, forceinline=True, nogil=True, error_model="numpy", fastmath=FAST)(function)
