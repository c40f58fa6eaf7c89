"""Nobody controls it and it stays in one piece: stalled, diving, or porpoising and swaying."""

import numpy as np

from truecourse.ending.descent import Descents, Lost, Way, equivalent_airspeed, nothing
from truecourse.ending.latents import Latents
from truecourse.ending.rates import fell
from truecourse.ending.ways.parts import DEG, airframe, unsteady, whole

# Stalled: AF 447 came down at 10,912 ft/min and 107 kt over the ground, 35 degrees and more of incidence, so
# near 1 of lift over drag and 75 m/s (BEA 2012); others 7,000 to 12,000 ft/min. Their motion through the air:
STALLED_SPEED = (60.0, 95.0)  # m/s, equivalent
STALLED_RATIO = (0.7, 2.5)  # lift over drag
# Diving: the trim is that of a speed so many times its own (MU 5735 and MI 185 fell at 30,000 ft/min).
DIVES_AT = (1.2, 3.0)
SWAYS = 30.0 * DEG  # one deviation of the bank (judgement: AF 447 within 40, JAL 123 within 60)


def draw(take: Latents, lost: Lost, hurt: bool) -> Descents:
    """One of the three, from the first moment; its phases differ only in where the bank is."""
    n = len(lost.t)
    phases, body = nothing(n), airframe(take, lost, hurt)
    kind = take.choice(fell())
    stalled, diving = kind == 0, kind == 1
    ratio, speed = take.uniform(*STALLED_RATIO), take.uniform(*STALLED_SPEED)
    steep = np.arctan(1.0 / ratio)
    dive = (equivalent_airspeed(lost) * take.uniform(*DIVES_AT)) ** -2.0
    lift = np.where(stalled, np.cos(steep) / speed**2, np.where(diving, dive, body.lift))
    drag = np.where(stalled, np.sin(steep) / speed**2, body.drag)
    thrust = np.where(stalled, 0.0, body.sustaining)
    unsteady(take, phases, body._replace(lift=lift, drag=drag, sustaining=thrust), SWAYS)
    return whole(phases)


WAY = Way("loss-of-control", "Out of control, in one piece", draw)
