"""What a descent is made of: the state at the loss, the air below, and what holds the aircraft up in turn.

Named tuples of arrays: immutable, every field named, and the compiled kernel takes them as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.atmosphere import HIGHEST, SEA_LEVEL_DENSITY, density, speed_of_sound
from truecourse.autopilot.environment import PROFILE_STEP
from truecourse.ending.latents import Latents

Array = NDArray[np.float64]

PHASES = 7
AIR_STEP = 500.0  # m between entries of a column of wind
AIR_TOP = 16000.0
UNSTEERED = -1  # a descent in which nobody steered
LONGEST = 4 * 3600.0  # s; what is still up then came down by its fuel, and is told as not down


class Held(IntEnum):
    """What decides the motion in a phase.

    FREE: lift, drag, thrust, bank and weight, as a point mass; its drag rises near the speed of sound as that
    of a wing does. FLOWN: somebody holds a speed, a climb and a bank. FALLING: as FREE, for a blunt piece.
    """

    FREE = 0
    FLOWN = 1
    FALLING = 2


class Lost(NamedTuple):
    """n flights at the moment of their loss, all (n,) but `place`.

    place (n, 3): n-vectors. t POSIX s. altitude m, pressure. north, east: velocity over the ground, m/s;
    climb m/s. tas m/s. wind (n, A, 2): motion of the air to north and east, m/s, every `AIR_STEP` m of
    altitude from 0 to `AIR_TOP`.
    """

    place: Array
    t: Array
    altitude: Array
    north: Array
    east: Array
    climb: Array
    tas: Array
    wind: Array


class Phases(NamedTuple):
    """Phases of a descent, each field (n, PHASES); they follow one another and the last goes on.

    until: s since the loss, rising. held: `Held`. FREE: lift = weight x `lift` x EAS², drag = weight x `drag`
    x EAS², so 1/sqrt(lift) is the equivalent airspeed at which the wings carry the aircraft and 1/sqrt(drag)
    that at which it falls steadily without lift; thrust: share of the weight. FLOWN: speed, EAS m/s; climb
    m/s, less `slope` of the speed (a glide of 15 is 1/15); floor m, where it levels off; thrust: the most
    at sea level. Drag is then least, `drag` over `lift` of the weight, at 1/sqrt(lift), and speed is made
    good no faster than it and the thrust allow; with no lift given nothing limits that. bank rad, right
    positive: value at the beginning of the phase, going evenly to that of the next.
    """

    until: Array
    held: NDArray[np.int64]
    lift: Array
    drag: Array
    thrust: Array
    speed: Array
    climb: Array
    slope: Array
    floor: Array
    bank: Array


class Descents(NamedTuple):
    """n draws of one way of coming down. broken (n,): s since the loss at which the structure gave way.
    turned (n,): `accidents.Turned`, or `UNSTEERED`.
    """

    phases: Phases
    broken: Array
    turned: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of coming down. `draw(latents, lost, hurt)` reads its parameters off latents, by their priors;
    `hurt` says whether something from outside struck the aircraft at the loss.
    """

    name: str
    title: str
    draw: Callable[[Latents, Lost, bool], Descents]


class Standard(NamedTuple):
    """The standard atmosphere every `PROFILE_STEP` m: density over that at sea level, speed of sound m/s."""

    sigma: Array
    sound: Array


def standard() -> Standard:
    """The table up to its top at 20 km."""
    altitude = np.arange(0.0, HIGHEST + 1.0, PROFILE_STEP)
    return Standard(
        np.require(density(altitude) / SEA_LEVEL_DENSITY, np.float64, ["C", "W"]),
        np.require(speed_of_sound(altitude), np.float64, ["C", "W"]),
    )


def nothing(n: int) -> Phases:
    """Phases in which nothing holds the aircraft up: a fall in a vacuum, to be filled in."""
    none = np.zeros((len(Phases._fields), n, PHASES))
    forever, free = np.full((n, PHASES), np.inf), np.zeros((n, PHASES), np.int64)
    return Phases(forever, free, *none[2:])


def equivalent_airspeed(lost: Lost) -> Array:
    """Equivalent airspeed at the loss, m/s, (n,)."""
    return lost.tas * np.sqrt(density(lost.altitude) / SEA_LEVEL_DENSITY)
