"""Two claims on one subject: whether both can be so."""

from math import exp, hypot, isfinite, isnan, nan
from typing import NamedTuple

from truecourse.air.atmosphere import SEA_LEVEL_SOUND
from truecourse.earth.geodesy import inverse
from truecourse.flight.claim import Claim, Kind, Modality, Reading, Subject
from truecourse.ledger import datum, read_in, say
from truecourse.ledger.book import Book, rank, subject_of, voice
from truecourse.ledger.datum import named
from truecourse.ledger.reading import centre, gap, meet, turned, usable
from truecourse.ledger.status import AGAINST, Status, of_probability
from truecourse.ledger.terms import plain

_WHEN = (Kind.TIME, Kind.DECISION)  # whose time is what they claim; that of others is when it was so
_AMOUNTS = (Kind.QUANTITY, Kind.INTERVAL)
FASTEST = SEA_LEVEL_SOUND + datum.WIND  # m/s over the ground: what is not faster than sound, in any wind


class Comparison(NamedTuple):
    """What came of it: agrees, implausible or contradicted; probability of a difference as large (NaN: none);
    why, as part of a sentence; and the conditions on which they agree.
    """

    status: Status
    probability: float
    because: str
    provided: tuple[str, ...] = ()


def compare(book: Book, one: Claim, other: Claim) -> Comparison | None:
    """Hold two claims on one subject against each other; None where neither says anything of the other.

    Of several ways in which they differ the gravest counts. Symmetric. Orders are compared by what they
    order, see `order`, and not here.
    """
    one, other = sorted((one, other), key=lambda claim: rank(book, claim))
    subject = subject_of(book, one)
    found: list[Comparison | None] = [_numbers(subject, one, other)]
    if not _at_other_times(one, other):
        found += [_terms(subject, one, other), _places(one, other)]
    told = [c for c in found if c is not None]
    against = [c for c in told if c.status in AGAINST]
    came = min(against, key=_gravity, default=next(iter(told), None))
    if came is not None and read_in.capped(came.status, one, other):
        return Comparison(Status.IMPLAUSIBLE, nan, f"{came.because}; {read_in.AT_MOST}")
    return came


def agree(book: Book, one: Claim, other: Claim) -> bool:
    """Whether two claims on one subject agree; not where neither says anything of the other."""
    came = compare(book, one, other)
    return came is not None and came.status is Status.AGREES


def _gravity(came: Comparison) -> tuple[bool, float]:
    """Contradicted before implausible, then the less probable; what has no probability is as grave as any."""
    p = 0.0 if isnan(came.probability) else came.probability
    return came.status is not Status.CONTRADICTED, p


def is_within(one: Claim, other: Claim) -> bool:
    """Whether one source reports one speaker in both: it stands against itself."""
    return one.source == other.source and voice(one) == voice(other)


def dimension_of(subject: Subject, claim: Claim) -> str:
    """What the readings of a claim are: its subject's, except that those of words and places are times."""
    return "time" if is_time(claim) else subject.dimension


def unit_of(subject: Subject, *claims: Claim) -> str:
    """In what their amounts are told (`say.amount`): their dimension, but "level" for lengths that are
    heights, by their measure or because each is told only in units of height.
    """
    dimension = dimension_of(subject, claims[0])
    how = [{r.how for r in claim.readings} for claim in claims]
    height = subject.measure == "level_at" or all(ways and ways <= say.UPWARD for ways in how)
    return "level" if dimension == "length" and height else dimension


def numbers(book: Book, claim: Claim) -> tuple[Reading, ...]:
    """The usable readings of a claim whose value is a number or a time; of a word or a place none."""
    if claim.kind not in (*_WHEN, *_AMOUNTS):
        return ()
    return usable(claim, dimension_of(subject_of(book, claim), claim))


def is_time(claim: Claim) -> bool:
    """Whether the readings of a claim are times, whatever its subject says."""
    return claim.kind not in _AMOUNTS


