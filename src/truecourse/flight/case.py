"""A case: complete enough to re-run."""

from dataclasses import dataclass
from math import nan

from truecourse.flight.aircraft import Aircraft
from truecourse.flight.airspace import Airspace
from truecourse.flight.clearance import Clearance
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation
from truecourse.flight.plan import FlightPlan


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the inquiry: what was known by `known_by` (POSIX s UTC, inclusive)."""

    name: str
    known_by: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Plan, aircraft, clearances, observations, areas and stages.

    `t_start` is take-off, `t_end` the last moment anyone needs the flight simulated to (POSIX s UTC).
    `prior_scale` multiplies a cause's prior by name, each with its reason among `notes`.
    `undisturbed_until` is when something outside (a hit, a collision) took the flight from its own doing.
    `hashes` gives the SHA-256 of every input file by name.
    """

    name: str
    title: str
    callsign: str
    t_start: float
    t_end: float
    aircraft: Aircraft
    plan: FlightPlan
    clearances: tuple[Clearance, ...]
    observations: tuple[Observation, ...]
    airspaces: tuple[Airspace, ...]
    stages: tuple[Stage, ...]
    fixes: tuple[Fix, ...]
    start: Fix
    start_altitude: float = 0.0
    prior_scale: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    folder: str = ""
    undisturbed_until: float = nan
