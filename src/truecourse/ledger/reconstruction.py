"""Claims held against a reconstruction: a probability first, then the word for it by published thresholds."""

from collections.abc import Mapping
from math import hypot, isfinite, isnan, nan, sqrt

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading, Subject
from truecourse.flight.ensemble import Array, Ensemble
from truecourse.flight.observation import Observation
from truecourse.ledger import predicted, say
from truecourse.ledger.book import Book, open_book, subject_of
from truecourse.ledger.circular import evidence_of, known_error, same_thing, shown
from truecourse.ledger.cloud import Cloud, quantiles
from truecourse.ledger.compare import dimension_of, numbers
from truecourse.ledger.datum import HEIGHT, PRESSURE, named
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.held import Held, as_evidence, of_opposites, untested
from truecourse.ledger.measure import MEASURES, View, last_time, level_of, measured, middle_time
from truecourse.ledger.mend import Surroundings
from truecourse.ledger.status import SURE, Status, of_reconstruction, of_word
from truecourse.ledger.unit import Truth
from truecourse.ledger.words import of_cause, of_side

WITHIN = 2.45  # deviations along an axis within which 95 in 100 places lie: sqrt(-2 ln 0.05)

Values = Mapping[str, Array | None]


def read_all(ledger: Ledger, case: Case | None, flights: Ensemble | None) -> Values:
    """Every measured subject read off the flights, by name; nothing without flights. It may be passed on."""
    if flights is None or not len(flights.weights) or not len(flights.t):
        return {}
    subjects = open_book(ledger).subjects
    view = View(flights, case, subjects)
    return {name: measured(subjects[name], view) for name in sorted(subjects) if subjects[name].measure}


def findings(
    ledger: Ledger, case: Case | None, flights: Ensemble | None, known: Values | None = None
) -> tuple[Finding, ...]:
    """One finding for every claim: held against the weighted flights where its subject can be read off them,
    and untestable where not. None without flights.

    `probability`: of a number that the reconstruction predicts, told with the claim's own precision, lying at
    least as far out as the one told, on either side; of a bound that it holds; of a word that it applies.
    """
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    book = open_book(ledger)
    view, read = View(flights, case, book.subjects), known or read_all(ledger, case, flights)
    found: list[Finding] = []
    for name in book.about:
        subject = subject_of(book, book.about[name][0])
        values = read.get(name)
        for claim in book.about[name]:
            held = _order(claim, read, view) if claim.kind is Kind.ORDER else None
            held = held or _held(book, claim, subject, values, view)
            found.append(_finding(claim, held, flights))
    return by_seriousness(found)


def truths(
    ledger: Ledger, case: Case | None, flights: Ensemble | None, known: Values | None = None
) -> tuple[Truth, ...]:
    """What the reconstruction knows of numbers: subject, its 90 % interval, whence, for checks of units."""
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    read = known or read_all(ledger, case, flights)
    found = []
    for subject in sorted(ledger.subjects, key=lambda s: s.id):
        values = None if subject.measure == "take_off" else read.get(subject.id)
        if subject.dimension and values is not None and values.ndim == 1 and not _too_late(subject, flights):
            low, middle, high = quantiles(values, flights.weights, subject.dimension)
            if isfinite(low) and isfinite(high):
                found.append((subject.id, Reading(low, high, middle), "the reconstruction"))
    return tuple(found)


def surroundings(ledger: Ledger, flights: Ensemble | None) -> tuple[Surroundings, ...]:
    """How high the flight was where a subject names a time, for checks of airspeeds, and the variation there,
    for those of headings.
    """
    if flights is None or not len(flights.weights) or not len(flights.t):
        return ()
    found = []
    for subject in sorted(ledger.subjects, key=lambda s: s.id):
        t = middle_time(subject)
        if isfinite(t):
            east = predicted.variation_at(flights, t) if subject.dimension == "angle" else nan
            found.append(Surroundings(subject.id, level_of(flights, t), east))
    return tuple(found)


def _held(book: Book, claim: Claim, subject: Subject, values: Array | None, view: View) -> Held:
    flights = view.flights
    if subject.measure == "cause":
        return _as_evidence(subject, _cause(claim, subject, flights), (), view)
    if subject.measure not in MEASURES:
        return untested(_unmeasured(subject))
    if values is None:
        return untested(_lacking(subject, view))
    if _too_late(subject, flights):
        return untested(f"from {say.moment(flights.undisturbed_until)} something outside moved the flight")
    happened = np.isfinite(values if values.ndim == 1 else values[:, 0])
    share = float(flights.weights[happened].sum())
    if share < 0.5:
        return untested(f"it happens in {share:.0%} of the simulated flights only")
    dimension = dimension_of(subject, claim)
    evidence = evidence_of(claim, subject, view)
    cloud = Cloud(
        values[happened],
        flights.weights[happened] / share,
        flights.cause[happened],
        dimension,
        "level" if subject.measure == "level_at" else dimension,
        max((error for _, error in evidence), default=0.0),
        known_error(claim, subject, view),
    )
    held = _by_kind(book, claim, subject, cloud, view)
    return _as_evidence(subject, held, tuple(o for o, _ in evidence), view)


