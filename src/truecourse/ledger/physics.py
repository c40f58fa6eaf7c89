"""Claims held against what the type can do: speeds and heights outside its envelope."""

from collections.abc import Iterator, Mapping
from math import isfinite, isnan, nan
from typing import NamedTuple

from truecourse.air.airspeed import cas_from_tas
from truecourse.air.envelope import (
    ENVELOPES,
    Envelope,
    can_fly,
    equivalent,
    heaviest_at,
    stall,
    too_fast,
    true_of_indicated,
)
from truecourse.earth.units import METRES_PER_FOOT, MPS_PER_KMH, MPS_PER_KNOT
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Ledger, Modality, Reading, Subject
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book, rank
from truecourse.ledger.compare import numbers
from truecourse.ledger.datum import DATUMS, GROUND, TRUE, WIND, datum_of
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.measure import level_of, middle_time
from truecourse.ledger.reading import centre
from truecourse.ledger.status import CONTRADICTED_BELOW, Status, of_probability
from truecourse.ledger.told import time_in

SPEEDS = ("speed_at", "speed_between")
NEAR = 600.0  # s between a level told and a speed that it is taken for


class Outcome(NamedTuple):
    """Status, probability and reason of a speed taken in one datum."""

    status: Status
    probability: float
    reason: str


def findings(
    ledger: Ledger, case: Case | None = None, flights: Ensemble | None = None
) -> tuple[Finding, ...]:
    """Speeds and levels of the case's flight against its type's envelope; none for a type without one.

    A speed told without its datum has one finding that says what it is in each datum it may be in, and is
    as grave as the kindest of them: what can be flown in some datum is not impossible.
    """
    book = open_book(ledger)
    envelope = ENVELOPES.get(case.aircraft.type) if case is not None else None
    found: list[Finding] = []
    for name, claims in book.about.items():
        subject = book.subjects.get(name)
        for claim in claims:
            if subject is None or claim.modality is Modality.DENIED:
                continue
            if envelope is not None and subject.measure in SPEEDS and subject.dimension == "speed":
                found += _speed(book, claim, subject, envelope, flights)
            if envelope is not None and subject.measure == "level_at":
                found += _level(book, claim, envelope)
    return by_seriousness(found)


def in_datum(speed: float, datum: str, altitude: float, envelope: Envelope) -> Outcome:
    """A speed, m/s, in a datum at a pressure altitude, m, against an envelope.

    `probability`: that the type can fly level so slowly, its mass not being known; NaN where it is too fast,
    or where the wind decides.
    """
    at = f"{altitude / METRES_PER_FOOT:.0f} ft"
    if datum == GROUND:
        return _over_ground(speed, altitude, envelope, at)
    tas = speed if datum == TRUE else true_of_indicated(speed, altitude)
    over, mach = too_fast(envelope, tas, altitude)
    told = f"{speed / MPS_PER_KMH:.0f} km/h ({speed / MPS_PER_KNOT:.0f} kt) {datum} at {at}"
    if not isfinite(over) or over > 1.0:
        beyond = not isfinite(mach) or mach > envelope.dive_mach
        word = "beyond" if not isfinite(mach) else f"Mach {mach:.2f}, against"
        limit = f"MMO {envelope.fastest_mach} and VMO {envelope.fastest / MPS_PER_KNOT:.0f} kt EAS"
        reason = f"{told} is {word} {limit} of the {envelope.type}"
        return Outcome(Status.CONTRADICTED if beyond else Status.IMPLAUSIBLE, nan, reason)
    eas = float(equivalent(tas, altitude))
    p = can_fly(envelope, eas)
    low, high = (float(stall(envelope, m)) / MPS_PER_KNOT for m in (envelope.lightest, envelope.heaviest))
    cas = float(cas_from_tas(tas, altitude)) / MPS_PER_KNOT
    light, heavy = (m / 1e3 for m in (envelope.lightest, envelope.heaviest))
    masses = f"{low:.0f} kt equivalent at {light:.0f} t, empty, and {high:.0f} kt at {heavy:.0f} t"
    if datum == TRUE:
        same = f"is {cas:.0f} kt calibrated, {eas / MPS_PER_KNOT:.0f} kt equivalent"
    else:
        same = f"is {tas / MPS_PER_KNOT:.0f} kt true, {eas / MPS_PER_KNOT:.0f} kt equivalent"
    reason = f"{told} {same}; the {envelope.type} stalls clean at 1 g at {masses}"
    status = of_probability(p)
    if status is Status.AGREES:
        mass = heaviest_at(envelope, eas) / 1e3
        reason += f": flyable {'at any weight' if mass >= heavy else f'only under {mass:.0f} t'}"
        return Outcome(status, p, reason)
    return Outcome(status, p, f"{reason}: below the stall ({say.chance(p)} that it could fly level)")


def _over_ground(speed: float, altitude: float, envelope: Envelope, at: str) -> Outcome:
    """A ground speed, whatever the wind: the airspeed is within WIND of it."""
    told = f"{speed / MPS_PER_KMH:.0f} km/h ({speed / MPS_PER_KNOT:.0f} kt) over the ground at {at}"
    fastest, _ = too_fast(envelope, max(speed - WIND, 0.0), altitude)
    slow = float(equivalent(speed + WIND, altitude))
    wind = f"a wind of up to {WIND / MPS_PER_KNOT:.0f} kt"
    if not isfinite(fastest) or fastest > 1.0:
        return Outcome(
            Status.CONTRADICTED, nan, f"{told} is beyond the limits of the {envelope.type} even with {wind}"
        )
    p = can_fly(envelope, slow)
    if of_probability(p) is not Status.AGREES:
        return Outcome(
            of_probability(p), p, f"{told} is below the stall of the {envelope.type} even against {wind}"
        )
    return Outcome(Status.AGREES, nan, f"{told} can be flown by the {envelope.type} in {wind}")


