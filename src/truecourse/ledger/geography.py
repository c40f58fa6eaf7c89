"""Claims held against the map: courses and distances of the route, whose waters, how far from a coast."""

from collections.abc import Iterator
from dataclasses import replace
from math import degrees, isfinite, isnan, nan, pi, radians

import numpy as np
from scipy.special import ndtr

from truecourse.earth.geodesy import inverse
from truecourse.earth.magnetic import variation
from truecourse.earth.region import densify
from truecourse.flight.airspace import Airspace
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading, Subject
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book, weight_of
from truecourse.ledger.compare import agree, numbers
from truecourse.ledger.crossing import to_edge
from truecourse.ledger.datum import MAGNETIC, TRUE_NORTH, named
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.measure import share_inside
from truecourse.ledger.reading import centre, meet, probability
from truecourse.ledger.status import SURE, Status, of_probability, of_reconstruction, of_word
from truecourse.ledger.terms import plain
from truecourse.ledger.told import area_in, areas_in, fix_in, time_in
from truecourse.ledger.voices import Copied, voices

COURSE_ERROR = radians(1.0)  # either way: published courses are whole degrees, on a variation some years old
COAST_ERROR = 1852.0  # m either way: a coast at 1:10 million, and the choice of the line it is told from


def findings(
    ledger: Ledger, case: Case | None = None, flights: Ensemble | None = None, copied: Copied = ()
) -> tuple[Finding, ...]:
    """Claims on subjects whose measure is of the map and not of the flights: `course_between`,
    `route_distance`, `distance_of`, `waters_of`; and `waters_at`, which needs flights. None without a case.
    `copied`: pairs of sources found to depend.
    """
    if case is None:
        return ()
    book = open_book(ledger)
    found: list[Finding] = []
    for name, claims in book.about.items():
        subject = book.subjects.get(name)
        for claim in claims if subject is not None else ():
            assert subject is not None
            if subject.measure in ("course_between", "route_distance"):
                found += _of_route(book, claim, subject, case)
            elif subject.measure in ("distance_of", "waters_of"):
                found += _of_places(book, claim, subject, case, copied)
            elif subject.measure == "waters_at":
                found += _waters_at(claim, subject, case, flights)
    return by_seriousness(found)


def course_between(subject: Subject, case: Case, north: str = MAGNETIC) -> float:
    """Course, rad, with which the geodesic between two fixes begins that day, magnetic unless by the other
    north; NaN without them.
    """
    start, end = fix_in(subject, "from", case), fix_in(subject, "to", case)
    if start is None or end is None:
        return nan
    course, _, length = inverse(start.lat, start.lon, end.lat, end.lon)
    if not float(length) > 0.0:
        return nan
    east = variation(start.lat, start.lon, 0.0, case.t_start) if north == MAGNETIC else 0.0
    return float(np.mod(course - east, 2.0 * pi))


def route_distance(area: Airspace, case: Case) -> float:
    """Least distance, m, of the planned route from an area, 0 where it goes through; NaN for a point."""
    points = [(p.fix.lat, p.fix.lon) for p in case.plan.points]
    if len(points) < 2:
        return nan
    way = densify(np.array(points), closed=False)
    return max(0.0, float(np.nanmin(to_edge(area, way[:, 0], way[:, 1]))))


def _of_route(book: Book, claim: Claim, subject: Subject, case: Case) -> Iterator[Finding]:
    """A course, or the distance from any of the areas that the subject names with | between."""
    if subject.measure == "course_between":
        yield from _of_course(book, claim, subject, case)
        return
    near = [(route_distance(area, case), area.name) for area in areas_in(subject, case)]
    near = [(away, name) for away, name in near if isfinite(away)]
    error = COAST_ERROR + float(np.median([p.fix.position_error for p in case.plan.points] or [0.0]))
    told = say.listed([f"{say.amount(away, 'length')} from {name}" for away, name in near])
    true = [Reading(max(0.0, away - error), away + error) for away, _ in near]
    yield from _number(book, claim, subject, true, f"the planned route, which on the map passes {told}")


def _of_course(book: Book, claim: Claim, subject: Subject, case: Case) -> Iterator[Finding]:
    """A course by the north it tells; one that tells none is either, and supported only as magnetic."""
    told, about = named(claim, subject), dict(subject.about)
    courses = {n: course_between(subject, case, n) for n in (MAGNETIC, TRUE_NORTH) if told in ("", n)}
    true = [Reading(c - COURSE_ERROR, c + COURSE_ERROR) for c in courses.values()]
    each = " or ".join(f"{degrees(c):.0f}° {n.removeprefix('degrees ')}" for n, c in courses.items())
    what = f"the course from {about.get('from')} to {about.get('to')}, {each} on the map"
    for f in _number(book, claim, subject, true, what):
        unsure = not told and not meet(numbers(book, claim), true[:1], subject.dimension)[2]
        yield replace(f, status=Status.AGREES) if unsure and f.status is Status.SUPPORTED else f


