"""How far a flight went through the air between moments, and how far from that it may be where nothing was
recorded.

Between two samples heading and airspeed change evenly, the heading the shorter way. Across a hole the
heading before is held for one half and the heading after for the other, which is the mean if one turn was
made at an unknown moment; how far off that leaves the place is in the doubt.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.angles import wrap

Array = NDArray[np.float64]

HOLE = 2.0  # usual steps between samples beyond which one is a hole
# Judgement, both. Beside the turn that a hole's ends show there may have been others, out and back: at a rate
# of turn of 1.5°/s that leads aside by ω T / 4 of the way, of which half is taken as one standard deviation,
# and a quarter of the way (a hold, a circle) where the hole is longer than some 75 s.
TURNING, ASIDE = np.radians(1.5), 0.25


class Flown(NamedTuple):
    """Of each step between moments (n-1,): the mean velocity through the air along the heading's zero
    (magnetic or true north) and 90° right of it, m/s, and one standard deviation each way of the
    displacement for what was not recorded, m.
    """

    north: Array
    east: Array
    doubt: Array


def flown(t: Array, heading: Array, tas: Array, at: NDArray[np.int64]) -> Flown:
    """Summed from samples (`t` s ascending, `heading` rad, `tas` m/s) to steps between the samples `at`.

    A step between samples of more than `HOLE` times the median is a hole.
    """
    dt, turn = np.diff(t), wrap(np.diff(heading))
    middle, speed = heading[:-1] + turn / 2.0, (tas[:-1] + tas[1:]) / 2.0
    chord = np.sinc(turn / (2.0 * np.pi))  # of an arc, for its length
    hole = dt > HOLE * np.median(dt)
    v = np.stack([tas * np.cos(heading), tas * np.sin(heading)])
    straight = np.stack([speed * chord * np.cos(middle), speed * chord * np.sin(middle)])
    way = np.where(hole, (v[:, :-1] + v[:, 1:]) / 2.0, straight) * dt
    aside = np.minimum(ASIDE, TURNING * dt / 8.0) * speed
    variance = np.where(hole, ((np.diff(v) ** 2).sum(axis=0) / 12.0 + aside**2) * dt**2, 0.0)
    since = np.diff(t[at])
    north, east, squares = (
        np.diff(np.concatenate(([0.0], np.cumsum(column)))[at]) for column in (*way, variance)
    )
    return Flown(north / since, east / since, np.sqrt(np.maximum(squares, 0.0)))
