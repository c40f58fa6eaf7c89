"""Which speed, height or course a number is, and how far two of different data may be apart and both be so.

A datum that nobody told is no error of the source: a number without one may be in any. The bounds here are
wide on purpose, so that what lies beyond them is so in whatever datum.
"""

from math import degrees, inf, isfinite, radians

import numpy as np

from truecourse.air.airspeed import tas_from_cas
from truecourse.earth.units import MPS_PER_KNOT
from truecourse.flight.claim import Claim, Reading, Subject
from truecourse.ledger.reading import outside, turned
from truecourse.ledger.terms import plain

TRUE, INDICATED, GROUND = "true airspeed", "indicated airspeed", "ground speed"
PRESSURE, SEA, TERRAIN = "pressure altitude", "height above the sea", "height above ground"
RADAR = "height by radar"
TRUE_NORTH, MAGNETIC = "degrees true", "degrees magnetic"
DATUMS = {
    "true airspeed": TRUE,
    "tas": TRUE,
    "indicated": INDICATED,
    "indicated airspeed": INDICATED,
    "ias": INDICATED,
    "cas": INDICATED,
    "calibrated airspeed": INDICATED,
    "ground speed": GROUND,
    "ground": GROUND,
}
HEIGHTS = {
    "pressure altitude": PRESSURE,
    "flight level": PRESSURE,
    "height above the sea": SEA,
    "above sea level": SEA,
    "amsl": SEA,
    "msl": SEA,
    "above ground": TERRAIN,
    "height above ground": TERRAIN,
    "agl": TERRAIN,
    "radio height": TERRAIN,
    "radar height": RADAR,
    "height by radar": RADAR,
}
NORTHS = {
    f"{word}{what}": north
    for word, north in (("true", TRUE_NORTH), ("magnetic", MAGNETIC), ("compass", MAGNETIC))
    for what in ("", " north", " course", " heading", " bearing", " track")
} | {TRUE_NORTH: TRUE_NORTH, MAGNETIC: MAGNETIC}
WIND = 100.0  # m/s: no wind at flight levels much exceeds it (the strongest jet streams, some 200 kt)
HEIGHT = (
    300.0  # m, one deviation of height above the sea from pressure altitude: 15 hPa, 10 K at cruise level
)
WEATHER = 3.0 * HEIGHT  # m, at most
FINDER = 970.0  # m, at most a radar's error of height, a judgement: 0.3 degrees of elevation at 100 NM
TOP = 15_545.0  # m: flight level 510, the highest to which subsonic civil types are certificated
PEAK = 8_848.86  # m: Everest, by the survey of Nepal and China of 2020
VARIATION = radians(50.0)  # no variation from 45 S to 66 N exceeds it (IGRF-14: 49 degrees in 2025)


def datum_of(claim: Claim, subject: Subject) -> str:
    """Which speed the claim's is, by itself, else by its subject (`datum` in `about`); "" where neither says,
    or says another.
    """
    return DATUMS.get(plain(claim.datum or dict(subject.about).get("datum", "")), "")


def named(claim: Claim, subject: Subject) -> str:
    """The datum of a quantity by one name each; "" where it is not told. A flight level tells it."""
    text = plain(claim.datum or dict(subject.about).get("datum", ""))
    if not text and claim.readings and all(r.how == "flight level" for r in claim.readings):
        return PRESSURE
    return _known(subject.dimension).get(text, text)


def alike(one: str, other: str) -> bool:
    """Whether two numbers may be of one datum: one tells none, or what it tells is in what the other does."""
    a, b = set(one.split()), set(other.split())
    return one == other or a <= b or b <= a


def otherwise(
    ours: tuple[Reading, ...], datum: str, theirs: tuple[Reading, ...], other: str, dimension: str
) -> str:
    """In what datum the one of two numbers that tells none ("") has to be so that both may be so, though the
    two data differ; "" where in none. Of two that are told, either for an answer that they may.

    Speeds: at any height that is flown, in any wind there is. Heights: in any weather, over any ground.
    Angles: with any variation there is. Only data of these are known. Several have "or" between.
    """
    known = tuple(dict.fromkeys(_known(dimension).values()))
    ways = []
    for x in (datum,) if datum else known:
        for y in (other,) if other else known:
            if x == y or x not in known or y not in known:
                continue
            pairs = [(_spread(a, x), _spread(b, y)) for a in ours for b in theirs]
            if any(not outside(a, turned(b, a) if dimension == "angle" else b) for a, b in pairs):
                ways.append(y if datum else x)
    return " or ".join(ways)


def conditions(dimension: str) -> str:
    """Under what conditions `otherwise` lets two data be so."""
    if dimension == "speed":
        return f"at some height, in a wind of at most {WIND / MPS_PER_KNOT:.0f} kt"
    if dimension == "angle":
        return f"where the variation is at most {degrees(VARIATION):.0f}°"
    radar = f"a radar that errs by at most {FINDER:.0f} m"
    return f"in some weather ({WEATHER:.0f} m at most), over some ground, by {radar}"


def has(datum: str, dimension: str) -> bool:
    """Whether a datum is one of those that `otherwise` knows."""
    return datum in _known(dimension).values()


def _known(dimension: str) -> dict[str, str]:
    return {"speed": DATUMS, "length": HEIGHTS, "angle": NORTHS}.get(dimension, {})


def _spread(r: Reading, datum: str) -> Reading:
    """What true airspeed, height above the sea or course from true north a number in a datum may be."""
    if datum == GROUND:
        return Reading(max(0.0, r.low - WIND), r.high + WIND)
    if datum == INDICATED:
        with np.errstate(all="ignore"):
            fast = float(tas_from_cas(r.high, TOP))
        return Reading(r.low, fast if isfinite(fast) else inf)
    if datum == PRESSURE:
        return Reading(r.low - WEATHER, r.high + WEATHER)
    if datum == MAGNETIC:
        return Reading(r.low - VARIATION, r.high + VARIATION)
    if datum == RADAR:
        return Reading(r.low - FINDER, r.high + FINDER)
    return Reading(r.low, r.high + PEAK) if datum == TERRAIN else r
