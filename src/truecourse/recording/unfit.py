"""What does not fit in a reckoned track: a fix, the wind, the compass or the airspeed, against its own error.

The stated errors hold only if fixes and recording are of one flight, and each as good as it is said to be.
Beyond `MOST` standard deviations that is not so, and neither is the track's error.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind
from truecourse.air.wind import at as wind_at
from truecourse.air.wind_error import error_sd
from truecourse.earth.geodesy import along, inverse
from truecourse.recording.reckoning import Errors, Fixed, Motion, Reckoned, radius, reckon

Array = NDArray[np.float64]

MOST = 5.0  # standard deviations: judgement; by chance one in three million
MOST_FIXES = 12  # of which each is left out in turn, to see which one does not fit
BETWEEN = 0.25  # of the way since the nearest moment, by which a place between two may be off: judgement


class Unfit(NamedTuple):
    """Standard deviations off: of each fix from the track (m,), of the wind where it is worst, of the compass
    and of the airspeed; and how far each fix is from the track, m (m,).
    """

    fixes: Array
    wind: float
    compass: float
    airspeed: float
    far: Array

    @property
    def worst(self) -> float:
        """The largest of all."""
        return float(max(self.fixes.max(), self.wind, self.compass, self.airspeed))


def unfit(motion: Motion, fixes: Fixed, wind: Wind, found: Reckoned, errors: Errors | None = None) -> Unfit:
    """How far off each part of a reckoned track is by its own error."""
    known = errors or Errors()
    near = np.array([int(np.argmin(np.abs(motion.t - t))) for t in fixes.t])
    east, north = wind_at(wind, found.lat, found.lon, motion.altitude, motion.t)
    off = np.hypot(found.wind[0] - east, found.wind[1] - north)
    since = np.abs(fixes.t - motion.t[near]) * (motion.tas + off)[near]
    far = _distances(motion, fixes, found, near)
    own = np.hypot(radius(found.covariance[near], 1.0 - np.exp(-0.5)), BETWEEN * since)
    return Unfit(
        far / np.hypot(fixes.error, own),
        float((off / error_sd(wind, found.lat, motion.altitude, motion.t)).max()),
        abs(found.compass) / known.compass, abs(found.airspeed) / known.airspeed, far,
    )  # fmt: skip


def _distances(motion: Motion, fixes: Fixed, found: Reckoned, near: NDArray[np.int64]) -> Array:
    """From each fix to the track at its time, m; beyond the track's ends, to the end, less what was flown."""
    n, out = len(motion.t), np.empty(len(fixes.t))
    for j, k in enumerate(near):
        to = min(max(k + (1 if fixes.t[j] > motion.t[k] else -1), 0), n - 1)
        share = 0.0 if to == k else (fixes.t[j] - motion.t[k]) / (motion.t[to] - motion.t[k])
        lat, lon = along(found.lat[k], found.lon[k], found.lat[to], found.lon[to], share)
        out[j] = inverse(lat, lon, fixes.lat[j], fixes.lon[j])[2]
        if to == k:
            out[j] = max(0.0, out[j] - abs(fixes.t[j] - motion.t[k]) * motion.tas[k])
    return out


def culprit(motion: Motion, fixes: Fixed, wind: Wind, errors: Errors | None = None) -> int:
    """The one fix without which the others fit; -1 where it is none, or might be more than one."""
    count = len(fixes.t)
    if not 2 < count <= MOST_FIXES:
        return -1
    without = []
    for j in range(count):
        others = Fixed(*(np.delete(column, j) for column in fixes))
        found = reckon(motion, others, wind, errors)
        if unfit(motion, others, wind, found, errors).worst <= MOST:
            without.append(j)
    return without[0] if len(without) == 1 else -1
