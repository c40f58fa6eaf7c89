"""Whether the way from recorded position to position is that of ground speed, heading and drift."""

import numpy as np

from truecourse.air.airspeed import tas_from_cas
from truecourse.earth.angles import wrap
from truecourse.earth.geodesy import inverse
from truecourse.earth.magnetic import variation
from truecourse.earth.units import SECONDS_PER_DAY
from truecourse.recording.check import Check, not_testable
from truecourse.recording.misfit import FLYING, LONG, Array, Of, flying, lacking_of, verdict
from truecourse.recording.samples import mean, sampled, slope

SPEED = 8.0  # m/s, judgement
# Of compass and drift together: ± 2° of heading (14 CFR 121, appendix M, 4, as ICAO Annex 6, table A8-1); as
# much again of drift is judgement.
COURSE = np.radians(4.0)
STRAIGHT = np.radians(0.6)  # a second, beyond which it turns: there the chord is not the mean course
APART = 20.0  # s: positions are written to about 20 m, or 300 m by older recorders
# The year is not known here: the variation may be that of any of these.
YEARS = tuple(365.25 * SECONDS_PER_DAY * (year - 1970) for year in range(1960, 2031, 10))
UNCLEAR = np.radians(30.0)  # of the variation, beyond which nothing is asked


def _made(of: Of, t: Array) -> tuple[Array, Array]:
    """Speed (m/s) and course (rad) made good over `APART` s about each time, NaN where no position is."""
    there = [sampled(of[name], t + s, angle=True) for s in (-APART / 2, APART / 2) for name in ("lat", "lon")]
    known = np.isfinite(sum(there)) & (np.abs(there[0]) <= np.pi / 2.0) & (np.abs(there[2]) <= np.pi / 2.0)
    speed, course = np.full(len(t), np.nan), np.full(len(t), np.nan)
    if known.any():
        first, last, far = inverse(*(x[known] for x in there))
        speed[known] = far / APART
        course[known] = first + 0.5 * wrap(last - first)
    return speed, course


def way(of: Of, t: Array) -> Check:
    """The way from recorded position to position against the recorded ground speed."""
    if lacking := lacking_of(of, "lat", "lon", "gs"):
        return not_testable("way", lacking)
    width = 2 * int(APART / 2) + 1
    off = np.where(flying(of, t), _made(of, t)[0] - mean(sampled(of["gs"], t), width), np.nan)
    return verdict("way", off, SPEED, "way between recorded positions against ground speed, in m/s",
                    f"judgement: {SPEED:g} m/s for {LONG} s, positions {APART:g} s apart")  # fmt: skip


def course(of: Of, t: Array) -> Check:
    """The course from recorded position to position against heading and drift: what sees a heading that is
    wrong by a constant. Drift is positive to the right; where it is not recorded it is that of the recorded
    wind (from where, true).
    """
    if lacking := lacking_of(of, "lat", "lon"):
        return not_testable("course", lacking)
    magnetic = "heading" not in of
    if lacking := lacking_of(of, "heading_magnetic") if magnetic else "":
        return not_testable("course", lacking)
    speed, made = _made(of, t)
    turned, unsure = _variation(of, t) if magnetic else (np.zeros(len(t)), np.zeros(len(t)))
    heading = sampled(of["heading_magnetic" if magnetic else "heading"], t, angle=True) + turned
    drift, lacking = _drift(of, t, heading)
    if lacking:
        return not_testable("course", lacking)
    width = 2 * int(APART / 2) + 1
    due = mean(heading, width) + mean(drift, width)
    straight = np.abs(slope(heading, 1.0, width)) < STRAIGHT
    clear = flying(of, t) & (speed > FLYING) & straight & (unsure < UNCLEAR)
    off = np.where(clear, wrap(made - due), np.nan)
    usual = float(np.degrees(np.nanmedian(off))) if np.isfinite(off).any() else 0.0
    half = "compass as ICAO Annex 6, table A8-1, and as much of drift"
    why = f"judgement: {np.degrees(COURSE):.0f}° for {LONG} s: {half}"
    if magnetic and np.isfinite(unsure[clear]).any():
        why += f"; and {np.degrees(np.nanmedian(unsure[clear])):.1f}° for the variation, its year not known"
    words = f"course between recorded positions against heading and drift, in °, in the middle {usual:+.1f}"
    return verdict("course", off, COURSE + np.nan_to_num(unsure), words, why, float(np.degrees(1.0)))


def _drift(of: Of, t: Array, heading: Array) -> tuple[Array, str]:
    """Drift (n,), rad, recorded or of the recorded wind; and what is lacking for it."""
    if "drift" in of:
        return sampled(of["drift"], t, angle=True), ""
    if lacking := lacking_of(of, "wind_from", "wind_speed"):
        return np.full(len(t), np.nan), f"there is no drift, and {lacking}"
    if "tas" not in of and (lacking := lacking_of(of, "cas", "altitude")):
        return np.full(len(t), np.nan), lacking
    tas = sampled(of["tas"], t) if "tas" in of else tas_from_cas(
        sampled(of["cas"], t), sampled(of["altitude"], t))  # fmt: skip
    wind, into = sampled(of["wind_speed"], t), sampled(of["wind_from"], t, angle=True) - heading
    return np.arctan2(-wind * np.sin(into), tas - wind * np.cos(into)), ""


def _variation(of: Of, t: Array) -> tuple[Array, Array]:
    """The middle of the magnetic variation over `YEARS` (n,), and half its spread, rad."""
    coarse = np.arange(t[0], t[-1] + 60.0, 60.0)
    lat, lon = (sampled(of[name], np.minimum(coarse, t[-1]), angle=True) for name in ("lat", "lon"))
    known = np.isfinite(lat + lon) & (np.abs(lat) <= np.pi / 2.0)
    if not known.any():
        return np.full(len(t), np.nan), np.full(len(t), np.nan)
    each = np.unwrap([variation(lat[known], lon[known], 0.0, year) for year in YEARS], axis=0)
    low, high = each.min(axis=0), each.max(axis=0)
    middle = np.unwrap(0.5 * (low + high))
    return np.interp(t, coarse[known], middle), np.interp(t, coarse[known], 0.5 * (high - low))
