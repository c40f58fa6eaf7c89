"""The recorder's clock against its frames: rate with an honest error, jumps of any size, turnovers."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from truecourse.flight.recording import Series
from truecourse.recording.check import Status
from truecourse.recording.pace import clock, pace


def _clock(
    rate: float, span: float = 7200.0, jump: float = 0.0, begin: float = 86000.0, step: float = 4.0,
    stale: float = 0.0,
) -> dict[str, Series]:  # fmt: skip
    """A clock's digits every `step` s; minutes and hours are those of `stale` s before."""
    t = np.arange(step / 2.0, span, step)
    utc, old = (
        np.floor(np.mod(begin + (1.0 + rate) * at + np.where(at > span / 2, jump, 0.0), 86400.0))
        for at in (t, t - stale)
    )
    digits = {
        "utc_hours": 3600.0 * (old // 3600), "utc_minutes": 60.0 * (old % 3600 // 60), "utc_seconds": utc % 60
    }  # fmt: skip
    return {name: Series(name, "SI", t, value, np.ones(len(t), bool)) for name, value in digits.items()}


def test_the_clock_s_rate_and_jumps_are_found_over_midnight() -> None:
    found = clock(_clock(0.002))
    assert found is not None
    assert abs(found.rate - 0.002) < 3.0 * found.rate_sd
    steady, fast, jumped = (pace(_clock(0.0, 40000.0)), pace(_clock(0.02)), pace(_clock(0.0, jump=40.0)))
    assert [check.status for check in steady] == [Status.CONSISTENT] * 2
    assert fast[0].status is Status.ODD
    assert jumped[1].status is Status.CONTRADICTS
    assert jumped[1].at == (3602.0,)


@pytest.mark.parametrize("jump", [30.0, 60.0, 61.0, -60.0, 120.0, 3600.0, -3600.0, 7200.0, 43200.0])
@pytest.mark.parametrize("step", [1.0, 4.0])
def test_a_clock_that_was_set_is_told_whatever_by(jump: float, step: float) -> None:
    found = pace(_clock(0.0, 1200.0, jump, 40000.0, step))[1]
    assert found.status is Status.CONTRADICTS
    assert found.found.startswith("the clock jumps once")
    assert found.at[0] == pytest.approx(600.0, abs=step)


@given(st.floats(0.0, 86400.0), st.floats(0.0, 0.9), st.sampled_from([1.0, 2.0, 4.0]))
@example(6056.5, 0.5, 1.0)
@settings(max_examples=60)
def test_digits_that_turn_over_late_are_no_jump(begin: float, stale: float, step: float) -> None:
    found = pace(_clock(0.0, 7600.0, 0.0, begin, step, stale))[1]
    assert found.status is Status.CONSISTENT, found


def test_a_digit_broken_for_a_moment_is_odd_not_a_jump() -> None:
    of = _clock(0.0, 1200.0, begin=40000.0)
    broken = of["utc_minutes"].value.copy()
    broken[150] += 60.0
    of["utc_minutes"] = Series("m", "SI", of["utc_minutes"].t, broken, of["utc_minutes"].valid)
    assert pace(of)[1].status is Status.ODD


@pytest.mark.parametrize("rate", [0.0, 3e-4, 5e-4, 8e-4, 1.2e-3])
def test_a_short_recording_does_not_tell_the_rate_and_says_so(rate: float) -> None:
    """In 292 s a clock a thousandth fast gains 0.3 s, less than one digit of it."""
    found = clock(_clock(rate, 292.0, begin=40000.3, step=1.0))
    assert found is not None
    assert abs(found.rate - rate) < 2.0 * found.rate_sd
    check = pace(_clock(rate, 292.0, begin=40000.3, step=1.0))[0]
    assert check.status is Status.NOT_TESTABLE
    assert "-0 " not in check.found


def test_the_stated_error_of_the_rate_holds() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        rate, begin = rng.normal(0.0, 1e-3), rng.uniform(0.0, 80000.0)
        found = clock(_clock(rate, 600.0, begin=begin))
        assert found is not None
        assert abs(found.rate - rate) < 2.0 * found.rate_sd
