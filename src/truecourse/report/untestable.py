"""Why findings could test nothing, in a few groups: one line for hundreds that say the same."""

import re
from collections.abc import Iterable
from typing import Any

Wire = dict[str, Any]
_OWN = (
    (re.compile(r"no other claim is on [^,]+"), "no other claim is on its subject"),
    (re.compile(r"\d+ other claims? (?:is|are) on [^,]+"), "others are on its subject"),
    (re.compile(r"no time of .+ is told"), "no time of one of the two is told"),
    (re.compile(r"in \d+\u00a0?% of"), "in too few of"),
)
MOST_OWN = 2  # sentences of so few findings are kept together, as a kind's other reasons


def why_untestable(row: Wire) -> str:
    """The reason of an untestable finding in the few words it has (`short`); of one without them its
    sentence less what is the claim's own: the first clause where flights were asked, the last elsewhere.
    """
    if row.get("short"):
        return str(row["short"])
    clauses = row["reason"].rstrip(".").split(": ")[-1].split("; ")
    why = str(clauses[0] if row["kind"] == "reconstruction" else clauses[-1])
    for pattern, words in _OWN:
        why = pattern.sub(words, why)
    return why


def by_reason(rows: Iterable[Wire]) -> list[tuple[str, list[Wire]]]:
    """Untestable findings grouped by why, the largest groups first; what is left of each kind last."""
    groups: dict[tuple[str, str, bool], list[Wire]] = {}
    for row in rows:
        if row["status"] == "untestable":
            group = row["kind"], why_untestable(row), bool(row.get("short"))
            groups.setdefault(group, []).append(row)
    found: dict[str, list[Wire]] = {}
    for (kind, why, told), of in groups.items():
        kept = told or len(of) > MOST_OWN
        found.setdefault(f"{kind}: {why if kept else 'other reasons'}", []).extend(of)
    return sorted(found.items(), key=lambda group: (group[0].endswith("other reasons"), -len(group[1])))
