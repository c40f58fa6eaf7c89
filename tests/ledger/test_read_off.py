"""What made-up flights say in words, by hand: they go east along the equator at 240 m/s from 170 E."""

from dataclasses import replace
from math import degrees, nan

import numpy as np

from ledger.claims import ledger
from ledger.flights import RADIUS, SPEED, START, box, case, east_along_equator
from truecourse.flight.claim import Subject
from truecourse.ledger.read_off import in_words
from truecourse.ledger.reconstruction import read_all

AT = (("time", str(np.datetime64(round(START + 3600.0), "s")) + "Z"),)
EAST = 170.0 + degrees(SPEED * 3600.0 / RADIUS)
SUBJECTS = (
    Subject("cause", "why", measure="cause"),
    Subject("place", "where", "position", measure="position_at", about=AT),
    Subject("waters", "whose", measure="waters_at", about=(*AT, ("region", "box"))),
    Subject("words", "nothing"),
)
# Three quarters of the weight 20 km south of the equator, a quarter 20 km north of it.
FLIGHTS = east_along_equator([20_000.0, -20_000.0], weights=[0.75, 0.25])
THERE = case(box("box", -5.0, 170.0, 0.0, 179.0))


def words(flights=FLIGHTS, there=THERE) -> dict[str, str]:
    book = ledger(subjects=SUBJECTS)
    return dict(in_words(book, there, flights, read_all(book, there, flights)))


def test_the_place_is_the_weighted_middle_with_one_deviation() -> None:
    """The middle is 10 km south; the deviation along the line is 17.3 km, along an axis 1/sqrt(2) of it."""
    middle, spread = words()["place"].split(" ± ")
    assert middle == f"{degrees(10_000.0 / 6_335_439.0):.2f}° S, {EAST:.2f}° E"
    assert abs(float(spread.removesuffix(" NM")) - 17.32 / 2**0.5 / 1.852) < 0.05


def test_the_cause_is_the_most_probable_of_those_weighed() -> None:
    named = {"names": ("a", "b", "c"), "probabilities": (0.2, 0.7, nan)}
    assert words(replace(FLIGHTS, **named))["cause"] == "b, probability 0.7"


def test_waters_are_the_share_of_weight_inside() -> None:
    assert words()["waters"] == "75% inside box"
    assert "waters" not in words(there=case())


def test_nothing_is_said_without_flights_or_after_something_took_them() -> None:
    assert words(None) == {}
    assert set(words(replace(FLIGHTS, undisturbed_until=START + 60.0))) == {"cause"}
    assert "words" not in words()
