"""From observations to what must be asked of every simulated flight, and where each answer is found."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.probe import Questions
from truecourse.earth.nvector import to_nvector
from truecourse.evidence.baseline import index_of
from truecourse.evidence.scene import Scene
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen

Array = NDArray[np.float64]

HELD_SAMPLES = 6  # a heading held over an interval is compared at this many times, as one observation
WIND_SAMPLES = 4  # a mean wind between two places likewise
AT_A_TIME = (Seen.POSITION, Seen.WIND_REPORT, Seen.WIND_AT_PLACE, Seen.HEARD, Seen.NOT_HEARD, Seen.NOT_SEEN)
THREE_TIMES = (Seen.LEVEL, Seen.HEIGHT)


class Index(NamedTuple):
    """Where an observation's answers are: rows of the times, or a row of the planes, reports or edges."""

    times: tuple[int, ...] = ()
    row: int = -1


def times_of(observation: Observation, scene: Scene) -> tuple[float, ...]:
    """Times (POSIX s) at which an observation wants the flight's state."""
    o = observation
    if o.kind in AT_A_TIME:
        return (o.t,)
    if o.kind in THREE_TIMES:
        return (o.t - o.t_error, o.t, o.t + o.t_error)
    if o.kind is Seen.MEAN_SPEED:
        return (o.t, o.t_end)
    if o.kind in (Seen.HEADING_MAGNETIC, Seen.COURSE):
        held = np.linspace(o.t + 2 * o.t_error, o.t_end - o.t_error, HELD_SAMPLES)
        return (o.t,) if np.isnan(o.t_end) else tuple(held)
    if o.kind is Seen.MEAN_WIND and o.leg_from and o.leg_to:
        ends = [_planned_passage(scene, fix) for fix in (o.leg_from, o.leg_to)]
        share = (np.arange(WIND_SAMPLES) + 0.5) / WIND_SAMPLES
        return tuple(scene.case.t_start + ends[0] + share * (ends[1] - ends[0]))
    return ()


def ask_for(
    observations: tuple[Observation, ...], scene: Scene, extra_times: tuple[float, ...] = ()
) -> tuple[Questions, tuple[Index, ...]]:
    """Questions for observations, and each one's index; `extra_times` (POSIX s) come first among the times.

    Times are kept within the flight simulated. Raises ValueError for a report at a fix that is not on the
    route.
    """
    times = [*extra_times]
    planes: list[tuple[Array, Array, Array]] = []
    reports: list[int] = []
    regions: list[str] = []
    where = []
    for o in observations:
        first = len(times)
        times += times_of(o, scene)
        row = -1
        if o.kind is Seen.OFFSET_ABEAM and o.place and o.leg_from and o.leg_to:
            row = len(planes)
            planes.append(plane(o.leg_from, o.leg_to, o.place))
        elif o.kind is Seen.INSTRUMENT_REPORT and o.place:
            row = len(reports)
            reports.append(max(index_of(scene, o.place.name), 1))
        elif o.kind in (Seen.REGION_ENTRY, Seen.REGION_EXIT):
            if o.region not in regions:
                regions.append(o.region)
            row = regions.index(o.region)
        where.append(Index(tuple(range(first, len(times))), row))
    since = np.clip(np.array(times, float) - scene.case.t_start, 0.0, scene.time.t_end)
    size = scene.environment.field.shape[0]
    stack = lambda k: np.array([p[k] for p in planes]).reshape(-1, 3)  # noqa: E731
    edge = [scene.edges[name] for name in regions]
    questions = Questions(
        since,
        stack(0),
        stack(1),
        stack(2),
        np.array(reports, np.int64),
        np.array(edge, np.float32).reshape(-1, size),
    )
    return questions, tuple(where)


def plane(leg_from: Fix, leg_to: Fix, place: Fix) -> tuple[Array, Array, Array]:
    """A place, the leg's direction there, its normal (left): n-vectors; on their sphere, 60 m off at most."""
    a, b, p = (to_nvector(f.lat, f.lon) for f in (leg_from, leg_to, place))
    normal = np.cross(a, b)
    normal /= np.linalg.norm(normal)
    tangent = np.cross(normal, p)
    return p, tangent / np.linalg.norm(tangent), normal


def regions_of(observations: tuple[Observation, ...]) -> tuple[str, ...]:
    """Names of the areas whose edges the observations speak of."""
    named = [o.region for o in observations if o.kind in (Seen.REGION_ENTRY, Seen.REGION_EXIT)]
    return tuple(dict.fromkeys(named))


def _planned_passage(scene: Scene, fix: Fix) -> float:
    """Seconds after the start at which the planned flight is nearest to a fix."""
    near = scene.planned_p @ to_nvector(fix.lat, fix.lon)
    return float(scene.planned_t[int(np.argmax(near))])
