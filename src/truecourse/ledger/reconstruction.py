"""Claims held against a reconstruction: a probability first, then the word for it by published thresholds."""

from math import hypot, isfinite, isnan, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from truecourse.earth.geodesy import inverse
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading, Subject
from truecourse.flight.ensemble import Array, Ensemble
from truecourse.ledger import say
from truecourse.ledger.book import Book, open_book, subject_of
from truecourse.ledger.circular import is_evidence, same_thing
from truecourse.ledger.compare import dimension_of, numbers, plain
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.measure import MEASURES, View, last_time, measured, value_at
from truecourse.ledger.mend import Surroundings
from truecourse.ledger.reading import centre, deviation, turned
from truecourse.ledger.status import Status, of_probability, of_reconstruction
from truecourse.ledger.unit import Truth
from truecourse.ledger.words import of_cause, of_side

SURE = (
    0.95  # probability from which a one-sided claim, a word or a cause is supported and not only not denied
)
HEIGHT = (
    300.0  # m, one deviation of height above the sea from pressure altitude: 15 hPa and 10 K at cruise level
)
_TINY = 1e-12  # of a number told exactly, so that it has a deviation to divide by
_WIDTH = 0.9  # of a number uniform between its bounds: its 90 % width


class Cloud(NamedTuple):
    """What flights have: values (n,), SI, or (n, 2) rad; weights (n,) summing to 1; the cause of each; the
    dimension, and the name of the unit it is written in.
    """

    values: Array
    weights: Array
    cause: NDArray[np.int64]
    dimension: str = ""
    unit: str = ""


class Held(NamedTuple):
    """What came of holding one claim against the flights; `said` is the reason less the claim's own part."""

    status: Status
    probability: float
    said: str


def findings(ledger: Ledger, case: Case | None, flights: Ensemble | None) -> tuple[Finding, ...]:
    """One finding for every claim: held against the weighted flights where its subject can be read off them,
    and untestable where not. None without flights.

    `probability`: of a number that the reconstruction predicts, told with the claim's own precision, lying at
    least as far out as the one told, on either side; of a bound that it holds; of a word that it applies.
    """
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    book = open_book(ledger)
    view = View(flights, case, book.subjects)
    found: list[Finding] = []
    for name in book.about:
        subject = subject_of(book, book.about[name][0])
        values = measured(subject, view)
        for claim in book.about[name]:
            held = _held(book, claim, subject, values, view)
            found.append(_finding(claim, held, flights))
    return by_seriousness(found)


def truths(ledger: Ledger, case: Case | None, flights: Ensemble | None) -> tuple[Truth, ...]:
    """What the reconstruction knows of numbers: subject, its 90 % interval, whence, for checks of units."""
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    view = View(flights, case, {s.id: s for s in ledger.subjects})
    found = []
    for subject in sorted(ledger.subjects, key=lambda s: s.id):
        values = None if subject.measure == "take_off" else measured(subject, view)
        if subject.dimension and values is not None and values.ndim == 1 and not _too_late(subject, flights):
            low, middle, high = _quantiles(values, flights.weights, subject.dimension)
            if isfinite(low) and isfinite(high):
                found.append((subject.id, Reading(low, high, middle), "the reconstruction"))
    return tuple(found)


def surroundings(ledger: Ledger, flights: Ensemble | None) -> tuple[Surroundings, ...]:
    """How high the flight was where a subject names a time: for checks of airspeeds."""
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    found = []
    for subject in sorted(ledger.subjects, key=lambda s: s.id):
        t = last_time(subject)
        if isfinite(t):
            height = _quantiles(value_at(flights, flights.altitude, t), flights.weights, "length")[1]
            found.append(Surroundings(subject.id, height))
    return tuple(found)


def _held(book: Book, claim: Claim, subject: Subject, values: Array | None, view: View) -> Held:
    flights = view.flights
    if subject.measure == "cause":
        return _cause(claim, subject, flights)
    if subject.measure not in MEASURES:
        return Held(Status.UNTESTABLE, nan, "nothing in simulated flights shows it")
    if values is None:
        return Held(
            Status.UNTESTABLE, nan, "the case lacks the place, area, time or end that it is measured by"
        )
    if _too_late(subject, flights):
        return Held(
            Status.UNTESTABLE,
            nan,
            f"from {say.moment(flights.undisturbed_until)} something outside moved the flight",
        )
    happened = np.isfinite(values if values.ndim == 1 else values[:, 0])
    share = float(flights.weights[happened].sum())
    if share < 0.5:
        return Held(Status.UNTESTABLE, nan, f"it happens in {share:.0%} of the simulated flights only")
    dimension = dimension_of(subject, claim)
    cloud = Cloud(
        values[happened],
        flights.weights[happened] / share,
        flights.cause[happened],
        dimension,
        "level" if subject.measure == "level_at" else dimension,
    )
    return _as_evidence(claim, subject, _by_kind(book, claim, subject, cloud), view)


