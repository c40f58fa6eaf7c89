"""No thrust left, flown at the speed that carries it far."""

import numpy as np

from truecourse.ending.descent import Descents, Lost, Way
from truecourse.ending.latents import Latents
from truecourse.ending.ways.parts import TORN, hold, shaken, steer, whole

# Distance over height made good: Gimli (Air Canada 143) about 12, Air Transat 236 65 NM from 34,500 ft with
# its turns, which is 11.4 over all and some 16 in a straight line, US 1549 about 15 by the book.
RATIO = (11.0, 18.0)
SPEEDS = (0.65, 0.95)  # of its own equivalent airspeed: 200 to 230 kt for types that cruise at 250 to 290


def draw(take: Latents, lost: Lost, hurt: bool) -> Descents:
    """Shaken where there was a hit, then gliding, straight on or turning."""
    n = len(lost.t)
    phases, body, first = shaken(take, lost, hurt)
    ratio = take.uniform(*RATIO) * (take.uniform(*TORN) if hurt else 1.0)
    still, speed = np.zeros(n), body.eas * take.uniform(*SPEEDS)
    best = body._replace(lift=speed**-2.0, drag=speed**-2.0 / ratio)  # flown where its drag is least
    hold(phases, first, best, speed, still, 1.0 / ratio, still)
    return whole(phases, steer(take, phases, first))


WAY = Way("glide", "Glided without thrust", draw)
