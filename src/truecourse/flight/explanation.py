"""What came out of weighing the causes."""

from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Parameter:
    """Posterior of one parameter of a cause, in the unit its `name` ends in ("heading_magnetic_deg")."""

    name: str
    meaning: str
    median: float
    low_90: float
    high_90: float
    prior: str
    samples: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one observation said about one cause: `nats` = log evidence with it less log evidence without it.

    `effective_samples` is that of the reweighting behind it; where it is under 50 `nats` is NaN: not known.
    """

    observation: str
    cause: str
    nats: float
    effective_samples: float
    residual_sigma: float


@dataclass(frozen=True, slots=True)
class CauseResult:
    """One cause weighed. NaN, and `converged` False, where the sampler did not converge: never a number."""

    name: str
    title: str
    prior: float
    prior_source: str
    log_evidence: float
    log_evidence_sd: float
    probability: float
    converged: bool
    why_not: str
    effective_samples: float
    flights: int
    parameters: tuple[Parameter, ...] = ()
    submodes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class StageResult:
    """The ranking at one stage of the inquiry: log evidence and probability, per cause in the order given."""

    stage: str
    title: str
    observations: tuple[str, ...]
    causes: tuple[CauseResult, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """Where the flight would be at `t`: the mixture over causes and its highest-density 90 % region.

    `rings` are `(n, 2)` latitude, longitude in radians; `area` in m². `lat`, `lon` are of the weighted median
    point.
    """

    t: float
    lat: float
    lon: float
    area: float
    rings: tuple[NDArray[np.float64], ...]
    lats: NDArray[np.float64]
    lons: NDArray[np.float64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An observation nobody made, and how far it would separate the two leading causes, in expected nats."""

    description: str
    first: str
    second: str
    expected_nats: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the leader fares when something assumed is changed.

    `leads` says whether it still leads; `margin` is its log odds over the strongest rival then, in nats, and
    `change` how much more that is than as assumed; `margin_sd`, `change_sd` are their errors. `how` says by
    what means: reweighting what was flown, or weighing anew.
    """

    what: str
    setting: str
    leader: str
    leads: bool
    margin: float
    effective_samples: float
    margin_sd: float = nan
    change: float = nan
    change_sd: float = nan
    how: str = ""


@dataclass(frozen=True, slots=True)
class Rival:
    """A cause that does not lead, and how many nats its log prior must rise by to overtake the leader.

    `log_factor_sd` is the error of that, from the two log evidences.
    """

    name: str
    title: str
    log_factor: float
    log_factor_sd: float


@dataclass(frozen=True, slots=True)
class Widest:
    """The widest interval of factors on something assumed, of those tried, in which the leader leads.

    `tried` are the factors tried, ascending. `low_found`, `high_found` say whether the next factor beyond
    that end was tried and the leader did not lead there, or it was not known whether: `beyond_low`,
    `beyond_high` say who did. Where an end was not found it is an end of what was tried.
    """

    what: str
    tried: tuple[float, ...]
    low: float
    high: float
    low_found: bool
    high_found: bool
    beyond_low: str = ""
    beyond_high: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """Does the best cause fit at all: posterior predictive probability of data at least as odd as these."""

    cause: str
    p_value: float
    statement: str


@dataclass(frozen=True, slots=True)
class Fan:
    """Posterior flights of one cause: `(flights, times)` positions in radians, and each flight's weight."""

    cause: str
    t: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Probability per cause ("none of these" too), evidence, tracks, what each observation said."""

    case: str
    stage: str
    until: float
    seed: int
    particles: int
    observations: tuple[str, ...]
    causes: tuple[CauseResult, ...]
    stages: tuple[StageResult, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    rivals: tuple[Rival, ...] = ()
    widest: tuple[Widest, ...] = ()
    fit: Fit | None = None
    prediction: Prediction | None = None
    fans: tuple[Fan, ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    extras: dict[str, float] = field(default_factory=dict)