def _order(claim: Claim, read: Values, view: View) -> Held | None:
    """Which of two events came first in the flights; None where they show neither."""
    known: dict[str, Array] = {}
    for name in (claim.first, claim.second):
        t = read.get(name)
        if t is not None and view.subjects[name].dimension == "time":
            known[name] = t
    if not known:
        return None
    lacking = [name for name in (claim.first, claim.second) if name not in known]
    if lacking:
        return untested(
            f"simulated flights do not show when {lacking[0]} was: a measure of it would test this"
        )
    weights, first, second = view.flights.weights, known[claim.first], known[claim.second]
    both = np.isfinite(first) & np.isfinite(second)
    share = float(weights[both].sum())
    if share < 0.5:
        return untested(f"both happen in {share:.0%} of the simulated flights only")
    p = float(weights[both] @ (first[both] < second[both])) / share
    said = f"so it is in {p:.0%} of the flights in which both happen"
    p = 1.0 - p if claim.modality is Modality.DENIED else p
    ends = [view.subjects[name] for name in known]
    used = [o for end in ends for o in shown(same_thing(end, view), end)]
    return as_evidence(of_opposites(p, said, of_word(p)), (), tuple(dict.fromkeys(used)))


def _lacking(subject: Subject, view: View) -> str:
    """What a measure would need to be read off the flights."""
    if subject.measure != "duration":
        return (
            f"the case lacks the place, area or time that {subject.measure} is measured by: "
            "what its subject names in about would test it"
        )
    about = dict(subject.about)
    ends = [about.get(key, "") for key in ("from_subject", "to_subject")]
    known = [view.subjects.get(name) for name in ends]
    timed = [s is not None and s.measure != "duration" and measured(s, view) is not None for s in known]
    lost = [name for name, is_timed in zip(ends, timed, strict=True) if not is_timed]
    were = "was: a measure of it" if len(lost) == 1 else "were: measures of them"
    return f"simulated flights do not show when {say.listed(lost)} {were} would test it"


def _unmeasured(subject: Subject) -> str:
    """Why a subject is not read off flights, and what would test a claim on it."""
    if subject.measure:
        return f"nothing in simulated flights shows it; {subject.measure} is held against something else"
    return (
        "nothing in simulated flights shows it: other sources on it would test it, "
        "or a measure of its subject if it is something that flights show"
    )


def _by_kind(book: Book, claim: Claim, subject: Subject, cloud: Cloud, view: View) -> Held:
    if subject.measure == "position_at":
        return _place(claim, cloud)
    if subject.measure == "deviation_side":
        p, within, said = of_side(claim, cloud.values, cloud.weights)
        return of_opposites(p, said, Status.AGREES if p >= SURE > within else of_word(p))
    readings = numbers(book, claim)
    if not readings:
        return untested("it has no number: one, with its unit, could be tested")
    if cloud.dimension == "speed":
        return predicted.speed(claim, subject, readings, cloud, view)
    if subject.measure in ("heading_at", "heading_between"):
        return predicted.heading(claim, subject, readings, cloud, view)
    if cloud.unit == "level" and named(claim, subject) not in ("", PRESSURE):
        cloud = cloud._replace(slack=hypot(cloud.slack, HEIGHT))
    return predicted.number(claim, readings, cloud)


def _place(claim: Claim, cloud: Cloud) -> Held:
    """How far out a place lies from the middle of the flights', by both spreads: two normal components, so
    that the tail is exp(-d²/2).
    """
    if claim.kind is not Kind.POSITION or not (isfinite(claim.lat) and isfinite(claim.lon)):
        return untested("it gives no place to compare: one with latitude and longitude could be tested")
    if claim.modality is Modality.DENIED:
        return untested("it only denies a place")
    course, _, distance = inverse(claim.lat, claim.lon, cloud.values[:, 0], cloud.values[:, 1])
    xy = np.stack([distance * np.sin(course), distance * np.cos(course)], axis=1)
    own = claim.error if isfinite(claim.error) and claim.error > 0.0 else 0.0
    error = max(own, cloud.floor)
    middle = cloud.weights @ xy
    spread = (xy - middle).T @ ((xy - middle) * cloud.weights[:, None])
    both = spread + error**2 * np.eye(2)
    if np.linalg.det(both) <= 0.0:
        return untested("neither it nor the reconstruction has an error: an error_nm would test it")
    p = float(np.exp(-0.5 * middle @ np.linalg.solve(both, middle)))
    along = sqrt(0.5 * float(np.trace(spread)))
    away = say.wire(float(np.hypot(*middle)), "length")
    wide = f"its standard deviation {say.wire(along, 'length')} along an axis"
    text = f"the middle of the reconstruction lies {away} away, {wide} ({say.chance(p)})"
    within = float(np.hypot(*middle)) <= WITHIN * own
    return Held(of_reconstruction(p, along, own, within), p, text)


def _cause(claim: Claim, subject: Subject, flights: Ensemble) -> Held:
    p, name = of_cause(claim, subject, flights)
    if isnan(p):
        return untested(
            "no cause of the program that was weighed to the end is named by it: "
            "a cause for its word in about of its subject would test it"
        )
    told = 1.0 - p if claim.modality is Modality.DENIED else p
    return of_opposites(told, f"the probability of {name} is {p:.3g} among the causes weighed", of_word(told))


def _as_evidence(subject: Subject, held: Held, told: tuple[Observation, ...], view: View) -> Held:
    if subject.measure == "take_off":
        agrees = held.status in (Status.SUPPORTED, Status.AGREES)
        status = Status.AGREES if agrees else Status.UNTESTABLE
        words = "every flight starts from the case's own take-off, so that this tests nothing"
        return Held(status, held.probability, f"{held.said}; {words}")
    return as_evidence(held, shown(told, subject), shown(same_thing(subject, view), subject))


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
        float(np.clip(held.probability, 0.0, 1.0)),  # weights add up to one but for the last digit
        reason,
    )


def _too_late(subject: Subject, flights: Ensemble) -> bool:
    return last_time(subject) > flights.undisturbed_until
