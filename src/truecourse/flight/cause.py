"""A cause: what it claims, its parameters, how they become orders. Its prior and source: `evidence.rates`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.orders import Instruments, Orders

Array = NDArray[np.float64]


class Reports(Enum):
    """Where the position reports of a flight come from under a cause."""

    UNITS = "read from the aircraft's own inertial units"
    FREE = "made up, or unconnected with the track: any time near the planned one is as likely as another"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One uncertain quantity: its name on the wire, what it means, its prior in words, and the prior itself.

    `quantile` takes standard normal values `(n,)` to the quantity in SI; `per_si` takes that to the wire's
    unit. `allowed` are the least and most a person may set it to, in the wire's unit; without it, what the
    prior reaches.
    """

    name: str
    meaning: str
    prior: str
    quantile: Callable[[Array], Array]
    per_si: float = 1.0
    allowed: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A family of explanations. `uncertain(scene)` lists its quantities.

    `orders(scene, values)` turns values `{name: (n,)}` in SI, the common ones included, into orders and
    instrument errors. `applies(scene)` is empty, or says why the cause cannot be. `resolve(scene, values)`
    turns quantities drawn relative to the flight (a heading about its course) into absolute ones.
    """

    name: str
    title: str
    claims: str
    uncertain: Callable[[Any], tuple[Uncertain, ...]]
    orders: Callable[[Any, dict[str, Array]], tuple[Orders, Instruments]]
    reports: Reports = Reports.UNITS
    submodes: tuple[tuple[str, float], ...] = ()
    applies: Callable[[Any], str] = lambda scene: ""
    resolve: Callable[[Any, dict[str, Array]], dict[str, Array]] = lambda scene, values: values
