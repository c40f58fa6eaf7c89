"""Flights made up for the watch's tests: places by the law of motion, reports in columns."""

from collections.abc import Sequence

import numpy as np

from truecourse.earth.geodesy import direct
from truecourse.flight.alert import Alert, Phase, Rule
from truecourse.flight.assigned import Assigned, Word
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan, PlannedPoint
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.watch.monitor import assign, init, step
from truecourse.watch.state import Watch

NM, FT, MINUTE, T0 = 1852.0, 0.3048, 60.0, 1.0e9
SPEED = 240.0
DEG = np.pi / 180.0


def fix(name: str, east: float, north: float = 0.0) -> Fix:
    """A fix so many NM east and north of 50 N 10 E."""
    lat, lon, _ = direct(50.0 * DEG, 10.0 * DEG, np.arctan2(east, north), np.hypot(east, north) * NM)
    return Fix(name, float(lat), float(lon))


ROUTE = (fix("AAA", 0.0), fix("BBB", 300.0), fix("CCC", 600.0))


def plan(fixes: Sequence[Fix] = ROUTE) -> FlightPlan:
    return FlightPlan("", tuple(PlannedPoint(f) for f in fixes), 10e3)


def said(word: Word, t: float = T0, key: int = 1) -> Assigned:
    return Assigned(key, f"TST{key}", t, word)


def reports(columns: dict[str, np.ndarray], names: tuple[tuple[int, str], ...] = ()) -> Reports:
    """Columns with the rest blank; arrival is the time of validity unless given."""
    filled = blank(len(columns["t"])) | {"received": columns["t"]} | columns
    return Reports(**filled, names=names)


def straight(start: Fix, course: float, t: np.ndarray, key: int = 1, **more: float) -> dict[str, np.ndarray]:
    """A flight along a geodesic from a place at T0, rad true, as columns."""
    way = SPEED * (t - T0)
    lat, lon, at = direct(start.lat, start.lon, course, way)
    columns = {
        "t": t, "lat": lat, "lon": lon, "course": at, "gs": np.full(len(t), SPEED),
        "altitude": np.full(len(t), 10e3), "key": np.full(len(t), key),
        "heard": np.full(len(t), Heard.SECONDARY, np.int8),
    }  # fmt: skip
    return columns | {name: np.full(len(t), value) for name, value in more.items()}


def join(*parts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def pick(given: dict[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in given.items()}


def told(words: Sequence[Assigned], watch: Watch | None = None) -> Watch:
    return assign(watch or init(), words)


def run(
    watch: Watch, columns: dict[str, np.ndarray], until: float | None = None
) -> tuple[Watch, tuple[Alert, ...]]:
    return step(watch, reports(columns), float(columns["t"].max()) if until is None else until)


def of(alerts: Sequence[Alert], rule: Rule, state: Phase | None = Phase.START) -> list[Alert]:
    return [a for a in alerts if a.rule is rule and (state is None or a.state is state)]


def every(seconds: float, minutes: float) -> np.ndarray:
    return T0 + np.arange(0.0, minutes * MINUTE + 1e-9, seconds)
