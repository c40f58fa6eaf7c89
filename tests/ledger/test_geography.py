"""Claims against a made-up map whose distances are known."""

from dataclasses import replace
from math import radians

import numpy as np
import pytest

from ledger.claims import DENIED, KM, MILE, ledger, number, place, source, word
from ledger.flights import RADIUS, SPEED, START, box, case, east_along_equator
from truecourse.earth.magnetic import variation
from truecourse.flight.claim import Grade, Kind, Reading, Subject
from truecourse.ledger.geography import course_between, findings, route_distance
from truecourse.ledger.status import Status

NORTH = box("north", 1.0, 172.0, 3.0, 174.0)
ON_WAY = box("on the way", -1.0, 175.0, 1.0, 177.0)
HERE = case(NORTH, ON_WAY)
MERIDIAN = 110_574.4  # m from the equator to 1 degree north, WGS 84


def of(subject, *claims, others=(), flights=None):
    book = ledger(*claims, subjects=(subject, *others))
    return {f.claim: f for f in findings(book, HERE, flights)}


def test_a_course_is_magnetic_and_of_the_day():
    course = Subject("x", "course", "angle", measure="course_between", about=(("from", "A"), ("to", "B")))
    east = float(variation(0.0, radians(170.0), 0.0, START))
    expected = np.pi / 2 - east
    assert course_between(course, HERE) == pytest.approx(expected)
    found = of(
        course,
        number("right", "s", expected, radians(0.5)),
        number("true", "s", np.pi / 2, radians(0.5), datum="true"),
        number("not told", "s", np.pi / 2, radians(0.5)),
        number("wrong", "s", np.pi / 2, radians(0.5), datum="magnetic"),
        number("neither", "s", np.pi / 2 + radians(20.0), radians(0.5)),
        number("denied", "s", np.pi / 2, radians(0.5), modality=DENIED),
    )
    assert found["right"].status is Status.SUPPORTED
    assert abs(east) > radians(5.0)
    assert found["true"].status is Status.SUPPORTED and "90° true on the map" in found["true"].reason
    assert found["not told"].status is Status.AGREES  # it is so if it is true
    assert found["wrong"].status is found["neither"].status is Status.CONTRADICTED
    assert "denied" not in found


def test_the_route_s_distance_from_an_area():
    assert route_distance(NORTH, HERE) == pytest.approx(MERIDIAN, abs=30.0)
    assert route_distance(ON_WAY, HERE) == 0.0
    assert route_distance(replace(NORTH, offset=50_000.0), HERE) == pytest.approx(
        MERIDIAN - 50_000.0, abs=30.0
    )
    far = Subject("x", "distance", "length", measure="route_distance", about=(("region", "north"),))
    two = tuple(
        Reading(69.0 * unit, 70.0 * unit, how=how) for unit, how in ((MILE, "statute miles"), (1852.0, "NM"))
    )
    found = of(
        far,
        number("right", "s", 110 * KM, 2 * KM),
        number("wrong", "s", 30 * KM, 2 * KM),
        number("miles", "t", 0, 0, readings=two),
    )
    assert found["right"].status is Status.SUPPORTED
    assert found["wrong"].status is Status.CONTRADICTED
    assert "read as statute miles" in found["miles"].reason


def test_what_agrees_is_supported_only_where_the_map_could_have_denied_it():
    """The map has 110.6 km ± 1.9 km, 3.7 km wide: three times a claim 1.2 km wide is just less."""
    far = Subject("x", "distance", "length", measure="route_distance", about=(("region", "north"),))
    at_least, sure = (Reading(low * KM, np.inf, low * KM) for low in (110.5, 100.0))
    found = of(
        far,
        number("vague enough", "s", 110.5 * KM, 0.7 * KM),
        number("too sharp", "s", 110.5 * KM, 0.5 * KM),
        number("odd", "s", 113.2 * KM, 1.0 * KM),
        number("bound", "s", 0, 0, readings=(at_least,)),
        number("sure", "s", 0, 0, readings=(sure,)),
    )
    assert found["vague enough"].status is Status.SUPPORTED
    assert found["too sharp"].status is Status.AGREES
    assert found["odd"].status is Status.IMPLAUSIBLE  # the bounds meet, but p is under 0.05
    assert found["odd"].probability < 0.05
    assert found["bound"].status is Status.AGREES
    assert found["bound"].probability == pytest.approx(0.53, abs=0.02)
    assert found["sure"].status is Status.SUPPORTED


