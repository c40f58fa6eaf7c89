"""A search for wreckage: what looks, for how long, what was searched in vain, and what was found adrift."""

from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Ground(StrEnum):
    """Where a sensor can look."""

    BOTH = "both"
    SEA = "sea"
    LAND = "land"


class Law(StrEnum):
    """How the chance of detection grows with coverage (`ending.detection`)."""

    DEFINITE = "definite"
    EXPONENTIAL = "exponential"
    INVERSE_CUBE = "inverse-cube"


@dataclass(frozen=True, slots=True)
class Beacon:
    """An underwater locator beacon. `failed` is the probability that it never sounded; it falls silent
    `life` s after the loss, give or take `life_error` s (one standard deviation).
    """

    name: str
    failed: float
    life: float = inf
    life_error: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sensor:
    """What looks. `width` m is its sweep width, `speed` m/s its speed over ground, `effort` s of searching.

    `ground` is where it can look at all. `most` caps its detection probability: the rest of the time what is
    sought is hidden from this sensor however often it passes. `beacon` names what it listens for, or is
    empty where it looks for wreckage; `t` is s after the loss at which it searches, NaN where no beacon's
    life depends on it.
    """

    name: str
    width: float
    law: Law
    speed: float
    effort: float = 0.0
    most: float = 1.0
    beacon: str = ""
    t: float = nan
    ground: Ground = Ground.BOTH
    source: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """A search that found nothing: `sensor` at even `coverage` inside `ring` (n, 2) lat, lon rad, interior
    on the left, `t` s after the loss (NaN where it does not matter).
    """

    sensor: str
    coverage: float
    ring: Array
    t: float = nan
    source: str = ""


@dataclass(frozen=True, slots=True)
class Adrift:
    """Debris found at `lat`, `lon` (rad) at `t` POSIX s, to `error` m (one standard deviation, drift's own
    spread apart), with tracks of a drift model in `drift`. `wrong` is the probability that it is not of this
    flight.
    """

    name: str
    lat: float
    lon: float
    t: float
    error: float
    wrong: float
    drift: "Drift"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """Tracks of a drift model: `lat`, `lon` rad (n, times), NaN where not adrift; `t` POSIX s (times,).

    Times fall where the model was run backwards.
    """

    lat: Array
    lon: Array
    t: Array
    source: str = ""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """A plan's question. `direction` rad true is that of the rectangles' longer sides, NaN to choose it;
    `most_rectangles` a sensor.
    """

    sensors: tuple[Sensor, ...]
    beacons: tuple[Beacon, ...] = ()
    searched: tuple[Searched, ...] = ()
    adrift: tuple[Adrift, ...] = ()
    direction: float = nan
    most_rectangles: int = 4
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """One box of a plan, searched in `tracks` parallel tracks `spacing` m apart along its longer side.

    `lat`, `lon` rad (4,) of its corners, anticlockwise; `length`, `breadth` m; `direction` rad true of the
    tracks at its middle; `area` m²; `coverage` as swept; `effort` s along its tracks, turns not counted;
    `success` the probability to find in it what was not found before.
    """

    lat: Array
    lon: Array
    length: float
    breadth: float
    direction: float
    area: float
    coverage: float
    spacing: float
    tracks: int
    effort: float
    success: float


@dataclass(frozen=True, slots=True)
class Sought:
    """What a plan asks of one sensor, and what it gives.

    `optimum` is the probability of success of the best possible spread of the sensor's effort, and `curve`
    (n, 2) that of efforts in s; both given that nothing before has found it. `success` is that of the
    `rectangles` together, which take `effort` s.
    """

    sensor: Sensor
    optimum: float
    success: float
    effort: float
    rectangles: tuple[Rectangle, ...]
    curve: Array = field(default_factory=lambda: np.empty((0, 2)))


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan's answer. `before` is the probability that the searches which found nothing would have found it;
    `success` that at least one of the sensors, in their order, now does. `beacons` (name, probability that
    it ever sounded before those searches, and after them, and after the plan in vain).
    """

    sought: tuple[Sought, ...]
    before: float
    success: float
    beacons: tuple[tuple[str, float, float, float], ...] = ()
