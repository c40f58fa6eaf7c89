"""Which of two claims that exclude one another is the worse founded, and by what; or that nothing decides."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from truecourse.flight.claim import Claim, Modality
from truecourse.ledger.book import Book, compiled, voice, weight_of
from truecourse.ledger.finding import Finding
from truecourse.ledger.say import day
from truecourse.ledger.status import AGAINST, Status
from truecourse.ledger.voices import Copied, voices

Borne = Mapping[str, tuple[bool, str]]  # by claim's id: whether it is so, by what else than claims like it

_OUTSIDE: dict[tuple[str, ...], str] = {("map",): "the map", ("Sun and Moon",): "Sun and Moon"}


class Side(NamedTuple):
    """A claim with those that agree with it: whether all is allegation, the weight and the name of its best
    grade, what its independent voices weigh together, their number, whether one is an inquiry's conclusion.
    """

    alleged: bool
    best: float
    grade: str
    weight: float
    voices: int
    concluded: bool


class Decision(NamedTuple):
    """The worse founded of two claims, None where nothing decides; and by what, as part of a sentence."""

    worse: Claim | None
    why: str


def decision(
    book: Book,
    pair: tuple[Claim, Claim],
    among: Iterable[Claim],
    agreed: Collection[frozenset[str]],
    copied: Copied = (),
    borne: Borne | None = None,
) -> Decision:
    """Decide between two claims by all on their subject. `agreed`: pairs of ids of those that agree; one that
    agrees with both is on neither side.

    A denial yields to its own speaker's later admission. What is only alleged yields to what somebody
    asserts, then the worse grade to the better, what something outside denies to what it bears out, the fewer
    independent voices by weight to the more, and what no inquiry concluded to a conclusion. A name never
    decides. What something outside denies lends its voice to nobody, nor does what the compilers of the file
    recall.
    """
    for worse, better in (pair, pair[::-1]):
        if taken_back(worse, better):
            return Decision(worse, f"{voice(worse)} admitted it by {day(better.said_at)}")
    borne = borne or {}
    claims = [
        c
        for c in among
        if c.id not in (pair[0].id, pair[1].id) and borne.get(c.id, (True, ""))[0] and not compiled(book, c)
    ]
    sides = []
    for own, far in (pair, pair[::-1]):
        with_it = [c for c in claims if _met(own, c, agreed) and not _met(far, c, agreed)]
        sides.append(side(book, (own, *with_it), copied))
    outside = [borne.get(claim.id) for claim in pair]
    for i, worse in enumerate(pair):
        if why := _why(sides[i], sides[1 - i], outside[i], outside[1 - i]):
            return Decision(worse, why)
    return Decision(None, "")


def taken_back(old: Claim, new: Claim) -> bool:
    """Whether a claim is a denial of what its own speaker said later, by the dates they were said at."""
    denial = old.modality is Modality.DENIED and new.modality is not Modality.DENIED
    return denial and voice(old) == voice(new) and old.said_at < new.said_at  # NaN is not


def worst(sides: Sequence[Side], outside: Sequence[tuple[bool, str] | None]) -> tuple[int, str]:
    """Which of several sides that cannot all be so is worse founded than every other, by the rule of
    `decision`, and by what; -1 where nothing decides. `outside`: what lies outside says of each.
    """
    for i, mine in enumerate(sides):
        rest = [j for j in range(len(sides)) if j != i]
        whys = [_why(mine, sides[j], outside[i], outside[j]) for j in rest]
        if whys and all(whys):
            return i, " and ".join(dict.fromkeys(whys))
    return -1, ""


def borne_out(findings: Iterable[Finding]) -> dict[str, tuple[bool, str]]:
    """What the map, or Sun and Moon, say of claims: `Borne`. A reconstruction is not asked: it may have been
    made from one of the two.
    """
    said = [f for f in findings if f.against in _OUTSIDE]
    borne = {f.claim: (True, _OUTSIDE[f.against]) for f in said if f.status is Status.SUPPORTED}
    return borne | {f.claim: (False, _OUTSIDE[f.against]) for f in said if f.status in AGAINST}


def side(book: Book, claims: Collection[Claim], copied: Copied = ()) -> Side:
    """Claims that agree, every voice counted once and with the weight of its best."""
    best = max(claims, key=lambda c: (weight_of(book, c), c.id))
    groups = voices(book, claims, lambda a, b: True, copied)
    return Side(
        all(c.modality is Modality.ALLEGED for c in claims),
        weight_of(book, best),
        book.sources[best.source].grade.value if best.source in book.sources else "unknown",
        sum(max(weight_of(book, c) for c in group) for group in groups),
        len(groups),
        any(c.modality is Modality.CONCLUSION for c in claims),
    )


def _met(one: Claim, other: Claim, agreed: Collection[frozenset[str]]) -> bool:
    return frozenset((one.id, other.id)) in agreed


def _why(worse: Side, better: Side, ours: tuple[bool, str] | None, theirs: tuple[bool, str] | None) -> str:
    """By what the first is the worse founded; "" where it is not."""
    if worse.alleged != better.alleged:
        return "it is only alleged" if worse.alleged else ""
    if worse.best != better.best:
        grades = f"{worse.grade} against {better.grade}"
        return f"the worse founded by grade ({grades})" if worse.best < better.best else ""
    if _stands(ours) != _stands(theirs):
        return _by_outside(ours, theirs)
    if worse.weight != better.weight:
        return _outweighed(worse, better) if worse.weight < better.weight else ""
    concluded = better.concluded and not worse.concluded
    return "the other is the conclusion of an inquiry" if concluded else ""


def _stands(said: tuple[bool, str] | None) -> int:
    """How something outside leaves a claim: denied, not spoken of, borne out."""
    return 1 if said is None else 2 * said[0]


def _by_outside(ours: tuple[bool, str] | None, theirs: tuple[bool, str] | None) -> str:
    if _stands(ours) > _stands(theirs):
        return ""
    if ours is not None and not ours[0]:
        return f"by {ours[1]} it is not so"
    return f"by {theirs[1]} the other is so" if theirs is not None else ""


def _outweighed(worse: Side, better: Side) -> str:
    if worse.voices < better.voices:
        return f"{worse.voices} {'voice' if worse.voices == 1 else 'voices'} against {better.voices}"
    return f"the voices for it weigh {worse.weight:g} against {better.weight:g}"
