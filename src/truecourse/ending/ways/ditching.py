"""Flown down to the surface on purpose, with power."""

import numpy as np

from truecourse.ending.descent import Descents, Lost, Way
from truecourse.ending.latents import Latents
from truecourse.ending.ways.parts import FPM, hold, shaken, steer, whole

# Rate of descent, ft/min, over the whole way down: Cathay Pacific VR-HEU, on fire, 9,000 ft in some 2 min;
# ALM 980, Pan Am 6 and Ethiopian 961 at 500 to 2,000: 1,700 times or over 1.8.
SINKS = (1700.0 * FPM, 0.6)
SPEEDS = (0.6, 1.0)  # of its own equivalent airspeed


def draw(take: Latents, lost: Lost, hurt: bool) -> Descents:
    """Shaken where there was a hit, then down at one rate, straight on or turning."""
    n = len(lost.t)
    phases, body, first = shaken(take, lost, hurt)
    still = np.zeros(n)
    hold(phases, first, body, body.eas * take.uniform(*SPEEDS), -take.lognormal(*SINKS), still, still)
    return whole(phases, steer(take, phases, first))


WAY = Way("ditching", "Flown down to the surface", draw)
