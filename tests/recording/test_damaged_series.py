"""Whatever a damaged recording holds, every check gives an answer."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recording.simulated_flight import flight
from truecourse.flight.recording import Series
from truecourse.recording.held import held
from truecourse.recording.key_times import key_times, key_values
from truecourse.recording.keying import keyings
from truecourse.recording.pace import pace
from truecourse.recording.physics import physics
from truecourse.recording.splice import jumps_together, moving, repeats

WHOLE = flight(span=120.0)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Series]:
    """Quantities of a flight: some missing, cut short, with lost samples, gaps, or wild values."""
    found = {}
    for quantity in draw(st.sets(st.sampled_from(sorted(WHOLE)))):
        series = WHOLE[quantity]
        n = draw(st.integers(0, len(series.t)))
        rng = np.random.default_rng(draw(st.integers(0, 99)))
        value, valid = series.value[:n].copy(), rng.random(n) > draw(st.sampled_from([0.0, 0.3, 1.0]))
        wild = rng.random(n) < draw(st.sampled_from([0.0, 0.05]))
        value[wild] = draw(st.sampled_from([0.0, 1e9, -50.0]))
        value[~valid] = np.nan
        late = np.where(np.arange(n) > n // 2, draw(st.sampled_from([0.0, 500.0])), 0.0)
        found[quantity] = Series(quantity, "SI", series.t[:n] + late, value, valid)
    for quantity, turn in (("utc_minutes", 60.0), ("utc_seconds", 1.0)):
        if draw(st.booleans()):
            t = np.arange(0.0, 80.0, 4.0)
            value = turn * np.floor(np.mod(t / turn, 60.0)) + draw(st.sampled_from([0.0, 30.0]))
            found[quantity] = Series(quantity, "SI", t, value, np.ones(len(t), bool))
    return found


@settings(max_examples=25)
@given(damaged())
def test_every_check_answers(of: dict[str, Series]) -> None:
    checks = [*physics(of), *pace(of), jumps_together(moving(list(of.values()))),
              repeats(moving(list(of.values())))]  # fmt: skip
    assert len(checks) in (9, 10)
    assert all(check.found and check.found.isprintable() for check in checks)
    times = [key.t for key in key_times(of)]
    assert times == sorted(times)
    assert all(np.isfinite(value.value) for value in key_values(of))
    for series in of.values():
        assert all(one.end >= one.begin for one in held(series, 1.0))
        if series.valid.sum() > 1:
            found = keyings(series, series.value > np.nanmedian(series.value))
            assert (found.end > found.start).all()
