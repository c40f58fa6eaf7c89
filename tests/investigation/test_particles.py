"""The option that asks for more says what it is where it is left out, and reaches all that is sampled."""

from importlib import import_module

import pytest

from truecourse.cli.options import PARTICLES
from truecourse.evidence import explain
from truecourse.feeds.case import open_case
from truecourse.investigation import descents

MODULE = import_module("truecourse.investigation.locate")


def test_the_door_and_the_samplers_leave_out_the_same():
    assert PARTICLES == explain.PARTICLES == descents.PARTICLES


@pytest.mark.parametrize(("given", "kept"), [(None, PARTICLES), (40, 40)])
def test_locate_keeps_so_many_flights_and_descents(monkeypatch, given, kept):
    asked = []

    def flights(case, when, rows, seed, progress, particles):
        asked.append(particles or explain.PARTICLES)

    def ways(scenario, seed, progress, particles=descents.PARTICLES):
        asked.append(particles)
        raise ValueError("enough")

    for name, instead in (("flights_at", flights), ("weigh_ways", ways)):
        monkeypatch.setattr(MODULE, name, instead)
    for name in ("air_below", "shelve", "Scenario"):
        monkeypatch.setattr(MODULE, name, lambda *given: None)
    with pytest.raises(ValueError, match="enough"):
        MODULE.locate(open_case("kal007"), particles=given)
    assert asked == [kept, kept]
