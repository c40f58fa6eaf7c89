"""Altitude: the level told last, reached at the type's own rate."""

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.compiled import inner
from truecourse.autopilot.environment import Environment, profile

ON_LEVEL = 1.0  # m; nearer to the level than this is on it


@inner
def level_at(level_t: NDArray, level: NDArray, j: int, t: float) -> tuple[float, float]:
    """Level ordered at time `t`, the last whose time has come; the time of the next, infinite without one."""
    i, last = 0, level_t.shape[1] - 1
    while i < last and level_t[j, i + 1] <= t:
        i += 1
    return level[j, i], level_t[j, i + 1] if i < last else np.inf


@inner
def climb_to(altitude: float, wanted: float, factor: float, dt: float, environment: Environment) -> float:
    """Altitude after `dt`: towards the wanted one at the climb rate half-way, or at the descent rate."""
    if wanted > altitude:
        half = altitude + 0.5 * dt * factor * profile(environment.climb, altitude)
        return min(altitude + dt * factor * profile(environment.climb, half), wanted)
    return max(altitude - environment.descent * dt, wanted)


@inner
def time_to_change(altitude: float, wanted: float, factor: float, environment: Environment) -> float:
    """Seconds to the level, or to the next change of the speed schedule; infinite on the level."""
    if abs(wanted - altitude) < ON_LEVEL:
        return np.inf
    target = wanted
    rate = factor * profile(environment.climb, altitude)
    for bend in environment.bends:
        if altitude + ON_LEVEL < bend < target or target < bend < altitude - ON_LEVEL:
            target = bend
    if target > altitude:
        return (target - altitude) / max(0.5 * (rate + factor * profile(environment.climb, target)), 0.1)
    return (altitude - target) / environment.descent
