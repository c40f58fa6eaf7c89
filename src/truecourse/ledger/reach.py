"""Claims held against how far and how long aircraft can fly: places too far apart for the time between, and
times in the air beyond an endurance that a source gives.
"""

from collections.abc import Iterator
from itertools import combinations
from math import hypot, isfinite, nan

from truecourse.air.atmosphere import SEA_LEVEL_SOUND
from truecourse.air.envelope import ENVELOPES, Envelope
from truecourse.earth.geodesy import inverse
from truecourse.earth.units import MPS_PER_KNOT, SECONDS_PER_HOUR
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Subject
from truecourse.ledger import say
from truecourse.ledger.agree import who
from truecourse.ledger.book import Book, open_book, subject_of
from truecourse.ledger.compare import dimension_of, is_within, numbers
from truecourse.ledger.consensus import bounded
from truecourse.ledger.datum import WIND
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.reading import centre
from truecourse.ledger.standing import Borne
from truecourse.ledger.status import Status
from truecourse.ledger.sums import worst_of
from truecourse.ledger.timed import times
from truecourse.ledger.told import time_in
from truecourse.ledger.voices import Copied


def findings(
    ledger: Ledger, case: Case | None = None, copied: Copied = (), borne: Borne | None = None
) -> tuple[Finding, ...]:
    """Times of one account against an endurance (a subject of that measure names the two ends), and places of
    the case's flight against its start and one another.

    What does not go together is told of the worst founded of those it needs (`standing`; `copied` and `borne`
    as there). Where no source gives the endurance the span is untestable, and told.
    """
    book = open_book(ledger)
    beside = copied, borne or {}
    found: list[Finding] = []
    for name, subject in sorted(book.subjects.items()):
        if subject.measure == "endurance":
            own = [c for c in book.about.get(name, ()) if c.modality is not Modality.DENIED]
            told = [c for c in own if numbers(book, c)]
            for begin, end, least, span in _spans(book, subject):
                found += [f for c in told for f in _endurance(book, c, (begin, end), (least, span), beside)]
                found += [] if told else [_unknown(subject, begin, end, span)]
    envelope = ENVELOPES.get(case.aircraft.type) if case is not None else None
    if case is not None and envelope is not None:
        found += _distances(book, case, envelope, beside)
    return by_seriousness(found)


def _endurance(
    book: Book,
    claim: Claim,
    ends: tuple[Claim, Claim],
    span: tuple[float, float],
    beside: tuple[Copied, Borne],
) -> Iterator[Finding]:
    """Nothing where an end is a bound that leaves it open."""
    begin, end = ends
    most = max(r.high for r in numbers(book, claim))
    beyond = span[0] > most
    if not beyond and not all(bounded(book, c) for c in ends):
        return
    word = "longer than" if beyond else "within" if span[1] <= most else "within the precision of"
    text = (
        f"{_flown(begin, end, span[1])}, {word} the {say.told(claim, 'duration')} that {who(claim)} gives it"
    )
    if beyond:
        yield _charged(book, (end, begin, claim), f"{text};", beside)
    else:
        where = end.source, end.locator
        yield Finding(end.id, *where, Concern.PHYSICS, Status.AGREES, (begin.id, claim.id), nan, f"{text}.")


def _charged(
    book: Book,
    members: tuple[Claim, ...],
    text: str,
    beside: tuple[Copied, Borne],
) -> Finding:
    """What physics does not let go together, told of the worst founded; undecided, of the first."""
    worse, why = worst_of(book, list(members), beside)
    wrong = worse or members[0]
    if worse is None:
        text += " of equal voices: not decided"
    else:
        text += (
            f" of these {who(wrong)}'s {say.told(wrong, dimension_of(subject_of(book, wrong), wrong))}: {why}"
        )
    names = tuple(c.id for c in members if c is not wrong)
    status, where = Status.CONTRADICTED, (wrong.source, wrong.locator)
    return Finding(wrong.id, *where, Concern.PHYSICS, status, names, nan, f"{text}.", worse is None)


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
    """Pairs of times that one account gives of the two ends, and the least and the told span between, s."""
    about = dict(subject.about)
    for begin in times(book, about.get("from_subject", "")):
        for end in times(book, about.get("to_subject", "")):
            if not is_within(begin, end):
                continue
            first, last = numbers(book, begin), numbers(book, end)
            least = min(r.low for r in last) - max(r.high for r in first)
            told = [r.middle if isfinite(r.middle) else centre(r) for r in (first[0], last[0])]
            if told[1] - told[0] > 0.0:
                yield begin, end, least, told[1] - told[0]


def _distances(book: Book, case: Case, envelope: Envelope, beside: tuple[Copied, Borne]) -> Iterator[Finding]:
    """Places of the flight at times that lie further from its start, or from one another, than it can fly.
    Two of one moment contradict each other already.
    """
    top = envelope.dive_mach * SEA_LEVEL_SOUND + WIND
    seen = [
        (claim, time_in(book.subjects[name]))
        for name, claims in book.about.items()
        if name in book.subjects and book.subjects[name].measure == "position_at"
        for claim in claims
        if claim.kind is Kind.POSITION and isfinite(claim.lat) and isfinite(claim.lon)
    ]
    seen = [(claim, t) for claim, t in seen if isfinite(t) and claim.modality is not Modality.DENIED]
    made = f"the {envelope.type} makes {top / MPS_PER_KNOT:.0f} kt over the ground at most, in any wind"
    start = (case.start.lat, case.start.lon)
    for claim, t in seen:
        if far := _too_far(start, claim, abs(t - case.t_start), top):
            reason = (
                f"{who(claim)}'s {say.told(claim, '')} is {far[0]} from the take-off{far[1]}, where {made}."
            )
            where, names = (claim.source, claim.locator), ("take-off",)
            yield Finding(claim.id, *where, Concern.PHYSICS, Status.CONTRADICTED, names, nan, reason)
    for (one, t), (other, when) in combinations(seen, 2):
        far = _too_far((other.lat, other.lon), one, abs(t - when), top, other.error)
        if t != when and far:
            text = f"{who(one)}'s {say.told(one, '')} is {far[0]} from {who(other)}'s {say.told(other, '')}"
            yield _charged(book, (one, other), f"{text}{far[1]}, where {made};", beside)


def _too_far(
    place: tuple[float, float], claim: Claim, within: float, top: float, error: float = 0.0
) -> tuple[str, str] | None:
    """How far a place lies from a claim's, three deviations of both aside, and how fast that needs; None
    where it can be flown in the time.
    """
    errors = [e for e in (claim.error, error) if isfinite(e)]
    least = float(inverse(claim.lat, claim.lon, *place)[2]) - 3.0 * hypot(*errors)
    if least <= top * within + 1.0:
        return None
    needs = f": {least / within / MPS_PER_KNOT:.0f} kt" if within > 0.0 else ""
    return f"{say.amount(least, 'length')} or more", f", {within / SECONDS_PER_HOUR:.3g} h in time{needs}"
