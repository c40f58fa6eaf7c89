"""A recording of a made-up flight that obeys mechanics: turns, climbs, and a dozen parameters that follow."""

from functools import cache

import numpy as np

from truecourse.air.airspeed import mach_from_cas, tas_from_cas
from truecourse.earth.geodesy import direct
from truecourse.flight.recording import Series


def flight(seed: int = 1, span: float = 900.0) -> dict[str, Series]:
    """Quantities in SI, once or more a second: level, then climbing, turning left and right in still air; the
    seed is that of the noise.
    """
    rng, made = np.random.default_rng(seed), _flown(span)
    t = np.arange(0.0, span, 1.0)
    noisy = {q: value + 0.3 * STEPS[q] * rng.standard_normal(len(t)) for q, value in made.items()}
    rounded = {q: np.round(value / STEPS[q]) * STEPS[q] for q, value in noisy.items()}
    return {q: Series(q, "SI", t, value, np.ones(len(t), bool)) for q, value in rounded.items()}


STEPS = {
    "altitude": 1.2, "cas": 0.19, "mach": 0.004, "roll": 0.006, "gs": 0.25, "heading_magnetic": 0.006,
    "vertical_speed": 0.08, "lat": 3e-6, "lon": 3e-6,
}  # fmt: skip


@cache
def _flown(span: float) -> dict[str, np.ndarray]:
    """What was flown, without noise or steps."""
    t = np.arange(0.0, span, 1.0)
    climb = 8.0 * (1.0 + np.tanh((t - 300.0) / 60.0))
    altitude = 3000.0 + np.cumsum(climb)
    cas = 140.0 + 8.0 * np.sin(t / 170.0)
    roll = np.radians(20.0) * np.exp(-(((t - 200.0) / 40.0) ** 2)) - np.radians(15.0) * np.exp(
        -(((t - 600.0) / 50.0) ** 2)
    )
    tas = tas_from_cas(cas, altitude)
    heading = 0.4 + np.cumsum(9.80665 * np.tan(roll) / tas)
    lat, lon = [0.3], [1.9]
    for k in range(len(t) - 1):
        there = direct(lat[-1], lon[-1], heading[k], tas[k])
        lat.append(float(there[0]))
        lon.append(float(there[1]))
    return {
        "altitude": altitude, "cas": cas, "mach": mach_from_cas(cas, altitude), "roll": roll, "gs": tas,
        "heading_magnetic": np.mod(heading, 2.0 * np.pi), "vertical_speed": climb, "lat": np.array(lat),
        "lon": np.array(lon),
    }  # fmt: skip


def edited(series: Series, value: np.ndarray) -> Series:
    """The same samples with other values."""
    return Series(series.name, series.unit, series.t, value, series.valid, series.text)


def cut(series: Series, begin: float, end: float) -> Series:
    """Without the samples from `begin` to `end`, s, what follows moved up."""
    kept = (series.t < begin) | (series.t >= end)
    t = np.where(series.t >= end, series.t - (end - begin), series.t)[kept]
    return Series(series.name, series.unit, t, series.value[kept], series.valid[kept])


def repeated(series: Series, begin: float, end: float) -> Series:
    """With the samples from `begin` to `end`, s, a second time after them."""
    again, before, after = (
        (series.t >= begin) & (series.t < end), series.t < end, series.t >= end
    )  # fmt: skip
    t = np.r_[series.t[before], series.t[again] + end - begin, series.t[after] + end - begin]
    value = np.r_[series.value[before], series.value[again], series.value[after]]
    return Series(series.name, series.unit, t, value, np.ones(len(t), bool))
