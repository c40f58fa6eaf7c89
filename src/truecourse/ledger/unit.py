"""Numbers that only work in another unit, zone or datum: against better claims, or a reconstruction."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from math import isfinite, isnan, nan
from typing import NamedTuple

from truecourse.flight.claim import Claim, Kind, Ledger, Modality, Reading, Subject
from truecourse.ledger import say
from truecourse.ledger.agree import agreeing, groups_of, pairs, who
from truecourse.ledger.book import Book, open_book, rank, subject_of, voice
from truecourse.ledger.compare import Comparison, dimension_of, is_time, numbers, unit_of
from truecourse.ledger.consensus import bounded
from truecourse.ledger.datum import GROUND, PRESSURE, alike, named, otherwise
from truecourse.ledger.finding import Concern, Finding, by_seriousness
from truecourse.ledger.mend import Surroundings, mends
from truecourse.ledger.reading import meet
from truecourse.ledger.standing import Borne, decision, side
from truecourse.ledger.status import IMPLAUSIBLE_BELOW, Status
from truecourse.ledger.voices import Copied, tied

MOST_BY_CHANCE = 0.5  # a change that fits every second number says nothing

Truth = tuple[str, Reading, str]  # subject, its value, whence


class Voice(NamedTuple):
    """One number that a claim is held against: its value, datum ("" not told), name, and in words."""

    value: Reading
    datum: str
    name: str
    said: str


def findings(
    ledger: Ledger,
    surroundings: Iterable[Surroundings] = (),
    truths: Iterable[Truth] = (),
    copied: Copied = (),
    borne: Borne | None = None,
) -> tuple[Finding, ...]:
    """Claims whose number fits only by one of its readings, or only with the unit, zone or datum changed.

    What a source settles itself is told as such. All else is held against `truths` where they have the
    subject (a reconstruction's), else against the heaviest group of other voices that agree, against every
    one of them by itself: a number that meets one of them is not mistaken, however little they leave in
    common. Of two that are apart it is the worse founded one's (`standing`, `copied` and `borne` as there);
    where nothing decides each is named. `probability`: that a number which has nothing to do with theirs
    would fit after some such change, NaN where the source left the unit open; supported below the threshold
    of the implausible.
    """
    book = open_book(ledger)
    around = {s.subject: s for s in surroundings}
    known = {subject: (value, whence) for subject, value, whence in truths}
    found: list[Finding] = []
    for name, claims in book.about.items():
        agreed = agreeing(pairs(book, name))
        for claim in claims:
            if claim.id in book.settled:  # and so its unit is told twice
                found.append(_settled(book, claim))
                continue
            if claim.modality is Modality.DENIED or not numbers(book, claim):
                continue
            subject = subject_of(book, claim)
            held = _reconstructed(subject, *known[name]) if name in known else None
            if held is not None and alike(held.datum, named(claim, subject)):
                found += _told_otherwise(book, claim, [held], around.get(name))
            else:
                others = _others(book, claim, claims, agreed, copied)
                told = _told_otherwise(book, claim, others, around.get(name)) if others else []
                found += [d for f in told for d in _decided(book, f, claims, agreed, copied, borne)]
    return by_seriousness(found)


def _settled(book: Book, claim: Claim) -> Finding:
    """Which of its readings a source's own number on the subject leaves."""
    own = book.settled[claim.id].by
    dimension = dimension_of(subject_of(book, claim), claim)
    told = say.told(claim, dimension), say.told(own, dimension)
    way = "" if claim.kind is not Kind.TIME else f" as {' or '.join(sorted({r.how for r in claim.readings}))}"
    reason = f"{who(claim)}'s {told[0]}: so read{way} by its own {told[1]} ({own.locator})."
    return Finding(claim.id, claim.source, claim.locator, Concern.UNIT, Status.AGREES, (own.id,), nan, reason)


def _reconstructed(subject: Subject, value: Reading, whence: str) -> Voice:
    """The reconstruction as a voice: its speeds are over the ground, its levels by pressure."""
    level = subject.measure == "level_at"
    datum = PRESSURE if level else GROUND if subject.dimension == "speed" else ""
    unit = "level" if level else subject.dimension
    return Voice(value, datum, whence, f"{say.value(value.low, value.high, unit)} of {whence}")


def _others(
    book: Book,
    claim: Claim,
    claims: tuple[Claim, ...],
    agreed: dict[frozenset[str], Comparison],
    copied: Copied,
) -> list[Voice]:
    """Those other voices at one that weigh most together."""
    subject = subject_of(book, claim)
    others = [
        c
        for c in sorted(claims, key=lambda c: rank(book, c))
        if c.modality is not Modality.DENIED
        and len(bounded(book, c)) == 1
        and is_time(c) == is_time(claim)
        and alike(named(c, subject), named(claim, subject))
        and voice(c) != voice(claim)
        and not tied(book, c.source, claim.source, copied)
    ]
    groups = groups_of(book, others, agreed)
    best: list[Claim] = max(groups, key=lambda group: side(book, group, copied).weight, default=[])
    dimension = dimension_of(subject, claim)
    return [
        Voice(bounded(book, c)[0], named(c, subject), c.id, f"{who(c)}'s {say.told(c, dimension)}")
        for c in best
    ]


def _decided(
    book: Book,
    found: Finding,
    claims: tuple[Claim, ...],
    agreed: Collection[frozenset[str]],
    copied: Copied,
    borne: Borne | None,
) -> list[Finding]:
    """A finding as it is where the claim is worse founded than what it is held against, or is only read; with
    that it is not decided, where nothing decides; nothing where the others are worse founded.
    """
    if isnan(found.probability):
        return [found]
    one, other = (next(c for c in claims if c.id == name) for name in (found.claim, found.against[0]))
    worse = decision(book, (one, other), claims, agreed, copied, borne).worse
    if worse is None:
        reason = f"{found.reason.removesuffix('.')}; of two equal voices: not decided whose unit is wrong."
        return [replace(found, reason=reason, undecided=True)]
    return [found] if worse is one else []


def _told_otherwise(
    book: Book, claim: Claim, others: list[Voice], about: Surroundings | None
) -> list[Finding]:
    subject = subject_of(book, claim)
    dimension = dimension_of(subject, claim)
    read = numbers(book, claim)
    told = f"{who(claim)}'s {say.told(claim, unit_of(subject, claim))}"
    met = {o.name: {a.how for a, _ in meet(read, (o.value,), dimension)[2]} for o in others}
    used = set().union(*met.values())
    if used:
        if used == {a.how for a in read} or "" in used:
            return []
        names = [o for o in others if met[o.name]]
        text = (
            f"{told} meets {say.listed([o.said for o in names])} only if read as {' or '.join(sorted(used))}."
        )
        return [_made(claim, Status.AGREES, names, nan, text)]
    if any(_other_datum(claim, subject, read, o) for o in others):
        return []
    fits = [fit for r in read for fit in _mended(claim, r, others, dimension, about)]
    if not fits:
        return []
    ways = list(dict.fromkeys(how for _, how in sorted(fits)))[:3]
    best, fit = min(fits)[0], f"would fit as {' or as '.join(ways)}"
    text = (
        f"{told} does not meet {say.listed([o.said for o in others])}, but would as {' or as '.join(ways)} "
        f"(a number that has nothing to do with {'it' if len(others) == 1 else 'them'} would after some such "
        f"change fit by chance with {say.chance(best)})."
    )
    status = Status.SUPPORTED if best < IMPLAUSIBLE_BELOW else Status.AGREES
    return [_made(claim, status, others, best, text, fit)]


def _other_datum(claim: Claim, subject: Subject, read: tuple[Reading, ...], other: Voice) -> bool:
    """Whether a number without datum may be in one in which nothing is amiss."""
    own = named(claim, subject)
    return own != other.datum and bool(otherwise(read, own, (other.value,), other.datum, subject.dimension))


def _mended(
    claim: Claim, reading: Reading, others: list[Voice], dimension: str, about: Surroundings | None
) -> list[tuple[float, str]]:
    """The changes by which a reading meets every one of others by itself, each with its greatest chance."""
    text = f"{claim.told} {reading.how}"
    each = [{m.how: m.chance for m in mends(reading, o.value, dimension, text, about)} for o in others]
    both = [(max(of[how] for of in each), how) for how in each[0] if all(how in of for of in each)]
    return [(chance, how) for chance, how in both if isfinite(chance) and chance <= MOST_BY_CHANCE]


def _made(
    claim: Claim, status: Status, against: list[Voice], p: float, text: str, short: str = ""
) -> Finding:
    names = tuple(o.name for o in against)
    return Finding(claim.id, claim.source, claim.locator, Concern.UNIT, status, names, p, text, short=short)
