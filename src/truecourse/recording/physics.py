"""Whether what was recorded obeys mechanics: turns, climbs, airspeeds and the way made good agree."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from truecourse.air.airspeed import mach_from_cas, tas_from_cas
from truecourse.earth.geodesy import inverse
from truecourse.flight.recording import Series
from truecourse.recording.check import Check, Status, not_testable
from truecourse.recording.samples import mean, sampled, slope

Array = NDArray[np.float64]
Of = Mapping[str, Series]

G = 9.80665  # m/s², standard
WIDTH = 9  # s over which rates are taken: what quantised samples allow
FLYING = 50.0  # m/s CAS under which nothing here is asked: on the ground it does not hold
LONG = 5  # s for which a misfit must last to be told
# Judgement, beside them what they come to in the real recording (see the tests). In a turn of 25° a sideslip
# of 1° and a change of wind of 2 m/s in 9 s make 0.3°/s.
TURN, CLIMB, CLIMB_SHARE, MACH, SPEED = np.radians(0.6), 2.5, 0.15, 0.012, 8.0


def physics(of: Of) -> list[Check]:
    """Every check that the recording's quantities allow; one a second is asked."""
    last = max((float(s.t[-1]) for s in of.values() if len(s.t)), default=0.0)
    t = np.arange(0.0, last + 0.5)
    return [_turn(of, t), _load(of, t), _climb(of, t), _mach(of, t), _way(of, t)]


def _flying(of: Of, t: Array) -> NDArray[np.bool_]:
    fast = "cas" if "cas" in of else "gs"
    return sampled(of[fast], t) > FLYING if fast in of else np.zeros(len(t), bool)


def _lacking(of: Of, *names: str) -> str:
    missing = [name.replace("_", " ") for name in names if name not in of]
    return f"there is no {' and no '.join(missing)}" if missing else ""


def _verdict(name: str, off: Array, limit: float | Array, words: str, why: str, unit: float = 1.0) -> Check:
    """Odd where the misfit stays beyond its limit for `LONG` seconds on one side; no check where nothing can
    be seen.
    """
    if np.isfinite(off).sum() < 2 * LONG:
        return not_testable(name, "there are too few seconds in flight with all of them")
    share = np.abs(off) / limit
    steady = np.abs(mean(np.where(np.isfinite(off), off / limit, 0.0), LONG))
    where = np.flatnonzero(np.nan_to_num(steady) > 1.0)
    first = where[np.r_[True, np.diff(where) > 2 * LONG]] if len(where) else where
    usual = float(np.nanmedian(np.abs(off)))
    biggest = float(np.nanmax(np.where(np.isfinite(share), np.abs(off), np.nan)))
    found = f"{words}: half of the time within {usual * unit:.2g}, at most {biggest * unit:.3g} off"
    status = Status.ODD if len(where) else Status.CONSISTENT
    return Check(name, status, found, float(np.nanmax(steady)), 1.0, why, tuple(float(k) for k in first[:8]))


def _turn(of: Of, t: Array) -> Check:
    """Rate of turn against g tan(roll) / V, the coordinated turn."""
    heading = "heading_magnetic" if "heading_magnetic" in of else "heading"
    if lacking := _lacking(of, heading, "roll", "altitude", "cas"):
        return not_testable("turn", lacking)
    rate = slope(sampled(of[heading], t, angle=True), 1.0, WIDTH)
    tas = tas_from_cas(sampled(of["cas"], t), sampled(of["altitude"], t))
    flying = _flying(of, t)
    due = mean(G * np.tan(sampled(of["roll"], t)) / np.where(flying, tas, np.nan), WIDTH)
    off = np.where(flying, rate - due, np.nan)
    return _verdict("turn", off, TURN, "rate of turn against g tan(roll) / V, in °/s",
                    f"judgement: {np.degrees(TURN):.2g} °/s for {LONG} s, more than sideslip and gusts do",
                    float(np.degrees(1.0)))  # fmt: skip


def _load(of: Of, t: Array) -> Check:
    """Load factor against 1 / cos(roll) and the change of climb: n cos(roll) = 1 + h'' / g, about."""
    if lacking := _lacking(of, "normal_load", "roll", "altitude"):
        return not_testable("load", lacking)
    step = np.median(np.diff(of["normal_load"].t))
    fine = np.arange(0.0, t[-1] + 1.0, float(step))
    load = np.interp(t, fine, mean(sampled(of["normal_load"], fine), 2 * int(WIDTH / step / 2) + 1))
    climb = slope(sampled(of["altitude"], t), 1.0, WIDTH)
    rise = slope(climb, 1.0, WIDTH)
    off = load - (1.0 + rise / G) / np.cos(sampled(of["roll"], t))
    off = np.where(_flying(of, t), off, np.nan)
    return _verdict("load", off, 0.1, "normal load against roll and change of climb, in g",
                    f"judgement: 0.1 g for {LONG} s, more than pitch and the sensor's place do")  # fmt: skip


def _climb(of: Of, t: Array) -> Check:
    """Change of pressure altitude against the recorded vertical speed."""
    if lacking := _lacking(of, "altitude", "vertical_speed"):
        return not_testable("climb", lacking)
    rate = slope(sampled(of["altitude"], t), 1.0, WIDTH)
    told = mean(sampled(of["vertical_speed"], t), WIDTH)
    off = np.where(_flying(of, t), rate - told, np.nan)
    limit = np.nan_to_num(CLIMB + CLIMB_SHARE * np.abs(told), nan=CLIMB)
    why = f"judgement: {CLIMB} m/s and {100 * CLIMB_SHARE:.0f} % for {LONG} s: warm air, the instrument's lag"
    return _verdict("climb", off, limit, "change of altitude against vertical speed, in m/s", why)


def _mach(of: Of, t: Array) -> Check:
    """Mach number against airspeed and altitude, which with it are one measurement of two pressures."""
    if lacking := _lacking(of, "altitude", "cas", "mach"):
        return not_testable("mach", lacking)
    due = mach_from_cas(sampled(of["cas"], t), sampled(of["altitude"], t))
    off = np.where(_flying(of, t), sampled(of["mach"], t) - due, np.nan)
    return _verdict("mach", off, MACH, "Mach number against airspeed and altitude",
                    f"judgement: {MACH} for {LONG} s, three steps of a coarse recorder")  # fmt: skip


def _way(of: Of, t: Array) -> Check:
    """The way from recorded position to position against the recorded ground speed."""
    if lacking := _lacking(of, "lat", "lon", "gs"):
        return not_testable("way", lacking)
    apart = 20.0  # s: positions are written to about 20 m, or 300 m by older recorders
    there = [sampled(of[name], t + s, angle=True) for s in (-apart / 2, apart / 2) for name in ("lat", "lon")]
    known = np.isfinite(sum(there)) & (np.abs(there[0]) <= np.pi / 2.0) & (np.abs(there[2]) <= np.pi / 2.0)
    made = np.full(len(t), np.nan)
    if known.any():
        made[known] = inverse(*(x[known] for x in there))[2] / apart
    width = 2 * int(apart / 2) + 1
    off = np.where(_flying(of, t), made - mean(sampled(of["gs"], t), width), np.nan)
    return _verdict("way", off, SPEED, "way between recorded positions against ground speed, in m/s",
                    f"judgement: {SPEED:g} m/s for {LONG} s, positions {apart:g} s apart")  # fmt: skip
