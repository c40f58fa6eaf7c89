"""What a watch came to, in sentences."""

from collections.abc import Iterator, Mapping
from math import isfinite

from truecourse.feeds.heard.tally import sentences
from truecourse.feeds.instants import format_time
from truecourse.service.watching import Ended


def summary(ended: Ended, counts: Mapping[str, int]) -> Iterator[str]:
    """One sentence a line: from when to when, the alerts by rule, what was wrong with the feed, what the
    watch itself counted (`counts`), and what became of the alerts by outlet.
    """
    if ended.interrupted:
        yield "The watch was ended by hand."
    if isfinite(ended.begun):
        yield f"Watched from {format_time(round(ended.begun))} to {format_time(round(ended.now))}."
    alerts = sorted(ended.alerts.items())
    listed = ", ".join(f"{count} {rule} ({severity})" for (rule, severity), count in alerts)
    yield f"Alerts begun: {listed or 'none'}."
    yield from (f"Feed: {sentence}" for sentence in sentences(ended.told))
    kept = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if kept:
        yield f"Reports as the watch took them: {kept}."
    for name, became in ended.sent.items():
        listed = ", ".join(f"{count} {what}" for what, count in became.items() if count)
        yield f"{name}: {listed or 'nothing'}."
