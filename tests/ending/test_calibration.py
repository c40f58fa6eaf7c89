"""Endings of known truth: the 90 % region holds nine tenths of them, each way is as probable as is said.

Everything is drawn from the priors themselves: flight, way and parameters; then rows are seen with their own
errors, and all other draws are weighed by them.
"""

import numpy as np
import pytest

from ending.losses import FEET, HIT, NM, scenario
from truecourse.earth.nvector import from_nvector
from truecourse.ending.chart import chart
from truecourse.ending.containment import share_within
from truecourse.ending.likelihood import Down, terms, total
from truecourse.ending.rates import rate
from truecourse.ending.scenario import dimension, flown
from truecourse.ending.ways.all import WAYS
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

DRAWS, TRUTHS = 2500, 80
DOUBT = 0.1


def _rows(rng, truth):
    """What might have been seen of one ending: a last echo, a height, a position; each wrong at times."""
    away = max(rng.uniform(0.0, 200e3) - 41.2e3, 0.0)  # beyond the horizon of an antenna 100 m up
    unseen = away**2 / (2.0 * 4.0 / 3.0 * 6371e3)
    echo = truth["surface"] - unseen / max(truth["sink"], 1.0) + rng.uniform(-20.0, 20.0)
    if rng.random() < DOUBT:
        echo = rng.uniform(0.0, 3600.0)
    rows = [_row("echo", Seen.EVENT, echo, t_error=20.0, group="radar")]
    if truth["surface"] > 60.0:
        height = truth["height"] + rng.normal(0.0, 1000.0 * FEET)
        rows.append(_row("height", Seen.HEIGHT, 60.0, height, 1000.0 * FEET))
        off = rng.standard_normal(2) * 4.0 * NM / 6371000.0
        place = Fix("seen", truth["lat"] + off[0], truth["lon"] + off[1] / np.cos(truth["lat"]))
        rows.append(_row("place", Seen.POSITION, 60.0, np.nan, 4.0 * NM, place=place))
    return tuple(rows)


def _row(name, kind, after, value=np.nan, error=np.nan, t_error=1e-3, group="", place=None):
    return Observation(
        name, kind, HIT + after, t_error, value, error, group, Use.ENDING, 0.0, DOUBT, place=place
    )


def _asked(name):
    place = Fix("anywhere", 0.8, 2.4) if name == "place" else None
    kind = Seen.POSITION if name == "place" else Seen.HEIGHT
    return _row(name, kind, 60.0, 1000.0, 1000.0, place=place)


def _part(down, rows):
    """A Down for fewer rows: their moments are all at 60 s, so any nine of the columns serve."""
    count = 9 * sum(o.kind is not Seen.EVENT for o in rows)
    cut = {name: getattr(down, name)[:, :count] for name in ("place", "altitude", "climb", "path")}
    return down._replace(**cut)


@pytest.mark.slow
def test_the_regions_hold_what_they_say(validation):
    rng = np.random.default_rng(11)
    asked = (_asked("height"), _asked("place"))
    made = scenario(rng, asked)
    downs, truths = [], []
    priors = np.array([rate(way.name, True).probability for way in WAYS])
    for way in WAYS:
        size = dimension(made, way)
        downs.append(flown(made, way, rng.standard_normal((DRAWS, size)), workers=2))
        truths.append(flown(made, way, rng.standard_normal((TRUTHS, size)), workers=2))
    joined = Down(*(np.concatenate(columns) for columns in zip(*downs, strict=True)))
    kind = np.repeat(np.arange(len(WAYS)), DRAWS)
    lat, lon = from_nvector(joined.end)
    shares, said, right = [], [], []
    for j in range(TRUTHS):
        which = int(rng.choice(len(WAYS), p=priors / priors.sum()))
        real = truths[which]
        here = from_nvector(real.place[j, 0])
        truth = {
            "surface": float(real.surface_t[j] - HIT),
            "height": float(real.altitude[j, 4]),
            "sink": float(real.sink[j]),
            "lat": float(here[0]),
            "lon": float(here[1]),
        }
        rows = _rows(rng, truth)
        log_weight = np.log(priors[kind]) + total(terms(rows, _part(joined, rows)))
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        said.append(np.array([weight[kind == k].sum() for k in range(len(WAYS))]))
        right.append(which)
        map_of = chart(lat, lon, np.where(weight > 1e-9, weight, 0.0), kind)
        end = from_nvector(real.end[j])
        shares.append(share_within(map_of, float(end[0]), float(end[1])))
    inside = float(np.mean(np.array(shares) <= 0.9))
    validation(
        "ending", "simulated endings inside the 90 % region", inside, "", "0.82 to 0.97", "known truth"
    )
    assert 0.82 <= inside <= 0.97  # 0.9 within 2.4 deviations of 80
    held = float(np.mean(np.array(shares) <= 0.5))
    validation("ending", "simulated endings inside the 50 % region", held, "", "0.36 to 0.64", "known truth")
    assert 0.36 <= held <= 0.64
    chance = np.array(said)
    expected, happened = chance.sum(axis=0), np.bincount(right, minlength=len(WAYS))
    deviation = np.sqrt((chance * (1.0 - chance)).sum(axis=0)) + 0.5
    assert (np.abs(expected - happened) < 3.0 * deviation).all()
