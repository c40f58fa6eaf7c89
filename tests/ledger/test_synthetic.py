"""The checks measured on made-up claims: 20 worlds of 200 claims with 40 planted contradictions each.

A planted contradiction is found if its altered claim is raised (`raised.grave`) in a pair with a claim that
bears on the same truth; an order bears on its two times too. Pairs are the claim of a finding with each of
those it is against. Every other raised pair is a false alarm: two claims neither of which was altered, also
where a third in the same finding was, or an altered one with a claim on something else.
"""

from functools import cache
from math import pi
from random import Random

import pytest

from ledger.raised import grave, pairs
from ledger.synthetic import CLAIMS, CONTRADICTIONS, TELLERS, World, _flight, _how, _tell, world
from truecourse.feeds.claims import parse_ledger
from truecourse.flight.claim import Ledger

SEEDS = range(20)
TARGET = 0.95


@cache
def _read(seed: int) -> tuple[World, Ledger, tuple]:
    made = world(seed)
    ledger, problems = parse_ledger(made.text)
    return made, ledger, tuple(problems)


@cache
def _measured(seed: int) -> tuple[frozenset[str], int, int]:
    """Altered claims found, pairs rightly raised, false alarms."""
    made, ledger, _ = _read(seed)
    found: set[str] = set()
    right = false = 0
    for pair in pairs(grave(ledger)):
        altered = pair & made.planted.keys()
        if altered and frozenset.intersection(*(made.truths[name] for name in pair)):
            found |= altered
            right += 1
        else:
            false += 1
    return frozenset(found), right, false


@pytest.mark.parametrize("seed", SEEDS)
def test_a_world_is_read_without_a_problem_and_is_what_it_should_be(seed):
    made, ledger, problems = _read(seed)
    assert problems == ()
    assert len(ledger.claims) == CLAIMS and len(made.planted) == CONTRADICTIONS
    assert len({c.language for c in ledger.claims}) == 4 and len({s.language for s in TELLERS}) == 4
    assert 8 <= len({c.source for c in ledger.claims}) <= 12
    assert len({made.kind[name] for name in made.planted}) >= 8
    assert made.text == world(seed).text


def test_planted_contradictions_are_found(validation):
    found = [len(_measured(seed)[0]) / CONTRADICTIONS for seed in SEEDS]
    recall = sum(found) / len(found)
    against = f"{len(SEEDS)} made-up worlds of 200 claims, 40 altered; least of a world {min(found):.3f}"
    validation(
        "ledger", "contradictions planted among made-up claims, found", f"{recall:.3f}", "", TARGET, against
    )
    assert recall >= TARGET


def test_what_is_raised_was_planted(validation):
    """Precision twice: by pairs, and by claims, where an altered one counts once."""
    right, false = (sum(_measured(seed)[i] for seed in SEEDS) for i in (1, 2))
    found = sum(len(_measured(seed)[0]) for seed in SEEDS)
    by_pairs, by_claims = right / (right + false), found / (found + false)
    against = f"{len(SEEDS)} made-up worlds; {false} false alarms in all"
    what = "raised among made-up claims and planted"
    validation("ledger", f"{what}, of pairs", f"{by_pairs:.3f}", "", TARGET, against)
    validation("ledger", f"{what}, each claim once", f"{by_claims:.3f}", "", TARGET, against)
    assert min(by_pairs, by_claims) >= TARGET


def test_what_is_told_of_a_truth_may_be_read_as_it() -> None:
    """The generator against itself: some generous reading of all it tells holds the truth."""
    rng = Random(1)
    for truth in (t for _ in range(60) for t in _flight(rng, "x") if t.kind in ("time", "quantity")):
        told = _tell(rng, truth, rng.choice(TELLERS), _how(rng, truth.kind))
        turns = (-2.0 * pi, 0.0, 2.0 * pi) if truth.dimension == "angle" else (0.0,)
        assert any(a <= truth.value + t <= b for a, b in told.spans for t in turns), (truth, told)
