"""Course between positions against heading and drift: a constant on a heading is seen, in all winds."""

import numpy as np
import pytest

from recording.simulated_flight import edited, flight
from truecourse.earth.magnetic import variation
from truecourse.flight.recording import Series
from truecourse.investigation.recorded import Recorded
from truecourse.recording.check import Check, Status
from truecourse.recording.physics import physics

T_1983 = 430_000_000.0


def _course(of: dict[str, Series]) -> Check:
    return next(check for check in physics(of) if check.name == "course")


def _windy(drift: float = 0.0) -> dict[str, Series]:
    """The made-up flight with a magnetic heading of 1983, its nose turned by a constant drift."""
    made = flight()
    true, lat, lon = (made[q] for q in ("heading_magnetic", "lat", "lon"))
    turned = variation(lat.value, lon.value, 0.0, T_1983)
    magnetic = edited(true, np.mod(true.value - turned - drift, 2.0 * np.pi))
    return made | {"heading_magnetic": magnetic, "drift": edited(true, np.full(len(true.t), drift))}


@pytest.mark.parametrize("drift", [0.0, 0.15, -0.15])
def test_a_constant_on_the_heading_is_seen(drift: float) -> None:
    of = _windy(drift)
    assert _course(of).status is Status.CONSISTENT
    heading = of["heading_magnetic"]
    for off in (-20.0, 8.0):
        wrong = edited(heading, np.mod(heading.value + np.radians(off), 2.0 * np.pi))
        found = _course(of | {"heading_magnetic": wrong})
        assert found.status is Status.ODD
        middle = float(found.found.split("in the middle ")[1].split(":")[0])
        assert middle == pytest.approx(-off, abs=2.0)


def test_without_drift_the_recorded_wind_tells_it_and_without_both_it_is_not_testable() -> None:
    """In still air the wind's speed is 0 and the drift none; a made-up wind of 40 m/s across makes one."""
    of = _windy()
    del of["drift"]
    assert _course(of).status is Status.NOT_TESTABLE
    wind = {"wind_speed": 0.0, "wind_from": 1.0}
    t = of["lat"].t
    of |= {q: Series(q, "SI", t, np.full(len(t), x), np.ones(len(t), bool)) for q, x in wind.items()}
    assert _course(of).status is Status.CONSISTENT
    of["wind_speed"] = edited(of["wind_speed"], np.full(len(t), 40.0))
    assert _course(of).status is Status.ODD


def test_a_load_sensor_s_zero_is_told_and_no_fault() -> None:
    """Steady flight reads 1 / cos(roll) by mechanics; a sensor 0.15 g low is told so, a change is odd."""
    of = flight()
    rise = np.gradient(np.gradient(of["altitude"].value))
    n = (1.0 + 0.0 * rise) / np.cos(of["roll"].value)
    load = Series("load", "SI", of["roll"].t, n - 0.15, np.ones(len(n), bool))
    check = next(c for c in physics(of | {"normal_load": load}) if c.name == "load")
    assert check.status is Status.CONSISTENT
    assert "zero of -0.15" in check.found
    late = edited(load, load.value + np.where(load.t > 700.0, 0.2, 0.0))
    check = next(c for c in physics(of | {"normal_load": late}) if c.name == "load")
    assert check.status is Status.ODD


def test_a_recording_of_the_shared_data_turned_by_twenty_degrees_is_seen(recorded_717: Recorded) -> None:
    of = {q: recorded_717.of[q] for q in ("lat", "lon", "heading_magnetic", "drift", "cas", "gs")}
    # its latitude jumps for one sample at 276 s, so only what is before that is asked
    of = {q: Series(q, "SI", s.t[s.t < 255], s.value[s.t < 255], s.valid[s.t < 255]) for q, s in of.items()}
    assert _course(of).status is Status.CONSISTENT
    heading = of["heading_magnetic"]
    turned = edited(heading, heading.value - np.radians(20.0))
    assert _course(of | {"heading_magnetic": turned}).status is Status.ODD
