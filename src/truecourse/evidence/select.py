"""Which observations count: by their use, when they happened, since when they were known, and by name."""

from math import inf, isnan

from truecourse.flight.case import Case, Stage
from truecourse.flight.observation import Observation, Use


def select(
    case: Case,
    *,
    stage: Stage | None = None,
    until: float = inf,
    only: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
) -> tuple[Observation, ...]:
    """Evidence that had happened by `until` (POSIX s), was known by the stage, and is named or not named.

    Rows for testing or comparing are never evidence. Raises ValueError for an id that is not an observation
    to explain.
    """
    evidence = tuple(o for o in case.observations if o.use is Use.EXPLAIN)
    known = {o.id for o in evidence}
    for name in (*only, *without):
        if name not in known:
            other = next((o for o in case.observations if o.id == name), None)
            why = (
                f"is a row for {other.use.value!r}, never evidence about the cause"
                if other
                else "is no observation of it"
            )
            raise ValueError(f"{name!r} {why} ({case.name}); choose from {', '.join(sorted(known))}.")
    return tuple(
        o
        for o in evidence
        if happened(o) <= until
        and (stage is None or o.known_since <= stage.known_by)
        and (not only or o.id in only)
        and o.id not in without
    )


def happened(o: Observation) -> float:
    """When an observation was complete: the end of its interval."""
    return o.t if isnan(o.t_end) else o.t_end


def stage_named(case: Case, name: str | None) -> Stage | None:
    """The stage of the inquiry of that name. Raises ValueError naming those there are."""
    if name is None:
        return None
    for stage in case.stages:
        if stage.name == name:
            return stage
    raise ValueError(
        f"{case.name} has no stage {name!r}; its stages are "
        f"{', '.join(s.name for s in case.stages) or 'none'}."
    )
