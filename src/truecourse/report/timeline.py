"""Who says what happened when: claims with a time by lane and subject, and the chain of who told whom."""

from collections.abc import Iterable
from math import inf, isfinite
from typing import Any, NamedTuple

from truecourse.feeds.claim_told import untold
from truecourse.feeds.local_times import Clock, clocks_of, hours_of, place_of, shown
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading, Subject
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import AGAINST
from truecourse.report.words import iso

Wire = dict[str, Any]
NO_LANE = "others"
SHARP = 12 * 3600.0  # s: a time known to half a day can be told by a clock
MUTUAL = (Concern.CONTRADICTION, Concern.WITHIN, Concern.ORDER)
CHAIN = (Kind.DECISION, Kind.MIND)


class Event(NamedTuple):
    """A claim with a time: its subject, its readings, and whether something contradicts it."""

    claim: Claim
    subject: Subject
    readings: tuple[Reading, ...]
    against: bool


def events(ledger: Ledger, findings: tuple[Finding, ...] = ()) -> list[Event]:
    """Claims that tell a time, as `arranged`."""
    subjects, against = {s.id: s for s in ledger.subjects}, contradicted(findings)
    return arranged(
        Event(c, subjects[c.subject], c.readings, c.id in against)
        for c in ledger.claims
        if c.readings and c.kind not in (Kind.QUANTITY, Kind.INTERVAL)
    )


def arranged(events: Iterable[Event]) -> list[Event]:
    """Events of one subject together; lanes, and subjects in them, by their first moment."""
    found = list(events)
    lane: dict[str, float] = {}
    subject: dict[str, float] = {}
    for e in found:
        t = moment(e)
        lane[lane_of(e.subject)] = min(t, lane.get(lane_of(e.subject), inf))
        subject[e.subject.id] = min(t, subject.get(e.subject.id, inf))

    def key(e: Event) -> tuple[float, str, float, str, float, str]:
        where = lane_of(e.subject)
        return lane[where], where, subject[e.subject.id], e.subject.id, moment(e), e.claim.id

    return sorted(found, key=key)


def by_time(events: Iterable[Event]) -> list[Event]:
    """Events by their moment alone; those without one last."""
    return sorted(events, key=lambda e: (moment(e), e.subject.id, e.claim.id))


def contradicted(findings: tuple[Finding, ...]) -> frozenset[str]:
    """Claims that a finding calls contradicted or implausible; all of those between which nothing decides."""
    found: set[str] = set()
    for f in findings:
        if f.status in AGAINST:
            found |= {f.claim, *f.against} if f.undecided else {f.claim}
    return frozenset(found - {""})


def clock_form(t: float) -> str:
    """How a clock is written, as in strftime: with seconds where a moment has any."""
    return "%H:%M" if (iso(t) or "")[17:19] == "00" else "%H:%M:%S"


def lane_of(subject: Subject) -> str:
    """Whose doing a subject is, in a word."""
    return subject.lane or NO_LANE


def moment(event: Event) -> float:
    """Where an event stands: the middle of its first reading, or the end that it has; POSIX s."""
    r = event.readings[0]
    if isfinite(r.middle):
        return r.middle
    ends = [x for x in (r.low, r.high) if isfinite(x)]
    return sum(ends) / len(ends) if ends else inf


def clocks(ledger: Ledger, case: Case | None, more: tuple[str, ...] = ()) -> tuple[Clock, ...]:
    """The clocks of a ledger as they stood at the flight's start, or at the first moment claimed."""
    found = [moment(e) for e in events(ledger) if isfinite(moment(e))]
    t = case.t_start if case is not None else sorted(found)[len(found) // 2] if found else 0.0
    return clocks_of(ledger, t, more)


def time_told(claim: Claim) -> str:
    """A time as its source tells it, short: "about 18:25", "04:00 Anchorage"; else its day."""
    try:
        given = untold(Kind.TIME, claim.told.split("; ")[-1])
    except ValueError:
        return claim.told
    clock = " to ".join(filter(None, (given.get("time"), given.get("time_to"))))
    zone = given.get("zone", "UTC")
    words = [given.get("qualifier"), clock or given.get("date", "").replace("|", " or ")]
    if clock and zone != "UTC":
        words.append(" or ".join(place_of(z) for z in zone.split("|")))
    return " ".join(filter(None, words))


def timeline_wire(ledger: Ledger, case: Case | None, found: list[Event], clocks: tuple[Clock, ...]) -> Wire:
    """The timeline for machines: zones, a row for each reading of each event, orders and the chain."""
    return {
        "zones": [{"name": c.words, "zone": c.zone, "offset": hours_of(c.offset)} for c in clocks],
        "events": [row for e in found for row in event_rows(e, clocks)],
        "orders": [
            {"claim": c.id, "source": c.source, "locator": c.locator, "first": c.first, "second": c.second,
             "denied": c.modality is Modality.DENIED}
            for c in ledger.claims
            if c.kind is Kind.ORDER
        ],
        "chain": chain(ledger),
    }  # fmt: skip


def event_rows(event: Event, clocks: tuple[Clock, ...]) -> list[Wire]:
    """A row for each reading of an event: times UTC, and what each clock showed at its middle (a moment
    within half a day or better; else null).
    """
    c = event.claim
    rows = []
    for r in event.readings:
        middle = r.middle if isfinite(r.middle) else 0.5 * (r.low + r.high)
        sharp = isfinite(middle) and r.high - r.low <= SHARP
        rows.append(
            {
                "lane": lane_of(event.subject),
                "subject": c.subject,
                "title": event.subject.title,
                "claim": c.id,
                "source": c.source,
                "locator": c.locator,
                "told": c.told,
                "term": c.term or None,
                "said_by": c.said_by or None,
                "modality": c.modality.value,
                "actors": list(c.actors),
                "time_low": iso(r.low),
                "time": iso(middle),
                "time_high": iso(r.high),
                "how": r.how,
                "contradicted": event.against,
                "clocks": {
                    k.words: shown(middle, k, f"%Y-%m-%d {clock_form(middle)}") if sharp else None
                    for k in clocks
                },
            }
        )
    return rows


def chain(ledger: Ledger) -> list[Wire]:
    """Who knew, ordered and was told what: decisions, states of mind and whatever has two actors, as the
    ledger's subjects follow one another, so that two sources' versions of one thing stand together.
    """
    place = {s.id: n for n, s in enumerate(ledger.subjects)}
    subjects = {s.id: s for s in ledger.subjects}
    links = [c for c in ledger.claims if c.kind in CHAIN or len(c.actors) > 1]
    return [
        {
            "claim": c.id,
            "source": c.source,
            "locator": c.locator,
            "lane": lane_of(subjects[c.subject]),
            "subject": c.subject,
            "title": subjects[c.subject].title,
            "kind": c.kind.value,
            "actors": list(c.actors),
            "says": c.says,
            "term": c.term or None,
            "told": c.told or None,
            "said_by": c.said_by or None,
            "modality": c.modality.value,
        }
        for c in sorted(links, key=lambda c: (place[c.subject], c.source, c.id))
    ]
