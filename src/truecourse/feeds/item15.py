"""ICAO flight plan item 15: the text taken apart (ICAO Doc 4444, Appendix 2, item 15, and its examples).

Only the grammar is here; `resolve` in `truecourse.feeds.route` turns names into places.
"""

import re
from dataclasses import dataclass, replace
from math import nan, radians

from truecourse.earth.units import METRES_PER_NM, MPS_PER_KMH, MPS_PER_KNOT
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, quoted

_SPEED = r"(K\d{4}|N\d{4}|M\d{3})"
_LEVEL = r"(F\d{3}|A\d{3}|S\d{4}|M\d{4}|VFR)"
_LEVEL_ONLY = r"(F\d{3}|A\d{3}|S\d{4}|M\d{4})"
_FIRST = re.compile(_SPEED + _LEVEL, re.ASCII)
_CHANGE = re.compile(_SPEED + _LEVEL_ONLY, re.ASCII)
_CRUISE_CLIMB = re.compile(_SPEED + _LEVEL_ONLY + rf"({_LEVEL_ONLY}|PLUS)", re.ASCII)
_DEGREES = re.compile(r"(\d{2})([NS])(\d{3})([EW])", re.ASCII)
_MINUTES = re.compile(r"(\d{2})(\d{2})([NS])(\d{3})(\d{2})([EW])", re.ASCII)
_BEARING = re.compile(r"([A-Z]{2,5})(\d{3})(\d{3})", re.ASCII)
_NAMED = re.compile(r"[A-Z]{1,5}", re.ASCII)
_ROUTE = re.compile(r"[A-Z]{1,5}\d{1,3}[A-Z]?", re.ASCII)
_STAY = re.compile(r"STAY\d/\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RoutePoint:
    """A significant point as written, how it is reached, and what changes there.

    `place` is the point without what changes there. `name` is empty for a bare latitude and longitude (`lat`,
    `lon`, radians); `bearing` (radians, magnetic) and `distance` (m) place the point from the named one.
    `mach`, `tas` (m/s), `altitude` (m) and, for a cruise climb, `altitude_top` (m; infinite for PLUS) are NaN
    where nothing changes; `rules` is "IFR", "VFR" or empty.
    """

    place: str
    via: str = "DCT"
    name: str = ""
    lat: float = nan
    lon: float = nan
    bearing: float = nan
    distance: float = nan
    mach: float = nan
    tas: float = nan
    altitude: float = nan
    altitude_top: float = nan
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Item15:
    """Item 15 taken apart: initial speed and level, the points, and how the route ends.

    One of `mach` and `tas` (m/s) is NaN; `altitude` (m) is NaN for VFR. `last_via` is the airway or arrival
    after the last point, "DCT" if none; `truncated` says that the filed route breaks off (T).
    """

    text: str
    mach: float
    tas: float
    altitude: float
    vfr: bool
    points: tuple[RoutePoint, ...]
    last_via: str = "DCT"
    truncated: bool = False


def parse_item15(text: str) -> Item15:
    """Take item 15 apart: "M084F310 DCT CRN DCT BET R20 NABIE/M084F330 ...".

    Altitudes in feet (A) and metres (M) are taken as pressure altitudes. STAY is not known. Raises CaseError
    with the word at fault, its number in the text and what to write instead.
    """
    words = text.split()
    if not words:
        raise CaseError(
            "item 15 is empty; write speed and level, then the route, as in 'M084F310 DCT CRN DCT BET'"
        )
    first = _FIRST.fullmatch(words[0])
    if first is None:
        raise _wrong(1, words[0], "it must be speed and level, such as M084F310, N0480A045 or K0830S1130")
    mach, tas = _speed(first[1], 1)
    points, last_via, truncated = _route(words)
    return Item15(
        text=" ".join(words),
        mach=mach,
        tas=tas,
        altitude=_level(first[2]),
        vfr=first[2] == "VFR",
        points=points,
        last_via=last_via,
        truncated=truncated,
    )


def _route(words: list[str]) -> tuple[tuple[RoutePoint, ...], str, bool]:
    """The words after the first as points; the airway left over at the end; whether the route is
    truncated.
    """
    points: list[RoutePoint] = []
    via = ""
    for number, word in enumerate(words[1:], start=2):
        if word in ("IFR", "VFR"):
            if not points:
                raise _wrong(number, word, "a change of flight rules must follow the point where it happens")
            if via:
                raise _wrong(number, word, f"it must come before {via}, straight after its point")
            points[-1] = replace(points[-1], rules=word)
        elif word == "T" and number == len(words):
            return tuple(points), via or "DCT", True
        elif word == "DCT" or _ROUTE.fullmatch(word):
            if via and "DCT" in (via, word):
                raise _wrong(number, word, f"it follows {via} with no point between; write that point")
            via = f"{via} {word}".strip()  # two airways that become one another need no point: L9 UL9
        else:
            points.append(_point(number, word, via or "DCT"))
            via = ""
    return tuple(points), via or "DCT", False


def _point(number: int, word: str, via: str) -> RoutePoint:
    """A significant point with or without a change of speed and level, or a cruise climb."""
    if _STAY.fullmatch(word):
        raise _wrong(
            number, word, "staying in an area is not supported; write the points flown there instead"
        )
    if word.startswith("C/"):
        _, _, rest = word.partition("/")
        place, _, change = rest.partition("/")
        climb = _CRUISE_CLIMB.fullmatch(change)
        if climb is None:
            raise _wrong(
                number, word, "a cruise climb is written C/48N050W/M082F290F350 or C/48N050W/M082F290PLUS"
            )
        mach, tas = _speed(climb[1], number)
        top = float("inf") if climb[3] == "PLUS" else _level(climb[3])
        if top <= _level(climb[2]):
            raise _wrong(number, word, "a cruise climb must end above the level where it begins")
        return RoutePoint(place, via, *_place(number, place), mach, tas, _level(climb[2]), top)
    place, slash, change = word.partition("/")
    if not slash:
        return RoutePoint(place, via, *_place(number, place))
    match = _CHANGE.fullmatch(change)
    if match is None:
        raise _wrong(number, word, "after the stroke must come both speed and level, such as M084F330")
    mach, tas = _speed(match[1], number)
    return RoutePoint(place, via, *_place(number, place), mach, tas, _level(match[2]))


def _place(number: int, word: str) -> tuple[str, float, float, float, float]:
    """Name, latitude, longitude, bearing, distance of a significant point, NaN or empty where it has none."""
    if match := _DEGREES.fullmatch(word):
        return ("", *_lat_lon(number, word, (match[1], "00", match[2]), (match[3], "00", match[4])), nan, nan)
    if match := _MINUTES.fullmatch(word):
        south, east = (match[1], match[2], match[3]), (match[4], match[5], match[6])
        return ("", *_lat_lon(number, word, south, east), nan, nan)
    if match := _BEARING.fullmatch(word):
        if int(match[2]) > 360:
            raise _wrong(number, word, "a bearing must be 000 to 360 degrees magnetic")
        return match[1], nan, nan, radians(int(match[2])), int(match[3]) * METRES_PER_NM
    if _NAMED.fullmatch(word):
        return word, nan, nan, nan, nan
    raise _wrong(
        number,
        word,
        "it must be DCT, an airway, a named point, 46N078W, 4620N07805W or DUB180040, in capitals",
    )


def _lat_lon(
    number: int, word: str, lat: tuple[str, str, str], lon: tuple[str, str, str]
) -> tuple[float, float]:
    """Radians from (degrees, minutes, hemisphere) twice."""
    north = int(lat[0]) + int(lat[1]) / 60.0
    east = int(lon[0]) + int(lon[1]) / 60.0
    if north > 90.0 or east > 180.0 or int(lat[1]) > 59 or int(lon[1]) > 59:
        raise _wrong(number, word, "no such place: degrees to 90 and 180, minutes to 59")
    return radians(-north if lat[2] == "S" else north), radians(
        -east if lon[2] == "W" and east < 180.0 else east
    )


def _speed(text: str, number: int) -> tuple[float, float]:
    """Mach and true airspeed (m/s), one of them NaN."""
    value = int(text[1:])
    if value == 0:
        raise _wrong(number, text, "a speed must be more than zero")
    if text[0] == "M":
        return value / 100.0, nan
    return nan, value * (MPS_PER_KNOT if text[0] == "N" else MPS_PER_KMH)


def _level(text: str) -> float:
    """Altitude, m, of F310, A045 (hundreds of feet), S1130 or M0840 (tens of metres); NaN for VFR."""
    if text == "VFR":
        return nan
    return int(text[1:]) * (METRES_PER_FLIGHT_LEVEL if text[0] in "FA" else 10.0)


def _wrong(number: int, word: str, remedy: str) -> CaseError:
    return CaseError(f"item 15, word {number} ({quoted(word)}): {remedy}")
