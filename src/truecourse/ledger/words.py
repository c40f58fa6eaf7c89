"""Words of claims held against flights: a side to which it strayed, a cause."""

from math import degrees, isfinite, nan, pi, radians

import numpy as np

from truecourse.earth.angles import difference, mean
from truecourse.flight.claim import Claim, Modality, Subject
from truecourse.flight.ensemble import Array, Ensemble
from truecourse.ledger.terms import plain

POINTS = {
    word: radians(45.0 * i)
    for i, words in enumerate(
        ("north", "north east", "east", "south east", "south", "south west", "west", "north west")
    )
    for word in (words, words.replace(" ", ""))
}
SECTOR = radians(45.0)  # to either side of a word of four: those between are nearest to it


def of_side(claim: Claim, bearings: Array, weights: Array) -> tuple[float, float, str]:
    """That flights lie on the side that a word of the compass names, within a quarter turn of it; that they
    lie within an eighth, so that the word is the nearest of four; and what they have. NaN for another word.
    """
    point = POINTS.get(plain(claim.term))
    if point is None:
        return nan, nan, f'"{claim.term}" is no point of the compass'
    off = np.abs(difference(bearings, point))
    side, near = float(weights @ (off < 0.5 * pi)), float(weights @ (off <= SECTOR))
    middle = degrees(mean(bearings, weights)) % 360.0
    if claim.modality is Modality.DENIED:
        side, near = 1.0 - side, 1.0 - near
    text = f"seen from its route the flight lies at {middle:.0f}° true"
    return side, near, f"{text}, within 90° of that side with probability {side:.3g}"


def of_cause(claim: Claim, subject: Subject, flights: Ensemble) -> tuple[float, str]:
    """The posterior probability of the cause that a claim names, and its name; NaN where it names none.

    `about` of the subject gives the cause for a word; a word may be a cause's own name.
    """
    known = {plain(name): (name, p) for name, p in zip(flights.names, flights.probabilities, strict=False)}
    named = {plain(word): plain(name) for word, name in subject.about}
    term = plain(claim.term)
    name, p = known.get(named.get(term, term if term else named.get("name", "")), ("", nan))
    return p, name


def likeliest(flights: Ensemble) -> tuple[str, float]:
    """The cause of the greatest posterior probability, and that; "" and NaN where none was weighed."""
    known = [(p, name) for name, p in zip(flights.names, flights.probabilities, strict=False) if isfinite(p)]
    p, name = max(known, default=(nan, ""))
    return name, p
