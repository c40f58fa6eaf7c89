"""How far an underwater beacon is heard: the sonar equation, and absorption of sound in sea water."""

from math import exp, isfinite, log10, sqrt

from scipy.optimize import brentq

FARTHEST = 1e6  # m: no beacon is heard beyond
TEMPERATURE, SALINITY, ACIDITY = 4.0, 35.0, 8.0  # °C, per mille, pH of deep water, unless a plan says else


def absorption(
    frequency: float, depth: float, celsius: float = TEMPERATURE, salinity: float = SALINITY
) -> float:
    """Absorption of sound in sea water, dB per m, at `frequency` Hz and `depth` m, pH 8.

    Ainslie and McColm, J. Acoust. Soc. Am. 103 (1998) 1671-1672: within 10 % of the fuller formula of
    Francois and Garrison from 100 Hz to 1 MHz, −6 to 35 °C, 5 to 50 per mille and down to 7 km.
    """
    f, z = 1e-3 * frequency, 1e-3 * depth  # the formula's kHz and km
    boron = 0.78 * sqrt(salinity / 35.0) * exp(celsius / 26.0)
    magnesium = 42.0 * exp(celsius / 17.0)
    acid = 0.106 * boron * f**2 / (boron**2 + f**2) * exp((ACIDITY - 8.0) / 0.56)
    sulphate = 0.52 * (1.0 + celsius / 43.0) * (salinity / 35.0) * exp(-z / 6.0)
    sulphate *= magnesium * f**2 / (magnesium**2 + f**2)
    return 1e-3 * (acid + sulphate + 4.9e-4 * f**2 * exp(-(celsius / 27.0 + z / 17.0)))


def slant_range(source: float, heard: float, frequency: float, depth: float) -> float:
    """How far a beacon is heard, m along the sound's straight way, 0 where not at all.

    `source` is its level in dB re 1 µPa at 1 m, `heard` the level at which the listener detects it (noise in
    his band and detection threshold included); loss is spherical, 20 log R, and absorption at the mean
    `depth` of the way (Urick, Principles of Underwater Sound, 1983, ch. 2 and 5). Layers that bend sound away
    make it less: 1 to 4 km are told of beacons of 160.5 dB at 37.5 kHz.
    """
    loss = source - heard
    per_metre = absorption(frequency, depth)
    if not isfinite(loss) or loss <= 0.0:
        return 0.0
    return float(brentq(lambda r: 20.0 * log10(r) + per_metre * (r - 1.0) - loss, 1.0, FARTHEST))


def horizontal_range(slant: float, between: float) -> float:
    """How far off, m over ground, a beacon is heard by a listener `between` m above or below it."""
    return sqrt(slant**2 - between**2) if slant > between else 0.0
