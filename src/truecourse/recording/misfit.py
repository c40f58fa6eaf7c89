"""How far what was recorded is from what mechanics has it be, in flight, and whether that lasts."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.recording import Series
from truecourse.recording.check import Check, Status, not_testable
from truecourse.recording.samples import mean, sampled

Array = NDArray[np.float64]
Of = Mapping[str, Series]

FLYING = 50.0  # m/s CAS under which nothing here is asked: on the ground it does not hold
LONG = 5  # s for which a misfit must last to be told


def flying(of: Of, t: Array) -> NDArray[np.bool_]:
    """Whether it flies at each time (n,), by its airspeed, else its ground speed."""
    fast = "cas" if "cas" in of else "gs"
    return sampled(of[fast], t) > FLYING if fast in of else np.zeros(len(t), bool)


def lacking_of(of: Of, *names: str) -> str:
    """What quantities are not recorded, in words; else an empty text."""
    missing = [name.replace("_", " ") for name in names if name not in of]
    return f"there is no {' and no '.join(missing)}" if missing else ""


def verdict(name: str, off: Array, limit: float | Array, words: str, why: str, unit: float = 1.0) -> Check:
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
