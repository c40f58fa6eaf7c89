"""The aircraft, as far as the motion and the causes need it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aircraft:
    """A type's speeds, climb and equipment. Speeds m/s, altitudes m, rates m/s, angles rad.

    Below `crossover` altitude it climbs at `climb_cas`, above at `cruise_mach`. `climb_rates` pairs an
    altitude with the rate there, linear between. `bank` limits turns. `inertial_units` is how many;
    `capture_gate` m is the cross-track within which an armed navigation mode captures; `satellite_navigation`
    says whether it has any.
    """

    type: str
    climb_cas: float
    cruise_mach: float
    climb_rates: tuple[tuple[float, float], ...]
    descent_rate: float
    bank: float
    inertial_units: int
    capture_gate: float
    satellite_navigation: bool
    source: str = ""
