"""The checks of a recording as a table, sentences and JSON."""

from collections import Counter
from math import isfinite
from typing import Any

from rich.table import Table

from truecourse.recording.check import Check, Status

_COLOURS = {
    Status.CONSISTENT: "green",
    Status.ODD: "yellow",
    Status.CONTRADICTS: "red",
    Status.NOT_TESTABLE: "dim",
}


def check_rows(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """One row a check, JSON-ready; what is not known is null."""
    return [
        {
            "name": check.name,
            "status": check.status.value,
            "found": check.found,
            "measure": check.measure if isfinite(check.measure) else None,
            "threshold": check.threshold if isfinite(check.threshold) else None,
            "why": check.why,
            "at_s": list(check.at),
        }
        for check in checks
    ]


def check_table(checks: tuple[Check, ...]) -> Table:
    """A row a check: what was asked, the answer, what was found and when, and where the threshold is from."""
    table = Table("check", "status", "found", "threshold from", box=None, header_style="bold", pad_edge=False)
    for check in checks:
        at = f" (at {', '.join(f'{t:g}' for t in check.at)} s)" if check.at else ""
        table.add_row(
            check.name, f"[{_COLOURS[check.status]}]{check.status.value}[/]", check.found + at, check.why
        )
    return table


def verdict(checks: tuple[Check, ...]) -> str:
    """One sentence over all: it says what was found, never that a recording is genuine."""
    count = Counter(check.status for check in checks)
    asked = len(checks) - count[Status.NOT_TESTABLE]
    against = count[Status.CONTRADICTS], count[Status.ODD]
    names = ", ".join(c.name for c in checks if c.status in (Status.CONTRADICTS, Status.ODD))
    if not any(against):
        return (
            f"Nothing speaks against it in {asked} checks; {count[Status.NOT_TESTABLE]} could not be made. "
            "What agrees with itself may still be another flight's."
        )
    contradict = f"{against[0]} contradict{'s' if against[0] == 1 else ''} it"
    odd = f"{against[1]} {'is' if against[1] == 1 else 'are'} odd"
    said = " and ".join(words for words, n in zip((contradict, odd), against, strict=True) if n)
    return (
        f"Of {asked} checks {said} ({names}); what is found has to be explained before the recording is "
        "relied on there."
    )