def test_several_areas_are_several_meanings():
    either = Subject(
        "x", "distance", "length", measure="route_distance", about=(("region", "north|on the way"),)
    )
    found = of(either, number("c", "s", 0.5 * KM, 0.5 * KM), number("d", "s", 110 * KM, 2 * KM))
    assert [found[c].status for c in "cd"] == [Status.SUPPORTED, Status.SUPPORTED]


WATERS = (("region", "on the way"), ("inside", "ours"), ("outside", "nobody's"))


def test_waters_by_the_flights():
    t = START + radians(6.0) * RADIUS / SPEED
    about = (*WATERS, ("time", str(np.datetime64(round(t), "s")) + "Z"))
    there = Subject("x", "waters", measure="waters_at", about=about)
    flights = east_along_equator([0.0, 500_000.0], weights=[0.97, 0.03])
    words = (word("in", "s", "ours"), word("out", "s", "nobody's"), word("no", "s", "theirs"),
             word("not", "s", "ours", modality=DENIED))  # fmt: skip
    found = of(there, *words, flights=flights)
    assert found["in"].probability == pytest.approx(0.97)
    assert found["in"].status is Status.SUPPORTED
    assert found["out"].status is Status.IMPLAUSIBLE
    assert found["no"].status is Status.UNTESTABLE
    either = of(there, *words[:2], flights=replace(flights, weights=np.array([0.55, 0.45])))
    assert {f.status for f in either.values()} == {Status.UNTESTABLE}
    assert "(p = 0.55; not decided, as its opposite has 0.45)" in either["in"].reason
    assert found["not"].probability == pytest.approx(0.03)
    assert of(there, *words) == {}


FELL = Subject("fell", "where it fell", "position")


def test_waters_and_distances_by_the_places_claimed():
    waters = Subject("x", "waters", measure="waters_of", about=(*WATERS, ("of", "fell")))
    spots = tuple(
        replace(place(n, "s", 0.0, lon, 2_000.0), subject="fell") for n, lon in (("p", 176.0), ("q", 178.0))
    )
    found = of(waters, word("in", "t", "ours"), *spots, others=(FELL,))
    assert found["in"].probability == pytest.approx(0.5, abs=1e-6)
    assert "2 places claimed (p and q), by 1 voice, p lies in on the way" in found["in"].reason
    assert found["in"].status is Status.UNTESTABLE  # as likely its opposite
    assert "not decided, as its opposite has 0.5" in found["in"].reason
    more = tuple(replace(q, id=f"q{i}", said_by="the press") for i in range(5) for q in spots[1:])
    twice = of(waters, word("in", "t", "ours"), *spots[:1], *more, others=(FELL,))
    assert twice["in"].probability == pytest.approx(0.5, abs=1e-6)  # told five times by one voice
    film = tuple(replace(q, source="film") for q in spots[1:])
    drama = (source("film", Grade.DRAMA),)
    whole = ledger(word("in", "t", "ours"), *spots[:1], *film, subjects=(waters, FELL), sources=drama)
    (found_in,) = findings(whole, HERE)
    assert found_in.probability == pytest.approx(1.0 / 1.125, abs=1e-6)
    away = Subject(
        "x", "distance", "length", measure="distance_of", about=(("region", "on the way"), ("of", "fell"))
    )
    claims = (number("near", "t", 111 * KM, 2 * KM), number("far", "t", 400 * KM, 2 * KM))
    found = of(away, *claims, *spots[1:], others=(FELL,))
    assert found["near"].status is Status.SUPPORTED
    assert found["far"].status is Status.CONTRADICTED
    claims = (
        number("deep", "t", -111 * KM, 2 * KM),
        number("out", "t", 5 * KM, 1 * KM),
    )  # a side, as offsets
    found = of(away, *claims, *spots[:1], others=(FELL,))
    assert found["deep"].status is Status.SUPPORTED
    assert found["out"].status is Status.CONTRADICTED


def test_what_the_map_lacks_says_nothing():
    for measure in ("course_between", "route_distance", "waters_at", "waters_of", "distance_of"):
        lost = Subject("x", "", "length", measure=measure, about=(("region", "atlantis"), ("from", "Z")))
        assert of(lost, number("c", "s", 1.0, 0.1), word("w", "s", "ours", kind=Kind.IDENTITY)) == {}
    assert findings(ledger(number("c", "s", 1.0, 0.1)), None) == ()
