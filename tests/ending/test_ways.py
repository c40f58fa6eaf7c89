"""Ways of coming down against what published accidents did.

Most priors were set from these very accidents, so that a rank within them shows only that flight mechanics
turns the priors back into what they were set from, in time and distance: not that a prior is right. Where an
accident is held out, the test says so.
"""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtr

from ending.losses import FEET, HIT, NM, lost, scenario
from truecourse.earth.geodesy import inverse
from truecourse.earth.nvector import from_nvector
from truecourse.ending import accidents
from truecourse.ending.accidents import ACCIDENTS, Loss, Turned, break_ups, durations, names, turns, waits
from truecourse.ending.fall import fall
from truecourse.ending.latents import Latents
from truecourse.ending.rates import NAMES, doubt, rate, spread, turned
from truecourse.ending.scenario import dimension, flown, told
from truecourse.ending.ways import break_up, controlled, ditching, glide, loss_of_control, spiral_dive
from truecourse.ending.ways.all import WAYS
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

DRAWS = 1500


def _drawn(way, altitude_ft, tas, hurt=False, chosen=None):
    """Seconds to the surface and metres from the loss of draws of a way in still air."""
    rng = np.random.default_rng(4)
    begun = lost(DRAWS, altitude=altitude_ft * FEET, north=tas)
    phases, broken, _ = way.draw(Latents(rng.standard_normal((DRAWS, 64))), begun, hurt)
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


def test_airasia_8501_held_out(validation):
    """From FL380 some 3 min in a stall (KNKT 2015); speeds and ratios were set from AF 447, not from it."""
    t, _ = _drawn(loss_of_control.WAY, 38_000, 185.0, chosen=_stalled)
    rank = _rank(t, 178.0)
    validation("ending", "QZ 8501's 178 s from FL380, rank among stalls", rank, "", "0.02 to 0.98", "KNKT")
    assert 0.02 < rank < 0.98


def test_control_lasted_as_long_as_it_has_with_each_held_out(validation):
    """Each duration within what the others alone would have said: few, so little is shown."""
    for struck in (True, False):
        known = durations(struck)
        for i, minutes in enumerate(known):
            median, off = spread(known[:i] + known[i + 1 :])
            rank = float(stdtr(len(known) - 2, np.log(minutes / median) / off))
            name = f"control for {minutes:g} min, rank by the others' durations"
            validation("ending", name, rank, "", "0.01 to 0.99", "reports")
            assert 0.01 < rank < 0.99


def test_an_accident_stands_for_one_thing():
    each = [a.name for a in ACCIDENTS]
    assert len(set(each)) == len(each)
    assert not any("Lines 007" in name for name in each)
    assert set(NAMES) == {way.name for way in WAYS} >= {a.way for a in ACCIDENTS}
    for a in ACCIDENTS:
        assert a.minutes is None or a.way == "controlled", a.name
        assert not a.late or a.way == "break-up", a.name
        assert a.turned is None or a.way in ("controlled", "ditching", "glide"), a.name
        assert a.fell is None or a.way == "loss-of-control", a.name
        assert a.first is None or a.turned is Turned.ROUND, a.name
        assert a.minutes is None or 1.0 <= a.minutes <= 240.0, a.name
        assert a.first is None or a.minutes is None or a.first < a.minutes, a.name
        assert a.source
    late = {a.name for a in ACCIDENTS if a.late}
    apart = {a.name for a in ACCIDENTS if a.way == "break-up"}
    assert break_ups() == (len(apart - late), len(late))
    assert min(break_ups()) > 0


def test_the_table_says_how_much_of_it_was_looked_up():
    said = re.search(r"its (\d+) rows (\d+)\s+were\s+looked\s+up", accidents.__doc__)
    assert said is not None
    assert (int(said[1]), int(said[2])) == (len(ACCIDENTS), sum(bool(a.seen) for a in ACCIDENTS))


