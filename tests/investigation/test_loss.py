"""When a flight was lost, and every row used exactly once."""

from dataclasses import replace

import numpy as np
import pytest

from truecourse.evidence.select import happened
from truecourse.feeds.case import open_case
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Seen, Use
from truecourse.investigation.loss import LONGEST, moment, rows_of


@pytest.fixture(scope="module")
def case():
    return open_case("kal007")


def test_a_hit_has_its_time_and_its_error(case):
    when = moment(case)
    assert when.hurt
    assert when.t.tolist() == [case.undisturbed_until]
    assert when.t_error == 5.0


def test_a_hit_timed_later_is_not_known_to_the_second_before(case):
    """The detonation's time came with the tapes of 1993; by 1983 it is only bounded."""
    when = moment(case, "1983")
    assert when.hurt
    assert when.last_good == next(o.t for o in case.observations if o.id == "wakkanai-1823")
    assert when.t[0] < case.undisturbed_until < when.t[-1]
    assert np.ptp(when.t) > 120.0
    assert moment(case, "1993").t.tolist() == [case.undisturbed_until]
    undated = replace(case, observations=tuple(o for o in case.observations if o.id != "hit"))
    assert moment(undated, "1983").t.tolist() == [case.undisturbed_until]  # the case says no more


@pytest.mark.parametrize("stage", [None, "1983", "1993"])
def test_every_row_is_used_once_and_tests_never(case, stage):
    when = moment(case, stage)
    rows = rows_of(case, when, stage)
    used = [o.id for o in (*rows.explain, *rows.ending)] + [name for name, _ in rows.unused]
    limit = {None: np.inf} | {s.name: s.known_by for s in case.stages}
    evidence = {
        o.id for o in case.observations
        if o.use in (Use.EXPLAIN, Use.ENDING) and o.known_since <= limit[stage]
    }  # fmt: skip
    assert sorted(used) == sorted(evidence)
    assert all(happened(o) <= case.undisturbed_until for o in rows.explain)
    across = {"jasdf-lost", "jasdf-speed-2"} & evidence
    assert across <= {o.id for o in rows.ending}


def test_without_a_hit_it_was_lost_between_contacts(case):
    whole = replace(case, undisturbed_until=np.nan)
    seen = [o for o in case.observations if o.id in ("level-310", "report-nabie", "buffer-entry")]
    quiet = replace(
        next(o for o in case.observations if o.id == "not-heard-stpaul"),
        id="silence", t=seen[-1].t + 500.0, kind=Seen.NOT_HEARD, place=Fix("x", 1.0, 3.0),
    )  # fmt: skip
    lost = replace(whole, observations=(*seen, quiet))
    when = moment(lost)
    last = max(happened(o) for o in seen)
    assert not when.hurt
    assert last < when.t[0] < when.t[-1] < quiet.t
    assert when.t.mean() == pytest.approx(0.5 * (last + quiet.t))
    rows = rows_of(lost, when)
    assert [o.id for o in rows.ending] == ["silence"]
    unknown = moment(replace(whole, observations=tuple(seen)))
    assert unknown.t[-1] < last + LONGEST


def test_nobody_ever_saw_it(case):
    empty = replace(case, undisturbed_until=np.nan, observations=())
    with pytest.raises(ValueError, match="Nobody saw or heard"):
        moment(empty)
