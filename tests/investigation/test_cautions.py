"""What `case check` warns of is what the commands refuse or leave unused."""

from dataclasses import replace

import numpy as np
import pytest

from truecourse.air.wind import still
from truecourse.evidence.explain import prepare
from truecourse.evidence.progress import unheard
from truecourse.feeds.case import open_case
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Seen, Use
from truecourse.investigation.cautions import cautions
from truecourse.investigation.loss import flights_at, moment, rows_of


@pytest.fixture(scope="module")
def case():
    return open_case("kal007")


def test_a_case_that_every_command_can_use_has_none(case):
    assert cautions(case) == ()


def test_no_observation_is_warned_of_and_refused(case):
    bare = replace(case, observations=())
    (sentence,) = cautions(bare)
    assert "no row has the use explain" in sentence
    with pytest.raises(ValueError, match="no observation has the use explain; add what was seen"):
        prepare(bare, still(), (), np.inf)


def test_observations_only_after_the_hit_are_warned_of_and_leave_locate_nothing(case):
    late = replace(case, undisturbed_until=case.t_start + 1.0)
    (sentence,) = cautions(late)
    assert "later than undisturbed_until (1983-08-31T13:00:01Z)" in sentence
    with pytest.raises(ValueError, match=r"before its loss at 1983-08-31T13:00:01Z; add one"):
        flights_at(late, moment(late), rows_of(late, moment(late)), 0, unheard)


def test_silence_alone_is_warned_of_and_refused(case):
    silent = tuple(
        replace(o, kind=Seen.NOT_HEARD, place=Fix("x", 1.0, 3.0)) for o in case.observations
        if o.use is Use.EXPLAIN
    )  # fmt: skip
    quiet = replace(case, observations=silent, undisturbed_until=np.nan)
    (sentence,) = cautions(quiet)
    assert "nobody saw or heard" in sentence
    with pytest.raises(ValueError, match="Nobody saw or heard"):
        moment(quiet)


def test_a_row_for_the_ending_that_says_nothing_of_one_is_named_as_locate_names_it(case):
    turned = next(o for o in case.observations if o.kind is Seen.HEADING_MAGNETIC)
    odd = replace(turned, id="odd", use=Use.ENDING, t=case.undisturbed_until + 60.0, t_end=np.nan)
    given = replace(case, observations=(*case.observations, odd))
    (sentence,) = cautions(given)
    assert "observations.csv (odd): locate uses no heading_magnetic" in sentence
    assert [name for name, _ in rows_of(given, moment(given)).unused] == ["odd"]