def _at_other_times(one: Claim, other: Claim) -> bool:
    """Whether two words or places are of different moments, and so may both be so."""
    if not is_time(one) or not is_time(other):
        return False
    status, _, met = meet(usable(one, "time"), usable(other, "time"), "time")
    return status is not Status.UNTESTABLE and not met


def _terms(subject: Subject, one: Claim, other: Claim) -> Comparison | None:
    a, b = plain(one.term), plain(other.term)
    if not a or not b:
        return None
    denied = [claim.modality is Modality.DENIED for claim in (one, other)]
    if a == b and denied[0] == denied[1]:
        return Comparison(Status.AGREES, nan, f'both say "{say.told(one, "")}"')
    if a == b:
        return Comparison(Status.CONTRADICTED, nan, f'one denies "{one.term}"')
    pairs = {frozenset(map(plain, pair)) for pair in subject.opposites}
    if not any(denied) and (subject.exclusive or frozenset((a, b)) in pairs):
        return Comparison(Status.CONTRADICTED, nan, "of the two at most one is so")
    return None


def _numbers(subject: Subject, one: Claim, other: Claim) -> Comparison | None:
    alike = any(one.kind in kinds and other.kind in kinds for kinds in (_WHEN, _AMOUNTS))
    if not alike or (one.term and other.term and plain(one.term) != plain(other.term)):
        return None
    dimension = dimension_of(subject, one)
    ours, theirs = usable(one, dimension), usable(other, dimension)
    data = named(one, subject), named(other, subject)
    if not datum.alike(*data):
        return _across(one, other, data, (ours, theirs), dimension)
    status, p, met = meet(ours, theirs, dimension)
    denied = [claim.modality is Modality.DENIED for claim in (one, other)]
    if status is Status.UNTESTABLE or (all(denied) and not met):
        return None  # two denials may both be right in that neither number is so
    if denied[0] != denied[1]:
        return _denied(ours if denied[0] else theirs, theirs if denied[0] else ours, dimension)
    if met:
        because = f"they meet within both precisions ({_chance(p)})"
        return Comparison(status, p, because, _provided(one, other, met))
    because = _far(ours, theirs, dimension, unit_of(subject, one, other))
    return _unmet(Comparison(status, p, because), data, (ours, theirs), dimension)


def _unmet(
    came: Comparison, data: tuple[str, str], read: tuple[tuple[Reading, ...], ...], dimension: str
) -> Comparison:
    """Two numbers apart as told: implausible at most where only one tells its datum and the other's may be
    one in which both are so.
    """
    because, told = came.because, data[0] or data[1]
    if data[0] != data[1] and datum.has(told, dimension):
        because += f", and only one names a datum ({told})"
        way = datum.otherwise(read[0], data[0], read[1], data[1], dimension)
        if way:
            because += f": were the other's {way}, both could be so {datum.conditions(dimension)}"
            p = nan if came.status is Status.CONTRADICTED else came.probability
            return Comparison(Status.IMPLAUSIBLE, p, because)
        because += ", but in no datum could both be so"
    exact = all(r.low == r.high for readings in read for r in readings)
    return came._replace(because=f"{because} ({'both exact' if exact else _chance(came.probability)})")


def _far(ours: tuple[Reading, ...], theirs: tuple[Reading, ...], dimension: str, unit: str) -> str:
    """How far apart two numbers are that do not meet, by their nearest readings."""
    facing = [(a, turned(b, a) if dimension == "angle" else b) for a in ours for b in theirs]
    nearest = min(facing, key=lambda pair: gap(*pair))
    apart, beyond = _apart(*nearest), max(gap(*nearest), 0.0)
    far = f"they are {say.amount(apart, unit)} apart" if isfinite(apart) else "their bounds do not meet"
    return far + f", {say.amount(beyond, unit)} more than their joint precision allows" * bool(beyond > 0.0)


