"""What silence means: the probability that searches found nothing, had it been there.

Given the place, searches are independent but for what they share: a sensor from which the wreck is hidden
(its cap) is blind in every pass, and a beacon that failed or has fallen silent is silent for all who listen.
So each sensor, and each beacon with its listeners, is averaged over its own hidden state, and the averages
multiply.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import erf, inf, isfinite, sqrt
from typing import NamedTuple

import numpy as np

from truecourse.ending.detection import Array
from truecourse.flight.search import Beacon, Sensor


class Look(NamedTuple):
    """One search: `missed` (cells,) is the chance to miss what is there and can be sensed, 1 where not
    searched; `t` s after the loss.
    """

    sensor: Sensor
    missed: Array
    t: float


def unseen(looks: Sequence[Look], beacons: Sequence[Beacon], cells: int) -> Array:
    """Probability (cells,) that none of the looks finds what lies in a cell.

    Raises ValueError for a sensor whose beacon is not among `beacons`.
    """
    total = np.ones(cells)
    for name in dict.fromkeys(look.sensor.beacon for look in looks):
        mine = [look for look in looks if look.sensor.beacon == name]
        total *= _silent(mine, named(beacons, name)) if name else _blind(mine, cells)
    return total


def sounded(looks: Sequence[Look], beacons: Sequence[Beacon], name: str, probability: Array) -> float:
    """Probability that a beacon ever sounded, after looks that found nothing; `probability` (cells,) of the
    place before them.
    """
    beacon = named(beacons, name)
    others = unseen([look for look in looks if look.sensor.beacon != name], beacons, probability.size)
    mine = [look for look in looks if look.sensor.beacon == name]
    if not mine:
        return 1.0 - beacon.failed
    did = (1.0 - beacon.failed) * _silent(mine, replace(beacon, failed=0.0))
    alive = float(probability @ (others * did))
    return alive / (alive + beacon.failed * float(probability @ others))


def named(beacons: Sequence[Beacon], name: str) -> Beacon:
    """The beacon of that name. Raises ValueError where there is none."""
    for beacon in beacons:
        if beacon.name == name:
            return beacon
    raise ValueError(f"no beacon is named {name}; add it or correct the name")


def outlives(beacon: Beacon, t: float) -> float:
    """Probability that a beacon that sounded at all still does, `t` s after the loss."""
    if beacon.life == inf:
        return 1.0
    if beacon.life_error == 0.0:
        return 1.0 if t <= beacon.life else 0.0
    return 0.5 + 0.5 * erf((beacon.life - t) / (sqrt(2.0) * beacon.life_error))


def _blind(looks: Sequence[Look], cells: int) -> Array:
    """Chance that none of the looks sees it, each sensor averaged over whether it is hidden from it."""
    total = np.ones(cells)
    for name in dict.fromkeys(look.sensor.name for look in looks):
        mine = [look for look in looks if look.sensor.name == name]
        most = mine[0].sensor.most
        total *= 1.0 - most + most * np.prod([look.missed for look in mine], axis=0)
    return total


def _silent(looks: Sequence[Look], beacon: Beacon) -> Array:
    """Chance that no listener hears a beacon, averaged over when it fell silent.

    Between two listenings it does not matter when: one state for each that was still in time.
    """
    order = sorted(looks, key=lambda look: look.t if isfinite(beacon.life) else 0.0)
    lives = [outlives(beacon, look.t) for look in order]
    total = np.full(looks[0].missed.shape, beacon.failed)
    for k, (longer, shorter) in enumerate(zip([1.0, *lives], [*lives, 0.0], strict=True)):
        if longer > shorter:
            total += (1.0 - beacon.failed) * (longer - shorter) * _blind(order[:k], total.size)
    return total
