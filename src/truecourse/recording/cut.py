"""Whether part of a transcript fits a recording at another offset than the rest: the recording may be cut.

A piece taken out, or put in, moves all that follows, so the transmissions on one side of it fit together at
another offset. Looked for is the shift, and the side of a call, at which most more transmissions have a
keying than have one under the best alignment. So many by chance, at any of the shifts and sides looked at,
must be improbable.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from truecourse.recording.alignment import Alignment, on_clock
from truecourse.recording.keying import Keyings
from truecourse.recording.transmissions import Transmissions

Array = NDArray[np.float64]

LEAST = 4  # transmissions that must fit better together; fewer do by chance
CHANCE = 1e-3  # under which it is told: judgement
SIDES = 2


class Cut(NamedTuple):
    """`fit` of the `calls` first (or last) transmissions fit `shift` s later by the transcript's clock than
    under the best alignment, where `fit_before` of them do; recorder times `low` to `high`, s, hold the cut.
    """

    first: bool
    calls: int
    fit: int
    fit_before: int
    shift: float
    low: float
    high: float


def cut(keyed: Keyings, told: Transmissions, found: Alignment) -> Cut | None:
    """The most telling part that fits elsewhere; None where there is none."""
    if not found.modes or len(told.start) < 2 * LEAST:
        return None
    at = on_clock(found.modes[0], keyed.start, found.middle)[0]
    half = np.where(np.isfinite(keyed.start_half), keyed.start_half, 1.0)
    near = 2.5 * told.sd + float(np.median(half))
    apart = told.start[:, None] - at[None, :]
    here = np.asarray((np.abs(apart) <= near[:, None]).any(axis=1))
    shifts = apart[np.abs(apart) > 2.0 * near[:, None]]
    if not shifts.size:
        return None
    best, gain = None, LEAST - 1
    for shift in shifts:
        there = (np.abs(apart - shift) <= near[:, None]).any(axis=1)
        for first in (True, False):
            more = there.astype(int) - here
            sums = np.cumsum(more if first else more[::-1])
            k = int(np.argmax(sums))
            if sums[k] > gain:
                also = int(np.argmax(np.append(sums[k:] < sums[k], True)))  # that many fit both ways
                gain, best = int(sums[k]), (float(shift), first, k + 1, k + also, there)
    if best is None:
        return None
    return _told(keyed, told, found, best, (here, near, len(shifts)))


def _told(
    keyed: Keyings, told: Transmissions, found: Alignment,
    best: tuple[float, bool, int, int, NDArray[np.bool_]],
    against: tuple[NDArray[np.bool_], Array, int],
) -> Cut | None:  # fmt: skip
    """The part as a record, where it is no chance; its shift is the mean of what fits."""
    shift, first, count, most, there = best
    here, near, tried = against
    part = slice(0, count) if first else slice(len(here) - count, len(here))
    fit = int(there[part].sum())
    density = len(keyed.start) / max(keyed.finish - keyed.begin, 1.0)
    usual = float(-np.expm1(-2.0 * density * near[part].mean()))
    if binom.sf(fit - 1, count, usual) * tried * SIDES * len(here) > CHANCE:
        return None
    at = on_clock(found.modes[0], keyed.start, found.middle)[0]
    apart = told.start[part, None] - at[None, :] - shift
    closest = np.abs(apart).argmin(axis=1)
    good = there[part]
    within = keyed.start[closest[good]]
    rest = np.arange(most, len(here)) if first else np.arange(len(here) - most)
    rest = rest[here[rest]]
    other = np.abs(told.start[rest, None] - at[None, :]).argmin(axis=1) if rest.size else np.array([], int)
    beyond = keyed.start[other]
    off = float(np.mean(apart[good, closest[good]]))
    ends = (within.max(), beyond.min() if beyond.size else keyed.finish) if first else (
        beyond.max() if beyond.size else keyed.begin, within.min())  # fmt: skip
    return Cut(first, count, fit, int(here[part].sum()), shift + off, float(min(ends)), float(max(ends)))


def cut_sentence(one: Cut) -> str:
    """In plain words."""
    which = "first" if one.first else "last"
    return (
        f"{one.fit} of the {which} {one.calls} transmissions fit at an offset {abs(one.shift):.0f} s "
        f"{'later' if one.shift > 0.0 else 'earlier'}, where {one.fit_before} do under the best alignment: "
        f"the recording may be cut between {one.low:.0f} and {one.high:.0f} s"
    )