def _across(
    one: Claim, other: Claim, data: tuple[str, str], read: tuple[tuple[Reading, ...], ...], dimension: str
) -> Comparison | None:
    """Two numbers in data that are told and differ: they exclude one another where neither could be so with
    the other, and else say nothing of each other.
    """
    known = all(datum.has(name, dimension) for name in data) and all(read)
    if not known or Modality.DENIED in (one.modality, other.modality):
        return None
    if datum.otherwise(read[0], data[0], read[1], data[1], dimension):
        return None
    because = f"{data[0]} and {data[1]} are farther apart than they could be {datum.conditions(dimension)}"
    return Comparison(Status.CONTRADICTED, nan, f"{because} (no probability: by the widest bounds)")


def _denied(denial: tuple[Reading, ...], claim: tuple[Reading, ...], dimension: str) -> Comparison | None:
    """A denied number contradicts one that lies within its bounds however both are read; no other."""
    _, _, met = meet(denial, claim, dimension)
    inside = [
        1
        for no, yes in met
        if (no.low <= yes.low and yes.high <= no.high) or no.low <= centre(yes) <= no.high
    ]
    if len(inside) < len(denial) * len(claim):
        return None
    return Comparison(Status.CONTRADICTED, nan, "one denies the number the other gives")


def _places(one: Claim, other: Claim) -> Comparison | None:
    if not all(isfinite(x) for claim in (one, other) for x in (claim.lat, claim.lon)):
        return None
    apart = float(inverse(one.lat, one.lon, other.lat, other.lon)[2])
    errors = [e for e in (one.error, other.error) if isfinite(e) and e >= 0.0]
    joint = hypot(*errors)
    if isnan(apart) or (not errors and apart > 0.0):
        return None
    p = _so_far(apart, joint)
    denied = [claim.modality is Modality.DENIED for claim in (one, other)]
    status = of_probability(p)
    if any(denied):
        if all(denied) or status is not Status.AGREES:
            return None
        return Comparison(Status.CONTRADICTED, nan, "one denies the place the other gives")
    far = f"{say.amount(apart, 'length')} apart with a joint error of {say.amount(joint, 'length')}"
    between = _between(one, other)
    if status is not Status.AGREES and between > 0.0:
        p = _so_far(max(0.0, apart - FASTEST * between), joint)
        status = of_probability(p)
        if status is Status.AGREES:  # what moves may have been at both
            return None
        far += f", more than is flown in the {say.amount(between, 'duration')} between"
    return Comparison(status, p, f"the places are {far} ({_chance(p)})")


def _so_far(apart: float, joint: float) -> float:
    """Rayleigh: the chance of two places at least so far apart, normal errors of `joint` along each axis."""
    if apart == 0.0:
        return 1.0
    return exp(-0.5 * (apart / joint) ** 2) if joint > 0.0 else 0.0


def _between(one: Claim, other: Claim) -> float:
    """The least time, s, between the moments that two claims tell, 0 where one tells none: their precision
    meets, and yet a minute told otherwise is a minute flown.
    """
    a, b = usable(one, "time"), usable(other, "time")
    apart = [abs(centre(x) - centre(y)) for x in a for y in b]
    return min((x for x in apart if isfinite(x)), default=0.0)


def _provided(one: Claim, other: Claim, met: tuple[tuple[Reading, Reading], ...]) -> tuple[str, ...]:
    """On what readings two claims agree, where others were possible."""
    said = []
    for claim, which in ((one, 0), (other, 1)):
        used = sorted({pair[which].how for pair in met})
        if len(used) < len({r.how for r in claim.readings}) and all(used):
            said.append(f"{claim.id} is read as {' or '.join(used)}")
    return tuple(said)


def _apart(a: Reading, b: Reading) -> float:
    return abs(centre(a) - centre(b))


def _chance(p: float) -> str:
    return "no probability: both one-sided" if isnan(p) else f"{say.chance(p)}, normal errors"
