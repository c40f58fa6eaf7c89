"""One step of one descent, pure: `init(lost, j) -> State`, `step(state, ...) -> State`.

A point mass in moving air over the ellipsoid: the same great-circle motion as every other flight
(`autopilot.motion.advance`), by the midpoint rule, second order. Velocity is over the ground, so wind shear
acts as it does: through drag and lift on the velocity through the air. The Earth's rotation is left out: it
moves a fall from 11 km by some tens of metres.
"""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.environment import profile, split
from truecourse.autopilot.motion import GRAVITY, advance
from truecourse.autopilot.vector import (
    Direction,
    Vector,
    add,
    cross,
    dot,
    horizontal,
    in_space,
    north_of,
    renormalise,
)
from truecourse.ending.descent import AIR_STEP, Array, Lost, Phases, Standard

FREE, FLOWN = 0, 1  # `descent.Held`, as plain numbers for the compiler
STEP_FREE, STEP_FLOWN = 0.5, 2.0  # s; the test of convergence says what is left of an error
GENTLE, LEAST_STEP = 0.25, 0.05  # of its velocity a step may change; s, and the step it may always take
STRONGEST = 3.75  # lift over weight at which a transport's wing is gone: 2.5 x 1.5, CS 25.303 and 25.337
DRAG_RISE = 0.80  # Mach number from which waves add to drag (Lock's fourth-power law, Mason 1990):
WAVE = 800.0  # 20 (M - 0.80)^4 over a drag coefficient of 0.025
MOST_WAVE = 3.0  # times the drag, which the law is not asked to exceed
RESPONSE = 8.0  # s: how quickly somebody at the controls makes good a speed or a climb (judgement)
# Air brakes and gear at most double the drag (judgement; with idle thrust a transport of lift over drag 16
# then comes down at some 5,500 ft/min and 340 kt from cruise; emergency descents are 4,000 to 6,000).
BRAKES = 2.0
LEAST_LOAD = 0.25  # of the dynamic pressure at the speed of least drag: slower than that nobody flies
STILL = 1e-6  # m/s


class State(NamedTuple):
    """s since the loss, n-vector, altitude m, ground velocity in space, climb m/s, metres gone, the phase."""

    t: float
    p: Vector
    altitude: float
    go: Vector
    climb: float
    path: float
    phase: int


@inner
def init(lost: Lost, j: int) -> State:
    """Flight `j` at the moment of its loss."""
    p = Vector(lost.place[j, 0], lost.place[j, 1], lost.place[j, 2])
    north = north_of(p)
    go = in_space(Direction(lost.north[j], lost.east[j]), north, cross(north, p))
    return State(0.0, p, lost.altitude[j], go, lost.climb[j], 0.0, 0)


@inner
def step(s: State, j: int, lost: Lost, phases: Phases, air: Standard, scale: float) -> State:
    """Go on to the end of a step, or of the phase if that is sooner; `scale` stretches the step."""
    phase = s.phase
    last = phases.until.shape[1] - 1
    while phase < last and s.t >= phases.until[j, phase] - 1e-9:
        phase += 1
    longest = STEP_FLOWN if phases.held[j, phase] == FLOWN else STEP_FREE
    dt = min(scale * longest, phases.until[j, phase] - s.t)
    p = renormalise(s.p)
    a = acceleration(s, p, j, phase, lost, phases, air)
    speed2 = dot(s.go, s.go) + s.climb * s.climb
    pull2 = dot(a[0], a[0]) + a[1] * a[1]
    if dt * dt * pull2 > GENTLE * GENTLE * speed2:  # a piece just torn off loses its speed in a second
        dt = min(dt, max(GENTLE * np.sqrt(speed2 / pull2), scale * LEAST_STEP))
    half = State(
        s.t + 0.5 * dt,
        renormalise(add(p, s.go, 0.5 * dt / 6378137.0)),
        s.altitude + 0.5 * dt * s.climb,
        add(s.go, a[0], 0.5 * dt),
        s.climb + 0.5 * dt * a[1],
        s.path,
        phase,
    )
    a = acceleration(half, half.p, j, phase, lost, phases, air)
    north = north_of(half.p)
    velocity = horizontal(half.go, north, cross(north, half.p))
    moved, _ = advance(p, half.p, north, velocity, half.altitude, dt)
    gone = np.sqrt(velocity.north**2 + velocity.east**2) * dt
    return State(
        s.t + dt,
        moved,
        s.altitude + dt * half.climb,
        add(s.go, a[0], dt),
        s.climb + dt * a[1],
        s.path + gone,
        phase,
    )


