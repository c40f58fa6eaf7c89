"""Findings on a terminal of any width: gravest first, a line each, and beneath it whose word and why."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from truecourse.ledger.status import CONTRADICTED_BELOW, IMPLAUSIBLE_BELOW, SERIOUSNESS
from truecourse.report.untestable import by_reason
from truecourse.report.words import chance, listed
from truecourse.report.wrapped import wrapped

Wire = dict[str, Any]
INSET = 4
OVERTURNED = "overturned"
EXCLUDING = ("contradiction", "within")
MEANING = {
    "contradicted": f"p below {CONTRADICTED_BELOW:g}, or nothing meets",
    "implausible": f"p below {IMPLAUSIBLE_BELOW:g}",
    "supported": "it could have been denied, and was not",
    "agrees": "nothing speaks against it",
    "untestable": "nothing to hold it against",
}


def findings_lines(rows: list[Wire], width: int, agreed: bool = False, untested: bool = False) -> list[str]:
    """Findings by status, gravest first. Agreements are counted by kind unless `agreed`; what cannot be
    tested is counted by reason unless `untested`.
    """
    lines: list[str] = []
    fitting = fits(rows)
    for status in (s.value for s in SERIOUSNESS):
        of = [row for row in rows if row["status"] == status and row not in fitting]
        if not of:
            continue
        again = sum(row["kind"] == OVERTURNED for row in of)
        more = f", and {again} told again as overturned" if again else ""
        head = f"{status.upper()}: {len(of) - again}{more} ({MEANING[status]})"
        lines += wrapped(head, width, INSET, first="")
        if status == "agrees" and not agreed:
            kinds = Counter(row["kind"] for row in of).most_common()
            told = ", ".join(f"{count} {kind}" for kind, count in kinds)
            lines += wrapped(f"{told}; --list agreed lists them", width, INSET)
        elif status == "untestable" and not untested:
            lines += _by_reason(of, width)
        else:
            lines += _listed(of, width, fitting)
        lines.append("")
    return lines


def counted(rows: list[Wire]) -> str:
    """How many findings there are of each status, in a sentence; what was overturned is a contradiction
    already counted.
    """
    fitting = fits(rows)
    once = [f for f in rows if f["kind"] != OVERTURNED and f not in fitting]
    counts = {s.value: sum(f["status"] == s.value for f in once) for s in SERIOUSNESS}
    again = len(rows) - len(once) - len(fitting)
    more = f" Contradictions told again, as a claim that was overturned: {again}." if again else ""
    if fitting:
        more += f" Told with a contradiction, as what would fit: {len(fitting)}."
    later = [f for f in rows if f["kind"] == "stage"]
    if later:
        names, sources = sum(len(f["against"]) for f in later), len({f["source"] for f in later})
        more += f" Not known by then, or not dated: {names} claims of {sources} sources."
    return "Findings: " + listed([f"{count} {status}" for status, count in counts.items()]) + "." + more


def fits(rows: Iterable[Wire]) -> list[Wire]:
    """The `unit` findings that say how a contradicted number would fit: they stand with the contradiction."""
    rows = list(rows)
    against = {r["claim"] for r in rows if r["kind"] in EXCLUDING and r["status"] == "contradicted"}
    unit = [r for r in rows if r["kind"] == "unit" and r["probability"] is not None]
    return [r for r in unit if r.get("short") and not against.isdisjoint((r["claim"], *r["against"]))]


def finding_lines(row: Wire, width: int, names: int = 0) -> list[str]:
    """One finding: its claim, check, status and p on a line; whose word it is and why beneath."""
    p = "" if row["probability"] is None else f"p {chance(row['probability'])}"
    head = f"{_whose(row):<{names}}  {row['kind']:<14}  {row['status']:<12}  {p}"
    place = f"{row['source']}, {row['locator']}: " if row["claim"] else ""
    return [head.rstrip(), *wrapped(f"{place}{row['reason']}", width, INSET)]


def _whose(row: Wire) -> str:
    return str(row["claim"] or row["source"])


def _listed(rows: Iterable[Wire], width: int, fitting: Iterable[Wire] = ()) -> list[str]:
    """Findings; beneath a contradiction, once a claim, how its number would fit."""
    rows, left = list(rows), {row["claim"]: row for row in reversed(list(fitting))}  # the first of a claim
    names = min(max(len(_whose(row)) for row in rows), width // 2)
    lines: list[str] = []
    for row in rows:
        lines += finding_lines(row, width, names)
        excluding = row["kind"] in EXCLUDING and row["status"] == "contradicted"
        fit = left.pop(row["claim"], None) if excluding else None
        if fit is not None:
            told = f"→ {fit['short']} (by chance: p {chance(fit['probability'])})"
            lines += wrapped(told, width, INSET)
    return lines


def _by_reason(rows: list[Wire], width: int) -> list[str]:
    lines = []
    for why, of in by_reason(rows):
        lines += wrapped(why, width, INSET + 6, first=f"{len(of):>{INSET + 4}}  ")
    return [*lines, *wrapped("--list untestable lists them", width, INSET)]
