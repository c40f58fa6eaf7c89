"""What a sound case lacks for a command that may be asked of it: said when it is checked, and no refusal."""

from math import isfinite

from truecourse.ending.likelihood import USED
from truecourse.evidence.select import happened, select
from truecourse.feeds.case import CASE, OBSERVATIONS
from truecourse.feeds.instants import format_time
from truecourse.flight.case import Case
from truecourse.flight.observation import SILENCE, Use


def cautions(case: Case) -> tuple[str, ...]:
    """A sentence for each thing that a command would refuse or leave unused: file, row, remedy."""
    return (*_nothing_to_go_by(case), *_unused(case))


def _nothing_to_go_by(case: Case) -> list[str]:
    """Why no flight could be weighed, or none placed before its loss; empty where it could."""
    rows, hit = select(case), case.undisturbed_until
    if not rows:
        return [
            f"{OBSERVATIONS}: no row has the use explain, so explain, investigate and locate have nothing to "
            "go by; add what was seen of the flight"
        ]
    if isfinite(hit) and all(happened(o) > hit for o in rows):
        return [
            f"{OBSERVATIONS}: every row with the use explain is later than undisturbed_until "
            f"({format_time(hit)}), so locate cannot place the flight; add what was seen before it, or "
            f"correct undisturbed_until in {CASE}"
        ]
    if not isfinite(hit) and all(o.kind in SILENCE for o in rows):
        return [
            f"{OBSERVATIONS}: every row with the use explain says that nobody saw or heard the flight, so "
            "locate cannot tell when it was lost; add one of somebody who did"
        ]
    return []


def _unused(case: Case) -> list[str]:
    """Rows meant for the ending of a kind that says nothing of a descent."""
    return [
        f"{OBSERVATIONS} ({o.id}): locate uses no {o.kind.value} for an ending and lists it as not used; "
        "write the use context, or explain where it tells of the cause"
        for o in case.observations
        if o.use is Use.ENDING and o.kind not in USED
    ]
