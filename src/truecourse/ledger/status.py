"""What a check says of a claim; the thresholds by which a probability becomes a word, written here only."""

from enum import Enum
from math import isnan

CONTRADICTED_BELOW = 0.001
IMPLAUSIBLE_BELOW = 0.05
SURE = 0.95  # from which a bound, a word, a cause, or that sources depend, is more than not denied
LEAST = 1e-6  # below it a probability is told as under it: nobody knows the tails that far out
SHARP = (
    3.0  # a reconstruction that spreads over at most so many times a claim's own spread could have denied it
)


class Status(Enum):
    """The word for a finding."""

    SUPPORTED = "supported"
    AGREES = "agrees"
    IMPLAUSIBLE = "implausible"
    CONTRADICTED = "contradicted"
    UNTESTABLE = "untestable"


AGAINST = (Status.CONTRADICTED, Status.IMPLAUSIBLE)
SERIOUSNESS = (
    Status.CONTRADICTED,
    Status.IMPLAUSIBLE,
    Status.SUPPORTED,
    Status.AGREES,
    Status.UNTESTABLE,
)


def of_probability(p: float) -> Status:
    """The word for a probability of a difference as large; NaN, nothing to hold against, untestable."""
    if isnan(p):
        return Status.UNTESTABLE
    if p < CONTRADICTED_BELOW:
        return Status.CONTRADICTED
    return Status.IMPLAUSIBLE if p < IMPLAUSIBLE_BELOW else Status.AGREES


def of_reconstruction(p: float, spread: float, own: float, within: bool = True) -> Status:
    """As `of_probability`; supported where the reconstruction, of the spread `spread`, could have denied a
    claim whose own spread is `own` (both in one unit, both of one meaning, such as 90 % widths), and its
    middle is `within` what the claim says.
    """
    status = of_probability(p)
    sharp = within and spread <= SHARP * own
    return Status.SUPPORTED if status is Status.AGREES and sharp else status


def of_word(p: float) -> Status:
    """The word for a claim that has probability `p` and its opposite the rest; NaN, and where neither is
    below `IMPLAUSIBLE_BELOW`, untestable: what would have both agree decides nothing.
    """
    if p >= SURE:
        return Status.SUPPORTED
    status = of_probability(p)
    return Status.UNTESTABLE if status is Status.AGREES else status


def of_claims(p: float, outside: bool) -> Status:
    """The word for two claims: `outside` where no reading of one meets the other's within both precisions.

    The bounds that two sources told decide whether they disagree, not the 0.05: with normal errors of the
    same standard deviations p is 0.014 to 0.083 where the bounds just touch, by how unequal they are. How
    far outside then tells implausible from contradicted; where no p can be had (both told one-sided), bounds
    that do not meet contradict.
    """
    if not outside:
        return Status.AGREES
    return Status.CONTRADICTED if isnan(p) or p < CONTRADICTED_BELOW else Status.IMPLAUSIBLE