def _by_kind(book: Book, claim: Claim, subject: Subject, cloud: Cloud) -> Held:
    if subject.measure == "position_at":
        return _place(claim, cloud)
    if subject.measure == "deviation_side":
        p, within, said = of_side(claim, cloud.values, cloud.weights)
        sure = p >= SURE and within >= SURE
        return Held(Status.SUPPORTED if sure else of_probability(p), p, said)
    readings, datum = numbers(book, claim), plain(claim.datum)
    if not readings or (cloud.dimension == "speed" and datum and "ground" not in datum):
        lacks = (
            f"simulated flights tell their ground speed, not {claim.datum}"
            if readings
            else "it has no number"
        )
        return Held(Status.UNTESTABLE, nan, lacks)
    extra = HEIGHT if cloud.unit == "level" and ("radar" in datum or "height" in datum) else 0.0
    tails = [(predictive(r, cloud, extra), r) for r in readings]
    p, best = max(tails, key=lambda pair: pair[0])
    if claim.modality is Modality.DENIED:
        return _denied(p, best, cloud)
    low, middle, high = _quantiles(cloud.values, cloud.weights, cloud.dimension)
    told = f"the reconstruction has {_interval((low, middle, high), cloud.unit)}"
    if len({r.how for r in readings}) > 1 and best.how:
        told += f", nearest if it is read as {best.how}"
    sided = not isfinite(centre(best))
    status = of_reconstruction(p, high - low, _WIDTH * (best.high - best.low))
    if sided:
        status = Status.SUPPORTED if p >= SURE else of_probability(p)
    return Held(status, p, f"{told} ({say.chance(p)}{' that it holds' if sided else ''})")


def predictive(reading: Reading, cloud: Cloud, extra: float = 0.0) -> float:
    """Probability that the reconstruction, told with a claim's precision, lies at least as far out as the
    claim, on either side; of a one-sided claim, that it holds. `extra` is a further standard deviation, SI.

    The tail is counted over the flights, each blurred by the claim's precision, and taken of a normal for
    each cause, and the larger counts: a few hundred flights do not show tails of 0.001.
    """
    values, weights = cloud.values, cloud.weights
    if not isfinite(centre(reading)):
        sign, edge = (1.0, reading.low) if isfinite(reading.low) else (-1.0, reading.high)
        return float(weights @ _beyond(sign * (values - edge), extra))
    if cloud.dimension == "angle":  # about the flights' own middle, so that the opposite is a tail
        about = float(np.angle(weights @ np.exp(1j * values)))
        values, reading = _unrolled(values, about), turned(reading, Reading(about, about))
    own = max(hypot(deviation(reading), extra), _TINY * max(1.0, abs(centre(reading))))
    counted = float(weights @ ndtr((centre(reading) - values) / own))
    normal = 0.0
    for number in np.unique(cloud.cause):
        mine = cloud.cause == number
        heft = float(weights[mine].sum())
        if heft > 0.0:
            middle = float(weights[mine] @ values[mine]) / heft
            spread = float(weights[mine] @ (values[mine] - middle) ** 2) / heft
            normal += heft * float(ndtr((centre(reading) - middle) / sqrt(spread + own**2)))
    return min(1.0, 2.0 * max(0.0, min(counted, 1.0 - counted), min(normal, 1.0 - normal)))


def _beyond(ahead: Array, extra: float) -> Array:
    return ndtr(ahead / extra) if extra > 0.0 else np.where(ahead >= 0.0, 1.0, 0.0)


def _denied(p: float, reading: Reading, cloud: Cloud) -> Held:
    """A denial is contradicted where what is denied is near certain, and supported where it is ruled out."""
    low, middle, high = _quantiles(cloud.values, cloud.weights, cloud.dimension)
    inside = p
    if isfinite(centre(reading)):
        r = turned(reading, Reading(low, high)) if cloud.dimension == "angle" else reading
        values = _unrolled(cloud.values, centre(r)) if cloud.dimension == "angle" else cloud.values
        inside = float(cloud.weights @ ((values >= r.low) & (values <= r.high)))
    status = Status.SUPPORTED if 1.0 - inside >= SURE else of_probability(1.0 - inside)
    told = f"the reconstruction has {_interval((low, middle, high), cloud.unit)}"
    return Held(status, 1.0 - inside, f"{told} ({say.chance(1.0 - inside)} that it is not so)")


