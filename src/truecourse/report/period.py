"""Since when something is known, with the precision it is dated by."""

from math import nan

from truecourse.feeds.instants import parse_time
from truecourse.ledger import say


def period(begin: str | None, after: str | None) -> str:
    """A day, "March 2014" or a year, from its ISO beginning to the first moment after it; "" for None."""
    if begin is None:
        return ""
    return say.period(parse_time(begin), nan if after is None else parse_time(after))
