"""Between what speeds a type of aircraft can fly level: its stall at a weight, and its certified limits.

In steady level flight lift is weight: m g = 1/2 rho V² S CL. At the stall CL is the greatest that the clean
wing has, so the equivalent airspeed of the stall is sqrt(2 m g / (rho0 S CLmax)) at every height. That is
lenient: at height the greatest lift coefficient falls as the Mach number rises.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from truecourse.air.airspeed import mach_from_tas, tas_from_cas
from truecourse.air.atmosphere import GRAVITY, SEA_LEVEL_DENSITY, density
from truecourse.earth.units import METRES_PER_FOOT, MPS_PER_KNOT

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One type. `lightest`, `heaviest` kg: operating empty and maximum take-off. `stall` m/s equivalent
    airspeed of the clean wing at 1 g and `stall_mass` kg, `stall_error` its standard deviation as a part.

    `fastest` m/s equivalent airspeed and `fastest_mach`: the operating limits; `dive_mach` the fastest shown
    in test flight; `ceiling` m pressure altitude. `source` says where they are from.
    """

    type: str
    lightest: float
    heaviest: float
    stall: float
    stall_mass: float
    stall_error: float
    fastest: float
    fastest_mach: float
    dive_mach: float
    ceiling: float
    source: str


ENVELOPES = {
    "B742": Envelope(
        type="B742",
        lightest=170e3,
        heaviest=377.8e3,
        stall=183.0 * MPS_PER_KNOT,
        stall_mass=356e3,
        stall_error=0.04,
        fastest=375.0 * MPS_PER_KNOT,
        fastest_mach=0.92,
        dive_mach=0.97,
        ceiling=45_100.0 * METRES_PER_FOOT,
        source=(
            "stall 183 kt at 356 t: M. Cavcar, Stall Speed, Anadolu University, figures 1, 2; VMO 375 kt EAS "
            "and MMO 0.92: FAA type certificate data sheet A20WE; 170 t empty, 377.8 t (833,000 lb) at most, "
            "dive Mach 0.97 and 45,100 ft: as commonly published, recalled; 4 % of the stall is a judgement"
        ),
    ),
}


def equivalent(tas: ArrayLike, altitude: ArrayLike) -> Array:
    """Equivalent airspeed, m/s, of a true airspeed at a pressure altitude, standard air."""
    return np.asarray(tas, float) * np.sqrt(density(altitude) / SEA_LEVEL_DENSITY)


def stall(envelope: Envelope, mass: ArrayLike) -> Array:
    """Equivalent airspeed, m/s, of the clean 1 g stall at a mass, kg."""
    return envelope.stall * np.sqrt(np.asarray(mass, float) / envelope.stall_mass)


def lift_coefficient(envelope: Envelope, wing: float) -> float:
    """The greatest lift coefficient that the stall speed means for a wing of so many m²."""
    lift = envelope.stall_mass * GRAVITY
    return lift / (0.5 * SEA_LEVEL_DENSITY * envelope.stall**2 * wing)


def heaviest_at(envelope: Envelope, eas: float) -> float:
    """The mass, kg, that stalls at an equivalent airspeed: what flies level at it weighs no more."""
    return float(envelope.stall_mass * (eas / envelope.stall) ** 2)


def can_fly(envelope: Envelope, eas: float) -> float:
    """Probability that the type can fly level at an equivalent airspeed without stalling: its mass as likely
    anything between the lightest and the heaviest, its stall normal about the published one.
    """
    mass = np.linspace(envelope.lightest, envelope.heaviest, 401)
    slowest = stall(envelope, mass)
    return float(np.mean(ndtr((eas - slowest) / (envelope.stall_error * slowest))))


def too_fast(envelope: Envelope, tas: float, altitude: float) -> tuple[float, float]:
    """How many times the operating limit a true airspeed is at a pressure altitude, by equivalent airspeed or
    Mach number, whichever is the more; and the Mach number. NaN above the speed of sound.
    """
    mach = float(mach_from_tas(tas, altitude))
    return max(mach / envelope.fastest_mach, float(equivalent(tas, altitude)) / envelope.fastest), mach


def true_of_indicated(cas: float, altitude: float) -> float:
    """True airspeed, m/s, of an indicated one, instrument errors apart; NaN beyond the speed of sound."""
    with np.errstate(invalid="ignore"):
        return float(tas_from_cas(cas, altitude))
