"""Any recording, whatever it is written in: the reader is chosen by what the file holds."""

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import (
    asterix,
    avr,
    beast,
    opensky,
    own,
    pandas_json,
    pcap,
    pcapng,
    readsb,
    sbs,
    source,
)
from truecourse.feeds.heard.mode_s import Sky, rows_of_frames
from truecourse.feeds.heard.settle import ROWS, Rows, batches, in_order, join, reports
from truecourse.feeds.heard.source import opened
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.flight.reports import Reports

Reader = Callable[[BinaryIO, float], Iterator[tuple[Rows, Tally]]]
_HEAD = 65536
_SIGNS = tuple(
    (format, re.compile(pattern, re.DOTALL))
    for format, pattern in (
        ("parquet", rb"PAR1"),
        ("readsb", rb'\s*\{.*"(aircraft|trace)"\s*:\s*\['),
        ("frames", rb'\s*\{[^}]*"frame"\s*:'),
        ("opensky-json", rb'\s*\{[^}]{0,200}"states"\s*:'),
        ("pandas", rb"\s*[\[{]"),
        ("sbs", rb"\s*(MSG|SEL|ID|AIR|STA|CLK),"),
        ("avr", rb"\s*(\*[0-9a-fA-F]{4,28};|[@%<][0-9a-fA-F]{16,42};)"),
        ("csv", rb"\s*[^\n]*lat_deg"),
        ("opensky", rb"\s*[^\n]*icao24"),
        ("beast", rb"\x1a[1-4]"),
    )
)
_CAPTURES = {
    b"snoop\x00\x00\x00": "snoop",
    b"\x34\xcd\xb2\xa1": "modified pcap",
    b"\xa1\xb2\xcd\x34": "modified pcap",
    b"RTSS": "Microsoft Network Monitor 1",
    b"GMBU": "Microsoft Network Monitor 2",
    b"btsnoop\x00": "btsnoop",
}
_ELSEWHERE = tuple(
    (re.compile(pattern, re.DOTALL), what)
    for pattern, what in (
        (rb'(?:\xef\xbb\xbf)?\s*\{.{0,2000}"type"\s*:\s*"Feature(Collection)?"',
         "GeoJSON, no recording: areas are given in --areas, places in --fixes"),
        (rb"(?:\xef\xbb\xbf)?\s*\((FPL|ARR|CNL)-", "ICAO messages, no recording: give them in --plan"),
        (rb'\s*\{[^{}]*"kind"\s*:', "plans or clearances, no recording: give them in --plan"),
        (rb"(?:\xef\xbb\xbf)?\s*<", "XML, no recording: areas of AIXM are given in --areas"),
        (rb"(?:\xef\xbb\xbf)?[^\n,]*;[^\n,]*(lat_deg|icao24)|(?:\xef\xbb\xbf)?[^\n,]*(lat_deg|icao24)[^\n,]*;",
         "a table with ; between its columns; write commas, and numbers with a decimal point"),
    )
)  # fmt: skip
_NO_CLOCK = "of a day not known"


