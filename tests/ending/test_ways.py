"""Ways of coming down against what published accidents did: their priors must hold what has happened."""

import numpy as np
import pytest

from ending.losses import FEET, NM, lost
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector
from truecourse.ending.fall import fall
from truecourse.ending.latents import Latents
from truecourse.ending.rates import HIT, SILENT, doubt, rate
from truecourse.ending.ways import break_up, controlled, glide, loss_of_control, spiral_dive
from truecourse.ending.ways.all import WAYS

DRAWS = 1500
NAMES = tuple(way.name for way in WAYS)


def _drawn(way, altitude_ft, tas, hurt=False, chosen=None):
    """Seconds to the surface and metres from the loss of draws of a way in still air."""
    rng = np.random.default_rng(4)
    begun = lost(DRAWS, altitude=altitude_ft * FEET, north=tas)
    phases, broken = way.draw(Latents(rng.standard_normal((DRAWS, 64))), begun, hurt)
    mine = np.ones(DRAWS, bool) if chosen is None else chosen(phases, broken)
    fallen = fall(begun, phases, np.zeros((1, 0)))
    start, end = from_nvector(begun.place), from_nvector(fallen.place)
    return fallen.t[mine], inverse(*start, *end)[2][mine]


def _rank(values, value):
    return float(np.mean(values < value))


def _stalled(phases, _):
    return phases.drag[:, 0] / phases.lift[:, 0] > 1.0 / 2.6


def test_air_france_447(validation):
    """From the top of its climb, FL380, 3 min 30 s in a stall (BEA final report 2012)."""
    t, _ = _drawn(loss_of_control.WAY, 38_000, 185.0, chosen=_stalled)
    rank = _rank(t, 210.0)
    validation(
        "ending", "AF 447's 210 s from FL380, rank among stalled draws", rank, "", "0.05 to 0.95", "BEA"
    )
    assert 0.05 < rank < 0.95


def test_malaysia_17(validation):
    """From FL330 the main part met the ground 60 to 90 s later, some 8 km on (Dutch Safety Board 2015)."""
    t, far = _drawn(break_up.WAY, 33_000, 252.0, hurt=True, chosen=lambda _, broken: broken < 10.0)
    for value, name in ((75.0, "75 s"), (60.0, "60 s"), (90.0, "90 s")):
        validation("ending", f"MH17, rank of {name} among pieces", _rank(t, value), "", "0.02 to 0.98", "DSB")
        assert 0.02 < _rank(t, value) < 0.98
    assert 0.02 < _rank(far, 8_000.0) < 0.98
    assert np.ptp(np.quantile(far, [0.01, 0.99])) > 5_000.0  # a field kilometres long, 50 km2 in all


def test_lockerbie():
    """The wings of PA 103 fell 31,000 ft in 46.5 s (AAIB 2/90): the fastest of pieces."""
    t, _ = _drawn(break_up.WAY, 31_000, 225.0, chosen=lambda _, broken: broken < 5.0)
    assert 0.0 < _rank(t, 47.5) < 0.2


def test_adam_air_574():
    """From 35,000 ft in a spiral its recorders stopped at 9,920 ft some 80 s on (KNKT 2008)."""
    t, far = _drawn(spiral_dive.WAY, 35_000, 240.0)
    assert 0.01 < _rank(t, 110.0) < 0.9
    assert np.median(far) < 12.0 * NM


@pytest.mark.parametrize(
    ("height", "reached"), [(34_500, 65.0), (26_500, 60.0)], ids=["Air Transat 236", "Gimli"]
)
def test_glides(height, reached):
    """65 NM from 34,500 ft (GPIAA 2004); Gimli some 60 NM from 26,500 ft (Lockwood 1985)."""
    _, far = _drawn(glide.WAY, height, 230.0)
    straight = np.quantile(far, 0.98) / NM  # those that went straight on
    assert reached < straight < reached * 1.9


def test_control_lasted_as_long_as_it_has(validation):
    """JAL 123 32 min, UIA 752 3.5 min, KAL 902 more than an hour: all within what is drawn."""
    t, _ = _drawn(controlled.WAY, 24_000, 200.0, hurt=True)
    for minutes in (3.5, 32.0, 74.0):
        rank = _rank(t, 60.0 * minutes)
        validation("ending", f"control for {minutes} min, rank", rank, "", "0.01 to 0.99", "reports")
        assert 0.01 < rank < 0.99


def test_loss_of_control_stays_near(validation):
    """Nine losses of control at cruise all came down within 20 NM (BEA, as told by Stone et al. 2014)."""
    _, far = _drawn(loss_of_control.WAY, 35_000, 240.0)
    inside = _rank(far, 20.0 * NM)
    validation("ending", "losses of control within 20 NM", inside, "", 0.75, "9 of 9")
    assert inside > 0.75  # nine of nine is rarer than one in twenty where fewer than 72 % are inside


def test_priors_are_counts_and_name_who_was_counted():
    for hurt, counts in ((True, HIT), (False, SILENT)):
        assert sum(rate(name, hurt).probability for name in NAMES) == pytest.approx(1.0)
        assert set(counts) == set(NAMES)
        for name in NAMES:
            assert all(accident in rate(name, hurt).source for accident in counts[name])
            assert "Korean Air Lines 007" not in rate(name, hurt).source
        drawn = doubt(np.random.default_rng(0), NAMES, hurt, 20_000)
        assert np.allclose(drawn.mean(axis=0), [rate(n, hurt).probability for n in NAMES], atol=0.01)


def test_latents_are_what_they_are_said_to_be():
    take = Latents(np.random.default_rng(1).standard_normal((40_000, 5)))
    assert take.uniform(2.0, 4.0).mean() == pytest.approx(3.0, abs=0.02)
    assert take.exponential(45.0).mean() == pytest.approx(45.0, rel=0.02)
    assert np.median(take.lognormal(20.0, 1.2)) == pytest.approx(20.0, rel=0.03)
    chosen = take.choice(np.array([1.0, 3.0]))
    assert chosen.mean() == pytest.approx(0.75, abs=0.01)
    assert set(take.side()) == {-1.0, 1.0}
    with pytest.raises(ValueError, match="6 latents"):
        take.normal()
