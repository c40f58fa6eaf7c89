"""Every cause the program knows, the likeliest slips first; a new one is a file here and a line below."""

from truecourse.evidence.causes import (
    as_cleared,
    deliberate,
    heading_entry,
    heading_hold,
    inertial_drift,
    none_of_these,
    not_reprogrammed,
    satellite_navigation,
    start_position,
    variation_sign,
    waypoint_entry,
    wind_dead_reckoning,
)
from truecourse.flight.cause import Cause

CAUSES: tuple[Cause, ...] = (
    as_cleared.CAUSE,
    heading_hold.CAUSE,
    start_position.CAUSE,
    waypoint_entry.CAUSE,
    heading_entry.CAUSE,
    variation_sign.CAUSE,
    not_reprogrammed.CAUSE,
    inertial_drift.CAUSE,
    wind_dead_reckoning.CAUSE,
    satellite_navigation.CAUSE,
    deliberate.CAUSE,
    none_of_these.CAUSE,
)


def by_name(name: str) -> Cause:
    """The cause of that name. Raises ValueError naming those there are."""
    for cause in CAUSES:
        if cause.name == name:
            return cause
    raise ValueError(f"There is no cause {name!r}; choose one of {', '.join(c.name for c in CAUSES)}.")
