"""How an alert begins, goes on and ends, look by look."""

import numpy as np

from truecourse.watch.hysteresis import END, FRESH, NOTHING, START, UPDATE, Hold, live

HOLD = Hold(start=60.0, end=30.0, renew=60.0)


def through(looks, hold=HOLD):
    """The phases of looks (t, grade, under), and since when what is left holds."""
    life, phases = FRESH, []
    for t, grade, under in looks:
        life, phase = live(life, grade, under, t, hold)
        phases.append(phase)
    return phases, life.since


def test_it_holds_starts_is_said_again_and_ends() -> None:
    looks = [(0.0, 2.0, False), (60.0, 2.0, False), (90.0, 3.0, False), (150.0, 3.0, False)]
    looks += [(160.0, 0.0, True), (189.0, 0.0, True), (190.0, 0.0, True)]
    assert through(looks)[0] == [NOTHING, START, UPDATE, UPDATE, NOTHING, NOTHING, END]


def test_what_did_not_hold_for_long_is_another_condition_when_it_comes_again() -> None:
    between = [(float(t), 0.0, False) for t in range(10, 3600, 10)]
    for zeros in (between, [(10.0, 0.0, False)]):
        phases, since = through([(0.0, 3.0, False), *zeros, (3600.0, 3.0, False)])
        assert set(phases) == {NOTHING}
        assert since == 3600.0
    assert np.isnan(through([(0.0, 3.0, False), (10.0, 0.0, False), (40.0, 0.0, False)])[1])


def test_a_condition_that_flickers_keeps_its_beginning() -> None:
    looks = [(float(t), 3.0 if t % 20 == 0 else 0.0, False) for t in range(0, 70, 10)]
    phases, since = through(looks)
    assert phases[-1] == START
    assert since == 0.0
