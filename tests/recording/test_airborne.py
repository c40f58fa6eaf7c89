"""Only what was recorded in the air is evidence of a flight."""

import numpy as np

from truecourse.flight.recording import Series
from truecourse.recording.airborne import airborne
from truecourse.recording.held import held


def _series(name: str, value: np.ndarray) -> Series:
    return Series(name, "SI", np.arange(float(len(value))), value.astype(float), np.ones(len(value), bool))


def test_a_heading_held_at_the_gate_is_not_evidence() -> None:
    t = np.arange(2000)
    of = {"heading": _series("H", np.where(t < 1000, 1.0, 2.0)), "on_ground": _series("G", t < 1000)}
    first, second = held(of["heading"], 0.05, True)
    assert first.end < 1000 <= second.begin
    (only,) = held(airborne(of)["heading"], 0.05, True)
    assert only.begin >= 1000.0 and only.value == 2.0


def test_a_switch_that_stands_still_or_is_not_there_leaves_nothing_out() -> None:
    of = {"heading": _series("H", np.ones(900)), "on_ground": _series("G", np.ones(900))}
    assert airborne(of)["heading"].valid.all()
    assert airborne({"heading": of["heading"]})["heading"].valid.all()
