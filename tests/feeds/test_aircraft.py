"""The table of types: complete, in range, and by ICAO designator."""

from math import degrees

import pytest

from truecourse.feeds.aircraft import aircraft_of, aircraft_types
from truecourse.feeds.errors import CaseError

KNOT, FOOT = 1852 / 3600, 0.3048
WANTED = "A320 A321 A332 A333 A359 A388 B738 B739 B744 B742 B772 B77W B788 B789 B703 L101 E190 AT76 C172 GLF5"


@pytest.mark.parametrize("designator", WANTED.split())
def test_common_types_are_there(designator) -> None:
    aircraft = aircraft_of(designator)
    assert aircraft.type == designator
    assert "not a performance model" in aircraft.source


@pytest.mark.parametrize("aircraft", aircraft_types().values(), ids=lambda aircraft: aircraft.type)
def test_figures_are_in_range(aircraft) -> None:
    assert 60 <= aircraft.climb_cas / KNOT <= 350
    assert 0.15 <= aircraft.cruise_mach <= 0.9
    altitudes, rates = zip(*aircraft.climb_rates, strict=True)
    assert altitudes == pytest.approx([0, 10000 * FOOT, 20000 * FOOT, 30000 * FOOT, 40000 * FOOT])
    assert list(rates) == sorted(rates, reverse=True), "a climb slackens with height"
    assert all(99.9 < rate / FOOT * 60 < 4000 for rate in rates)
    assert degrees(aircraft.bank) == pytest.approx(25)
    assert aircraft.capture_gate == pytest.approx(7.5 * 1852)


@pytest.mark.parametrize("designator", ["B742", "B703", "L101"])
def test_old_types_have_no_satellite_navigation(designator) -> None:
    assert not aircraft_of(designator).satellite_navigation


@pytest.mark.parametrize(
    ("designator", "near"), [("B747", "B74"), ("a32", "A32"), ("", "A320"), ("747\n", "B7")]
)
def test_an_unknown_type_is_refused_with_others(designator, near) -> None:
    with pytest.raises(CaseError, match=f"is not in the table; use one of .*{near}") as caught:
        aircraft_of(designator)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("designator", "first"),
    [("A999", "A359, A320"), ("B741", "B742, B744, B748"), ("b38", "B38M")],
)
def test_the_alternatives_are_all_there_are_the_nearest_first(designator, first) -> None:
    with pytest.raises(CaseError, match=rf"use one of {first}.*, ") as caught:
        aircraft_of(designator)
    named = str(caught.value).rsplit("use one of ", 1)[1].split(", ")
    assert sorted(named) == sorted(aircraft_types())
    makers = [name[0] == designator[0].upper() for name in named]
    assert makers == sorted(makers, reverse=True)