def test_the_page_counts_what_the_table_counts():
    """docs/locate.md's priors with their counts, turns and wait, against the table."""
    page = (Path(__file__).parents[2] / "docs" / "locate.md").read_text(encoding="utf-8")
    row = r"^\| `([a-z-]+)` \| ([\d.]+) % \((\d+)(?: of (\d+))?\) \| ([\d.]+) % \((\d+)(?: of (\d+))?\) \|"
    rows = re.findall(row, page, re.MULTILINE)
    assert [r[0] for r in rows] == list(NAMES)
    for way, *cells in rows:
        for (percent, count, every), hurt in ((cells[:3], True), (cells[3:], False)):
            loss = Loss.STRUCK if hurt else Loss.SILENT
            assert float(percent) == float(f"{100.0 * rate(way, hurt).probability:.2g}"), way
            assert int(count) == len(names(loss, way)), way
            assert every in ("", str(sum(a.loss is loss for a in ACCIDENTS))), way
    said = re.search(r"straight on \((\d+) counted\), turn once \((\d+)\) or circle \((\d+)\)", page)
    assert said is not None
    assert tuple(map(int, said.groups())) == turns()
    wait = re.search(r"wait of (\d+)\s+minutes times or over (\d+)", page)
    assert wait is not None
    median, off = spread(waits())
    assert (int(wait[1]), int(wait[2])) == (round(median), round(float(np.exp(off))))


@pytest.mark.parametrize("way", [ditching.WAY, controlled.WAY], ids=lambda w: w.name)
def test_some_circle_and_begin_late(way):
    rng = np.random.default_rng(8)
    begun = lost(DRAWS, altitude=35_000 * FEET, north=245.0)
    phases, _, how = way.draw(Latents(rng.standard_normal((DRAWS, 64))), begun, True)
    shares = np.bincount(how, minlength=3) / DRAWS
    assert np.allclose(shares, turned() / turned().sum(), atol=0.04)
    asked = np.arange(0.0, 1200.0, 5.0)[None]
    state = fall(begun, phases, asked).state
    lat, lon = from_nvector(state[..., :3])
    course = np.arctan2(np.diff(lon, axis=1) * np.cos(lat[:, 1:]), np.diff(lat, axis=1))
    change = np.nancumsum((np.diff(course, axis=1) + np.pi) % (2.0 * np.pi) - np.pi, axis=1)
    full = np.abs(change[:, -1]) > 2.0 * np.pi
    assert 0.3 < full[how == Turned.ROUND.value].mean() < 0.95  # the others were down before
    assert full[how != Turned.ROUND.value].mean() < 0.02
    straight = np.abs(change[:, 36]) < np.radians(20.0)  # three minutes on
    assert 0.1 < straight[full].mean() < 0.8
    assert abs(np.mean(change[full, -1] > 0.0) - 0.5) < 0.1


def test_loss_of_control_stays_near(validation):
    """Nine losses of control at cruise all came down within 20 NM (BEA, as told by Stone et al. 2014)."""
    _, far = _drawn(loss_of_control.WAY, 35_000, 240.0)
    inside = _rank(far, 20.0 * NM)
    validation("ending", "losses of control within 20 NM", inside, "", 0.75, "9 of 9")
    assert inside > 0.75  # nine of nine is rarer than one in twenty where fewer than 72 % are inside


def test_priors_are_counts_and_name_who_was_counted():
    for hurt, loss in ((True, Loss.STRUCK), (False, Loss.SILENT)):
        assert sum(rate(name, hurt).probability for name in NAMES) == pytest.approx(1.0)
        for name in NAMES:
            assert all(accident in rate(name, hurt).source for accident in names(loss, name))
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


def test_what_nobody_controls_any_more_does_not_fly_on():
    """All are down soon after the longest that control has ever lasted, for nobody holds their power."""
    t, _ = _drawn(controlled.WAY, 35_000, 250.0, hurt=True)
    longest = 60.0 * max(durations(True))
    assert np.max(t) < longest + 15.0 * 60.0
    assert np.mean(t > 0.9 * longest) < 0.2


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("far", [2.0, 8.0])
def test_however_far_out_the_latents_there_is_a_descent_or_it_is_said(way, far):
    """A sampler looks far outside the prior too; and what it finds there must still be a number."""
    rng = np.random.default_rng(3)
    common = (Use.ENDING, 0.0, 0.1)
    seen = Fix("p", 0.81, 2.46)
    asked = Observation("p", Seen.POSITION, HIT + 180.0, 1.0, np.nan, 7000.0, "", *common, place=seen)
    echo = Observation("e", Seen.EVENT, HIT + 720.0, 30.0, np.nan, np.nan, "radar", *common)
    made = scenario(rng, (asked, echo))
    z = far * rng.standard_normal((1000, dimension(made, way)))
    down = flown(made, way, z)
    assert down.sound.mean() > 0.99
    assert np.isfinite(down.end).all()
    assert np.isfinite(told(made, way, z)).all()
