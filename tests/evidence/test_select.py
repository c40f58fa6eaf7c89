"""What counts as evidence: use, time, stage and names intersect."""

import numpy as np
import pytest

from truecourse.evidence.select import happened, select, stage_named
from truecourse.flight.observation import Use


def ids(observations):
    return {o.id for o in observations}


def test_without_any_limit_all_that_explains_and_nothing_else(kal007):
    chosen = select(kal007)
    assert ids(chosen) == {o.id for o in kal007.observations if o.use is Use.EXPLAIN}
    never = {o.id for o in kal007.observations if o.use in (Use.TEST, Use.COMPARE, Use.ENDING, Use.CONTEXT)}
    assert never >= {"wreck-infobox", "offset-nabie", "last-radar-1838", "hit"}
    assert ids(chosen).isdisjoint(never)


@pytest.mark.parametrize("name", ["wreck-infobox", "offset-nabie", "last-radar-1838", "hit"])
def test_what_is_not_evidence_cannot_be_named_as_such(kal007, name):
    with pytest.raises(ValueError, match="never evidence"):
        select(kal007, only=(name,))
    with pytest.raises(ValueError, match="never evidence"):
        select(kal007, without=(name,))


@pytest.mark.parametrize("how", ["only", "without"])
def test_an_unknown_id_is_refused_with_those_there_are(kal007, how):
    chosen = {how: ("kenai-offset", "no-such-thing")}
    with pytest.raises(ValueError, match=r"'no-such-thing' is no observation.*bethel-offset"):
        select(kal007, **chosen)


def test_stage_is_what_was_known_and_until_is_what_had_happened(kal007):
    early = stage_named(kal007, "1983")
    until = kal007.t_start + 55 * 60.0
    known, past = select(kal007, stage=early), select(kal007, until=until)
    assert ids(select(kal007, stage=early, until=until)) == ids(known) & ids(past)
    assert "kenai-offset" in ids(past) - ids(known)  # seen on the night, in the inquiry's hands only in 1993
    assert "report-nippi" in ids(known) - ids(past)
    assert ids(past) == {"kenai-offset", "bethel-offset", "report-bethel", "level-310", "headwind-anc-bet"}
    assert all(o.known_since <= early.known_by for o in known)
    assert ids(select(kal007, stage=stage_named(kal007, "1993"))) == ids(select(kal007))


def test_only_and_without_intersect_with_the_others(kal007):
    pair = ("kenai-offset", "report-bethel")
    assert ids(select(kal007, only=pair)) == set(pair)
    assert ids(select(kal007, only=pair, stage=stage_named(kal007, "1983"))) == {"report-bethel"}
    assert ids(select(kal007, only=pair, without=("report-bethel",))) == {"kenai-offset"}
    assert ids(select(kal007, without=pair)) == ids(select(kal007)) - set(pair)


def test_what_lasts_has_happened_when_it_is_over(kal007):
    held = next(o for o in kal007.observations if np.isfinite(o.t_end) and o.use is Use.EXPLAIN)
    assert happened(held) == held.t_end
    assert held.id not in ids(select(kal007, until=held.t_end - 1.0))
    assert held.id in ids(select(kal007, until=held.t_end))


def test_an_unknown_stage_is_refused_with_those_there_are(kal007):
    assert stage_named(kal007, None) is None
    with pytest.raises(ValueError, match="1983, 1993"):
        stage_named(kal007, "1992")