def _sbs(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    wrong: Counter[str] = Counter()
    for lines in source.lines(file, wrong):
        yield sbs.rows_of_lines(lines, None, now)
    yield join([]), tally(0, 0, wrong)


def _frames(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """JSON lines of frames; aircraft first heard on the ground are without a place until they fly."""
    wrong: Counter[str] = Counter()
    sky = Sky()
    for lines in source.lines(file, wrong):
        examples: dict[str, object] = {}
        here: Counter[str] = Counter()
        frames, _, heard = avr.stamped_frames(lines + b"\n", here, examples)
        sky, rows, told = rows_of_frames(sky, frames, now)
        yield rows, add(tally(heard - len(frames), 0, here, examples), told)
    yield join([]), tally(0, 0, wrong)


def _avr(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """AVR lines carry no date: frames are taken as of 1970-01-01, a millisecond apart."""
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    texts: list[str] = []
    heard = 0
    for lines in source.lines(file, wrong):
        found, _, count = avr.frames_of(lines + b"\n", wrong, examples)
        texts, heard = texts + found, heard + count
    _, rows, told = rows_of_frames(Sky(), [(text, i * 1e-3) for i, text in enumerate(texts)], now)
    yield (
        rows,
        add(tally(heard - len(texts), 0, wrong, examples), told, tally(0, 0, {_NO_CLOCK: len(rows.call)})),
    )


def _beast(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """Beast's clock counts from when the receiver was switched on: times are from 1970-01-01 on."""
    wrong: Counter[str] = Counter()
    sky, rest, first = Sky(), b"", None
    for piece in source.pieces(file, wrong):
        here: Counter[str] = Counter()
        ticked, rest, heard = beast.frames_of(rest + piece, here)
        first = ticked[0][1] if first is None and ticked else first
        frames = [(text, (ticks - (first or 0)) / beast.TICKS) for text, ticks in ticked]
        sky, rows, told = rows_of_frames(sky, frames, now)
        yield rows, add(tally(heard - len(frames), 0, here), told, tally(0, 0, {_NO_CLOCK: len(rows.call)}))
    yield join([]), tally(0, 0, wrong)


def _parquet(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    """The project's own, or OpenSky's, by their columns."""
    try:
        names = pq.read_schema(file).names
    except (pa.ArrowException, OSError, EOFError, zlib.error, ValueError):
        names = []
    file.seek(0)
    yield from (opensky.rows_of_parquet if "lastcontact" in names or "lat" in names else own.rows_of)(
        file, now
    )


def _states(file: BinaryIO, now: float) -> Iterator[tuple[Rows, Tally]]:
    wrong: Counter[str] = Counter()
    yield opensky.rows_of_states(b"".join(source.pieces(file, wrong)), None, now)
    yield join([]), tally(0, 0, wrong)


READERS: dict[str, Reader] = {
    "pandas": pandas_json.rows_of,
    "parquet": _parquet,
    "csv": own.rows_of_csv,
    "opensky": opensky.rows_of_csv,
    "opensky-json": _states,
    "readsb": readsb.rows_of,
    "sbs": _sbs,
    "frames": _frames,
    "avr": _avr,
    "beast": _beast,
    "asterix": asterix.rows_of,
}


def open_source(
    path: Path, format: str | None = None, now: float = inf, size: int = ROWS
) -> Iterator[tuple[Reports, Tally]]:
    """Batches of a recording in order of time, the whole tally with the first and empty ones after it.

    `format` is one of `READERS` or None to look at the file. `now` POSIX s is the latest time that can be
    true: what is dated later is refused and counted. At most `size` reports a batch; at least one batch is
    given, be it empty. Raises CaseError where the file cannot be opened or is none of the formats.
    """
    path = Path(path)
    if format is not None and format not in READERS:
        raise CaseError(f"{path.name}: {format} is not read; write one of {', '.join(READERS)}")
    reader = READERS[format or sniff(path)]
    with opened(path) as file:
        parts = list(reader(file, now))
    rows, told = in_order(join([rows for rows, _ in parts]))
    total = add(*(part for _, part in parts), told)
    found = batches(rows, size)
    yield next(found, reports(rows)), total
    yield from ((batch, Tally()) for batch in found)


def sniff(path: Path) -> str:
    """Which of `READERS` a file is for, by how it begins. Raises CaseError where it is none."""
    with opened(path) as file:
        try:
            head = file.read(_HEAD)
        except (EOFError, OSError, zlib.error, gzip.BadGzipFile):
            head = b""
    if kind := next((name for magic, name in _CAPTURES.items() if head.startswith(magic)), ""):
        raise CaseError(f"{path.name} is a capture of another kind ({kind}); save it as pcap or pcapng")
    for sign, what in _ELSEWHERE:
        if sign.match(head):
            raise CaseError(f"{path.name} is {what}")
    if (format := _kind(head)) is None:
        raise CaseError(f"{path.name} is none of {', '.join(READERS)}; name its format")
    return format


def _kind(head: bytes) -> str | None:
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head[:4] in pcap.MAGIC or head[:4] == pcapng.SECTION:
        return "asterix"
    if found := next((format for format, sign in _SIGNS if sign.match(head)), None):
        return found
    is_block = len(head) > 3 and head[0] in (21, 34, 48, 62, 65)
    return "asterix" if is_block and 3 < int.from_bytes(head[1:3], "big") <= len(head) else None
