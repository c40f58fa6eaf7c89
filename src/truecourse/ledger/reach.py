"""Claims held against how far and how long aircraft can fly: places too far apart for the time between, and
times in the air beyond an endurance that a source gives.
"""

from collections.abc import Iterator
from math import isfinite, nan

from truecourse.air.atmosphere import SEA_LEVEL_SOUND
from truecourse.air.envelope import ENVELOPES, Envelope
from truecourse.earth.geodesy import inverse
from truecourse.earth.units import MPS_PER_KNOT, SECONDS_PER_HOUR
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Subject
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book
from truecourse.ledger.compare import numbers
from truecourse.ledger.datum import WIND
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import centre
from truecourse.ledger.status import Status
from truecourse.ledger.told import time_in


def findings(ledger: Ledger, case: Case | None = None) -> tuple[Finding, ...]:
    """Times of one source against an endurance (a subject of that measure names the two ends), and places of
    the case's flight against its start and one another.

    Where no source gives the endurance the span is untestable, and told.
    """
    book = open_book(ledger)
    found: list[Finding] = []
    for name, subject in sorted(book.subjects.items()):
        if subject.measure == "endurance":
            own = [c for c in book.about.get(name, ()) if c.modality is not Modality.DENIED]
            told = [c for c in own if numbers(book, c)]
            for begin, end, least, span in _spans(book, subject):
                found += [_endurance(book, claim, begin, end, (least, span)) for claim in told]
                found += [] if told else [_unknown(subject, begin, end, span)]
    envelope = ENVELOPES.get(case.aircraft.type) if case is not None else None
    if case is not None and envelope is not None:
        found += _distances(book, case, envelope)
    return by_seriousness(found)


def _endurance(book: Book, claim: Claim, begin: Claim, end: Claim, span: tuple[float, float]) -> Finding:
    beyond = span[0] > max(r.high for r in numbers(book, claim))
    word = f"{'longer than' if beyond else 'within'} the {say.told(claim, 'duration')}"
    reason = f"{_flown(begin, end, span[1])}, {word} that {who(claim)} gives it."
    status = Status.CONTRADICTED if beyond else Status.AGREES
    names = (begin.id, claim.id)
    return Finding(end.id, end.source, end.locator, Concern.PHYSICS, status, names, nan, reason)


def _unknown(subject: Subject, begin: Claim, end: Claim, span: float) -> Finding:
    reason = (
        f"{_flown(begin, end, span)}; no source of this ledger says how long the aircraft could stay up: "
        f"a claim of its endurance, a duration on the subject {subject.id}, would test it."
    )
    names = (begin.id,)
    return Finding(end.id, end.source, end.locator, Concern.PHYSICS, Status.UNTESTABLE, names, nan, reason,
                   short="no source says how long the aircraft could stay up")  # fmt: skip


def _flown(begin: Claim, end: Claim, span: float) -> str:
    ends = f"{say.told(begin, 'time')} to {say.told(end, 'time')}"
    return f"{who(end)} has {say.amount(span, 'duration')} in the air, from {ends}"


def _spans(book: Book, subject: Subject) -> Iterator[tuple[Claim, Claim, float, float]]:
    """Pairs of times that one source gives of the two ends, and the least and the told span between, s."""
    about = dict(subject.about)
    for begin in book.about.get(about.get("from_subject", ""), ()):
        for end in book.about.get(about.get("to_subject", ""), ()):
            told = [numbers(book, c) for c in (begin, end)]
            if begin.source != end.source or not all(told) or begin.kind is not Kind.TIME:
                continue
            first, last = told[0][0], told[1][0]
            middle = [r.middle if isfinite(r.middle) else centre(r) for r in (first, last)]
            yield begin, end, last.low - first.high, middle[1] - middle[0]


def _distances(book: Book, case: Case, envelope: Envelope) -> Iterator[Finding]:
    """Places of the flight at times that lie further from its start, or from one another, than it can fly."""
    top = envelope.dive_mach * SEA_LEVEL_SOUND + WIND
    seen = [
        (claim, time_in(book.subjects[name]))
        for name, claims in book.about.items()
        if name in book.subjects and book.subjects[name].measure == "position_at"
        for claim in claims
        if claim.kind is Kind.POSITION and isfinite(claim.lat) and isfinite(claim.lon)
    ]
    seen = [(claim, t) for claim, t in seen if isfinite(t) and claim.modality is not Modality.DENIED]
    for i, (claim, t) in enumerate(seen):
        start = (case.start.lat, case.start.lon, case.t_start, "the take-off", "take-off")
        ends = [start, *((c.lat, c.lon, when, f"{who(c)}'s place", c.id) for c, when in seen[:i])]
        for lat, lon, when, what, name in ends:
            error = claim.error if isfinite(claim.error) else 0.0
            least = float(inverse(claim.lat, claim.lon, lat, lon)[2]) - 3.0 * error
            within = abs(t - when)
            if least <= top * within + 1.0:
                continue
            hours = within / SECONDS_PER_HOUR
            far = f"{say.amount(least, 'length')} or more from {what}, {hours:.3g} h in time"
            made = (
                f"the {envelope.type} makes {top / MPS_PER_KNOT:.0f} kt over the ground at most, in any wind"
            )
            needs = f"{least / max(within, 1.0) / MPS_PER_KNOT:.0f} kt"
            reason = f"{who(claim)}'s {say.told(claim, '')} is {far}: {needs}, where {made}."
            yield Finding(
                claim.id,
                claim.source,
                claim.locator,
                Concern.PHYSICS,
                Status.CONTRADICTED,
                (name,),
                nan,
                reason,
            )
