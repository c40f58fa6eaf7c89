"""Fly one cause of a case from its clearance, and hand back the track with what the cockpit showed."""

import numpy as np

from truecourse.air.wind import Wind, still
from truecourse.autopilot.cockpit import cockpit
from truecourse.autopilot.fly import duration, fly
from truecourse.autopilot.offset import offset_from
from truecourse.evidence.baseline import Values, common, medians
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.scene import Scene
from truecourse.evidence.stage import stage
from truecourse.feeds.wire import parse_number, quoted
from truecourse.flight.case import Case
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.track import COLUMNS, Track
from truecourse.investigation.explain import wind_of

LONGEST = 20.0  # s a step: one flight costs nothing, and its compass lags under 0.03 degrees
SUBMODES = {"never-armed": 0.0, "armed-late": 1.0}
SAME_PLACE = 1e-9  # of the Earth's radius
_FAR = 8.0  # deviations: as far as a prior reaches, for what may be set


def fly_case(case: Case, cause_name: str, settings: dict[str, str], wind: str = "case") -> Track:
    """Fly a case's aircraft under one cause, all at its median but for the settings; by the minute.

    settings: wire names (`heading_magnetic_deg`) to numbers in the wire's unit, `submode` to a name. wind:
    "still", or "case" for the case's own. Raises ValueError, in one sentence, for a cause, name or number
    there is not, and for a cause that this flight cannot have.
    """
    cause = by_name(cause_name)
    scene = stage(case, _air(case, wind), case.t_end)
    why = cause.applies(scene)
    if why:
        raise ValueError(f"{case.name} cannot be flown as {cause.name}: {why}; choose another cause.")
    return track_of(scene, cause, settled(scene, cause, settings))


def track_of(scene: Scene, cause: Cause, values: Values, row: int = 0) -> Track:
    """The track by the minute, and what the cockpit showed, of flight `row` of values `{name: (n,)}`.

    The values are in SI and resolved; `t` of the track is POSIX s.
    """
    one = {name: np.asarray(given)[row : row + 1] for name, given in values.items()}
    orders, instruments = cause.orders(scene, one)
    track = fly(orders, instruments, scene.environment, duration(scene.time.t_end, LONGEST))[0]
    columns = cockpit(track, orders, instruments, scene.environment, _entered(scene, orders.waypoints[0]))
    planned = tuple(point.fix for point in scene.case.plan.points)
    columns["cross_track"] = offset_from(planned, columns["lat"], columns["lon"])
    columns["t"] = scene.case.t_start + columns["t"]
    ordered = {column.name: columns[column.name] for column in COLUMNS}
    return Track(scene.case.callsign, ordered, source=f"{scene.case.name} flown as {cause.name}")


def settled(scene: Scene, cause: Cause, settings: dict[str, str]) -> Values:
    """Medians of every quantity, settings in their place, SI, one flight. Raises ValueError as `fly_case`.

    A setting is put in before the cause resolves what hangs on it (the planned heading at the time it was
    selected) and again after, so that it stands as it was given.
    """
    quantities = {u.name: u for u in (*common(scene), *cause.uncertain(scene))}
    may = [*quantities, *(["submode"] if cause.submodes else [])]
    for name in settings:
        if name not in may:
            raise ValueError(f"{cause.name} has no {name!r}; what may be set is {', '.join(may)}.")
    given = {n: np.array([_number(quantities[n], text)]) for n, text in settings.items() if n != "submode"}
    if "submode" in settings:
        given["armed_late"] = np.array([_submode(cause, settings["submode"])])
    return cause.resolve(scene, medians(tuple(quantities.values())) | given) | given


def _entered(scene: Scene, waypoints: np.ndarray) -> tuple[str, ...]:
    """Names of the waypoints entered: the route's by number; what a cause adds by place or by number."""
    names = [fix.name for fix in scene.route]
    for i in range(len(names), len(waypoints)):
        apart = np.linalg.norm(scene.waypoints[: len(scene.route)] - waypoints[i], axis=1)
        here = int(np.argmin(apart))
        names.append(scene.route[here].name if apart[here] < SAME_PLACE else f"WPT{i}")
    return tuple(names)


def _number(quantity: Uncertain, text: str) -> float:
    """A setting in SI. Raises ValueError for what is no number, or none that the quantity can have."""
    options = quantity.per_si * np.unique(quantity.quantile(np.linspace(-_FAR, _FAR, 2001)))
    low, high = quantity.allowed or (float(np.nanmin(options)), float(np.nanmax(options)))
    whole = quantity.per_si == 1.0 and bool(np.all(options == np.round(options)))
    wanted = f"choose a {'whole number' if whole else 'number'} from {low:.6g} to {high:.6g}"
    try:
        wire = parse_number(str(text))
    except ValueError:
        raise ValueError(f"{quantity.name} is {quoted(text)}, not a finite number; {wanted}.") from None
    slack = 1e-5 * max(abs(low), abs(high))  # the ends as they are printed
    if not low - slack <= wire <= high + slack or (whole and wire not in options):
        raise ValueError(f"{quantity.name} is {quoted(text)}; {wanted}.")
    return wire / quantity.per_si


def _submode(cause: Cause, text: str) -> float:
    if text not in SUBMODES:
        raise ValueError(f"{cause.name} has no submode {text!r}; choose {' or '.join(SUBMODES)}.")
    return SUBMODES[text]


def _air(case: Case, wind: str) -> Wind:
    if wind not in ("still", "case"):
        raise ValueError(f"The wind is {wind!r}; choose still or case.")
    return still() if wind == "still" else wind_of(case)
