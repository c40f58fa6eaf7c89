"""What was wrong with a feed, by name: counted, with one example each, so that nothing vanishes unsaid."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted

_SENTENCE = 400  # characters of one of our own sentences that are shown: it ends with the remedy

# What a reader may find wrong. A report is *refused* where it cannot be used at all, else only the value is.
MALFORMED = "malformed"  # not of the format: refused
TRUNCATED = "truncated"  # the data end within it: refused
CORRUPT = "corrupt"  # its check sum says that it was damaged: refused
UNKNOWN = "of a kind not read"  # well formed, but of no use here: refused
NO_IDENTITY = "without identity"  # refused: it cannot be told whose it is
NO_TIME = "without a time"  # refused
FUTURE = "dated in the future"  # live: taken as of its arrival; in a recording: refused
STALE = "dated long ago"  # live: taken as of its arrival; in a recording never said
REPEATED = "repeated"  # the same report again: refused
REORDERED = "out of order"  # older than one of the same flight before it: kept
HALF = "half a position"  # latitude without longitude or the reverse: the position is dropped
AMBIGUOUS = "position not yet certain"  # one half of a compact position, or of a radar whose place is unknown


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were `heard`, how many `reports` came of them, and by name what was wrong with others.

    `wrong` counts by name, among them "`column` not a number" and "`column` out of range" for values that
    were dropped from reports that were kept; `examples` holds one of each, cut short for a sentence.
    """

    heard: int = 0
    reports: int = 0
    wrong: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)


def tally(
    heard: int, reports: int, wrong: Mapping[str, int], examples: Mapping[str, object] | None = None
) -> Tally:
    """A tally of one batch; names that were not met are left out."""
    found = {name: int(count) for name, count in wrong.items() if count}
    shown = {name: _shown(value) for name, value in (examples or {}).items() if name in found}
    return Tally(heard, reports, found, shown)


def _shown(value: object) -> str:
    return quoted(str(value), _SENTENCE) if isinstance(value, CaseError) else quoted(value)


def add(*tallies: Tally) -> Tally:
    """The sum of tallies; of several examples the first is kept."""
    wrong: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for one in tallies:
        wrong.update(one.wrong)
        for name, text in one.examples.items():
            examples.setdefault(name, text)
    return Tally(
        sum(one.heard for one in tallies), sum(one.reports for one in tallies), dict(wrong), examples
    )


def sentences(total: Tally) -> Iterable[str]:
    """The tally in words, most frequent first: "12 malformed, for example "MSG,3,,"."."""
    yield f"{total.heard} messages heard, {total.reports} reports read."
    for name, count in sorted(total.wrong.items(), key=lambda item: (-item[1], item[0])):
        example = f", for example {total.examples[name]}" if name in total.examples else ""
        yield f"{count} {name}{example}."
