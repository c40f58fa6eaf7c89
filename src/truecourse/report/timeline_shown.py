"""The timeline on a terminal: each reading with what every clock showed, and what was said to come first."""

from collections.abc import Iterable
from math import isfinite

from rich.table import Table

from truecourse.feeds.local_times import Clock, shown
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading
from truecourse.report.timeline import SHARP, Event, clock_form, lane_of, time_told
from truecourse.report.words import clock, iso
from truecourse.report.wrapped import wrapped

NARROW = 150  # characters: a terminal under this has no room for a column a clock
INSET = 4


def timeline_table(events: Iterable[Event], clocks: tuple[Clock, ...]) -> Table:
    """A line for each reading of each event: as told, and what every clock showed at its middle.

    A clock whose day is not that of UTC has +1 or −1 behind it. ≠ is a claim that something contradicts.
    """
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("who", "what", "as told", "source", *(c.words for c in clocks)):
        table.add_column(title, overflow="fold")
    for e in events:
        for n, r in enumerate(e.readings):
            head = (lane_of(e.subject), e.subject.title, time_told(e.claim)) if n == 0 else ("", "", "or")
            table.add_row(*head, _source(e), *cells(r, clocks))
    return table


def timeline_lines(events: Iterable[Event], clocks: tuple[Clock, ...], width: int) -> list[str]:
    """The same for a narrow terminal: who and what, beneath it as told, and beneath that the clocks."""
    lines: list[str] = []
    before = ""
    for e in events:
        what = f"{lane_of(e.subject)}: {e.subject.title}"
        lines += wrapped(what, width, INSET, first="") if what != before else []
        before = what
        for n, r in enumerate(e.readings):
            utc, *others = cells(r, clocks)
            told = f"{time_told(e.claim)}, {_source(e)}" if n == 0 else "or"
            lines += wrapped(f"{utc:<16}  {told}", width, INSET + 18, first=" " * INSET)
            pairs = [f"{c.words} {at}" for c, at in zip(clocks[1:], others, strict=True) if at]
            kept = "  ".join(pair.replace(" ", "\u00a0") for pair in pairs)  # each on one line
            lines += wrapped(kept, width, 2 * INSET) if pairs else []
    return [line.replace("\u00a0", " ") for line in lines]


def order_lines(ledger: Ledger, against: frozenset[str], width: int) -> list[str]:
    """What sources say came before what; ≠ where another order or the times told have it otherwise."""
    orders = [c for c in ledger.claims if c.kind is Kind.ORDER]
    titles = {s.id: s.title for s in ledger.subjects}
    lines = ["Orders of events as told:"] if orders else []
    for c in orders:
        mark = " ≠" if c.id in against else ""
        text = f"{titles.get(c.first, c.first)} — {_word(c)} — {titles.get(c.second, c.second)}"
        lines += wrapped(f"{text} ({c.source}, {c.id}{mark})", width, 2 * INSET, first=" " * INSET)
    return lines


def _word(c: Claim) -> str:
    return {Modality.DENIED: "not before", Modality.ALLEGED: "allegedly before"}.get(c.modality, "before")


def _source(e: Event) -> str:
    return e.claim.source + (" ≠" if e.against else "")


def cells(r: Reading, clocks: tuple[Clock, ...]) -> list[str]:
    """What each clock showed; of a bound, where it lies; of a time known to more than half a day its days."""
    bound = isfinite(r.middle) and not (isfinite(r.low) and isfinite(r.high))
    middle = r.middle if isfinite(r.middle) else 0.5 * (r.low + r.high)
    if not isfinite(middle) or (r.high - r.low > SHARP and not bound):
        return [_days(r), *("" for _ in clocks[1:])]
    utc = iso(middle) or ""
    word = ("after " if isfinite(r.low) else "before ") if bound else ""
    out = [f"{word}{utc[:10]} {clock(utc)}"]
    for c in clocks[1:]:
        day = shown(middle, c, "%Y-%m-%d")
        out.append(
            shown(middle, c, clock_form(middle))
            + (" +1" if day > utc[:10] else " −1" if day < utc[:10] else "")
        )
    return out


def _days(r: Reading) -> str:
    """From day to day UTC; the first moment after whole days is none of them."""
    last = r.high - 1.0 if r.calendar else r.high
    low, high = ((iso(x) or "")[:10] for x in (r.low, last))
    if low and high:
        return low if low == high else f"{low} to {high}"
    return f"after {low}" if low else f"before {high}"
