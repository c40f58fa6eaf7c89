"""What came of holding one claim against flights, and what is left of it where they were made from it."""

from math import isnan, nan
from typing import NamedTuple

from truecourse.ledger import say
from truecourse.ledger.status import Status


class Held(NamedTuple):
    """What came of holding one claim against the flights; `said` is the reason less the claim's own part."""

    status: Status
    probability: float
    said: str


def untested(said: str) -> Held:
    """Nothing to hold it against, and what would."""
    return Held(Status.UNTESTABLE, nan, said)


def of_opposites(p: float, said: str, status: Status) -> Held:
    """A word by its probability, with that of its opposite where neither can be left out."""
    if status is Status.UNTESTABLE and not isnan(p):
        said += f": not decided, as it has probability {p:.2g} and its opposite {1.0 - p:.2g}"
    return Held(status, p, said)


def as_evidence(held: Held, told: tuple[str, ...], other: tuple[str, ...]) -> Held:
    """What is left of a finding where the reconstruction used what a claim says (`told`), or others of the
    same thing: none supports a claim. Flights that miss the very value they were drawn to do not deny it
    either: that is a residual of theirs, and which of the two is wrong they cannot tell.
    """
    agrees = held.status in (Status.SUPPORTED, Status.AGREES)
    status = Status.AGREES if agrees else held.status
    if told and agrees:
        words = f"the reconstruction used {say.listed(told)}, so that agreement proves little"
    elif told and held.status is not Status.UNTESTABLE:
        status = Status.UNTESTABLE
        words = (
            f"the reconstruction used {say.listed(told)} and does not meet it: a residual of its own, and no "
            "test of the claim, which weighing without it would be"
        )
    elif (told or other) and not isnan(held.probability):
        words = f"the reconstruction used {say.listed(told or other)} of the same thing"
    else:
        return held
    return Held(status, held.probability, f"{held.said}; {words}")
