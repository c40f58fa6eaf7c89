"""It comes apart, at once or after a while, and its pieces fall: what is drawn is one heavy piece."""

import numpy as np

from truecourse.ending.accidents import break_ups
from truecourse.ending.descent import PHASES, UNSTEERED, Array, Descents, Held, Lost, Way, nothing
from truecourse.ending.latents import Latents
from truecourse.ending.rates import HALF
from truecourse.ending.ways.parts import DEG, airframe, unsteady

SECONDS = 3.0  # mean time of those that come apart at once; how many do is counted in `accidents`
LATER = (10.0, 300.0)  # s, as likely in each ratio (judgement)
# Steady fall of a heavy piece (nose, wing box, engine, tail) at sea level, m/s. From 31,000 ft the wings of
# PA 103 took 46.5 s to the ground (AAIB 2/90) and the rest of MH17 60 to 90 s from 33,000 ft (Dutch Safety
# Board 2015), broad pieces longer: lognormal, 110 times or over 1.8.
FALLS = (110.0, 0.60)
SLOWEST = 15.0  # m/s: what falls slower is no heavy piece (judgement), and stops within less than a step
LIFTS = 0.4  # lift over drag of a tumbling piece, one deviation, to any side (judgement)


def draw(take: Latents, lost: Lost, hurt: bool) -> Descents:
    """One heavy piece of each: whole and out of control until it breaks, then falling."""
    n = len(lost.t)
    broken = take.exponential(SECONDS)
    late = take.choice(np.array(break_ups()) + HALF) == 1
    broken = np.where(late, np.exp(take.uniform(*np.log(LATER))), broken)
    phases = nothing(n)
    unsteady(take, phases, airframe(take, lost, hurt), 30.0 * DEG)
    _end_whole(phases.until, broken)
    piece = PHASES - 1
    drag = np.maximum(take.lognormal(*FALLS), SLOWEST) ** -2.0
    phases.held[:, piece] = Held.FALLING
    phases.drag[:, piece] = drag
    phases.lift[:, piece] = drag * np.abs(take.normal(0.0, LIFTS))
    phases.thrust[:, piece] = 0.0
    phases.bank[:, piece] = take.uniform(-np.pi, np.pi)
    return Descents(phases, broken, np.full(n, UNSTEERED))


def _end_whole(until: Array, broken: Array) -> None:
    until[:, : PHASES - 1] = np.minimum(until[:, : PHASES - 1], broken[:, None])
    until[:, PHASES - 2] = broken
    until[:, PHASES - 1] = np.inf


WAY = Way("break-up", "Broke up in the air", draw)
