"""Any recording, whatever it is written in: the reader is chosen by what the file holds."""

from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import BinaryIO

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import own, pandas_json
from truecourse.feeds.heard.settle import ROWS, Rows, batches, in_order, join, reports
from truecourse.feeds.heard.source import opened
from truecourse.feeds.heard.tally import Tally, add
from truecourse.flight.reports import Reports

Reader = Callable[[BinaryIO, float], Iterator[tuple[Rows, Tally]]]

READERS: dict[str, Reader] = {
    "pandas": pandas_json.rows_of,
    "parquet": own.rows_of,
}


def open_source(
    path: Path, format: str | None = None, now: float = inf, size: int = ROWS
) -> Iterator[tuple[Reports, Tally]]:
    """Batches of a recording in order of time, the whole tally with the first and empty ones after it.

    `format` is one of `READERS` or None to look at the file. `now` POSIX s is the latest time that can be
    true: what is dated later is refused and counted. At most `size` reports a batch. Raises CaseError where
    the file cannot be opened or is none of the formats.
    """
    path = Path(path)
    with opened(path) as file:
        reader = READERS.get(format or sniff(path))
        if reader is None:
            raise CaseError(f"{path.name}: {format} is not read; write one of {', '.join(READERS)}")
        parts = [(rows, told) for rows, told in reader(file, now)]
    rows, told = in_order(join([rows for rows, _ in parts]))
    total = add(*(part for _, part in parts), told)
    found = batches(rows, size)
    yield next(found, reports(rows)), total
    yield from ((batch, Tally()) for batch in found)


def sniff(path: Path) -> str:
    """Which of `READERS` a file is for, by how it begins. Raises CaseError where it is none."""
    with opened(path) as file:
        head = file.read(4096)
    if head[:4] == b"PAR1":
        return "parquet"
    if head.lstrip()[:1] in (b"{", b"["):
        return "pandas"
    raise CaseError(f"{path.name} is none of {', '.join(READERS)}; name its format")
