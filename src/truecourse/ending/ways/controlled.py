"""Damaged but controlled, for as long as that lasts."""

from math import log

import numpy as np
from scipy.special import stdtr, stdtrit

from truecourse.ending.accidents import durations
from truecourse.ending.descent import PHASES, Array, Descents, Held, Lost, Way
from truecourse.ending.latents import Latents
from truecourse.ending.rates import spread
from truecourse.ending.ways.parts import FPM, MINUTE, hold, shaken, steer, whole

# Rate of descent, ft/min: an emergency descent is 4,000 to 6,000, UA 232 about 1,000, KAL 902 and Azerbaijan
# 8243 in between: 1,800 times or over 2.
SINKS = (1800.0 * FPM, 0.7)
SPEEDS = (0.75, 1.05)  # of its own equivalent airspeed (judgement)
LEVELS_OFF, LEVEL = 0.7, (3000.0, 1200.0)  # share that does, at about 10,000 ft, where one can breathe
DIVES_AT = (0.9, 2.0)  # the speed of its trim when control is lost for good, of its own


def draw(take: Latents, lost: Lost, hurt: bool) -> Descents:
    """Shaken where there was a hit, then held in a descent, perhaps level, until control goes."""
    n = len(lost.t)
    phases, body, first = shaken(take, lost, hurt)
    floor = np.where(take.uniform() < LEVELS_OFF, np.maximum(take.normal(*LEVEL), 300.0), 0.0)
    hold(phases, first, body, body.eas * take.uniform(*SPEEDS), -take.lognormal(*SINKS), np.zeros(n), floor)
    turned = steer(take, phases, first)
    lasts, end = _lasts(take, hurt), PHASES - 1
    phases.until[:, first:end] = np.minimum(phases.until[:, first:end], np.maximum(lasts, 1.0)[:, None])
    phases.until[:, end] = np.inf
    phases.held[:, end] = Held.FREE
    phases.thrust[:, end] = 0.0  # nobody holds its power: it does not fly on by itself
    phases.lift[:, end] = (body.eas * take.uniform(*DIVES_AT)) ** -2.0
    phases.drag[:, end] = body.drag
    phases.bank[:, end] = phases.bank[:, end - 1]
    return whole(phases, turned)


def _lasts(take: Latents, hurt: bool) -> Array:
    """Seconds until they were down, or control was lost (n,): the logarithm of one more duration as recorded
    ones leave it, Student's t of n - 1 (Gelman et al., Bayesian Data Analysis, 2013, 3.2), cut off at the
    longest recorded, for most of these ended in a landing, and nobody is known to have gone on for longer.
    """
    recorded = durations(hurt)
    median, off = spread(recorded)
    freedom = len(recorded) - 1
    share = stdtr(freedom, log(max(recorded) / median) / off)
    lasts: Array = MINUTE * median * np.exp(off * stdtrit(freedom, share * take.uniform()))
    return lasts


WAY = Way("controlled", "Damaged but controlled for a while", draw)
