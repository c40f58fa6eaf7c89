"""What the sources together say of a quantity: a value with its spread, by source and by grade.

Every voice (see `voices`) is a uniform number between its bounds, its readings alike probable; the consensus
is the mixture of them by the weight of its best source's grade, its value the median, its spread from the 5th
to the 95th percentile. A median of a mixture does not follow one voice that is far off, however exact.
Denials and one-sided numbers give no value and are left out; so is what the compilers recall beside a source.
"""

from collections.abc import Iterable
from itertools import accumulate
from math import isfinite, nan, pi
from typing import NamedTuple

from truecourse.flight.claim import Claim, Ledger, Modality, Reading
from truecourse.ledger.book import Book, compiled, open_book, subject_of, weight_of
from truecourse.ledger.compare import agree, dimension_of, is_time, numbers
from truecourse.ledger.datum import named
from truecourse.ledger.reading import centre, turned
from truecourse.ledger.voices import Copied, voices

TAIL = 0.05  # on either side of the spread
_TURN = 2.0 * pi * (1.0 + 1e-12)  # rad; 360 degrees as told stay so
_NEAR = 1e-9  # of the spread: a median on the edge of a reading lies in it


class Value(NamedTuple):
    """A value and its 90 % spread, SI or POSIX s; how many voices; the claims in it. The value is NaN where
    equal weights exclude one another, so that nobody told what lies in the middle.
    """

    value: float
    low: float
    high: float
    voices: int
    claims: tuple[str, ...]


class Consensus(NamedTuple):
    """Of one subject: from all its claims, from those of each grade (wire name), and of each source (id)."""

    subject: str
    dimension: str
    whole: Value
    by_grade: tuple[tuple[str, Value], ...]
    by_source: tuple[tuple[str, Value], ...]


def consensus(ledger: Ledger, copied: Copied = ()) -> tuple[Consensus, ...]:
    """The consensus of every subject for which there is a bounded number, sorted by subject.

    Data of several datums are not mixed: those of the datum with the most weight are taken, and those that
    name none. `copied`: pairs of sources found to depend.
    """
    book = open_book(ledger)
    found = []
    for name, claims in book.about.items():
        alike = _alike(book, claims)
        one = _of(book, alike, copied)
        if one is not None:
            found.append(Consensus(name, dimension_of(subject_of(book, alike[0]), alike[0]), *one))
    return tuple(found)


def combine(book: Book, claims: Iterable[Claim], copied: Copied = ()) -> Value | None:
    """One value of claims on one subject, or None where none of them has a bounded number."""
    good = [(c, r) for c in claims if (r := bounded(book, c)) and c.modality is not Modality.DENIED]
    if not good:
        return None
    first = good[0][1][0]
    angle = subject_of(book, good[0][0]).dimension == "angle"
    read = {c.id: [turned(r, first) if angle else r for r in rs] for c, rs in good}
    groups = voices(book, [c for c, _ in good], lambda a, b: agree(book, a, b), copied)
    parts = []
    for group in groups:
        share = max(weight_of(book, c) for c in group) / len(group)
        parts += [(r, share / len(read[c.id])) for c in group for r in read[c.id]]
    low, middle, high = (_quantile(parts, q) for q in (TAIL, 0.5, 1.0 - TAIL))
    near = _NEAR * (high - low)
    if not any(r.low - near <= middle <= r.high + near for r, _ in parts):
        middle = nan
    if angle and middle > _TURN:  # headings told about north go on beyond it
        low, middle, high = (x - _TURN for x in (low, middle, high))
    return Value(middle, low, high, len(groups), tuple(sorted(read)))


def bounded(book: Book, claim: Claim) -> tuple[Reading, ...]:
    """The readings of a claim that have both bounds."""
    return tuple(r for r in numbers(book, claim) if isfinite(centre(r)))


def _of(
    book: Book, claims: tuple[Claim, ...], copied: Copied
) -> tuple[Value, tuple[tuple[str, Value], ...], tuple[tuple[str, Value], ...]] | None:
    whole = combine(book, claims, copied)
    if whole is None:
        return None
    grades = {c.source: s.grade.value for c in claims if (s := book.sources.get(c.source))}
    by_grade = [
        (g, combine(book, [c for c in claims if grades.get(c.source) == g], copied))
        for g in sorted(set(grades.values()))
    ]
    by_source = [
        (s, combine(book, [c for c in claims if c.source == s], copied))
        for s in sorted({c.source for c in claims})
    ]
    return whole, tuple((g, v) for g, v in by_grade if v), tuple((s, v) for s, v in by_source if v)


def _alike(book: Book, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Those claims whose numbers may be mixed: times or amounts, whichever are more, and of one datum."""
    told = [claim for claim in claims if bounded(book, claim)]
    told = [c for c in told if not compiled(book, c)] or told
    times = 2 * sum(map(is_time, told)) > len(told)
    claims = tuple(claim for claim in told if is_time(claim) == times)
    heft: dict[str, float] = {}
    for claim in claims:
        if datum := _datum(book, claim):
            heft[datum] = heft.get(datum, 0.0) + weight_of(book, claim)
    chosen = min(heft, key=lambda datum: (-heft[datum], datum), default="")
    return tuple(claim for claim in claims if _datum(book, claim) in ("", chosen))


def _datum(book: Book, claim: Claim) -> str:
    """The datum of an amount, by one name each; a time has none."""
    return "" if is_time(claim) else named(claim, subject_of(book, claim))


def _quantile(parts: list[tuple[Reading, float]], q: float) -> float:
    """The value below which a share `q` of a mixture of uniform numbers lies; where the mixture has none
    about it, the middle of the hole.
    """
    knots = sorted({x for r, _ in parts for x in (r.low, r.high)})
    total = sum(w for _, w in parts)
    left, right = (
        [sum(w * _share(r, x, closed) for r, w in parts) / total for x in knots] for closed in (False, True)
    )
    right = list(accumulate(right, max))
    lower = _invert(knots, left, right, q - 1e-12)
    upper = _invert(knots, left, right, q + 1e-12)
    return 0.5 * lower + 0.5 * upper


def _share(r: Reading, x: float, closed: bool) -> float:
    """The share of a uniform number below `x`, or at most `x`."""
    if r.high > r.low:
        return min(1.0, max(0.0, (x - r.low) / (r.high - r.low)))
    return float(x >= r.low if closed else x > r.low)


def _invert(knots: list[float], left: list[float], right: list[float], q: float) -> float:
    for i, x in enumerate(knots):
        if q <= right[i]:
            if i == 0 or q >= left[i] or left[i] == right[i - 1]:
                return x
            part = (q - right[i - 1]) / (left[i] - right[i - 1])
            return knots[i - 1] + (x - knots[i - 1]) * min(1.0, max(0.0, part))
    return knots[-1] if knots else nan
