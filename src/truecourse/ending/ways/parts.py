"""What several ways of coming down begin with or are made of: priors of an airframe, phases put in place."""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.motion import GRAVITY
from truecourse.ending.descent import (
    PHASES,
    Array,
    Descents,
    Held,
    Lost,
    Phases,
    equivalent_airspeed,
    nothing,
)
from truecourse.ending.latents import Latents

DEG = np.pi / 180.0
MINUTE = 60.0
FPM = 0.3048 / 60.0
# Lift over drag of a clean swept-wing transport: 747 about 17 (Anderson, Aircraft Performance and Design,
# 1999, gives 15 to 20 for such types); torn skin and flapping panels take up to half of it (judgement).
LIFT_TO_DRAG = (14.0, 18.0)
TORN = (0.5, 1.0)
# How far the trim is off after a hit: KAL 902 and Azerbaijan 8243 pitched up or down hard, DHL 2003 cycled
# through some 20 % of its speed; undisturbed, a trimmed aircraft is within a few per cent (judgements).
TRIM_HURT, TRIM = 0.15, 0.04
ALOFT = 1.5  # true over equivalent airspeed half way down from cruise
BEFORE_CONTROL = (40.0, 0.6)  # s: from a hit until somebody controls again, lognormal (judgement)


class Airframe(NamedTuple):
    """n airframes: EAS at the loss m/s, lift and drag as in `Phases`, the thrust that would sustain each."""

    eas: Array
    lift: Array
    drag: Array
    sustaining: Array


def airframe(take: Latents, lost: Lost, hurt: bool) -> Airframe:
    """Draw trim and drag: the wings carry the aircraft at its own speed, or as far off as a hit puts it."""
    eas = equivalent_airspeed(lost)
    ratio = take.uniform(*LIFT_TO_DRAG) * (take.uniform(*TORN) if hurt else 1.0)
    trim = eas * np.exp(take.normal(0.0, TRIM_HURT if hurt else TRIM))
    return Airframe(eas, trim**-2.0, 1.0 / (ratio * trim**2), 1.0 / ratio)


def unsteady(take: Latents, phases: Phases, body: Airframe, bank: float) -> None:
    """Nobody controls: it porpoises by its own physics, its bank wandering.

    The bank goes from value to value (normal, `bank` rad) in times of some 45 s (exponential; the phugoid of
    JAL 123 and of UA 232 took 60 to 90 s, their banks swung within that).
    """
    k = PHASES - 1
    phases.until[:, :k] = np.cumsum(take.exponential(45.0, columns=k) + 5.0, axis=1)
    phases.held[:] = Held.FREE
    phases.lift[:] = body.lift[:, None]
    phases.drag[:] = body.drag[:, None]
    power = body.sustaining * take.uniform(0.0, 1.1)  # from none, engines out, to a little more than level
    phases.thrust[:] = power[:, None]
    phases.bank[:, 1:] = take.normal(0.0, bank, columns=k)


def shaken(take: Latents, lost: Lost, hurt: bool) -> tuple[Phases, Airframe, int]:
    """Phases that begin with the moments before control is back, where there was a hit, and the next one."""
    n = len(lost.t)
    phases, body = nothing(n), airframe(take, lost, hurt)
    if not hurt:
        return phases, body, 0
    phases.until[:, 0] = take.lognormal(*BEFORE_CONTROL)
    phases.lift[:, 0], phases.drag[:, 0] = body.lift, body.drag
    phases.thrust[:, 0] = body.sustaining * take.uniform(0.3, 1.1)
    phases.bank[:, 0] = take.normal(0.0, 10.0 * DEG)
    return phases, body, 1


def hold(phases: Phases, first: int, speed: Array, climb: Array, slope: Array, floor: Array) -> None:
    """From phase `first` on somebody holds a speed and a descent, each (n,)."""
    phases.held[:, first:] = Held.FLOWN
    for name, value in (("speed", speed), ("climb", climb), ("slope", slope), ("floor", floor)):
        getattr(phases, name)[:, first:] = value[:, None]


def steer(take: Latents, phases: Phases, first: int) -> None:
    """Put turns into the flown phases from `first` on: straight, one turn, or one steady bank (judgement).

    A third goes straight on; a third turns once, by any angle, at 15 to 25 degrees of bank, towards wherever
    it wants to go; a third cannot fly level and circles (UA 232 could only turn right), within 25 degrees.
    """
    n = len(phases.until)
    begins = phases.until[:, first - 1] if first > 0 else np.zeros(n)
    how = take.choice(np.ones(3))
    bank = take.uniform(15.0, 25.0) * DEG * take.side()
    turning = take.uniform(0.0, np.pi) * phases.speed[:, first] * ALOFT / (GRAVITY * np.tan(np.abs(bank)))
    waits = take.exponential(2.0 * MINUTE)
    phases.until[:, first] = begins + waits
    phases.until[:, first + 1] = begins + waits + 1.0
    phases.until[:, first + 2] = begins + waits + 1.0 + turning
    phases.until[:, first + 3] = begins + waits + 2.0 + turning
    phases.bank[:, first + 2] = np.where(how == 1, bank, 0.0)
    phases.bank[:, first + 3] = phases.bank[:, first + 2]
    circling = take.normal(0.0, 10.0 * DEG).clip(-25.0 * DEG, 25.0 * DEG)
    phases.bank[:, first:] += np.where(how == 2, circling, 0.0)[:, None]


def whole(phases: Phases) -> Descents:
    """Descents in which the structure held until the surface."""
    return Descents(phases, np.full(len(phases.until), np.inf))
