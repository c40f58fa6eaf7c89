"""Speeds, levels, distances and endurance."""

import re
from dataclasses import replace
from math import radians

import numpy as np
import pytest

from ledger.claims import DENIED, KM, KNOT, ledger, number, place, source, time
from ledger.flights import START, case, east_along_equator
from truecourse.flight.claim import Grade, Kind, Reading, Subject
from truecourse.ledger import physics, reach
from truecourse.ledger.status import Status

KMH, FL350 = KM / 3600.0, 35_000 * 0.3048
AT = (("time", str(np.datetime64(round(START + 3600), "s")) + "Z"),)
AT_TWO = (("time", str(np.datetime64(round(START + 7200), "s")) + "Z"),)
SPEED = Subject("v", "speed", "speed", measure="speed_at", about=AT)
LEVEL = Subject("h", "level", "length", measure="level_at", about=AT)
CLIMB = Subject("r", "rate of descent", "speed")
HIGH = number("h", "s", FL350, 10.0, "h", told="FL350")


def of(*claims, subjects=(SPEED, LEVEL, CLIMB), there=None, flights=None):
    book = ledger(*claims, subjects=subjects)
    return {(f.claim, f.against[-1]): f for f in physics.findings(book, there or case(), flights)}


def test_400_km_h_branches_on_the_datum():
    """One finding with the numbers of each datum; what can be flown in one of them is not held against it."""
    slow = number("slow", "s", 400 * KMH, 0.5 * KMH, "v", told="400 km/h")
    (found,) = of(slow, HIGH).values()
    parts = re.split(r"if it is an? ", found.reason)
    said = {part.partition(",")[0]: part for part in parts[1:]}
    assert found.status is Status.AGREES
    assert set(said) == {"true airspeed", "indicated airspeed", "ground speed"}
    assert "below the stall" in said["true airspeed"] and "126 kt" in said["true airspeed"]
    assert "35000 ft" in said["true airspeed"] and "p = 0.00" in said["true airspeed"]
    assert "373 kt true" in said["indicated airspeed"] and "flyable" in said["indicated airspeed"]
    assert "could be flown as indicated airspeed and ground speed only" in parts[0]
    (as_true,) = of(replace(slow, datum="true airspeed"), HIGH).values()
    assert as_true.status is Status.IMPLAUSIBLE and as_true.probability < 0.01


@pytest.mark.parametrize(("kmh", "status"), [(800, Status.AGREES), (2000, Status.CONTRADICTED)])
def test_a_speed_of_no_datum_fails_only_where_it_fails_in_every_one(kmh, status):
    """800 km/h is Mach 0.75 true at FL350, and far beyond VMO if indicated; 2000 km/h is neither."""
    (found,) = of(number("c", "s", kmh * KMH, KMH, "v"), HIGH).values()
    assert found.status is status and found.reason.count("if it is") == 3
    (indicated,) = of(number("c", "s", kmh * KMH, KMH, "v", datum="indicated"), HIGH).values()
    assert indicated.status is Status.CONTRADICTED


@pytest.mark.parametrize(
    ("kmh", "datum", "status"),
    [
        (300, "true airspeed", Status.CONTRADICTED),
        (300, "indicated airspeed", Status.AGREES),
        (900, "TAS", Status.AGREES),
        (1000, "true airspeed", Status.IMPLAUSIBLE),  # Mach 0.94: over the limit of 0.92
        (1100, "true airspeed", Status.CONTRADICTED),  # Mach 1.03
        (100, "ground speed", Status.AGREES),  # 100 m/s of headwind
        (1600, "ground speed", Status.CONTRADICTED),
    ],
)
def test_a_named_datum_has_one_finding(kmh, datum, status):
    found = of(number("c", "s", kmh * KMH, KMH, "v", datum=datum), HIGH)
    assert [f.status for f in found.values()] == [status]


def test_precision_that_reaches_what_can_be_flown_softens():
    wide = number("c", "s", 300 * KMH, 250 * KMH, "v", datum="true airspeed")
    assert of(wide, HIGH)["c", "true airspeed"].status is Status.IMPLAUSIBLE


def test_a_bound_is_no_impossible_speed_unless_it_leads_only_outwards():
    more = number("c", "s", 0, 0, "v", datum="true airspeed", readings=(Reading(300 * KMH, np.inf),))
    less = number("d", "s", 0, 0, "v", datum="true airspeed", readings=(Reading(-np.inf, 300 * KMH),))
    found = of(more, less, HIGH)
    assert found["c", "true airspeed"].status is Status.AGREES
    assert found["d", "true airspeed"].status is Status.CONTRADICTED


def test_only_speeds_of_the_flight_are_held_against_it():
    assert not of(number("rate", "s", 5.0, 0.1, "r"), HIGH)  # a rate of descent is no airspeed
    assert not of(number("c", "s", 100.0, 1.0, "v", modality=DENIED), HIGH)
    assert not of(number("c", "s", 100.0, 1.0, "v"), HIGH, there=case(kind="C172"))  # no envelope is known
    assert not of(number("c", "s", 100.0, 1.0, "v"))  # no height is known


def test_the_height_is_the_reconstructions_where_there_is_one():
    found = of(
        number("c", "s", 400 * KMH, KMH, "v", datum="true airspeed"), HIGH, flights=east_along_equator([0.0])
    )
    assert "32808 ft" in found["c", "true airspeed"].reason
    assert "the reconstruction" in found["c", "true airspeed"].reason


