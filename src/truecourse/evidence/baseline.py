"""What is common to all causes: clearances obeyed, quantities nobody knows exactly, and rows made orders."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truecourse.evidence.prior import normal
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Uncertain
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.orders import (
    COMMANDS,
    LEVELS,
    UNITS,
    WIND_KNOTS,
    Instruments,
    Mode,
    Orders,
)

Array = NDArray[np.float64]
Values = dict[str, Array]

DEG = np.pi / 180.0
KNOT = 1852.0 / 3600.0
LATERAL = (Granted.TAKE_OFF, Granted.HEADING, Granted.DIRECT, Granted.ROUTE)
# Sources and reasoning of the common priors: docs/design.md, "What nobody knows exactly".
# 2.5 K of temperature day to day is 0.6 %, 3 K between month and standard 0.7 %, Mach within 0.01 is 1.2 %
AIRSPEED_SD = 0.015
CLIMB_SD = 0.10
COMPASS_SD = 1.0 * DEG
DRIFT_SD = 0.68 * KNOT  # 0.8 NM/h, the usual quality mark, read as a circle holding half: 1.177 deviations


class Row(NamedTuple):
    """One command for every flight, each field (n,) or one value: `t` s since the start, `heading` rad."""

    t: ArrayLike
    heading: ArrayLike = 0.0
    mode: ArrayLike = Mode.LNAV
    leg: ArrayLike = 1
    direct: ArrayLike = 0


def common(scene: Scene) -> tuple[Uncertain, ...]:
    """What every cause shares: when clearances took effect, airspeed, climb, compass, two units' drift."""
    delays = [
        Uncertain(
            f"{clearance.granted.value.replace('-', '_')}_{i}_delay_s",
            f"how much later than stated the {clearance.granted.value} clearance took effect",
            f"normal, {clearance.t_error:g} s",
            normal(0.0, clearance.t_error),
        )
        for i, clearance in enumerate(scene.case.clearances)
        if clearance.t_error > 0.0 and clearance.granted is not Granted.TAKE_OFF
    ]
    drift = [
        Uncertain(
            f"{unit}_drift_{side}_kt",
            f"drift of the {unit} inertial unit to the {side}",
            "normal, 0.68 kt (0.8 NM/h as a median radius)",
            normal(0.0, DRIFT_SD),
            1 / KNOT,
        )
        for unit in ("coupled", "reporting")
        for side in ("north", "east")
    ]
    return (
        *delays,
        Uncertain(
            "airspeed_factor",
            "true airspeed over the schedule's",
            "normal, 1 ± 0.015",
            normal(1.0, AIRSPEED_SD),
        ),
        Uncertain("climb_factor", "climb rate over the type's", "normal, 1 ± 0.10", normal(1.0, CLIMB_SD)),
        Uncertain(
            "compass_error_deg",
            "compass reading less magnetic heading",
            "normal, 1 degree",
            normal(0.0, COMPASS_SD),
            1 / DEG,
        ),
        *drift,
    )


def medians(uncertain: tuple[Uncertain, ...], n: int = 1) -> Values:
    """Every quantity at the median of its prior, and a flight in the mean wind."""
    values = {u.name: np.broadcast_to(u.quantile(np.zeros(n)), (n,)).copy() for u in uncertain}
    return values | {"wind_error": np.zeros((n, WIND_KNOTS, 2))}


def taken_effect(scene: Scene, values: Values, index: int) -> Array:
    """When clearance `index` took effect, seconds since the start, (n,)."""
    clearance = scene.case.clearances[index]
    delay = values.get(f"{clearance.granted.value.replace('-', '_')}_{index}_delay_s", np.zeros(size(values)))
    return np.maximum(clearance.t - scene.case.t_start + delay, 0.0)


def size(values: Values) -> int:
    """Number of flights."""
    return len(values["wind_error"])


def lateral_rows(scene: Scene, values: Values) -> list[Row]:
    """Lateral clearances as obeyed, in order; a flight begun in the air goes direct to its first waypoint."""
    rows = []
    given = [(i, c) for i, c in enumerate(scene.case.clearances) if c.granted in LATERAL]
    for i, clearance in given:
        rows.append(_row(scene, clearance, taken_effect(scene, values, i)))
    if not any(c.granted is Granted.TAKE_OFF for _, c in given):
        rows.insert(0, Row(0.0, leg=1, direct=1))
    elif not any(c.granted in (Granted.DIRECT, Granted.ROUTE) for _, c in given):
        rows.append(Row(AIRBORNE, leg=1, direct=1))
    return rows


