"""One question asked of a recording, and its answer."""

from enum import Enum
from math import nan
from typing import NamedTuple


class Status(Enum):
    """Consistent: as a genuine recording would be. Odd: to be explained. Contradicts: it cannot be both whole
    and genuine. Not testable: what it would take is not there.
    """

    CONSISTENT = "consistent"
    ODD = "odd"
    CONTRADICTS = "contradicts"
    NOT_TESTABLE = "not testable"


class Check(NamedTuple):
    """`found` says in a sentence what there is; `measure` is held against `threshold`, `why` is where that
    comes from. `at` are the moments it is about, s of the recorder's clock; more than a few are cut short.
    """

    name: str
    status: Status
    found: str
    measure: float = nan
    threshold: float = nan
    why: str = ""
    at: tuple[float, ...] = ()


def not_testable(name: str, what: str) -> Check:
    """A question that cannot be asked, and what is missing."""
    return Check(name, Status.NOT_TESTABLE, what)


def times(n: int) -> str:
    """How often, in words."""
    return "once" if n == 1 else f"{n} times"


def places(n: int) -> str:
    """In how many places, in words."""
    return "in one place" if n == 1 else f"in {n} places"
