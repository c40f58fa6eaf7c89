"""How the kernel is compiled: scalar code, one flight at a time, machine code by Numba, the interpreter's lock released.

NaN and infinity keep their meaning (no `nnan`, no `ninf`): missing values are NaN and unused commands are at infinity.
"""

from numba import njit

compiled = njit(_nrt=False, forceinline=True, nogil=True, error_model="numpy", fastmath={"contract", "arcp", "nsz", "reassoc"})
