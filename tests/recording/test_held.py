import numpy as np
import pytest

from recording.recorded_file import airliner, series
from truecourse.feeds.recorded import in_si, quantities
from truecourse.recording.held import held, quantum
from truecourse.recording.key_times import key_times, key_values

FT, KT, DEG = 0.3048, 1852.0 / 3600.0, np.pi / 180.0


def _of() -> dict:
    made = {s.name: s for s in airliner()}
    return {q: in_si(q, made[name]) for q, name in quantities(made).items()}


def test_what_is_held_is_found_with_its_step_and_a_turn_is_not() -> None:
    t = np.arange(0.0, 3600.0)
    heading = np.where(t < 1200, 359.0, np.where(t < 1500, 359.0 + (t - 1200) * 0.3, 449.0)) % 360.0
    found = held(series("HEAD", "SI", t, heading * DEG), 3.0 * DEG, angle=True)
    assert [(round(one.begin, -2), round(one.end, -2)) for one in found] == [(0.0, 1200.0), (1500.0, 3600.0)]
    assert found[0].value / DEG % 360.0 == pytest.approx(359.0, abs=0.1)
    assert found[1].value / DEG % 360.0 == pytest.approx(89.0, abs=0.2)
    assert quantum(series("X", "", t, np.round(np.sin(t) * 8) / 8)) == pytest.approx(0.125)


def test_lost_samples_end_a_stretch() -> None:
    t = np.r_[np.arange(0.0, 900.0), np.arange(1100.0, 2000.0)]
    found = held(series("ALT", "SI", t, np.full(len(t), 9448.8)), 45.0)
    assert len(found) == 2
    assert found[0].end <= 900.0
    assert found[1].begin >= 1100.0 - 10.0


def test_key_times_of_a_flight_whose_times_are_known() -> None:
    found = {key.name: key for key in key_times(_of())}
    assert found["take-off roll"].t == pytest.approx(31.0, abs=2.0)  # 40 kt of 150 in 40 s from 20 s
    assert found["lift-off"].t == 60.0
    assert found["autopilot 1 on"].t == 121.0
    assert found["top of climb"].t == pytest.approx(1500.0, abs=30.0)
    assert found["top of descent"].t == pytest.approx(6000.0, abs=30.0)
    assert found["touchdown"].t == pytest.approx(7081.0, abs=1.0)
    assert found["last sample"].t == 7199.0
    assert "ALT_STD" in found["top of climb"].read_from


def test_key_values_are_the_extremes_and_when() -> None:
    found = {value.name: value for value in key_values(_of())}
    assert found["highest altitude"].value == pytest.approx(31000 * FT)
    assert 1500 <= found["highest altitude"].t <= 6000
    assert found["furthest bank left"].value == pytest.approx(-22 * DEG)
    assert found["highest airspeed"].value == pytest.approx(290 * KT)
    assert "highest Mach" not in found


def test_a_recording_that_begins_in_flight_has_no_lift_off() -> None:
    t = np.arange(0.0, 600.0)
    of = {"cas": series("IAS", "SI", t, np.full(600, 130.0))}
    assert [key.name for key in key_times(of)] == ["first sample", "last sample"]