def _place(claim: Claim, cloud: Cloud) -> Held:
    """How far out a place lies from the middle of the flights', by both spreads: two normal components, so
    that the tail is exp(-d²/2).
    """
    if claim.kind is not Kind.POSITION or not (isfinite(claim.lat) and isfinite(claim.lon)):
        return Held(Status.UNTESTABLE, nan, "it gives no place to compare")
    if claim.modality is Modality.DENIED:
        return Held(Status.UNTESTABLE, nan, "it only denies a place")
    course, _, distance = inverse(claim.lat, claim.lon, cloud.values[:, 0], cloud.values[:, 1])
    xy = np.stack([distance * np.sin(course), distance * np.cos(course)], axis=1)
    error = claim.error if isfinite(claim.error) and claim.error > 0.0 else 0.0
    middle = cloud.weights @ xy
    spread = (xy - middle).T @ ((xy - middle) * cloud.weights[:, None])
    both = spread + error**2 * np.eye(2)
    if np.linalg.det(both) <= 0.0:
        return Held(Status.UNTESTABLE, nan, "neither it nor the reconstruction has an error")
    p = float(np.exp(-0.5 * middle @ np.linalg.solve(both, middle)))
    along = sqrt(0.5 * float(np.trace(spread)))
    away = say.wire(float(np.hypot(*middle)), "length")
    wide = f"its standard deviation {say.wire(along, 'length')} along an axis"
    text = f"the middle of the reconstruction lies {away} away, {wide} ({say.chance(p)})"
    return Held(of_reconstruction(p, along, error), p, text)


def _cause(claim: Claim, subject: Subject, flights: Ensemble) -> Held:
    p, name = of_cause(claim, subject, flights)
    if isnan(p):
        return Held(
            Status.UNTESTABLE, nan, "no cause of the program that was weighed to the end is named by it"
        )
    told = 1.0 - p if claim.modality is Modality.DENIED else p
    status = of_probability(told)
    sure = status is Status.AGREES and told >= SURE
    return Held(
        Status.SUPPORTED if sure else status,
        told,
        f"the probability of {name} is {p:.3g} among the causes weighed",
    )


def _as_evidence(claim: Claim, subject: Subject, held: Held, view: View) -> Held:
    """A claim that the reconstruction was made from is never supported by it, and says so."""
    told = is_evidence(claim, subject, view)
    if subject.measure == "take_off":
        words = "every flight starts from the case's own take-off, so that this tests nothing"
    elif told:
        words = (
            f"the reconstruction used this very value ({say.listed(told)}), so that agreement proves little"
        )
    else:
        other = same_thing(subject, view)
        words = f"the reconstruction used {say.listed(other)} of the same thing" if other else ""
        return held._replace(said=f"{held.said}; {words}") if words else held
    status = Status.AGREES if held.status is Status.SUPPORTED else held.status
    return Held(status, held.probability, f"{held.said}; {words}")


def _finding(claim: Claim, held: Held, flights: Ensemble) -> Finding:
    what = "reconstruction" + (f" at stage {flights.stage}" if flights.stage else "")
    told = say.told(claim, "")
    reason = f"{told[:1].upper()}{told[1:]}: {held.said}."
    return Finding(
        claim.id,
        claim.source,
        claim.locator,
        Concern.RECONSTRUCTION,
        held.status,
        (what,),
        held.probability,
        reason,
    )


def _interval(points: tuple[float, float, float], unit: str) -> str:
    low, middle, high = (say.wire(x, unit) for x in points)
    return f"{middle}, nine times in ten {low} to {high}"


def _too_late(subject: Subject, flights: Ensemble) -> bool:
    return last_time(subject) > flights.undisturbed_until


def _quantiles(values: Array, weights: Array, dimension: str) -> tuple[float, float, float]:
    """Weighted 5, 50 and 95 % points; NaN where less than half of the flights have a value."""
    own = np.isfinite(values)
    if weights[own].sum() < 0.5:
        return nan, nan, nan
    values, weights = values[own], weights[own] / weights[own].sum()
    if dimension == "angle":
        values = _unrolled(values, float(np.angle(weights @ np.exp(1j * values))) % (2.0 * np.pi))
    order = np.argsort(values)
    share = np.cumsum(weights[order]) - 0.5 * weights[order]
    low, middle, high = np.interp([0.05, 0.5, 0.95], share, values[order])
    return float(low), float(middle), float(high)


def _unrolled(values: Array, about: float) -> Array:
    """Angles as the numbers nearest to one."""
    if not isfinite(about):
        return values
    return about + np.mod(values - about + np.pi, 2.0 * np.pi) - np.pi
