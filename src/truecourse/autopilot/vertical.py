"""Altitude: the level told last, reached at the type's own rate."""

from numpy.typing import NDArray

from truecourse.autopilot.compiled import compiled
from truecourse.autopilot.environment import Environment, profile


@compiled
def level_at(level_t: NDArray, level: NDArray, j: int, t: float) -> float:
    """Level ordered at time `t`: the last of the columns whose time has come."""
    wanted = level[j, 0]
    for i in range(1, level_t.shape[1]):
        if level_t[j, i] <= t:
            wanted = level[j, i]
    return wanted


@compiled
def climb_to(altitude: float, wanted: float, factor: float, dt: float, environment: Environment) -> float:
    """Altitude after `dt`: towards the wanted one at the climb rate of the present height, or at the descent rate."""
    up = profile(environment.climb, altitude) * factor * dt
    return altitude + min(max(wanted - altitude, -environment.descent * dt), up)