@inner
def acceleration(
    s: State, p: Vector, j: int, phase: int, lost: Lost, phases: Phases, air: Standard
) -> tuple[Vector, float]:
    """Acceleration over the ground, m/s²: a horizontal vector in space, and upwards."""
    north = north_of(p)
    east = cross(north, p)
    ground = horizontal(s.go, north, east)
    wind = wind_at(lost.wind, j, s.altitude)
    through = Direction(ground.north - wind.north, ground.east - wind.east)
    bank = bank_at(phases, j, phase, s.t)
    if phases.held[j, phase] != FLOWN:
        pull = free(through, s.climb, s.altitude, bank, (j, phase), phases, air)
    else:
        pull = flown(through, s.climb, s.altitude, bank, (j, phase), phases, air)
    return in_space(Direction(pull[0], pull[1]), north, east), pull[2]


@inner
def free(
    through: Direction, climb: float, altitude: float, bank: float, which: tuple[int, int],
    phases: Phases, air: Standard,
) -> tuple[float, float, float]:  # fmt: skip
    """North, east and up: lift square to the motion through the air and banked, drag along it, and weight."""
    flat2 = through.north * through.north + through.east * through.east
    v2 = flat2 + climb * climb
    v, flat = np.sqrt(v2), np.sqrt(flat2)
    if v < STILL:
        return 0.0, 0.0, -GRAVITY
    q = v2 * profile(air.sigma, altitude)  # equivalent airspeed squared
    drag = phases.drag[which] * q
    if phases.held[which] == FREE:
        drag *= waves(v / profile(air.sound, altitude))
    lift = min(phases.lift[which] * q, STRONGEST)
    along = (phases.thrust[which] - drag) / v
    up_lift, side_lift = lift * np.cos(bank), lift * np.sin(bank)
    cn, ce = (through.north / flat, through.east / flat) if flat > STILL else (1.0, 0.0)
    north = along * through.north - up_lift * climb / v * cn - side_lift * ce
    east = along * through.east - up_lift * climb / v * ce + side_lift * cn
    up = along * climb + up_lift * flat / v - 1.0
    return GRAVITY * north, GRAVITY * east, GRAVITY * up


@inner
def waves(mach: float) -> float:
    """Drag over what it would be without waves."""
    beyond = max(mach - DRAG_RISE, 0.0)
    return min(1.0 + WAVE * beyond * beyond * beyond * beyond, MOST_WAVE)


@inner
def flown(
    through: Direction, climb: float, altitude: float, bank: float, which: tuple[int, int],
    phases: Phases, air: Standard,
) -> tuple[float, float, float]:  # fmt: skip
    """North, east and up: towards the speed and the climb held, turning at g tan(bank) / V.

    Speed is made good no faster than drag (with air brakes and idle engines) or thrust and the descent
    itself allow: dV/dt = g (T/W - D/W - climb / V), with the drag of a parabolic polar.
    """
    flat = np.sqrt(through.north**2 + through.east**2)
    sigma = profile(air.sigma, altitude)
    target = phases.speed[which] / np.sqrt(sigma)
    rate = phases.climb[which] - phases.slope[which] * flat
    if altitude <= phases.floor[which]:
        rate = max(rate, 0.0)
    cn, ce = (through.north / flat, through.east / flat) if flat > STILL else (1.0, 0.0)
    ahead, aside = (target - flat) / RESPONSE, GRAVITY * np.tan(bank)
    if phases.lift[which] > 0.0 and flat > STILL:
        r = max(phases.lift[which] * flat * flat * sigma, LEAST_LOAD)
        share = 0.5 * phases.drag[which] / phases.lift[which]
        induced = 1.0 / (r * np.cos(bank) ** 2)
        drag = share * (r + induced) * waves(flat / profile(air.sound, altitude))
        down = -climb / flat
        slower = GRAVITY * (down - BRAKES * drag)
        faster = GRAVITY * max(phases.thrust[which] * sigma + down - drag, 0.0)
        ahead = max(min(ahead, faster), slower)
    return ahead * cn - aside * ce, ahead * ce + aside * cn, (rate - climb) / RESPONSE


@inner
def bank_at(phases: Phases, j: int, phase: int, t: float) -> float:
    """Bank at a time within a phase: evenly from its own to that of the next."""
    now, last = phases.bank[j, phase], phases.until.shape[1] - 1
    begins = phases.until[j, phase - 1] if phase > 0 else 0.0
    ends = phases.until[j, phase]
    if phase == last or not np.isfinite(ends) or ends <= begins:
        return now
    return now + (phases.bank[j, phase + 1] - now) * (t - begins) / (ends - begins)


@inner
def wind_at(wind: Array, j: int, altitude: float) -> Direction:
    """The wind of a draw's own column at an altitude; beyond its ends the end's."""
    i, share = split(min(max(altitude * (1.0 / AIR_STEP), 0.0), wind.shape[1] - 1.001))
    return Direction(
        wind[j, i, 0] + share * (wind[j, i + 1, 0] - wind[j, i, 0]),
        wind[j, i, 1] + share * (wind[j, i + 1, 1] - wind[j, i, 1]),
    )