def test_a_mean_speed_is_flown_at_the_height_of_the_middle_of_its_time():
    """From take-off to landing: 480 kt true is beyond VMO at the end of it, on the ground."""
    ends = tuple(
        (k, str(np.datetime64(round(START + h * 3600), "s")) + "Z") for k, h in (("from", 0), ("to", 2))
    )
    mean = Subject("v", "speed", "speed", measure="speed_between", about=ends)
    flights = east_along_equator([0.0])
    flights.altitude[:, flights.t >= START + 7_000.0] = 0.0
    claim = number("c", "s", 480 * KNOT, KNOT, "v", datum="true airspeed")
    (found,) = of(claim, subjects=(mean,), flights=flights).values()
    assert found.status is Status.AGREES and "32808 ft" in found.reason


def test_levels_above_the_certified_one():
    found = of(number("c", "s", 16_000.0, 100.0, "h"))
    assert [f.status for f in found.values()] == [Status.IMPLAUSIBLE]
    either = tuple(Reading(x - 50.0, x + 50.0, x) for x in (16_000.0, 10_000.0))
    assert not of(number("c", "s", 0, 0, "h", readings=either))


TAKE_OFF, SHOT = Subject("up", "take-off", "time"), Subject("shot", "firing", "time")
ENDURANCE = Subject("e", "endurance", "duration", measure="endurance",
                    about=(("from_subject", "up"), ("to_subject", "shot")))  # fmt: skip
TIMES = (time("a", "s", START, subject="up"), time("b", "s", START + 9_240.0, subject="shot"))


def test_an_endurance_nobody_gives_leaves_the_span_untestable():
    book = ledger(*TIMES, time("c", "t", START, subject="shot"), subjects=(TAKE_OFF, SHOT, ENDURANCE))
    (found,) = reach.findings(book)
    assert (found.claim, found.status, found.against) == ("b", Status.UNTESTABLE, ("a",))
    assert "2.567 h" in found.reason
    assert "a claim of its endurance, a duration on the subject e, would test it" in found.reason


@pytest.mark.parametrize(("hours", "status"), [(1.5, Status.CONTRADICTED), (3.0, Status.AGREES)])
def test_an_endurance_that_a_source_gives_decides(hours, status):
    told = number("e", "manual", hours * 3600, 60.0, "e", kind=Kind.INTERVAL)
    (found,) = reach.findings(ledger(*TIMES, told, subjects=(TAKE_OFF, SHOT, ENDURANCE)))
    assert (found.claim, found.status, found.against) == ("b", status, ("a", "e"))


def test_times_beyond_an_endurance_are_held_against_the_worst_founded():
    """A film's five hours do not make an inquiry's times wrong."""
    told = number("e", "film", 1.5 * 3600, 60.0, "e", kind=Kind.INTERVAL)
    subjects, drama = (TAKE_OFF, SHOT, ENDURANCE), (source("film", Grade.DRAMA),)
    (found,) = reach.findings(ledger(*TIMES, told, subjects=subjects, sources=drama))
    assert (found.claim, found.status, found.against) == ("e", Status.CONTRADICTED, ("b", "a"))
    assert "drama against primary" in found.reason and not found.undecided


def test_an_end_that_is_a_bound_or_denied_or_another_s_is_no_time_in_the_air():
    told = number("e", "manual", 3 * 3600, 60.0, "e", kind=Kind.INTERVAL)
    after = time("a", "s", 0.0, subject="up", readings=(Reading(START, np.inf, START),))
    for begin in (after, replace(TIMES[0], modality=DENIED), replace(TIMES[0], said_by="somebody")):
        assert not reach.findings(ledger(begin, TIMES[1], told, subjects=(TAKE_OFF, SHOT, ENDURANCE)))


def test_places_too_far_for_the_time():
    soon = Subject("x", "place", "position", measure="position_at", about=AT)
    near, far = place("near", "s", 0.0, 178.0, 1_000.0), place("far", "s", 0.0, -165.0, 1_000.0)
    found = reach.findings(ledger(near, far, subjects=(soon,)), case())
    by = {(f.claim, f.against[0]): f.status for f in found}
    assert by == {("far", "take-off"): Status.CONTRADICTED}  # two of one moment are a contradiction already
    later = Subject("y", "place", "position", measure="position_at", about=AT_TWO)
    at_two = replace(place("back", "film", 0.0, 150.0, 1_000.0), subject="y")
    drama = (source("film", Grade.DRAMA),)
    (found,) = reach.findings(ledger(near, at_two, subjects=(soon, later), sources=drama), case())
    assert (found.claim, found.against, found.status) == ("back", ("near",), Status.CONTRADICTED)
    assert "1 h in time" in found.reason and "drama against primary" in found.reason
    vague = replace(at_two, error=600_000.0)
    assert not reach.findings(ledger(near, vague, subjects=(soon, later), sources=drama), case())
    assert radians(25.0) * 6_378_137 > 0.97 * 340.3 * 3600  # what "far" needs in an hour


def test_a_speed_in_knots_is_told_in_both():
    found = of(number("c", "s", 450 * KNOT, KNOT, "v", datum="ground speed", told="450 kt"), HIGH)
    assert "833 km/h (450 kt)" in found["c", "ground speed"].reason
