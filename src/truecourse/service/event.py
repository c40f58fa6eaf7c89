"""What the watch is given next: reports, words, or just that time has gone on."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import nan

import numpy as np

from truecourse.feeds.heard.tally import Tally
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports, blank


def nothing() -> Reports:
    """A batch without a report."""
    return Reports(**blank(0), names=())


@dataclass(frozen=True, slots=True)
class Event:
    """`reports` and `words` that had come by `now` (POSIX s), what was wrong with others (`told`), a
    sentence about the feed (`notice`), and the share of a recording that is done (NaN where none ends).
    """

    now: float
    reports: Reports
    words: tuple[Assigned, ...] = ()
    told: Tally | None = None
    notice: str = ""
    done: float = nan


def together(batches: Sequence[Reports]) -> Reports:
    """Batches one after another as one."""
    batches = [batch for batch in batches if len(batch.key) or batch.names]
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return nothing()
    names = tuple(name for batch in batches for name in batch.names)
    columns = {
        field.name: np.concatenate([getattr(batch, field.name) for batch in batches])
        for field in fields(Reports)
        if field.name != "names"
    }
    return Reports(**columns, names=names)


def part(batch: Reports, first: int, last: int) -> Reports:
    """Rows `first` to `last` of a batch (views of it), with the names of the flights among them."""
    columns = {f.name: getattr(batch, f.name)[first:last] for f in fields(Reports) if f.name != "names"}
    present = set(columns["key"].tolist()) if batch.names else set()
    return Reports(**columns, names=tuple(name for name in batch.names if name[0] in present))


def by_arrival(reports: Reports) -> Reports:
    """The same reports in the order of their arrival."""
    order = np.argsort(reports.received, kind="stable")
    columns = {f.name: getattr(reports, f.name)[order] for f in fields(Reports) if f.name != "names"}
    return Reports(**columns, names=reports.names)