AIRBORNE = 120.0  # s after take-off at which a flight nobody gave a heading turns to its first waypoint


def _row(scene: Scene, clearance: Clearance, t: Array) -> Row:
    """A lateral clearance as a command."""
    if clearance.granted is Granted.DIRECT and clearance.fix is not None:
        return Row(t, leg=index_of(scene, clearance.fix.name), direct=1)
    if clearance.granted is Granted.ROUTE:
        return Row(t, leg=index_of(scene, clearance.fixes[0].name, after=scene.filed), direct=1)
    return Row(t, clearance.heading_magnetic, Mode.HEADING_MAGNETIC)


def until(rows: list[Row], t: Array) -> list[Row]:
    """The rows before a time that differs from flight to flight; later ones are never obeyed."""
    return [row._replace(t=np.where(np.asarray(row.t) < t, row.t, np.inf)) for row in rows]


def index_of(scene: Scene, name: str, after: int = 0) -> int:
    """Index of a fix of the route. Raises ValueError where the route does not hold it."""
    for i, fix in enumerate(scene.route):
        if fix.name == name and i >= after:
            return i
    raise ValueError(
        f"{name} is cleared or reported but is not on the route of {scene.case.name}; add it to the plan."
    )


def levels(scene: Scene, values: Values) -> tuple[Array, Array]:
    """Level clearances as columns (n, LEVELS), in the order cleared; without any, the plan's first level."""
    n = size(values)
    given = [(i, c) for i, c in enumerate(scene.case.clearances) if c.granted is Granted.LEVEL]
    t, level = np.full((n, LEVELS), np.inf), np.zeros((n, LEVELS))
    t[:, 0], level[:, 0] = 0.0, scene.case.plan.altitude
    for column, (i, clearance) in enumerate(given[:LEVELS]):
        t[:, column], level[:, column] = taken_effect(scene, values, i), clearance.altitude
    return np.maximum.accumulate(t, axis=1), level


def orders(scene: Scene, values: Values, rows: list[Row], waypoints: Array | None = None) -> Orders:
    """Rows as orders, sorted by time flight by flight; `waypoints` (n, WAYPOINTS, 3) where entered wrong."""
    n = size(values)

    def column(name: str, fill: float) -> Array:
        filled = [np.broadcast_to(np.asarray(getattr(row, name), float), (n,)) for row in rows]
        return np.stack([*filled, *[np.full(n, fill)] * (COMMANDS - len(rows))], axis=1)

    t = column("t", np.inf)
    order = np.argsort(t, axis=1, kind="stable")
    sort = lambda a: np.take_along_axis(a, order, axis=1)  # noqa: E731
    level_t, level = levels(scene, values)
    return Orders(
        start=np.broadcast_to(scene.start, (n, 3)),
        start_altitude=np.full(n, scene.case.start_altitude),
        first_heading=np.full(n, scene.start_heading),
        command_t=sort(t),
        command_heading=sort(column("heading", 0.0)),
        command_mode=sort(column("mode", 0)).astype(np.int64),
        command_leg=sort(column("leg", 1)).astype(np.int64),
        command_direct=sort(column("direct", 0)).astype(np.int64),
        waypoints=np.broadcast_to(scene.waypoints, (n, *scene.waypoints.shape))
        if waypoints is None
        else waypoints,
        waypoint_count=np.full(n, len(scene.route)),
        capture_gate=np.full(n, scene.case.aircraft.capture_gate),
        level_t=level_t,
        level=level,
        speed=values["airspeed_factor"],
        climb=np.maximum(values["climb_factor"], 0.3),
        wind_error=values["wind_error"],
        wind_interval=scene.wind_interval,
    )


def instruments(values: Values) -> Instruments:
    """Instruments with nothing worse than their usual errors."""
    n = size(values)
    ramp = np.stack(
        [
            np.stack([values[f"{unit}_drift_north_kt"], values[f"{unit}_drift_east_kt"]], axis=1)
            for unit in ("coupled", "reporting")
        ],
        axis=1,
    )
    none = np.zeros((n, UNITS, 2))
    return Instruments(
        values["compass_error_deg"], np.zeros((n, UNITS)), none, ramp, none, np.zeros((n, UNITS))
    )


def cleared(scene: Scene) -> tuple[Orders, Instruments]:
    """One flight as cleared, everything at its median, in the mean wind."""
    values = medians(common(scene))
    return orders(scene, values, lateral_rows(scene, values)), instruments(values)
