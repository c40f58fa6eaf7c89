"""Something to worry about: who, what, when, how sure, why, until when."""

from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """What is watched."""

    ROUTE = "ROUTE"
    LEVEL = "LEVEL"
    HEADING = "HEADING"
    ESTIMATE = "ESTIMATE"
    WAYPOINT = "WAYPOINT"
    LOST = "LOST"
    AREA = "AREA"
    MODE = "MODE"
    GNSS = "GNSS"
    ALERTING = "ALERTING"


class Severity(Enum):
    """How much: worth knowing, to be looked at, to be acted upon."""

    ADVISORY = "advisory"
    CAUTION = "caution"
    WARNING = "warning"


class Phase(Enum):
    """An alert begins, changes and ends."""

    START = "start"
    UPDATE = "update"
    END = "end"


@dataclass(frozen=True, slots=True)
class Alert:
    """One line of an alert's life.

    `t` POSIX s UTC of this line, `since` of the condition; `key` as in `Reports`, `flight` its name;
    `reason` a sentence for a person; `details` what belongs to the rule, by its name on the wire, in
    the unit that says (`cross_track_nm`, `area`, `time_to_entry_s`, `heading_magnetic_deg`,
    `log_bayes_factor`).
    """

    t: float
    since: float
    key: int
    flight: str
    rule: Rule
    severity: Severity
    state: Phase
    reason: str
    details: tuple[tuple[str, float | str], ...] = ()
