"""The envelope of a type, against its published figures and the lift equation."""

import numpy as np
import pytest

from truecourse.air.airspeed import cas_from_tas, tas_from_cas
from truecourse.air.atmosphere import GRAVITY, SEA_LEVEL_DENSITY
from truecourse.air.envelope import (
    ENVELOPES,
    can_fly,
    equivalent,
    heaviest_at,
    lift_coefficient,
    stall,
    too_fast,
)

JUMBO = ENVELOPES["B742"]
KNOT, FOOT = 1852.0 / 3600.0, 0.3048
WING = 511.0  # m², 5,500 square feet (NASA CR-2144)


def test_the_published_stall_is_met_at_its_weight():
    assert stall(JUMBO, 356e3) == pytest.approx(183.0 * KNOT)


def test_at_the_stall_lift_is_weight_at_every_weight():
    coefficient = lift_coefficient(JUMBO, WING)
    assert 1.1 < coefficient < 1.6  # what clean swept wings of jet transports reach
    for mass in (180e3, 250e3, 370e3):
        lift = 0.5 * SEA_LEVEL_DENSITY * float(stall(JUMBO, mass)) ** 2 * WING * coefficient
        assert lift == pytest.approx(mass * GRAVITY)
        assert heaviest_at(JUMBO, float(stall(JUMBO, mass))) == pytest.approx(mass)


def test_a_flown_condition_is_inside():
    # NASA CR-2144: 636,636 lb clean at 20,000 ft and Mach 0.5, with a lift coefficient of 0.68
    sound = 316.0
    assert equivalent(0.5 * sound, 20_000 * FOOT) > stall(JUMBO, 636_636 * 0.45359237)


def test_400_km_h_at_35000_ft_depends_on_the_datum():
    height, told = 35_000 * FOOT, 400 / 3.6
    true = float(equivalent(told, height))
    indicated = float(equivalent(tas_from_cas(told, height), height))
    assert true < stall(JUMBO, JUMBO.lightest)
    assert can_fly(JUMBO, true) < 0.01
    assert indicated > stall(JUMBO, JUMBO.heaviest)
    assert can_fly(JUMBO, indicated) > 0.99
    assert float(cas_from_tas(told, height)) / KNOT == pytest.approx(121.5, abs=1.0)


def test_limits():
    assert too_fast(JUMBO, 0.92 * 295.07, 11_000.0)[0] == pytest.approx(1.0, abs=1e-3)
    assert too_fast(JUMBO, 375.0 * KNOT, 0.0)[0] == pytest.approx(1.0)
    assert too_fast(JUMBO, 240.0, 10_000.0)[0] < 1.0


def test_slower_is_never_more_flyable():
    p = [can_fly(JUMBO, v) for v in np.linspace(20.0, 150.0, 40)]
    assert (np.diff(p) >= 0.0).all()
    assert p[0] < 1e-9 < 1.0 - 1e-9 < p[-1]