def _number(book: Book, claim: Claim, subject: Subject, true: list[Reading], what: str) -> Iterator[Finding]:
    known = [r for r in true if isfinite(r.low)]
    read = numbers(book, claim)
    came, p, met = meet(read, known, subject.dimension)
    if came is Status.UNTESTABLE or claim.modality is Modality.DENIED:
        return
    own, there = max(met, key=lambda pair: probability(*pair), default=(read[0], known[0]))
    status = of_reconstruction(p, there.high - there.low, own.high - own.low)
    if not isfinite(centre(own)):  # a bound: p is that it holds
        status = Status.SUPPORTED if p >= SURE else of_probability(p)
    told = say.told(claim, subject.dimension)
    used = sorted({a.how for a, _ in met})
    way = f" read as {' or '.join(used)}" if met and len(used) < len({r.how for r in claim.readings}) else ""
    word = "agrees with" if met else "does not meet"
    reason = f"{who(claim)}'s {told}{way} {word} {what} ({say.chance(p)})."
    yield Finding(claim.id, claim.source, claim.locator, Concern.GEOGRAPHY, status, ("map",), p, reason)


def _of_places(book: Book, claim: Claim, subject: Subject, case: Case, copied: Copied) -> Iterator[Finding]:
    """Against every place that is claimed of another subject, such as where it fell."""
    area = area_in(subject, case)
    places = [
        c
        for c in book.about.get(dict(subject.about).get("of", ""), ())
        if c.kind is Kind.POSITION
        and isfinite(c.lat)
        and isfinite(c.lon)
        and c.modality is not Modality.DENIED
    ]
    if area is None or not places:
        return
    lat, lon = (np.array([getattr(c, name) for c in places]) for name in ("lat", "lon"))
    away = to_edge(area, lat, lon)
    if subject.measure == "distance_of":
        errors = [COAST_ERROR + (c.error if isfinite(c.error) else 0.0) for c in places]
        true = [Reading(far - e, far + e) for far, e in zip(away.tolist(), errors, strict=True)]
        each = [f"{c.id} {_from_edge(far)}" for c, far in zip(places, away.tolist(), strict=True)]
        told = f"a place claimed: {say.listed(each)} the edge of {area.name}"
        read = numbers(book, claim)
        every = all(meet(read, [one], subject.dimension)[2] for one in true)
        for f in _number(book, claim, subject, true, told):
            some = f.status is Status.SUPPORTED and not every  # by one place of several that exclude it
            yield replace(f, status=Status.AGREES) if some else f
        return
    spread = np.array([c.error if isfinite(c.error) and c.error > 0.0 else COAST_ERROR for c in places])
    inside = dict(zip((c.id for c in places), ndtr(-away / spread).tolist(), strict=True))
    p, count = _by_voice(book, places, inside, copied)
    within = [c.id for c, far in zip(places, away, strict=True) if far <= 0.0]
    side, least = "deepest" if within else "nearest", say.amount(abs(float(away.min())), "length")
    facts = f"of {len(places)} places claimed ({say.listed([c.id for c in places])}), by {count} "
    facts += f"{'voice' if count == 1 else 'voices'}, {say.listed(within) if within else 'none'} "
    facts += f"{'lies' if len(within) < 2 else 'lie'} in {area.name}, the {side} {least} from its edge"
    yield from _waters(claim, subject, p, facts, tuple(c.id for c in places))


def _from_edge(away: float) -> str:
    return f"{say.amount(abs(away), 'length')} {'inside' if away < 0.0 else 'from'}"


def _by_voice(book: Book, places: list[Claim], inside: dict[str, float], copied: Copied) -> tuple[float, int]:
    """The mean of what claims have, each voice by the weight of its best grade; and how many voices."""
    groups = voices(book, places, lambda a, b: agree(book, a, b), copied)
    weights = [max(weight_of(book, c) for c in group) for group in groups]
    means = [float(np.mean([inside[c.id] for c in group])) for group in groups]
    return float(np.average(means, weights=weights)), len(groups)


def _waters_at(claim: Claim, subject: Subject, case: Case, flights: Ensemble | None) -> Iterator[Finding]:
    area, t = area_in(subject, case), time_in(subject)
    if area is None or flights is None or isnan(p := share_inside(flights, area, t)):
        return
    facts = f"{p:.0%} of the reconstruction's flights are over {area.name} at {say.moment(t)}"
    yield from _waters(claim, subject, p, facts, ("reconstruction",))


def _waters(
    claim: Claim, subject: Subject, inside: float, facts: str, against: tuple[str, ...]
) -> Iterator[Finding]:
    """A word for inside or outside, as the subject has them, by the probability of inside."""
    about = {key: plain(text) for key, text in subject.about}
    term = plain(claim.term)
    p = inside if term == about.get("inside") else 1.0 - inside if term == about.get("outside") else nan
    if claim.modality is Modality.DENIED:
        p = 1.0 - p
    status = of_word(p)
    chance = "it does not say inside or outside" if isnan(p) else say.chance(p)
    if status is Status.UNTESTABLE and not isnan(p):
        chance += f"; not decided, as its opposite has {1.0 - p:.2g}"
    reason = f"{who(claim)}'s {say.told(claim, '')}: {facts} ({chance})."
    yield Finding(claim.id, claim.source, claim.locator, Concern.GEOGRAPHY, status, against, p, reason)
