"""Fly, look on with errors, and recover what was flown."""

import numpy as np
import pytest

from truecourse.earth.nvector import from_nvector, to_nvector
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.explain import COARSE
from truecourse.evidence.weigh import answers_of, trial, values_of, weigh
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

DEG = np.pi / 180
ERROR = 3000.0  # m
TIMES = (900.0, 2400.0, 4200.0, 6600.0)


def watched(scene, z, seed):
    """Positions of one flight of heading-hold, `ERROR` off at random, and the heading it held."""
    rng = np.random.default_rng(seed)
    asked = trial(scene, by_name("heading-hold"), (), tuple(scene.case.t_start + np.array(TIMES)))
    values = values_of(asked, z)
    p = answers_of(asked, values).state[0, :, :3]
    p = p + rng.standard_normal(p.shape) * ERROR / 6371000.0
    lat, lon = from_nvector(p)
    seen = tuple(
        Observation(
            f"p{i}",
            Seen.POSITION,
            scene.case.t_start + t,
            0.0,
            np.nan,
            ERROR,
            "",
            Use.EXPLAIN,
            0.0,
            0.02,
            place=Fix(f"p{i}", float(lat[i]), float(lon[i])),
        )
        for i, t in enumerate(TIMES)
    )
    assert to_nvector(lat, lon) == pytest.approx(p / np.linalg.norm(p, axis=1, keepdims=True))
    return seen, float(values["heading_magnetic_deg"][0])


@pytest.mark.slow
def test_the_heading_held_is_recovered(validation, scene):
    """Ten flights drawn from the prior: about nine headings lie in their 90 % intervals."""
    inside, widths = 0, []
    for seed in range(10):
        cause = by_name("heading-hold")
        dimension = trial(scene, cause, ()).dimension
        z = np.random.default_rng([seed, 1]).standard_normal((1, dimension))
        seen, truth = watched(scene, z, seed)
        asked = trial(scene, cause, seen)
        found = weigh(asked, (tuple(range(len(seen))),), seed, 64, 4, COARSE).stages[-1]
        headings = values_of(asked, found.z)["heading_magnetic_deg"]
        off = np.mod(headings - truth + np.pi, 2 * np.pi) - np.pi
        order = np.argsort(off)
        share = np.cumsum(found.weights[order]) / found.weights.sum()
        low, high = off[order][np.searchsorted(share, [0.05, 0.95])]
        inside += int(low <= 0 <= high)
        widths.append((high - low) / DEG)
    validation(
        "evidence",
        "headings of ten flights inside their 90 % intervals",
        str(inside),
        "of 10",
        "7 to 10",
        "the headings flown",
    )
    assert inside >= 7  # 1.3 % of the time fewer, were the intervals exact
    assert np.median(widths) < 12.0  # the prior's own is over 16 degrees
