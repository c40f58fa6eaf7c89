"""Whether what was recorded obeys mechanics: turns, climbs, airspeeds and the way made good agree."""

import numpy as np

from truecourse.air.airspeed import mach_from_cas, tas_from_cas
from truecourse.recording.check import Check, not_testable
from truecourse.recording.misfit import LONG, Array, Of, flying, lacking_of, verdict
from truecourse.recording.samples import mean, sampled, slope
from truecourse.recording.way import course, way

G = 9.80665  # m/s², standard
WIDTH = 9  # s over which rates are taken: what quantised samples allow
# Judgement, beside them what they come to in the real recording (see the tests). In a turn of 25° a sideslip
# of 1° and a change of wind of 2 m/s in 9 s make 0.3°/s.
TURN, CLIMB, CLIMB_SHARE, MACH, LOAD = np.radians(0.6), 2.5, 0.15, 0.012, 0.1


def physics(of: Of) -> list[Check]:
    """Every check that the recording's quantities allow; one a second is asked."""
    last = max((float(s.t[-1]) for s in of.values() if len(s.t)), default=0.0)
    t = np.arange(0.0, last + 0.5)
    return [_turn(of, t), _load(of, t), _climb(of, t), _mach(of, t), way(of, t), course(of, t)]


def _turn(of: Of, t: Array) -> Check:
    """Rate of turn against g tan(roll) / V, the coordinated turn."""
    heading = "heading_magnetic" if "heading_magnetic" in of else "heading"
    if lacking := lacking_of(of, heading, "roll", "altitude", "cas"):
        return not_testable("turn", lacking)
    rate = slope(sampled(of[heading], t, angle=True), 1.0, WIDTH)
    tas = tas_from_cas(sampled(of["cas"], t), sampled(of["altitude"], t))
    aloft = flying(of, t)
    due = mean(G * np.tan(sampled(of["roll"], t)) / np.where(aloft, tas, np.nan), WIDTH)
    off = np.where(aloft, rate - due, np.nan)
    return verdict("turn", off, TURN, "rate of turn against g tan(roll) / V, in °/s",
                    f"judgement: {np.degrees(TURN):.2g} °/s for {LONG} s, more than sideslip and gusts do",
                    float(np.degrees(1.0)))  # fmt: skip


def _load(of: Of, t: Array) -> Check:
    """Load factor against 1 / cos(roll) and the change of climb: n cos(roll) = 1 + h'' / g, about."""
    if lacking := lacking_of(of, "normal_load", "roll", "altitude"):
        return not_testable("load", lacking)
    step = np.median(np.diff(of["normal_load"].t))
    fine = np.arange(0.0, t[-1] + 1.0, float(step))
    load = np.interp(t, fine, mean(sampled(of["normal_load"], fine), 2 * int(WIDTH / step / 2) + 1))
    climb = slope(sampled(of["altitude"], t), 1.0, WIDTH)
    rise = slope(climb, 1.0, WIDTH)
    off = load - (1.0 + rise / G) / np.cos(sampled(of["roll"], t))
    off = np.where(flying(of, t), off, np.nan)
    zero = float(np.nanmedian(off)) if np.isfinite(off).any() else 0.0
    words = f"normal load against roll and change of climb, in g, less the sensor's zero of {zero:+.2f}"
    why = f"judgement: {LOAD} g for {LONG} s, more than pitch and the sensor's place do"
    return verdict("load", off - zero, LOAD, words, why)


def _climb(of: Of, t: Array) -> Check:
    """Change of pressure altitude against the recorded vertical speed."""
    if lacking := lacking_of(of, "altitude", "vertical_speed"):
        return not_testable("climb", lacking)
    rate = slope(sampled(of["altitude"], t), 1.0, WIDTH)
    told = mean(sampled(of["vertical_speed"], t), WIDTH)
    off = np.where(flying(of, t), rate - told, np.nan)
    limit = np.nan_to_num(CLIMB + CLIMB_SHARE * np.abs(told), nan=CLIMB)
    why = f"judgement: {CLIMB} m/s and {100 * CLIMB_SHARE:.0f} % for {LONG} s: warm air, the instrument's lag"
    return verdict("climb", off, limit, "change of altitude against vertical speed, in m/s", why)


def _mach(of: Of, t: Array) -> Check:
    """Mach number against airspeed and altitude, which with it are one measurement of two pressures."""
    if lacking := lacking_of(of, "altitude", "cas", "mach"):
        return not_testable("mach", lacking)
    due = mach_from_cas(sampled(of["cas"], t), sampled(of["altitude"], t))
    off = np.where(flying(of, t), sampled(of["mach"], t) - due, np.nan)
    return verdict("mach", off, MACH, "Mach number against airspeed and altitude",
                    f"judgement: {MACH} for {LONG} s, three steps of a coarse recorder")  # fmt: skip
