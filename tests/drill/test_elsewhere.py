"""Flights that stray elsewhere: every cause, far from KAL 007's route, the same again from the same seed."""

import numpy as np
import pytest

from truecourse.drill.elsewhere import AWAY, FIRST_KEY, KENAI, made_case, strayed
from truecourse.drill.traffic import T0
from truecourse.earth.geodesy import inverse
from truecourse.evidence.causes.all import CAUSES
from truecourse.flight.clearance import Granted


@pytest.fixture(scope="module")
def drills(night) -> list:
    return list(strayed(3, 1, night.wind, T0))


def test_every_cause_strays_and_the_cleared_flight_does_not(drills) -> None:
    assert {drill.cause for drill in drills} == {cause.name for cause in CAUSES}
    assert [int(drill.reports.key[0]) for drill in drills] == [FIRST_KEY + i for i in range(len(drills))]
    for drill in drills:
        if drill.cause == "as-cleared":
            assert np.isnan(drill.off)
        else:
            assert drill.began <= drill.off < T0 + 3 * 3600.0
        assert (np.diff(drill.reports.received) >= 0.0).all()


def test_the_published_words_are_kal_007s_alone(drills, night) -> None:
    fixes = {point.fix.name for point in night.case.plan.points}
    words = [w.word for drill in drills for w in drill.assigned if getattr(w.word, "fix", None)]
    assert words
    assert not fixes & {word.fix.name for word in words}


def test_no_route_begins_where_kal_007s_did() -> None:
    rng = np.random.default_rng(1)
    for number in range(50):
        case, held = made_case(rng, T0, f"T{number}")
        assert float(inverse(case.start.lat, case.start.lon, *np.radians(KENAI))[2]) > AWAY
        vector = next(c for c in case.clearances if c.granted is Granted.HEADING)
        assert vector.heading_magnetic == held
        assert 0.0 <= held < 2.0 * np.pi
        legs = [
            float(inverse(a.fix.lat, a.fix.lon, b.fix.lat, b.fix.lon)[2])
            for a, b in zip(case.plan.points, case.plan.points[1:], strict=False)
        ]
        assert len(legs) == 11
        assert 239e3 < min(legs) <= max(legs) < 401e3


def test_the_same_seed_is_the_same_flight() -> None:
    one, other = (made_case(np.random.default_rng(5), T0, "X")[0] for _ in range(2))
    assert one.plan == other.plan or repr(one.plan) == repr(other.plan)
    assert one.clearances == other.clearances or repr(one.clearances) == repr(other.clearances)
