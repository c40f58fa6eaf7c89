import numpy as np
import pytest

from recording.recorded_file import airliner, series
from truecourse.feeds.errors import CaseError
from truecourse.feeds.recorded import in_si, quantities
from truecourse.recording.held import held, quantum, steady
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


def test_an_excursion_between_ten_seconds_ends_a_stretch() -> None:
    t = np.arange(0.0, 900.0)
    altitude = np.full(900, 10_000.0)
    altitude[301:309] = 12_000.0
    found = held(series("ALT", "SI", t, altitude), 45.0)
    assert [(one.begin, one.end) for one in found] == [(0.0, 300.0), (309.0, 899.0)]


def test_stretches_are_those_of_looking_at_every_pair() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        x = np.cumsum(rng.normal(0.0, 1.0, 60))
        found, k = [], 0
        while k < 60:
            end = k
            while end + 1 < 60 and np.ptp(x[k : end + 2]) <= 6.0:
                end += 1
            if end - k >= 8:
                found.append((float(k), float(end)))
                k = end
            k += 1
        got = held(series("X", "", np.arange(60.0), x), 3.0, shortest=8.0)
        assert [(one.begin, one.end) for one in got] == found


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


def test_a_number_without_a_unit_is_no_altitude() -> None:
    bare = series("ALT", "", np.zeros(1), np.array([35000.0]))
    with pytest.raises(CaseError, match='"ALT" has no unit, so it cannot be read as altitude; give its unit'):
        in_si("altitude", bare)
    assert in_si("mach", bare).value[0] == 35000.0
    assert in_si("key_1", bare).value[0] == 35000.0


def test_the_names_of_a_supplied_arinc_767_map_are_known() -> None:
    """Its ROLL_CPT is the captain's wheel, not the bank: its description says so."""
    names = ["HEAD_MAGR", "HEAD_TRUER", "ROLL_CPT", "ROLL_IR1", "VRTG_R", "BODY_VRTG_R"]
    assert quantities(names) == {
        "heading_magnetic": "HEAD_MAGR", "heading": "HEAD_TRUER", "roll": "ROLL_IR1", "normal_load": "VRTG_R",
    }  # fmt: skip


def test_the_turn_that_ends_a_stretch_is_no_part_of_what_was_held() -> None:
    """Its first three degrees are within what counts as held; ramps and steps of the writing stay whole."""
    t = np.arange(0.0, 1200.0)
    heading = 294.7 + 0.4 * np.sin(t / 47.0) - np.clip((t - 800.0) * 0.15, 0.0, 6.7)
    made = series("HEAD", "SI", t, heading % 360.0 * DEG)
    (whole, _) = held(made, 3.0 * DEG, angle=True)
    one = steady(made, whole, angle=True)
    assert whole.end > 815.0 and abs(one.end - 800.0) <= 12.0 and one.begin == 0.0
    assert one.value / DEG == pytest.approx(294.7, abs=0.1) and one.spread < whole.spread
    ramp = series("ALT", "SI", t, 10_000.0 + 0.03 * t)
    (whole,) = held(ramp, 45.0)
    assert steady(ramp, whole) == whole
