"""What in a ledger that reads well is odd enough to ask after: subjects of no claim, sources too early."""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite, isnan
from statistics import median

from truecourse.feeds.claims_left_out import Written
from truecourse.feeds.instants import format_time
from truecourse.flight.claim import Kind, Ledger, Source

MOST_NAMED = 8


def questions(ledger: Ledger, file: str, tables: Iterable[Written] = (), whole: bool = True) -> list[str]:
    """A sentence each, with line and what to do. `tables` of the file; `whole`: all of them were read, and so
    what no claim names is named by none.
    """
    lines = {(table.kind, table.id): table.line for table in tables}
    return [*(_unused(ledger, file, lines) if whole else ()), *_early(ledger, file, lines)]


def _unused(ledger: Ledger, file: str, lines: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Subjects that no claim is on, no order, sum, measure or story names. One of the measure `endurance`
    asks for claims, and says so in its findings.
    """
    used = {name for c in ledger.claims for name in (c.subject, c.first, c.second)}
    for subject in ledger.subjects:
        used |= {*subject.sum_of, *(value for _, value in subject.about)}
    used |= {name for story in ledger.stories for name, *_ in story.expects}
    idle = [subject for subject in ledger.subjects if subject.measure != "endurance"]
    left = [subject.id for subject in idle if subject.id not in used]
    if left and ledger.claims:
        more = f" and {len(left) - MOST_NAMED} more" if left[MOST_NAMED:] else ""
        names = ("subjects " if len(left) > 1 else "subject ") + ", ".join(left[:MOST_NAMED]) + more
        line = lines.get(("subject", left[0]), 0)
        yield f"{file}, line {line}: no claim is on the {names}; add one, or remove what is idle"


def _early(ledger: Ledger, file: str, lines: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Sources that appeared before what they tell of; one that tells no time, before what the ledger does."""
    told: dict[str, list[float]] = {}
    for claim in ledger.claims:
        timed = claim.kind not in (Kind.QUANTITY, Kind.INTERVAL)
        for reading in claim.readings[:1] if timed else ():
            if isfinite(reading.low):
                told.setdefault(claim.source, []).append(reading.low)
    every = [t for times in told.values() for t in times]
    for source in ledger.sources:
        times = told.get(source.id, every)
        last = median(times) if times else float("nan")
        if _before(source, last):
            when, at = _dated(source), format_time(last)[:10]
            line = lines.get(("source", source.id), 0)
            yield (
                f"{file}, line {line}, source {source.id}, published: it is {when}, before {at}, of which "
                f"{'it' if source.id in told else 'the ledger'} tells; correct one, or leave out published"
            )


def _dated(source: Source) -> str:
    until = source.published_to
    first, last = format_time(source.published)[:10], "" if isnan(until) else format_time(until - 1.0)[:10]
    return first if last in ("", first) else f"{first} to {last}"


def _before(source: Source, t: float) -> bool:
    until = source.published if isnan(source.published_to) else source.published_to
    return until < t  # NaN is not
