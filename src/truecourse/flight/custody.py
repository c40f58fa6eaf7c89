"""Who held a recording from when to when, with seals and hashes: a custody log."""

from typing import NamedTuple


class Holding(NamedTuple):
    """One holder from `start` to `end`, POSIX s UTC; the seal found on it and that put on it ("": none)."""

    holder: str
    start: float
    end: float
    seal_found: str = ""
    seal_put: str = ""


class Hashed(NamedTuple):
    """A SHA-256 taken of the file at `t`, POSIX s UTC, lower-case hexadecimal."""

    t: float
    sha256: str
    by: str = ""


class Custody(NamedTuple):
    """A log: when it was last certainly as recorded (`since`), and by when it was read; holders in order."""

    since: float
    until: float
    holdings: tuple[Holding, ...]
    hashes: tuple[Hashed, ...] = ()
