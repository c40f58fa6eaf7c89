"""Alternative stories of a ledger, from the file to the noun."""

from math import inf

from truecourse.feeds.claim_units import bound, dimension_of
from truecourse.feeds.claims_schema import ExpectRow, StoryRow
from truecourse.feeds.instants import parse_time
from truecourse.feeds.wire import quoted
from truecourse.flight.claim import Story, Subject


def story_of(row: StoryRow, subjects: dict[str, Subject]) -> Story:
    """A story; what it expects in SI. Raises ValueError, "key: what is wrong; what to write"."""
    causes = tuple((cause.name, tuple(cause.set.items())) for cause in row.causes)
    expects = tuple(
        _expected(number, expect, subjects[expect.subject]) for number, expect in enumerate(row.expects, 1)
    )
    return Story(row.id, row.title, tuple(row.told_by), causes, expects)


def _expected(number: int, row: ExpectRow, subject: Subject) -> tuple[str, str, float, float]:
    """The subject with its term, or the least and greatest value (SI or POSIX s), infinite where open."""
    here = f"expects {number}"
    ranged = row.low is not None or row.high is not None
    if not ranged and row.term is None:
        raise ValueError(f"{here}: it has neither a term nor low or high; write one of them")
    if ranged and row.term is not None:
        raise ValueError(f"{here}: it has both a term and low or high; keep one of them")
    if row.term is not None:
        return row.subject, row.term, -inf, inf
    try:
        if subject.dimension == "time":
            low, high = (
                edge if value is None else parse_time(value)
                for value, edge in ((row.low, -inf), (row.high, inf))
            )
        else:
            if dimension_of(row.unit) != subject.dimension:
                raise ValueError(
                    f"{quoted(row.unit)} is no unit of {subject.dimension or 'a word'}; correct it"
                )
            low, high = bound(row.low, row.unit, -inf), bound(row.high, row.unit, inf)
        if low > high:
            raise ValueError("high is below low; exchange them")
    except ValueError as error:
        raise ValueError(f"{here}: {error}") from None
    return row.subject, "", low, high
