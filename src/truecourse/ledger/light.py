"""Daylight, twilight, dark and moonlight where and when somebody says that something was seen."""

from math import acos, degrees, isfinite, nan
from typing import NamedTuple

from truecourse.earth import moon, sun
from truecourse.earth.ellipsoid import SEMI_MAJOR
from truecourse.earth.units import SECONDS_PER_MINUTE
from truecourse.flight.claim import Claim, Ledger, Modality, Subject
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import open_book
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.measure import level_of, middle_of, place_at
from truecourse.ledger.status import Status
from truecourse.ledger.terms import plain
from truecourse.ledger.told import place_in, time_in

TWILIGHTS = ((-6.0, "civil twilight"), (-12.0, "nautical twilight"), (-18.0, "astronomical twilight"))
SUNLIT = ("day", "civil twilight")
BRIGHT = 0.25  # of the Moon lit: from then on its light shows outlines (a judgement)
DARK = ("dark", "darkness", "night")
DAY = ("day", "daylight", "light")
DAWN, DUSK = ("dawn", "morning twilight"), ("dusk", "evening twilight")
MOONLIT, MOONLESS = ("moonlight", "moonlit"), ("moonless", "no moon")


class Light(NamedTuple):
    """Altitudes of the Sun's and Moon's centres, rad; the part of the Moon that is lit; whether the Sun goes
    up; and how far the horizon lies below the level, rad.
    """

    sun: float
    moon: float
    lit: float
    rising: bool = True
    dip: float = 0.0


def light(lat: float, lon: float, t: float, altitude: float = 0.0) -> Light:
    """The light at a place, rad, a time, POSIX s UTC, and an altitude, m."""
    up, soon = (float(sun.altitude(lat, lon, when)) for when in (t, t + SECONDS_PER_MINUTE))
    return Light(up, float(moon.altitude(lat, lon, t)), float(moon.lit(t)), soon > up, dip(altitude))


def called(here: Light) -> str:
    """Day, a twilight or night, by the Sun alone."""
    if here.sun > sun.HORIZON - here.dip:
        return "day"
    up = degrees(here.sun)
    return next((name for least, name in TWILIGHTS if up > least), "night")


def moonlit(here: Light) -> bool:
    """Whether the Moon is up and bright enough to show outlines."""
    return here.moon > moon.HORIZON - here.dip and here.lit >= BRIGHT


def moonless(here: Light) -> bool:
    """Whether the Moon is below the horizon. Up, but too thin to show outlines, it is neither this nor
    `moonlit`: people say either.
    """
    return here.moon <= moon.HORIZON - here.dip


def dip(altitude: float) -> float:
    """How far the horizon lies below the level, rad, from an altitude, m: without refraction."""
    return acos(SEMI_MAJOR / (SEMI_MAJOR + max(altitude, 0.0)))


def findings(ledger: Ledger, flights: Ensemble | None = None) -> tuple[Finding, ...]:
    """One for every claim on a subject with the measure `light_at`: what light there was, and whether that
    speaks for or against a word about it. Lights and shapes seen are not decided by it: untestable, with the
    facts.
    """
    book = open_book(ledger)
    found = []
    for name, claims in book.about.items():
        subject = book.subjects.get(name)
        if subject is not None and subject.measure == "light_at":
            found += [_finding(claim, *_where(subject, flights)) for claim in claims]
    return by_seriousness(found)


def _where(subject: Subject, flights: Ensemble | None) -> tuple[float, float, float, float]:
    """Latitude, longitude, altitude and time of a subject; of the middle of the flights where it has no
    place.
    """
    t = time_in(subject)
    lat, lon = place_in(subject)
    if flights is None or (isfinite(lat) and isfinite(lon)):
        return lat, lon, 0.0, t
    height = level_of(flights, t)
    return *middle_of(*place_at(flights, t), flights.weights), height if isfinite(height) else 0.0, t


def _finding(claim: Claim, lat: float, lon: float, altitude: float, t: float) -> Finding:
    if not all(map(isfinite, (lat, lon, t))):
        lacks = [what for what, known in (("place", lat), ("time", t)) if not isfinite(known)]
        reason = (
            f"{who(claim)}'s {say.told(claim, '')}: no {' and no '.join(lacks)} is known to say what light "
            "there was; named in about of its subject it would test it."
        )
        return _made(claim, Status.UNTESTABLE, "light", reason, "no place or no time is known")
    here = light(lat, lon, t, altitude)
    state = called(here)
    facts = (
        f"at {degrees(lat):.1f}, {degrees(lon):.1f} at {say.moment(t)} it was {state}, the Sun "
        f"{degrees(here.sun):.0f}° and the Moon {degrees(here.moon):.0f}° high, {here.lit:.0%} of it lit"
    )
    if altitude > 1000.0:
        facts += f", the horizon {degrees(dip(altitude)):.1f}° below the level"
    status = _word(plain(claim.term), here, state)
    if status is not Status.UNTESTABLE and claim.modality is Modality.DENIED:
        status = Status.CONTRADICTED if status is Status.SUPPORTED else Status.SUPPORTED
    meaning = "" if status is not Status.UNTESTABLE else f"; {_meaning(plain(claim.term), here, state)}"
    text = f"{who(claim)}'s {say.told(claim, '')}: {facts}{meaning}."
    return _made(claim, status, "Sun and Moon", text, "light does not decide it" if meaning else "")


def _word(term: str, here: Light, state: str) -> Status:
    """What a word about light comes to. In civil twilight people say dark or light, and while the Sun is up,
    or nearly, the Moon lights nothing and who speaks of moonlight means something else.
    """
    wanted: bool | None = None
    bright = state in SUNLIT
    if term in DARK + DAY and state != "civil twilight":
        wanted = (state == "day") == (term in DAY)
    elif term in DAWN + DUSK:
        wanted = state.endswith("twilight") and here.rising == (term in DAWN)
    elif term == "twilight" or term in [name for _, name in TWILIGHTS]:
        wanted = state.endswith(term)
    elif term in MOONLIT + MOONLESS and not bright and moonlit(here) != moonless(here):
        wanted = moonlit(here) == (term in MOONLIT)
    return Status.UNTESTABLE if wanted is None else Status.SUPPORTED if wanted else Status.CONTRADICTED


def _meaning(term: str, here: Light, state: str) -> str:
    bright = state in SUNLIT
    if term in MOONLIT + MOONLESS and not bright:
        thin = f"a Moon that is up, but less than {BRIGHT:.0%} lit, is called either"
        return f"{thin}; the claim is not decided by it"
    if term in MOONLIT + MOONLESS:
        return "the Moon lights nothing by day; the claim is not decided by it"
    if term in DARK + DAY:
        return "civil twilight is called either; the claim is not decided by it"
    if bright:
        return "a shape could be seen, and lights would stand out less; the claim is not decided by it"
    shape = "moonlight may show a shape near by" if moonlit(here) else "a shape would hardly show"
    return f"lights would show from afar, {shape}; the claim is not decided by it"


def _made(claim: Claim, status: Status, against: str, reason: str, short: str = "") -> Finding:
    return Finding(
        claim.id, claim.source, claim.locator, Concern.LIGHT, status, (against,), nan, reason, short=short
    )
