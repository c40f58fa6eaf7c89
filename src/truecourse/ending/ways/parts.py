"""What several ways of coming down begin with or are made of: priors of an airframe, phases put in place."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.motion import GRAVITY
from truecourse.ending.accidents import Turned, waits
from truecourse.ending.descent import (
    PHASES,
    UNSTEERED,
    Array,
    Descents,
    Held,
    Lost,
    Phases,
    equivalent_airspeed,
    nothing,
)
from truecourse.ending.latents import Latents
from truecourse.ending.rates import spread, turned

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
# Thrust over weight at sea level with all engines, which falls as the density of the air: 747-200, four times
# some 50,000 lb for 800,000 lb (Anderson's rule of 0.25 for such types). Less is a matter of the speeds held.
THRUST = 0.25
# Banks of a turn to somewhere, as airliners are flown, and of circles: a full one of JAL 123 took 3.5 min
# at 180 m/s, which is 29 degrees, UA 232's right-hand turns were at 10 to 28, DHL's and Azerbaijan 8243's
# some 10 to 25 (reports and accounts, recalled); left as likely as right.
TURNS = (15.0 * DEG, 25.0 * DEG)
CIRCLES = (5.0 * DEG, 30.0 * DEG)
ROLL = 4.0  # s to a bank or from it: about 5 degrees a second
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


def hold(
    phases: Phases, first: int, body: Airframe, speed: Array, climb: Array, slope: Array, floor: Array
) -> None:
    """From phase `first` on somebody holds a speed and a descent, each (n,), as drag and thrust allow."""
    phases.held[:, first:] = Held.FLOWN
    phases.thrust[:, first:] = THRUST
    for name in ("lift", "drag"):
        getattr(phases, name)[:, first:] = getattr(body, name)[:, None]
    for name, value in (("speed", speed), ("climb", climb), ("slope", slope), ("floor", floor)):
        getattr(phases, name)[:, first:] = value[:, None]


def steer(take: Latents, phases: Phases, first: int) -> NDArray[np.intp]:
    """Put turns into the flown phases from `first` on; says which each draw made, as `accidents.Turned`.

    Straight on; one turn by the shorter way, so by up to half a circle, to wherever it wants to go; or round
    and round, to either side, for it cannot fly level or waits for something. Their weights are counts.
    """
    n = len(phases.until)
    begins = phases.until[:, first - 1] if first > 0 else np.zeros(n)
    how = take.choice(turned())
    once, around = how == Turned.ONCE.value, how == Turned.ROUND.value
    side = take.side()
    bank = side * np.where(around, take.uniform(*CIRCLES), take.uniform(*TURNS))
    turning = take.uniform(0.0, np.pi) * phases.speed[:, first] * ALOFT / (GRAVITY * np.tan(np.abs(bank)))
    median, off = spread(waits())
    straight = np.where(around, take.lognormal(median * MINUTE, off), take.exponential(2.0 * MINUTE))
    phases.until[:, first] = begins + straight
    phases.until[:, first + 1] = begins + straight + ROLL
    phases.until[:, first + 2] = begins + straight + ROLL + turning
    phases.until[:, first + 3] = begins + straight + 2.0 * ROLL + turning
    phases.bank[:, first + 2 : first + 4] = np.where(once | around, bank, 0.0)[:, None]
    phases.bank[:, first + 4 :] = np.where(around, bank, 0.0)[:, None]
    return how


def whole(phases: Phases, how: NDArray[np.intp] | None = None) -> Descents:
    """Descents in which the structure held until the surface; `how` where they were steered."""
    n = len(phases.until)
    return Descents(phases, np.full(n, np.inf), np.full(n, UNSTEERED) if how is None else how)