def _speed(
    book: Book, claim: Claim, subject: Subject, envelope: Envelope, flights: Ensemble | None
) -> Iterator[Finding]:
    altitude, whence = _altitude(book, subject, flights)
    readings = numbers(book, claim)
    if not readings or not isfinite(altitude):
        return
    named = datum_of(claim, subject)
    datums = (named,) if named else () if claim.datum else tuple(dict.fromkeys(DATUMS.values()))
    if not datums:
        return
    each = {d: max((_told(r, d, altitude, envelope) for r in readings), key=_kindness) for d in datums}
    kindest = max(each.values(), key=_kindness)
    said = kindest.reason if named else _branches(each)
    reason = f"{who(claim)}'s {say.told(claim, 'speed')}: {said}; height from {whence}."
    against = (f"envelope of the {envelope.type}", *((named,) if named else ()))
    yield Finding(
        claim.id,
        claim.source,
        claim.locator,
        Concern.PHYSICS,
        kindest.status,
        against,
        kindest.probability,
        reason,
    )


_KINDNESS = {Status.CONTRADICTED: 0, Status.IMPLAUSIBLE: 1, Status.AGREES: 2}


def _kindness(outcome: Outcome) -> tuple[int, float]:
    return _KINDNESS[outcome.status], 1.0 if isnan(outcome.probability) else outcome.probability


def _branches(each: Mapping[str, Outcome]) -> str:
    """What a speed is in each datum, and which of them it can be."""
    said = "; ".join(f"if it is {_article(datum)} {datum}, {o.reason}" for datum, o in each.items())
    can = [datum for datum, o in each.items() if o.status is Status.AGREES]
    if not can or len(can) == len(each):
        return said
    return f"no datum is told, and it could be flown as {say.listed(can)} only: {said}"


def _told(reading: Reading, datum: str, altitude: float, envelope: Envelope) -> Outcome:
    """The number as told; where its precision reaches into what can be flown it is implausible at most."""
    number = reading.middle if isfinite(reading.middle) else centre(reading)
    if isnan(number):
        number = reading.low if isfinite(reading.low) else reading.high
    outcome = in_datum(number, datum, altitude, envelope)
    if outcome.status is Status.AGREES:
        return outcome
    ends = [x for x in (reading.low, reading.high) if isfinite(x)]
    open_ended = len(ends) < 2
    kinder = [in_datum(x, datum, altitude, envelope) for x in ends]
    if open_ended and not _hopeless(reading, outcome, envelope, altitude):
        return outcome._replace(
            status=Status.AGREES, probability=nan, reason=f"{outcome.reason}, but it is a bound"
        )
    best = max(kinder, key=lambda o: _KINDNESS[o.status], default=outcome)
    if best.status is Status.AGREES and outcome.status is Status.CONTRADICTED:
        edge = reading.high if outcome.probability < CONTRADICTED_BELOW else reading.low
        words = (
            f"{outcome.reason}; its precision reaches {edge / MPS_PER_KMH:.0f} km/h, which some weights could"
        )
        return outcome._replace(status=Status.IMPLAUSIBLE, reason=words)
    return outcome


def _hopeless(reading: Reading, outcome: Outcome, envelope: Envelope, altitude: float) -> bool:
    """Whether a one-sided speed leads only further out: less than a stall, more than a limit."""
    slow = not isnan(outcome.probability)
    return (slow and not isfinite(reading.low)) or (not slow and not isfinite(reading.high))


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _altitude(book: Book, subject: Subject, flights: Ensemble | None) -> tuple[float, str]:
    """The height at a subject's time: the reconstruction's, else the best founded level told for near it."""
    t = middle_time(subject)
    if flights is not None and isfinite(level := level_of(flights, t)):
        return level, "the reconstruction"
    near = [
        (abs(time_in(book.subjects[name]) - t), rank(book, claim), claim)
        for name, claims in book.about.items()
        if name in book.subjects and book.subjects[name].measure == "level_at"
        for claim in claims
        if claim.modality is not Modality.DENIED and numbers(book, claim)
    ]
    near = [n for n in near if n[0] <= NEAR]
    if not near:
        return nan, ""
    claim = min(near, key=lambda n: n[:2])[2]
    return centre(numbers(book, claim)[0]), f"{who(claim)}'s {say.told(claim, 'length')}"


def _level(book: Book, claim: Claim, envelope: Envelope) -> Iterator[Finding]:
    """A level above the certified one, however it is read."""
    low = min((r.low for r in numbers(book, claim)), default=nan)
    if low > envelope.ceiling:
        told = say.told(claim, "length")
        top = f"{envelope.ceiling / METRES_PER_FOOT:.0f} ft"
        reason = f"{who(claim)}'s {told} is above the {top} to which the {envelope.type} is certified."
        yield Finding(
            claim.id, claim.source, claim.locator, Concern.PHYSICS, Status.IMPLAUSIBLE,
            (f"envelope of the {envelope.type}",), nan, reason,
        )  # fmt: skip
